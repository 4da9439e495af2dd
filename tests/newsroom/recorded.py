"""Recorded pages as news sites: each under its own site at its own path, with a home page and a feed that lists them."""

import gzip
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from markupsafe import escape

from tests.newsroom.lists import MIME, Channel, Item, print_list
from tests.newsroom.press import Answer
from tests.newsroom.script import Fault

FEED = "/newsroom-feed.xml"  # no recorded page has this path


@dataclass(frozen=True, slots=True)
class Recorded:
    """One page: its place on its site and what `pages.jsonl` knows."""

    site: str
    target: str  # path and query
    file: Path
    url: str
    title: str
    published: datetime | None
    day_only: bool


def read_folder(folder: Path) -> list[Recorded]:
    """The pages of a folder with a `pages.jsonl` (keys file, url, site, title, published) and `html/*.html.gz`.

    A page recorded twice at one address gets a second one (`edition=2` in its query).
    """
    found: list[Recorded] = []
    taken: set[tuple[str, str]] = set()
    for line in (folder / "pages.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        parts = urlsplit(row["url"])
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if (row["site"], target) in taken:
            target += ("&" if parts.query else "?") + "edition=2"
        taken.add((row["site"], target))
        stamp = row.get("published") or ""
        at = datetime.fromisoformat(stamp) if stamp else None
        if at is not None and at.tzinfo is None:
            at = at.replace(tzinfo=UTC)
        found.append(
            Recorded(
                row["site"],
                target,
                folder / row["file"],
                row["url"],
                row.get("title") or "",
                at,
                len(stamp) == 10,
            )
        )
    return found


class RecordedPress:
    """Answers for recorded pages as `Press` does for a script; nothing in it changes with time."""

    def __init__(self, recorded: list[Recorded], addresses: Mapping[str, str]) -> None:
        self.addresses = dict(addresses)
        self.step = 0
        self._sites: dict[str, dict[str, Recorded]] = defaultdict(dict)
        for page in recorded:
            self._sites[page.site][unquote(page.target)] = page
        # As sites do: a page is the same without the parameters that a feed hung on its address.
        self._bare: dict[tuple[str, str], list[Recorded]] = defaultdict(list)
        for page in recorded:
            self._bare[page.site, unquote(page.target).partition("?")[0]].append(page)

    def advance(self, steps: int = 1, hours: float = 0.0) -> int:
        self.step += steps
        return self.step

    def misbehave(self, site_id: str, faults: list[Fault]) -> None:
        raise ValueError("recorded sites have no faults")

    def answer(self, site_id: str, target: str, headers: Mapping[str, str]) -> Answer:
        pages = self._sites[site_id]
        asked = unquote(target)
        bare = self._bare[site_id, asked] if "?" not in asked else []
        if page := pages.get(asked) or (bare[0] if len(bare) == 1 else None):
            # No charset in the header: the page's own declaration counts, as it was recorded.
            return Answer(200, "text/html", gzip.decompress(page.file.read_bytes()))
        base = f"http://{self.addresses[site_id]}"
        if target == FEED:
            return self._feed(site_id, base, headers)
        if target == "/":
            links = "".join(f'<li><a href="{escape(p.target)}">page</a></li>' for p in pages.values())
            home = (
                f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{site_id}</title>'
                f'<link rel="alternate" type="{MIME["rss"]}" href="{FEED}"></head><body><ul>{links}</ul></body></html>'
            )
            return Answer(200, "text/html; charset=utf-8", home.encode())
        return Answer(404, "text/html", b"<h1>404</h1>")

    def _feed(self, site_id: str, base: str, headers: Mapping[str, str]) -> Answer:
        items = [
            Item(p.title, base + p.target, base + p.target, p.published, "", "", (), "", day_only=p.day_only)
            for p in self._sites[site_id].values()
        ]
        channel = Channel(site_id, base + "/", base + FEED, "", "utf-8", datetime(2026, 1, 1, tzinfo=UTC))
        body = print_list("rss", channel, items).encode()
        tag = f'"{len(body)}-{len(items)}"'
        if headers.get("if-none-match") == tag:
            return Answer(304, MIME["rss"], b"", (("ETag", tag),))
        return Answer(200, MIME["rss"] + "; charset=utf-8", body, (("ETag", tag),))

"""What a newsroom publishes, as data: editions read from TOML or JSON into frozen values for the press to print."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

Layout = Literal["wordpress", "daily", "table", "blog", "portal", "agency"]
ListKind = Literal["rss", "atom", "rdf", "json-feed", "sitemap"]

LIST_PATHS: dict[str, str] = {
    "rss": "/feed/",
    "atom": "/atom.xml",
    "rdf": "/rdf.xml",
    "json-feed": "/feed.json",
    "sitemap": "/news-sitemap.xml",
}
EDITIONS = Path(__file__).parent / "editions"


@dataclass(frozen=True, slots=True)
class Edit:
    """What changes in an article at a step; None leaves a part as it was. `gone` answers 410 from then on."""

    step: int
    title: str | None = None
    body: str | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `body` is paragraphs with a blank line between; a block may begin with a mark:

        [photo] caption | credit      [related] title      [more] title      > quotation      ## heading

    `published`: "-3h", "-2d", "now" (both from the moment its step began), an ISO 8601 time, or "" for none.
    `copy` = "site/path" takes title and body of another site's article; what is given here goes before.
    `raw_title` is HTML for the headline and the feed where the title is not plain. `canonical`: "" for its own
    address, "home", "none", or a URL. `listed_as` names the address that lists show: "", "amp", "mobile".
    """

    path: str
    title: str = ""
    body: str = ""
    published: str = "now"
    authors: tuple[str, ...] = ()
    step: int = 0
    summary: str = ""
    section: str = ""
    guid: str = ""
    tracking: str = ""
    canonical: str = ""
    listed: bool = True
    listed_as: str = ""
    raw_title: str = ""
    copy: str = ""
    precision: Literal["time", "day"] = "time"
    edits: tuple[Edit, ...] = ()

    def at(self, step: int) -> "Article":
        """The article as it stands at `step`."""
        state = self
        for edit in self.edits:
            if edit.step <= step:
                state = replace(state, title=edit.title or state.title, body=edit.body or state.body)
        return state

    def gone(self, step: int) -> bool:
        return any(e.gone and e.step <= step for e in self.edits)


@dataclass(frozen=True, slots=True)
class Fault:
    """How a site misbehaves for paths that match `path` (shell pattern on path and query).

    It holds from step `since` to before step `until`, and for the first `times` requests (0: every one).
    `kind` is one of `tests.newsroom.faults.KINDS`; `status`, `to`, `seconds`, `size` (bytes), `retry_after`
    (seconds or an HTTP date) and `body` are for the kinds that use them.
    """

    kind: str
    path: str = "*"
    since: int = 0
    until: int = 1_000_000
    times: int = 0
    status: int = 0
    to: str = ""
    seconds: float = 0.0
    size: int = 0
    retry_after: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """One news site. Its pages are encoded in `charset`, declared as `declared` ("" means as it is, "none" not at all)."""

    id: str
    name: str
    language: str = "en"
    layout: Layout = "wordpress"
    zone: str = "UTC"
    charset: str = "utf-8"
    declared: str = ""
    country: str = ""
    tagline: str = ""
    lists: tuple[str, ...] = ("rss",)
    alternate: bool = (
        True  # the home page names the lists by <link rel="alternate"> and robots.txt the sitemap
    )
    full_text: bool = False  # feeds carry the whole text
    robots: str = "User-agent: *\nAllow: /\n"  # the text, or a status such as "404" or "503"
    validators: Literal["etag", "date", "both", "none"] = "both"
    feed_length: int = 30  # articles in a list
    list_paths: Mapping[str, str] | None = None  # other paths of lists, by kind
    articles: tuple[Article, ...] = ()
    faults: tuple[Fault, ...] = ()

    def list_path(self, kind: str) -> str:
        return (self.list_paths or {}).get(kind, LIST_PATHS[kind])


@dataclass(frozen=True, slots=True)
class Edition:
    """Everything that one newsroom prints."""

    sites: tuple[Site, ...] = ()

    def site(self, site_id: str) -> Site:
        return next(s for s in self.sites if s.id == site_id)


_NESTED: dict[str, type] = {"articles": Article, "edits": Edit, "faults": Fault, "sites": Site}


def build(cls: type, data: Mapping[str, Any]) -> Any:
    """A value of `cls` from plain data; ValueError names a key that it does not know."""
    known = {f.name for f in fields(cls)}
    if unknown := set(data) - known:
        raise ValueError(
            f"{cls.__name__} {data.get('id', data.get('path', ''))!s}: unknown {sorted(unknown)}"
        )
    values: dict[str, Any] = {}
    for name, value in data.items():
        if name in _NESTED:
            values[name] = tuple(v if not isinstance(v, Mapping) else build(_NESTED[name], v) for v in value)
        else:
            values[name] = tuple(value) if isinstance(value, list) else value
    return cls(**values)


def load(script: str | Path | Mapping[str, Any]) -> Edition:
    """An edition from plain data, a .toml or .json file, a folder of .toml files (one site each), or a name in editions/."""
    if isinstance(script, Mapping):
        return _with_copies(build(Edition, script))
    # A name in editions/ comes first: the demo writes a folder of the edition's own name where it runs.
    named = (EDITIONS / str(script), EDITIONS / f"{script}.toml")
    path = next((place for place in named if place.exists()), Path(script))
    if path.is_dir():
        sites = tuple(build(Site, tomllib.loads(p.read_text("utf-8"))) for p in sorted(path.glob("*.toml")))
        return _with_copies(Edition(sites))
    text = path.read_text("utf-8")
    return load(json.loads(text) if path.suffix == ".json" else tomllib.loads(text))


def _with_copies(edition: Edition) -> Edition:
    originals = {f"{s.id}{a.path}": a for s in edition.sites for a in s.articles}

    def filled(article: Article) -> Article:
        if not article.copy:
            return article
        source = originals[article.copy]
        return replace(article, title=article.title or source.title, body=article.body or source.body)

    sites = tuple(replace(s, articles=tuple(map(filled, s.articles))) for s in edition.sites)
    return Edition(sites)


def moment(published: str, start: datetime) -> datetime | None:
    """When an article says that it appeared, given when its step began."""
    if not published:
        return None
    if published == "now":
        return start
    if published[0] == "-":
        unit = {"m": "minutes", "h": "hours", "d": "days"}[published[-1]]
        return start - timedelta(**{unit: float(published[1:-1])})
    return datetime.fromisoformat(published)

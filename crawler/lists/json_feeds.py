"""JSON Feed 1.0 and 1.1 (jsonfeed.org) to a reading."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from articles.errors import NotAWebAddress
from articles.identity import clean_link
from crawler.lists.dates import published
from crawler.lists.plain import plain_line, plain_text
from crawler.lists.reading import ListedItem, ListReading, NotAList

_MOST_ITEMS = 10_000


def read_json_feed(feed: object, *, url: str, zone: str | None) -> ListReading:
    """The reading of a decoded JSON document. Raises NotAList if it is no JSON Feed."""
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise NotAList("JSON, but not a JSON Feed (no list of items)")
    version = feed.get("version")
    entries = [entry for entry in feed["items"] if isinstance(entry, dict)][:_MOST_ITEMS]
    if not (isinstance(version, str) and "jsonfeed" in version) and not any(
        "url" in entry for entry in entries
    ):
        raise NotAList("JSON, but not a JSON Feed (no version, no items with a url)")
    base = _string(feed.get("home_page_url")) or url
    language = _language(feed.get("language"))
    items = [item for entry in entries if (item := _item(entry, base, zone, language))]
    warnings = [] if entries else ["empty feed"]
    if len(items) < len(entries):
        warnings.append(f"{len(entries) - len(items)} entries without a link")
    following = _string(feed.get("next_url"))
    return ListReading(
        "json-feed",
        tuple(items),
        more_lists=(),
        title=plain_line(_string(feed.get("title"))),
        warnings=tuple([*warnings, "the feed has more pages"] if following else warnings),
    )


def _item(entry: dict[str, Any], base: str, zone: str | None, language: str | None) -> ListedItem | None:
    guid = entry.get("id")
    guid = str(guid) if isinstance(guid, str | int | float) and not isinstance(guid, bool) else None
    link = _string(entry.get("url")) or _string(entry.get("external_url"))
    if not link and guid and guid.startswith(("http://", "https://")):
        link = guid
    if not link:
        return None
    try:
        url = clean_link(urljoin(base, link))
    except (NotAWebAddress, ValueError):
        return None
    markup = _string(entry.get("content_html"))
    text = plain_text(markup) if markup else _string(entry.get("content_text")).strip()
    own = _language(entry.get("language")) or language
    return ListedItem(
        url=url,
        title=plain_line(_string(entry.get("title"))),
        summary=plain_text(_string(entry.get("summary")), 20_000),
        published=published(_string(entry.get("date_published")), zone=zone, language=own),
        authors=tuple(_authors(entry)),
        guid=guid,
        text=text or None,
        language=own,
        modified=published(_string(entry.get("date_modified")), zone=zone, language=own),
    )


def _authors(entry: dict[str, Any]) -> Iterable[str]:
    given = entry.get("authors")
    authors = given if isinstance(given, list) else [entry.get("author")]  # 1.0 had one
    for author in authors[:20]:
        if isinstance(author, dict) and (name := plain_line(_string(author.get("name")), 300)):
            yield name


def _language(value: object) -> str | None:
    tag = _string(value).replace("_", "-").partition("-")[0].strip().lower()
    return tag if 2 <= len(tag) <= 3 and tag.isascii() and tag.isalpha() else None


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""

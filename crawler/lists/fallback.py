"""feedparser behind the fast path: for feeds so broken that the tree holds fewer entries than the text."""

import calendar
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from articles.article import Published
from articles.errors import NotAWebAddress
from articles.identity import clean_link
from crawler.lists.dates import published
from crawler.lists.plain import plain_line, plain_text
from crawler.lists.reading import ListedItem, ListReading

log = logging.getLogger(__name__)

# feedparser's time grows with the square of one tag's length (40,000 attributes: 25 CPU seconds)
_LONGEST_TAG = 20_000
_LONGEST_FEED = 4_000_000


def bearable(text: str) -> bool:
    """Whether feedparser can be given this text without burning the worker's time."""
    if len(text) > _LONGEST_FEED:
        return False
    longest = max((len(part) for part in text.split("<")), default=0)
    return longest <= _LONGEST_TAG or all(
        part.find(">") <= _LONGEST_TAG and (">" in part or len(part) <= _LONGEST_TAG)
        for part in text.split("<")
    )


def read_with_feedparser(text: str, *, url: str, zone: str | None) -> ListReading | None:
    """The reading that feedparser makes of the text, or None if it finds no feed either."""
    import feedparser  # costs a tenth of a second and 10 MB, and most feeds never need it

    try:
        feed = feedparser.parse(
            text.encode("utf-8", "replace"),
            sanitize_html=False,
            resolve_relative_uris=True,
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
        )
    # what it raises on broken tags is its own affair (KeyError on a lone </link>); the other reading still counts
    except Exception:
        log.warning("feedparser cannot read the feed at %s", url, exc_info=True)
        return None
    version = str(feed.get("version", ""))
    items = [item for entry in feed.entries if (item := _item(entry, zone, feed.feed.get("language")))]
    if not items and not version:
        return None
    kind = "atom" if version.startswith("atom") else "rdf" if version in ("rss10", "rss090") else "rss"
    return ListReading(
        kind,  # type: ignore[arg-type]
        tuple(items),
        title=plain_line(feed.feed.get("title", "")),
        warnings=("the feed is not well-formed XML",),
    )


def _item(entry: Any, zone: str | None, language: str | None) -> ListedItem | None:
    try:
        link = clean_link(entry.get("link", ""))
    except NotAWebAddress:
        return None
    contents = [part.get("value", "") for part in entry.get("content", ())]
    language = (language or "")[:2].lower() or None
    return ListedItem(
        url=link,
        title=plain_line(entry.get("title", "")),
        summary=plain_text(entry.get("summary", ""), 20_000),
        published=_date(entry, "published", zone, language) or _date(entry, "created", zone, language),
        authors=tuple(
            name for author in entry.get("authors", ()) if (name := plain_line(author.get("name", ""), 300))
        ),
        guid=entry.get("id") or None,
        text=plain_text(max(contents, key=len)) if contents else None,
        language=language,
        modified=_date(entry, "updated", zone, language) if "updated" in entry else None,
    )


def _date(entry: Any, name: str, zone: str | None, language: str | None) -> Published | None:
    text = entry.get(name)
    if not isinstance(text, str):
        return None
    if date := published(text, zone=zone, language=language):
        return date
    parsed = entry.get(f"{name}_parsed")
    if not parsed or not 1990 <= parsed[0] <= 2100:
        return None
    start = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    return Published(start, start + timedelta(minutes=1), "time", "feed", None)

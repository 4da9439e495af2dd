"""What a list said of a page, as the JSON that the frontier keeps between the list's reading and the page's."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from articles.article import Precision, Published

_LONGEST_TEXT = 200_000  # characters of a full text in a feed; more is no article


@dataclass(frozen=True, slots=True)
class Said:
    """The same as a value: what a feed, a sitemap or a listing said of a page; empty where it said nothing."""

    title: str = ""
    summary: str = ""
    text: str = ""
    authors: tuple[str, ...] = ()
    language: str | None = None
    published: Published | None = None


def to_json(said: Said) -> dict[str, Any]:
    """Only what was said; text without an end is cut."""
    entries: dict[str, Any] = {
        "title": said.title,
        "summary": said.summary[:_LONGEST_TEXT],
        "text": said.text[:_LONGEST_TEXT],
        "authors": list(said.authors),
        "language": said.language,
    }
    if said.published is not None:
        when = said.published
        entries["published"] = [
            when.start.isoformat(),
            when.end.isoformat(),
            when.precision,
            when.how,
            when.zone,
        ]
    return {key: value for key, value in entries.items() if value}


def from_json(entries: dict[str, Any] | None) -> Said:
    """The value again."""
    entries = entries or {}
    published = None
    if when := entries.get("published"):
        start, end, precision, how, zone = when
        published = Published(
            datetime.fromisoformat(start), datetime.fromisoformat(end), cast(Precision, precision), how, zone
        )
    return Said(
        title=entries.get("title", ""),
        summary=entries.get("summary", ""),
        text=entries.get("text", ""),
        authors=tuple(entries.get("authors", ())),
        language=entries.get("language"),
        published=published,
    )

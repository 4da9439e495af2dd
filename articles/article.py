"""What an article is: frozen values that the crawler makes, the store keeps and alerts read.

Text conventions, the same everywhere: paragraphs of `text` are separated by a blank line ("\\n\\n");
a field's text (title, body, caption, author) is what spans count characters in, see `field_text`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

TextField = Literal["title", "body", "caption", "author"]
# Where a word is looked for that names no field.
SHOWN_FIELDS: tuple[TextField, ...] = ("title", "body", "caption")
TEXT_FIELDS: tuple[TextField, ...] = (*SHOWN_FIELDS, "author")
PARAGRAPH_BREAK = "\n\n"

Precision = Literal["day", "time"]


@dataclass(frozen=True, slots=True)
class Published:
    """When the publisher says that the article appeared: an interval [start, end), aware, UTC.

    A day is the publisher's day (24 hours in its zone); a time is one minute, or one second where
    seconds are given. `how` says where it was read ("json-ld", "opengraph", "meta", "time-element",
    "feed", "sitemap", "url", "text"); `zone` is the offset as it was given ("+02:00", "Z"), or None where
    none was given and one had to be assumed. Never the time of the crawl.
    """

    start: datetime
    end: datetime
    precision: Precision
    how: str
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What a page says, as extraction found it. No credits, "Related:" or "Read more" lines."""

    title: str
    text: str
    captions: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    published: Published | None = None
    language: str | None = None  # BCP 47 primary subtag, lower case
    site_name: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """The source as it was when the version was kept; frozen into the version."""

    source_id: str
    source_name: str
    country: str | None = None  # ISO 3166-1 alpha-2, upper case
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """One state of an article, numbered by the change that added it.

    `seen` is when presswatch first had this version (UTC). `past` says that it was already there when its
    source was first read (or read again after a pause) and is older than `catch_up`: kept, never mailed.
    `reason` is "new", "edited" (the publisher changed it) or "re-extracted" (only our extractor did).
    `story` is the number of the oldest version that tells the same story, its own where it stands alone; it may
    become a lower one. 0 in a version that was not read from the store.
    """

    change: int
    article_id: int
    number: int
    url: str
    site: str  # host, lower case, without "www."
    content: Content
    origin: Origin
    seen: datetime
    first_seen: datetime  # of the article: its first version's `seen`
    current: bool
    past: bool
    reason: str
    story: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) of one field's text."""

    field: TextField
    start: int
    end: int


def field_text(content: Content, field: TextField) -> str:
    """The text that spans of `field` count in; captions and authors are joined as paragraphs."""
    if field == "title":
        return content.title
    if field == "body":
        return content.text
    return PARAGRAPH_BREAK.join(content.captions if field == "caption" else content.authors)

"""What extraction takes and gives: hints from the list that named a page, and what the page was found to say."""

from dataclasses import dataclass
from typing import Literal

from articles.article import Content, Published

State = Literal["article", "empty", "garbled", "wall", "soft-404", "not-an-article"]


@dataclass(frozen=True, slots=True)
class Hints:
    """What a feed or a sitemap said about a page; used where the page itself is silent.

    `text` is the full or partial article text that the feed carried (plain text, paragraphs separated by
    a blank line), used when the page gives none.
    """

    title: str | None = None
    summary: str | None = None
    published: Published | None = None
    authors: tuple[str, ...] = ()
    text: str | None = None
    language: str | None = None


NO_HINTS = Hints()


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one page was found to say.

    `canonical` and `amp_url` are the page's raw claims, made absolute but not checked. `links` holds the
    page's links (absolute, document order, no repeats) if they were asked for. `state` is "article" unless something
    stands in the way; `reason` then says what, in plain words. A state other than "article" may still
    come with text, for example from the feed; `content.warnings` says so.
    """

    content: Content
    canonical: str | None = None
    amp_url: str | None = None
    links: tuple[str, ...] = ()
    state: State = "article"
    reason: str | None = None

"""What reading a list gives: the values that the crawler's frontier takes from feeds, sitemaps and listing pages."""

from dataclasses import dataclass, field
from typing import Literal

from articles.article import Published
from crawler.errors import NotAList

__all__ = ["ListKind", "ListReading", "ListedItem", "NotAList"]

ListKind = Literal["rss", "atom", "rdf", "json-feed", "sitemap", "sitemap-index", "listing", "home"]


@dataclass(frozen=True, slots=True)
class ListedItem:
    """One article as a list names it; what the list says is a hint, the page has the last word.

    `url` is absolute and clean (no tracking parameters). `title`, `summary` and `text` are plain text, paragraphs
    separated by a blank line; `text` is the whole article where the feed carries it. `guid` is kept as given and
    never an identity. `modified` is when the list says the entry last changed: never a publication date.
    """

    url: str
    title: str = ""
    summary: str = ""
    published: Published | None = None
    authors: tuple[str, ...] = ()
    guid: str | None = None
    text: str | None = None
    language: str | None = None
    modified: Published | None = None


@dataclass(frozen=True, slots=True)
class ListReading:
    """A list that was read. `more_lists` are absolute addresses of feeds, sitemaps and indices that it names."""

    kind: ListKind
    items: tuple[ListedItem, ...] = ()
    more_lists: tuple[str, ...] = ()
    title: str = ""
    warnings: tuple[str, ...] = field(default=())

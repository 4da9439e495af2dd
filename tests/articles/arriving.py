"""Arrivals for the tests of store, index and search."""

from datetime import UTC, datetime, timedelta

from articles.analysis import analyse, pack
from articles.article import Content, Origin, Published
from articles.names.article_keys import article_keys, pack_keys
from articles.store.versions import Arrival

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


class Fixed:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime = MONDAY) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


def day(date: datetime) -> Published:
    """A day of publication, UTC."""
    start = date.replace(hour=0, minute=0, second=0, microsecond=0)
    return Published(start, start + timedelta(days=1), "day", "json-ld", "Z")


def arrival(
    url: str = "https://paper.example/news/1",
    text: str = "The court sat on Monday.\n\nNobody came.",
    title: str = "From the newsroom",
    *,
    more: tuple[str, ...] = (),
    canonical: str | None = None,
    captions: tuple[str, ...] = (),
    authors: tuple[str, ...] = (),
    published: Published | None = None,
    language: str | None = "en",
    source: str = "paper",
    name: str = "The Paper",
    country: str | None = "GB",
    tags: tuple[str, ...] = (),
    seen: datetime = MONDAY,
    past: bool = False,
    extractor: str = "e1",
    response_hash: str | None = None,
) -> Arrival:
    """An arrival whose parts are as plain as they can be."""
    content = Content(title, text, captions, authors, published, language)
    return Arrival(
        urls=(url, *more),
        canonical=canonical,
        content=content,
        analysed_pack=pack(analyse(content)),
        names_pack=pack_keys(article_keys(content)),
        origin=Origin(source, name, country, tags),
        seen=seen,
        past=past,
        extractor=extractor,
        response_hash=response_hash,
    )

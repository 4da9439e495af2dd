"""What the crawler hands to the store, what it is told, and what an arrival means for what is kept already."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from articles.article import Content, Origin
from articles.store.version_rows import content_hash

KeptStatus = Literal["new", "edited", "re-extracted", "unchanged"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A page as it was just read.

    `urls`: the final URL first, then the requested one and its AMP and mobile twins; `canonical`: the page's
    claim, already checked; `analysed_pack`: its terms by `articles.analysis.pack`; `names_pack`: its name keys by
    `articles.names.article_keys.pack_keys`; `seen`: when it was fetched;
    `past`: it was there when its source was first read; `extractor`: what read it, and which release;
    `response_hash`: of the page's bytes, None where there was no page (the text came with a feed).
    """

    urls: tuple[str, ...]
    canonical: str | None
    content: Content
    analysed_pack: bytes
    names_pack: bytes
    origin: Origin
    seen: datetime
    past: bool
    extractor: str
    response_hash: str | None


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of an arrival: its article, and the number of the change it made, if it made one."""

    article_id: int
    change: int | None
    status: KeptStatus


@dataclass(frozen=True, slots=True)
class Before:
    """What decides how an arrival is taken: the current version and the page as last fetched."""

    content: Content
    content_hash: bytes
    response_hash: str | None


def judge_arrival(before: Before | None, arrival: Arrival) -> KeptStatus:
    """What an arrival is to an article's current version.

    Only our reading changed, not the publisher's page: "re-extracted", which is no news; but the first text of
    an article that had none is news, whoever was at fault. A page that lost all its text has not been edited.
    A first date for the same text is worth a version, and no news either.
    """
    if before is None:
        return "new"
    content = arrival.content
    had, has = bool(before.content.text.strip()), bool(content.text.strip())
    if content_hash(content) == before.content_hash or (had and not has):
        first_date = before.content.published is None and content.published is not None
        return "re-extracted" if first_date and has == had else "unchanged"
    same_page = arrival.response_hash is not None and arrival.response_hash == before.response_hash
    return "re-extracted" if same_page and had else "edited"


def inherit(before: Before | None, content: Content) -> Content:
    """The content to keep: a date of publication once known is not lost because a later reading found none."""
    if before is None or content.published is not None or before.content.published is None:
        return content
    return replace(content, published=before.content.published)

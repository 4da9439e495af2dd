"""What the parsing workers hand back: plain values that travel between processes, from extraction to the store."""

from dataclasses import dataclass
from typing import Literal

from articles.article import Content
from crawler.frontier import Named
from crawler.outcomes import Outcome

PageState = Literal["article", "empty", "garbled", "wall", "soft-404", "not-an-article"]


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """One page, extracted and analysed. `urls`: the final address first, then others that mean the same article.

    `pack` holds its terms, `names` its name keys, as the store keeps them. `body_hash` is of the unpacked body; None where the text came from a feed alone.
    """

    state: PageState
    reason: str
    content: Content
    pack: bytes
    names: bytes
    urls: tuple[str, ...]
    canonical: str | None
    body_hash: str | None
    extractor: str


@dataclass(frozen=True, slots=True)
class ParsedList:
    """One list: the pages it names in its order, further lists it names, and usual places for more if it names none."""

    kind: str
    title: str
    named: tuple[Named, ...]
    more: tuple[str, ...]
    body_hash: str
    guesses: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The same bytes as at the last reading."""

    body_hash: str


@dataclass(frozen=True, slots=True)
class NotParsed:
    """It could not be parsed, and why."""

    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave us to ask with next time (RFC 9110, 8.8)."""

    etag: str | None = None
    last_modified: str | None = None

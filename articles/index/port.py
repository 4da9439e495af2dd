"""The index seam: what a search engine must do for presswatch, whichever it is.

An engine is a projection of the change log. It is never the truth and never asked whether something is new.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from articles.article import Content
from articles.index.asked import Asked
from articles.query.nodes import DateName, LabelName, Node

Order = Literal["newest", "oldest", "relevance", "published"]
Facet = Literal["source", "lang", "country", "site", "tag", "day"]
RELEVANCE_DEPTH = 1000  # hits by relevance; further down, order means nothing


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """One version, analysed. `fields` holds each field's terms (also the lead's) between spaces, paragraph by paragraph.

    Times are Unix seconds, UTC; `published` is [from, to) or None. `superseded` is the change that ended the
    version, None while it is current. `labels` are the folded values that `Label` nodes compare, by their name;
    `facets` the values as they are shown. `cause` is the change that made the version what the document says: its
    own, the last that annotated it, or the one that ended it; of two documents of one version the higher is newer.
    `url` and `content` are for people who read the index by themselves, `content_hash` (hex) for comparing.
    """

    change: int
    cause: int
    article_id: int
    superseded: int | None
    fields: dict[str, tuple[str, ...]]
    labels: dict[LabelName, tuple[str, ...]]
    facets: dict[Facet, tuple[str, ...]]
    seen: int
    published: tuple[int, int] | None
    url: str
    content: Content
    content_hash: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexState:
    """Where a projection stands: which database it follows, which analyser wrote it, up to which change."""

    lineage: str
    fingerprint: str
    change: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What an engine holds of one version, as `IndexDocument` has it; of `content_hash` the first 64 bits."""

    change: int
    superseded: int | None
    cause: int
    content: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A version that an engine will never take, by its change number, and why."""

    change: int
    reason: str


@dataclass(frozen=True, slots=True)
class Days:
    """Counting by day: days of `zone` (an IANA name), by when a version was seen or published.

    What was published in a stretch of time counts for the day that its middle lies in; what has no date, for none.
    """

    name: DateName
    zone: str


By = Facet | Days
Refuse = Callable[[Sequence[Refused]], None]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which versions are looked at: the current ones, or those that were current at change `as_of`.

    `undated`: only those without a date of publication. `superseded`: also those that were superseded by then.
    """

    as_of: int | None = None
    undated: bool = False
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A candidate: its version's change number, its unique sort key, its score (0 where unranked).

    By relevance the key is the rank, from 1. `content` is what the engine holds of its content's hash, the first 64 bits.
    """

    change: int
    key: int
    score: float = 0.0
    content: int | None = None


@dataclass(frozen=True, slots=True)
class Candidates:
    """An upper bound in order. `exact` says that every hit matches; `more` that further ones follow the last.

    `change` is the one that the answer is true at: as asked for, else the last that the engine had `applied`.
    `total` is how many candidates there are in all, where that was asked for. `fingerprint` says by whose rules the
    documents were written, as the state has it; "" where nothing was.
    """

    hits: tuple[Hit, ...]
    exact: bool
    more: bool
    change: int
    applied: int
    total: int | None = None
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How many versions: the true number lies in [low, high]; equal where the engine is exact.

    `by` splits `high` by the values asked for; where the count is not exact, each is an upper bound too. `undated` of
    `high` have no date of publication; None where that was not counted along.
    """

    low: int
    high: int
    by: dict[str, int] = field(default_factory=dict)
    undated: int | None = field(default=None, compare=False)

    @property
    def exact(self) -> bool:
        return self.low == self.high


class ArticleIndex(Protocol):
    """A search engine that follows the change log.

    Guarantees: `apply` is idempotent for a change number and commits documents, removals and the state
    together or not at all; `find` and `count` see every applied change, never miss a match (an upper bound),
    and say whether they were exact. Raises `IndexUnavailable` (try again) and `IndexFailed` (rebuild).
    """

    engine: str  # as the configuration names it

    def state(self) -> IndexState | None:
        """Where it stands; None when it is new or was cleared."""
        ...

    def clear(self) -> None:
        """Drop everything, so that the indexer builds it anew."""
        ...

    def apply(
        self,
        documents: Sequence[IndexDocument],
        removed: Sequence[int],
        state: IndexState,
        *,
        more: bool = False,
        refuse: Refuse | None = None,
    ) -> None:
        """Write documents over those of the same change number, drop `removed` change numbers, set the state.

        With `more`, another call follows at once, and only with the last one need all of it be seen and kept: an
        engine may take several together. What it will never take is told to `refuse` before the state moves on;
        without that it raises IndexFailed.
        """
        ...

    def find(
        self,
        tree: Node,
        at: datetime,
        *,
        order: Order = "newest",
        limit: int = 100,
        after: int | None = None,
        scope: Scope = Scope(),
        total: bool = False,
    ) -> Candidates:
        """The first `limit` candidates in `order` behind sort key `after`; relative times count from `at`.

        With `total` it also says how many there are.
        """
        ...

    def count(self, tree: Node, at: datetime, *, by: By | None = None, scope: Scope = Scope()) -> Count:
        """How many versions may match; with `by`, also by value ("day" is UTC days of `seen`, "2026-11-23")."""
        ...

    def asked(self, tree: Node) -> Asked:
        """What is asked in place of a tree whose entities are expanded, for people to read."""
        ...

    def successor(self) -> "ArticleIndex":
        """What is to take this one's place, for a rebuild: empty, or as far as one that was cut off had come.

        An engine that cannot keep two clears itself and gives itself.
        """
        ...

    def succeed(self) -> None:
        """As a successor: take the place of the one that is searched, which is dropped, in one step."""
        ...

    def entries(self) -> Iterator[Entry]:
        """What is held of every version that was not removed, by change number, all at one point in time."""
        ...

    def dictionary(self) -> int:
        """About how many words its dictionaries hold, all of which a word that begins with `*` is compared with.

        0 where they need not be, since the engine knows words from their ends too.
        """
        ...

    def close(self) -> None:
        """Let go of files and connections; idempotent."""
        ...

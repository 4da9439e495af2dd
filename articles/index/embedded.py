"""The embedded search engine: tantivy in a folder, one writer and any number of readers; behind the index port."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import tantivy
from tantivy import Occur, Query

from articles.errors import IndexFailed, IndexUnavailable
from articles.index import schema as fields
from articles.index.asked import Asked, asked
from articles.index.embedded_days import ALL, EmbeddedDays, in_all
from articles.index.embedded_queries import EmbeddedTranslator
from articles.index.folder import IndexFolder
from articles.index.port import (
    RELEVANCE_DEPTH,
    By,
    Candidates,
    Count,
    Days,
    Entry,
    Hit,
    IndexDocument,
    IndexState,
    Order,
    Refuse,
    Scope,
)
from articles.index.slop import close
from articles.query.nodes import Node

log = logging.getLogger(__name__)

HEAP_BYTES = 16_000_000  # the least is 15 MB; what is over it is written out as a segment
_MOST_VALUES = 50_000  # of one facet
_ENTRIES = 5_000  # read at a time
_RANKED = 150  # asked for at once where fewer are wanted: equals seldom reach further
_BYTES_A_WORD = 11  # of a dictionary, as measured
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where the index stands, the zone of its days, and the number of its last commit."""

    state: IndexState | None
    zone: str
    commit: int


@dataclass(frozen=True, slots=True)
class _Put:
    """A query and whether it is exact; the change that its answer is true at, what the index had applied, and its zone."""

    query: Query
    exact: bool
    change: int
    applied: IndexState | None
    zone: str


class EmbeddedIndex:
    """An `ArticleIndex` kept in `folder`, made when first written. Safe across threads and processes.

    The process that writes first keeps the writer's lock until `close`; another that tries gets IndexUnavailable.
    Counting by day is fastest in `zone` (an IANA name), as it was when the index was begun.
    """

    engine = "embedded"

    def __init__(self, folder: Path, *, zone: str = "UTC", heap_bytes: int = HEAP_BYTES) -> None:
        self.folder = folder / f"embedded-{fields.FORMAT}"
        self._files = IndexFolder(self.folder, heap_bytes)
        self._days = EmbeddedDays()
        self._zone = zone
        self._stood: tuple[tantivy.Searcher, _Standing] | None = None

    def state(self) -> IndexState | None:
        """See ArticleIndex."""
        return self._answer(lambda searcher: self._standing(searcher).state, None)

    def clear(self) -> None:
        """See ArticleIndex. A folder that cannot be read is emptied."""
        with self._files.lock:
            try:
                if self._files.searcher() is not None:
                    writer = self._files.writer()
                    writer.delete_all_documents()
                    writer.commit()
            except IndexFailed as error:
                log.warning("%s; it is made anew", error)
                self._files.empty()

    def apply(
        self,
        documents: Sequence[IndexDocument],
        removed: Sequence[int],
        state: IndexState,
        *,
        more: bool = False,
        refuse: Refuse | None = None,
    ) -> None:
        """See ArticleIndex. Every call is a commit, and nothing is refused."""
        del more, refuse
        with self._files.lock:
            writer = self._files.writer()
            last = self._answer(self._standing, _Standing(None, self._zone, 0))
            try:
                outdated = [*removed, *(document.change for document in documents)]
                # By query: deleting by a term of numbers deletes nothing in tantivy-py 0.27.
                writer.delete_documents_by_query(Query.term_set_query(fields.schema(), "change", outdated))
                writer.delete_documents_by_query(_state_query(fields.ALONE))
                # The state goes with a version: a document of its own would be deleted by the next commit, and what is
                # asked of a segment with anything deleted takes up to twice as long.
                for document in documents[:-1]:
                    writer.add_document(fields.to_document(document, last.zone))
                bearer = fields.to_document(documents[-1], last.zone) if documents else fields.lone_document()
                fields.bear_state(bearer, state, last.zone, last.commit + 1)
                writer.add_document(bearer)
                writer.commit()
            except (ValueError, OSError) as error:
                del writer  # with the last one to hold it goes what was not committed
                self._files.forsake_writer()
                raise IndexUnavailable(
                    f"the search index {self.folder} could not be written: {error}"
                ) from error

    def find(
        self,
        tree: Node,
        at: datetime,
        *,
        order: Order = "newest",
        limit: int = 100,
        after: int | None = None,
        scope: Scope = Scope(),  # noqa: B008 (frozen)
        total: bool = False,
    ) -> Candidates:
        """See ArticleIndex."""

        def ask(searcher: tantivy.Searcher, put: _Put) -> Candidates:
            if order == "relevance":
                start = after or 0
                ranked, in_all = _ranked(searcher, put.query, start + limit, total=total)
                hits, more = ranked[start : start + limit], start + limit < len(ranked)
            else:
                hits, in_all = _ordered(searcher, put.query, order, limit + 1, after, total=total)
                hits, more = hits[:limit], len(hits) > limit
            applied, by = (put.applied.change, put.applied.fingerprint) if put.applied else (0, "")
            return Candidates(tuple(hits), put.exact, more, put.change, applied, in_all, by)

        return self._ask(
            tree, at, scope, ask, Candidates((), True, False, scope.as_of or 0, 0, 0 if total else None)
        )

    def count(self, tree: Node, at: datetime, *, by: By | None = None, scope: Scope = Scope()) -> Count:  # noqa: B008
        """See ArticleIndex. At most 50,000 values are told apart."""

        def ask(searcher: tantivy.Searcher, put: _Put) -> Count:
            values: dict[str, int] = {}
            if isinstance(by, Days):
                numbers, values = self._days.count(searcher, put.query, by, put.applied, put.zone)
            else:
                terms = {"terms": {"field": f"facet_{by}", "size": _MOST_VALUES}}
                told = searcher.aggregate(put.query, {"all": ALL} | ({"by": terms} if by else {}))
                numbers = in_all(told)
                values = (
                    {bucket["key"]: bucket["doc_count"] for bucket in told["by"]["buckets"]} if by else {}
                )
            found = sum(numbers.values())
            return Count(found if put.exact else 0, found, values, numbers.get(0, 0))

        return self._ask(tree, at, scope, ask, Count(0, 0))

    def asked(self, tree: Node) -> Asked:
        """See ArticleIndex."""
        return asked(tree, close)

    def successor(self) -> "EmbeddedIndex":
        """See ArticleIndex: itself, emptied."""
        self.clear()
        return self

    def succeed(self) -> None:
        """See ArticleIndex: it is in its place."""

    def entries(self) -> Iterator[Entry]:
        """See ArticleIndex."""
        with self._files.damage_told():
            yield from _entries(self._files.searcher())

    def dictionary(self) -> int:
        """See ArticleIndex; worked out from the size of the files."""
        return self._files.size(".term") // _BYTES_A_WORD

    def close(self) -> None:
        """See ArticleIndex."""
        self._stood = None
        self._files.close()

    def __enter__(self) -> "EmbeddedIndex":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(
        self,
        tree: Node,
        at: datetime,
        scope: Scope,
        ask: Callable[[tantivy.Searcher, _Put], _Answer],
        empty: _Answer,
    ) -> _Answer:
        """What `ask` makes of a tree put to the newest searcher; `empty` where nothing was ever indexed."""

        def put(searcher: tantivy.Searcher) -> _Answer:
            standing = self._standing(searcher)
            applied, zone = standing.state, standing.zone
            now = applied.change if applied else 0
            change = now if scope.as_of is None else scope.as_of
            # As things stand now is asked in a cheaper way than as they stood then.
            within = scope if change < now else replace(scope, as_of=None)
            bound = EmbeddedTranslator(fields.schema(), at).whole(tree, within)
            try:
                return ask(searcher, _Put(bound.query, bound.exact, change, applied, zone))
            except ValueError:  # patterns are expanded only when they are searched for
                log.info("a query is asked wider: its phrases with wildcards stand for too many")
            bound = EmbeddedTranslator(fields.schema(), at, wide=True).whole(tree, within)
            return ask(searcher, _Put(bound.query, bound.exact, change, applied, zone))

        return self._answer(put, empty)

    def _answer(self, ask: Callable[[tantivy.Searcher], _Answer], empty: _Answer) -> _Answer:
        """Ask the newest searcher; `empty` where nothing was ever indexed."""
        searcher = self._files.searcher()
        if searcher is None:
            return empty
        with self._files.damage_told():
            return ask(searcher)

    def _standing(self, searcher: tantivy.Searcher) -> _Standing:
        """Where the index stands; in this one's zone where it is empty. Looked up once a commit."""
        known = self._stood
        if known is None or known[0] is not searcher:
            found: Any = searcher.search(
                _state_query(), limit=1, count=False, order_by_field=fields.COMMIT, order=tantivy.Order.Desc
            ).hits
            standing = _Standing(None, self._zone, 0)
            for commit, address in found:
                standing = _Standing(*fields.read_state(searcher.doc(address)[fields.STATE]), commit)
            known = self._stood = (searcher, standing)
        return known[1]


def _state_query(value: str = fields.STATE) -> Query:
    return Query.term_query(fields.schema(), fields.STATE, value, index_option="basic")


def _entries(searcher: tantivy.Searcher | None) -> Iterator[Entry]:
    last = 0
    while searcher is not None:
        wanted = Query.range_query(fields.schema(), "change", tantivy.FieldType.Unsigned, last + 1, None)
        found = searcher.search(
            wanted, limit=_ENTRIES, count=False, order_by_field="change", order=tantivy.Order.Asc
        ).hits
        if not found:
            return
        addresses = [address for _, address in found]
        columns = [
            searcher.fast_field_values(name, addresses)
            for name in ("change", "superseded", "cause", "content")
        ]
        for row in zip(*columns, strict=True):
            change, superseded, cause, content = (int(value or 0) for value in row)
            yield Entry(change, None if superseded == fields.NEVER else superseded, cause, content)
            last = change


def _ordered(
    searcher: tantivy.Searcher, query: Query, order: Order, limit: int, after: int | None, *, total: bool
) -> tuple[list[Hit], int | None]:
    """The first hits behind a sort key, and with `total` how many there are before and behind it."""
    field = "by_published" if order == "published" else "by_seen"
    rising = order == "oldest"
    known = None
    if after is not None:
        known = sum(in_all(searcher.aggregate(query, {"all": ALL})).values()) if total else None
        low, high = (after + 1, None) if rising else (None, max(after, 1) - 1)
        rest = Query.range_query(fields.schema(), field, tantivy.FieldType.Unsigned, low, high)
        query = Query.boolean_query([(Occur.Must, query), (Occur.Must, rest)])
    direction = tantivy.Order.Asc if rising else tantivy.Order.Desc
    counted = total and known is None
    answer: Any = searcher.search(query, limit=limit, count=counted, order_by_field=field, order=direction)
    found = answer.hits
    addresses = [address for _, address in found]
    columns = [searcher.fast_field_values(name, addresses) for name in ("change", "content")]
    hits = [
        Hit(int(change or 0), int(key), content=int(content or 0))
        for (key, _), change, content in zip(found, *columns, strict=True)
    ]
    return hits, int(answer.count) if counted else known


def _ranked(
    searcher: tantivy.Searcher, query: Query, wanted: int, *, total: bool
) -> tuple[list[Hit], int | None]:
    """The best by BM25, newer ones first among equals, one more than `wanted` where there are; with `total`
    how many match.

    tantivy's own order of equals changes with a merge: all that score as the last one wanted are taken.
    """
    known = None
    for depth in (max(_RANKED, 2 * wanted), RELEVANCE_DEPTH):
        limit = min(depth, RELEVANCE_DEPTH)
        counted = total and known is None
        answer: Any = searcher.search(query, limit=limit, count=counted)
        known = int(answer.count) if counted else known
        hits = answer.hits
        end = min(wanted + 1, len(hits))
        while 0 < end < len(hits) and hits[end][0] == hits[end - 1][0]:
            end += 1
        if end < len(hits) or len(hits) < limit or limit == RELEVANCE_DEPTH:
            break
    hits = hits[:end]
    addresses = [address for _, address in hits]
    columns = [searcher.fast_field_values(name, addresses) for name in ("by_seen", "change", "content")]
    ranked = sorted(zip([score for score, _ in hits], *columns, strict=True), reverse=True)
    return [
        Hit(change, rank, score, content or 0)
        for rank, (score, _, change, content) in enumerate(ranked[: wanted + 1], 1)
    ], known

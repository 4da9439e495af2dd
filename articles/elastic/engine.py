"""The second search engine: Elasticsearch behind the index port, for an archive that outgrows one machine."""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from articles.elastic import reader
from articles.elastic.closeness import close
from articles.elastic.entries import entries
from articles.elastic.indices import NEXT, Indices
from articles.elastic.queries import ElasticTranslator, size
from articles.elastic.reader import Answers, TooManyWords
from articles.elastic.server import Endpoint, Server
from articles.elastic.writer import Lock, Writer
from articles.errors import QueryError
from articles.index.asked import Asked, asked
from articles.index.days import DAY, count_days
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
from articles.query.nodes import Node

log = logging.getLogger(__name__)

WORDS_A_VERSION: Final = 400  # as news goes
MOST_WORDS: Final = 4_096  # words and patterns of one question; a server with little memory takes no more


class ElasticIndex:
    """An `ArticleIndex` kept by a server under the alias `name`, made when first written. Safe across threads and processes.

    `lock` is a file of the installation: the process that writes first holds it until `close`; another that tries
    gets IndexUnavailable.
    """

    engine = "elasticsearch"

    def __init__(
        self,
        endpoint: Endpoint,
        name: str,
        lock: Path,
        *,
        shards: int = 1,
        replicas: int = 0,
        building: bool = False,
    ) -> None:
        """With `building` it is the successor of the one that is searched."""
        self._building = building
        self._again: Callable[[], ElasticIndex] = lambda: ElasticIndex(
            endpoint,
            name,
            lock.with_name(f"{lock.name}-{NEXT}"),
            shards=shards,
            replicas=replicas,
            building=True,
        )
        self._server = Server(endpoint)
        self._indices = Indices(self._server, name, shards=shards, replicas=replicas)
        self.alias = self._indices.next_alias if building else self._indices.alias
        self._lock = Lock(lock)
        self._writing = threading.RLock()
        self._writer: Writer | None = None
        self._index: str | None = None  # the one whose state was last asked for
        self._applied = 0  # the change that the state last told of

    def state(self) -> IndexState | None:
        """See ArticleIndex."""
        found = reader.state(self._server, self.alias)
        self._index = found[1] if found else None
        if found is None:
            return None
        self._applied = found[0].change
        return found[0]

    def clear(self) -> None:
        """See ArticleIndex. The old index is dropped when a new one can take its place."""
        with self._writing:
            self._lock.hold()
            self._forsake()
            old = self._indices.of(self.alias)
            self._index = None
            if old is None:
                return
            if self._building:
                self._indices.drop(old)
                return
            self._index = self._indices.create()
            self._indices.serve(self._index)

    def apply(
        self,
        documents: Sequence[IndexDocument],
        removed: Sequence[int],
        state: IndexState,
        *,
        more: bool = False,
        refuse: Refuse | None = None,
    ) -> None:
        """See ArticleIndex. With `more` it may be up to twenty seconds until what was written is seen and kept."""
        with self._writing:
            self._lock.hold()
            writer = self._writer_of_now()
            writer.add(documents, removed, state.change)
            if not more or writer.due:
                writer.settle(state, refuse)

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
        found: list[Hit] = []
        number: int | None = None
        exact = True
        while True:
            wanted = limit + 1 - len(found)
            asked = reader.page(order, wanted, after, total=total and number is None)
            exact, scope, answers = self._ask(tree, at, scope, asked, ranked=order == "relevance")
            if answers is None:
                return Candidates((), True, False, scope.as_of or 0, 0, 0 if total else None)
            some = reader.hits(answers.body, order, after)
            number = reader.number(answers.body) if total and number is None else number
            found += some
            if len(some) < asked["size"] or len(found) > limit or order == "relevance":
                break
            after = some[-1].key
        more = len(found) > limit or (order == "relevance" and found[-1:] and found[-1].key > RELEVANCE_DEPTH)
        state = answers.state
        applied, by = (state.change, state.fingerprint) if state else (0, "")
        return Candidates(tuple(found[:limit]), exact, bool(more), scope.as_of or 0, applied, number, by)

    def count(self, tree: Node, at: datetime, *, by: By | None = None, scope: Scope = Scope()) -> Count:  # noqa: B008
        """See ArticleIndex. At most 50,000 values are told apart."""
        counting: dict[str, Any] = {"size": 0, "track_total_hits": True}
        asked = counting | ({"aggs": {"by": reader.split(by)}} if by is not None else {})
        exact, scope, answers = self._ask(tree, at, scope, asked)
        if answers is None:
            return Count(0, 0)
        found = reader.number(answers.body)
        values: dict[str, int] = {}
        if isinstance(by, Days):
            filled = [bucket["key"] // 1000 // DAY * DAY for bucket in _buckets(answers)]

            def count(wanted: Sequence[tuple[int, int]]) -> list[int]:
                of_days = counting | {"aggs": {"by": reader.stretches(by, wanted)}}
                _, _, answers = self._ask(tree, at, scope, of_days)
                counts = answers.body["aggregations"]["by"]["buckets"] if answers else {}
                return [counts[f"{n}"]["doc_count"] if counts else 0 for n in range(len(wanted))]

            values = count_days(filled, by.zone, count)
        elif by is not None:
            values = {bucket["key"]: bucket["doc_count"] for bucket in _buckets(answers)}
        return Count(found if exact else 0, found, values)

    def asked(self, tree: Node) -> Asked:
        """See ArticleIndex."""
        return asked(tree, close)

    def successor(self) -> "ElasticIndex":
        """See ArticleIndex: an index beside the one that is searched."""
        return self._again()

    def succeed(self) -> None:
        """See ArticleIndex. A process that still writes into the old one is told that it is not there any more."""
        with self._writing:
            self._lock.hold()
            index = self._indices.of(self.alias) or self._indices.create(self.alias)
            self._forsake()
            self._indices.serve(index)

    def entries(self) -> Iterator[Entry]:
        """See ArticleIndex."""
        return entries(self._server, self.alias)

    def dictionary(self) -> int:
        """See ArticleIndex; estimated from the number of documents, since the server does not tell (Heaps' law)."""
        reply = self._server.ask("GET", f"/{self.alias}/_count", accept=(404,))
        words = WORDS_A_VERSION * reply.body["count"] if reply.status == 200 else 0
        return int(10 * words**0.6)

    def close(self) -> None:
        """See ArticleIndex."""
        with self._writing:
            self._forsake()
            self._lock.free()
        self._server.close()

    def __enter__(self) -> "ElasticIndex":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(
        self, tree: Node, at: datetime, scope: Scope, search: Mapping[str, Any], *, ranked: bool = False
    ) -> tuple[bool, Scope, Answers | None]:
        """Ask for `search` of what `tree` finds: whether that is exact, the scope it is true in, and the answer."""
        wide = False
        settled = scope.as_of is not None
        for _ in range(3):
            there = scope if settled else replace(scope, as_of=self._applied)
            query, exact = self._query(tree, at, there, wide=wide, ranked=ranked)
            header = {"search_type": "dfs_query_then_fetch", "preference": "presswatch"} if ranked else {}
            try:
                answers = reader.ask(self._server, self.alias, {**search, "query": query}, **header)
            except TooManyWords:
                if wide:
                    raise self._too_many(size(query)) from None
                log.info("a query is asked wider: its wildcards stand for too many words")
                wide = True
                continue
            if answers is None or settled:
                return exact, there, answers
            applied = answers.state.change if answers.state else 0
            if applied == self._applied:
                return exact, there, answers
            self._applied = applied  # it has moved since: once more, where it stands now
            scope, settled = replace(scope, as_of=applied), True
        return exact, there, answers

    def _query(
        self, tree: Node, at: datetime, scope: Scope, *, wide: bool, ranked: bool
    ) -> tuple[Mapping[str, Any], bool]:
        translator = ElasticTranslator(at, wide=wide)
        bound = translator.bound(tree)
        if (number := size(bound.query)) > MOST_WORDS:
            raise self._too_many(number)
        query = bound.query if ranked else translator.unscored(bound.query)
        return translator.all_of([query, translator.within(scope)], ()), bound.exact

    def _too_many(self, number: int) -> QueryError:
        return QueryError(
            f"This query asks for {number:,} words and patterns at once; the search engine takes {MOST_WORDS:,}"
        )

    def _writer_of_now(self) -> Writer:
        """The writer of the index whose state was last asked for; of the one that is searched, where none was."""
        index = self._index or self._indices.of(self.alias) or self._indices.create(self.alias)
        if self._writer is None or self._writer.index != index:
            self._forsake()
            self._writer = Writer(self._server, index)
        self._index = index
        return self._writer

    def _forsake(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()


def _buckets(answers: Answers) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = answers.body["aggregations"]["by"]["buckets"]
    return found

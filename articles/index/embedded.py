"""The embedded search engine: tantivy in a folder, one writer and any number of readers; behind the index port."""

import fcntl
import logging
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import tantivy
from tantivy import Occur, Query

from articles.errors import IndexFailed, IndexUnavailable
from articles.index import schema as fields
from articles.index.port import (
    RELEVANCE_DEPTH,
    Candidates,
    Count,
    Facet,
    Hit,
    IndexDocument,
    IndexState,
    Order,
    Scope,
)
from articles.index.translate import Translator
from articles.query.nodes import Node

log = logging.getLogger(__name__)

HEAP_BYTES = 16_000_000  # the least is 15 MB; what is over it is written out as a segment
_MOST_VALUES = 50_000  # of one facet
_Answer = TypeVar("_Answer")


class EmbeddedIndex:
    """An `ArticleIndex` kept in `folder`, made when first written. Safe across threads and processes.

    The process that writes first keeps the writer's lock until `close`; another that tries gets IndexUnavailable.
    """

    def __init__(self, folder: Path, *, heap_bytes: int = HEAP_BYTES) -> None:
        self.folder = folder / f"embedded-{fields.FORMAT}"
        self._heap_bytes = heap_bytes
        self._lock = threading.RLock()
        self._index: tantivy.Index | None = None
        self._writer: tantivy.IndexWriter | None = None
        self._meta: tuple[int, int] | None = None

    def state(self) -> IndexState | None:
        """See ArticleIndex."""
        return self._answer(_state, None)

    def clear(self) -> None:
        """See ArticleIndex. A folder that cannot be read is emptied."""
        with self._lock:
            try:
                if self._reader() is not None:
                    writer = self._open_writer()
                    writer.delete_all_documents()
                    writer.commit()
            except IndexFailed as error:
                log.warning("%s; it is made anew", error)
                self._wipe()

    def apply(self, documents: Sequence[IndexDocument], removed: Sequence[int], state: IndexState) -> None:
        """See ArticleIndex."""
        with self._lock:
            writer = self._open_writer()
            try:
                outdated = [*removed, *(document.change for document in documents)]
                # By query: deleting by a term of numbers deletes nothing in tantivy-py 0.27.
                writer.delete_documents_by_query(Query.term_set_query(fields.schema(), "change", outdated))
                for document in documents:
                    writer.add_document(fields.to_document(document))
                writer.delete_documents_by_query(_state_query())
                writer.add_document(fields.state_document(state))
                writer.commit()
            except (ValueError, OSError) as error:
                self._writer = None
                del writer  # its end takes back what was not committed, and frees the lock
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
    ) -> Candidates:
        """See ArticleIndex."""

        def ask(searcher: tantivy.Searcher) -> Candidates:
            state = _state(searcher)
            change = state.change if state else 0
            query, exact = self._query(tree, at, scope, searcher)
            if order == "relevance":
                ranked = _ranked(searcher, query)
                start = after or 0
                return Candidates(
                    tuple(ranked[start : start + limit]), exact, start + limit < len(ranked), change
                )
            hits = _ordered(searcher, query, order, limit + 1, after)
            return Candidates(tuple(hits[:limit]), exact, len(hits) > limit, change)

        return self._answer(ask, Candidates((), True, False, 0))

    def count(self, tree: Node, at: datetime, *, by: Facet | None = None, scope: Scope = Scope()) -> Count:  # noqa: B008
        """See ArticleIndex. At most 50,000 values are told apart."""

        def ask(searcher: tantivy.Searcher) -> Count:
            query, exact = self._query(tree, at, scope, searcher)
            counted: Any = searcher.search(query, limit=1, count=True)  # its `count` is not in tantivy's stub
            found = int(counted.count)
            values: dict[str, int] = {}
            if by is not None:
                terms = {"terms": {"field": f"facet_{by}", "size": _MOST_VALUES}}
                buckets = searcher.aggregate(query, {"by": terms})["by"]["buckets"]
                values = {bucket["key"]: bucket["doc_count"] for bucket in buckets}
            return Count(found if exact else 0, found, values)

        return self._answer(ask, Count(0, 0))

    def close(self) -> None:
        """See ArticleIndex."""
        with self._lock:
            writer, self._writer, self._index = self._writer, None, None
            if writer is not None:
                writer.wait_merging_threads()

    def __enter__(self) -> "EmbeddedIndex":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _query(
        self, tree: Node, at: datetime, scope: Scope, searcher: tantivy.Searcher
    ) -> tuple[Query, bool]:
        def build(wide: bool) -> tuple[Query, bool]:
            translator = Translator(fields.schema(), at, wide=wide)
            bound = translator.bound(tree)
            parts = [(Occur.Must, bound.query), (Occur.Must, translator.within(scope))]
            query = Query.boolean_query(parts)
            searcher.search(query, limit=1, count=False)  # patterns are expanded only here
            return query, bound.exact

        try:
            return build(wide=False)
        except ValueError as error:
            log.info("a query is asked wider, for its patterns are too many: %s", error)
            return build(wide=True)

    def _answer(self, ask: Callable[[tantivy.Searcher], _Answer], empty: _Answer) -> _Answer:
        """Ask the newest searcher; `empty` where nothing was ever indexed."""
        with self._lock:
            index = self._reader()
            if index is None:
                return empty
            with self._damage_told():
                searcher = index.searcher()
        with self._damage_told():
            return ask(searcher)

    def _reader(self) -> tantivy.Index | None:
        """The index at its last commit, whichever process made that; None where there is none."""
        meta = self.folder / "meta.json"
        try:
            status = meta.stat()
        except FileNotFoundError:
            self._index = None
            return None
        stamp = (status.st_ino, status.st_mtime_ns)
        if self._index is None:
            with self._damage_told():
                self._index = self._open()
        elif stamp != self._meta:
            with self._damage_told():
                self._index.reload()
        self._meta = stamp
        return self._index

    def _open(self) -> tantivy.Index:
        index = tantivy.Index(fields.schema(), path=str(self.folder), reuse=True)
        index.config_reader("manual", 0)  # reloaded when it is asked, not by a thread
        fields.register(index)
        return index

    def _open_writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise IndexUnavailable(f"the search index {self.folder} cannot be made: {error}") from error
            with self._damage_told():
                if self._index is None:
                    self._index = self._open()
                try:
                    self._writer = self._index.writer(self._heap_bytes, 1)
                except ValueError as error:
                    if "LockBusy" not in str(error):
                        raise
                    raise IndexUnavailable(
                        f"the search index {self.folder} is being written by another process of presswatch"
                    ) from error
        return self._writer

    def _wipe(self) -> None:
        """Delete the files, as the only writer: tantivy's own lock on this file is an flock(2) too."""
        self._writer = self._index = None
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".tantivy-writer.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise IndexUnavailable(
                    f"the search index {self.folder} is being written by another process of presswatch"
                ) from error
            for path in self.folder.iterdir():
                if not path.name.endswith(".lock"):
                    shutil.rmtree(path) if path.is_dir() else path.unlink()

    @contextmanager
    def _damage_told(self) -> Iterator[None]:
        try:
            yield
        except (IndexFailed, IndexUnavailable):
            raise
        # Rust's panics come as a BaseException of no public type: on a damaged file, tantivy raises either.
        except BaseException as error:
            if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
                raise
            self._index = None
            raise IndexFailed(
                f"the search index {self.folder} cannot be read ({error}): `presswatch index rebuild` mends it"
            ) from error


def _state_query() -> Query:
    return Query.term_query(fields.schema(), fields.STATE, fields.STATE, index_option="basic")


def _state(searcher: tantivy.Searcher) -> IndexState | None:
    found = searcher.search(_state_query(), limit=1, count=False).hits
    return fields.read_state(searcher.doc(found[0][1])[fields.STATE]) if found else None


def _ordered(
    searcher: tantivy.Searcher, query: Query, order: Order, limit: int, after: int | None
) -> list[Hit]:
    field = "by_published" if order == "published" else "by_seen"
    rising = order == "oldest"
    if after is not None:
        low, high = (after + 1, None) if rising else (None, max(after, 1) - 1)
        rest = Query.range_query(fields.schema(), field, tantivy.FieldType.Unsigned, low, high)
        query = Query.boolean_query([(Occur.Must, query), (Occur.Must, rest)])
    direction = tantivy.Order.Asc if rising else tantivy.Order.Desc
    found: list[Any] = searcher.search(
        query, limit=limit, count=False, order_by_field=field, order=direction
    ).hits
    changes = searcher.fast_field_values("change", [address for _, address in found])
    return [Hit(int(change or 0), int(key)) for (key, _), change in zip(found, changes, strict=True)]


def _ranked(searcher: tantivy.Searcher, query: Query) -> list[Hit]:
    """The best by BM25, newer ones first among equals; tantivy's own order of equals changes with a merge."""
    found: list[Any] = searcher.search(query, limit=RELEVANCE_DEPTH, count=False).hits
    addresses = [address for _, address in found]
    changes = searcher.fast_field_values("change", addresses)
    keys = searcher.fast_field_values("by_seen", addresses)
    ranked = sorted(
        (
            (score, int(key or 0), int(change or 0))
            for (score, _), key, change in zip(found, keys, changes, strict=True)
        ),
        reverse=True,
    )
    return [Hit(change, rank, score) for rank, (score, _, change) in enumerate(ranked, 1)]

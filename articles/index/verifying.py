"""Compares a search engine with the store it was made from, version by version; beside `indexer`, under the doors."""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from articles.index.documents import content_bits
from articles.index.indexer import Progress
from articles.index.port import ArticleIndex, Entry
from articles.store.changes import last_change
from articles.store.database import Database
from articles.store.quarantine import all_aside
from articles.store.tables import articles, changes, versions

_PAGE = 2_000  # rows read at a time


@dataclass(frozen=True, slots=True)
class Difference:
    """A version whose entry in the index is not what the store makes of it: which, and in plain words what differs."""

    version: int
    words: str


def verify(db: Database, index: ArticleIndex, *, progress: Progress | None = None) -> Iterator[Difference]:
    """What differs, by change number, up to the change that the index has reached; found as it is read.

    Compared are the numbers of the versions, the changes that caused and ended them, and the hashes of their content.
    What was written while it compares is left alone. Raises IndexUnavailable, IndexFailed and StoreUnavailable.
    """
    state = index.state()
    until = state.change if state else 0
    with db.read() as conn:
        aside = {one.version for one in all_aside(conn)}
    held = index.entries()
    entry = next(held, None)
    for wanted in _expected(db, until):
        while entry is not None and entry.change < wanted.change:
            yield from _extra(db, entry, until)
            entry = next(held, None)
        if entry is not None and entry.change == wanted.change:
            if entry.cause <= until:
                yield from _differences(wanted, entry)
            entry = next(held, None)
        elif wanted.change in aside:
            yield Difference(wanted.change, "missing: the engine refused it, see `presswatch index status`")
        elif not _was_removed(db, wanted.change):
            yield Difference(wanted.change, "missing")
        if progress is not None and wanted.change % 100 == 0:
            progress(wanted.change, until)
    while entry is not None:
        yield from _extra(db, entry, until)
        entry = next(held, None)
    if progress is not None:
        progress(until, until)


def _differences(wanted: Entry, entry: Entry) -> Iterator[Difference]:
    if entry.content != wanted.content:
        yield Difference(wanted.change, "another content than the database has")
    if entry.superseded != wanted.superseded:
        yield Difference(
            wanted.change,
            f"{_ended(entry.superseded)} in the index, {_ended(wanted.superseded)} in the database",
        )
    if entry.cause != wanted.cause:
        yield Difference(wanted.change, f"as of change {entry.cause}, and not of {wanted.cause}")


def _ended(superseded: int | None) -> str:
    return "current" if superseded is None else f"ended by change {superseded}"


def _extra(db: Database, entry: Entry, until: int) -> Iterator[Difference]:
    if entry.change <= until or _is_ahead(db, entry.change):
        yield Difference(entry.change, "in the index, and not in the database, or removed from it")


def _is_ahead(db: Database, change: int) -> bool:
    """Whether the store never came to this change: what is written while it compares is in the store first."""
    with db.read() as conn:
        return change > last_change(conn)


def _was_removed(db: Database, version: int) -> bool:
    """Whether its article was removed since the comparing began."""
    query = sa.select(articles.c.removed).join_from(versions, articles).where(versions.c.change == version)
    with db.read() as conn:
        return conn.scalar(query) is not None


def _expected(db: Database, until: int) -> Iterator[Entry]:
    annotated = (
        sa.select(changes.c.version, sa.func.max(changes.c.number).label("number"))
        .where(changes.c.kind == "annotation changed", changes.c.number <= until)
        .group_by(changes.c.version)
        .subquery()
    )
    query = (
        sa.select(versions.c.change, versions.c.superseded_by, versions.c.content_hash, annotated.c.number)
        .join_from(versions, articles)
        .outerjoin(annotated, annotated.c.version == versions.c.change)
        .where(articles.c.removed.is_(None), versions.c.change <= until)
        .order_by(versions.c.change)
    )
    with db.read() as conn:
        for row in conn.execution_options(yield_per=_PAGE).execute(query):
            ended = row.superseded_by
            superseded = ended if ended is not None and ended <= until else None
            cause = max(row.change, row.number or 0, superseded or 0)
            yield Entry(row.change, superseded, cause, content_bits(row.content_hash.hex()))

"""The change log: every change to what is kept, numbered, between the writers and the projections that follow it.

One counter row gives the numbers. Whoever takes one holds that row's lock until its transaction ends, so numbers
become visible in their order and a reader that goes on behind the last one misses nothing; none is used twice.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

import sqlalchemy as sa

from articles.errors import StoreError
from articles.store.tables import (
    articles,
    change_counter,
    changes,
    mentions,
    version_names,
    version_terms,
    versions,
)

ChangeKind = Literal["version added", "annotation changed", "removed"]

_NEXT = (
    sa.update(change_counter)
    .values(value=change_counter.c.value + 1)
    .where(change_counter.c.id == 1)
    .returning(change_counter.c.value)
)
_LOG = sa.insert(changes)


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the log. `version` is the change number of the version concerned; None for a removal."""

    number: int
    kind: ChangeKind
    article_id: int
    version: int | None
    at: datetime


def record(
    conn: sa.Connection, kind: ChangeKind, article_id: int, at: datetime, version: int | None = None
) -> int:
    """Number a change and log it; a new version's own number is its `version`.

    The counter stays locked until the transaction ends: do before it whatever needs no number.
    """
    number = conn.scalar(_NEXT)
    if number is None:
        raise StoreError("the change counter is missing: the database was not migrated, or is damaged")
    concerned = number if kind == "version added" else version
    conn.execute(
        _LOG, {"number": number, "kind": kind, "article_id": article_id, "version": concerned, "at": at}
    )
    return int(number)


def read_changes(
    conn: sa.Connection, after: int, limit: int, kinds: Collection[ChangeKind] | None = None
) -> list[Change]:
    """At most `limit` changes behind number `after`, in their order; only those of `kinds` if given."""
    query = sa.select(changes).where(changes.c.number > after).order_by(changes.c.number).limit(limit)
    if kinds is not None:
        query = query.where(changes.c.kind.in_(list(kinds)))
    return [
        Change(row.number, cast(ChangeKind, row.kind), row.article_id, row.version, row.at)
        for row in conn.execute(query)
    ]


_LAST = sa.select(sa.func.max(changes.c.number))  # made once: building it costs more than asking


def last_change(conn: sa.Connection) -> int:
    """The number of the last change; 0 before the first."""
    return conn.scalar(_LAST) or 0


def annotate(conn: sa.Connection, article_id: int, version: int, at: datetime) -> int:
    """Log that something said about a version changed (not its text), so that projections write it again."""
    return record(conn, "annotation changed", article_id, at, version)


def remove(conn: sa.Connection, article_id: int, at: datetime, reason: str) -> int | None:
    """Forget what an article says, in every version, for good; a tombstone stays, and its addresses stay known.

    Returns the change number, or None if it was removed before. Raises StoreError for an unknown article.
    """
    row = conn.execute(sa.select(articles.c.removed).where(articles.c.id == article_id)).one_or_none()
    if row is None:
        raise StoreError(f"article {article_id} cannot be removed: there is none of that number")
    if row.removed is not None:
        return None
    conn.execute(
        sa.update(articles).where(articles.c.id == article_id).values(removed=at, removed_reason=reason)
    )
    of_article = versions.c.article_id == article_id
    gone = sa.select(versions.c.change).where(of_article)
    for table in (version_terms, version_names, mentions):
        conn.execute(sa.delete(table).where(table.c.change.in_(gone)))
    conn.execute(
        sa.update(versions)
        .where(of_article)
        .values(title="", text="", captions=[], authors=[], warnings=[], content_hash=b"")
    )
    number = record(conn, "removed", article_id, at)
    conn.execute(
        sa.update(versions).where(of_article, versions.c.superseded_by.is_(None)).values(superseded_by=number)
    )
    return number

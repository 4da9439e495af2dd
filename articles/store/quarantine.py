"""Versions that a search engine would never take, with its reasons; between the store and the indexer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from articles.store.addresses import batches
from articles.store.tables import index_quarantine


@dataclass(frozen=True, slots=True)
class PutAside:
    """A version that cannot be searched: its change number, the engine's reason, and when that was said (UTC)."""

    version: int
    reason: str
    at: datetime


def put_aside(conn: sa.Connection, refused: Iterable[tuple[int, str]], at: datetime) -> None:
    """Note versions and reasons; of a version noted before, the new reason."""
    for version, reason in refused:
        release(conn, [version])
        conn.execute(sa.insert(index_quarantine), {"version": version, "reason": reason, "at": at})


def release(conn: sa.Connection, versions: Iterable[int] | None = None) -> None:
    """Forget some of them, or all, since they are tried again."""
    if versions is None:
        conn.execute(sa.delete(index_quarantine))
        return
    for some in batches(list(versions)):
        conn.execute(sa.delete(index_quarantine).where(index_quarantine.c.version.in_(some)))


def are_aside(conn: sa.Connection, versions: Iterable[int]) -> bool:
    """Whether one of them is noted."""
    query = sa.select(index_quarantine.c.version)
    return any(
        conn.scalar(query.where(index_quarantine.c.version.in_(some)).limit(1)) is not None
        for some in batches(list(versions))
    )


def all_aside(conn: sa.Connection) -> list[PutAside]:
    """All that are noted, by their numbers."""
    rows = conn.execute(sa.select(index_quarantine).order_by(index_quarantine.c.version))
    return [PutAside(row.version, row.reason, row.at) for row in rows]

"""A database in a folder of its own, with sources in it, as the crawler's tests begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from articles.store.database import Database
from crawler.frontier import Named, Task, claim
from crawler.sources import Source
from crawler.state import enqueue_due, sync_sources
from crawler.tables import frontier, lists, sources

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(slots=True)
class Installation:
    """The database and the folder that it lies in."""

    folder: Path
    db: Database

    def sync(self, *configured: Source, now: datetime = NOON) -> None:
        with self.db.write() as conn:
            sync_sources(conn, configured, now)

    def due(self, now: datetime = NOON) -> list[str]:
        with self.db.write() as conn:
            return enqueue_due(conn, now)

    def claim(self, now: datetime = NOON, want: int = 100, **options: Any) -> list[Task]:
        with self.db.write() as conn:
            return claim(conn, "run", now, want, **({"per_host": want} | options))

    def rows(self, query: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
        with self.db.read() as conn:
            return conn.execute(query).all()

    def frontier(self) -> Sequence[sa.Row[Any]]:
        return self.rows(sa.select(frontier).order_by(frontier.c.id))

    def lists(self) -> Sequence[sa.Row[Any]]:
        return self.rows(sa.select(lists).order_by(lists.c.id))

    def source(self, id: str) -> sa.Row[Any]:
        return self.rows(sa.select(sources).where(sources.c.id == id))[0]


def source(id: str = "one", url: str = "https://one.example/feed", **values: Any) -> Source:
    return Source(id=id, name=values.pop("name", id.title()), url=url, **values)


def named(*paths: str, host: str = "one.example", **hints: Any) -> tuple[Named, ...]:
    return tuple(Named(f"https://{host}{path}", f"{host}{path}", host, hints) for path in paths)

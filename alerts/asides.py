"""What live matching put aside for a watch because it could not judge it, as it is kept; for back-tests."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, select

from alerts import tables
from articles.store.tables import articles, versions


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A version that is put aside for a watch, and why; `seen` is when it was first seen (UTC)."""

    change: int
    article_id: int
    seen: datetime
    title: str
    url: str
    reason: str


def put_aside(conn: Connection, watch: str, start: datetime, end: datetime) -> list[Unjudged]:
    """What was first seen in [start, end) and put aside for this watch as it is in force, in order.

    Why may lie in the watches that ran beside it, so that no trial of this one alone would tell. Left out is what the
    watch met after all when it looked back.
    """
    a, w, r, v, m = (
        table.c
        for table in (tables.set_aside, tables.watches, tables.watch_revisions, versions, tables.matches)
    )
    rows = conn.execute(
        select(a.change, v.article_id, v.seen, a.title, a.url, a.reason)
        .join(tables.watches, w.key == a.watch_key)
        .join(tables.watch_revisions, and_(r.watch_key == w.key, r.number == w.revision))
        .join(versions, v.change == a.change)
        .join(articles, articles.c.id == v.article_id)
        .outerjoin(tables.matches, and_(m.watch_key == a.watch_key, m.change == a.change))
        .where(
            w.id == watch, a.at >= r.added_at, v.seen >= start, v.seen < end,
            articles.c.removed.is_(None), m.key.is_(None),
        )
        .order_by(a.change)
    )  # fmt: skip
    return [Unjudged(*row) for row in rows]

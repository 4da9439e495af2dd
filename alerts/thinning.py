"""Thinning: what the ledger and the outbox need not keep for ever becomes counts; upkeep behind both."""

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, or_, select, tuple_, update

from alerts import tables
from alerts.match import Stop
from alerts.reasons import IN_MESSAGE, SUPPRESSED, TOLD
from articles.store.database import Database

log = logging.getLogger(__name__)

BATCH = 500  # lines in one transaction


@dataclass(frozen=True, slots=True)
class Thinned:
    """How many lines of the ledger became counts, and how many letters were emptied."""

    entries: int = 0
    letters: int = 0


def thin(db: Database, keep: timedelta, now: datetime, *, stop: Stop | None = None) -> Thinned:
    """End what is older than `keep`: lines of the ledger become counts by month, letters lose their text and recipient.

    What still waits, and what an address never took, stays whole. A letter's period and number stay as well, so that no
    clock brings it again; matches stay, since they say what was met, not who was told. Raises StoreUnavailable.
    """
    before = now - keep
    entries = letters = 0
    while not (stop is not None and stop.is_set()):
        with db.write() as conn:
            rows = _old_entries(conn, before)
            if rows:
                _count(conn, rows)
                entries += len(rows)
            emptied = _empty_letters(conn, before)
            letters += emptied
        if not rows and not emptied:
            break
    if entries or letters:
        log.info("the ledger was thinned: %d lines, %d letters", entries, letters)
    return Thinned(entries, letters)


def _old_entries(conn: Connection, before: datetime) -> list[Any]:
    e, m, r = tables.ledger.c, tables.messages.c, tables.readers.c
    arrived = and_(e.state == IN_MESSAGE, m.state == "sent")
    # What a digest still has to tell as a number stays until it did.
    settled = and_(
        e.state == SUPPRESSED,
        or_(e.reason.not_in(TOLD), e.message_key.is_not(None), r.retired_at.is_not(None)),
        or_(m.state.is_(None), m.state.not_in(("queued", "sending"))),
    )
    query = (
        select(e.reader_key, e.change, e.state, e.reason, e.since)
        .join(tables.readers, r.key == e.reader_key)
        .outerjoin(tables.messages, m.key == e.message_key)
        .where(e.since < before, or_(arrived, settled))
        .limit(BATCH)
    )
    return list(conn.execute(query))


def _count(conn: Connection, rows: list[Any]) -> None:
    c, e = tables.ledger_counts.c, tables.ledger.c
    numbers = Counter(
        (row.reader_key, f"{row.since.astimezone(UTC):%Y-%m}", row.state, row.reason or "") for row in rows
    )
    for (reader, month, state, reason), number in numbers.items():
        key = and_(c.reader_key == reader, c.month == month, c.state == state, c.reason == reason)
        done = conn.execute(update(tables.ledger_counts).where(key).values(number=c.number + number))
        if not done.rowcount:
            conn.execute(
                insert(tables.ledger_counts).values(
                    reader_key=reader, month=month, state=state, reason=reason, number=number
                )
            )
    pairs = [(row.reader_key, row.change) for row in rows]
    conn.execute(delete(tables.ledger).where(tuple_(e.reader_key, e.change).in_(pairs)))
    highest = max(row.change for row in rows)
    thinned = tables.match_state.c.thinned
    conn.execute(update(tables.match_state).where(thinned < highest).values(thinned=highest))


def _empty_letters(conn: Connection, before: datetime) -> int:
    m, a = tables.messages.c, tables.attempts.c
    old = (
        select(m.key)
        .where(m.state.in_(("sent", "failed", "dropped")), m.finished_at < before, func.length(m.body) > 0)
        .limit(BATCH)
    )
    keys = list(conn.execute(old).scalars())
    if keys:
        conn.execute(delete(tables.attempts).where(a.message_key.in_(keys)))
        conn.execute(
            update(tables.messages).where(m.key.in_(keys)).values(body=b"", subject="", recipient="")
        )
    return len(keys)

"""Catch-up letters: what a letter that gave up held comes again by itself; between the ledger and digests.

It never travels with what is new: a letter that is refused for one of its articles (a link on a blocklist is enough)
would otherwise take the others along, again and again. After a refusal the next one holds half as many, after an
arrival twice as many, so that all but the article that is refused arrive in the end.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from alerts import ledger, tables

PAUSE = timedelta(days=1)  # between two tries at an address to which nothing gets through
PERIOD = "again no. "  # what its period's name begins with; its number makes that unique


def again(conn: Connection, reader: int, now: datetime, most: int) -> tuple[int, ...]:
    """The versions (at most `most`) that a catch-up letter to this reader takes now; empty if none is due.

    It is due once any later letter has arrived, or a day after the failure. One at a time, and after one that
    failed a day passes as well.
    """
    entry, m = tables.ledger.c, tables.messages.c
    lost = (entry.reader_key == reader, entry.state == ledger.UNDELIVERED)
    oldest: datetime | None = conn.execute(select(func.min(entry.since)).where(*lost)).scalar()
    if oldest is None:
        return ()
    arrived = conn.execute(
        select(m.key).where(m.reader_key == reader, m.state == "sent", m.finished_at >= oldest).limit(1)
    ).first()
    if arrived is None and _recent(oldest, now):
        return ()
    last = conn.execute(
        select(m.state, m.articles, m.finished_at)
        .where(m.reader_key == reader, m.period.startswith(PERIOD))
        .order_by(m.key.desc())
        .limit(1)
    ).first()
    if last is not None:
        if last.state in ("queued", "sending") or (last.state == "failed" and _recent(last.finished_at, now)):
            return ()
        if last.state != "dropped":
            most = min(most, max(1, last.articles // 2 if last.state == "failed" else last.articles * 2))
    taken = conn.execute(select(entry.change).where(*lost).order_by(entry.since, entry.change).limit(most))
    return tuple(sorted(taken.scalars()))


def _recent(moment: datetime, now: datetime) -> bool:
    # A moment that lies ahead was written by a clock that has been set back since.
    return now - PAUSE < moment <= now

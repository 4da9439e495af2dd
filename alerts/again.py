"""Catch-up letters: what a letter that gave up held comes again by itself; between the ledger and digests.

It never travels with what is new: a letter that is refused for one of its articles (a link on a blocklist is enough)
would otherwise take the others along, again and again. After a refusal the next one holds half as many, after an
arrival twice as many, so that all but the article that is refused arrive in the end.

A letter that may have arrived before it was refused (its process was killed, or the line broke, after the final dot) comes
again as itself: in another one its articles would come twice under two Message-IDs.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select, update

from alerts import ledger, tables

PAUSE = timedelta(days=1)  # between two tries at an address to which nothing gets through
TRIES = 7  # so often a letter that may have arrived goes as itself; refused so often, it has not
PERIOD = "again no. "  # what its period's name begins with; its number makes that unique


def again(conn: Connection, reader: int, now: datetime, most: int) -> tuple[int, ...]:
    """The versions (at most `most`) that a catch-up letter to this reader takes now; empty if none is due.

    It is due once any later letter has arrived, or a day after the failure. One at a time, and after one that
    failed a day passes as well.
    """
    entry, m = tables.ledger.c, tables.messages.c
    itself = exists().where(m.key == entry.message_key, _comes_itself())
    lost = (entry.reader_key == reader, entry.state == ledger.UNDELIVERED, ~itself)
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


def once_more(conn: Connection, now: datetime) -> int:
    """Queue letters again that gave up but may have arrived, once a later letter has arrived or a day has passed; how many."""
    entry, m, r = (t.c for t in (tables.ledger, tables.messages, tables.readers))
    keys = (
        conn.execute(
            select(m.key)
            .join(tables.readers, r.key == m.reader_key)
            .where(
                _comes_itself(),
                exists().where(entry.message_key == m.key, entry.state == ledger.UNDELIVERED),
                r.retired_at.is_(None),
                r.stopped_at.is_(None),
                or_(_arrived_since(), ~m.finished_at.between(now - PAUSE, now + PAUSE)),
            )
        )
        .scalars()
        .all()
    )
    for key in keys:
        conn.execute(
            update(tables.messages)
            .where(m.key == key)
            .values(state="queued", next_try_at=now, finished_at=None)
        )
        ledger.take_back(conn, key, now)
    return len(keys)


def comes_itself(conn: Connection, message: int) -> bool:
    """Whether a letter that gave up goes again as it is, because it may have arrived."""
    m = tables.messages.c
    return conn.execute(select(m.key).where(m.key == message, _comes_itself())).first() is not None


def _comes_itself() -> ColumnElement[bool]:
    m, a = tables.messages.c, tables.attempts.c
    refusals = select(func.count()).where(a.message_key == m.key, a.outcome == "permanent").scalar_subquery()
    return and_(
        m.state == "failed",
        func.length(m.body) > 0,  # or its account was thinned
        exists().where(a.message_key == m.key, a.ambiguous),
        refusals <= TRIES,
    )


def _arrived_since() -> ColumnElement[bool]:
    # Told by the order of the attempts: the clock may have been set meanwhile.
    m, a = tables.messages.c, tables.attempts.c
    other, sent = tables.messages.alias("other").c, tables.attempts.alias("sent").c
    last = select(func.max(a.key)).where(a.message_key == m.key).correlate(tables.messages).scalar_subquery()
    return exists().where(
        other.reader_key == m.reader_key,
        sent.message_key == other.key,
        sent.outcome == "sent",
        sent.key > last,
    )


def _recent(moment: datetime, now: datetime) -> bool:
    # A moment that lies ahead was written by a clock that has been set back since.
    return now - PAUSE < moment <= now

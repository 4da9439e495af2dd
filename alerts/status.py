"""The state of alerts for the operator: what waits, what failed, who could not be reached; read from the store."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from alerts import ledger, tables
from alerts.due import OWN, readers
from alerts.schedule import next_period, parse_send
from alerts.watches import BrokenWatch, broken_watches
from articles.store.changes import last_change
from articles.store.installation import mail_hold


@dataclass(frozen=True, slots=True)
class ReaderState:
    """One reader of one subscription, in versions and messages.

    `trouble` is why no letter can be written, or what the mail server last said when one did not leave; None if the last
    one did; `unwritable` is the former, `refused` the latter where the server will never take it. `next_due` (UTC) is
    None for "as read". Addresses are for the operator's eyes, never for logs.
    """

    subscription: str
    recipient: str
    send: str
    pending: int
    undelivered: int
    digests: int
    last_sent: datetime | None
    next_due: datetime | None
    trouble: str | None
    refused: str | None = None
    unwritable: str | None = None


@dataclass(frozen=True, slots=True)
class AlertsState:
    """How alerts stand. `behind` counts changes of the log that matching has still to look at.

    `stuck_since` is when the oldest message was written that was tried and waits still; `failed_operator` what the server
    said of the last letter to the operator, if it refused it; `set_aside_recently` counts the last seven days.
    """

    mail_held_since: datetime | None
    readers: tuple[ReaderState, ...]
    queued: int
    sending: int
    failed: int
    next_try: datetime | None
    broken: tuple[BrokenWatch, ...]
    set_aside: int
    behind: int
    matches: int
    watches: int
    stuck_since: datetime | None = None
    failed_operator: str | None = None
    set_aside_recently: int = 0


def alerts_state(conn: Connection, now: datetime) -> AlertsState:
    """All of it, in one moment of the database."""
    m = tables.messages.c
    states = {row[0]: row[1] for row in conn.execute(select(m.state, func.count()).group_by(m.state)).all()}
    position = conn.execute(select(tables.match_state.c.position)).scalar() or 0
    return AlertsState(
        mail_held_since=mail_hold(conn),
        readers=_readers(conn, now),
        queued=states.get("queued", 0),
        sending=states.get("sending", 0),
        failed=states.get("failed", 0),
        next_try=conn.execute(select(func.min(m.next_try_at)).where(m.state == "queued")).scalar(),
        broken=tuple(broken_watches(conn)),
        set_aside=_count(conn, tables.set_aside.c.key),
        behind=max(0, last_change(conn) - position),
        matches=_count(conn, tables.matches.c.key),
        watches=conn.execute(
            select(func.count()).select_from(tables.watches).where(tables.watches.c.retired_at.is_(None))
        ).scalar_one(),
        stuck_since=conn.execute(
            select(func.min(m.frozen_at)).where(m.state == "queued", m.tries > 0)
        ).scalar(),
        failed_operator=_operators_trouble(conn),
        set_aside_recently=conn.execute(
            select(func.count())
            .select_from(tables.set_aside)
            .where(tables.set_aside.c.at > now - timedelta(days=7))
        ).scalar_one(),
    )


def _operators_trouble(conn: Connection) -> str | None:
    m, s, a = tables.messages.c, tables.subscriptions.c, tables.attempts.c
    last = conn.execute(
        select(m.key, m.state)
        .join(tables.subscriptions, s.key == m.subscription_key)
        .where(s.id.startswith(OWN))
        .order_by(m.key.desc())
        .limit(1)
    ).first()
    if last is None or last.state != "failed":
        return None
    query = select(a.answer).where(a.message_key == last.key).order_by(a.key.desc()).limit(1)
    return conn.execute(query).scalar()


def _readers(conn: Connection, now: datetime) -> tuple[ReaderState, ...]:
    m, a, entry = tables.messages.c, tables.attempts.c, tables.ledger.c
    counted = {
        (row[0], row[1]): row[2]
        for row in conn.execute(
            select(entry.reader_key, entry.state, func.count())
            .where(entry.state.in_((ledger.PENDING, ledger.UNDELIVERED)))
            .group_by(entry.reader_key, entry.state)
        )
    }
    sent = {
        row[0]: row[1]
        for row in conn.execute(
            select(m.reader_key, func.max(m.finished_at)).where(m.state == "sent").group_by(m.reader_key)
        )
    }
    last = (
        select(m.reader_key, func.max(a.key).label("key"))
        .join(tables.attempts, a.message_key == m.key)
        .group_by(m.reader_key)
        .subquery()
    )
    troubles = {
        row.reader_key: row
        for row in conn.execute(
            select(last.c.reader_key, a.answer, a.outcome).join(tables.attempts, a.key == last.c.key)
        )
        if row.outcome != "sent"
    }
    made = []
    for reader in readers(conn):
        trouble = troubles.get(reader.key)
        upcoming = next_period(parse_send(reader.send), reader.timezone, now)
        made.append(
            ReaderState(
                subscription=reader.subscription_id,
                recipient=reader.address,
                send=reader.send,
                pending=counted.get((reader.key, ledger.PENDING), 0),
                undelivered=counted.get((reader.key, ledger.UNDELIVERED), 0),
                digests=reader.last_number,
                last_sent=sent.get(reader.key),
                next_due=None if upcoming is None else upcoming.due,
                trouble=reader.trouble or (None if trouble is None else trouble.answer),
                unwritable=reader.trouble,
                refused=trouble.answer if trouble is not None and trouble.outcome == "permanent" else None,
            )
        )
    return tuple(made)


def _count(conn: Connection, column: object) -> int:
    return conn.execute(select(func.count(column))).scalar_one()  # type: ignore[arg-type]

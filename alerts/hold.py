"""Held mail: what would leave a copied or restored installation, and the operator's choice to send or to skip it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, func, select

from alerts import ledger, tables
from articles.store.database import Database
from articles.store.installation import mail_hold, set_mail_hold


@dataclass(frozen=True, slots=True)
class HeldMessage:
    """A finished letter that did not leave; `maybe_sent` says that the server may have taken it: its process
    or the connection ended while it was being sent."""

    key: int
    subscription: str
    recipient: str
    subject: str
    frozen_at: datetime
    articles: int
    maybe_sent: bool


@dataclass(frozen=True, slots=True)
class HeldReader:
    """Versions that wait for a reader and are in no letter yet, or in one that never arrived; first and last moment they were matched (UTC)."""

    subscription: str
    recipient: str
    articles: int
    oldest: datetime
    newest: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """All that would leave on release. `since` is None where mail is not held."""

    since: datetime | None
    messages: tuple[HeldMessage, ...]
    readers: tuple[HeldReader, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """What was skipped: letters, and versions over all readers (those in the letters included)."""

    messages: int
    articles: int


def held(db: Database) -> Held:
    """What would be sent if mail were released now. Let one round of reading run first, so that it is complete."""
    with db.read() as conn:
        return Held(mail_hold(conn), _messages(conn), _readers(conn))


def release(db: Database) -> Held:
    """Let mail go; returns what is about to leave."""
    with db.write() as conn:
        found = Held(mail_hold(conn), _messages(conn), _readers(conn))
        set_mail_hold(conn, None)
    return found


def skip(db: Database, now: datetime) -> Skipped:
    """Let mail go, but nothing that waits until now: it is suppressed because "skipped by operator", and the next
    digest says how many there were. What never reached an address is among it."""
    m, entry = tables.messages.c, tables.ledger.c
    with db.write() as conn:
        keys = conn.execute(select(m.key).where(m.state.in_(("queued", "sending")))).scalars().all()
        waiting = conn.execute(
            select(func.count())
            .select_from(tables.ledger)
            .where(
                entry.state.in_((ledger.PENDING, ledger.UNDELIVERED))
                | (entry.state == ledger.IN_MESSAGE) & entry.message_key.in_(keys)
            )
        ).scalar_one()
        ledger.drop_messages(conn, keys, ledger.SKIPPED, now)
        ledger.skip_waiting(conn, now)
        set_mail_hold(conn, None)
    return Skipped(len(keys), waiting)


def _messages(conn: Connection) -> tuple[HeldMessage, ...]:
    m, s, a = tables.messages.c, tables.subscriptions.c, tables.attempts.c
    ambiguous = exists().where(a.message_key == m.key, a.ambiguous)
    rows = conn.execute(
        select(
            m.key, s.id, m.recipient, m.subject, m.frozen_at, m.articles, (m.state == "sending") | ambiguous
        )
        .join(tables.subscriptions, s.key == m.subscription_key)
        .where(m.state.in_(("queued", "sending")))
        .order_by(m.frozen_at, m.key)
    )
    return tuple(HeldMessage(*row) for row in rows)


def _readers(conn: Connection) -> tuple[HeldReader, ...]:
    r, s, entry = tables.readers.c, tables.subscriptions.c, tables.ledger.c
    rows = conn.execute(
        select(s.id, r.address, func.count(), func.min(entry.since), func.max(entry.since))
        .select_from(tables.ledger)
        .join(tables.readers, r.key == entry.reader_key)
        .join(tables.subscriptions, s.key == r.subscription_key)
        .where(entry.state.in_((ledger.PENDING, ledger.UNDELIVERED)))
        .group_by(s.id, r.address)
        .order_by(s.id, r.address)
    )
    return tuple(HeldReader(*row) for row in rows)

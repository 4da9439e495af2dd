"""Digests: what waits for a reader is frozen into one letter a period; between the ledger and the outbox."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from alerts import ledger, tables
from alerts.again import PERIOD, again
from alerts.contents import SourceTrouble
from alerts.errors import DigestFailed, ScheduleError
from alerts.gather import MOST, gather
from alerts.mail import MailPolicy, address, letter, message_id
from alerts.match import Stop
from alerts.render import render
from alerts.schedule import Period, gathered, parse_send, period_at
from articles.crash_points import reached
from articles.errors import StoreUnavailable
from articles.store.database import Database
from articles.store.installation import installation_key, mail_hold

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Due:
    # The period that a digest fills; the versions of a catch-up letter, None for what is new.
    period: str
    again: tuple[int, ...] | None = None


def build_due(
    db: Database,
    now: datetime,
    *,
    mail: MailPolicy,
    sources: Sequence[SourceTrouble] = (),
    force: bool = False,
    stop: Stop | None = None,
) -> list[int]:
    """Freeze and render a digest for every reader whose period has come; the keys of the messages, in the outbox.

    One transaction a reader: what is pending becomes "in message M", and (subscription, period, reader) is taken for
    good, whatever the clock, another scheduler or a restart do. After a long sleep one digest holds everything.
    What an earlier letter lost comes by itself (`alerts.again`). Nothing is built while mail is held. `sources` are told as what could not be read; `force` does not wait
    for "as read" to be gathered. A digest that fails is logged, leaves everything pending, and stops no other.
    Raises StoreUnavailable.
    """
    made = []
    for key in due_readers(db, now, force=force):
        if stop is not None and stop.is_set():
            break
        try:
            with db.write() as conn:
                built = _build(conn, key, now, mail, sources, force)
                if built is not None:
                    reached("before digest frozen")
        except StoreUnavailable:
            raise
        except DigestFailed:  # without its words, which hold the address
            log.error("the digest of reader %d could not be built: there is no such mail address", key)
            continue
        # One reader's digest must never cost the others theirs; nothing of it was written, and it is tried again.
        except Exception:
            log.exception("the digest of reader %d could not be built", key)
            continue
        if built is not None:
            reached("after digest frozen")
            log.info("message %d was put into the outbox for reader %d", built, key)
            made.append(built)
    return made


def due_readers(db: Database, now: datetime, *, force: bool = False) -> list[int]:
    """The keys of the readers for whom `build_due` would build a digest; none while mail is held.

    Raises StoreUnavailable.
    """
    found = []
    with db.read() as conn:
        for reader in readers(conn) if mail_hold(conn) is None else ():
            try:
                if _due(conn, reader, now, force) is not None:
                    found.append(reader.key)
            except StoreUnavailable:
                raise
            # As in `build_due`: what is wrong with one subscription must not cost the others their digests.
            except Exception:
                log.exception("subscription %s cannot be scheduled", reader.subscription_id)
    return found


def readers(conn: Connection, key: int | None = None) -> list[Row[Any]]:
    """The readers of the subscriptions in force, with what building needs; only the one of `key` if given."""
    r, s = tables.readers.c, tables.subscriptions.c
    query = (
        select(
            *(r.key, r.subscription_key, r.address, r.added_at, r.last_number, r.aside_upto),
            *(s.id.label("subscription_id"), s.send, s.timezone),
        )
        .join(tables.subscriptions, s.key == r.subscription_key)
        .where(r.retired_at.is_(None), s.retired_at.is_(None))
        .order_by(r.key)
    )
    return list(conn.execute(query if key is None else query.where(r.key == key)))


def _due(conn: Connection, reader: Row[Any], now: datetime, force: bool) -> _Due | None:
    if (period := _period(conn, reader, now, force)) is not None:
        return _Due(period.id)
    lost = again(conn, reader.key, now, MOST)
    return _Due(f"{PERIOD}{reader.last_number + 1}", lost) if lost else None


def _period(conn: Connection, reader: Row[Any], now: datetime, force: bool) -> Period | None:
    # The period that this reader's digest would fill now; None if there is none or it is filled.
    try:
        send = parse_send(reader.send)
    except ScheduleError as error:
        log.error("subscription %s has no schedule: %s", reader.subscription_id, error)
        return None
    entry = tables.ledger.c
    oldest: datetime | None = conn.execute(
        select(func.min(entry.since)).where(entry.reader_key == reader.key, entry.state == ledger.PENDING)
    ).scalar()
    if not send.when_empty:
        # What could not be judged may be just what this reader waits for: it is told as soon as a find would be.
        oldest = min((at for at in (oldest, _oldest_aside(conn, reader)) if at is not None), default=None)
        if oldest is None:
            return None
    if send.kind == "as read":
        assert oldest is not None
        ready = force or gathered(oldest, now)
        period: Period | None = (
            Period(f"as read {oldest.isoformat()} no. {reader.last_number + 1}", now) if ready else None
        )
    else:
        period = period_at(send, reader.timezone, now)
        # A new reader's first digest is the first period after they were added; an hour's takes what waited when
        # it struck (or lies ahead of a clock that was set back).
        if period is not None and period.due <= reader.added_at <= now:
            period = None
        if send.kind == "hourly" and period is not None and oldest is not None and period.due < oldest <= now:
            period = None
    if period is None:
        return None
    m = tables.messages.c
    taken = conn.execute(
        select(m.key).where(
            m.subscription_key == reader.subscription_key, m.period == period.id, m.reader_key == reader.key
        )
    ).first()
    return None if taken is not None else period


def _oldest_aside(conn: Connection, reader: Row[Any]) -> datetime | None:
    a, sw = tables.set_aside.c, tables.subscription_watches.c
    found: datetime | None = conn.execute(
        select(func.min(a.at))
        .join(tables.subscription_watches, sw.watch_key == a.watch_key)
        .where(sw.subscription_key == reader.subscription_key, a.key > reader.aside_upto)
    ).scalar()
    return found


def _build(
    conn: Connection, key: int, now: datetime, mail: MailPolicy, sources: Sequence[SourceTrouble], force: bool
) -> int | None:
    # All is asked again behind the write lock: another process may have been here first.
    found = readers(conn, key)
    due = _due(conn, found[0], now, force) if found and mail_hold(conn) is None else None
    if due is None:
        return None
    reader = found[0]
    taken = gather(conn, reader, now, sources, again=due.again)
    for changes, reason in ((taken.gone, ledger.ARTICLE_GONE), (taken.orphans, ledger.WATCH_GONE)):
        ledger.suppress(conn, key, changes, reason, now)
    worth = parse_send(reader.send).when_empty or taken.contents.put_aside
    if not taken.taken and (due.again or not worth):
        return None
    contents = taken.contents
    rendered = render(contents, unsubscribe=mail.answers)
    id_ = message_id(
        installation_key(conn),
        reader.subscription_id,
        due.period,
        reader.address,
        address(mail.sender).domain,
    )
    body = letter(
        rendered, mail=mail, recipient=reader.address, subscription=reader.subscription_id, id=id_, at=now
    )
    made = insert(tables.messages).values(
        subscription_key=reader.subscription_key,
        reader_key=key,
        period=due.period,
        number=contents.number,
        recipient=reader.address,
        message_id=id_,
        subject=rendered.subject,
        articles=contents.articles,
        body=body,
        state="queued",
        frozen_at=now,
        tries=0,
        next_try_at=now,
    )
    message: int = conn.execute(made.returning(tables.messages.c.key)).scalar_one()
    ledger.freeze(conn, key, taken.taken, message, now)
    conn.execute(
        update(tables.readers)
        .where(tables.readers.c.key == key)
        .values(last_number=contents.number, aside_upto=taken.aside_upto)
    )
    return message

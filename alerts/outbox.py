"""The outbox: letters that wait, what came of every attempt, and when to try again; between digests and the channel."""

import logging
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from alerts import ledger, tables
from alerts.again import comes_itself, once_more
from alerts.channel import Channel, Kind, Outgoing, Receipt
from alerts.due import GOODBYE
from alerts.errors import DeliveryFailure, PermanentFailure, ServerUnavailable, TemporaryFailure
from alerts.match import Stop
from alerts.threads import side_by_side
from articles.crash_points import reached
from articles.errors import StoreUnavailable
from articles.store.database import Database
from articles.store.installation import mail_hold

log = logging.getLogger(__name__)

_MINUTE = timedelta(minutes=1)
PAUSES = (_MINUTE, 5 * _MINUTE, 15 * _MINUTE, 60 * _MINUTE, 240 * _MINUTE)  # the last one again and again
GIVE_UP = timedelta(days=4)  # RFC 5321, 4.5.4.1: at least four to five days
LEASE = timedelta(hours=1)  # longer than any dialogue may take
NOTE_TRIES, NOTE_PAUSE = 600, 1.0  # seconds; ten minutes and what the database itself waits


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What one round did, in messages: taken by the server, to be tried again, given up, held back.

    `unavailable` says that the server itself could not be used.
    """

    sent: int = 0
    retried: int = 0
    failed: int = 0
    held: int = 0

    def __add__(self, other: "DeliveryReport") -> "DeliveryReport":
        return DeliveryReport(
            self.sent + other.sent,
            self.retried + other.retried,
            self.failed + other.failed,
            self.held + other.held,
            self.unavailable or other.unavailable,
        )

    unavailable: bool = False


def deliver_due(
    db: Database,
    channel: Channel,
    now: datetime,
    *,
    more: Sequence[Channel] = (),
    kind: Kind = "mail",
    per_minute: int | None = None,
    stop: Stop | None = None,
) -> DeliveryReport:
    """Hand over every message of this kind whose time has come, and write down what came of it.

    One by one, by as many at once as there are channels: `channel` and `more`. At most `per_minute` are tried within a minute, whatever came of them; the others wait for a later round.

    "sending" is committed before the dialogue, so that a crash within it is known as ambiguous: such a message goes
    out again with the same `Message-ID`, after `recover` or an hour; also where it is refused then, once the address works.
    A permanent refusal ends that message alone; a temporary one is tried again for four days; where the server itself is gone, all that is due waits with it.
    Nothing leaves while mail is held. Raises StoreUnavailable.
    """
    with db.write() as conn:
        if mail_hold(conn) is not None:
            return DeliveryReport(held=len(_due(conn, now, kind)))
        _interrupted(conn, now, ~tables.messages.c.sending_since.between(now - LEASE, now))
        once_more(conn, now)
        due = [row.key for row in _due(conn, now, kind)][: _room(conn, now, kind, per_minute)]
    turn = _Round(db, due, now, stop)
    side_by_side([partial(turn.hand_over, channel) for channel in (channel, *more)[: max(1, len(due))]])
    return turn.report


class _Round:
    # What is due, taken one by one, by as many connections as there are. `gone`: the mail server cannot be used.
    def __init__(self, db: Database, due: Sequence[int], now: datetime, stop: Stop | None) -> None:
        self.report = DeliveryReport()
        self._db, self._now, self._stop = db, now, stop
        self._left = deque(due)
        self._lock = threading.Lock()

    def hand_over(self, channel: Channel) -> None:
        while (key := self._next()) is not None:
            with self._db.write() as conn:
                message = _claim(conn, key, self._now)
                reached("before sending")
            if message is None:
                continue
            reached("after sending")
            result = _hand_over(channel, message)
            gone = isinstance(result, ServerUnavailable)
            keys = [key, *self._rest()] if gone else [key]
            if gone:
                log.warning("the mail server cannot be used; %d messages wait", len(keys))
            ended = _noted(self._db, keys, result, self._now, self._stop)
            sent = isinstance(result, Receipt)
            with self._lock:
                self.report += DeliveryReport(
                    sent=int(sent),
                    retried=0 if sent else len(ended) - sum(ended),
                    failed=0 if sent else sum(ended),
                    unavailable=gone,
                )

    def _next(self) -> int | None:
        if self._stop is not None and self._stop.is_set():
            return None
        with self._lock:
            return self._left.popleft() if self._left else None

    def _rest(self) -> list[int]:
        # All that is left, for the one that found the server gone: the others find nothing more to do.
        with self._lock:
            left = list(self._left)
            self._left.clear()
        return left


def recover(db: Database, now: datetime) -> int:
    """Queue again what a process that is gone was sending; how many. Only for the one that holds the run lock."""
    with db.write() as conn:
        return _interrupted(conn, now)


def next_try(conn: Connection) -> datetime | None:
    """When the next message is due; None if none waits or mail is held."""
    m = tables.messages.c
    if mail_hold(conn) is not None:
        return None
    found: datetime | None = conn.execute(select(func.min(m.next_try_at)).where(m.state == "queued")).scalar()
    return found


def _due(conn: Connection, now: datetime, kind: Kind) -> list[Row[Any]]:
    m, r = tables.messages.c, tables.readers.c
    # A time that lies too far ahead was written by a clock that has been set back since.
    late = or_(m.next_try_at <= now, m.next_try_at > now + PAUSES[-1])
    query = (
        select(m.key)
        .join(tables.readers, r.key == m.reader_key)
        .where(m.state == "queued", late, r.channel == kind)
        .where(
            or_(r.stopped_at.is_(None), m.period.startswith(GOODBYE))
        )  # who stopped gets the last letter alone
        .order_by(m.next_try_at, m.key)
    )
    return list(conn.execute(query))


def _room(conn: Connection, now: datetime, kind: Kind, per_minute: int | None) -> int | None:
    # How many more may be tried now. What lies ahead was noted by a clock that has been set back since.
    if per_minute is None:
        return None
    a, m, r = tables.attempts.c, tables.messages.c, tables.readers.c
    tried = (
        select(func.count())
        .select_from(tables.attempts)
        .join(tables.messages, m.key == a.message_key)
        .join(tables.readers, r.key == m.reader_key)
        .where(a.at.between(now - _MINUTE, now + _MINUTE), r.channel == kind, a.outcome != "interrupted")
    )
    return max(0, per_minute - conn.execute(tried).scalar_one())


def _queued(conn: Connection, key: int) -> bool:
    m = tables.messages.c
    return conn.execute(select(m.state).where(m.key == key)).scalar() == "queued"


def _claim(conn: Connection, key: int, now: datetime) -> Outgoing | None:
    m, s = tables.messages.c, tables.subscriptions.c
    if mail_hold(conn) is not None:
        return None
    row = conn.execute(
        update(tables.messages)
        .where(m.key == key, m.state == "queued")
        .values(state="sending", sending_since=now, tries=m.tries + 1, next_try_at=None)
        .returning(m.recipient, m.body, m.message_id, m.subscription_key)
    ).first()
    if row is None:
        return None
    subscription = conn.execute(select(s.id).where(s.key == row.subscription_key)).scalar_one()
    return Outgoing(key, row.recipient, row.body, row.message_id, subscription)


def _noted(
    db: Database, keys: Sequence[int], result: Receipt | DeliveryFailure, now: datetime, stop: Stop | None
) -> list[bool]:
    # Write down what came of it, for each whether that was its end. A database that cannot be written is waited
    # for, because what is not noted goes out twice. All are taken along where the server itself is gone.
    turn = 0
    while True:
        try:
            with db.write() as conn:
                if isinstance(result, Receipt):
                    _sent(conn, keys[0], result, now)
                    ended = [True]
                else:
                    ended = [
                        _failed(conn, key, result, now)
                        for key in keys
                        if key == keys[0] or _queued(conn, key)
                    ]
                reached("before marked")
            reached("after marked")
            return ended
        except StoreUnavailable as error:
            if turn >= NOTE_TRIES or (stop is not None and stop.is_set()):
                raise
            if turn == 0:
                log.warning("what came of message %d cannot be written down yet: %s", keys[0], error)
            turn += 1
            time.sleep(NOTE_PAUSE)


def _hand_over(channel: Channel, message: Outgoing) -> Receipt | DeliveryFailure:
    try:
        return channel.send(message)
    except DeliveryFailure as failure:
        log.warning("message %d did not leave: %s (%s)", message.key, type(failure).__name__, failure.code)
        return failure
    # A channel that breaks its promise must not stop the other messages; whether this one left nobody knows.
    except Exception as error:
        log.exception("message %d: the channel failed", message.key)
        return TemporaryFailure(f"{type(error).__name__}: {error}", ambiguous=True)


def _sent(conn: Connection, key: int, receipt: Receipt, now: datetime) -> None:
    m = tables.messages.c
    _attempt(conn, key, now, "sent", receipt.code, receipt.answer)
    conn.execute(
        update(tables.messages).where(m.key == key).values(state="sent", sending_since=None, finished_at=now)
    )


def _failed(conn: Connection, key: int, failure: DeliveryFailure, now: datetime) -> bool:
    # True if that was the end of it.
    m, a = tables.messages.c, tables.attempts.c
    permanent = isinstance(failure, PermanentFailure)
    _attempt(
        conn,
        key,
        now,
        "permanent" if permanent else "temporary",
        failure.code,
        str(failure),
        failure.ambiguous,
    )
    first, count = conn.execute(
        select(func.min(a.at), func.count()).where(a.message_key == key, a.outcome != "interrupted")
    ).one()
    values: dict[str, Any] = {"sending_since": None}
    if _retired(conn, key):  # removed while it was being sent
        ledger.drop_messages(conn, [key], ledger.READER_GONE, now)
        return True
    if permanent or now - first >= GIVE_UP:
        conn.execute(
            update(tables.messages)
            .where(m.key == key)
            .values(state="failed", next_try_at=None, finished_at=now, **values)
        )
        ledger.give_up(conn, key, now, itself=comes_itself(conn, key))
        return True
    pause = PAUSES[min(count, len(PAUSES)) - 1]
    conn.execute(
        update(tables.messages).where(m.key == key).values(state="queued", next_try_at=now + pause, **values)
    )
    return False


def _attempt(
    conn: Connection,
    key: int,
    at: datetime,
    outcome: str,
    code: int | None,
    answer: str,
    ambiguous: bool = False,
) -> None:
    conn.execute(
        insert(tables.attempts).values(
            message_key=key, at=at, outcome=outcome, ambiguous=ambiguous, code=code, answer=answer[:1000]
        )
    )


def _interrupted(conn: Connection, now: datetime, *which: Any) -> int:
    m = tables.messages.c
    keys = conn.execute(select(m.key).where(m.state == "sending", *which)).scalars().all()
    for key in keys:
        log.warning("message %d was being sent when its process ended; it may have been taken", key)
        answer = "the process ended while this was being sent; it may have been taken"
        _attempt(conn, key, now, "interrupted", None, answer, True)
        conn.execute(
            update(tables.messages)
            .where(m.key == key)
            .values(state="queued", sending_since=None, next_try_at=now)
        )
        if _retired(conn, key):  # removed since: nothing more leaves for them
            ledger.drop_messages(conn, [key], ledger.READER_GONE, now)
    return len(keys)


def _retired(conn: Connection, message: int) -> bool:
    m, r = tables.messages.c, tables.readers.c
    query = select(r.retired_at).join(tables.messages, m.reader_key == r.key).where(m.key == message)
    return conn.execute(query).scalar() is not None

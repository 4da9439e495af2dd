"""Who is due: the readers whose period has come, told from a few questions over all of them; between the ledger and digests."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, exists, func, select

from alerts import ledger, tables
from alerts.again import PERIOD, again
from alerts.errors import ScheduleError
from alerts.schedule import Period, Send, gathered, parse_send, period_at
from articles.errors import StoreUnavailable
from articles.store import stories
from articles.store.addresses import batches
from articles.store.installation import mail_hold

log = logging.getLogger(__name__)

SIGN_OF_LIFE = timedelta(
    days=7
)  # so long without a mail, a reader of "as read" or "hourly" gets an empty one
GOODBYE = "stopped "  # begins the period of the last letter to a reader who stopped
LATE = timedelta(minutes=5)  # a letter waits so long until it is known which stories its articles tell
OWN = "@"  # begins the ids of subscriptions that no configuration holds: presswatch's own letters


@dataclass(frozen=True, slots=True)
class Due:
    """The period that a digest fills. `again` are the versions of a catch-up letter, None for what is new; `alive`
    says that it is only a sign of life."""

    period: str
    again: tuple[int, ...] | None = None
    alive: bool = False


@dataclass(frozen=True, slots=True)
class _Facts:
    """All that decides whether readers are due, by their keys; moments are UTC."""

    pending: dict[int, datetime]  # since when the oldest waits
    ungrouped: frozenset[int]  # to whom something waits whose story is not known yet
    aside: dict[int, datetime]  # the oldest put aside that they were not told of
    lost: frozenset[int]  # to whom something is undelivered
    last: dict[int, Any]  # the last message: period, remaining, frozen_at


_OTHER = tables.readers.alias("other")
_SOLE = ~exists().where(  # nobody else reads the same subscription
    _OTHER.c.subscription_key == tables.readers.c.subscription_key,
    _OTHER.c.key != tables.readers.c.key,
    _OTHER.c.retired_at.is_(None),
    _OTHER.c.channel == "mail",
)


def readers(conn: Connection, key: int | None = None) -> list[Row[Any]]:
    """The readers of the subscriptions in force, with what building needs; only the one of `key` if given."""
    r, s = tables.readers.c, tables.subscriptions.c
    query = (
        select(
            *(
                r.key,
                r.subscription_key,
                r.address,
                r.added_at,
                r.last_number,
                r.aside_upto,
                r.trouble,
                r.channel,
            ),
            *(s.id.label("subscription_id"), s.send, s.timezone, s.gather, s.when_empty, s.most, s.manner),
            _SOLE.label("sole"),
        )
        .join(tables.subscriptions, s.key == r.subscription_key)
        .where(r.retired_at.is_(None), r.stopped_at.is_(None), s.retired_at.is_(None), ~s.id.startswith(OWN))
        .order_by(r.key)
    )
    return list(conn.execute(query if key is None else query.where(r.key == key)))


def due(
    conn: Connection, found: Sequence[Row[Any]], now: datetime, most: int, *, force: bool = False
) -> dict[int, Due]:
    """For those of the readers (rows of `readers`) whose digest is to be built now, what it fills; none while mail is held.

    `force` does not wait for "as read" to be gathered; `most` is how many versions a catch-up letter takes. What is wrong
    with one subscription is logged and costs no other its digest.
    """
    if not found or mail_hold(conn) is not None:
        return {}
    facts = _facts(conn, found)
    made: dict[int, Due] = {}
    for reader in found:
        try:
            period = _period(reader, facts, now, force=force)
        except StoreUnavailable:
            raise
        except ScheduleError as error:
            log.error("subscription %s has no schedule: %s", reader.subscription_id, error)
            continue
        # Whatever is wrong with one subscription must not cost the others their digests.
        except Exception:
            log.exception("subscription %s cannot be scheduled", reader.subscription_id)
            continue
        if period is not None:
            made[reader.key] = period
    for key in _taken(conn, found, made):
        part = _next_part(made[key].period, facts.last.get(key))
        if part is None:
            del made[key]
        else:
            made[key] = Due(part)
    for reader in found:
        if reader.key in facts.lost and reader.key not in made:
            lost = again(conn, reader.key, now, most)
            if lost:
                made[reader.key] = Due(f"{PERIOD}{reader.last_number + 1}", lost)
    return made


def _facts(conn: Connection, found: Sequence[Row[Any]]) -> _Facts:
    e, r, a, m = (t.c for t in (tables.ledger, tables.readers, tables.set_aside, tables.messages))
    sw = tables.subscription_watches.c
    keys = [reader.key for reader in found]
    few = len(keys) < 100  # else all are asked for: who is not of them costs nothing
    pending = select(e.reader_key, func.min(e.since), func.max(e.change)).where(
        e.state == ledger.PENDING, ~e.quiet
    )
    lost = select(e.reader_key).distinct().where(e.state == ledger.UNDELIVERED)
    aside = (
        select(r.key, func.min(a.at))
        .join(tables.subscription_watches, sw.subscription_key == r.subscription_key)
        .join(tables.set_aside, and_(a.watch_key == sw.watch_key, a.key > r.aside_upto))
    )
    last = select(m.reader_key, m.period, m.remaining, m.frozen_at).join(
        tables.readers, and_(r.key == m.reader_key, r.last_number == m.number)
    )
    if few:
        pending, lost = pending.where(e.reader_key.in_(keys)), lost.where(e.reader_key.in_(keys))
        aside, last = aside.where(r.key.in_(keys)), last.where(r.key.in_(keys))
    waiting = conn.execute(pending.group_by(e.reader_key)).all()
    grouped = stories.position(conn)
    return _Facts(
        pending={row[0]: row[1] for row in waiting},
        ungrouped=frozenset(row[0] for row in waiting if 0 < grouped < row[2]),
        aside={row[0]: row[1] for row in conn.execute(aside.group_by(r.key))},
        lost=frozenset(conn.execute(lost).scalars()),
        last={row.reader_key: row for row in conn.execute(last)},
    )


def _period(reader: Row[Any], facts: _Facts, now: datetime, *, force: bool) -> Due | None:
    send = parse_send(reader.send)
    oldest = facts.pending.get(reader.key)
    comes_empty = send.when_empty and reader.when_empty == "send"
    if not comes_empty:
        # What could not be judged may be just what this reader waits for: it is told as soon as a find would be.
        oldest = min((at for at in (oldest, facts.aside.get(reader.key)) if at is not None), default=None)
        if oldest is None:
            return _sign_of_life(reader, send, facts, now)
    if send.kind == "as read":
        assert oldest is not None
        ready = force or gathered(oldest, now, timedelta(seconds=reader.gather))
        if ready and not force and reader.gather and reader.key in facts.ungrouped:
            ready = gathered(oldest, now, LATE)
        return Due(f"as read {oldest.isoformat()} no. {reader.last_number + 1}") if ready else None
    period = period_at(send, reader.timezone, now)
    return Due(period.id) if period is not None and _begun(reader, send, period, oldest, now) else None


def _begun(reader: Row[Any], send: Send, period: Period, oldest: datetime | None, now: datetime) -> bool:
    # A new reader's first digest is the first period after they were added; an hour's takes what waited when it struck
    # (or lies ahead of a clock that was set back).
    if period.due <= reader.added_at <= now:
        return False
    return not (send.kind == "hourly" and oldest is not None and period.due < oldest <= now)


def _sign_of_life(reader: Row[Any], send: Send, facts: _Facts, now: datetime) -> Due | None:
    # Silence must never mean "broken". Named by its week, so that a clock that is set back repeats none.
    last = facts.last.get(reader.key)
    quiet_since = reader.added_at if last is None else max(reader.added_at, last.frozen_at)
    ahead = quiet_since > now + timedelta(days=1)  # written by a clock that has been set back since
    if send.when_empty or reader.when_empty == "skip" or (quiet_since > now - SIGN_OF_LIFE and not ahead):
        return None
    year, week, _ = now.isocalendar()
    return Due(f"sign of life {year}-W{week:02}", alive=True)


def _taken(conn: Connection, found: Sequence[Row[Any]], made: Mapping[int, Due]) -> list[int]:
    # The readers whose period is filled already.
    m = tables.messages.c
    periods = {one.period for one in made.values()}
    taken: set[tuple[int, str]] = set()
    for some in batches([reader.subscription_key for reader in found if reader.key in made]):
        for few in batches(sorted(periods)):
            rows = conn.execute(
                select(m.reader_key, m.period).where(m.subscription_key.in_(some), m.period.in_(few))
            )
            taken.update((row.reader_key, row.period) for row in rows)
    return [key for key, one in made.items() if (key, one.period) in taken]


def _next_part(period: str, last: Row[Any] | None) -> str | None:
    # A period whose last letter could not hold all goes on in another one at once.
    if last is None or not last.remaining or not last.period.startswith(period):
        return None
    _, _, number = last.period.rpartition(", part ")
    return f"{period}, part {int(number) + 1 if number.isdigit() else 2}"

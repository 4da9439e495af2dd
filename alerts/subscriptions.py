"""Subscriptions from the configuration become readers in the store, whom the ledger accounts to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from alerts import ledger, tables
from alerts.channel import FEED, kind_of
from alerts.due import OWN
from alerts.limits import MOST_OF_ONE
from alerts.manner import Manner
from alerts.mutes import sync_mutes
from alerts.schedule import GATHER
from alerts.watches import bump


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who gets which watches, when. `send` as `alerts.schedule.parse_send` reads it; `timezone` an IANA name;
    `was` names the id it had before.

    "as read" waits for more for `gather`. `when_empty` says whether a digest with nothing in it comes. Of one source under
    one watch, at most `most` articles stand in full in a digest. `on_change`: an edit of what was sent is news.
    `mute` names sources and articles that it does not want (`alerts.mutes.mute_of`). `manner` is how its letters are written. They are also posted to
    `webhook`, a URL, and put into a `feed`.
    """

    id: str
    to: tuple[str, ...]
    watches: tuple[str, ...]
    send: str = "daily at 08:00"
    timezone: str = "UTC"
    was: str | None = None
    gather: timedelta = GATHER
    when_empty: Literal["send", "skip"] = "send"
    most: int = MOST_OF_ONE
    on_change: bool = False
    mute: tuple[str, ...] = ()
    manner: Manner = Manner()  # noqa: RUF009 (it is frozen)
    webhook: str | None = None
    feed: bool = False

    @property
    def readers(self) -> tuple[str, ...]:
        """Who gets its digests: mail addresses, the URL of its webhook, its feed. Each has an account of its own."""
        return (*self.to, *((self.webhook,) if self.webhook else ()), *((FEED,) if self.feed else ()))


def sync_subscriptions(conn: Connection, subscriptions: Sequence[Subscription], now: datetime) -> None:
    """Bring the store's subscriptions and readers in line with the configuration.

    The id survives every edit. A reader who is added gets what is matched from then on; what waits for one who
    is removed is suppressed and said so, as is what met only watches that the subscription no longer has. Call
    after `sync_watches`, in the same write transaction: ids of watches unknown to it are passed over.
    """
    _rename(conn, subscriptions)
    s = tables.subscriptions.c
    there = {row.id: row for row in conn.execute(select(tables.subscriptions))}
    changed = False
    for wanted in subscriptions:
        row = there.get(wanted.id)
        values = {
            "send": wanted.send,
            "timezone": wanted.timezone,
            "retired_at": None,
            "gather": round(wanted.gather.total_seconds()),
            "when_empty": wanted.when_empty,
            "most": wanted.most,
            "on_change": wanted.on_change,
            "manner": wanted.manner.as_json(),
        }
        if row is None:
            made = insert(tables.subscriptions).values(id=wanted.id, added_at=now, **values)
            key = conn.execute(made.returning(s.key)).scalar_one()
            changed = True
        else:
            key = row.key
            if any(getattr(row, name) != value for name, value in values.items()):
                conn.execute(update(tables.subscriptions).where(s.key == key).values(**values))
        changed |= sync_readers(conn, key, wanted.readers, now)
        changed |= _watches(conn, key, wanted.watches, now)
        changed |= sync_mutes(conn, key, wanted.mute, now)
    kept = {wanted.id for wanted in subscriptions}
    for name, row in there.items():
        if name not in kept and row.retired_at is None and not name.startswith(OWN):
            changed = True
            conn.execute(update(tables.subscriptions).where(s.key == row.key).values(retired_at=now))
            sync_readers(conn, row.key, (), now)
    if changed:
        bump(conn)


def _rename(conn: Connection, subscriptions: Sequence[Subscription]) -> None:
    s = tables.subscriptions.c
    there = set(conn.execute(select(s.id)).scalars())
    configured = {wanted.id for wanted in subscriptions}
    for wanted in subscriptions:
        if wanted.was and wanted.was in there and wanted.id not in there and wanted.was not in configured:
            conn.execute(update(tables.subscriptions).where(s.id == wanted.was).values(id=wanted.id))


def sync_readers(conn: Connection, key: int, addresses: Sequence[str], now: datetime) -> bool:
    """Make these the readers of a subscription (its key), and nobody else; whether anything changed."""
    r = tables.readers.c
    there = {
        row.address: row for row in conn.execute(select(tables.readers).where(r.subscription_key == key))
    }
    asides = conn.execute(select(func.coalesce(func.max(tables.set_aside.c.key), 0))).scalar_one()
    changed = False
    for address in dict.fromkeys(addresses):
        row = there.get(address)
        if row is None:
            conn.execute(
                insert(tables.readers).values(
                    subscription_key=key,
                    address=address,
                    channel=kind_of(address),
                    added_at=now,
                    last_number=0,
                    aside_upto=asides,
                )
            )
        elif (
            row.retired_at is not None and row.stopped_at is None
        ):  # back again: from now on, the numbering goes on
            conn.execute(
                update(tables.readers)
                .where(r.key == row.key)
                .values(added_at=now, retired_at=None, aside_upto=asides)
            )
        else:
            continue
        changed = True
    for address, row in there.items():
        if address in addresses:
            continue
        if row.stopped_at is not None:  # whoever is added again later has not stopped
            conn.execute(update(tables.readers).where(r.key == row.key).values(stopped_at=None))
        if row.retired_at is None:
            changed = True
            conn.execute(update(tables.readers).where(r.key == row.key).values(retired_at=now))
            ledger.close_reader(conn, row.key, now)
    return changed


def _watches(conn: Connection, key: int, ids: Sequence[str], now: datetime) -> bool:
    sw, w = tables.subscription_watches, tables.watches
    known = {row.id: row.key for row in conn.execute(select(w.c.id, w.c.key))}
    wanted = [known[name] for name in dict.fromkeys(ids) if name in known]
    there = list(
        conn.execute(
            select(sw.c.watch_key).where(sw.c.subscription_key == key).order_by(sw.c.place)
        ).scalars()
    )
    if wanted == there:
        return False
    conn.execute(delete(sw).where(and_(sw.c.subscription_key == key)))
    if wanted:
        conn.execute(
            insert(sw),
            [
                {"subscription_key": key, "watch_key": watch, "place": place}
                for place, watch in enumerate(wanted)
            ],
        )
    if set(there) - set(wanted):
        ledger.drop_orphans(conn, key, now)
    return True

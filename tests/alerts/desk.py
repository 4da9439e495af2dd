"""A desk for the tests of alerts: articles come in, watches are set, time goes on, letters leave."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from alerts import tables
from alerts.contents import NOTHING_KNOWN, Reading
from alerts.digests import build_due
from alerts.mail import MailPolicy
from alerts.match import MatchReport, match_new
from alerts.outbox import DeliveryReport, deliver_due
from alerts.smtp import Patience, SmtpChannel
from alerts.subscriptions import Subscription, sync_subscriptions
from alerts.watches import BrokenWatch, Watch, sync_watches
from articles.entities import Entity
from articles.store.database import Database
from articles.store.versions import Kept, keep
from tests.articles.arriving import Fixed, arrival

PATIENCE = Patience(connect=5, greeting=5, command=5, data_start=5, data_block=5, data_end=5, letter=20)
MAIL = MailPolicy(
    host="127.0.0.1", port=25, sender="desk@paper.example", security="none", helo="desk.example"
)


class Desk:
    """Drives alerts as the scheduler does, on a real database; `clock` is the one that tells the time."""

    def __init__(self, db: Database, clock: Fixed) -> None:
        self.db = db
        self.clock = clock
        self.mail = MAIL
        self._count = 0

    def wait(self, **span: float) -> None:
        self.clock.at += timedelta(**span)

    def keep(self, text: str = "", title: str = "A title", url: str = "", **more: Any) -> Kept:
        """An article comes in now; a new one unless the URL is given again."""
        self._count += 1
        url = url or f"https://paper.example/news/{self._count}"
        with self.db.write() as conn:
            return keep(conn, arrival(url, text, title, seen=more.pop("seen", self.clock.at), **more))

    def keep_many(self, number: int, text: str, source: str = "paper") -> None:
        """As many articles of one text, at once."""
        with self.db.write() as conn:
            for place in range(number):
                url = f"https://{source}.example/many/{place}"
                title = f"{source} {place}"
                keep(conn, arrival(url, text, title, source=source, name=source, seen=self.clock.at))

    def configure(
        self,
        watches: dict[str, str] | Sequence[Watch],
        subscriptions: Sequence[Subscription] = (),
        entities: Sequence[Entity] = (),
        zone: str = "UTC",
    ) -> list[BrokenWatch]:
        if isinstance(watches, dict):
            watches = [Watch(name, query) for name, query in watches.items()]
        with self.db.write() as conn:
            broken = sync_watches(conn, watches, entities, self.clock.at, zone=zone)
            sync_subscriptions(conn, subscriptions, self.clock.at)
        return broken

    def match(self, **more: Any) -> MatchReport:
        return match_new(self.db, self.clock.at, **more)

    def build(self, reading: Reading = NOTHING_KNOWN, force: bool = False) -> list[int]:
        return build_due(self.db, self.clock.at, mail=self.mail, reading=reading, force=force)

    def deliver(self, port: int) -> DeliveryReport:
        channel = SmtpChannel(_at(self.mail, port), patience=PATIENCE)
        try:
            return deliver_due(self.db, channel, self.clock.at)
        finally:
            channel.close()

    def matches(self) -> set[tuple[str, int]]:
        """(watch, change number) of every match."""
        m, w = tables.matches.c, tables.watches.c
        with self.db.read() as conn:
            found = conn.execute(select(w.id, m.change).join(tables.watches, w.key == m.watch_key))
            return {(row.id, row.change) for row in found}

    def account(self, address: str = "anna@reader.example") -> dict[int, tuple[str, str | None]]:
        """The ledger of one address: change number -> (state, reason)."""
        e, r = tables.ledger.c, tables.readers.c
        with self.db.read() as conn:
            rows = conn.execute(
                select(e.change, e.state, e.reason)
                .join(tables.readers, r.key == e.reader_key)
                .where(r.address == address)
                .order_by(e.change)
            ).all()
        return {row.change: (row.state, row.reason) for row in rows}

    def rows(self, table: Any) -> list[Any]:
        with self.db.read() as conn:
            return list(conn.execute(select(table)).all())

    def states(self) -> list[str]:
        """The states of all messages, oldest first."""
        return [row.state for row in self.rows(tables.messages)]


def to(
    *addresses: str, watches: Sequence[str], send: str = "as read", id: str = "desk", **more: Any
) -> Subscription:
    return Subscription(id, addresses, tuple(watches), send, more.pop("timezone", "Europe/Berlin"), **more)


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def _at(mail: MailPolicy, port: int) -> MailPolicy:
    return replace(mail, port=port)

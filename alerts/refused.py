"""Refused addresses: that no letter gets through to somebody is told to the operator within a day; beside the outbox."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, select

from alerts import tables
from alerts.due import OWN
from alerts.mail import MailPolicy
from alerts.operator import OPERATOR, write_operator
from alerts.render.notice import refused_addresses

PERIOD = "refused "  # what the letter's period begins with; its day, in UTC, makes it one a day


@dataclass(frozen=True, slots=True)
class Refused:
    """A reader to whom a letter did not get through, the first since one did, with what the server said last."""

    subscription: str
    recipient: str
    code: int | None
    answer: str


def newly_refused(conn: Connection) -> list[Refused]:
    """Who was refused since the operator was last told of refusals; each once until a letter gets through again."""
    m, r, s, a = (t.c for t in (tables.messages, tables.readers, tables.subscriptions, tables.attempts))
    told: datetime | None = conn.execute(
        select(func.max(m.frozen_at))
        .join(tables.subscriptions, s.key == m.subscription_key)
        .where(s.id == OPERATOR, m.period.startswith(PERIOD))
    ).scalar()
    arrived = (
        select(m.reader_key, func.max(m.key).label("key"))
        .where(m.state == "sent")
        .group_by(m.reader_key)
        .subquery()
    )
    first = (
        select(m.reader_key, func.min(m.key).label("key"))
        .outerjoin(arrived, arrived.c.reader_key == m.reader_key)
        .where(m.state == "failed", m.key > func.coalesce(arrived.c.key, 0))
        .group_by(m.reader_key)
        .subquery()
    )
    last_attempt = select(func.max(a.key)).where(a.message_key == m.key).correlate(tables.messages)
    query = (
        select(s.id, r.address, a.code, a.answer)
        .select_from(tables.messages)
        .join(first, first.c.key == m.key)
        .join(tables.readers, and_(r.key == m.reader_key, r.retired_at.is_(None), r.stopped_at.is_(None)))
        .join(tables.subscriptions, and_(s.key == r.subscription_key, ~s.id.startswith(OWN)))
        .join(tables.attempts, a.key == last_attempt.scalar_subquery())
        .order_by(s.id, r.address)
    )
    if told is not None:
        query = query.where(m.finished_at > told)
    return [Refused(*row) for row in conn.execute(query)]


def tell_refused(conn: Connection, mail: MailPolicy, now: datetime, config: str) -> int | None:
    """Put a letter about them into the outbox, at most one a day; its key, None where there is nobody to tell, or nothing.

    Call inside a write transaction. `config` is how the configuration is named to people.
    """
    found = newly_refused(conn)
    if not found:
        return None
    whom = [
        f"{one.recipient} ({one.subscription}): {f'{one.code} ' if one.code else ''}{one.answer}"
        for one in found
    ]
    return write_operator(conn, f"{PERIOD}{now:%Y-%m-%d}", refused_addresses(whom, config), mail, now)

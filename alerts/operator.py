"""Letters to the operator: presswatch's own reader, whose letters go the way of every other, from the ledger's outbox on."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from alerts import tables
from alerts.due import OWN
from alerts.mail import MailPolicy, address, letter, message_id
from alerts.render import Rendered
from alerts.schedule import Period, parse_send, period_at
from alerts.subscriptions import sync_readers
from articles.store.installation import installation_key, mail_hold

OPERATOR = f"{OWN}operator"
SEND = "weekly on monday at 08:00"


def sync_operator(conn: Connection, email: str | None, zone: str, now: datetime) -> None:
    """Make `email` the operator, or nobody; `zone` (an IANA name) says when Monday morning is."""
    s = tables.subscriptions.c
    key = conn.execute(select(s.key).where(s.id == OPERATOR)).scalar()
    values = {"send": SEND, "timezone": zone, "retired_at": None if email else now}
    if key is None:
        if email is None:
            return
        made = insert(tables.subscriptions).values(id=OPERATOR, added_at=now, **values)
        key = conn.execute(made.returning(s.key)).scalar_one()
    else:
        conn.execute(update(tables.subscriptions).where(s.key == key).values(**values))
    sync_readers(conn, key, (email,) if email else (), now)


def week_due(conn: Connection, now: datetime) -> Period | None:
    """The week whose letter is to be written now; None if it was, there is no operator, or mail is held."""
    r, s, m = tables.readers.c, tables.subscriptions.c, tables.messages.c
    reader = _reader(conn)
    if reader is None or mail_hold(conn) is not None:
        return None
    zone, added_at = conn.execute(
        select(s.timezone, r.added_at)
        .join(tables.subscriptions, s.key == r.subscription_key)
        .where(r.key == reader)
    ).one()
    period = period_at(parse_send(SEND), zone, now)
    if period is None or period.due <= added_at <= now:
        return None
    taken = select(m.key).where(m.reader_key == reader, m.period == period.id)
    return None if conn.execute(taken).first() is not None else period


def write_operator(
    conn: Connection, period: str, rendered: Rendered, mail: MailPolicy, now: datetime
) -> int | None:
    """Put a letter to the operator into the outbox; its key, or None where there is no operator or `period` has one.

    Call inside a write transaction. Raises DigestFailed for an address that is none.
    """
    r, m = tables.readers.c, tables.messages.c
    key = _reader(conn)
    if key is None:
        return None
    if conn.execute(select(m.key).where(m.reader_key == key, m.period == period)).first() is not None:
        return None
    reader = conn.execute(select(tables.readers).where(r.key == key)).one()
    id_ = message_id(installation_key(conn), OPERATOR, period, reader.address, address(mail.sender).domain)
    body = letter(
        rendered, mail=mail, recipient=reader.address, subscription="operator", id=id_, at=now
    ).as_bytes()
    made = insert(tables.messages).values(
        subscription_key=reader.subscription_key,
        reader_key=key,
        period=period,
        number=reader.last_number + 1,
        recipient=reader.address,
        message_id=id_,
        subject=rendered.subject,
        articles=0,
        body=body,
        state="queued",
        frozen_at=now,
        tries=0,
        next_try_at=now,
    )
    message: int = conn.execute(made.returning(m.key)).scalar_one()
    conn.execute(update(tables.readers).where(r.key == key).values(last_number=reader.last_number + 1))
    return message


def _reader(conn: Connection) -> int | None:
    r, s = tables.readers.c, tables.subscriptions.c
    found: int | None = conn.execute(
        select(r.key)
        .join(tables.subscriptions, s.key == r.subscription_key)
        .where(s.id == OPERATOR, r.retired_at.is_(None), s.retired_at.is_(None))
    ).scalar()
    return found

"""Stopping: a reader ends a subscription, is told so once more with a way back, and the operator is told; beside the outbox."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from alerts import ledger, tables
from alerts.due import GOODBYE
from alerts.errors import DigestFailed
from alerts.mail import MailPolicy, letter, message_id
from alerts.manner import Manner
from alerts.openpgp import seal, usable
from alerts.operator import write_operator
from alerts.render import Rendered
from alerts.render.notice import goodbye, reader_left
from alerts.tokens import links
from articles.store.installation import installation_key

log = logging.getLogger(__name__)

WAY_BACK = timedelta(days=14)  # so long a stop can be undone, and nothing of what came meanwhile is lost


def stop(conn: Connection, reader: Row[Any], mail: MailPolicy, now: datetime) -> bool:
    """End it for one reader (a row of `alerts.tokens.opened`); False if it had ended already. Call inside a write transaction.

    What is matched from now on waits for `WAY_BACK`; no letter leaves but the last one, which holds the way back.
    """
    r = tables.readers.c
    done = conn.execute(
        update(tables.readers)
        .where(r.key == reader.key, r.stopped_at.is_(None), r.retired_at.is_(None))
        .values(stopped_at=now)
    )
    if not done.rowcount:
        return False
    log.info("reader %d ended the subscription", reader.key)
    period = f"{GOODBYE}{now.isoformat()}"
    manner = Manner.from_json(reader.manner)
    back = links(conn, mail.public_url, reader.key).to("back") if mail.public_url else None
    rendered = goodbye(manner, reader.subscription_id, back, mail.answers)
    try:
        _put(conn, reader, manner, rendered, mail, period, now)
    except DigestFailed as error:  # no key, no letter: it has ended all the same, and the operator knows
        log.error("no last letter is written to reader %d: %s", reader.key, type(error).__name__)
    told = reader_left(reader.subscription_id, reader.address, now, reader.timezone)
    if write_operator(conn, f"{period} {reader.key}", told, mail, now) is None:
        log.warning("reader %d ended the subscription; no [operator] email is there to be told", reader.key)
    return True


def go_on(conn: Connection, reader: int, now: datetime) -> bool:
    """Undo a stop: what was matched meanwhile comes in the next digest. False if there is none, or it is too long ago."""
    r = tables.readers.c
    done = conn.execute(
        update(tables.readers)
        .where(
            r.key == reader,
            r.stopped_at.is_not(None),
            r.retired_at.is_(None),
            r.stopped_at > now - WAY_BACK,
        )
        .values(stopped_at=None)
    )
    if done.rowcount:
        log.info("reader %d takes the subscription up again", reader)
    return bool(done.rowcount)


def bring_back(conn: Connection, subscription: str, recipient: str, now: datetime) -> bool:
    """The operator takes a reader in again, however long ago they left; False if nobody of that address had left."""
    r, s = tables.readers.c, tables.subscriptions.c
    row = conn.execute(
        select(r.key, r.retired_at)
        .join(tables.subscriptions, s.key == r.subscription_key)
        .where(s.id == subscription, r.address == recipient, r.stopped_at.is_not(None))
    ).first()
    if row is None:
        return False
    fresh = {"added_at": now} if row.retired_at is not None else {}
    conn.execute(
        update(tables.readers).where(r.key == row.key).values(stopped_at=None, retired_at=None, **fresh)
    )
    return True


@dataclass(frozen=True, slots=True)
class Left:
    """A reader who ended a subscription, and when (UTC)."""

    subscription: str
    recipient: str
    at: datetime


def left(conn: Connection) -> list[Left]:
    """Who has left and is still named by the configuration, the last one first."""
    r, s = tables.readers.c, tables.subscriptions.c
    rows = conn.execute(
        select(s.id, r.address, r.stopped_at)
        .join(tables.subscriptions, s.key == r.subscription_key)
        .where(r.stopped_at.is_not(None), s.retired_at.is_(None))
        .order_by(r.stopped_at.desc())
    )
    return [Left(*row) for row in rows]


def close_stopped(conn: Connection, now: datetime) -> int:
    """End for good what was stopped longer than `WAY_BACK` ago; how many readers. Nothing waits for them any more."""
    r = tables.readers.c
    keys = (
        conn.execute(select(r.key).where(r.stopped_at <= now - WAY_BACK, r.retired_at.is_(None)))
        .scalars()
        .all()
    )
    for key in keys:
        conn.execute(update(tables.readers).where(r.key == key).values(retired_at=now))
        ledger.close_reader(conn, key, now)
    return len(keys)


def _put(
    conn: Connection,
    reader: Row[Any],
    manner: Manner,
    rendered: Rendered,
    mail: MailPolicy,
    period: str,
    now: datetime,
) -> None:
    domain = mail.domain_of(closed=manner.closed)
    id_ = message_id(installation_key(conn), reader.subscription_id, period, reader.address, domain)
    cert = usable(manner.openpgp_key, reader.address, now, sole=True) if manner.openpgp_key else None
    message = letter(
        rendered,
        mail=mail,
        recipient=reader.address,
        subscription=reader.subscription_id,
        id=id_,
        at=now,
        closed=manner.closed,
    )
    r = tables.readers.c
    number = conn.execute(select(r.last_number).where(r.key == reader.key)).scalar_one() + 1
    conn.execute(
        insert(tables.messages).values(
            subscription_key=reader.subscription_key,
            reader_key=reader.key,
            period=period,
            number=number,
            recipient=reader.address,
            message_id=id_,
            subject=rendered.subject,
            articles=0,
            body=message.as_bytes() if cert is None else seal(message, cert),
            state="queued",
            frozen_at=now,
            tries=0,
            next_try_at=now,
        )
    )
    conn.execute(update(tables.readers).where(r.key == reader.key).values(last_number=number))

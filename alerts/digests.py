"""Digests: what waits for a reader is frozen into one letter a period; between the ledger and the outbox."""

import logging
from datetime import datetime

from sqlalchemy import Connection, func, insert, update

from alerts import ledger, tables
from alerts.contents import NOTHING_KNOWN, Reading
from alerts.due import due, readers
from alerts.errors import DigestFailed, KeyUnusable
from alerts.gather import gather
from alerts.limits import MOST_SHOWN
from alerts.mail import MailPolicy, message_id
from alerts.manner import Manner
from alerts.match import Stop
from alerts.schedule import parse_send
from alerts.tokens import links
from alerts.writing import write
from articles.crash_points import reached
from articles.errors import StoreUnavailable
from articles.store.database import Database
from articles.store.installation import installation_key

log = logging.getLogger(__name__)


def build_due(
    db: Database,
    now: datetime,
    *,
    mail: MailPolicy,
    reading: Reading = NOTHING_KNOWN,
    force: bool = False,
    stop: Stop | None = None,
) -> list[int]:
    """Freeze and render a digest for every reader whose period has come; the keys of the messages, in the outbox.

    One transaction a reader: what is pending becomes "in message M", and (subscription, period, reader) is taken for
    good, whatever the clock, another scheduler or a restart do. After a long sleep one digest holds everything.
    What an earlier letter lost comes by itself (`alerts.again`). Nothing is built while mail is held. `reading` is told as what could not be read; `force` does not wait
    for "as read" to be gathered. A digest that fails is logged, leaves everything pending, and stops no other.
    Raises StoreUnavailable.
    """
    made = []
    for key in due_readers(db, now, force=force):
        if stop is not None and stop.is_set():
            break
        try:
            with db.write() as conn:
                built = _build(conn, key, now, mail, reading, force)
                if built is not None:
                    reached("before digest frozen")
        except StoreUnavailable:
            raise
        except KeyUnusable as error:
            _trouble(db, key, str(error))
            continue
        except DigestFailed:  # without its words, which hold the address
            _trouble(db, key, "there is no such mail address")
            continue
        # One reader's digest must never cost the others theirs; nothing of it was written, and it is tried again.
        except Exception as error:
            told = f"its digest cannot be put together ({type(error).__name__}); the log says where"
            if _trouble(db, key, told):  # whole once, not every few seconds
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
    with db.read() as conn:
        return list(due(conn, readers(conn), now, MOST_SHOWN, force=force))


def _build(
    conn: Connection, key: int, now: datetime, mail: MailPolicy, reading: Reading, force: bool
) -> int | None:
    # All is asked again behind the write lock: another process may have been here first.
    found = readers(conn, key)
    period = due(conn, found, now, MOST_SHOWN, force=force).get(key)
    if period is None:
        return None
    reader = found[0]
    taken = gather(conn, reader, now, reading, again=period.again, alive=period.alive)
    for changes, reason in (
        (taken.gone, ledger.ARTICLE_GONE),
        (taken.orphans, ledger.WATCH_GONE),
        (taken.muted, ledger.MUTED),
    ):
        ledger.suppress(conn, key, changes, reason, now)
    comes_empty = (
        parse_send(reader.send).when_empty and reader.when_empty == "send" and ", part " not in period.period
    )
    if taken.repeats and not (period.again or comes_empty or period.alive or taken.contents.put_aside):
        ledger.keep_quiet(
            conn, key, taken.sent
        )  # a story that was sent is no reason for a mail: the next one tells it
        return None
    if taken.empty and (period.again or not (comes_empty or period.alive or taken.contents.put_aside)):
        return None
    manner = Manner.from_json(reader.manner)
    id_ = message_id(
        installation_key(conn),
        reader.subscription_id,
        period.period,
        reader.address,
        mail.domain_of(closed=manner.closed),
    )
    written = write(
        taken,
        manner,
        mail=mail,
        id=id_,
        at=now,
        channel=reader.channel,
        sole=reader.sole,
        links=links(conn, mail.public_url, key) if mail.public_url else None,
    )
    taken, contents = written.taken, written.taken.contents
    made = insert(tables.messages).values(
        subscription_key=reader.subscription_key,
        reader_key=key,
        period=period.period,
        number=contents.number,
        recipient=reader.address,
        message_id=id_,
        subject=written.subject,
        articles=contents.articles,
        remaining=taken.left,
        body=written.body,
        state="queued",
        frozen_at=now,
        tries=0,
        next_try_at=now,
    )
    message: int = conn.execute(made.returning(tables.messages.c.key)).scalar_one()
    ledger.freeze(conn, key, taken.shown, taken.listed, message, now, beside=taken.beside, sent=taken.sent)
    conn.execute(
        update(tables.readers)
        .where(tables.readers.c.key == key)
        .values(last_number=contents.number, aside_upto=taken.aside_upto, trouble=None)
    )
    return message


def _trouble(db: Database, key: int, what: str) -> bool:
    # The letter waits, and the operator is told; the log hears it once, not every few seconds. Whether it is new.
    r = tables.readers.c
    with db.write() as conn:
        changed = conn.execute(
            update(tables.readers)
            .where(r.key == key, func.coalesce(r.trouble, "") != what)
            .values(trouble=what)
        )
        if changed.rowcount:
            log.error("no letter is written to reader %d: %s", key, what)
    return bool(changed.rowcount)

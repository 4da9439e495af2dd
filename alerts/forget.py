"""Forgetting a reader: every row that has to do with an address goes, whatever table it is in; for `presswatch forget`."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Row, delete, func, select, update

from alerts import tables
from alerts.due import OWN
from alerts.errors import BeingSent
from articles.store.database import Database
from articles.store.metadata import metadata


@dataclass(frozen=True, slots=True)
class Held:
    """What is kept of an address in one subscription: lines of the ledger (thinned ones counted too) and letters."""

    subscription: str
    added_at: datetime
    retired_at: datetime | None
    entries: int
    letters: int


def kept_of(db: Database, address: str) -> list[Held]:
    """What is kept of an address, whatever its case, one for each subscription that it is or was a reader of."""
    with db.read() as conn:
        return [_held(conn, row) for row in _readers(conn, address)]


def forget(db: Database, address: str) -> list[Held]:
    """Remove all that has to do with an address, for good; what that was.

    Overwrites what it deletes. Raises BeingSent while a letter to it is in a conversation with the mail server, StoreUnavailable.
    """
    m = tables.messages.c
    with db.erase() as conn:
        rows = _readers(conn, address)
        held = [_held(conn, row) for row in rows]
        readers = [row.key for row in rows]
        letters = list(conn.execute(select(m.key).where(m.reader_key.in_(readers))).scalars())
        sending = select(m.key).where(m.key.in_(letters), m.state == "sending")
        if conn.execute(sending).first() is not None:
            raise BeingSent("a letter to this address is being sent at this moment; try again in a minute")
        # Those that refer to others come first; a table that is added later is found by what it refers to.
        for table in reversed(metadata.sorted_tables):
            for column, gone in ((m.key, letters), (tables.readers.c.key, readers)):
                for own in _referring(list(table.columns), column):
                    conn.execute(delete(table).where(own.in_(gone)))
        conn.execute(delete(tables.readers).where(tables.readers.c.key.in_(readers)))
        # Letters to the operator name readers who left or could not be reached; once they have left they are not needed.
        presswatchs = select(tables.subscriptions.c.key).where(tables.subscriptions.c.id.startswith(OWN))
        conn.execute(
            update(tables.messages)
            .where(m.subscription_key.in_(presswatchs), m.state.not_in(("queued", "sending")))
            .values(body=b"")
        )
        # The manner of a subscription that is over may hold the reader's key, and a key names its owner.
        s = tables.subscriptions.c
        over = s.key.in_([row.subscription_key for row in rows]) & s.retired_at.is_not(None)
        conn.execute(update(tables.subscriptions).where(over).values(manner={}))
    return held


def _referring(columns: list[Column[int]], to: Column[int]) -> list[Column[int]]:
    return [column for column in columns if any(key.column is to for key in column.foreign_keys)]


def _readers(conn: Connection, address: str) -> list[Row[tuple[int, int, datetime, datetime | None]]]:
    r = tables.readers.c
    query = select(r.key, r.subscription_key, r.added_at, r.retired_at).order_by(r.key)
    return list(conn.execute(query.where(func.lower(r.address) == address.lower())))


def _held(conn: Connection, row: Row[tuple[int, int, datetime, datetime | None]]) -> Held:
    s, m, e, c = (t.c for t in (tables.subscriptions, tables.messages, tables.ledger, tables.ledger_counts))
    entries = conn.execute(select(func.count()).where(e.reader_key == row.key)).scalar_one()
    thinned = conn.execute(
        select(func.coalesce(func.sum(c.number), 0)).where(c.reader_key == row.key)
    ).scalar_one()
    letters = conn.execute(select(func.count()).where(m.reader_key == row.key)).scalar_one()
    name = conn.execute(select(s.id).where(s.key == row.subscription_key)).scalar_one()
    return Held(name, row.added_at, row.retired_at, entries + int(thinned), letters)

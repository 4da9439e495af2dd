"""What became of an article for watches and readers, read from matches, the ledger and the outbox; for whoever asks why."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select

from alerts import tables
from alerts.errors import UnknownMessage, UnknownWatch

_NUMBERED = re.compile(r"(?P<subscription>.+)/(?P<number>\d+)")


@dataclass(frozen=True, slots=True)
class Revision:
    """A watch as it was: `query` and `zone` are what it was parsed with, `entities` the revisions of those it names.

    It looks at changes above `from_change`; `error` is why it stands still, None while it runs.
    """

    key: int
    watch: str
    number: int
    query: str
    zone: str
    entities: dict[str, str]
    from_change: int
    added_at: datetime
    error: str | None
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class Match:
    """A watch that a version met, when, and under which revision."""

    change: int
    article_id: int
    at: datetime
    revision: Revision


@dataclass(frozen=True, slots=True)
class Aside:
    """A version that a watch could not judge."""

    change: int
    watch: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """A message of the outbox; `channel` is how it leaves (`alerts.channel.Kind`). `answer` is what the server said last (with its code), None before the first try."""

    key: int
    message_id: str
    subscription: str
    recipient: str
    number: int
    period: str
    subject: str
    state: str
    frozen_at: datetime
    finished_at: datetime | None
    tries: int
    code: int | None
    answer: str | None
    channel: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger: what became of a version for a reader, since when, why, and in which letter, at which place."""

    change: int
    article_id: int
    subscription: str
    recipient: str
    state: str
    reason: str | None
    since: datetime
    place: int | None
    letter: Letter | None


def find_letters(conn: Connection, named: str) -> list[Letter]:
    """The letters that `named` means: a `Message-ID`, `subscription/number`, or a key as `status` and the log give it.

    Of `subscription/number` there is one for each reader. Raises UnknownMessage.
    """
    m, s = tables.messages.c, tables.subscriptions.c
    bare = named.strip().strip("<>")
    numbered = _NUMBERED.fullmatch(bare)
    if "@" in bare:
        which: Any = m.message_id == f"<{bare}>"
    elif bare.isdecimal():
        which = m.key == int(bare)
    elif numbered is not None:
        which = and_(s.id == numbered["subscription"], m.number == int(numbered["number"]))
    else:
        raise UnknownMessage(
            f"{named!r} names no message: its Message-ID is wanted, or SUBSCRIPTION/NUMBER such as desk/12"
        )
    found = _letters(conn, which)
    if not found:
        raise UnknownMessage(f"there is no message {named}: `presswatch mail status` and `trace` name some")
    return found


def entries(
    conn: Connection, *, changes: Collection[int] | None = None, letter: int | None = None
) -> list[Entry]:
    """The ledger's lines of these versions, or of one letter (its key) by the place of their articles."""
    e, r, s = tables.ledger.c, tables.readers.c, tables.subscriptions.c
    query = (
        select(tables.ledger, s.id.label("subscription"), r.address)
        .join(tables.readers, r.key == e.reader_key)
        .join(tables.subscriptions, s.key == r.subscription_key)
        .order_by(e.place, e.change, s.id, r.address)
    )
    if changes is not None:
        query = query.where(e.change.in_(changes))
    if letter is not None:
        query = query.where(e.message_key == letter)
    rows = conn.execute(query).all()
    keys = {row.message_key for row in rows if row.message_key is not None}
    letters = {found.key: found for found in _letters(conn, tables.messages.c.key.in_(keys))}
    return [
        Entry(
            row.change,
            row.article_id,
            row.subscription,
            row.address,
            row.state,
            row.reason,
            row.since,
            row.place,
            letters.get(row.message_key),
        )
        for row in rows
    ]


def matches(conn: Connection, changes: Collection[int]) -> list[Match]:
    """The watches that these versions met, in the order in which they were matched."""
    m = tables.matches.c
    rows = conn.execute(
        select(m.change, m.article_id, m.at, m.revision_key, m.entities)
        .where(m.change.in_(changes))
        .order_by(m.at, m.key)
    ).all()
    found = _revisions(conn, tables.watch_revisions.c.key.in_({row.revision_key for row in rows}))
    by_key = {revision.key: revision for revision in found}
    return [Match(row.change, row.article_id, row.at, by_key[row.revision_key]) for row in rows]


def asides(conn: Connection, changes: Collection[int]) -> list[Aside]:
    """The watches that could not judge these versions."""
    a, w = tables.set_aside.c, tables.watches.c
    rows = conn.execute(
        select(a.change, w.id, a.reason, a.at)
        .join(tables.watches, w.key == a.watch_key)
        .where(a.change.in_(changes))
        .order_by(a.at, a.key)
    )
    return [Aside(*row) for row in rows]


def revisions(conn: Connection, watch: str) -> list[Revision]:
    """The revisions of a watch, the one in force last. Raises UnknownWatch, naming those that there are."""
    found = _revisions(conn, tables.watches.c.id == watch)
    if not found:
        known = ", ".join(conn.execute(select(tables.watches.c.id).order_by(tables.watches.c.id)).scalars())
        raise UnknownWatch(f"there is no watch {watch!r}; there are: {known or 'none yet'}")
    return found


def _revisions(conn: Connection, which: Any) -> list[Revision]:
    w, r = tables.watches.c, tables.watch_revisions.c
    rows = conn.execute(
        select(tables.watch_revisions, w.id, w.retired_at)
        .join(tables.watches, w.key == r.watch_key)
        .where(which)
        .order_by(r.watch_key, r.number)
    )
    return [
        Revision(
            row.key,
            row.id,
            row.number,
            row.query,
            row.zone,
            dict(row.entities),
            row.from_change,
            row.added_at,
            row.error,
            row.retired_at,
        )
        for row in rows
    ]


def _letters(conn: Connection, which: Any) -> list[Letter]:
    m, r, s, a = (t.c for t in (tables.messages, tables.readers, tables.subscriptions, tables.attempts))
    rows = conn.execute(
        select(tables.messages, s.id.label("subscription"), r.channel)
        .join(tables.subscriptions, s.key == m.subscription_key)
        .join(tables.readers, r.key == m.reader_key)
        .where(which)
        .order_by(m.key)
    ).all()
    last = select(func.max(a.key)).where(a.message_key.in_([row.key for row in rows])).group_by(a.message_key)
    said = {row.message_key: row for row in conn.execute(select(tables.attempts).where(a.key.in_(last)))}
    return [_letter(row, said.get(row.key)) for row in rows]


def _letter(row: Row[Any], last: Row[Any] | None) -> Letter:
    return Letter(
        key=row.key,
        message_id=row.message_id,
        subscription=row.subscription,
        recipient=row.recipient,
        number=row.number,
        period=row.period,
        subject=row.subject,
        state=row.state,
        frozen_at=row.frozen_at,
        finished_at=row.finished_at,
        tries=row.tries,
        code=last.code if last is not None else None,
        answer=last.answer if last is not None else None,
        channel=row.channel,
    )


def subscribers(conn: Connection, watch: str) -> Sequence[tuple[str, str, datetime]]:
    """Who reads a watch now: subscription, address, and since when."""
    w, r, s, sw = (
        t.c for t in (tables.watches, tables.readers, tables.subscriptions, tables.subscription_watches)
    )
    rows = conn.execute(
        select(s.id, r.address, r.added_at)
        .join(tables.subscriptions, s.key == r.subscription_key)
        .join(tables.subscription_watches, sw.subscription_key == s.key)
        .join(tables.watches, w.key == sw.watch_key)
        .where(w.id == watch, r.retired_at.is_(None), s.retired_at.is_(None))
        .order_by(s.id, r.address)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def watches_of(conn: Connection, subscription: str) -> set[str]:
    """The ids of the watches that a subscription has now."""
    w, s, sw = (t.c for t in (tables.watches, tables.subscriptions, tables.subscription_watches))
    rows = conn.execute(
        select(w.id)
        .join(tables.subscription_watches, sw.watch_key == w.key)
        .join(tables.subscriptions, s.key == sw.subscription_key)
        .where(s.id == subscription)
    )
    return set(rows.scalars())


def position_of(conn: Connection, revision: int) -> int:
    """The change up to which a watch's revision (its key) has looked."""
    r = tables.watch_revisions.c
    own = conn.execute(select(r.position).where(r.key == revision)).scalar()
    common = conn.execute(select(tables.match_state.c.position)).scalar()
    return int(common or 0) if own is None else int(own)

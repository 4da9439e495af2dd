"""The ledger: for each reader and matched version exactly one state, between matching and the outbox."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, func, insert, or_, select, update

from alerts import tables
from alerts.mutes import muting
from alerts.reasons import (
    ARTICLE_GONE,
    BESIDE,
    EDITED,
    EDITED_PAST,
    IN_MESSAGE,
    MUTED,
    NEVER_REACHED,
    OPEN_AGAIN,
    OVER_LIMIT,
    PAST,
    PENDING,
    RE_EXTRACTED,
    READER_GONE,
    SAME_STORY,
    SKIPPED,
    STORY_SENT,
    SUPPRESSED,
    TOLD,
    UNDELIVERED,
    WATCH_GONE,
)
from articles.article import Version

__all__ = [
    "ARTICLE_GONE",
    "EDITED",
    "EDITED_PAST",
    "IN_MESSAGE",
    "MUTED",
    "OVER_LIMIT",
    "PAST",
    "PENDING",
    "READER_GONE",
    "RE_EXTRACTED",
    "SKIPPED",
    "SUPPRESSED",
    "UNDELIVERED",
    "WATCH_GONE",
]


def enter(
    conn: Connection, version: Version, watch_keys: Iterable[int], had_text: bool, now: datetime
) -> None:
    """Account for a version that these watches have just met, for every reader of theirs.

    `had_text` says whether the version before it had any text. Call inside the transaction that wrote the
    matches. What is entered already stays as it is, but for one case: a watch that only catches up now meets a
    version that was suppressed as an edit of what other watches met, or with a watch or reader that was removed.
    """
    keys = list(watch_keys)
    r, s, sw, entry = (
        t.c for t in (tables.readers, tables.subscriptions, tables.subscription_watches, tables.ledger)
    )
    query = (
        select(r.key, r.subscription_key, s.on_change)
        .distinct()
        .join(tables.subscriptions, s.key == r.subscription_key)
        .join(tables.subscription_watches, sw.subscription_key == s.key)
        .where(sw.watch_key.in_(keys), r.retired_at.is_(None), s.retired_at.is_(None))
    )
    readers = conn.execute(query).all()
    known = select(entry.reader_key, entry.reason).where(
        entry.reader_key.in_([row.key for row in readers]), entry.change == version.change
    )
    there = {row.reader_key: row.reason for row in conn.execute(known)}
    muted = muting(conn, {row.subscription_key for row in readers}, version)
    added = []
    for reader, subscription, on_change in readers:
        if reader in there and there[reader] not in OPEN_AGAIN:
            continue
        reason = _reason(conn, reader, version, had_text, muted=subscription in muted, on_change=on_change)
        if reader not in there:
            values = {"state": PENDING if reason is None else SUPPRESSED, "reason": reason, "since": now}
            added.append(
                {"reader_key": reader, "change": version.change, "article_id": version.article_id, **values}
            )
        elif reason is None:
            conn.execute(
                update(tables.ledger)
                .where(entry.reader_key == reader, entry.change == version.change)
                .values(state=PENDING, reason=None, since=now)
            )
    if added:
        conn.execute(insert(tables.ledger), added)


def close_reader(conn: Connection, reader: int, now: datetime) -> None:
    """A reader was removed: nothing waits for them any more, and nothing that waits in the outbox leaves."""
    m, entry = tables.messages.c, tables.ledger.c
    waiting = conn.execute(select(m.key).where(m.reader_key == reader, m.state == "queued")).scalars().all()
    drop_messages(conn, waiting, READER_GONE, now)
    conn.execute(
        update(tables.ledger)
        .where(entry.reader_key == reader, entry.state.in_((PENDING, UNDELIVERED)))
        .values(state=SUPPRESSED, reason=READER_GONE, message_key=None, since=now)
    )


def drop_messages(conn: Connection, messages: Iterable[int], reason: str, now: datetime) -> None:
    """Take messages out of the outbox for good; what they held is suppressed because of `reason`."""
    m, entry = tables.messages.c, tables.ledger.c
    for key in messages:
        conn.execute(
            update(tables.messages)
            .where(m.key == key)
            .values(state="dropped", next_try_at=None, finished_at=now)
        )
        conn.execute(
            update(tables.ledger)
            .where(entry.message_key == key, _listed_or_shown())
            .values(state=SUPPRESSED, reason=reason, message_key=None, place=None, since=now)
        )
        _untell(conn, key)


def skip_waiting(conn: Connection, now: datetime) -> None:
    """The operator sends nothing that waits: for every reader it is suppressed, and the next digest tells the number."""
    entry = tables.ledger.c
    conn.execute(
        update(tables.ledger)
        .where(entry.state.in_((PENDING, UNDELIVERED)))
        .values(state=SUPPRESSED, reason=SKIPPED, message_key=None, since=now)
    )


def drop_orphans(conn: Connection, subscription: int, now: datetime) -> None:
    """Suppress what is pending only because of watches that the subscription no longer has."""
    r, entry, m, sw = (
        t.c for t in (tables.readers, tables.ledger, tables.matches, tables.subscription_watches)
    )
    still = exists().where(
        and_(m.change == entry.change, sw.watch_key == m.watch_key, sw.subscription_key == subscription)
    )
    conn.execute(
        update(tables.ledger)
        .where(
            entry.reader_key.in_(select(r.key).where(r.subscription_key == subscription)),
            entry.state.in_((PENDING, UNDELIVERED)),
            ~still,
        )
        .values(state=SUPPRESSED, reason=WATCH_GONE, message_key=None, since=now)
    )


def suppress(conn: Connection, reader: int, changes: Iterable[int], reason: str, now: datetime) -> None:
    """Suppress versions that wait for one reader because of `reason`."""
    entry = tables.ledger.c
    for change in changes:
        conn.execute(
            update(tables.ledger)
            .where(
                entry.reader_key == reader, entry.change == change, entry.state.in_((PENDING, UNDELIVERED))
            )
            .values(state=SUPPRESSED, reason=reason, message_key=None, since=now)
        )


def freeze(
    conn: Connection,
    reader: int,
    shown: Mapping[int, int],
    listed: Mapping[int, int],
    message: int,
    now: datetime,
    *,
    beside: Mapping[int, int] | None = None,
    sent: Mapping[int, int] | None = None,
) -> None:
    """Put versions that wait for one reader into a message, with the number of suppressed ones that it tells of.

    Both map a change number to the place of its article in the message, from 1: `shown` are there in full, `listed` by
    title and address because they are over the limit of their source, `beside` in a line of the story that is at that
    place, `sent` in a line (at place 0) because the reader had their story before.
    """
    entry = tables.ledger.c
    for places, values in (
        (shown, {"state": IN_MESSAGE, "reason": None}),
        (listed, {"state": SUPPRESSED, "reason": OVER_LIMIT}),
        (beside or {}, {"state": SUPPRESSED, "reason": SAME_STORY}),
        (sent or {}, {"state": SUPPRESSED, "reason": STORY_SENT}),
    ):
        if places:
            conn.execute(
                update(tables.ledger)
                .where(
                    entry.reader_key == reader,
                    entry.change == bindparam("of_change"),
                    or_(entry.state == PENDING, entry.state == UNDELIVERED),
                )
                .values(place=bindparam("at_place"), message_key=message, since=now, **values),
                [{"of_change": change, "at_place": place} for change, place in places.items()],
            )
    conn.execute(
        update(tables.ledger).where(entry.reader_key == reader, *_untold()).values(message_key=message)
    )


def keep_quiet(conn: Connection, reader: int, changes: Iterable[int]) -> None:
    """Let versions wait for the reader's next letter without being a reason for one."""
    entry = tables.ledger.c
    for change in changes:
        conn.execute(
            update(tables.ledger)
            .where(entry.reader_key == reader, entry.change == change, entry.state == PENDING)
            .values(quiet=True)
        )


def untold(conn: Connection, reader: int) -> dict[str, int]:
    """How many versions were suppressed for a reason that digests tell of, and in no digest yet: reason -> number."""
    entry = tables.ledger.c
    rows = conn.execute(
        select(entry.reason, func.count())
        .where(entry.reader_key == reader, *_untold())
        .group_by(entry.reason)
    )
    return {row[0]: row[1] for row in rows}


def pending(conn: Connection, reader: int) -> list[int]:
    """The change numbers of the versions that wait for a reader, oldest first."""
    entry = tables.ledger.c
    query = select(entry.change).where(entry.reader_key == reader, entry.state == PENDING)
    return list(conn.execute(query.order_by(entry.change)).scalars())


def give_up(conn: Connection, message: int, now: datetime, *, itself: bool) -> None:
    """A message was refused: what it held is undelivered until it comes again (`alerts.again`), in a catch-up letter or,
    with `itself`, in this one."""
    entry = tables.ledger.c
    conn.execute(
        update(tables.ledger)
        .where(entry.message_key == message, _listed_or_shown())
        .values(state=UNDELIVERED, reason=None, since=now)
    )
    if not itself:
        _untell(conn, message)


def take_back(conn: Connection, message: int, now: datetime) -> None:
    """A message that was given up goes into the outbox again with what it holds."""
    entry = tables.ledger.c
    conn.execute(
        update(tables.ledger)
        .where(entry.message_key == message, entry.state == UNDELIVERED)
        .values(state=IN_MESSAGE, since=now)
    )


def _untell(conn: Connection, message: int) -> None:
    # What a letter that never arrives would have told besides its articles: the next one tells it.
    m, r, entry, a = (t.c for t in (tables.messages, tables.readers, tables.ledger, tables.set_aside))
    conn.execute(
        update(tables.ledger)
        .where(entry.message_key == message, entry.state == SUPPRESSED)
        .values(message_key=None)
    )
    reader, added = conn.execute(
        select(r.key, r.added_at).join(tables.messages, m.reader_key == r.key).where(m.key == message)
    ).one()
    arrived = conn.execute(
        select(func.max(m.frozen_at)).where(m.reader_key == reader, m.state == "sent", m.key < message)
    ).scalar()
    # An hour for a round of matching that had begun when the letter before was frozen.
    since = (added if arrived is None else max(added, arrived)) - timedelta(hours=1)
    told = conn.execute(select(func.coalesce(func.max(a.key), 0)).where(a.at <= since)).scalar_one()
    conn.execute(update(tables.readers).where(r.key == reader, r.aside_upto > told).values(aside_upto=told))


def _listed_or_shown() -> ColumnElement[bool]:
    # What a message told by name: shown in it, listed by title and address, or in a line beside another article.
    entry = tables.ledger.c
    return or_(entry.state == IN_MESSAGE, entry.reason.in_(BESIDE))


def _untold() -> tuple[ColumnElement[bool], ...]:
    entry = tables.ledger.c
    return entry.state == SUPPRESSED, entry.reason.in_(TOLD), entry.message_key.is_(None)


def _reason(
    conn: Connection, reader: int, version: Version, had_text: bool, *, muted: bool, on_change: bool
) -> str | None:
    # Why this version is no news to this reader; None if it is.
    if version.past:
        return PAST
    if version.reason == "re-extracted" and had_text:
        return RE_EXTRACTED
    if muted:
        return MUTED
    if version.number == 1:  # most are; there was nothing before
        return None
    entry, m, sw, r = (
        t.c for t in (tables.ledger, tables.matches, tables.subscription_watches, tables.readers)
    )
    earlier = conn.execute(
        select(m.watch_key, entry.reason)
        .join(tables.ledger, entry.change == m.change)
        .where(
            entry.reader_key == reader,
            entry.article_id == version.article_id,
            entry.change < version.change,
            or_(entry.reason.is_(None), entry.reason.not_in(NEVER_REACHED)),
        )
    ).all()
    known = {row.watch_key for row in earlier} | _thinned(conn, reader, version)
    theirs = set(
        conn.execute(
            select(m.watch_key)
            .join(tables.subscription_watches, sw.watch_key == m.watch_key)
            .join(tables.readers, r.subscription_key == sw.subscription_key)
            .where(m.change == version.change, r.key == reader)
        ).scalars()
    )
    if not theirs or theirs - known:
        return None
    if earlier and all(row.reason in (PAST, EDITED_PAST) for row in earlier):
        return EDITED_PAST
    return None if on_change else EDITED


def _thinned(conn: Connection, reader: int, version: Version) -> set[int]:
    # The watches that earlier versions met whose account is only a count by now (`alerts.thinning`).
    e, m, r, state = (t.c for t in (tables.ledger, tables.matches, tables.readers, tables.match_state))
    query = (
        select(m.watch_key)
        .join(tables.readers, r.key == reader)
        .where(
            m.article_id == version.article_id,
            m.change < version.change,
            m.change <= select(state.thinned).scalar_subquery(),
            m.at >= r.added_at,
            ~exists().where(e.reader_key == reader, e.change == m.change),
        )
    )
    return set(conn.execute(query).scalars())

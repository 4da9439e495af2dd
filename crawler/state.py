"""Sources as the scheduler and the doors see them: set from the configuration, due, and how they fare."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from crawler.frontier import CLOCK_SLACK, GUESS, heed_clock_set_back, queue_list, queue_rechecks
from crawler.outcomes import HIDDEN, Word
from crawler.silence import LEAST, Rhythm, is_silent, rhythm_of
from crawler.sources import Source
from crawler.tables import frontier, lists, sources
from net.address import host_of, request_url
from net.errors import BadAddress

Health = Literal["new", "well", "failing", "silent"]
_PAUSE = timedelta(days=2)  # or three intervals, if that is longer: then a reading counts as a first one
_RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class SourceState:
    """How one source of the configuration fares. Times are UTC; `last_error` is in plain words.

    `failing`: some list that names articles could not be read at its last turn; `silent`: all can be read, but
    nothing new was named for longer than three times the longest gap of the last 14 days, and for a day
    (`crawler.silence`); `usual` is the middle one of these gaps, known of silent ones only. `problems` counts, by outcome, this week's
    pages whose text could not be had.
    """

    id: str
    name: str
    url: str
    state: Health
    last_read: datetime | None
    last_success: datetime | None
    last_new: datetime | None
    last_error: str | None
    failing_since: datetime | None
    next_due: datetime | None
    articles: int
    articles_7d: int
    lists: tuple[tuple[str, str], ...]  # kind and address of each that is read
    problems: dict[Word, int] = field(default_factory=dict)
    usual: timedelta | None = None


@dataclass(frozen=True, slots=True)
class PageTrouble:
    """A page that could not be read, or not wholly. `article_id` is set where its feed's text was kept instead."""

    source_id: str
    url: str
    title: str | None
    outcome: str
    reason: str
    at: datetime
    article_id: int | None
    given_up: bool


def sync_sources(conn: sa.Connection, configured: Sequence[Source], now: datetime) -> None:
    """Make the table say what the configuration says; nothing that was read is lost.

    The id is the identity, `was` carries the state of an old id over. A source that left the configuration rests;
    when it comes back, and when its address changes, what it names at first is its past.
    """
    rows = {row.id: row for row in conn.execute(sa.select(sources))}
    for source in configured:
        row = rows.pop(source.id, None)
        if row is None and source.was is not None and not any(s.id == source.was for s in configured):
            row = rows.pop(source.was, None)
        values: dict[str, Any] = {
            "id": source.id,
            "name": source.name or source.id,
            "url": source.url,
            "country": source.country,
            "language": source.language,
            "tags": list(source.tags),
            "read_every": int(source.read_every.total_seconds()),
            "timezone": source.timezone,
            "active": True,
        }
        if row is None:
            adding = sa.insert(sources).values(**values, added_at=now).returning(sources.c.key)
            _add_root(conn, conn.execute(adding).scalar_one(), source.url, now)
            continue
        conn.execute(sa.update(sources).where(sources.c.key == row.key).values(**values))
        if row.url != source.url:
            of_source = lists.c.source == row.key
            conn.execute(sa.update(lists).where(of_source).values(active=False))
            _add_root(conn, row.key, source.url, now)
        elif values["read_every"] < row.read_every:
            soon = now + source.read_every
            shorter = sa.and_(lists.c.source == row.key, lists.c.next_due > soon, lists.c.kind != "home")
            conn.execute(sa.update(lists).where(shorter).values(next_due=soon))
        if not row.active:
            _wake(conn, row.key, now)
    for row in rows.values():
        if row.active:
            _rest(conn, row.key, now)


def enqueue_due(conn: sa.Connection, now: datetime) -> list[str]:
    """Queue the lists whose time has come, and the articles whose age asks for a second look; the sources' ids.

    Idempotent. A list not read with success for long is marked: what it names now is its past. One whose last reading
    is still to come, since the clock was set back, is due.
    """
    heed_clock_set_back(conn, now)
    ahead = now + CLOCK_SLACK
    never_read = sa.and_(lists.c.last_read.is_(None), lists.c.next_due > ahead)
    time_has_come = sa.or_(lists.c.next_due <= now, lists.c.last_read > ahead, never_read)
    due = conn.execute(
        sa.select(lists, sources.c.id.label("source_id"), sources.c.read_every)
        .join(sources, sources.c.key == lists.c.source)
        .where(lists.c.active, sources.c.active, time_has_come)
        .order_by(lists.c.next_due)
    ).all()
    for row in due:
        pause = max(3 * timedelta(seconds=row.read_every), _PAUSE)
        if row.last_success is not None and row.last_success < now - pause and not row.past:
            conn.execute(sa.update(lists).where(lists.c.id == row.id).values(past=True))
        queue_list(conn, row.source, row.id, row.url, _host(row.url), now)
    queue_rechecks(conn, now)
    return list(dict.fromkeys(row.source_id for row in due))


def source_states(conn: sa.Connection, now: datetime | None = None) -> list[SourceState]:
    """Every source of the configuration, in the order of their names."""
    now = now or datetime.now(UTC)
    week = now - _RECENT
    page = frontier.c.kind == "page"
    kept = _by_source(
        conn, sa.select(frontier.c.source, _articles()).where(page, frontier.c.article_id.is_not(None))
    )
    kept_7d = _by_source(
        conn,
        sa.select(frontier.c.source, _articles()).where(
            page, frontier.c.article_id.is_not(None), frontier.c.fetched_at >= week
        ),
    )
    problems: dict[int, dict[Word, int]] = {}
    for row in conn.execute(
        sa.select(frontier.c.source, frontier.c.outcome, sa.func.count().label("number"))
        .where(page, frontier.c.outcome.in_(HIDDEN), frontier.c.fetched_at >= week)
        .group_by(frontier.c.source, frontier.c.outcome)
    ):
        problems.setdefault(row.source, {})[row.outcome] = row.number
    found: dict[int, list[sa.Row[Any]]] = {}
    for row in conn.execute(
        sa.select(lists).where(lists.c.active, lists.c.kind != GUESS).order_by(lists.c.id)
    ):
        found.setdefault(row.source, []).append(row)
    rows = conn.execute(
        sa.select(sources).where(sources.c.active).order_by(sources.c.name, sources.c.id)
    ).all()
    rhythms = {
        row.key: rhythm_of(conn, row.key, row.last_new)
        for row in rows
        if row.last_new is not None and _quiet(row) > LEAST
    }
    return [
        SourceState(
            id=row.id,
            name=row.name,
            url=row.url,
            state=(state := _health(row, rhythms.get(row.key, Rhythm()))),
            last_read=row.last_read,
            last_success=row.last_success,
            last_new=row.last_new,
            last_error=row.last_error,
            failing_since=row.failing_since,
            next_due=min((entry.next_due for entry in found.get(row.key, ())), default=None),
            articles=kept.get(row.key, 0),
            articles_7d=kept_7d.get(row.key, 0),
            lists=tuple((entry.kind, entry.url) for entry in found.get(row.key, ())),
            problems=problems.get(row.key, {}),
            usual=rhythms[row.key].usual if state == "silent" and row.key in rhythms else None,
        )
        for row in rows
    ]


def page_troubles(conn: sa.Connection, since: datetime | None = None, limit: int = 1000) -> list[PageTrouble]:
    """Pages whose text could not be had and whose last try is not before `since`, the latest first."""
    query = (
        sa.select(frontier, sources.c.id.label("source_id"))
        .join(sources, sources.c.key == frontier.c.source)
        .where(
            frontier.c.kind == "page",
            frontier.c.outcome.is_not(None),
            frontier.c.outcome.not_in(("kept", "unchanged", "source removed")),
        )
        .order_by(frontier.c.fetched_at.desc())
        .limit(limit)
    )
    if since is not None:
        query = query.where(frontier.c.fetched_at >= since)
    return [
        PageTrouble(
            source_id=row.source_id,
            url=row.url,
            title=(row.hints or {}).get("title"),
            outcome=row.outcome,
            reason=row.reason or "",
            at=row.fetched_at or row.added_at,
            article_id=row.article_id,
            given_up=row.state == "gave up",
        )
        for row in conn.execute(query)
    ]


def _articles() -> sa.Label[int]:
    return sa.func.count(sa.distinct(frontier.c.article_id)).label("number")


def _by_source(conn: sa.Connection, query: sa.Select[Any]) -> dict[int, int]:
    return {row.source: row.number for row in conn.execute(query.group_by(frontier.c.source))}


def _health(row: sa.Row[Any], rhythm: Rhythm) -> Health:
    if row.failing_since is not None:
        return "failing"
    if row.last_success is None:
        return "new"
    return "silent" if is_silent(_quiet(row), rhythm, timedelta(seconds=row.read_every)) else "well"


def _quiet(row: sa.Row[Any]) -> timedelta:
    # How long it has named nothing new while it was read: what we did not read says nothing of it.
    read: datetime | None = row.last_success
    return timedelta(0) if read is None else read - (row.last_new or row.added_at)


def _add_root(conn: sa.Connection, source: int, url: str, now: datetime) -> None:
    """The list that the operator wrote down; what kind it is shows when it is read."""
    values = {"active": True, "past": True, "next_due": now, "failures": 0, "kind": "unknown", "parent": None}
    known = conn.scalar(sa.select(lists.c.id).where(lists.c.source == source, lists.c.url == url))
    if known is None:
        conn.execute(sa.insert(lists).values(source=source, url=url, items=0, **values))
    else:
        conn.execute(sa.update(lists).where(lists.c.id == known).values(**values))


def _wake(conn: sa.Connection, source: int, now: datetime) -> None:
    conn.execute(
        sa.update(lists).where(lists.c.source == source, lists.c.active).values(past=True, next_due=now)
    )
    conn.execute(
        sa.update(frontier)
        .where(frontier.c.source == source, frontier.c.outcome == "source removed")
        .values(state="queued", outcome=None, reason=None, not_before=now, past=True)
    )


def _rest(conn: sa.Connection, source: int, now: datetime) -> None:
    conn.execute(sa.update(sources).where(sources.c.key == source).values(active=False, failing_since=None))
    conn.execute(
        sa.update(frontier)
        .where(frontier.c.source == source, frontier.c.state.in_(("queued", "in flight")))
        .values(
            state="gave up",
            claim=None,
            outcome="source removed",
            reason="its source left the configuration",
            finished_at=now,
        )
    )


def _host(url: str) -> str:
    try:
        return host_of(request_url(url))
    except BadAddress:
        return ""  # the fetch will say what is wrong with it

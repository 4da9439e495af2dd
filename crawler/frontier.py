"""The frontier: every address that is to be read or was read, as rows of one table, so that a kill loses nothing.

A row goes from "queued" to "in flight" (claimed by one run) and from there, in the transaction that keeps what it
brought, to "done", "gave up", or back to "queued" with a pause.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa

from articles.store.tables import article_urls
from crawler.outcomes import LONGEST_PAUSE, Outcome
from crawler.tables import frontier, lists

Kind = Literal["list", "page"]
LIST_PRIORITY, PAGE_PRIORITY, RECHECK_PRIORITY = 0, 10, 20
GUESS = "guess"  # the kind of a list at a usual place that nobody named: it may well not be there
_LOOK = 200  # rows looked at in one query
_MANY = 400  # values of one IN ()
CLOCK_SLACK = timedelta(minutes=2)  # two clocks that agree may differ by so much


@dataclass(frozen=True, slots=True)
class Named:
    """A page that a list named: the address to ask for, its identity key, its host, what the list said of it."""

    url: str
    url_key: str
    host: str
    hints: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Task:
    """One claimed row: what to fetch, and what is known of it."""

    id: int
    kind: Kind
    source: int
    list: int | None
    url: str
    host: str
    attempts: int
    past: bool
    hints: dict[str, Any] | None
    added_at: datetime
    article_id: int | None
    rechecks: int
    etag: str | None
    last_modified: str | None
    body_hash: str | None
    expected: str | None = None  # of a list: the kind that it was


def add_pages(
    conn: sa.Connection, source: int, list_id: int, named: Iterable[Named], *, past: bool, now: datetime
) -> int:
    """Queue those pages that nobody named before and that lead to no article kept; how many those are."""
    by_key = {page.url_key: page for page in named}
    new: list[Named] = []
    keys = list(by_key)
    for start in range(0, len(keys), _MANY):
        some = keys[start : start + _MANY]
        known = set(conn.scalars(sa.select(frontier.c.url_key).where(frontier.c.url_key.in_(some))))
        known |= set(conn.scalars(sa.select(article_urls.c.url_key).where(article_urls.c.url_key.in_(some))))
        new += [by_key[key] for key in some if key not in known]
    rows = [
        _row(
            "page",
            source,
            list_id,
            page.url,
            page.url_key,
            page.host,
            PAGE_PRIORITY,
            now,
            past=past,
            hints=page.hints,
        )
        for page in new
    ]
    if rows:
        conn.execute(sa.insert(frontier), rows)
    return len(rows)


def queue_list(conn: sa.Connection, source: int, list_id: int, url: str, host: str, now: datetime) -> None:
    """Queue a reading of a list, unless one is queued or in flight."""
    key = f"list {list_id}"
    row = conn.execute(sa.select(frontier.c.id, frontier.c.state).where(frontier.c.url_key == key)).first()
    if row is None:
        conn.execute(sa.insert(frontier), [_row("list", source, list_id, url, key, host, LIST_PRIORITY, now)])
    elif row.state not in ("queued", "in flight"):
        conn.execute(
            sa.update(frontier)
            .where(frontier.c.id == row.id)
            .values(
                state="queued", claim=None, attempts=0, not_before=now, added_at=now, url=url, host=host,
                outcome=None, reason=None,
            )
        )  # fmt: skip


def queue_rechecks(conn: sa.Connection, now: datetime, limit: int = 1000) -> int:
    """Queue kept articles whose age asks for another look, chosen by nothing but age; how many."""
    due = (
        sa.select(frontier.c.id)
        .where(frontier.c.recheck_at <= now, frontier.c.state == "done")
        .order_by(frontier.c.recheck_at)
        .limit(limit)
    )
    done = conn.execute(
        sa.update(frontier)
        .where(frontier.c.id.in_(due))
        .values(
            state="queued",
            claim=None,
            attempts=0,
            not_before=now,
            recheck_at=None,
            rechecks=frontier.c.rechecks + 1,
            priority=RECHECK_PRIORITY,
        )
    )
    return done.rowcount


def heed_clock_set_back(conn: sa.Connection, now: datetime) -> None:
    """Take up now what waits for longer than anything waits, or was queued or read in what is still to come.

    Such times were written while the clock was ahead; nothing would be read before it is there again. Idempotent.
    """
    ahead = now + LONGEST_PAUSE + CLOCK_SLACK
    too_late = sa.or_(frontier.c.not_before > ahead, frontier.c.added_at > now + CLOCK_SLACK)
    queued = sa.and_(frontier.c.state == "queued", frontier.c.not_before > now, too_late)
    conn.execute(sa.update(frontier).where(queued).values(not_before=now))
    done = sa.and_(
        frontier.c.state == "done", frontier.c.recheck_at > now, frontier.c.fetched_at > now + CLOCK_SLACK
    )
    conn.execute(sa.update(frontier).where(done).values(recheck_at=now))


def claim(
    conn: sa.Connection, run: str, now: datetime, want: int, *, busy: Collection[str] = (), per_host: int = 1
) -> list[Task]:
    """Take at most `want` rows that are due into flight: `per_host` a host, none of hosts that are `busy`.

    Half of them are lists, as long as there are both: reading lists keeps the network busy and parsing pages the
    processors. New pages go before second looks; of the same kind the oldest row first.
    """
    taken: list[sa.Row[Any]] = []
    count: Counter[str] = Counter()
    closed = set(busy)
    is_list = frontier.c.priority == LIST_PRIORITY
    for which, most in ((is_list, (want + 1) // 2), (~is_list, want), (is_list, want)):
        _take(conn, now, which, most, per_host, taken, count, closed)
    if taken:
        conn.execute(
            sa.update(frontier)
            .where(frontier.c.id.in_([row.id for row in taken]))
            .values(state="in flight", claim=run)
        )
    tasks = [_task(row) for row in taken]
    return [_with_validators(conn, task) if task.kind == "list" else task for task in tasks]


def _take(
    conn: sa.Connection,
    now: datetime,
    which: sa.ColumnElement[bool],
    most: int,
    per_host: int,
    taken: list[sa.Row[Any]],
    count: "Counter[str]",
    closed: set[str],
) -> None:
    """Add rows to `taken` until it holds `most`, closing the hosts that have given enough."""
    while len(taken) < most:
        rows = conn.execute(
            sa.select(frontier)
            .where(
                frontier.c.state == "queued",
                which,
                frontier.c.not_before <= now,
                frontier.c.host.not_in(closed),
                frontier.c.id.not_in([row.id for row in taken]),
            )
            .order_by(frontier.c.priority, frontier.c.id)
            .limit(_LOOK)
        ).all()
        for row in rows:
            if len(taken) < most and row.host not in closed:
                taken.append(row)
                count[row.host] += 1
                if count[row.host] >= per_host:
                    closed.add(row.host)
        if len(rows) < _LOOK:
            return


def release(conn: sa.Connection, run: str | None = None) -> int:
    """Put what a run has in flight back into the queue (every run's, where none is named); how many rows."""
    query = sa.update(frontier).where(frontier.c.state == "in flight")
    if run is not None:
        query = query.where(frontier.c.claim == run)
    return conn.execute(query.values(state="queued", claim=None)).rowcount


def put_back(conn: sa.Connection, task: Task, not_before: datetime) -> None:
    """Return one claimed row to the queue as if it had not been tried."""
    _update(conn, task, state="queued", claim=None, not_before=not_before)


def hold_host(conn: sa.Connection, host: str, until: datetime) -> None:
    """Leave a host alone that asked for it: nothing queued for it is due before `until`."""
    waiting = sa.and_(frontier.c.state == "queued", frontier.c.host == host, frontier.c.not_before < until)
    conn.execute(sa.update(frontier).where(waiting).values(not_before=until))


def finish(
    conn: sa.Connection,
    task: Task,
    outcome: Outcome,
    now: datetime,
    *,
    article_id: int | None = None,
    recheck_at: datetime | None = None,
    **columns: Any,
) -> None:
    """Close a row: it was read, whatever it brought."""
    values = columns | {
        "state": "done",
        "claim": None,
        "attempts": task.attempts + 1,
        "finished_at": now,
        "outcome": outcome.word,
        "reason": outcome.reason or None,
        "recheck_at": recheck_at,
        "article_id": article_id if article_id is not None else task.article_id,
    }
    _update(conn, task, **values)


def fail(
    conn: sa.Connection,
    task: Task,
    outcome: Outcome,
    now: datetime,
    again: datetime | None,
    *,
    article_id: int | None = None,
) -> None:
    """Queue a row again for `again`, or give it up, with the reason; never drop it."""
    values: dict[str, Any] = {
        "claim": None,
        "attempts": task.attempts + 1,
        "outcome": outcome.word,
        "reason": outcome.reason,
        "article_id": article_id if article_id is not None else task.article_id,
    }
    if again is None:
        tried = f" ({task.attempts + 1} tries)" if task.attempts else ""
        values |= {"state": "gave up", "finished_at": now, "reason": f"gave up: {outcome.reason}{tried}"}
    else:
        values |= {"state": "queued", "not_before": again}
    _update(conn, task, **values)


def counts(conn: sa.Connection) -> dict[str, int]:
    """How many rows are in each state."""
    query = sa.select(frontier.c.state, sa.func.count().label("number")).group_by(frontier.c.state)
    return {row.state: row.number for row in conn.execute(query)}


def next_recheck(
    rechecks: int, added_at: datetime, ages: Sequence[timedelta], now: datetime
) -> datetime | None:
    """When an article that was looked at again `rechecks` times is next looked at; None when that is over."""
    later = [added_at + age for age in ages[rechecks:] if added_at + age > now]
    return later[0] if later else None


def _update(conn: sa.Connection, task: Task, **values: Any) -> None:
    conn.execute(sa.update(frontier).where(frontier.c.id == task.id).values(**values))


def _row(
    kind: Kind,
    source: int,
    list_id: int,
    url: str,
    key: str,
    host: str,
    priority: int,
    now: datetime,
    *,
    past: bool = False,
    hints: dict[str, Any] | None = None,
) -> dict[str, Any]:
    return {
        "kind": kind,
        "source": source,
        "list": list_id,
        "url": url,
        "url_key": key,
        "host": host,
        "priority": priority,
        "state": "queued",
        "attempts": 0,
        "not_before": now,
        "added_at": now,
        "past": past,
        "hints": hints,
        "rechecks": 0,
    }


def _task(row: sa.Row[Any]) -> Task:
    return Task(
        id=row.id,
        kind=row.kind,
        source=row.source,
        list=row.list,
        url=row.url,
        host=row.host,
        attempts=row.attempts,
        past=row.past,
        hints=row.hints,
        added_at=row.added_at,
        article_id=row.article_id,
        rechecks=row.rechecks,
        etag=row.etag,
        last_modified=row.last_modified,
        body_hash=row.body_hash,
    )


def _with_validators(conn: sa.Connection, task: Task) -> Task:
    """A list's validators and flags live with the list: its row in the frontier is only its turn."""
    row = conn.execute(
        sa.select(lists.c.etag, lists.c.last_modified, lists.c.body_hash, lists.c.past, lists.c.kind).where(
            lists.c.id == task.list
        )
    ).one()
    return replace(
        task,
        etag=row.etag,
        last_modified=row.last_modified,
        body_hash=row.body_hash,
        past=row.past,
        expected={"unknown": None, GUESS: "rss"}.get(row.kind, row.kind),
    )

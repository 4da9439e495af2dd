"""Matching: follows the change log over the watches and writes matches and the ledger, before digests are built."""

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import Connection, Table, and_, insert, select, update

from alerts import ledger, tables, why
from alerts.judging import Bench, Outcome
from alerts.settling import Runner
from alerts.watches import load_entities, position
from articles.crash_points import reached
from articles.entities import Entity
from articles.query import parse
from articles.query.metering import Meter
from articles.query.nodes import Node
from articles.store import mentions
from articles.store.changes import ChangeKind, read_changes
from articles.store.database import Database

log = logging.getLogger(__name__)

_KINDS: tuple[ChangeKind, ...] = ("version added",)
BATCH = 200  # versions in one transaction


class Stop(Protocol):
    """Asked between batches, as `threading.Event` is."""

    def is_set(self) -> bool:
        """Whether to come to an end."""
        ...


@dataclass(frozen=True, slots=True)
class MatchReport:
    """What one round did: versions looked at, matches written, pairs put aside; where matching now stands."""

    versions: int
    matches: int
    set_aside: int
    position: int


@dataclass(frozen=True, slots=True)
class _Standing:
    # Who runs, and from where: those that follow the common position, and those behind it by themselves.
    position: int
    generation: int
    followers: list[Runner]
    behind: dict[int, list[Runner]]
    entities: dict[str, Entity]


class Matching:
    """The watches of an installation as they run, kept compiled from round to round; of one thread at a time."""

    def __init__(self, db: Database, meter: Callable[[], Meter] = Meter) -> None:
        """`meter` makes the account of what judging one version may cost."""
        self._db = db
        self._meter = meter
        self._standing: _Standing | None = None
        self._bench = Bench([], {}, meter)  # those that follow the common position

    @property
    def compiled(self) -> int:
        """How many queries were compiled so far: an edit of one watch adds one."""
        return self._bench.compiled

    def run(self, now: datetime, *, stop: Stop | None = None, batch: int = BATCH) -> MatchReport:
        """Run the watches over every version that was added since the last round.

        Watches that were mended catch up first. Each batch's matches, ledger entries and new position are one
        transaction, which is thrown away if another process got there first. A version that cannot be judged is put
        aside with a reason and stops nothing. `now` (UTC) dates what is written.
        Raises StoreUnavailable; what was committed stays, and the next round goes on from there.
        """
        with self._db.write() as conn:
            position(conn)
        versions = matches = asides = 0
        late: tuple[list[int], Bench] | None = None
        while True:
            with self._db.read() as conn:
                standing = self._standing = _standing(conn, self._standing)
                after, runners, end = _next(standing)
                changes = read_changes(conn, after, batch, _KINDS)
                if end is not None:
                    changes = [change for change in changes if change.number <= end]
                elif not changes:
                    return MatchReport(versions, matches, asides, standing.position)
                if end is None:
                    bench = self._bench
                    bench.seat(runners, standing.entities)
                else:
                    keys = [runner.revision_key for runner in runners]
                    if late is None or late[0] != keys:
                        late = keys, Bench(runners, standing.entities, self._meter)
                    bench = late[1]
                outcomes = bench.judge(conn, [(change.number, change.article_id) for change in changes])
            # A full batch ends with its last change; a shorter one has seen all up to the end.
            upto = changes[-1].number if end is None or len(changes) == batch else end
            with self._db.write() as conn:
                if not _unmoved(conn, standing):
                    log.info("another round of matching got beyond change %d first", after)
                    continue
                _write(conn, outcomes, now, again=end is not None)
                _move(conn, runners, upto, end)
                reached("before matched")
            reached("after matched")
            _log_aside(runners, outcomes)
            versions += len(changes)
            matches += sum(len(outcome.found) for outcome in outcomes)
            asides += sum(len(outcome.failed) for outcome in outcomes)
            if stop is not None and stop.is_set():
                return MatchReport(versions, matches, asides, upto if end is None else standing.position)


def match_new(db: Database, now: datetime, *, stop: Stop | None = None, batch: int = BATCH) -> MatchReport:
    """One round of `Matching` that keeps nothing for the next."""
    return Matching(db).run(now, stop=stop, batch=batch)


@lru_cache(maxsize=20_000)
def _tree(query: str, zone: str) -> Node:
    return parse(query, zone=zone)


def _standing(conn: Connection, last: _Standing | None) -> _Standing:
    w, r, state = tables.watches.c, tables.watch_revisions.c, tables.match_state.c
    common, generation = conn.execute(select(state.position, state.generation)).one()
    if last is not None and last.generation == generation and not last.behind:
        return replace(last, position=common)
    rows = conn.execute(
        select(
            w.key, w.id, r.key.label("revision_key"), r.query, r.zone, r.entities, r.from_change, r.position
        )
        .join(tables.watch_revisions, and_(r.watch_key == w.key, r.number == w.revision))
        .where(w.retired_at.is_(None), r.error.is_(None))
        .order_by(w.key)
    ).all()
    # One revision an entity: `sync_watches` gives every watch that names it the same.
    entities = load_entities(conn, {name: rev for row in rows for name, rev in row.entities.items()})
    followers: list[Runner] = []
    behind: dict[int, list[Runner]] = defaultdict(list)
    for row in rows:
        tree = _tree(row.query, row.zone)
        runner = Runner(row.key, row.id, row.revision_key, tree, row.entities, row.from_change)
        (followers if row.position is None else behind[row.position]).append(runner)
    return _Standing(common, generation, followers, behind, entities)


def _next(standing: _Standing) -> tuple[int, list[Runner], int | None]:
    # Where this batch begins, who takes part, and its end (None: the end of the log).
    if standing.behind:
        lowest = min(standing.behind)
        return lowest, standing.behind[lowest], max(lowest, standing.position)
    return standing.position, standing.followers, None


def _unmoved(conn: Connection, standing: _Standing) -> bool:
    state = tables.match_state.c
    common, generation = conn.execute(select(state.position, state.generation)).one()
    if (common, generation) != (standing.position, standing.generation):
        return False
    behind = conn.execute(
        select(tables.watch_revisions.c.key, tables.watch_revisions.c.position).where(
            tables.watch_revisions.c.key.in_([r.revision_key for rs in standing.behind.values() for r in rs])
        )
    )
    stood = {r.revision_key: place for place, runners in standing.behind.items() for r in runners}
    return all(stood[row.key] == row.position for row in behind)


def _write(conn: Connection, outcomes: Sequence[Outcome], now: datetime, *, again: bool) -> None:
    met = [
        {
            "watch_key": found.runner.watch_key,
            "change": outcome.change,
            "article_id": outcome.article_id,
            "revision_key": found.runner.revision_key,
            "entities": dict(found.runner.entities),
            "spans": why.spans_as_json(found.spans),
            "parts": [part.as_json() for part in found.parts],
            "at": now,
        }
        for outcome in outcomes
        for found in outcome.found
    ]
    aside = [
        {
            "watch_key": watch_key,
            "change": outcome.change,
            "title": outcome.title,
            "url": outcome.url,
            "reason": reason,
            "at": now,
        }
        for outcome in outcomes
        for watch_key, reason in outcome.failed.items()
    ]
    if again:  # what a watch met before stays as it was
        met, aside = _new(conn, tables.matches, met), _new(conn, tables.set_aside, aside)
    if met:
        conn.execute(insert(tables.matches), met)
    if aside:
        conn.execute(insert(tables.set_aside), aside)
    for outcome in outcomes:
        named = {
            id: (found.runner.entities[id], where)
            for found in outcome.found
            for id, where in found.mentions.items()
        }
        for id, (revision, where) in named.items():
            mentions.keep(conn, id, revision, outcome.change, where)
        if outcome.found and outcome.stored is not None:
            watch_keys = [found.runner.watch_key for found in outcome.found]
            ledger.enter(conn, outcome.stored.version, watch_keys, outcome.had_text, now)


def _log_aside(runners: Sequence[Runner], outcomes: Sequence[Outcome]) -> None:
    ids = {runner.watch_key: runner.watch_id for runner in runners}
    for outcome in outcomes:
        for watch_key, reason in outcome.failed.items():
            log.warning("watch %s puts %s aside: %s", ids[watch_key], outcome.url or outcome.title, reason)


def _new(conn: Connection, table: Table, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    # Those that are not there yet: a watch that looks back meets what it met before.
    wanted = {row["change"] for row in rows}
    known = conn.execute(select(table.c.watch_key, table.c.change).where(table.c.change.in_(wanted)))
    there = {(row.watch_key, row.change) for row in known}
    return [row for row in rows if (row["watch_key"], row["change"]) not in there]


def _move(conn: Connection, runners: Sequence[Runner], upto: int, end: int | None) -> None:
    if end is None:
        conn.execute(update(tables.match_state).values(position=upto))
        return
    # At the common position a watch that was behind joins the others.
    conn.execute(
        update(tables.watch_revisions)
        .where(tables.watch_revisions.c.key.in_([runner.revision_key for runner in runners]))
        .values(position=None if upto >= end else upto)
    )

"""Watches from the configuration become revisions in the store, which matching follows."""

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, insert, select, update

from alerts import tables
from alerts.changed import note_analyser
from alerts.errors import UnknownWatch
from articles.entities import Entity
from articles.errors import QueryError
from articles.names.revision import entity_revision
from articles.query import entities_in, entity_tree, parse
from articles.query.dates import date_range, resolve
from articles.store.changes import last_change
from articles.store.tables import versions

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Watch:
    """A standing query. `id` is its identity; `was` names the id it had before.

    `since` is how far it looks back whenever it is new or edited: a day or an age as `seen:` has them ("7d"); None: it
    goes on from now, or from where its former query had got to.
    """

    id: str
    query: str
    notes: str = ""
    was: str | None = None
    since: str | None = None


@dataclass(frozen=True, slots=True)
class BrokenWatch:
    """A watch that stands still: why, since when, and the change number from which it will catch up."""

    id: str
    error: str
    since: datetime
    position: int


def sync_watches(
    conn: Connection,
    watches: Sequence[Watch],
    entities: Sequence[Entity],
    now: datetime,
    *,
    zone: str = "UTC",
) -> list[BrokenWatch]:
    """Bring the store's watches in line with the configuration; those that stand still are returned.

    A new watch runs over everything that is added after this moment; with `since`, a new or edited one over what came
    from that moment on as well (what it met before stays as it was accounted for). An edited one, or one whose entities were
    edited, gets a new revision that begins where the old one had got to, so that no article falls between them.
    A watch that does not parse stops alone and catches up from there once mended. Days in queries are days of
    `zone`. Call inside a write transaction.
    """
    note_analyser(conn, now)
    known = {entity.id: entity for entity in entities}
    head, follows = last_change(conn), position(conn)
    _rename(conn, watches)
    rows = {row.id: row for row in conn.execute(select(tables.watches))}
    broken: list[BrokenWatch] = []
    changed = False
    for watch in watches:
        used, error = _read(watch, known, zone)
        for entity in used:
            _keep_entity(conn, entity, now)
        wanted = {entity.id: entity_revision(entity) for entity in used}
        print_ = _fingerprint(watch.query, zone, wanted, error, watch.since)
        row = rows.get(watch.id)
        last = None if row is None else _in_force(conn, row)
        if row is not None and last is not None and row.retired_at is None and last.fingerprint == print_:
            if last.error is not None:
                broken.append(BrokenWatch(watch.id, last.error, last.added_at, last.position))
            continue
        changed = True
        start = head if row is None or last is None or row.retired_at is not None else _reached(last, follows)
        since = None if watch.since is None else beginning(watch.since, zone, now)
        if since is not None:
            start = min(start, _before(conn, since))
        stands = None if error is None and start >= follows else start
        key, number = _place(conn, watch, row, now)
        conn.execute(
            insert(tables.watch_revisions).values(
                watch_key=key,
                number=number,
                query=watch.query,
                zone=zone,
                fingerprint=print_,
                entities=wanted,
                from_change=start,
                position=stands,
                error=error,
                added_at=now,
                since=since,
            )
        )
        if error is not None:
            log.warning("watch %s stands still at change %d: its query cannot be used", watch.id, start)
            broken.append(BrokenWatch(watch.id, error, now, start))
    gone = [
        row.key
        for name, row in rows.items()
        if row.retired_at is None and name not in {w.id for w in watches}
    ]
    if gone:
        conn.execute(update(tables.watches).where(tables.watches.c.key.in_(gone)).values(retired_at=now))
    if changed or gone:
        bump(conn)
    return broken


def beginning(since: str, zone: str, now: datetime) -> datetime:
    """The moment that `since` ("7d", "2026-11-01") means at `now`; days are days of `zone`. Raises QueryError."""
    low, _ = resolve(date_range("seen", since, zone), now)
    assert low is not None  # the configuration takes no other
    return datetime.fromtimestamp(low, UTC)


def look_back(conn: Connection, watch: str, since: str, zone: str, now: datetime) -> int:
    """Have a watch that runs look at what came from `since` on once more; how many versions that are.

    What it met before stays as it was accounted for: nobody is mailed anything twice. Call inside a write transaction.
    Raises UnknownWatch, and QueryError for what is no beginning.
    """
    w, r, v = tables.watches.c, tables.watch_revisions.c, versions.c
    row = conn.execute(
        select(r.key, r.from_change, r.position)
        .join(tables.watches, and_(r.watch_key == w.key, r.number == w.revision))
        .where(w.id == watch, w.retired_at.is_(None), r.error.is_(None))
    ).first()
    if row is None:
        raise UnknownWatch(
            f"there is no watch {watch!r} that runs; `presswatch status` says which stand still"
        )
    moment = beginning(since, zone, now)
    reached = position(conn) if row.position is None else row.position
    start = min(_before(conn, moment), reached)
    conn.execute(
        update(tables.watch_revisions)
        .where(r.key == row.key)
        .values(from_change=min(start, row.from_change), position=start, since=moment)
    )
    bump(conn)
    return conn.execute(select(func.count()).where(v.change > start, v.change <= reached)).scalar_one()


def position(conn: Connection) -> int:
    """The change number up to which matching has followed the log; a new database begins at 0."""
    found = conn.execute(select(tables.match_state.c.position)).scalar()
    if found is None:
        conn.execute(insert(tables.match_state).values(id=1, position=0, generation=0))
        return 0
    return int(found)


def bump(conn: Connection) -> None:
    """Say that watches or readers changed, so that a matching round that began before is not written."""
    position(conn)
    conn.execute(update(tables.match_state).values(generation=tables.match_state.c.generation + 1))


def broken_watches(conn: Connection) -> list[BrokenWatch]:
    """The watches that stand still, by id."""
    w, r = tables.watches.c, tables.watch_revisions.c
    found = conn.execute(
        select(w.id, r.error, r.added_at, r.position)
        .join(tables.watch_revisions, and_(r.watch_key == w.key, r.number == w.revision))
        .where(w.retired_at.is_(None), r.error.is_not(None))
        .order_by(w.id)
    )
    return [BrokenWatch(*row) for row in found]


def load_entities(conn: Connection, revisions: Mapping[str, str]) -> dict[str, Entity]:
    """The entities as they were at the given revisions."""
    e = tables.entity_revisions.c
    found: dict[str, Entity] = {}
    for name, revision in revisions.items():
        kept: dict[str, Any] = conn.execute(
            select(e.definition).where(e.entity_id == name, e.revision == revision)
        ).scalar_one()
        values: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in kept.items()}
        found[name] = Entity(**values)
    return found


def _read(watch: Watch, known: Mapping[str, Entity], zone: str) -> tuple[list[Entity], str | None]:
    # What the watch names, and why it cannot run.
    try:
        tree = parse(watch.query, zone=zone, entities=known.keys(), watch=True)
        used = [known[name] for name in sorted(entities_in(tree))]
    except QueryError as error:
        return [], str(error)
    for entity in used:
        try:
            entity_tree(entity)
        except QueryError as error:
            return [], f"entity {entity.id}: {error}"
    return used, None


def _before(conn: Connection, moment: datetime) -> int:
    # The last change before the first version that was seen at `moment` or later.
    v = versions.c
    first = conn.execute(select(func.min(v.change)).where(v.seen >= moment)).scalar()
    return last_change(conn) if first is None else int(first) - 1


def _fingerprint(
    query: str, zone: str, revisions: Mapping[str, str], error: str | None, since: str | None
) -> str:
    # The error belongs to it: a watch that names a missing entity mends when the entity is added.
    parts: list[object] = [" ".join(query.split()), zone, sorted(revisions.items()), error]
    text = json.dumps(parts if since is None else [*parts, since], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _rename(conn: Connection, watches: Sequence[Watch]) -> None:
    w = tables.watches.c
    there = set(conn.execute(select(w.id)).scalars())
    configured = {watch.id for watch in watches}
    for watch in watches:
        if watch.was and watch.was in there and watch.id not in there and watch.was not in configured:
            conn.execute(update(tables.watches).where(w.id == watch.was).values(id=watch.id))


def _keep_entity(conn: Connection, entity: Entity, now: datetime) -> None:
    e = tables.entity_revisions.c
    revision = entity_revision(entity)
    if (
        conn.execute(select(e.revision).where(e.entity_id == entity.id, e.revision == revision)).first()
        is None
    ):
        conn.execute(
            insert(tables.entity_revisions).values(
                entity_id=entity.id, revision=revision, definition=asdict(entity), added_at=now
            )
        )


def _in_force(conn: Connection, watch: Row[Any]) -> Row[Any] | None:
    r = tables.watch_revisions.c
    return conn.execute(
        select(tables.watch_revisions).where(r.watch_key == watch.key, r.number == watch.revision)
    ).first()


def _reached(last: Row[Any], follows: int) -> int:
    # How far the revision in force has looked; never before its own beginning.
    return max(int(last.from_change), follows if last.position is None else last.position)


def _place(conn: Connection, watch: Watch, row: Row[Any] | None, now: datetime) -> tuple[int, int]:
    if row is None:
        made = insert(tables.watches).values(id=watch.id, revision=1, added_at=now)
        return conn.execute(made.returning(tables.watches.c.key)).scalar_one(), 1
    number = int(row.revision) + 1
    conn.execute(
        update(tables.watches).where(tables.watches.c.key == row.key).values(revision=number, retired_at=None)
    )
    return int(row.key), number

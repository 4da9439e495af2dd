"""What a watch's matches hang on and when it was another: its query, entities, the sources' facts, the analyser; beside `backtest`."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, insert, select

from alerts import tables
from articles.analysis import FINGERPRINT
from articles.entities import Entity
from articles.names.revision import entity_revision
from articles.query import entities_in, fold_label
from articles.query.nodes import DateRange, Label, LabelName, Node, children
from articles.store.tables import versions

What = Literal["watch", "query", "zone", "entity", "source", "analyser"]
_OF_WATCHES: Collection[What] = ("watch", "query", "zone", "entity")
_OF_SOURCES: Collection[LabelName] = ("source", "tag", "country")


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that was another one before `at` (None: not yet in force), and what to say of it."""

    what: What
    name: str
    at: datetime | None
    told: str


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What is configured of a source and frozen in its versions."""

    name: str
    country: str | None
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Configured:
    """What the configuration says now of all that a query's matches hang on; entities and sources by their ids."""

    entities: Mapping[str, Entity]
    zone: str
    sources: Mapping[str, SourceFacts]


def note_analyser(conn: Connection, now: datetime, fingerprint: str = FINGERPRINT) -> None:
    """Write down since when these rules analyse, if they are not the last ones. Call inside a write transaction."""
    if _analysers(conn)[-1:] != [fingerprint]:
        conn.execute(insert(tables.analysers).values(fingerprint=fingerprint, added_at=now))


def changed_since(
    conn: Connection,
    watch: str | None,
    tree: Node,
    configured: Configured,
    since: datetime,
    query: str | None = None,
) -> list[Changed]:
    """What live matching had otherwise since then; `watch` is the configured one's id, None for a query that was typed.

    `query` is the watch's query as it is configured, `tree` is the query as it is now.
    """
    return [
        *(_of_watch(conn, watch, query, since) if watch is not None else ()),
        *_of_zone(conn, watch, tree, configured.zone, since),
        *_of_entities(conn, watch, tree, configured.entities, since),
        *_of_sources(conn, tree, configured.sources, since),
        *_of_analyser(conn, since),
    ]


def in_force(changed: Sequence[Changed]) -> bool:
    """Whether a watch of which this was said runs as it is configured."""
    return not any(one.at is None and one.what in _OF_WATCHES for one in changed)


def _of_watch(conn: Connection, watch: str, query: str | None, since: datetime) -> Iterator[Changed]:
    w, r = tables.watches.c, tables.watch_revisions.c
    rows: list[Any] = list(
        conn.execute(
            select(r.query, r.fingerprint, r.error, r.since, r.added_at, w.retired_at)
            .join(tables.watches, w.key == r.watch_key)
            .where(w.id == watch)
            .order_by(r.number)
        )
    )
    if not rows:
        told = "the watch has not run yet: live matching begins with the next round"
        yield Changed("watch", watch, None, told)
        return
    first, last = rows[0], rows[-1]
    began = min(row.added_at if row.since is None else min(row.since, row.added_at) for row in rows)
    if began >= since:
        before = "before" if began == first.added_at else f"that came before {_moment(began)}"
        told = f"the watch began at {_moment(first.added_at)}: live matching looked at nothing {before}"
        yield Changed("watch", watch, first.added_at, told)
    if last.retired_at is not None:
        told = f"the watch was taken out at {_moment(last.retired_at)} and is not in force again yet: live matching has looked at nothing since"
        yield Changed("watch", watch, None, told)
    elif last.error is not None:
        told = f"the watch stands still since {_moment(last.added_at)}: live matching catches up once it is mended and in force"
        yield Changed("watch", watch, None, told)
    if query is not None and last.query != query:
        told = f"the query was edited and is not in force yet: live matching has “{_short(last.query)}”"
        yield Changed("query", watch, None, told)
    for before, after in pairwise(rows):
        if after.added_at < since:
            continue
        when = _moment(after.added_at)
        if before.query != after.query:
            told = (
                f"the watch’s query was edited at {when}: live matching had “{_short(before.query)}” before"
            )
            yield Changed("query", watch, after.added_at, told)
        elif before.fingerprint == after.fingerprint:  # nothing was edited: it had been taken out
            told = f"the watch was taken out for a time and came back at {when}: live matching looked at nothing that came meanwhile"
            yield Changed("watch", watch, after.added_at, told)


def _of_zone(
    conn: Connection, watch: str | None, tree: Node, zone: str, since: datetime
) -> Iterator[Changed]:
    """Days of another zone are other stretches of time, where the query asks for any."""
    if not _asks_for_dates(tree):
        return
    history = _history(conn, watch, tables.watch_revisions.c.zone)
    if history and history[-1][0] != zone:
        told = f"the time zone was changed to {zone} and is not in force yet: live matching has days of {history[-1][0]}"
        yield Changed("zone", zone, None, told)
    for (before, _), (_, at) in pairwise(history):
        if at >= since:
            told = f"the time zone was {before} before {_moment(at)}: days were other stretches of time"
            yield Changed("zone", before, at, told)


def _of_entities(
    conn: Connection, watch: str | None, tree: Node, entities: Mapping[str, Entity], since: datetime
) -> Iterator[Changed]:
    for name in sorted(entities_in(tree)):
        history = _history(conn, watch, tables.watch_revisions.c.entities[name].as_string())
        if history and name in entities and history[-1][0] != entity_revision(entities[name]):
            told = f"what counts as entity:{name} was changed and is not in force yet: live matching has it as it was before"
            yield Changed("entity", name, None, told)
        for _, (_, at) in pairwise(history):
            if at >= since:
                told = f"what counts as entity:{name} was changed at {_moment(at)}: live matching had it otherwise before"
                yield Changed("entity", name, at, told)


def _history(conn: Connection, watch: str | None, value: ColumnElement[str]) -> list[tuple[str, datetime]]:
    """What a column of the revisions held one after the other and since when: of this watch, or of all that run."""
    w, r = tables.watches.c, tables.watch_revisions.c
    rows = conn.execute(
        select(value, r.added_at)
        .join(tables.watches, w.key == r.watch_key)
        .where(value.is_not(None), w.retired_at.is_(None) if watch is None else w.id == watch)
        .order_by(r.added_at, r.key)
    )
    found: list[tuple[str, datetime]] = []
    for held, at in rows:
        if not found or found[-1][0] != held:
            found.append((held, at))
    return found


def _of_sources(
    conn: Connection, tree: Node, sources: Mapping[str, SourceFacts], since: datetime
) -> Iterator[Changed]:
    """A version keeps its source's name, country and tags as they were when it was read, and is judged by these."""
    asked = {label.name for label in _labels(tree)}
    if not asked & set(_OF_SOURCES):
        return
    v = versions.c
    for row in conn.execute(
        select(v.source_id.label("id"), v.source_name, v.country, v.tags).where(v.seen >= since).distinct()
    ):
        now = sources.get(row.id)
        if now is None:
            continue
        was = SourceFacts(row.source_name, row.country, tuple(row.tags))
        for name, before, after in (
            ("source", (was.name,), (now.name,)),
            ("country", (was.country or "",), (now.country or "",)),
            ("tag", was.tags, now.tags),
        ):
            if name in asked and _folded(name, before) != _folded(name, after):
                shown = ", ".join(before) or "none"
                told = f"the {_PLURAL[name]} of source {row.id} changed: articles read before keep {shown}, as live matching had them"
                yield Changed("source", f"{row.id}.{name}", None, told)


def _of_analyser(conn: Connection, since: datetime) -> Iterator[Changed]:
    a = tables.analysers.c
    rows: list[Any] = list(conn.execute(select(a.fingerprint, a.added_at).order_by(a.number)))
    for row in rows[1:]:
        if row.added_at >= since:
            told = f"words are analysed by other rules since {_moment(row.added_at)}: live matching had the former ones before"
            yield Changed("analyser", row.fingerprint, row.added_at, told)
    if rows and rows[-1].fingerprint != FINGERPRINT:
        yield Changed(
            "analyser",
            FINGERPRINT,
            None,
            "words are analysed by other rules than live matching has had until now",
        )


def _analysers(conn: Connection) -> list[str]:
    a = tables.analysers.c
    return list(conn.scalars(select(a.fingerprint).order_by(a.number)))


def _asks_for_dates(tree: Node) -> bool:
    return isinstance(tree, DateRange) or any(map(_asks_for_dates, children(tree)))


def _labels(tree: Node) -> Iterator[Label]:
    if isinstance(tree, Label):
        yield tree
    for part in children(tree):
        yield from _labels(part)


def _folded(name: str, values: tuple[str, ...]) -> set[str]:
    label: LabelName = "tag" if name == "tag" else "country" if name == "country" else "source"
    return {fold_label(label, value) for value in values}


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _short(query: str) -> str:
    line = " ".join(query.split())
    return line if len(line) <= 80 else f"{line[:79]}…"


_PLURAL = {"source": "name", "country": "country", "tag": "tags"}

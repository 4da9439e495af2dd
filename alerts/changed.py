"""What a watch's matches hang on and when it was another: its query, entities, the sources' facts, the analyser; beside `backtest`."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, Literal

from sqlalchemy import Connection, insert, select

from alerts import tables
from articles.analysis import FINGERPRINT
from articles.query import entities_in, fold_label
from articles.query.nodes import Label, LabelName, Node, children
from articles.store.tables import versions

What = Literal["watch", "query", "zone", "entity", "source", "analyser"]
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


def note_analyser(conn: Connection, now: datetime, fingerprint: str = FINGERPRINT) -> None:
    """Write down since when these rules analyse, if they are not the last ones. Call inside a write transaction."""
    if _analysers(conn)[-1:] != [fingerprint]:
        conn.execute(insert(tables.analysers).values(fingerprint=fingerprint, added_at=now))


def changed_since(
    conn: Connection,
    watch: str | None,
    tree: Node,
    sources: Mapping[str, SourceFacts],
    since: datetime,
    query: str | None = None,
) -> list[Changed]:
    """What live matching had otherwise since then; `watch` is the configured one's id, None for a query that was typed.

    `query` is the watch's query as it is configured, `tree` is the query as it is now, `sources` are the configured ones by their ids.
    """
    found = list(_of_watch(conn, watch, query, since)) if watch is not None else []
    told = {(one.what, one.name) for one in found}
    found += [
        one
        for one in (*_of_entities(conn, tree, since), *_of_sources(conn, tree, sources, since))
        if (one.what, one.name) not in told
    ]
    return [*found, *_of_analyser(conn, since)]


def _of_watch(conn: Connection, watch: str, query: str | None, since: datetime) -> Iterator[Changed]:
    w, r = tables.watches.c, tables.watch_revisions.c
    rows: list[Any] = list(
        conn.execute(
            select(r.query, r.zone, r.entities, r.added_at)
            .join(tables.watches, w.key == r.watch_key)
            .where(w.id == watch)
            .order_by(r.number)
        )
    )
    if not rows:
        yield Changed(
            "watch", watch, None, "the watch has not run yet: live matching begins with the next round"
        )
    elif rows[0].added_at >= since:
        at = rows[0].added_at
        yield Changed(
            "watch", watch, at, f"the watch began at {_moment(at)}: live matching looked at nothing before"
        )
    if rows and query is not None and rows[-1].query != query:
        told = f"the query was edited and is not in force yet: live matching has “{_short(rows[-1].query)}”"
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
        if before.zone != after.zone:
            told = f"the time zone was {before.zone} before {when}: days were other stretches of time"
            yield Changed("zone", before.zone, after.added_at, told)
        for name in sorted(before.entities.keys() & after.entities.keys()):
            if before.entities[name] != after.entities[name]:
                told = (
                    f"the spellings of entity:{name} were edited at {when}: live matching had others before"
                )
                yield Changed("entity", name, after.added_at, told)


def _of_entities(conn: Connection, tree: Node, since: datetime) -> Iterator[Changed]:
    """Entities that any watch named: their definitions are kept as they come to be used."""
    e = tables.entity_revisions.c
    for name in sorted(entities_in(tree)):
        moments = list(conn.scalars(select(e.added_at).where(e.entity_id == name).order_by(e.added_at)))
        if len(moments) > 1 and moments[-1] >= since:
            told = f"the spellings of entity:{name} were edited at {_moment(moments[-1])}: live matching had others before"
            yield Changed("entity", name, moments[-1], told)


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

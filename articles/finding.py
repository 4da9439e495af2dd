"""Looks for an entity in all that was kept: an index proposes, the judge says where it is mentioned, the store keeps it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from articles.article import TEXT_FIELDS
from articles.deciding import Progress, Stop
from articles.entities import Entity
from articles.index.port import ArticleIndex, Scope
from articles.names.revision import entity_revision
from articles.query import Judged, expand
from articles.query.mentioning import EntityMention
from articles.query.nodes import EntityRef
from articles.store import mentions
from articles.store.changes import ChangeKind, read_changes
from articles.store.database import Database
from articles.store.mentions import Search
from articles.store.versions import Stored, load

BATCH: Final = 100  # versions judged between two commits
_KINDS: Final[tuple[ChangeKind, ...]] = ("version added",)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a search came to: versions judged, those with a mention, and whether it got to the end."""

    judged: int
    found: int
    whole: bool


def mentions_in(doc: Judged, entity: Entity) -> tuple[EntityMention, ...]:
    """Where a version mentions an entity, field by field, by place."""
    return tuple(found for name in TEXT_FIELDS for found in doc.reading.mentions(entity, name))


def look_for(
    db: Database,
    index: ArticleIndex,
    entity: Entity,
    now: datetime,
    *,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Looked:
    """Find an entity in every version that was kept, superseded ones too, and keep where it is mentioned.

    Each batch is committed with the place that it got to, so that what is stopped or killed goes on from there; what an
    earlier definition of the entity found is dropped, and looked for anew. A second search judges only what has come since.
    Raises IndexUnavailable, IndexFailed, StoreUnavailable.
    """
    revision = entity_revision(entity)
    state = index.state()  # which may be a server's to say: nobody waits for it behind a transaction
    with db.write() as conn:
        search = mentions.search_of(conn, entity.id, revision)
        mentions.forget_other(conn, entity.id, revision)
        if search.upto is None:
            search = replace(search, upto=max(search.position, state.change if state else 0))
        mentions.note_search(conn, entity.id, search)
    looked = Looked(0, 0, False)
    for batch, stands in _batches(db, index, entity, search, now, progress):
        with db.write() as conn:
            told = [(one.version.change, mentions_in(_judged(one), entity)) for one in load(conn, batch)]
            for change, found in told:
                mentions.keep(conn, entity.id, revision, change, found)
            mentions.note_search(conn, entity.id, stands)
        met = sum(bool(found) for _, found in told)
        looked = Looked(looked.judged + len(told), looked.found + met, False)
        if stop is not None and stop.is_set():
            return looked
    return replace(looked, whole=True)


def _judged(stored: Stored) -> Judged:
    return Judged(stored.version, stored.analysed, {})


def _batches(
    db: Database,
    index: ArticleIndex,
    entity: Entity,
    search: Search,
    now: datetime,
    progress: Progress | None,
) -> Iterator[tuple[Sequence[int], Search]]:
    """What is to be judged, each time with where the search stands behind it."""
    upto = search.upto or 0
    asked = expand(EntityRef(entity.id), {entity.id: entity})
    scope = Scope(upto, superseded=True)
    more = upto > search.position
    total = index.count(asked, now, scope=scope).high if more and progress else 0
    done = 0
    while more:
        answer = index.find(asked, now, order="oldest", limit=BATCH, after=search.after, scope=scope)
        more = bool(answer.more and answer.hits)
        done += len(answer.hits)
        if progress is not None:
            progress(done, max(done, total))
        if answer.hits:
            search = replace(search, after=answer.hits[-1].key)
        yield [hit.change for hit in answer.hits if hit.change > search.position], search
    position = upto
    while True:  # what the index has not applied yet
        with db.read() as conn:
            changes = read_changes(conn, position, BATCH, _KINDS)
            last = changes[-1].number if changes else position
        yield [change.number for change in changes], Search(search.revision, last)
        if len(changes) < BATCH:
            return
        position = last


def kept_mentions(conn: sa.Connection, entity: Entity) -> Iterator[mentions.Kept]:
    """What is kept of an entity as it is defined now, the newest version first."""
    return mentions.kept(conn, entity.id, entity_revision(entity))

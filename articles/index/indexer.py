"""Keeps a search engine at the end of the change log; between the store and whichever engine is set."""

import logging
from collections.abc import Callable, Sequence

import sqlalchemy as sa

from articles.crash_points import reached
from articles.errors import IndexFailed
from articles.index.documents import WRITTEN_BY, to_index
from articles.index.port import ArticleIndex, IndexDocument, IndexState, Refused
from articles.store.changes import Change, last_change, read_changes
from articles.store.database import Database
from articles.store.projecting import projected
from articles.store.quarantine import are_aside, put_aside, release
from articles.store.renewing import renew
from articles.store.tables import versions

log = logging.getLogger(__name__)

BATCH = 200  # changes a commit; their terms are in memory at once
Progress = Callable[[int, int], None]  # changes done, changes in all
Stop = Callable[[], bool]


def catch_up(
    db: Database,
    index: ArticleIndex,
    *,
    batch: int = BATCH,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> int:
    """Apply all changes that the engine has not seen, `batch` at a time; how many there were.

    Killed anywhere it goes on from the last commit. An engine that follows another lineage or another analyser,
    or that cannot be read, is built anew. Raises IndexUnavailable (another process writes; disk full).
    """
    position = _position(db, index, stop)
    done, settled = 0, True

    def refuse(refused: Sequence[Refused]) -> None:
        for one in refused:
            log.error("version %d cannot be searched: %s", one.change, one.reason)
        with db.write() as conn:
            put_aside(conn, [(one.change, one.reason) for one in refused], db.clock.now())

    while not (stop and stop()):
        with db.read() as conn:
            end = last_change(conn)
            changes = read_changes(conn, position, batch)
            documents, removed = _gather(conn, changes)
            again = [*(document.change for document in documents), *removed]
            aside = are_aside(conn, again)
        if not changes:
            break
        if aside:  # put aside again if it is refused again
            with db.write() as conn:
                release(conn, again)
        position, settled = changes[-1].number, len(changes) < batch
        reached("before indexed")
        state = IndexState(db.lineage, WRITTEN_BY, position)
        index.apply(documents, removed, state, more=not settled, refuse=refuse)
        reached("after indexed")
        done += len(changes)
        if progress:
            progress(position, end)
    if not settled:
        index.apply([], [], IndexState(db.lineage, WRITTEN_BY, position), refuse=refuse)
    return done


def rebuild(
    db: Database, index: ArticleIndex, *, progress: Progress | None = None, stop: Stop | None = None
) -> int:
    """Build anew, from the store, what the engine holds; how many changes that were.

    An engine that can goes on answering from the old until the new takes its place, and a rebuild that was cut off
    goes on where it was. With `stop` it ends early, and the new waits for the next rebuild.
    """
    _renew(db, stop)
    with db.write() as conn:
        release(conn)
    new = index.successor()
    try:
        done = catch_up(db, new, progress=progress, stop=stop)
        if not (stop and stop()):
            new.succeed()
    finally:
        if new is not index:
            new.close()
    return done


def _position(db: Database, index: ArticleIndex, stop: Stop | None) -> int:
    """The change from which the engine goes on; 0 if it has to be built anew, and then it is empty."""
    try:
        state = index.state()
    except IndexFailed as error:
        log.warning("the search index is built anew: %s", error)
        state = None
    else:
        if state is None:
            return 0
        with db.read() as conn:
            end = last_change(conn)
        reason = _mismatch(state, db.lineage, end)
        if reason is None:
            return state.change
        log.warning("the search index is built anew: %s", reason)
    _renew(db, stop)
    index.clear()
    with db.write() as conn:
        release(conn)
    return 0


def _mismatch(state: IndexState, lineage: str, end: int) -> str | None:
    if state.lineage != lineage:
        return "it follows another database"
    if state.fingerprint != WRITTEN_BY:
        return "its terms or name keys are of other rules"
    if state.change > end:
        return f"it has seen change {state.change}, and the database knows {end}"
    return None


def _renew(db: Database, stop: Stop | None) -> None:
    """Bring terms and name keys in the store to this release's rules, so that they are not made anew at every reading."""
    position: int | None = 0
    while position is not None and not (stop and stop()):
        with db.write() as conn:
            position = renew(conn, position, 100)


def _gather(conn: sa.Connection, changes: Sequence[Change]) -> tuple[list[IndexDocument], list[int]]:
    """The documents to write and the change numbers to drop, as things stood after the last of `changes`."""
    if not changes:
        return [], []
    until = changes[-1].number
    gone = [change.article_id for change in changes if change.kind == "removed"]
    touched = {change.version for change in changes if change.version is not None}
    ended = sa.select(versions.c.change).where(versions.c.superseded_by.between(changes[0].number, until))
    touched.update(conn.scalars(ended))
    removed = list(conn.scalars(sa.select(versions.c.change).where(versions.c.article_id.in_(gone))))
    wanted = sorted(touched.difference(removed))
    annotated = {
        change.version: change.number for change in changes if change.kind == "annotation changed"
    }  # in their order: the last one stays
    documents = []
    for one in projected(conn, wanted):
        end = one.superseded_by
        # A version that ended after `until` was current then; its end comes with its own change.
        documents.append(
            to_index(
                one.stored,
                end if end is not None and end <= until else None,
                annotated.get(one.stored.version.change, 0),
                names=one.names,
                digest=one.content_hash,
            )
        )
    return documents, removed

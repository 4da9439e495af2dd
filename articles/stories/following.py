"""Follows the change log and groups what is new into stories: between keeping and whoever shows or mails articles."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from articles.errors import StoreUnavailable
from articles.store import stories
from articles.store.addresses import batches
from articles.store.changes import Change, ChangeKind, read_changes
from articles.store.database import Database
from articles.store.tables import versions
from articles.store.versions import Stored, load
from articles.stories.grouping import Grouping
from articles.stories.traits import Traits, traits
from articles.stories.window import Window

log = logging.getLogger(__name__)

BATCH: Final = 100  # versions in one transaction; their terms are in memory at once
WINDOW: Final = timedelta(days=14)
MOST: Final = 50_000  # versions in the window, some 2 to 4 kB of memory each
_KINDS: Final[tuple[ChangeKind, ...]] = ("version added", "removed")
Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Followed:
    """What a turn did: versions looked at, and how many of them tell a story that was known."""

    versions: int
    joined: int


class StoryFollower:
    """Groups for one database. What it knows of the last days (`window`) it reads from there when first asked; use in one thread.

    Its place in the change log is written with what it found, so a kill loses nothing and repeats nothing.
    """

    def __init__(self, db: Database, *, window: timedelta = WINDOW, most: int = MOST) -> None:
        self._db = db
        self._window = window
        self._most = most
        self._grouping: Grouping | None = None
        self._position = 0

    def catch_up(self, stop: Stop | None = None) -> Followed:
        """Group all that came since the last turn. Raises StoreUnavailable; what was done until then stays done."""
        looked_at = joined = 0
        while (grouping := self._begun(stop)) is not None and not (stop and stop()):
            with self._db.read() as conn:
                changes = read_changes(conn, self._position, BATCH, _KINDS)
                stored = load(conn, [change.number for change in changes if change.kind == "version added"])
            if not changes:
                break
            new = {one.version.change: one for one in stored}
            joined += self._apply(grouping, changes, new)
            looked_at += len(new)
        return Followed(looked_at, joined)

    def _begun(self, stop: Stop | None) -> Grouping | None:
        """The grouping as of the position in the database; None if it was stopped while it read."""
        with self._db.read() as conn:
            position = stories.position(conn)
            if self._grouping is not None and position == self._position:
                return self._grouping
            recent = self._recent(conn, position)
        grouping = Grouping(Window(self._window.total_seconds(), self._most), self._read)
        for some in batches(recent):
            if stop and stop():
                return None
            for known in self._read(some).values():
                grouping.add(known)
        self._grouping, self._position = grouping, position
        return grouping

    def _recent(self, conn: sa.Connection, position: int) -> Sequence[int]:
        v = versions.c
        last = conn.scalar(sa.select(v.seen).where(v.change <= position).order_by(v.change.desc()).limit(1))
        if last is None:
            return ()
        wanted = sa.select(v.change).where(v.change <= position, v.seen >= last - self._window)
        return sorted(conn.scalars(wanted.order_by(v.change.desc()).limit(self._most)))

    def _read(self, wanted: Iterable[int]) -> dict[int, Traits]:
        with self._db.read() as conn:
            return _traits(load(conn, list(wanted)))

    def _apply(self, grouping: Grouping, changes: Sequence[Change], new: dict[int, Stored]) -> int:
        """Group what the changes brought, in one transaction; how many versions joined a story."""
        made = _traits(new.values())
        joined = 0
        try:
            with self._db.write() as conn:
                if stories.position(conn) != self._position:  # another process was here
                    self._grouping = None
                    return 0
                for change in changes:
                    if change.kind == "removed":
                        for version in _versions_of(conn, change.article_id):
                            grouping.drop(version)
                    elif (one := made.get(change.number)) is not None:
                        met = grouping.meet(one, lambda wanted: stories.stories_of(conn, wanted))
                        if met:
                            stories.join(conn, one.version, one.article_id, met, change.at)
                            joined += 1
                stories.move(conn, changes[-1].number)
        # Whatever it was: what is in memory may hold what the database does not, and is read anew.
        except BaseException:
            self._grouping = None
            raise
        self._position = changes[-1].number
        return joined


def _traits(stored: Iterable[Stored]) -> dict[int, Traits]:
    """The traits of versions; a text that cannot be looked at stands alone, and holds up no other."""
    made = {}
    for one in stored:
        try:
            made[one.version.change] = traits(one)
        except StoreUnavailable:
            raise
        # Whatever a text does to this, it is kept, matched and mailed all the same.
        except Exception:
            log.exception("the story of %s cannot be told", one.version.url)
    return made


def _versions_of(conn: sa.Connection, article_id: int) -> list[int]:
    return list(conn.scalars(sa.select(versions.c.change).where(versions.c.article_id == article_id)))

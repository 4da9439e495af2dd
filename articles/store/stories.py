"""Which story each version belongs to, kept and read; between the grouping of stories and everything that shows them.

A story's number is the change number of the oldest version in it. A version that stands alone has no row: its story is
its own. So the number of a story that was merged into an older one still leads there, as its oldest version does.
"""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from articles.store.addresses import batches
from articles.store.changes import annotate
from articles.store.tables import articles, stories_state, version_stories, versions

_OF = sa.select(version_stories).where(version_stories.c.change.in_(sa.bindparam("wanted", expanding=True)))


def position(conn: sa.Connection) -> int:
    """The change up to which versions were grouped; 0 before the first."""
    return conn.scalar(sa.select(stories_state.c.position)) or 0


def move(conn: sa.Connection, to: int) -> None:
    """Note that everything up to change `to` was grouped."""
    if not conn.execute(sa.update(stories_state).values(position=to)).rowcount:
        conn.execute(sa.insert(stories_state), {"id": 1, "position": to})


def stories_of(conn: sa.Connection, wanted: Iterable[int]) -> dict[int, int]:
    """The story of each version (change numbers)."""
    asked = list(wanted)
    found = {change: change for change in asked}
    for some in batches(asked):
        found.update((row.change, row.story) for row in conn.execute(_OF, {"wanted": list(some)}))
    return found


def story_of(conn: sa.Connection, number: int) -> int:
    """The story that a number leads to: itself, or the one that a merged story became part of."""
    return stories_of(conn, [number])[number]


def members(conn: sa.Connection, story: int) -> list[int]:
    """The versions of a story that are kept, the oldest first."""
    own = sa.select(version_stories.c.change).where(version_stories.c.story == story)
    query = (
        sa.select(versions.c.change)
        .join(articles)
        .where(sa.or_(versions.c.change.in_(own), versions.c.change == story), articles.c.removed.is_(None))
    )
    return list(conn.scalars(query.order_by(versions.c.change)))


def members_of(conn: sa.Connection, wanted: Iterable[int]) -> dict[int, list[int]]:
    """The versions of each of these stories, whether kept or removed; none for a version that stands alone."""
    found: dict[int, list[int]] = {}
    for some in batches(sorted(wanted)):
        rows = conn.execute(sa.select(version_stories).where(version_stories.c.story.in_(some)))
        for row in rows:
            found.setdefault(row.story, [row.story]).append(row.change)
    return found


def join(conn: sa.Connection, version: int, article_id: int, met: Iterable[int], at: datetime) -> int:
    """Put a version into the oldest of the stories that it tells, and the others with it; that story's number.

    Every version whose story became another one is annotated, so that projections write it again.
    """
    oldest, *younger = sorted(met)
    moved = {version: article_id}
    for story in younger:
        rows = sa.select(version_stories.c.change, versions.c.article_id).join(
            versions, versions.c.change == version_stories.c.change
        )
        moved.update(
            (row.change, row.article_id) for row in conn.execute(rows.where(version_stories.c.story == story))
        )
        moved[story] = conn.scalars(sa.select(versions.c.article_id).where(versions.c.change == story)).one()
        conn.execute(sa.update(version_stories).where(version_stories.c.story == story).values(story=oldest))
    rowless = (version, *younger)
    conn.execute(sa.insert(version_stories), [{"change": change, "story": oldest} for change in rowless])
    for change, article in sorted(moved.items()):
        annotate(conn, article, change, at)
    return oldest

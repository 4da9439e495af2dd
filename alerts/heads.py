"""What is to be known of a version before its text is read: its article, source, title and address; for gathering."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from articles.store.addresses import batches
from articles.store.tables import articles, version_stories, versions


@dataclass(frozen=True, slots=True)
class Head:
    """A version without its text."""

    change: int
    article_id: int
    source_id: str
    source_name: str
    title: str
    url: str
    story: int
    language: str | None


def read_heads(conn: Connection, changes: Sequence[int]) -> list[Head]:
    """The heads of these versions, oldest first; those of removed articles are left out."""
    v = versions.c
    story = func.coalesce(version_stories.c.story, v.change)
    found: list[Head] = []
    for some in batches(changes):
        rows = conn.execute(
            select(*(v.change, v.article_id, v.source_id, v.source_name, v.title, v.url), story, v.language)
            .join(articles, articles.c.id == v.article_id)
            .outerjoin(version_stories, version_stories.c.change == v.change)
            .where(v.change.in_(some), articles.c.removed.is_(None))
        )
        found += [Head(*row) for row in rows]
    return sorted(found, key=lambda head: head.change)

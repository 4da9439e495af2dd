"""Where entities are mentioned, as the judge found it, kept by version; a cache beside `versions`, for those who list and count.

What an entity's present definition finds in the text is the meaning: rows of another revision are stale, and are judged anew.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from articles.article import Span
from articles.query.mentioning import EntityMention
from articles.store.tables import mention_searches, mentions, versions

_OF_VERSION = sa.delete(mentions).where(
    mentions.c.entity_id == sa.bindparam("entity"), mentions.c.change == sa.bindparam("version")
)


@dataclass(frozen=True, slots=True)
class Search:
    """How far all that was kept has been looked through for an entity's `revision`.

    All versions up to change `position`; while a search is under way, up to `upto` those that the index has before `after`.
    """

    revision: str
    position: int = 0
    upto: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A mention as it is kept: in which version of which article, where, and how it was found."""

    change: int
    article_id: int
    span: Span
    surface: str
    variant: str
    score: float
    reasons: tuple[str, ...]


def keep(
    conn: sa.Connection, entity_id: str, revision: str, change: int, found: Iterable[EntityMention]
) -> None:
    """Keep what an entity's revision finds in a version, in place of what was kept of the two."""
    conn.execute(_OF_VERSION, {"entity": entity_id, "version": change})
    rows = [
        {
            "entity_id": entity_id,
            "change": change,
            "field": one.span.field,
            "start": one.span.start,
            "end": one.span.end,
            "revision": revision,
            "surface": one.surface,
            "variant": one.variant,
            "score": one.score,
            "reasons": list(one.reasons),
        }
        for one in found
    ]
    if rows:
        conn.execute(sa.insert(mentions), rows)


def kept(
    conn: sa.Connection, entity_id: str, revision: str, changes: Sequence[int] | None = None
) -> Iterator[Kept]:
    """What is kept of an entity's revision, the newest version first; of `changes` only, where given."""
    m = mentions.c
    query = (
        sa.select(mentions, versions.c.article_id)
        .join(versions, versions.c.change == m.change)
        .where(m.entity_id == entity_id, m.revision == revision)
        .order_by(m.change.desc(), m.field, m.start)
    )
    if changes is not None:
        query = query.where(m.change.in_(list(changes)))
    for row in conn.execute(query):
        span = Span(row.field, row.start, row.end)
        yield Kept(row.change, row.article_id, span, row.surface, row.variant, row.score, tuple(row.reasons))


def forget_other(conn: sa.Connection, entity_id: str, revision: str) -> None:
    """Drop what other revisions of an entity found."""
    stale = sa.and_(mentions.c.entity_id == entity_id, mentions.c.revision != revision)
    conn.execute(sa.delete(mentions).where(stale))


def search_of(conn: sa.Connection, entity_id: str, revision: str) -> Search:
    """How far the archive was looked through; from its beginning where another revision was looked for."""
    row = conn.execute(
        sa.select(mention_searches).where(mention_searches.c.entity_id == entity_id)
    ).one_or_none()
    if row is None or row.revision != revision:
        return Search(revision)
    return Search(row.revision, row.position, row.upto, row.after)


def note_search(conn: sa.Connection, entity_id: str, search: Search) -> None:
    """Note how far it got."""
    conn.execute(sa.delete(mention_searches).where(mention_searches.c.entity_id == entity_id))
    conn.execute(
        sa.insert(mention_searches).values(
            entity_id=entity_id,
            revision=search.revision,
            position=search.position,
            upto=search.upto,
            after=search.after,
        )
    )

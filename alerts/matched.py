"""Which articles any watch ever met: asked by upkeep, which keeps their raw pages for good."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from alerts import tables

_MOST_VARIABLES = 500  # bound in one statement


def matched_articles(conn: Connection, articles: Collection[int]) -> set[int]:
    """Those of `articles` (ids) of which some version matched some watch, whatever became of the alert."""
    ids = list(articles)
    found: set[int] = set()
    for start in range(0, len(ids), _MOST_VARIABLES):
        m = tables.matches.c
        found.update(
            conn.execute(
                select(m.article_id).distinct().where(m.article_id.in_(ids[start : start + _MOST_VARIABLES]))
            ).scalars()
        )
    return found

"""Which articles any watch ever met; asked by whoever decides what is kept for good."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from alerts import tables

_MANY = 500  # values of one IN ()


def matched_articles(conn: Connection, articles: Collection[int]) -> set[int]:
    """Those of `articles` (ids) that a watch, in force or not, has met in any version."""
    wanted = sorted(articles)
    found: set[int] = set()
    for start in range(0, len(wanted), _MANY):
        some = wanted[start : start + _MANY]
        query = select(tables.matches.c.article_id).where(tables.matches.c.article_id.in_(some)).distinct()
        found.update(conn.execute(query).scalars())
    return found

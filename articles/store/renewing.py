"""Brings what is kept of versions beside their text to this release's rules; between `versions` and the indexer."""

import sqlalchemy as sa

from articles.analysis import FINGERPRINT, analyse, pack
from articles.names.article_keys import KEY_RULES
from articles.store import name_keys
from articles.store.tables import articles, version_names, version_terms, versions
from articles.store.versions import load_versions

_STALE = (
    sa.select(versions.c.change, version_terms.c.fingerprint, version_names.c.rules)
    .join_from(versions, articles)
    .outerjoin(version_terms, version_terms.c.change == versions.c.change)
    .outerjoin(version_names, version_names.c.change == versions.c.change)
    .where(
        versions.c.change > sa.bindparam("after"),
        articles.c.removed.is_(None),
        sa.or_(
            version_terms.c.fingerprint.is_distinct_from(FINGERPRINT),
            version_names.c.rules.is_distinct_from(KEY_RULES),
        ),
    )
    .order_by(versions.c.change)
    .limit(sa.bindparam("limit"))
)


def renew(conn: sa.Connection, after: int, limit: int) -> int | None:
    """Make anew the terms and name keys of at most `limit` versions behind change `after` that other rules made.

    Returns the last change that it came to, None where there were none left.
    """
    stale = conn.execute(_STALE, {"after": after, "limit": limit}).all()
    loaded = load_versions(conn, [row.change for row in stale])
    for_terms = {row.change for row in stale if row.fingerprint != FINGERPRINT}
    for_keys = {row.change for row in stale if row.rules != KEY_RULES}
    for version in loaded:
        if version.change not in for_terms:
            continue
        conn.execute(sa.delete(version_terms).where(version_terms.c.change == version.change))
        terms = pack(analyse(version.content))
        row = {"change": version.change, "fingerprint": FINGERPRINT, "terms": terms}
        conn.execute(sa.insert(version_terms).values(row))
    name_keys.renew(conn, (version for version in loaded if version.change in for_keys))
    return stale[-1].change if stale else None

"""The keys under which versions can be found by name, as they are written; beside `versions`, read by `projecting`."""

from collections.abc import Iterable

import sqlalchemy as sa

from articles.article import Version
from articles.names.article_keys import article_keys, pack_keys, packed_rules
from articles.store.tables import version_names

_ADD = sa.insert(version_names)
_DROP = sa.delete(version_names).where(version_names.c.change == sa.bindparam("gone"))


def add(conn: sa.Connection, change: int, packed: bytes) -> None:
    """Keep a new version's keys, packed by `articles.names.article_keys.pack_keys`."""
    conn.execute(_ADD, {"change": change, "rules": packed_rules(packed), "packed": packed})


def renew(conn: sa.Connection, versions: Iterable[Version]) -> None:
    """Work versions' keys out by this release's rules, and keep them in place of what there is."""
    for version in versions:
        conn.execute(_DROP, {"gone": version.change})
        add(conn, version.change, pack_keys(article_keys(version.content)))

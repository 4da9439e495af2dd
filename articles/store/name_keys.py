"""The keys under which versions can be found by name, kept and read; beside `versions`, for the indexer."""

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from articles.article import Version
from articles.names.article_keys import KEY_RULES, article_keys, pack_keys, packed_rules, unpack_keys
from articles.store.addresses import batches
from articles.store.tables import version_names

_ADD = sa.insert(version_names)
_DROP = sa.delete(version_names).where(version_names.c.change == sa.bindparam("gone"))
_KEPT = sa.select(version_names.c.change, version_names.c.packed).where(
    version_names.c.change.in_(sa.bindparam("wanted", expanding=True)), version_names.c.rules == KEY_RULES
)


def add(conn: sa.Connection, change: int, packed: bytes) -> None:
    """Keep a new version's keys, packed by `articles.names.article_keys.pack_keys`."""
    conn.execute(_ADD, {"change": change, "rules": packed_rules(packed), "packed": packed})


def renew(conn: sa.Connection, versions: Iterable[Version]) -> None:
    """Work versions' keys out by this release's rules, and keep them in place of what there is."""
    for version in versions:
        conn.execute(_DROP, {"gone": version.change})
        add(conn, version.change, pack_keys(article_keys(version.content)))


def load_keys(conn: sa.Connection, versions: Sequence[Version]) -> Mapping[int, tuple[str, ...]]:
    """The keys of versions by change number; worked out where none are kept, or those of other rules."""
    found: dict[int, tuple[str, ...]] = {}
    for some in batches([version.change for version in versions]):
        rows = conn.execute(_KEPT, {"wanted": list(some)})
        found.update((row.change, unpack_keys(row.packed)) for row in rows)
    for version in versions:
        if version.change not in found:
            found[version.change] = article_keys(version.content)
    return found

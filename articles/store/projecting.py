"""All that is kept of versions, read in one statement for a search engine; between the tables and the indexer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from articles.analysis import Analysed
from articles.article import Content
from articles.names.article_keys import KEY_RULES, article_keys, unpack_keys
from articles.store.addresses import batches
from articles.store.tables import articles, version_names, version_terms, versions
from articles.store.version_rows import PARTS, from_row
from articles.store.versions import Stored, read_terms

_ALL = (
    PARTS.add_columns(version_terms.c.terms, version_names.c.rules, version_names.c.packed)
    .outerjoin(version_terms, version_terms.c.change == versions.c.change)
    .outerjoin(version_names, version_names.c.change == versions.c.change)
    .where(versions.c.change.in_(sa.bindparam("wanted", expanding=True)), articles.c.removed.is_(None))
)


@dataclass(frozen=True, slots=True)
class Projected:
    """A version with its terms, its name keys, its content's hash, and the change that ended it, if one has."""

    stored: Stored
    names: tuple[str, ...]
    content_hash: bytes
    superseded_by: int | None


def projected(conn: sa.Connection, wanted: Sequence[int]) -> list[Projected]:
    """The versions of these change numbers, in that order; those of removed articles are left out.

    Terms and name keys of other rules than this release's are made anew from the text.
    """
    found: dict[int, Projected] = {}
    for some in batches(wanted):
        for row in conn.execute(_ALL, {"wanted": list(some)}):
            version = from_row(row)
            analysed: Analysed = read_terms(version.content, row.terms)
            names = _names(version.content, row)
            stored = Stored(version, analysed)
            found[row.change] = Projected(stored, names, row.content_hash, row.superseded_by)
    return [found[change] for change in wanted if change in found]


def _names(content: Content, row: Any) -> tuple[str, ...]:
    return unpack_keys(row.packed) if row.rules == KEY_RULES else article_keys(content)

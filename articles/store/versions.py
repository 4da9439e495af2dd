"""Articles kept and read: every arrival becomes a version of one article or changes nothing; after extraction."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from articles.analysis import FINGERPRINT, Analysed, analyse, packed_fingerprint, unpack
from articles.article import Content, Version
from articles.identity import site_of, url_key
from articles.store import addresses, changes, name_keys
from articles.store.addresses import batches, find_article, known_urls
from articles.store.arrivals import Arrival, Before, Kept, inherit, judge_arrival
from articles.store.tables import articles, version_terms, versions
from articles.store.version_rows import PARTS, content_values, from_row, origin_values

__all__ = [
    "Arrival",
    "Kept",
    "Stored",
    "article_versions",
    "find_article",
    "keep",
    "known_urls",
    "load",
    "load_versions",
]

# Built once: building a statement costs more than running it.
_ADD_ARTICLE = sa.insert(articles)
_FETCHED = (
    sa.update(articles)
    .where(articles.c.id == sa.bindparam("article"))
    .values(response_hash=sa.bindparam("hash"), extractor=sa.bindparam("reader"))
)
_CURRENT = PARTS.add_columns(articles.c.response_hash.label("last_hash")).where(
    versions.c.article_id == sa.bindparam("article"), versions.c.superseded_by.is_(None)
)
_SUPERSEDE = (
    sa.update(versions)
    .where(versions.c.change == sa.bindparam("ended"))
    .values(superseded_by=sa.bindparam("by"))
)
_ADD_VERSION = sa.insert(versions)
_ADD_TERMS = sa.insert(version_terms)
_VERSIONS = PARTS.where(
    versions.c.change.in_(sa.bindparam("wanted", expanding=True)), articles.c.removed.is_(None)
)
_WITH_TERMS = (
    PARTS.add_columns(version_terms.c.terms)
    .outerjoin(version_terms, version_terms.c.change == versions.c.change)
    .where(versions.c.change.in_(sa.bindparam("wanted", expanding=True)), articles.c.removed.is_(None))
)


@dataclass(frozen=True, slots=True)
class Stored:
    """A version with its analysed terms."""

    version: Version
    analysed: Analysed


@dataclass(frozen=True, slots=True)
class Packed:
    """A version with its terms as they are kept (None where they are not), and its content's hash (32 bytes)."""

    version: Version
    terms: bytes | None
    content_hash: bytes

    def analysed(self) -> Analysed:
        """The terms, made anew where another release of the analyser made them. Raises StoreError for damaged ones."""
        return read_terms(self.version.content, self.terms)


def keep(conn: sa.Connection, arrival: Arrival) -> Kept:
    """Keep an arrival within the caller's transaction: article, addresses, version, terms and change number.

    Any address that is known leads to its article; of two known articles the older goes on, and a link is noted.
    The change counter is locked from here until the transaction ends (see `changes`).
    Raises ValueError if there is no address, NotAWebAddress for one that is none.
    """
    keys = _keys(arrival)
    owners = addresses.owners(conn, list(keys))
    row = None
    if owners:
        article_id = min(owners.values())
        addresses.link(conn, article_id, owners, keys, arrival.seen)
        row = conn.execute(_CURRENT, {"article": article_id}).one_or_none()
    else:
        article_id = _add_article(conn, arrival)
    addresses.add(conn, article_id, {key: url for key, url in keys.items() if key not in owners})
    if row is None and owners:  # a tombstone: what was removed does not come back by itself
        return Kept(article_id, None, "unchanged")
    before = None
    if row is not None:
        before = Before(from_row(row).content, row.content_hash, row.last_hash)
        page = arrival.response_hash or row.last_hash
        conn.execute(_FETCHED, {"article": article_id, "hash": page, "reader": arrival.extractor})
    status = judge_arrival(before, arrival)
    if status == "unchanged":
        return Kept(article_id, None, status)
    change = changes.record(conn, "version added", article_id, arrival.seen)
    if row is not None:
        conn.execute(_SUPERSEDE, {"ended": row.change, "by": change})
    address = (
        arrival.canonical or arrival.urls[0]
    )  # the publisher's own choice among twins is the one to open
    version = {
        "change": change,
        "article_id": article_id,
        "number": row.number + 1 if row is not None else 1,
        "reason": status,
        "past": arrival.past,
        "extractor": arrival.extractor,
        "response_hash": arrival.response_hash,
        **origin_values(arrival.origin, site_of(address), address, arrival.seen),
        **content_values(inherit(before, arrival.content)),
    }
    conn.execute(_ADD_VERSION, version)
    packed = arrival.analysed_pack
    conn.execute(_ADD_TERMS, {"change": change, "fingerprint": packed_fingerprint(packed), "terms": packed})
    name_keys.add(conn, change, arrival.names_pack)
    return Kept(article_id, change, status)


def article_versions(conn: sa.Connection, article_id: int) -> list[Version]:
    """All versions of an article, the first one first; none if it was removed or never was."""
    query = PARTS.where(versions.c.article_id == article_id, articles.c.removed.is_(None))
    return [from_row(row) for row in conn.execute(query.order_by(versions.c.number))]


def load_versions(conn: sa.Connection, wanted: Sequence[int]) -> list[Version]:
    """The versions of these change numbers, in that order; those of removed articles are left out."""
    found: dict[int, Version] = {}
    for some in batches(wanted):
        found.update((row.change, from_row(row)) for row in conn.execute(_VERSIONS, {"wanted": list(some)}))
    return [found[change] for change in wanted if change in found]


def load(conn: sa.Connection, wanted: Sequence[int]) -> list[Stored]:
    """The versions of these change numbers with their terms, in that order; removed ones are left out.

    Terms that another release of the analyser made are made anew from the text.
    """
    return [Stored(one.version, one.analysed()) for one in load_packed(conn, wanted)]


def load_packed(conn: sa.Connection, wanted: Sequence[int]) -> list[Packed]:
    """As `load`, with the terms as they are kept."""
    found: dict[int, Packed] = {}
    for some in batches(wanted):
        for row in conn.execute(_WITH_TERMS, {"wanted": list(some)}):
            found[row.change] = Packed(from_row(row), row.terms, row.content_hash)
    return [found[change] for change in wanted if change in found]


def read_terms(content: Content, packed: bytes | None) -> Analysed:
    """The terms of a content as they are kept; made anew where none are, or another release of the analyser made them."""
    if packed is None or packed_fingerprint(packed) != FINGERPRINT:
        return analyse(content)
    return unpack(packed)


def _keys(arrival: Arrival) -> dict[str, str]:
    """Each address's key, with the address; the final one first."""
    if not arrival.urls:
        raise ValueError("an arrival must have at least one URL")
    urls = (*arrival.urls, arrival.canonical) if arrival.canonical else arrival.urls
    keys: dict[str, str] = {}
    for url in urls:
        keys.setdefault(url_key(url), url)
    return keys


def _add_article(conn: sa.Connection, arrival: Arrival) -> int:
    article = {
        "first_seen": arrival.seen,
        "response_hash": arrival.response_hash,
        "extractor": arrival.extractor,
    }
    made = conn.execute(_ADD_ARTICLE, article).inserted_primary_key
    assert made is not None  # one row was inserted
    return int(made[0])

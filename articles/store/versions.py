"""Articles kept and read: every arrival becomes a version of one article or changes nothing; after extraction."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa

from articles.analysis import FINGERPRINT, Analysed, analyse, pack, packed_fingerprint, unpack
from articles.article import Version
from articles.identity import site_of, url_key
from articles.store import changes
from articles.store.arrivals import Arrival, Before, Kept, inherit, judge_arrival
from articles.store.tables import article_links, article_urls, articles, version_terms, versions
from articles.store.version_rows import PARTS, content_values, from_row, origin_values

SAME_PAGE = "same page"
_MANY = 500  # values of one IN ()
_Value = TypeVar("_Value")

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


@dataclass(frozen=True, slots=True)
class Stored:
    """A version with its analysed terms."""

    version: Version
    analysed: Analysed


def keep(conn: sa.Connection, arrival: Arrival) -> Kept:
    """Keep an arrival within the caller's transaction: article, addresses, version, terms and change number.

    Any address that is known leads to its article; of two known articles the older goes on, and a link is noted.
    The change counter is locked from here until the transaction ends (see `changes`).
    Raises ValueError if there is no address, NotAWebAddress for one that is none.
    """
    keys = _keys(arrival)
    owners = _owners(conn, keys)
    if owners:
        article_id = min(owners.values())
        _link(conn, article_id, owners, keys, arrival.seen)
    else:
        article_id = _add_article(conn, arrival)
    _add_addresses(conn, article_id, {key: url for key, url in keys.items() if key not in owners})
    row = conn.execute(
        PARTS.add_columns(articles.c.response_hash.label("last_hash")).where(
            versions.c.article_id == article_id, versions.c.superseded_by.is_(None)
        )
    ).one_or_none()
    if row is None and owners:  # a tombstone: what was removed does not come back by itself
        return Kept(article_id, None, "unchanged")
    before = None
    if row is not None:
        before = Before(from_row(row).content, row.content_hash, row.last_hash)
        conn.execute(
            sa.update(articles)
            .where(articles.c.id == article_id)
            .values(response_hash=arrival.response_hash or row.last_hash, extractor=arrival.extractor)
        )
    status = judge_arrival(before, arrival)
    if status == "unchanged":
        return Kept(article_id, None, status)
    change = changes.record(conn, "version added", article_id, arrival.seen)
    if row is not None:
        conn.execute(sa.update(versions).where(versions.c.change == row.change).values(superseded_by=change))
    conn.execute(
        sa.insert(versions).values(
            change=change,
            article_id=article_id,
            number=row.number + 1 if row is not None else 1,
            reason=status,
            past=arrival.past,
            extractor=arrival.extractor,
            response_hash=arrival.response_hash,
            **origin_values(arrival.origin, site_of(arrival.urls[0]), arrival.urls[0], arrival.seen),
            **content_values(inherit(before, arrival.content)),
        )
    )
    conn.execute(
        sa.insert(version_terms).values(
            change=change, fingerprint=packed_fingerprint(arrival.analysed_pack), terms=arrival.analysed_pack
        )
    )
    return Kept(article_id, change, status)


def find_article(conn: sa.Connection, url: str) -> int | None:
    """The article that an address leads to, in any of its forms. Raises NotAWebAddress."""
    found: int | None = conn.scalar(
        sa.select(article_urls.c.article_id).where(article_urls.c.url_key == url_key(url))
    )
    return found


def known_urls(conn: sa.Connection, urls: Iterable[str]) -> dict[str, int]:
    """Those of `urls` that lead to an article kept, with its number. Raises NotAWebAddress."""
    keys = {url: url_key(url) for url in urls}
    owners = _owners(conn, keys.values())
    return {url: owners[key] for url, key in keys.items() if key in owners}


def article_versions(conn: sa.Connection, article_id: int) -> list[Version]:
    """All versions of an article, the first one first; none if it was removed or never was."""
    query = PARTS.where(versions.c.article_id == article_id, articles.c.removed.is_(None))
    return [from_row(row) for row in conn.execute(query.order_by(versions.c.number))]


def load_versions(conn: sa.Connection, wanted: Sequence[int]) -> list[Version]:
    """The versions of these change numbers, in that order; those of removed articles are left out."""
    found: dict[int, Version] = {}
    for some in _batches(wanted):
        query = PARTS.where(versions.c.change.in_(some), articles.c.removed.is_(None))
        found.update((row.change, from_row(row)) for row in conn.execute(query))
    return [found[change] for change in wanted if change in found]


def load(conn: sa.Connection, wanted: Sequence[int]) -> list[Stored]:
    """The versions of these change numbers with their terms, in that order; removed ones are left out.

    Terms that another release of the analyser made are made anew from the text.
    """
    packs: dict[int, bytes] = {}
    for some in _batches(wanted):
        query = sa.select(version_terms.c.change, version_terms.c.terms)
        packs.update(
            (row.change, row.terms) for row in conn.execute(query.where(version_terms.c.change.in_(some)))
        )
    return [Stored(version, _analysed(version, packs)) for version in load_versions(conn, wanted)]


def renew_terms(conn: sa.Connection, limit: int) -> int:
    """Make the terms of at most `limit` versions anew that another release of the analyser made; how many it did."""
    query = sa.select(version_terms.c.change).where(version_terms.c.fingerprint != FINGERPRINT).limit(limit)
    stale = list(conn.scalars(query))
    for version in load_versions(conn, stale):
        conn.execute(
            sa.update(version_terms)
            .where(version_terms.c.change == version.change)
            .values(fingerprint=FINGERPRINT, terms=pack(analyse(version.content)))
        )
    return len(stale)


def _analysed(version: Version, packs: Mapping[int, bytes]) -> Analysed:
    packed = packs.get(version.change)
    if packed is None or packed_fingerprint(packed) != FINGERPRINT:
        return analyse(version.content)
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


def _owners(conn: sa.Connection, keys: Iterable[str]) -> dict[str, int]:
    owners: dict[str, int] = {}
    for some in _batches(list(keys)):
        query = sa.select(article_urls.c.url_key, article_urls.c.article_id)
        owners.update((row[0], row[1]) for row in conn.execute(query.where(article_urls.c.url_key.in_(some))))
    return owners


def _add_article(conn: sa.Connection, arrival: Arrival) -> int:
    made = conn.execute(
        sa.insert(articles).values(
            first_seen=arrival.seen, response_hash=arrival.response_hash, extractor=arrival.extractor
        )
    )
    return int(made.inserted_primary_key[0])  # type: ignore[index]  # one row was inserted


def _add_addresses(conn: sa.Connection, article_id: int, keys: Mapping[str, str]) -> None:
    if keys:
        rows = [{"url_key": key, "article_id": article_id, "url": url} for key, url in keys.items()]
        conn.execute(sa.insert(article_urls), rows)


def _link(
    conn: sa.Connection, older: int, owners: Mapping[str, int], keys: Mapping[str, str], at: datetime
) -> None:
    """Note that one page's addresses led to several articles; none of them is renumbered."""
    newer = {owner: keys[key] for key, owner in owners.items() if owner != older}
    if not newer:
        return
    query = sa.select(article_links.c.newer).where(
        article_links.c.older == older, article_links.c.newer.in_(newer), article_links.c.kind == SAME_PAGE
    )
    known = set(conn.scalars(query))
    for article_id, url in newer.items():
        if article_id not in known:
            row = {"older": older, "newer": article_id, "kind": SAME_PAGE, "url": url, "at": at}
            conn.execute(sa.insert(article_links).values(row))


def _batches(values: Sequence[_Value]) -> Iterator[Sequence[_Value]]:
    for start in range(0, len(values), _MANY):
        yield values[start : start + _MANY]

"""Gathering: what waits for one reader becomes the contents of a digest; between the ledger and rendering."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select

from alerts import excerpt, ledger, tables, why
from alerts.contents import (
    AlsoMeets,
    Beside,
    Contents,
    Group,
    Item,
    Listed,
    Part,
    Piece,
    PutAside,
    Reading,
    StoppedWatch,
)
from alerts.heads import Head, read_heads
from alerts.limits import MOST_LISTED, MOST_SHOWN, Waiting, choose
from alerts.manner import Excerpt, Manner
from alerts.mutes import of_muted_stories
from alerts.placing import placed, placed_before, placed_beside
from alerts.render.clean import clean
from alerts.stories import Folded, fold
from alerts.telling import Found, lines_of_sent, told_of, with_story, words_at
from alerts.watches import broken_watches
from articles.analysis import analyse
from articles.article import Span
from articles.errors import QueryError, StoreUnavailable
from articles.identity import clean_link
from articles.query import parse, show
from articles.store.addresses import batches
from articles.store.versions import Stored, load, load_versions

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Contents with what freezing needs.

    `shown` and `listed` map the versions (change numbers) that stand in it, in full or by title, to their article's place,
    from 1, `beside` those in a line of a story to the place of the article that leads it; `sent` are those whose story the
    reader had before. `muted` tell a story that the subscription mutes, `gone` are those whose article was removed, `orphans` those that meet none of the subscription's watches any
    more, `left` is the number of versions for the next part; `aside_upto` is the last one put aside that it names.
    """

    contents: Contents
    shown: Mapping[int, int]
    listed: Mapping[int, int]
    beside: Mapping[int, int]
    sent: Mapping[int, int]
    muted: tuple[int, ...]
    gone: tuple[int, ...]
    orphans: tuple[int, ...]
    left: int
    aside_upto: int

    @property
    def empty(self) -> bool:
        """Whether it tells of no article."""
        return not self.shown and not self.listed and not self.sent

    @property
    def repeats(self) -> bool:
        """Whether it tells of nothing but stories that the reader had before."""
        return bool(self.sent) and not self.shown and not self.listed


@dataclass(frozen=True, slots=True)
class _Met:
    watch: int
    spans: tuple[Span, ...]
    parts: tuple[Part, ...]


def gather(
    conn: Connection,
    reader: Row[Any],
    now: datetime,
    reading: Reading,
    *,
    again: Sequence[int] | None = None,
    alive: bool = False,
    shown: int = MOST_SHOWN,
    listed: int = MOST_LISTED,
) -> Gathered:
    """What waits for a reader (a row as `alerts.due.readers` gives it) at this moment; changes nothing.

    `again` are the versions of a catch-up letter, which holds those alone. `shown` and `listed` are the most articles
    that stand in one letter, in full and by title; what is beyond goes into the next part.
    """
    changes = ledger.pending(conn, reader.key) if again is None else list(again)
    watches = _watches(conn, reader.subscription_key)
    heads = read_heads(conn, changes)
    first = _first_watches(conn, [head.change for head in heads], watches)
    muted = of_muted_stories(conn, reader.subscription_key, first)
    articles = _articles([head for head in heads if head.change in first and head.change not in muted])
    manner = Manner.from_json(reader.manner)
    folded = fold(conn, reader.key, articles, watches, manner.lead_sources, lambda some: _load(conn, some))
    chosen = choose(
        [Waiting(own[-1].change, first[own[-1].change], own[-1].source_id) for own in folded.leads.values()],
        reader.most,
        shown,
        listed,
    )
    of_article = {own[-1].change: tuple(head.change for head in own) for own in articles.values()}
    by_title = {*chosen.listed, *_led_by(folded, chosen.listed)}
    full = sorted(change for latest in chosen.shown for change in of_article[latest])
    met = _met(conn, full, watches)
    stored = _load(conn, full)
    items = _items(stored, met, watches, manner.excerpt)
    # What is told by title alone must hide the words that it was found by where nobody may see what is looked for.
    of_titles = _met(conn, sorted(by_title), watches) if manner.discreet else {}
    words = {
        head.change: (*_all_words(mets), *words_at(head.title, _spans(mets)))
        for head in heads
        if (mets := of_titles.get(head.change))
    }
    titles = [
        (first[head.change], _listed(head, of_article[head.change], words.get(head.change, ())))
        for head in heads
        if head.change in by_title
    ]
    told = _met(conn, told_of(folded), watches)
    by = {change: Found(_spans(mets), _all_words(mets)) for change, mets in told.items()}
    items = [(watch, with_story(item, folded, by)) for watch, item in items]
    sent = [(first[one.own[-1].change], line) for one, line in lines_of_sent(conn, folded, by)]
    asides, upto = _asides(conn, reader, watches)
    untold = ledger.untold(conn, reader.key)
    names = {name for name, _ in watches.values()}
    contents = Contents(
        subscription=reader.subscription_id,
        recipient=reader.address,
        number=reader.last_number + 1,
        send=reader.send,
        zone=reader.timezone,
        since=_since(conn, reader),
        until=now,
        watches=tuple(name for name, _ in watches.values()),
        groups=_groups(items, titles, sent, watches),
        past=untold.get(ledger.PAST, 0),
        skipped=untold.get(ledger.SKIPPED, 0),
        muted=untold.get(ledger.MUTED, 0) + len(muted),
        waiting=len(chosen.left),
        again=again is not None,
        alive=alive,
        reading=reading,
        put_aside=asides,
        stopped=tuple(  # of the error its first line alone: below it stands the query, notes and all
            StoppedWatch(b.id, b.error.partition("\n")[0], b.since)
            for b in broken_watches(conn)
            if b.id in names
        ),
        language=manner.language,
    )
    there = {head.change for head in heads}
    return Gathered(
        contents,
        shown=placed(contents, titles=False),
        listed=placed(contents, titles=True),
        beside=placed_beside(contents),
        sent=placed_before(contents),
        muted=tuple(sorted(muted)),
        gone=tuple(change for change in changes if change not in there),
        orphans=tuple(head.change for head in heads if head.change not in first),
        left=sum(len(of_article[latest]) for latest in (*chosen.left, *_led_by(folded, chosen.left))),
        aside_upto=upto,
    )


def _first_watches(
    conn: Connection, changes: Sequence[int], watches: Mapping[int, tuple[str, str]]
) -> dict[int, int]:
    # The first of the subscription's watches that each version meets, in the subscription's order.
    m = tables.matches.c
    place = {key: number for number, key in enumerate(watches)}
    found: dict[int, int] = {}
    for some in batches(changes):
        rows = conn.execute(
            select(m.change, m.watch_key).where(m.change.in_(some), m.watch_key.in_(list(watches)))
        )
        for row in rows:
            if row.change not in found or place[row.watch_key] < place[found[row.change]]:
                found[row.change] = row.watch_key
    return found


def _articles(heads: Sequence[Head]) -> dict[int, list[Head]]:
    # The versions of each article that wait, oldest first.
    found: dict[int, list[Head]] = defaultdict(list)
    for head in heads:
        found[head.article_id].append(head)
    return found


def _listed(head: Head, changes: tuple[int, ...], found: tuple[str, ...]) -> Listed:
    url = clean_link(head.url)
    title = head.title if clean(head.title) else url
    return Listed(head.article_id, changes, title, url, head.source_name, found=found)


def _led_by(folded: Folded, leads: Sequence[int]) -> list[int]:
    # The latest versions of the articles that stand beside these.
    return [one.own[-1].change for lead in leads for one in folded.beside.get(lead, ())]


def _spans(mets: Sequence[_Met]) -> tuple[Span, ...]:
    return tuple(span for met in mets for span in met.spans)


def _watches(conn: Connection, subscription: int) -> dict[int, tuple[str, str]]:
    # The subscription's watches in its order: key -> (id, query without the notes in it).
    w, r, sw = tables.watches.c, tables.watch_revisions.c, tables.subscription_watches.c
    rows = conn.execute(
        select(w.key, w.id, r.query, r.zone)
        .join(tables.subscription_watches, sw.watch_key == w.key)
        .join(tables.watch_revisions, and_(r.watch_key == w.key, r.number == w.revision))
        .where(sw.subscription_key == subscription)
        .order_by(sw.place)
    )
    return {row.key: (row.id, _without_notes(row.query, row.zone)) for row in rows}


@lru_cache(maxsize=10_000)
def _without_notes(query: str, zone: str) -> str:
    # What stands behind // is for whoever wrote it, and never leaves the machine.
    if "//" not in query:
        return query
    try:
        return show(parse(query, zone=zone), typed=True)
    except QueryError:  # a watch that stands still: what it met before is told without its query
        return ""


def _met(
    conn: Connection, changes: Sequence[int], watches: dict[int, tuple[str, str]]
) -> dict[int, list[_Met]]:
    m = tables.matches.c
    found: dict[int, list[_Met]] = defaultdict(list)
    place = {key: number for number, key in enumerate(watches)}
    rows = [
        row
        for some in batches(changes)
        for row in conn.execute(
            select(m.change, m.watch_key, m.spans, m.parts).where(
                m.change.in_(some), m.watch_key.in_(list(watches))
            )
        )
    ]
    for row in sorted(rows, key=lambda row: place[row.watch_key]):
        parts = tuple(Part.from_json(part) for part in row.parts)
        found[row.change].append(_Met(row.watch_key, why.spans_from_json(row.spans), parts))
    return found


def _load(conn: Connection, changes: Sequence[int]) -> list[Stored]:
    # The versions without those that cannot be read now: they keep waiting, and hold up nobody.
    try:
        return load(conn, changes)
    except StoreUnavailable:
        raise
    # One damaged row must not keep the others from their reader: each is read by itself.
    except Exception:
        log.exception("versions %s cannot be read together", list(changes))
    stored: list[Stored] = []
    for change in changes:
        try:
            stored += [Stored(v, analyse(v.content)) for v in load_versions(conn, [change])]
        except StoreUnavailable:
            raise
        # As above; the version stays pending.
        except Exception:
            log.exception("version %d cannot be read", change)
    return stored


def _items(
    stored: Sequence[Stored], met: dict[int, list[_Met]], watches: dict[int, tuple[str, str]], how: Excerpt
) -> list[tuple[int, Item]]:
    # One item an article, of its latest version, with the watches of all that wait; newest first.
    by_article: dict[int, list[Stored]] = defaultdict(list)
    for one in stored:
        by_article[one.version.article_id].append(one)
    made = []
    for ones in sorted(by_article.values(), key=lambda ones: -ones[-1].version.change):
        mets = met[ones[-1].version.change] + [m for one in ones[:-1] for m in met[one.version.change]]
        distinct = list({m.watch: m for m in reversed(mets)}.values())[::-1]
        if not distinct:
            continue
        first, *others = distinct
        also = tuple(AlsoMeets(watches[m.watch][0], _words(m)) for m in others)
        changes = tuple(one.version.change for one in ones)
        made.append((first.watch, _item(ones[-1], first, also, changes, how)))
    return made


def _item(
    one: Stored, met: _Met, also: tuple[AlsoMeets, ...], changes: tuple[int, ...], how: Excerpt
) -> Item:
    version = one.version
    content = version.content
    url = clean_link(version.url)
    try:
        title = excerpt.title(content, met.spans)
        cut = excerpt.excerpt(content, one.analysed, met.spans, how)
    # Whatever an article's text does to the cutting of a sentence, its title and link must still arrive.
    except Exception:
        log.exception("no sentence can be cut from %s", version.url)
        title, cut = (Piece(content.title, False),), excerpt.NOTHING
    return Item(
        article_id=version.article_id,
        changes=changes,
        title=title if clean(content.title) else (Piece(url, False),),
        url=url,
        source=version.origin.source_name,
        language=content.language,
        published=content.published,
        first_seen=version.first_seen,
        excerpt=cut.pieces,
        more=cut.more,
        place=cut.place,
        parts=met.parts,
        also=also,
        edited=version.reason == "edited",
    )


def _all_words(mets: Sequence[_Met]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for met in mets for part in met.parts for word in part.found))


def _words(met: _Met) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for part in met.parts for word in part.found))[:3]


def _groups(
    items: Sequence[tuple[int, Item]],
    titles: Sequence[tuple[int, Listed]],
    sent: Sequence[tuple[int, Beside]],
    watches: dict[int, tuple[str, str]],
) -> tuple[Group, ...]:
    groups = []
    for key, (name, query) in watches.items():
        own = tuple(sorted((item for watch, item in items if watch == key), key=_when, reverse=True))
        elsewhere = sum(any(other.watch == name for other in item.also) for _, item in items)
        beyond = [listed for watch, listed in titles if watch == key]
        listed = tuple(sorted(beyond, key=lambda one: (one.source, -one.changes[-1])))
        before = tuple(line for watch, line in sent if watch == key)
        if own or elsewhere or listed or before:
            groups.append(Group(name, query, own, elsewhere, listed, before))
    return tuple(groups)


def _when(item: Item) -> tuple[datetime, int]:
    # Only the order within a digest; what is in it never depends on a publication date.
    return item.published.start if item.published else item.first_seen, item.article_id


def _asides(
    conn: Connection, reader: Row[Any], watches: dict[int, tuple[str, str]]
) -> tuple[tuple[PutAside, ...], int]:
    a = tables.set_aside.c
    rows = conn.execute(select(tables.set_aside).where(a.key > reader.aside_upto).order_by(a.key)).all()
    told = tuple(
        PutAside(watches[row.watch_key][0], row.title, clean_link(row.url) if row.url else "", row.reason)
        for row in rows
        if row.watch_key in watches
    )
    return told, rows[-1].key if rows else reader.aside_upto


def _since(conn: Connection, reader: Row[Any]) -> datetime:
    # The last digest's moment; the first one of a reader reaches back to when they were added.
    m = tables.messages.c
    last: datetime | None = conn.execute(
        select(func.max(m.frozen_at)).where(m.reader_key == reader.key)
    ).scalar()
    return max(last, reader.added_at) if last is not None else reader.added_at  # type: ignore[no-any-return]

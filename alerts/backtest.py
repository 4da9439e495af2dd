"""Back-tests: what a watch would have found in a window of the past, settled as live matching settles; beside `match`.

The engine proposes versions by everything but dates, since these count from the moment at which each was first seen.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from alerts.asides import Unjudged
from alerts.judging import read_each
from alerts.other_forms import narrower_forms, wider_forms, without_nots
from alerts.schedule import GATHER, Send, next_period
from alerts.settling import Found, Runner, settle, to_settle
from alerts.watchlist import Watchlist
from articles.analysis import fold
from articles.article import Span, field_text
from articles.entities import Entity
from articles.index.asked import EVERYTHING
from articles.index.port import ArticleIndex, Scope
from articles.open_words import too_open
from articles.query import Judged, entities_in, expand, negation_at_leaves, show
from articles.query.joining import all_of, any_of
from articles.query.metering import Meter
from articles.query.nodes import And, DateRange, In, Instant, Node, Not, Or
from articles.query.rewriting import share_compared, wildcards
from articles.store.changes import ChangeKind, read_changes
from articles.store.database import Database
from articles.store.tables import versions
from articles.store.versions import Stored

BATCH = 100  # versions read at a time
_KINDS: tuple[ChangeKind, ...] = ("version added",)
MOST_WORDS = 20
MOST_FORMS = 8  # other forms of a query that are tried
MOST_LOOKED_AT = 5_000  # versions for one of them


@dataclass(frozen=True, slots=True)
class Match:
    """A version that the watch meets, and where."""

    stored: Stored
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """Another form of the query: how many articles it brings, and how many of these the query does not.

    Numbers are lower bounds where it was not looked at `whole`. `samples` are of those that the query does not bring.
    """

    what: str
    query: str
    articles: int
    more: int
    samples: tuple[Match, ...]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class BackTest:
    """What the watch meets among the versions first seen from `start` up to `end`, as they came.

    `aside` is what it could not judge, as live matching puts it aside. `kept_from` is when the first version that is kept was seen (None: there is none).
    `parts` says of each part of the query how many articles it was met in, `words` the same of what stood there
    (folded, the most frequent only). `without` has a form for each NOT that is
    left out, `narrower` and `wider` other forms.
    """

    start: datetime
    end: datetime
    matches: tuple[Match, ...]
    aside: tuple[Unjudged, ...]
    kept_from: datetime | None
    parts: Mapping[str, int]
    words: Mapping[str, int]
    without: tuple[Form, ...] = ()
    narrower: tuple[Form, ...] = ()
    wider: tuple[Form, ...] = ()

    @property
    def articles(self) -> int:
        """How many articles; each may have been met in several versions."""
        return len(_articles(self.matches))

    @property
    def stories(self) -> int:
        """How many stories these articles tell, as far as they are grouped yet: each article tells one.

        A version that is not grouped yet is a story of its own, with a later number than those of its article that are.
        """
        told: dict[int, int] = {}
        for match in self.matches:
            version = match.stored.version
            told[version.article_id] = min(version.story, told.get(version.article_id, version.story))
        return len(set(told.values()))


_Settled = tuple[Judged, Found] | Unjudged


@dataclass(slots=True)
class _Archive:
    db: Database
    index: ArticleIndex
    entities: Mapping[str, Entity]
    start: datetime
    end: datetime
    meter: Callable[[], Meter]
    looked_at: int = field(default=0)


def back_test(
    db: Database,
    index: ArticleIndex,
    tree: Node,
    entities: Mapping[str, Entity],
    *,
    start: datetime,
    end: datetime,
    forms: bool = True,
    aside: Iterable[Unjudged] = (),
    meter: Callable[[], Meter] = Meter,
) -> BackTest:
    """Judge `tree` over every version first seen in [start, end) that is still kept: what live matching gave.

    With `forms`, also other forms of it. What live matching put `aside` stays so. `meter` makes the account of what
    judging one version may cost. Raises QueryError (an entity that is not configured), IndexUnavailable, IndexFailed
    and StoreUnavailable.
    """
    archive = _Archive(db, index, entities, start, end, meter)
    left = {one.change: one for one in aside}
    narrower = narrower_forms(tree)[:MOST_FORMS] if forms else []
    trials = [_runner(form) for _, form in narrower]
    narrowed: list[set[int]] = [set() for _ in narrower]
    matches: list[Match] = []
    seen: dict[str, set[int]] = defaultdict(set)
    stood: dict[str, set[int]] = defaultdict(set)
    for one in _scan(archive, tree):
        if isinstance(one, Unjudged):
            left.setdefault(one.change, one)
            continue
        doc, found = one
        version = doc.version
        if version.change in left:
            continue
        matches.append(_match(doc, found))
        for part in found.parts:
            seen[part.part].add(version.article_id)
        for span in found.spans:
            text = field_text(version.content, span.field)[span.start : span.end]
            stood[" ".join(fold(text).split())[:60]].add(version.article_id)
        for trial, kept in zip(trials, narrowed, strict=True):
            # Each as if it ran alone: by a meter of its own.
            if isinstance(settle(trial, replace(doc, meter=archive.meter())), Found):
                kept.add(version.article_id)
    with db.read() as conn:
        kept_from = conn.scalar(select(versions.c.seen).order_by(versions.c.change).limit(1))
    asides = tuple(left[change] for change in sorted(left))
    done = BackTest(
        start, end, tuple(matches), asides, kept_from, _most(seen, None), _most(stood, MOST_WORDS)
    )
    if not forms:
        return done
    known = _articles(matches) | {one.article_id for one in asides}
    return replace(
        done,
        without=tuple(_form(archive, what, form, known) for what, form in without_nots(tree)[:MOST_FORMS]),
        narrower=tuple(
            Form(what, show(form, typed=True), len(kept), 0, ())
            for (what, form), kept in zip(narrower, narrowed, strict=True)
        ),
        wider=tuple(_form(archive, what, form, known) for what, form in wider_forms(tree)[:MOST_FORMS]),
    )


def one_an_article(matches: Iterable[Match]) -> tuple[Match, ...]:
    """Of each article the version that came first."""
    first: dict[int, Match] = {}
    for match in matches:
        first.setdefault(match.stored.version.article_id, match)
    return tuple(first.values())


def mails(tested: BackTest, send: Send, zone: str) -> int:
    """How many mails with something in them a subscription that is sent so would have made of what was found.

    As in the ledger, a source's past, a page that only we read anew and an edit of an article that was sent make none;
    what is put aside is told as soon as a find would be. Wall times are of `zone`.
    """
    slots: set[str] = set()
    count, opened = 0, None
    for moment in sorted([*_news(tested.matches), *(one.seen for one in tested.aside)]):
        period = next_period(send, zone, moment)
        if period is not None:
            slots.add(period.id)
        elif opened is None or moment - opened >= GATHER:
            count, opened = count + 1, moment
    return count + len(slots)


def _form(archive: _Archive, what: str, tree: Node, known: set[int]) -> Form:
    archive.looked_at = 0
    found = one_an_article(
        _match(*one) for one in _scan(archive, tree, limit=MOST_LOOKED_AT) if not isinstance(one, Unjudged)
    )
    more = [match for match in found if match.stored.version.article_id not in known]
    whole = archive.looked_at < MOST_LOOKED_AT
    return Form(what, show(tree, typed=True), len(found), len(more), tuple(more[:3]), whole)


def _match(doc: Judged, found: Found) -> Match:
    return Match(Stored(doc.version, doc.analysed), found.spans)


def _runner(tree: Node) -> Runner:
    return Runner(0, "that is tried out", 0, tree, dict.fromkeys(entities_in(tree), ""), 0)


def _scan(archive: _Archive, tree: Node, *, limit: int | None = None) -> Iterator[_Settled]:
    """What comes of each version that the tree may meet, the oldest first; at most `limit` are looked at."""
    watch = Watchlist([(0, tree)], archive.entities)
    runner = _runner(tree)
    state = archive.index.state()
    applied = state.change if state else 0
    expanded = expand(tree, archive.entities)
    open_too = too_open(expanded, archive.index) is not None
    asked = all_of([_proposable(negation_at_leaves(expanded), open_too), _window(archive)])
    after: int | None = None
    while True:
        answer = archive.index.find(
            asked,
            archive.end,
            order="oldest",
            limit=BATCH,
            after=after,
            scope=Scope(applied, superseded=True),
        )
        yield from _judged(archive, runner, watch, [hit.change for hit in answer.hits])
        if not answer.more or (limit is not None and archive.looked_at >= limit):
            break
        after = answer.hits[-1].key
    while True:  # what the index has not applied yet
        with archive.db.read() as conn:
            changes = read_changes(conn, applied, BATCH, _KINDS)
        if not changes:
            return
        yield from _judged(archive, runner, watch, [change.number for change in changes])
        applied = changes[-1].number


def _judged(
    archive: _Archive, runner: Runner, watch: Watchlist[int], changes: Sequence[int]
) -> Iterator[_Settled]:
    archive.looked_at += len(changes)
    v = versions.c
    inside = select(v.change, v.article_id, v.seen).where(
        v.change.in_(changes), v.seen >= archive.start, v.seen < archive.end
    )
    with archive.db.read() as conn:
        seen = {row.change: row for row in conn.execute(inside)}
        outcomes = read_each(
            conn, [(change, seen[change].article_id) for change in changes if change in seen]
        )
    for one in outcomes:
        reason: str | None = one.unread
        if one.stored is not None:
            doc = Judged(one.stored.version, one.stored.analysed, archive.entities, archive.meter())
            found = settle(runner, doc)
            if isinstance(found, Found):
                yield doc, found
            # Live matching does not come to what shows at a glance that it does not meet the watch.
            reason = found if isinstance(found, str) and 0 in to_settle(watch, doc) else None
        if reason:
            yield Unjudged(one.change, one.article_id, seen[one.change].seen, one.title, one.url, reason)


def _window(archive: _Archive) -> DateRange:
    second = timedelta(seconds=1)
    return DateRange("seen", Instant(archive.start, second), Instant(archive.end, second), "UTC")


def _proposable(node: Node, open_too: bool) -> Node:
    """A tree (negations at its leaves) with every filter on dates as if met.

    With `open_too` also what holds a word that begins so openly as `*gate`: an article's own words are few, the archive's too many.
    """
    match node:
        case DateRange():
            return EVERYTHING
        case Not(part) | In(_, part) if isinstance(part, DateRange):
            return EVERYTHING
        case Not(In(_, DateRange())):
            return EVERYTHING
        case And(parts):
            return all_of([_proposable(part, open_too) for part in parts])
        case Or(parts):
            return any_of([_proposable(part, open_too) for part in parts])
        case In(name, part):
            return In(name, _proposable(part, open_too))
    return EVERYTHING if open_too and any(map(share_compared, wildcards(node))) else node


def _most(met: Mapping[str, set[int]], limit: int | None) -> dict[str, int]:
    return dict(Counter({name: len(articles) for name, articles in met.items()}).most_common(limit))


def _articles(matches: Sequence[Match]) -> set[int]:
    return {match.stored.version.article_id for match in matches}


def _news(matches: Sequence[Match]) -> Iterator[datetime]:
    """When each match was news to a reader, in the order of their changes."""
    told: set[int] = set()
    for match in sorted(matches, key=lambda one: one.stored.version.change):
        version = match.stored.version
        first = version.article_id not in told
        told.add(version.article_id)
        if first and not version.past and version.reason != "re-extracted":
            yield version.seen

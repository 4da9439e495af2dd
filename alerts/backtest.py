"""Back-tests: what a watch would have found in a window of the past, judged as live matching judges; beside `match`.

The engine proposes versions by everything but dates, since these count from the moment at which each was first seen.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from alerts.schedule import GATHER, Send, next_period
from articles.analysis import fold
from articles.article import Span, field_text
from articles.entities import Entity
from articles.index.asked import EVERYTHING
from articles.index.port import ArticleIndex, Scope
from articles.open_words import too_open
from articles.query import Judged, evaluate, expand, negation_at_leaves, show, why
from articles.query.joining import all_of, any_of
from articles.query.nodes import (
    And,
    DateRange,
    FieldName,
    In,
    Instant,
    Label,
    Near,
    Node,
    Not,
    Or,
    Sentence,
    children,
)
from articles.query.rewriting import share_compared, wildcards
from articles.store.changes import ChangeKind, read_changes
from articles.store.database import Database
from articles.store.versions import Stored, load

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

    `parts` says of each part of the query how many articles it was met in, `words` the same of what stood there
    (folded, the most frequent only). `without` has a form for each NOT that is
    left out, `narrower` and `wider` other forms.
    """

    start: datetime
    end: datetime
    matches: tuple[Match, ...]
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
        """How many stories these articles tell, as far as they are grouped yet."""
        return len({match.stored.version.story for match in self.matches})


@dataclass(slots=True)
class _Archive:
    db: Database
    index: ArticleIndex
    entities: Mapping[str, Entity]
    start: datetime
    end: datetime
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
) -> BackTest:
    """Judge `tree` over every version first seen in [start, end) that is still kept: what live matching gave.

    With `forms`, also other forms of it. Raises QueryError (an entity that is not configured), IndexUnavailable,
    IndexFailed and StoreUnavailable.
    """
    archive = _Archive(db, index, entities, start, end)
    matches = tuple(_scan(archive, tree))
    seen: dict[str, set[int]] = defaultdict(set)
    stood: dict[str, set[int]] = defaultdict(set)
    for match in matches:
        version = match.stored.version
        for reason in why(tree, Judged(version, match.stored.analysed, entities), version.seen):
            seen[show(reason.part, typed=True)].add(version.article_id)
        for span in match.spans:
            text = field_text(version.content, span.field)[span.start : span.end]
            stood[" ".join(fold(text).split())[:60]].add(version.article_id)
    done = BackTest(start, end, matches, _most(seen, None), _most(stood, MOST_WORDS))
    if not forms:
        return done
    known = {match.stored.version.change for match in matches}
    wider = [_form(archive, what, form, known) for what, form in wider_forms(tree)[:MOST_FORMS]]
    without = [_form(archive, what, form, known) for what, form in without_nots(tree)[:MOST_FORMS]]
    narrower = [_narrower(archive, what, form, matches) for what, form in narrower_forms(tree)[:MOST_FORMS]]
    return replace(done, without=tuple(without), narrower=tuple(narrower), wider=tuple(wider))


def mails(matches: Sequence[Match], send: Send, zone: str) -> int:
    """How many mails with something in them a subscription that is sent so would have made of the matches.

    As in the ledger, a source's past, a page that only we read anew and an edit of an article that was sent make none.
    Wall times are of `zone`.
    """
    slots: set[str] = set()
    count, opened = 0, None
    for moment in sorted(_news(matches)):
        period = next_period(send, zone, moment)
        if period is not None:
            slots.add(period.id)
        elif opened is None or moment - opened >= GATHER:
            count, opened = count + 1, moment
    return count + len(slots)


def without_nots(tree: Node) -> list[tuple[str, Node]]:
    """The tree without each of its NOTs in turn, and which one that is."""
    return _changed(
        tree,
        lambda node: (f"without {show(node, typed=True)}", EVERYTHING) if isinstance(node, Not) else None,
    )


def wider_forms(tree: Node) -> list[tuple[str, Node]]:
    """Forms that bring at least what the tree does: nearness doubled, sentences as paragraphs, a part left out."""

    def widen(node: Node) -> tuple[str, Node] | None:
        if isinstance(node, Near) and node.distance:
            far = min(250, 2 * node.distance)
            return f"words up to {far} apart", Near(node.parts, far, node.ordered)
        return ("near, in one sentence or not", Near(node.parts, 30)) if isinstance(node, Sentence) else None

    found = _changed(tree, widen)
    needed = [part for part in tree.parts if not isinstance(part, Not)] if isinstance(tree, And) else []
    if isinstance(tree, And) and len(needed) > 1:
        for part in needed:
            rest = all_of([other for other in tree.parts if other is not part])
            found.append((f"without {show(part, typed=True)}", rest))
    return found


def narrower_forms(tree: Node) -> list[tuple[str, Node]]:
    """Forms that bring no more than the tree does."""
    title = _placed(tree, "title")
    found = [("in the headline", title), ("in headline or lead", any_of([title, _placed(tree, "lead")]))]

    def narrow(node: Node) -> tuple[str, Node] | None:
        if isinstance(node, Near) and node.distance > 1:
            close = node.distance // 2
            return f"words up to {close} apart", Near(node.parts, close, node.ordered)
        return None

    return [(what, form) for what, form in found if form != tree] + _changed(tree, narrow)


def _placed(tree: Node, field: FieldName) -> Node:
    """The tree with what is looked for in the text looked for in one field; what has a field keeps it, and a NOT stays."""
    if not _has_place(tree):
        return In(field, tree)
    if isinstance(tree, And | Or):
        parts = [_placed(part, field) for part in tree.parts]
        return all_of(parts) if isinstance(tree, And) else any_of(parts)
    return tree


def _has_place(tree: Node) -> bool:
    return isinstance(tree, In | Label | DateRange | Not) or any(map(_has_place, children(tree)))


def _changed(tree: Node, change: Callable[[Node], tuple[str, Node] | None]) -> list[tuple[str, Node]]:
    """The tree with one of its nodes changed, for each that `change` has another for."""
    if (other := change(tree)) is not None:
        return [other]
    found = []
    if isinstance(tree, And | Or):
        for number, part in enumerate(tree.parts):
            for what, new in _changed(part, change):
                parts = [*tree.parts[:number], new, *tree.parts[number + 1 :]]
                kept = [one for one in parts if one != EVERYTHING] or parts
                found.append((what, all_of(kept) if isinstance(tree, And) else any_of(parts)))
    elif isinstance(tree, In):
        found = [(what, In(tree.field, new)) for what, new in _changed(tree.part, change)]
    return found


def _form(archive: _Archive, what: str, tree: Node, known: set[int]) -> Form:
    archive.looked_at = 0
    matches = []
    for match in _scan(archive, tree, limit=MOST_LOOKED_AT):
        matches.append(match)
    more = [match for match in matches if match.stored.version.change not in known]
    whole = archive.looked_at < MOST_LOOKED_AT
    return Form(
        what, show(tree, typed=True), len(_articles(matches)), len(_articles(more)), tuple(more[:3]), whole
    )


def _narrower(archive: _Archive, what: str, tree: Node, matches: Sequence[Match]) -> Form:
    kept = [match for match in matches if _judge(archive, tree, match.stored) is not None]
    return Form(what, show(tree, typed=True), len(_articles(kept)), 0, ())


def _scan(archive: _Archive, tree: Node, *, limit: int | None = None) -> Iterator[Match]:
    """What the tree meets, the oldest first; at most `limit` versions are looked at."""
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
        yield from _judged(archive, tree, [hit.change for hit in answer.hits])
        if not answer.more or (limit is not None and archive.looked_at >= limit):
            break
        after = answer.hits[-1].key
    while True:  # what the index has not applied yet
        with archive.db.read() as conn:
            changes = read_changes(conn, applied, BATCH, _KINDS)
        if not changes:
            return
        yield from _judged(archive, tree, [change.number for change in changes])
        applied = changes[-1].number


def _judged(archive: _Archive, tree: Node, changes: Sequence[int]) -> Iterator[Match]:
    with archive.db.read() as conn:
        stored = {one.version.change: one for one in load(conn, list(changes))}
    archive.looked_at += len(changes)
    for change in changes:
        one = stored.get(change)
        if one is None or not archive.start <= one.version.seen < archive.end:
            continue
        spans = _judge(archive, tree, one)
        if spans is not None:
            yield Match(one, spans)


def _judge(archive: _Archive, tree: Node, stored: Stored) -> tuple[Span, ...] | None:
    return evaluate(tree, Judged(stored.version, stored.analysed, archive.entities), stored.version.seen)


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

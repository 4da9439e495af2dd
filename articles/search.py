"""Answers a query over everything kept: the engine proposes, the judge decides; under the command line and the web."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast, get_args

from articles.deciding import UNBOUNDED, USUAL, Budget, Purse, Question
from articles.entities import Entity
from articles.errors import QueryError
from articles.found import Found
from articles.index.port import ArticleIndex, By, Count, Order, Scope
from articles.query import negation_at_leaves
from articles.query.nodes import And, DateRange, In, Node, Not, Or
from articles.store.changes import last_change
from articles.store.database import Database

__all__ = ["UNBOUNDED", "USUAL", "Answer", "Budget", "Found", "count", "export", "search"]

# order, sort key, change number
_CURSOR: Final = re.compile(rf"({'|'.join(get_args(Order))})\.([0-9]{{1,20}})\.([0-9]{{1,19}})")
_HIGHEST_KEY: Final = 2**64 - 1


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of what was found.

    `undated` counts the versions that no `published:` filter can judge, for they have no date, and that match
    otherwise; None without such a filter. `after` is the cursor of what follows, None at the end. `as_of` is the
    change that all pages are true at. The index is `behind` by so many changes. `partial`: what is behind may be
    missing, or the judge came to its bound before the page was full (and `after` goes on from there).
    """

    hits: tuple[Found, ...]
    total: Count
    undated: Count | None
    after: str | None
    as_of: int
    behind: int
    partial: bool


def search(
    db: Database,
    index: ArticleIndex,
    tree: Node,
    *,
    at: datetime,
    order: Order = "newest",
    limit: int = 20,
    after: str | None = None,
    as_of: int | None = None,
    entities: Mapping[str, Entity] | None = None,
    budget: Budget = USUAL,
) -> Answer:
    """The first `limit` versions in `order` behind the cursor `after`; relative times count from `at`.

    Current versions, or those that were current at change `as_of`; a cursor knows its order and change itself.
    By relevance the best 1,000 are all there is. With `budget=UNBOUNDED` the numbers are exact, whatever it takes.
    Raises QueryError (an entity that is not configured, a cursor that is none), IndexUnavailable, IndexFailed
    and StoreUnavailable.
    """
    key = None
    if after is not None:
        order, key, as_of = _read_cursor(db, after)
    elif as_of is not None:
        check_reached(db, as_of)
    purse = Purse(budget)
    question = Question(db, index, tree, at, entities or {}, purse)
    hits: list[Found] = []
    reached, more = key, False
    for hit, found in question.decided(Scope(as_of), order, key, limit + 1, total=True):
        if len(hits) == limit:
            more = True
            break
        reached = hit.key
        if found is not None:
            hits.append(found)
    stopped = purse.empty and not more
    scope = question.settled
    behind = _behind(db, question.applied, question.last)
    return Answer(
        hits=tuple(hits),
        total=question.count(scope),
        undated=undated_aside(db, index, tree, at, entities or {}, purse, scope),
        after=f"{order}.{reached or 0}.{scope.as_of}" if more or (stopped and reached is not None) else None,
        as_of=scope.as_of or 0,
        behind=behind,
        partial=stopped or behind > 0,
    )


def count(
    db: Database,
    index: ArticleIndex,
    tree: Node,
    *,
    at: datetime,
    by: By | None = None,
    as_of: int | None = None,
    exact: bool = False,
    entities: Mapping[str, Entity] | None = None,
    budget: Budget = USUAL,
) -> Count:
    """How many versions match, with `by` also by value; with `exact` the true number, whatever it takes.

    Raises as `search` does.
    """
    scope, _ = scope_of(db, index, as_of)
    purse = Purse(UNBOUNDED if exact else budget)
    return Question(db, index, tree, at, entities or {}, purse).count(scope, by)


def export(
    db: Database,
    index: ArticleIndex,
    tree: Node,
    *,
    at: datetime,
    order: Order = "newest",
    as_of: int | None = None,
    entities: Mapping[str, Entity] | None = None,
) -> Iterator[Found]:
    """Every version that matches, in `order` ("relevance" ends after 1,000), exact; read as it is taken.

    Raises as `search` does.
    """
    scope, _ = scope_of(db, index, as_of)
    question = Question(db, index, tree, at, entities or {}, Purse(UNBOUNDED))
    for _, found in question.decided(scope, order, None, 100):
        if found is not None:
            yield found


def scope_of(db: Database, index: ArticleIndex, as_of: int | None) -> tuple[Scope, int]:
    """Where to look, settled for all parts and pages of an answer; and how many changes the index is behind.

    Raises QueryError for a change that the archive has not reached: what it will hold then is not known.
    """
    if as_of is not None:
        check_reached(db, as_of)
    applied = _applied(index)
    return Scope(as_of=applied if as_of is None else as_of), _behind(db, applied)


def check_reached(db: Database, as_of: int, typed: str | None = None) -> None:
    """Raises QueryError for a change that the archive has not reached; `typed` is what ends with its number."""
    with db.read() as conn:
        last = last_change(conn)
    if as_of > last:
        number = str(as_of)
        typed = number if typed is None else typed
        raise QueryError(
            f"there is no change {as_of:,} yet: the archive is at {last:,}",
            typed, len(typed) - len(number), len(number),
            "An answer's change number is printed with it.",
        )  # fmt: skip


def _applied(index: ArticleIndex) -> int:
    state = index.state()
    return state.change if state else 0


def _behind(db: Database, applied: int, last: int | None = None) -> int:
    if last is None:
        with db.read() as conn:
            last = last_change(conn)
    return max(0, last - applied)


def undated_aside(
    db: Database,
    index: ArticleIndex,
    tree: Node,
    at: datetime,
    entities: Mapping[str, Entity],
    purse: Purse,
    scope: Scope,
) -> Count | None:
    """How many undated versions match if every filter on a date of publication is waived, less those that match anyway."""
    waived = _waived(negation_at_leaves(tree))
    if waived is None:
        return None
    undated = Scope(scope.as_of, undated=True, superseded=scope.superseded)
    would = Question(db, index, waived, at, entities, purse).count(undated)
    if _wants_a_date(tree):
        return would
    do = Question(db, index, tree, at, entities, purse).count(undated)
    return Count(max(0, would.low - do.high), max(0, would.high - do.low))


def _wants_a_date(node: Node) -> bool:
    """Whether nothing without a date of publication matches, whatever it says."""
    if isinstance(node, And):
        return any(map(_wants_a_date, node.parts))
    return isinstance(node, DateRange) and node.name == "published"


def _waived(node: Node) -> Node | None:
    """The tree (negations at its leaves) with `published:` filters as if met; None if it has none."""
    match node:
        case DateRange("published") | Not(DateRange("published")):
            return DateRange("seen", None, None, "UTC")  # any time at all
        case And(parts) | Or(parts):
            waived = [_waived(part) for part in parts]
            if all(part is None for part in waived):
                return None
            return type(node)(tuple(new or old for new, old in zip(waived, parts, strict=True)))
        case In(name, part):
            inner = _waived(part)
            return None if inner is None else In(name, inner)
    return None


def _read_cursor(db: Database, text: str) -> tuple[Order, int, int]:
    found = _CURSOR.fullmatch(text)
    if found is None or int(found[2]) > _HIGHEST_KEY:
        raise QueryError(
            "this is not the place of a page of answers", text, 0, len(text), "Begin at the first page."
        )
    as_of = int(found[3])
    check_reached(db, as_of, text)
    return cast(Order, found[1]), int(found[2]), as_of

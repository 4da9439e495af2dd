"""A query tree as an engine's query, never narrower than the tree: what all engines share; between the query and each engine's own parts.

What the engine cannot do exactly is asked as something wider, and the answer says so; under a negation, where
wider would be narrower, it is left out.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Generic, TypeVar

from articles.index.asked import Close
from articles.index.port import Scope
from articles.names.article_keys import TITLED
from articles.query.dates import resolve
from articles.query.nodes import (
    And,
    AtLeast,
    DateRange,
    In,
    Label,
    Named,
    NameKeys,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Sentence,
    Term,
    Wildcard,
)
from articles.query.rewriting import negation_at_leaves, widened

ANYWHERE = ("title", "body", "caption")  # where a bare word is looked for; the lead is part of the body
Q = TypeVar("Q")


@dataclass(frozen=True, slots=True)
class Bound(Generic[Q]):
    """A query that finds at least what is wanted; `exact` if it finds nothing else."""

    query: Q
    exact: bool


class Translator(ABC, Generic[Q]):
    """Translates one tree. `wide` asks for the words of phrases with wildcards apart, for when they are too many.

    Subclasses say how their engine's queries are made. Their fields are those of `IndexDocument`, labels and
    facets under `label_…` and `facet_…`, with `dated` 0 or 1, and `superseded` never empty.
    """

    NEVER: ClassVar[int]  # `superseded` of a current version
    close: ClassVar[Close]

    def __init__(self, at: datetime, *, wide: bool = False) -> None:
        self._at = at
        self._wide = wide

    def bound(self, tree: Node) -> Bound[Q]:
        """The upper bound of a tree."""
        return self._node(negation_at_leaves(tree), self.fields(*ANYWHERE))

    def fields(self, *names: str) -> tuple[str, ...]:
        """The fields that hold what these name, in all versions that are looked at."""
        return names

    def within(self, scope: Scope) -> Q:
        """The versions looked at, and nothing else that an index may hold."""
        if scope.superseded:
            parts = [self.range("change", None, None if scope.as_of is None else scope.as_of + 1)]
        elif scope.as_of is None:
            parts = [self.equals("superseded", self.NEVER)]
        else:
            parts = [
                self.range("change", None, scope.as_of + 1),
                self.range("superseded", scope.as_of + 1, None),
            ]
        if scope.undated:
            parts.append(self.equals("dated", 0))
        return self.all_of([self.unscored(part) for part in parts], ())

    @abstractmethod
    def all_of(self, queries: Sequence[Q], without: Sequence[Q]) -> Q:
        """All of `queries` (one at least) and none of `without`."""

    @abstractmethod
    def any_of(self, queries: Sequence[Q]) -> Q:
        """One of them at least."""

    @abstractmethod
    def everything(self) -> Q:
        """All documents, unscored."""

    @abstractmethod
    def nothing(self) -> Q:
        """No document."""

    @abstractmethod
    def unscored(self, query: Q) -> Q:
        """The same documents; it adds nothing to their scores."""

    @abstractmethod
    def equals(self, field: str, value: str | int) -> Q:
        """Where the field has just this value."""

    @abstractmethod
    def range(self, field: str, low: int | None, high: int | None) -> Q:
        """low <= value < high, each open where None; every document that has the field where both are."""

    @abstractmethod
    def word(self, field: str, text: str) -> Q:
        """Where the field has this term."""

    @abstractmethod
    def pattern(self, field: str, wildcard: str) -> Q | None:
        """Where the field has a term that the wildcard stands for; None where the engine cannot ask for it."""

    @abstractmethod
    def phrase(self, field: str, parts: Sequence[Term | Wildcard]) -> Q | None:
        """Where two or more follow one another in one paragraph; None where the engine cannot ask for that."""

    @abstractmethod
    def near(self, field: str, node: Near) -> Q | None:
        """A nearness that `close` left as it is, exactly; None where it proved to be too much."""

    def _node(self, node: Node, fields: tuple[str, ...]) -> Bound[Q]:
        match node:
            case And(parts):
                return self._and(parts, fields)
            case Or(parts):
                # One list of all words in all fields: an engine walks it faster than a list of lists.
                return self._any([one for part in parts for one in self._options(part, fields)])
            case Not(part):
                dates = _dates_of(part)
                return self._and((node,), fields) if dates is None else self._outside(dates)
            case In(field, part):
                return self._node(part, self.fields(field))
            case Label(name, value):
                return Bound(self.unscored(self.equals(f"label_{name}", value)), True)
            case DateRange():
                return self._dates(node)
            case Named(_, tree):
                return Bound(self._node(tree, fields).query, False)
            case NameKeys(keys, titled):
                prefix = TITLED if titled else ""
                here = [self.equals(name, f"{prefix}{key}") for name in self.fields("names") for key in keys]
                return Bound(self.unscored(self.any_of(here)) if here else self.nothing(), True)
            case Term() | Wildcard() | Phrase():
                return self._any(self._options(node, fields))
            case Near() | Sentence() | AtLeast():
                return self._close(node, fields)
        return Bound(self.everything(), False)  # unknown here: the judge decides

    def _options(self, node: Node, fields: tuple[str, ...]) -> list[Bound[Q]]:
        """What a part asks for, any of which will do."""
        if isinstance(node, Term | Wildcard | Phrase):
            return [self._text(node, field) for field in fields]
        return [self._node(node, fields)]

    def _any(self, bounds: Sequence[Bound[Q]]) -> Bound[Q]:
        exact = all(bound.exact for bound in bounds)
        return bounds[0] if len(bounds) == 1 else Bound(self.any_of([one.query for one in bounds]), exact)

    def _and(self, parts: Sequence[Node], fields: tuple[str, ...]) -> Bound[Q]:
        wanted: list[Q] = []
        without: list[Q] = []
        exact = True
        for part in parts:
            if isinstance(part, Not) and _dates_of(part.part) is None:
                excluded = self._node(part.part, fields)
                exact = exact and excluded.exact
                if excluded.exact:
                    without.append(excluded.query)
            else:
                bound = self._node(part, fields)
                exact = exact and bound.exact
                wanted.append(bound.query)
        return Bound(self.all_of(wanted or [self.everything()], without), exact)

    def _close(self, node: Near | Sentence | AtLeast, fields: tuple[str, ...]) -> Bound[Q]:
        wider, exact = type(self).close(node)
        if isinstance(wider, Near) and wider == node:
            queries = [query for field in fields if (query := self.near(field, wider)) is not None]
            if len(queries) == len(fields):
                return self._any([Bound(query, exact) for query in queries])
            wider, exact = widened(node), False
        bound = self._node(wider, fields)
        return Bound(bound.query, exact and bound.exact)

    def _text(self, node: Term | Wildcard | Phrase, field: str) -> Bound[Q]:
        match node:
            case Term(text, surface):
                return Bound(self.word(field, text), surface is None)
            case Wildcard(pattern):
                query = self.pattern(field, pattern)
                return Bound(self.everything(), False) if query is None else Bound(query, True)
            case Phrase(()):
                return Bound(self.nothing(), True)
            case Phrase((single,)):
                return self._text(single, field)
            case Phrase(parts):
                return self._phrase(parts, field)

    def _phrase(self, parts: tuple[Term | Wildcard, ...], field: str) -> Bound[Q]:
        bounds = [self._text(part, field) for part in parts]
        whole = None
        if not self._wide or all(isinstance(part, Term) for part in parts):
            whole = self.phrase(field, parts)
        if whole is None:
            return Bound(self.all_of([bound.query for bound in bounds], ()), False)
        return Bound(whole, all(bound.exact for bound in bounds))

    def _dates(self, node: DateRange) -> Bound[Q]:
        low, high = resolve(node, self._at)
        if node.name == "seen":
            return Bound(self.unscored(self.range("seen", low, high)), True)
        parts = [
            self.equals("dated", 1),
            self.range("published_from", None, high),
            self.range("published_to", None if low is None else low + 1, None),
        ]
        return Bound(self.unscored(self.all_of(parts, ())), True)

    def _outside(self, node: DateRange) -> Bound[Q]:
        """Not in a range of dates; what has no date is neither in nor out."""
        base = self.everything() if node.name == "seen" else self.equals("dated", 1)
        return Bound(self.unscored(self.all_of([base], [self._dates(node).query])), True)


def _dates_of(node: Node) -> DateRange | None:
    """The filter by dates that a leaf is; it is none of a field's, even inside one."""
    if isinstance(node, In):
        return _dates_of(node.part)
    return node if isinstance(node, DateRange) else None

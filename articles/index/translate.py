"""A query tree as a tantivy query, never narrower than the tree; between the embedded engine and the query.

What the engine cannot do exactly is asked as something wider, and the answer says so; under a negation, where
wider would be narrower, it is left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import tantivy
from tantivy import FieldType, Occur, Query

from articles.index.patterns import literal, pattern_of
from articles.index.port import Scope
from articles.index.schema import NEVER
from articles.query.dates import resolve
from articles.query.nodes import (
    And,
    AtLeast,
    DateRange,
    In,
    Label,
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


@dataclass(frozen=True, slots=True)
class Bound:
    """A query that finds at least what is wanted; `exact` if it finds nothing else."""

    query: Query
    exact: bool


class Translator:
    """Translates one tree. `wide` asks for the words of phrases with wildcards apart, for when they are too many."""

    def __init__(self, schema: tantivy.Schema, at: datetime, *, wide: bool = False) -> None:
        self._schema = schema
        self._at = at
        self._wide = wide

    def bound(self, tree: Node) -> Bound:
        """The upper bound of a tree. Raises ValueError for a phrase with wildcards that the engine cannot take."""
        return self._node(negation_at_leaves(tree), ANYWHERE)

    def within(self, scope: Scope) -> Query:
        """The versions looked at; never the state document."""
        if scope.superseded:
            high = None if scope.as_of is None else scope.as_of + 1
            parts = [_range(self._schema, "change", FieldType.Unsigned, None, high)]
        elif scope.as_of is None:
            parts = [self._is("superseded", NEVER)]
        else:
            parts = [
                _range(self._schema, "change", FieldType.Unsigned, None, scope.as_of + 1),
                _range(self._schema, "superseded", FieldType.Unsigned, scope.as_of + 1, None),
            ]
        if scope.undated:
            parts.append(self._is("dated", 0))
        return Query.boolean_query([(Occur.Must, _unscored(part)) for part in parts])

    def _node(self, node: Node, fields: tuple[str, ...]) -> Bound:
        match node:
            case And(parts):
                return self._and(parts, fields)
            case Or(parts):
                bounds = [self._node(part, fields) for part in parts]
                return Bound(_any(bound.query for bound in bounds), all(bound.exact for bound in bounds))
            case Not(part):
                dates = _dates_of(part)
                return self._and((node,), fields) if dates is None else self._outside(dates)
            case In(field, part):
                return self._node(part, (field,))
            case Label(name, value):
                return Bound(_unscored(self._is(f"label_{name}", value)), True)
            case DateRange():
                return self._dates(node)
            case Term() | Wildcard() | Phrase():
                bounds = [self._text(node, field) for field in fields]
                return Bound(_any(bound.query for bound in bounds), all(bound.exact for bound in bounds))
            case Near() | Sentence() | AtLeast():
                return Bound(self._node(widened(node), fields).query, False)
        return Bound(_unscored(Query.all_query()), False)  # unknown here: the judge decides

    def _and(self, parts: tuple[Node, ...], fields: tuple[str, ...]) -> Bound:
        clauses: list[tuple[Occur, Query]] = []
        exact = True
        for part in parts:
            if isinstance(part, Not) and _dates_of(part.part) is None:
                excluded = self._node(part.part, fields)
                exact = exact and excluded.exact
                if excluded.exact:
                    clauses.append((Occur.MustNot, excluded.query))
            else:
                bound = self._node(part, fields)
                exact = exact and bound.exact
                clauses.append((Occur.Must, bound.query))
        if not any(occur == Occur.Must for occur, _ in clauses):
            clauses.append((Occur.Must, _unscored(Query.all_query())))
        return Bound(Query.boolean_query(clauses), exact)

    def _text(self, node: Term | Wildcard | Phrase, field: str) -> Bound:
        match node:
            case Term(text, surface):
                return Bound(Query.term_query(self._schema, field, text), surface is None)
            case Wildcard(pattern):
                try:
                    return Bound(Query.regex_query(self._schema, field, pattern_of(pattern)), True)
                except ValueError:  # too large for the engine's automata
                    return Bound(_unscored(Query.all_query()), False)
            case Phrase((single,)):
                return self._text(single, field)
            case Phrase(parts):
                return self._phrase(parts, field)

    def _phrase(self, parts: tuple[Term | Wildcard, ...], field: str) -> Bound:
        if not parts:
            return Bound(Query.empty_query(), True)
        exact = all(self._text(part, field).exact for part in parts)
        if all(isinstance(part, Term) for part in parts):
            words = [part.text for part in parts if isinstance(part, Term)]
            return Bound(Query.phrase_query(self._schema, field, list(words)), exact)
        if self._wide:
            apart = [(Occur.Must, self._text(part, field).query) for part in parts]
            return Bound(Query.boolean_query(apart), False)
        patterns = [
            literal(part.text) if isinstance(part, Term) else pattern_of(part.pattern) for part in parts
        ]
        return Bound(Query.regex_phrase_query(self._schema, field, list(patterns)), exact)

    def _dates(self, node: DateRange) -> Bound:
        low, high = resolve(node, self._at)
        if node.name == "seen":
            return Bound(_unscored(_range(self._schema, "seen", FieldType.Integer, low, high)), True)
        parts = [
            self._is("dated", 1),
            _range(self._schema, "published_from", FieldType.Integer, None, high),
            _range(self._schema, "published_to", FieldType.Integer, None if low is None else low + 1, None),
        ]
        return Bound(_unscored(Query.boolean_query([(Occur.Must, part) for part in parts])), True)

    def _outside(self, node: DateRange) -> Bound:
        """Not in a range of dates; what has no date is neither in nor out."""
        base = Query.all_query() if node.name == "seen" else self._is("dated", 1)
        inside = self._dates(node).query
        outside = Query.boolean_query([(Occur.Must, base), (Occur.MustNot, inside)])
        return Bound(_unscored(outside), True)

    def _is(self, field: str, value: str | int) -> Query:
        return Query.term_query(self._schema, field, value, index_option="basic")


def _dates_of(node: Node) -> DateRange | None:
    """The filter by dates that a leaf is; it is none of a field's, even inside one."""
    if isinstance(node, In):
        return _dates_of(node.part)
    return node if isinstance(node, DateRange) else None


def _any(queries: Iterable[Query]) -> Query:
    wanted = list(queries)
    return wanted[0] if len(wanted) == 1 else Query.boolean_query([(Occur.Should, query) for query in wanted])


def _unscored(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)


def _range(schema: tantivy.Schema, field: str, kind: FieldType, low: int | None, high: int | None) -> Query:
    """low <= value < high, each open where None; every document that has the field where both are."""
    if low is None and high is None:
        return Query.exists_query(field)
    if low is not None and high is not None and low >= high:
        return Query.empty_query()
    return Query.range_query(schema, field, kind, low, None if high is None else high - 1)

"""How tantivy's queries are made; between `translate`, which decides what is asked, and the embedded engine."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

import tantivy
from tantivy import FieldType, Occur, Query

from articles.index import schema
from articles.index.asked import Close
from articles.index.patterns import literal, pattern_of
from articles.index.port import Scope
from articles.index.slop import close, windows
from articles.index.translate import Bound, Translator
from articles.query.nodes import (
    And,
    AtLeast,
    In,
    Named,
    NameKeys,
    Near,
    Node,
    Or,
    Phrase,
    Sentence,
    Term,
    Wildcard,
)
from articles.query.rewriting import negation_at_leaves

_UNSIGNED = frozenset(("change", "superseded"))


class EmbeddedTranslator(Translator[Query]):
    """A `Translator` to tantivy's queries. A phrase with wildcards may prove too much for it only when it is asked."""

    NEVER: ClassVar[int] = schema.NEVER
    close: ClassVar[Close] = staticmethod(close)

    def __init__(self, fields: tantivy.Schema, at: datetime, *, wide: bool = False) -> None:
        super().__init__(at, wide=wide)
        self._schema = fields
        self._past = True  # whether superseded versions are looked at
        self._open = False  # whether something is asked that any document answers

    def whole(self, tree: Node, scope: Scope) -> Bound[Query]:
        """What is asked for a tree within a scope; never a document that is no version's.

        Current versions have their text in fields of their own: a question that some of it must answer finds nothing else.
        """
        self._past = scope.superseded or scope.as_of is not None
        self._open = False
        bound = self.bound(tree)
        if scope.as_of is not None:
            return Bound(self.all_of([bound.query, self.within(scope)], ()), bound.exact)
        undated = [self.unscored(self.equals("dated", 0))] if scope.undated else []
        if not self._open and _in_text(negation_at_leaves(tree)):
            return Bound(self.all_of([bound.query, *undated], ()) if undated else bound.query, bound.exact)
        aside = self.equals(schema.STATE, schema.ALONE) if scope.superseded else self.equals(schema.ASIDE, 1)
        return Bound(self.all_of([bound.query, *undated], [aside]), bound.exact)

    def fields(self, *names: str) -> tuple[str, ...]:
        """See Translator."""
        return (*names, *(f"{schema.PAST}{name}" for name in names)) if self._past else names

    def all_of(self, queries: Sequence[Query], without: Sequence[Query]) -> Query:
        """See Translator."""
        wanted = [(Occur.Must, query) for query in queries]
        return Query.boolean_query([*wanted, *((Occur.MustNot, query) for query in without)])

    def any_of(self, queries: Sequence[Query]) -> Query:
        """See Translator."""
        return Query.boolean_query([(Occur.Should, query) for query in queries])

    def everything(self) -> Query:
        """See Translator."""
        self._open = True
        return self.unscored(Query.all_query())

    def nothing(self) -> Query:
        """See Translator."""
        return Query.empty_query()

    def unscored(self, query: Query) -> Query:
        """See Translator."""
        return Query.const_score_query(query, 0.0)

    def equals(self, field: str, value: str | int) -> Query:
        """See Translator."""
        return Query.term_query(self._schema, field, value, index_option="basic")

    def range(self, field: str, low: int | None, high: int | None) -> Query:
        """See Translator."""
        if low is None and high is None:
            return Query.exists_query(field)
        if low is not None and high is not None and low >= high:
            return Query.empty_query()
        kind = FieldType.Unsigned if field in _UNSIGNED else FieldType.Integer
        return Query.range_query(self._schema, field, kind, low, None if high is None else high - 1)

    def word(self, field: str, text: str) -> Query:
        """See Translator."""
        return Query.term_query(self._schema, field, text)

    def pattern(self, field: str, wildcard: str) -> Query | None:
        """See Translator."""
        try:
            return Query.regex_query(self._schema, field, pattern_of(wildcard))
        except ValueError:  # too large for the engine's automata
            return None

    def phrase(self, field: str, parts: Sequence[Term | Wildcard]) -> Query | None:
        """See Translator."""
        return self._placed(field, list(enumerate(parts)))

    def near(self, field: str, node: Near) -> Query | None:
        """See Translator. `slop` says why this is exact."""
        words = [part for part in node.parts if isinstance(part, Term | Wildcard)]
        if self._wide and not all(isinstance(word, Term) for word in words):
            return None
        found = [
            self._placed(field, [(max(0, -offset), words[0]), (max(0, offset), words[1])], slop)
            for offset, slop in windows(node)
        ]
        return found[0] if len(found) == 1 else self.any_of(found)

    def _placed(self, field: str, words: Sequence[tuple[int, Term | Wildcard]], slop: int = 0) -> Query:
        """Words at their distances from one another, give or take `slop`."""
        plain = [(place, word.text) for place, word in words if isinstance(word, Term)]
        if len(plain) == len(words):
            return Query.phrase_query(self._schema, field, list(plain), slop=slop)
        patterns = [
            (place, literal(word.text) if isinstance(word, Term) else pattern_of(word.pattern))
            for place, word in words
        ]
        return Query.regex_phrase_query(self._schema, field, list(patterns), slop=slop)


def _in_text(tree: Node) -> bool:
    """Whether nothing matches a tree (negations at its leaves) without a word in a field of text."""
    match tree:
        case And(parts):
            return any(map(_in_text, parts))
        case Or(parts):
            return all(map(_in_text, parts))
        case In(_, part) | Named(_, part):
            return _in_text(part)
    return isinstance(tree, Term | Wildcard | Phrase | NameKeys | Near | Sentence | AtLeast)

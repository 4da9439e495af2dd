"""How Elasticsearch's queries are made; between `translate`, which decides what is asked, and the engine.

Shapes: https://www.elastic.co/guide/en/elasticsearch/reference/8.19/query-dsl.html
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from articles.elastic import mapping
from articles.elastic.closeness import alternatives, apart, close
from articles.index.asked import Close
from articles.index.translate import Translator
from articles.query.nodes import Near, Node, Phrase, Term, Wildcard, Words

Query = Mapping[str, Any]
_DATES: Final = frozenset(("seen", "published_from", "published_to", "published_middle"))
_EVERYTHING: Final[Query] = {"exists": {"field": "change"}}
_WILD = re.compile(r"[*?]{2,}")


class ElasticTranslator(Translator[Query]):
    """A `Translator` to Elasticsearch's queries. With `wide` it asks for no phrase or nearness with wildcards and no hard one."""

    NEVER: ClassVar[int] = mapping.NEVER
    close: ClassVar[Close] = staticmethod(close)

    def all_of(self, queries: Sequence[Query], without: Sequence[Query]) -> Query:
        """See Translator. What is unscored goes where scores are not worked out."""
        scored = [query for query in queries if not _is_filter(query)]
        made: dict[str, Any] = {}
        if scored:
            made["must"] = scored
        if filters := [_unwrapped(query) for query in queries if _is_filter(query)]:
            made["filter"] = filters
        if without:
            made["must_not"] = [_unwrapped(query) for query in without]
        if len(queries) == 1 and not without:
            return queries[0]
        return {"bool": made}

    def any_of(self, queries: Sequence[Query]) -> Query:
        """See Translator."""
        return queries[0] if len(queries) == 1 else {"bool": {"should": list(queries)}}

    def everything(self) -> Query:
        """See Translator."""
        return self.unscored(_EVERYTHING)

    def nothing(self) -> Query:
        """See Translator."""
        return {"match_none": {}}

    def unscored(self, query: Query) -> Query:
        """See Translator."""
        return query if _is_filter(query) else {"bool": {"filter": [query]}}

    def equals(self, field: str, value: str | int) -> Query:
        """See Translator."""
        return {"term": {field: {"value": value}}}

    def range(self, field: str, low: int | None, high: int | None) -> Query:
        """See Translator."""
        if low is None and high is None:
            return {"exists": {"field": field}}
        if low is not None and high is not None and low >= high:
            return self.nothing()
        ends: dict[str, Any] = {"gte": low} if low is not None else {}
        if high is not None:
            ends["lt"] = high
        if field in _DATES:
            ends = {name: str(value) for name, value in ends.items()} | {"format": "epoch_second"}
        return {"range": {field: ends}}

    def word(self, field: str, text: str) -> Query:
        """See Translator."""
        return {"term": {field: {"value": text}}}

    def pattern(self, field: str, wildcard: str) -> Query | None:
        """See Translator."""
        kind, text = _pattern(wildcard)
        if kind == "prefix":
            return {"prefix": {field: {"value": text}}}
        if self._wide and is_hard(wildcard):
            return None
        return {"wildcard": {field: {"value": text}}}

    def phrase(self, field: str, parts: Sequence[Term | Wildcard]) -> Query | None:
        """See Translator."""
        words = [part.text for part in parts if isinstance(part, Term)]
        if len(words) == len(parts):
            return {"match_phrase": {field: {"query": " ".join(words)}}}
        return {"intervals": {field: _phrase(parts)}}

    def near(self, field: str, node: Near) -> Query | None:
        """See Translator. Two parts, each of places of one length: `close` has seen to it."""
        if self._wide and any(_has_wildcard(words) for part in node.parts for words in alternatives(part)):
            return None
        left, right = (_places(part) for part in node.parts)
        if left == right:
            # Two rules that are the same it takes for one that repeats, whose places may overlap and whose gaps it counts wrongly.
            again = _pair(left, _other(right), node.distance)
            return {"intervals": {field: again}}
        if node.ordered:
            return {"intervals": {field: _pair(left, right, node.distance, ordered=True)}}
        if apart(*node.parts):
            return {"intervals": {field: _pair(left, right, node.distance, ordered=False)}}
        # Unordered places may overlap, those in an order may not.
        both = [_pair(left, right, node.distance), _pair(right, left, node.distance)]
        return {"intervals": {field: {"any_of": {"intervals": both}}}}


def is_hard(wildcard: str) -> bool:
    """Whether a wildcard may be too much for an automaton: `?` behind `*` doubles its states, each one."""
    return "?" in wildcard.partition("*")[2]


def size(query: Any) -> int:
    """How many words, patterns and values a query asks for: what the server bounds as its clauses."""
    if isinstance(query, Mapping):
        leaves = sum(name in _LEAVES for name in query)
        return leaves or sum(size(part) for part in query.values())
    return sum(map(size, query)) if isinstance(query, list | tuple) else 0


_LEAVES: Final = frozenset(("term", "prefix", "wildcard", "match_phrase", "match", "range", "exists"))


def _has_wildcard(words: Words) -> bool:
    parts = words.parts if isinstance(words, Phrase) else (words,)
    return any(isinstance(part, Wildcard) for part in parts)


def _is_filter(query: Query) -> bool:
    return query.keys() == {"bool"} and not query["bool"].keys() - {"filter", "must_not"}


def _unwrapped(query: Query) -> Query:
    """A filter of one query, which need not say that it is one where nothing is scored."""
    if _is_filter(query) and query["bool"].keys() == {"filter"} and len(query["bool"]["filter"]) == 1:
        inner: Query = query["bool"]["filter"][0]
        return inner
    return query


def _pattern(wildcard: str) -> tuple[str, str]:
    """How a wildcard is asked for, and its text; a run of `*` and `?` is written in its shortest form."""
    text = _WILD.sub(lambda run: "?" * run[0].count("?") + "*" * ("*" in run[0]), wildcard)
    if text.endswith("*") and "*" not in text[:-1] and "?" not in text:
        return "prefix", text[:-1]
    return "wildcard", text.replace("\\", "\\\\")


def _places(part: Node) -> Query:
    """A rule of intervals for the places of a part of a nearness."""
    rules = [_phrase(words.parts if isinstance(words, Phrase) else (words,)) for words in alternatives(part)]
    return rules[0] if len(rules) == 1 else {"any_of": {"intervals": rules}}


def _phrase(parts: Sequence[Term | Wildcard]) -> Query:
    if all(isinstance(part, Term) for part in parts):
        words = " ".join(part.text for part in parts if isinstance(part, Term))
        return {"match": {"query": words, "max_gaps": 0, "ordered": True}}
    rules = [_rule(part) for part in parts]
    return rules[0] if len(rules) == 1 else _together(rules, 0, ordered=True)


def _rule(part: Term | Wildcard) -> Query:
    if isinstance(part, Term):
        return {"match": {"query": part.text}}
    kind, text = _pattern(part.pattern)
    return {kind: {"prefix" if kind == "prefix" else "pattern": text}}


def _pair(left: Query, right: Query, distance: int, *, ordered: bool = True) -> Query:
    return _together([left, right], distance, ordered=ordered)


def _other(rule: Query) -> Query:
    """The same places by a rule that reads otherwise: those that hold no term which no article has."""
    nowhere = {"not_containing": {"match": {"query": "\x00"}}}
    return {"all_of": {"intervals": [rule], "filter": nowhere}}


def _together(rules: Sequence[Query], gaps: int, *, ordered: bool) -> Query:
    return {"all_of": {"intervals": list(rules), "max_gaps": gaps, "ordered": ordered}}

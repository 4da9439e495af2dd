"""Queries made ready to be asked of many versions: the judge's yes or no without its spans, before those are gathered.

The verdicts are the judge's own (a test holds them together): plain words and phrases are looked up in what a `Sheet`
worked out once for a version, and nearness, counts, wildcards and exact words are asked of the judge's own parts.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Final

from articles.analysis.terms import LONGEST_TERM
from articles.query.closeness import count_apart
from articles.query.judge import BARE_FIELDS, Judged, Scope, in_range, places
from articles.query.labels import labels
from articles.query.nodes import (
    And,
    AtLeast,
    DateRange,
    FieldName,
    In,
    Label,
    LabelName,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Sentence,
    Term,
    Wildcard,
)

Check = Callable[["Sheet"], bool | None]  # None is unknown, as the judge has it
_WORDS: Final = (Term, Wildcard, Phrase)  # a union of types would be made anew at every question
_WILD = re.compile(r"[*?]+")


class Sheet:
    """A version as compiled queries ask it; each answer that several may need is worked out once."""

    def __init__(self, doc: Judged, at: datetime) -> None:
        """`at` (aware) is what relative times count from."""
        self._scope = Scope(doc, at)
        self._places: dict[tuple[Node, FieldName], bool] = {}
        self._texts: dict[FieldName, str] = {}
        self._words: dict[FieldName, frozenset[str]] = {}

    @cached_property
    def text(self) -> str:
        """The terms of title, body and captions as `FieldTerms.scan` has them."""
        return "\n".join([self.text_of(name) for name in BARE_FIELDS])

    @cached_property
    def words(self) -> set[str]:
        """The distinct terms of title, body and captions."""
        fields = self._scope.doc.analysed.fields
        return set().union(*[fields[name].terms for name in ("title", "body", "caption")])

    @cached_property
    def scan(self) -> str:
        """The terms of every field, for an automaton."""
        return f"{self.text}\n{self.text_of('author')}"

    def text_of(self, name: FieldName) -> str:
        """The terms of one field, or of the lead, as `FieldTerms.scan` has them."""
        if (text := self._texts.get(name)) is None:
            analysed = self._scope.doc.analysed
            if name == "lead":
                text = f" {' '.join(analysed.fields['body'].terms[: analysed.lead_end])} "
            else:
                text = analysed.fields[name].scan()
            self._texts[name] = text
        return text

    def words_of(self, name: FieldName) -> frozenset[str]:
        """The distinct terms of one field, or of the lead."""
        if (words := self._words.get(name)) is None:
            analysed = self._scope.doc.analysed
            terms = analysed.fields["body" if name == "lead" else name].terms
            words = frozenset(terms[: analysed.lead_end] if name == "lead" else terms)
            self._words[name] = words
        return words

    @cached_property
    def labels(self) -> Mapping[LabelName, frozenset[str]]:
        """The version's labels, folded."""
        return labels(self._scope.doc.version)

    def close(self, left: str, right: str, distance: int, field: FieldName | None) -> bool:
        """Whether two different terms stand in one paragraph with at most `distance` terms between them."""
        text = self.text if field is None else self.text_of(field)
        needle = f" {left} "
        room, reach = (LONGEST_TERM + 1) * (distance + 1), distance + 1
        at = text.find(needle)
        while at >= 0:
            end = at + len(needle)
            after = text[end : end + room].partition("\n")[0].split(" ", reach)[:reach]
            if (
                right in after
                or right in text[max(0, at - room) : at].rpartition("\n")[2].rsplit(" ", reach)[-reach:]
            ):
                return True
            at = text.find(needle, at + 1)
        return False

    def dated(self, node: DateRange) -> bool | None:
        """As the judge has it."""
        return in_range(node, self._scope)

    def stands(self, node: Node, fields: tuple[FieldName, ...]) -> bool:
        """Whether the judge finds a place for `node` in one of the fields."""
        return any(self._stands(node, name) for name in fields)

    def _stands(self, node: Node, name: FieldName) -> bool:
        if (known := self._places.get((node, name))) is None:
            known = self._places[node, name] = bool(places(node, self._scope, name))
        return known

    def count(self, node: Node, fields: tuple[FieldName, ...]) -> int:
        """At how many places that do not overlap the judge finds `node`."""
        return sum([count_apart(places(node, self._scope, name)) for name in fields])


def decider(tree: Node) -> Check:
    """The question whether `evaluate(tree, …)` matches: True, or else False or None. Entities must be expanded before."""
    return _check(tree, None)


def pieces(words: Term | Wildcard | Phrase) -> list[str]:
    """What must stand in a scanned text for the words to stand there, longest pieces; a space is the end of a term."""
    parts = words.parts if isinstance(words, Phrase) else (words,)
    joined = " ".join([part.text if isinstance(part, Term) else part.pattern for part in parts])
    return [piece for piece in _WILD.split(f" {joined} ") if piece.strip()]


def _check(node: Node, field: FieldName | None) -> Check:
    if isinstance(node, _WORDS):
        return _words(node, field)
    if isinstance(node, And):
        return _all([_check(part, field) for part in _cheapest_first(node.parts)])
    if isinstance(node, Or):
        return _any([_check(part, field) for part in _cheapest_first(node.parts)])
    if isinstance(node, Not):
        return _not(_check(node.part, field))
    if isinstance(node, In):
        return _check(node.part, node.field)
    if isinstance(node, Label):
        name, value = node.name, node.value
        return lambda sheet: value in sheet.labels[name]
    if isinstance(node, DateRange):
        return lambda sheet: sheet.dated(node)
    fields = BARE_FIELDS if field is None else (field,)
    if isinstance(node, AtLeast):
        return _often(node, fields, _check(node.part, field))
    assert isinstance(node, Near | Sentence)  # entities are expanded
    first = [_check(part, field) for part in _cheapest_first(node.parts)]
    if isinstance(node, Near) and (pair := _pair(node)) is not None:
        # The commonest nearness, looked for in the text: the rarer word is likely the longer one.
        left, right = sorted(pair, key=len, reverse=True)
        return _all([*first, lambda sheet: sheet.close(left, right, node.distance, field)])
    return _all([*first, lambda sheet: sheet.stands(node, fields)])


def _pair(node: Near) -> list[str] | None:
    """The two different plain words of a NEAR in either order, if it is one of these."""
    plain = {part.text for part in node.parts if isinstance(part, Term) and part.exact is None}
    return list(plain) if len(plain) == len(node.parts) == 2 and not node.ordered else None


def _cheapest_first(parts: tuple[Node, ...]) -> list[Node]:
    # The verdict of an AND or OR does not hang on the order; words are looked up before labels and nearness.
    return sorted(parts, key=lambda part: _COSTS.get(type(part), 3))


_COSTS: Final[dict[type, int]] = {Term: 0, Phrase: 1, Wildcard: 1, Label: 1, Or: 2, And: 2, In: 2, Not: 2}


def _words(node: Term | Wildcard | Phrase, field: FieldName | None) -> Check:
    if isinstance(node, Term) and node.exact is None:
        word = node.text
        return (lambda sheet: word in sheet.words) if field is None else (lambda s: word in s.words_of(field))
    needles = pieces(node)
    if len(needles) == 1 and _is_text(node):
        return _plain(needles[0], field)
    fields = BARE_FIELDS if field is None else (field,)
    return _all([*[_stretch(piece, field) for piece in needles], lambda sheet: sheet.stands(node, fields)])


def _is_text(node: Term | Wildcard | Phrase) -> bool:
    """Whether a stretch of scanned text is all of the question: plain words, the last of them perhaps `begun*`."""
    parts = node.parts if isinstance(node, Phrase) else (node,)
    *before, last = parts
    if any(isinstance(part, Wildcard) or part.exact is not None for part in before):
        return False
    if isinstance(last, Term):
        return last.exact is None
    return last.pattern.endswith("*") and not _WILD.search(last.pattern[:-1])


def _plain(text: str, field: FieldName | None) -> Check:
    if field is not None or text[-1] != " ":
        return _stretch(text, field)
    terms = frozenset(text.split())  # looked up before the text is searched
    return lambda sheet: terms <= sheet.words and text in sheet.text


def _stretch(text: str, field: FieldName | None) -> Check:
    return (
        (lambda sheet: text in sheet.text) if field is None else (lambda sheet: text in sheet.text_of(field))
    )


def _all(checks: list[Check]) -> Check:
    if len(checks) == 1:
        return checks[0]

    def every(sheet: Sheet) -> bool | None:
        known: bool | None = True
        for check in checks:
            verdict = check(sheet)
            if not verdict:
                if verdict is False:
                    return False
                known = None
        return known

    return every


def _any(checks: list[Check]) -> Check:
    def some(sheet: Sheet) -> bool | None:
        known: bool | None = False
        for check in checks:
            verdict = check(sheet)
            if verdict:
                return True
            if verdict is None:
                known = None
        return known

    return some


def _not(check: Check) -> Check:
    def denied(sheet: Sheet) -> bool | None:
        verdict = check(sheet)
        return None if verdict is None else not verdict

    return denied


def _often(node: AtLeast, fields: tuple[FieldName, ...], once: Check) -> Check:
    part, times = node.part, node.times
    return lambda sheet: once(sheet) is True and sheet.count(part, fields) >= times

"""The one judge: whether a version matches a query, where, and why; live matching, back-tests and marks all ask it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Final

from articles.analysis import Analysed
from articles.article import SHOWN_FIELDS, Span, TextField, Version, field_text
from articles.entities import Entity
from articles.query.closeness import count_apart, in_one_sentence, near
from articles.query.dates import resolve
from articles.query.labels import labels
from articles.query.matching import Run, runs
from articles.query.mentioning import Reading
from articles.query.metering import Meter
from articles.query.nesting import is_nested, nested_runs
from articles.query.nodes import (
    And,
    AtLeast,
    DateRange,
    EntityRef,
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
from articles.query.rewriting import entity_of

BARE_FIELDS: Final[tuple[FieldName, ...]] = SHOWN_FIELDS


@dataclass(frozen=True, slots=True)
class Judged:
    """A version with its terms, and the entities as they are to be understood; `meter` limits what judging it may cost."""

    version: Version
    analysed: Analysed
    entities: Mapping[str, Entity]
    meter: Meter | None = None
    _readings: list[Reading] = field(default_factory=list, init=False, compare=False, repr=False)

    @property
    def reading(self) -> Reading:
        """The version's texts as names are looked for in them; worked out once, at the first question."""
        if not self._readings:
            self._readings.append(Reading(self.version.content, self.analysed))
        return self._readings[0]


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a query that was met: by text in one field (with its spans), or by a label or date (without)."""

    part: Node
    field: TextField | None
    spans: tuple[Span, ...]


def evaluate(tree: Node, doc: Judged, at: datetime) -> tuple[Span, ...] | None:
    """Where the version matches: spans, merged and sorted by field and place; None if it does not match.

    () is a match by labels or dates alone. Relative times count from `at` (aware): for a watch, the version's
    `seen`. A version without a published date matches neither a `published:` filter nor its negation. Raises
    QueryError for an entity that is not configured.
    """
    met = _judge(tree, Scope(doc, at))
    return spans_of(met) if isinstance(met, tuple) else None


def why(tree: Node, doc: Judged, at: datetime) -> tuple[Reason, ...]:
    """The parts of the query that were met and where, in the query's order; () if the version does not match."""
    return meets(tree, doc, at) or ()


def meets(tree: Node, doc: Judged, at: datetime) -> tuple[Reason, ...] | None:
    """Both answers in one: what `why` says, but None if the version does not match; `spans_of` has its spans."""
    met = _judge(tree, Scope(doc, at))
    return tuple(dict.fromkeys(met)) if isinstance(met, tuple) else None


def spans_of(met: Iterable[Reason]) -> tuple[Span, ...]:
    """Where the parts of a query that were met stand, as `evaluate` has it."""
    return _merged(span for reason in met for span in reason.spans)


@dataclass(frozen=True, slots=True)
class Scope:
    """What is judged, from which moment, and in which fields the words are looked for."""

    doc: Judged
    at: datetime
    fields: tuple[FieldName, ...] = BARE_FIELDS


_Verdict = tuple[Reason, ...] | bool | None  # what was met; False; None is unknown (Kleene's third value)
_MET: Final[tuple[Reason, ...]] = ()


def _judge(node: Node, scope: Scope) -> _Verdict:
    if isinstance(node, Term | Wildcard | Phrase | Near | Sentence):
        return _met(node, scope, {name: places(node, scope, name) for name in scope.fields})
    if isinstance(node, And):
        return _all(node.parts, scope)
    if isinstance(node, Or):
        return _any(node.parts, scope)
    if isinstance(node, Not):
        inner = _judge(node.part, scope)
        return None if inner is None else (_MET if inner is False else False)
    if isinstance(node, In):
        return _judge(node.part, Scope(scope.doc, scope.at, (node.field,)))
    if isinstance(node, AtLeast):
        return _often(node, scope)
    if isinstance(node, EntityRef):
        return _entity(node, scope)
    if isinstance(node, Label):
        return (Reason(node, None, ()),) if node.value in _labels(scope.doc.version)[node.name] else False
    if isinstance(node, DateRange):
        return _date(node, scope)
    raise TypeError(f"{type(node).__name__} is for engines")


def _all(parts: Iterable[Node], scope: Scope) -> _Verdict:
    met: list[Reason] = []
    unknown = False
    for part in parts:
        verdict = _judge(part, scope)
        if verdict is False:
            return False
        if isinstance(verdict, tuple):
            met.extend(verdict)
        else:
            unknown = True
    return None if unknown else tuple(met)


def _any(parts: Iterable[Node], scope: Scope) -> _Verdict:
    verdicts = [_judge(part, scope) for part in parts]
    met = [verdict for verdict in verdicts if isinstance(verdict, tuple)]
    if met:
        return tuple(reason for verdict in met for reason in verdict)
    return None if None in verdicts else False


def _entity(node: EntityRef, scope: Scope) -> _Verdict:
    return _met(node, scope, {name: places(node, scope, name) for name in scope.fields})


def _date(node: DateRange, scope: Scope) -> _Verdict:
    overlaps = in_range(node, scope)
    return (Reason(node, None, ()),) if overlaps else overlaps


def in_range(node: DateRange, scope: Scope) -> bool | None:
    """Whether the version's date overlaps the range; None where it has no date."""
    low, high = resolve(node, scope.at)
    if node.name == "seen":
        start = int(scope.doc.version.seen.timestamp() // 1)
        end = start + 1
    else:
        published = scope.doc.version.content.published
        if published is None:
            return None
        start, end = int(published.start.timestamp() // 1), int(-(-published.end.timestamp() // 1))
    return (high is None or start < high) and (low is None or end > low)


def _often(node: AtLeast, scope: Scope) -> _Verdict:
    found = {name: places(node.part, scope, name) for name in scope.fields}
    enough = sum(map(count_apart, found.values())) >= node.times
    return _met(node, scope, found) if enough else False


def _met(node: Node, scope: Scope, found: Mapping[FieldName, list[Run]]) -> _Verdict:
    reasons = []
    for name, stands in found.items():
        if stands:
            field = _text_field(name)
            terms = scope.doc.analysed.fields[field]
            spans = _merged(Span(field, terms.starts[start], terms.ends[end - 1]) for start, end in stands)
            reasons.append(Reason(node, field, spans))
    return tuple(reasons) or False


def places(node: Node, scope: Scope, name: FieldName) -> list[Run]:
    """Where a part stands in one field; for NEAR and SENTENCE, where the parts of it do that are close.

    Raises TooMuchWork where the version's meter says so.
    """
    found = _places(node, scope, name)
    if (meter := scope.doc.meter) is not None:
        # A wildcard is compared with every distinct term, which takes an eighth of what a place takes.
        compared = scope.doc.analysed.fields[_text_field(name)].size // 8 if _is_wild(node) else 0
        meter.spend(1 + len(found) + compared)
    return found


def _is_wild(node: Node) -> bool:
    return isinstance(node, Wildcard) or (
        isinstance(node, Phrase) and any(isinstance(part, Wildcard) for part in node.parts)
    )


def _places(node: Node, scope: Scope, name: FieldName) -> list[Run]:
    analysed, field = scope.doc.analysed, _text_field(name)
    terms = analysed.fields[field]
    if isinstance(node, Term | Wildcard | Phrase):
        end = analysed.lead_end if name == "lead" else terms.size
        return runs(node, terms, field_text(scope.doc.version.content, field), end)
    if isinstance(node, Near | Sentence) and is_nested(node):
        return nested_runs(node, lambda part: places(part, scope, name), terms)
    if isinstance(node, Near):
        parts = [places(part, scope, name) for part in node.parts]
        return near(parts, terms, node.distance, ordered=node.ordered)
    if isinstance(node, Sentence):
        return in_one_sentence([places(part, scope, name) for part in node.parts], terms)
    if isinstance(node, Or):
        return sorted({run for part in node.parts for run in places(part, scope, name)})
    if isinstance(node, EntityRef):
        entity = entity_of(node, scope.doc.entities)
        end = analysed.lead_end if name == "lead" else terms.size
        return [found.run for found in scope.doc.reading.mentions(entity, field) if found.run[1] <= end]
    raise TypeError(f"{type(node).__name__} has no places in a text")


def _text_field(name: FieldName) -> TextField:
    return "body" if name == "lead" else name


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sorted by field as TEXT_FIELDS has them and by place; those that overlap or touch are one."""
    found = list(spans)
    if len(found) < 2:
        return tuple(found)
    merged: list[Span] = []
    for span in sorted(found, key=lambda span: (_FIELD_ORDER[span.field], span.start, span.end)):
        last = merged[-1] if merged else None
        if last is not None and last.field == span.field and span.start <= last.end:
            merged[-1] = Span(last.field, last.start, max(last.end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


_FIELD_ORDER: Final[dict[TextField, int]] = {"title": 0, "body": 1, "caption": 2, "author": 3}


@lru_cache(maxsize=64)
def _labels(version: Version) -> Mapping[LabelName, frozenset[str]]:
    return labels(version)

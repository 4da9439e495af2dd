"""A version as compiled queries ask it: its marks, and places in its text; between `deciding` and the judge's parts.

A mark is what can be seen at a glance in the scanned text: a word (`court`), words that follow one another
(`human rights`), with `*` at an end that may go on within a word (`detain*`, `secret det*`, `*dyrov`), each with `@`
before it where it stands among the authors; a label (`lang:ru`); and an entity that is mentioned (`entity:kadyrov`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from articles.analysis.terms import LONGEST_TERM
from articles.query.closeness import count_apart
from articles.query.judge import BARE_FIELDS, Judged, Scope, in_range, places
from articles.query.labels import labels
from articles.query.matching import Run
from articles.query.mentioning import Reading
from articles.query.nodes import DateRange, FieldName, Label, Node

AUTHOR: Final = "@"
_USUAL: Final = 12  # characters of a term, the space with it, that few sequences of terms exceed


Hit = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Closeness:
    """The question whether one of `others` stands near one of `marks`: `before` it, `behind` it, or on either side."""

    marks: tuple[str, ...]
    others: tuple[tuple[str, str], ...]  # each with its stretch
    distance: int  # terms between them, at most
    field: FieldName | None
    before: bool
    behind: bool


class Sheet:
    """What is known of a version; each answer that several queries may need is worked out once.

    Its questions raise TooMuchWork where the version's meter says so.
    """

    def __init__(self, doc: Judged, at: datetime) -> None:
        """`at` (aware) is what relative times count from."""
        self._scope = Scope(doc, at)
        self._texts: dict[FieldName | None, str] = {}
        self._spans: dict[tuple[str, FieldName | None], list[Run]] = {}
        self._stands: dict[tuple[Node, FieldName], bool] = {}
        self.text = self._texts[None] = "\n".join([self.text_of(name) for name in BARE_FIELDS])
        # The words of title, body and captions; `see` adds marks of other kinds.
        self.marks = doc.analysed.words()
        self._seen: list[tuple[Sequence[Hit], Sequence[str | None]]] = []

    def see(self, marks: Sequence[str], hits: Sequence[Hit], placed: Sequence[str | None]) -> None:
        """Add marks that an automaton found in `text`, given as hits: place in `marks`, first character, behind the last.

        For one mark they rise. `placed` names, at the same places, the marks whose places will be asked for.
        """
        self.marks.update([marks[hit[0]] for hit in hits])
        self._seen.append((hits, placed))

    @cached_property
    def _hits(self) -> Mapping[str, list[Run]]:
        found: dict[str, list[Run]] = defaultdict(list)
        for hits, placed in self._seen:
            for number, start, end in hits:
                if mark := placed[number]:
                    found[mark].append((start, end))
        return found

    def text_of(self, name: FieldName | None) -> str:
        """The terms of one field, or of the lead, as `FieldTerms.scan` has them; of title, body and captions for None."""
        if (text := self._texts.get(name)) is None:
            analysed = self._scope.doc.analysed
            if name == "lead":
                text = f" {' '.join(analysed.fields['body'].terms[: analysed.lead_end])} "
            else:
                assert name is not None
                text = analysed.fields[name].scan()
            self._texts[name] = text
        return text

    def label_marks(self) -> Iterable[str]:
        """The version's labels."""
        found = labels(self._scope.doc.version)
        return [f"{name}:{value}" for name, values in found.items() for value in values]

    def spans(self, marks: tuple[str, ...], field: FieldName | None) -> list[Run]:
        """Where words stand in the scanned text, as characters [start, end), rising."""
        if len(marks) == 1:
            return self._spans_of(marks[0], field)
        here = self.marks
        return sorted({span for mark in marks if mark in here for span in self._spans_of(mark, field)})

    def _spans_of(self, mark: str, field: FieldName | None) -> list[Run]:
        if (known := self._spans.get((mark, field))) is not None:
            return known
        text, opens, ends = self.text_of(field), mark[0] == "*", mark[-1] == "*"
        stretches = self._hits.get(mark) if field is None else None
        if stretches is None:
            stretches = _stretches(text, needle(mark))
        spans = [
            (
                text.rfind(" ", 0, start) + 1 if opens else start + 1,
                text.find(" ", end) if ends else end - 1,
            )
            for start, end in stretches
        ]
        # A word may hold a mark twice, and two automata may have looked for one mark.
        self._spans[mark, field] = spans = sorted(set(spans)) if len(spans) > 1 else spans
        return spans

    def close(self, question: Closeness) -> bool:
        """Whether one of each stand in one paragraph with at most `distance` terms between them."""
        text, here = self.text_of(question.field), self.marks
        self._spend(len(self.spans(question.marks, question.field)))
        near = [sought for mark, sought in question.others if mark in here]
        for start, end in self.spans(question.marks, question.field):
            for sought in near:
                if question.behind and _follows(text, end, sought, question.distance):
                    return True
                if question.before and _precedes(text, start, sought, question.distance):
                    return True
        return False

    def count(self, marks: tuple[str, ...], field: FieldName | None) -> int:
        """At how many places that do not overlap one of them stands."""
        spans = self.spans(marks, field)
        self._spend(len(spans))
        return count_apart(spans)

    def _spend(self, places: int) -> None:
        if (meter := self._scope.doc.meter) is not None:
            meter.spend(places)

    def dated(self, node: DateRange) -> bool | None:
        """As the judge has it."""
        return in_range(node, self._scope)

    @property
    def reading(self) -> Reading:
        """The version's texts as names are looked for in them."""
        return self._scope.doc.reading

    def stands(self, node: Node, fields: tuple[FieldName, ...]) -> bool:
        """Whether the judge finds a place for `node` in one of the fields."""
        return any(self._stands_in(node, name) for name in fields)

    def _stands_in(self, node: Node, name: FieldName) -> bool:
        if (known := self._stands.get((node, name))) is None:
            known = self._stands[node, name] = bool(places(node, self._scope, name))
        return known

    def times(self, node: Node, fields: tuple[FieldName, ...]) -> int:
        """At how many places that do not overlap the judge finds `node`."""
        return sum([count_apart(places(node, self._scope, name)) for name in fields])


def closeness(
    left: tuple[str, ...], right: tuple[str, ...], distance: int, field: FieldName | None, *, ordered: bool
) -> Closeness:
    """The question for `Sheet.close`, asked from the side that is likely the rarer: of longer words. Ordered: left first."""
    before, behind = not ordered, True
    if min(map(len, left)) < min(map(len, right)):
        left, right, before, behind = right, left, True, not ordered
    return Closeness(left, tuple([(mark, needle(mark)) for mark in right]), distance, field, before, behind)


def _stretches(text: str, sought: str) -> list[Run]:
    found = []
    at = text.find(sought)
    while at >= 0:
        found.append((at, at + len(sought)))
        at = text.find(sought, at + 1)
    return found


def _follows(text: str, end: int, sought: str, distance: int) -> bool:
    """Whether `sought` begins at most `distance` terms behind `end`, in the same paragraph."""
    # The nearest place decides for all that are further away; it is looked for a little way, seldom all of it.
    reach = end + _USUAL * (distance + 1) + len(sought)
    at = text.find(sought, end, reach)
    if at < 0:
        if text.count(" ", end, reach) > distance + 1:
            return False
        at = text.find(sought, end, end + (LONGEST_TERM + 1) * (distance + 1) + len(sought))
    return at >= 0 and _between(text, end, at + 1, distance)


def _precedes(text: str, start: int, sought: str, distance: int) -> bool:
    """Whether `sought` ends at most `distance` terms before `start`, in the same paragraph."""
    reach = max(0, start - _USUAL * (distance + 1) - len(sought))
    at = text.rfind(sought, reach, start)
    if at < 0:
        if text.count(" ", reach, start) > distance + 1:
            return False
        at = text.rfind(sought, max(0, start - (LONGEST_TERM + 1) * (distance + 1) - len(sought)), start)
    return at >= 0 and _between(text, at + len(sought) - 1, start, distance)


def _between(text: str, end: int, start: int, distance: int) -> bool:
    # A space follows every term.
    return text.count(" ", end, start) <= distance + 1 and text.find("\n", end, start) < 0


def needle(mark: str) -> str:
    """The stretch of scanned text that shows a mark of words (without `@`)."""
    return f"{'' if mark[0] == '*' else ' '}{mark.strip('*')}{'' if mark[-1] == '*' else ' '}"


def entity_mark(id: str) -> str:
    """The mark of an entity that is mentioned in title, body or captions."""
    return f"entity:{id}"


def label_mark(node: Label) -> str:
    """The mark of a label."""
    return f"{node.name}:{node.value}"

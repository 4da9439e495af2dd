"""A version as compiled queries ask it: its marks, and places in its text; between `deciding` and the judge's parts.

A mark is what can be seen at a glance in the scanned text: a word (`court`), words that follow one another
(`human rights`), with `*` at an end that may go on within a word (`detain*`, `secret det*`, `*dyrov`), each with `@`
before it where it stands among the authors; a label (`lang:ru`); and an entity that is mentioned (`entity:kadyrov`).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np

from articles.analysis.stretches import Cut, Numbers
from articles.query.closeness import count_apart
from articles.query.judge import BARE_FIELDS, Judged, Scope, in_range, places
from articles.query.labels import labels
from articles.query.matching import Run
from articles.query.mentioning import Reading
from articles.query.nodes import DateRange, FieldName, Label, Node

AUTHOR: Final = "@"
PLACE_BITS: Final = 32


@dataclass(frozen=True, slots=True)
class Closeness:
    """The question whether one of `left` stands near one of `right`; where it is `ordered`, before it."""

    left: tuple[tuple[str, int], ...]  # each with its number of words
    right: tuple[tuple[str, int], ...]
    distance: int  # terms between them, at most
    field: FieldName | None
    ordered: bool


class Sheet:
    """What is known of a version; each answer that several queries may need is worked out once.

    Its questions raise TooMuchWork where the version's meter says so.
    """

    def __init__(self, doc: Judged, at: datetime) -> None:
        """`at` (aware) is what relative times count from."""
        self._scope = Scope(doc, at)
        self._texts: dict[FieldName | None, str] = {}
        self.places = np.zeros(
            0, np.int64
        )  # the number of a mark above PLACE_BITS, in these where it is; rising
        self._names: Sequence[str] = ()
        self._shown: list[tuple[Sequence[str], Numbers]] = []
        self._stands: dict[tuple[Node, FieldName], bool] = {}

    @cached_property
    def cut(self) -> Cut:
        """The words of title, body and captions, among which places are numbers."""
        return self._scope.doc.analysed.cut()

    @cached_property
    def marks(self) -> set[str]:
        """Those that are there, of all that are asked for."""
        return {names[number] for names, numbers in self._shown for number in numbers.tolist()}

    def show(self, names: Sequence[str], numbers: Numbers) -> None:
        """Tell which marks are there, as numbers of their names, before any is asked for."""
        self._shown.append((names, numbers))

    def place(self, names: Sequence[str], numbers: Numbers, words: Numbers) -> None:
        """Tell at which words marks begin, which are numbers of names; each place once."""
        self._names = names
        self.places = (numbers << PLACE_BITS) + words
        self.places.sort()

    @cached_property
    def _placed(self) -> dict[str, list[int]]:
        numbers, places = self.places >> PLACE_BITS, (self.places & (1 << PLACE_BITS) - 1).tolist()
        firsts = np.append(True, numbers[1:] != numbers[:-1])[: len(numbers)].nonzero()[0].tolist()
        begun = zip(numbers[firsts].tolist(), pairwise([*firsts, len(places)]), strict=True)
        return {self._names[number]: places[begin:end] for number, (begin, end) in begun}

    def text_of(self, name: FieldName | None) -> str:
        """The terms of one field, or of the lead, as `FieldTerms.scan` has them; of title, body and captions for None."""
        if (text := self._texts.get(name)) is None:
            analysed = self._scope.doc.analysed
            if name is None:
                text = self.cut.text
            elif name == "lead":
                text = f" {' '.join(analysed.fields['body'].terms[: analysed.lead_end])} "
            else:
                text = analysed.fields[name].scan()
            self._texts[name] = text
        return text

    def label_marks(self) -> Iterable[str]:
        """The version's labels."""
        found = labels(self._scope.doc.version)
        return [f"{name}:{value}" for name, values in found.items() for value in values]

    def _starts(self, mark: str, field: FieldName | None) -> list[int]:
        """The words that a mark begins at, where it was placed, in a field that is no author's; rising."""
        found = self._placed.get(mark, [])
        if field is None:
            return found
        begin, end = self._extent(field)
        return [at for at in found if begin <= at <= end - count_words(mark)]

    def _extent(self, field: FieldName) -> Run:
        """The words of a field, or of the lead."""
        if field == "lead":
            begin, _ = self._extent("body")
            return begin, begin + self._scope.doc.analysed.lead_end
        before = 0
        for name in BARE_FIELDS[: BARE_FIELDS.index(field)]:
            before += len(self.text_of(name)) + 1
        return self.cut.words_before(before), self.cut.words_before(before + len(self.text_of(field)) - 1)

    def close(self, question: Closeness) -> bool:
        """Whether one of each stand in one paragraph with at most `distance` terms between them."""
        field, distance = question.field, question.distance
        placed, meter = self._placed, self._scope.doc.meter
        for mark, words in question.left:
            if not (some := placed.get(mark) if field is None else self._starts(mark, field)):
                continue
            for other, other_words in question.right:
                if not (others := placed.get(other) if field is None else self._starts(other, field)):
                    continue
                if meter is not None:
                    meter.spend(min(len(some), len(others)))
                if self._follows(some, words, others, distance):
                    return True
                if not question.ordered and self._follows(others, other_words, some, distance):
                    return True
        return False

    def _follows(self, some: list[int], words: int, others: list[int], distance: int) -> bool:
        """Whether one of the others begins at most `distance` terms behind one of some, of so many words, in its paragraph."""
        # The nearest place decides for all that are further away.
        if len(some) <= len(others):
            last = len(others)
            for start in some:
                end = start + words
                at = bisect_left(others, end)
                if at < last and others[at] <= end + distance and not self._parted(start, others[at]):
                    return True
            return False
        for other in others:
            at = bisect_right(some, other - words)
            if at and other <= some[at - 1] + words + distance and not self._parted(some[at - 1], other):
                return True
        return False

    @cached_property
    def _breaks(self) -> list[int]:
        found: list[int] = self.cut.breaks.tolist()
        return found

    def _parted(self, start: int, other: int) -> bool:
        """Whether a paragraph ends between two words."""
        breaks = self._breaks
        return bisect_left(breaks, start) != bisect_left(breaks, other)

    def count(self, marks: tuple[str, ...], field: FieldName | None) -> int:
        """At how many places that do not overlap one of them stands."""
        runs = [(at, at + count_words(mark)) for mark in marks for at in self._starts(mark, field)]
        self._spend(len(runs))
        return count_apart(runs)

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


def count_words(mark: str) -> int:
    """Of how many words a mark is."""
    return mark.count(" ") + 1


def needle(mark: str) -> str:
    """The stretch of scanned text that shows a mark of words (without `@`)."""
    return f"{'' if mark[0] == '*' else ' '}{mark.strip('*')}{'' if mark[-1] == '*' else ' '}"


def entity_mark(id: str) -> str:
    """The mark of an entity that is mentioned in title, body or captions."""
    return f"entity:{id}"


def label_mark(node: Label) -> str:
    """The mark of a label."""
    return f"{node.name}:{node.value}"

"""The marks that compiled watches ask for, seen in a version; for the compiled watches, before any is decided.

Marks of one form (a word; so many words; so many letters of a word) are looked up all at once, by hashes of the
text's stretches. Those that begin within a word (`*dyrov`) are left to an automaton.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from alerts.lookup import Lookup
from alerts.within import Within
from articles.analysis.stretches import Cut, Numbers, hashes_of
from articles.query.sheet import AUTHOR, Sheet

_Form = tuple[int, int]  # how many words, and how many letters of the last one; 0 is all of it
_WORD: Final[_Form] = (1, 0)
_PAIR: Final[_Form] = (2, 0)
_BEGINNING: Final[_Form] = (1, 6)
_Found = tuple[Numbers, Numbers]  # the words at which marks begin, and the numbers of these


class Marks:
    """The marks that queries ask for, each with a number, and those of which they ask for the places among the words.

    It only grows: what nobody asks for any more is seen all the same.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._names: list[str] = []
        self._new: dict[_Form, list[str]] = defaultdict(list)
        self._lookups: dict[_Form, Lookup] = {}
        self._within = Within()
        self._openings, self._located = _Flags(), _Flags()
        self._labels = self._authors = False

    def __len__(self) -> int:
        return len(self._names)

    def add(self, marks: Iterable[str], located: Sequence[str] = ()) -> None:
        """Look for these; `located` are those of them whose places are asked for."""
        for mark in marks:
            if mark not in self._numbers:
                self._file(mark)
        if located:
            self._located.new += self.numbers_of(located)

    def _file(self, mark: str) -> None:
        self._numbers[mark] = len(self._names)
        self._names.append(mark)
        if mark.isalnum():  # most are words
            self._new[_WORD].append(mark)
        elif ":" in mark:
            self._labels = True
        elif mark[0] == AUTHOR:
            self._authors = True
            self.add([mark.removeprefix(AUTHOR)])
        elif mark[0] == "*":
            self._within.add(mark)
        else:
            form = _form(mark)
            self._new[form].append(mark)
            if opening := _opening(mark, form):
                self.add([opening])
                self._openings.new += self.numbers_of([opening])

    def all_numbers_of(self, marks: Iterable[str]) -> Numbers:
        """The numbers of marks that are all asked for."""
        return np.fromiter(map(self._numbers.__getitem__, marks), np.int64)

    def numbers_of(self, marks: Iterable[str]) -> list[int]:
        """The numbers of those that are asked for."""
        return [number for mark in marks if (number := self._numbers.get(mark)) is not None]

    def mark(self, sheet: Sheet) -> Numbers:
        """Add to a version's marks those that are asked for and there, entities apart; gives their numbers, each once."""
        self._settle()
        names = self._names
        seen = np.zeros(len(names), bool)
        at, found = map(np.concatenate, zip(*self._find(sheet.cut), strict=True))
        seen[found] = True
        located = self._located.flags.take(found).nonzero()[0]
        sheet.place(names, found.take(located), at.take(located))
        others: list[str] = []
        if self._authors and (text := sheet.text_of("author")).strip():
            told = [number for _, numbers in self._find(Cut(text)) for number in numbers.tolist()]
            others += [f"{AUTHOR}{names[number]}" for number in told]
        if self._labels:
            others += sheet.label_marks()
        seen[self.numbers_of(others)] = True
        shown: Numbers = seen.nonzero()[0]
        sheet.show(names, shown)
        return shown

    def _find(self, cut: Cut) -> list[_Found]:
        found: dict[_Form, _Found] = {}
        for form in sorted(self._lookups, key=lambda form: _opening_form(form) is not None):
            among = None
            if (opening := _opening_form(form)) is not None:
                places, numbers = found[opening]
                among = places[self._openings.flags.take(numbers)]
            begun, hashes = cut.hashes(*form, among)
            met, numbers = self._lookups[form].find(hashes)
            found[form] = met if begun is None else begun.take(met), numbers
        return [*found.values(), self._found_within(cut)]

    def _found_within(self, cut: Cut) -> _Found:
        # A word may hold a mark twice.
        found = {
            (cut.words_before(at + 1) - 1, self._numbers[mark]) for mark, at in self._within.find(cut.text)
        }
        pairs = np.array(sorted(found), np.int64).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]

    def _settle(self) -> None:
        """Before a search: file what was added."""
        for form, marks in self._new.items():
            hashes = hashes_of([mark.removesuffix("*") for mark in marks])
            self._lookups.setdefault(form, Lookup()).add(hashes, np.array(self.numbers_of(marks)))
        self._new.clear()
        self._openings.settle(len(self._names))
        self._located.settle(len(self._names))


def _form(mark: str) -> _Form:
    words = mark.split(" ")
    return len(words), len(words[-1]) - 1 if mark[-1] == "*" else 0


def _opening_form(form: _Form) -> _Form | None:
    """Marks of many forms are looked for only where one of this form was found, which is what they begin with."""
    words, letters = form
    if words > 2:
        return _PAIR
    return _BEGINNING if words == 1 and letters > _BEGINNING[1] else None


def _opening(mark: str, form: _Form) -> str | None:
    opening = _opening_form(form)
    if opening == _PAIR:
        return " ".join(mark.split(" ", 2)[:2])
    return None if opening is None else f"{mark[: _BEGINNING[1]]}*"


class _Flags:
    """Which of the marks are so, as a bit for each number."""

    def __init__(self) -> None:
        self.flags = np.zeros(0, bool)
        self.new: list[int] = []  # not yet among the flags

    def settle(self, count: int) -> None:
        if len(self.flags) < count:
            self.flags = np.append(self.flags, np.zeros(count - len(self.flags), bool))
        if self.new:
            self.flags[self.new] = True
            self.new = []

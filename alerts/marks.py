"""The marks that compiled watches ask for, seen in a version; for the compiled watches, before any is decided.

Marks have forms (a word; so many words; so many letters of a word): all stretches of a text that are of these are looked
up at once, by hashes. Those that begin within a word (`*dyrov`) are left to an automaton.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from alerts.lookup import Lookup
from alerts.within import Within
from articles.analysis.stretches import Cut, Numbers, codes_of, hashes_of
from articles.query.sheet import AUTHOR, Sheet

_Form = tuple[int, int]  # how many words, and how many letters of the last one; 0 is all of it
_WORD: Final[_Form] = (1, 0)
_PAIR: Final[_Form] = (2, 0)
_BEGINNING: Final[_Form] = (1, 6)
_Found = tuple[Numbers, Numbers]  # the words at which marks begin, and the numbers of these
_NONE: Final[Numbers] = np.zeros(0, np.int64)


class Marks:
    """The marks that queries ask for, each with a number, and those of which they ask for the places among the words.

    It only grows: what nobody asks for any more is seen all the same.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._names: list[str] = []
        self._new: list[str] = []
        self._forms: dict[_Form | None, set[_Form]] = defaultdict(set)  # by the form of their opening
        self._lookup = Lookup()
        self._within = Within()
        self._openings = {_PAIR: _Flags(), _BEGINNING: _Flags()}
        self._located = _Flags()
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
            self._new.append(mark)
            self._forms[None].add(_WORD)
        elif ":" in mark:
            self._labels = True
        elif mark[0] == AUTHOR:
            self._authors = True
            self.add([mark.removeprefix(AUTHOR)])
        elif mark[0] == "*":
            self._within.add(mark)
        else:
            form = _form(mark)
            opening = _opening_form(form)
            self._new.append(mark)
            self._forms[opening].add(form)
            if opening is not None:
                begun = _opening(mark, opening)
                self.add((begun,))
                self._openings[opening].new.append(self._numbers[begun])

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
            told = [number for _, numbers in self._find(Cut(codes_of(text))) for number in numbers.tolist()]
            others += [f"{AUTHOR}{names[number]}" for number in told]
        if self._labels:
            others += sheet.label_marks()
        seen[self.numbers_of(others)] = True
        shown: Numbers = seen.nonzero()[0]
        sheet.show(names, shown)
        return shown

    def _find(self, cut: Cut) -> list[_Found]:
        places, numbers = met = self._met([cut.hashes(*form) for form in self._forms[None]])
        further = [
            cut.hashes(*form, places[flags.flags.take(numbers)])
            for opening, flags in self._openings.items()
            for form in self._forms[opening]
        ]
        return [met, self._met(further), self._found_within(cut)]

    def _met(self, stretches: list[_Found]) -> _Found:
        """The marks among stretches, which are the words at which they begin and their hashes."""
        if not stretches:
            return _NONE, _NONE
        begun, hashes = map(np.concatenate, zip(*stretches, strict=True))
        met, numbers = self._lookup.find(hashes)
        return begun.take(met), numbers

    def _found_within(self, cut: Cut) -> _Found:
        # A word may hold a mark twice.
        found = {(cut.words_before(at + 1) - 1, self._numbers[mark]) for mark, at in self._within.find(cut)}
        pairs = np.array(sorted(found), np.int64).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]

    def _settle(self) -> None:
        """Before a search: file what was added."""
        if self._new:
            hashes = hashes_of([mark[:-1] if mark[-1] == "*" else f"{mark} " for mark in self._new])
            self._lookup.add(hashes, self.all_numbers_of(self._new))
            self._new = []
        for flags in self._openings.values():
            flags.settle(len(self._names))
        self._located.settle(len(self._names))


def _form(mark: str) -> _Form:
    return mark.count(" ") + 1, len(mark) - mark.rfind(" ") - 2 if mark[-1] == "*" else 0


def _opening_form(form: _Form) -> _Form | None:
    """Marks of many forms are looked for only where one of this form was found, which is what they begin with."""
    words, letters = form
    if words > 2:
        return _PAIR
    return _BEGINNING if words == 1 and letters > _BEGINNING[1] else None


def _opening(mark: str, form: _Form) -> str:
    """What a mark begins with, of a form that it has an opening of."""
    return " ".join(mark.split(" ", 2)[:2]) if form == _PAIR else f"{mark[: _BEGINNING[1]]}*"


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

"""The marks that compiled watches ask for, seen in a version; for the compiled watches, before any is decided.

A version's single words are there already; phrases and words with `*` are found by an automaton (Aho and Corasick,
Communications of the ACM 18, 1975; the `aho-corasick` crate). As in a log-structured merge tree (O'Neil et al.,
1996), what is added goes to a small automaton beside the large one.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from typing import Final

from ahocorasick_rs import AhoCorasick, Implementation

from articles.query.sheet import AUTHOR, Hit, Sheet, needle

MOST_APART: Final = 256  # added marks, or watches, that may stand beside the many, however few these are
SHARE: Final = 8  # and at most one in so many of them


class Marks:
    """The marks that queries ask for, and the automata for those that are no single words or that have to be located."""

    def __init__(self, apart: int = MOST_APART) -> None:
        self._apart = apart
        self._asked: Counter[str] = Counter()  # by how many queries
        self._labels = self._authors = 0
        self._placed: Counter[str] = Counter()  # whose places are asked for, and by how many queries
        self._large: _Automaton | None = None
        self._small: _Automaton | None = None
        self._added: list[str] = []  # those of the small automaton

    def add(self, marks: Iterable[str], located: Iterable[str]) -> None:
        self._placed.update(located)
        for words in (*self._counted(marks, 1), *filter(_is_word, located)):
            self._asked[words] += 1
            if self._asked[words] == 1:
                self._added.append(words)
                self._small = None

    def discard(self, marks: Iterable[str], located: Iterable[str]) -> None:
        self._placed -= Counter(located)
        for words in (*self._counted(marks, -1), *filter(_is_word, located)):
            self._asked[words] -= 1
            if not self._asked[words]:
                del self._asked[words]  # and is seen all the same until the automata are joined

    def _counted(self, marks: Iterable[str], change: int) -> Iterator[str]:
        """Those that only an automaton sees, without the sign of authors."""
        for mark in marks:
            if ":" in mark:
                self._labels += change
                continue
            self._authors += change * (mark[0] == AUTHOR)
            words = mark.removeprefix(AUTHOR)
            if not _is_word(words):
                yield words

    def mark(self, sheet: Sheet) -> None:
        """Add to a version's marks those that are asked for and there."""
        for automaton, hits in self._seen(sheet.text):
            sheet.see(automaton.marks, hits, automaton.placed)
        if self._authors and (text := sheet.text_of("author")).strip():
            seen = [automaton.marks[hit[0]] for automaton, hits in self._seen(text) for hit in hits]
            sheet.marks.update([f"{AUTHOR}{mark}" for mark in (*text.split(), *seen)])
        if self._labels:
            sheet.marks.update(sheet.label_marks())

    def _seen(self, text: str) -> list[tuple["_Automaton", list[Hit]]]:
        self._settle()
        automata = [automaton for automaton in (self._large, self._small) if automaton is not None]
        return [(automaton, automaton.find(text, overlapping=True)) for automaton in automata]

    def _settle(self) -> None:
        """Before a search: join the automata where the small one has grown or much is asked for no more."""
        known = len(self._large.marks) if self._large else 0
        if len(self._added) > max(self._apart, known // SHARE) or known > 2 * len(self._asked) + self._apart:
            self._large, self._added = _Automaton(list(self._asked), self._placed), []
        if self._small is None and self._added:
            self._small = _Automaton(self._added, self._placed)


def _is_word(mark: str) -> bool:
    return " " not in mark and "*" not in mark


class _Automaton:
    """Some marks; `placed` has those whose places are asked for, at the same numbers, and None for the others."""

    __slots__ = ("find", "marks", "placed")

    def __init__(self, marks: list[str], placed: Container[str]) -> None:
        self.marks = marks
        self.placed = [mark if mark in placed else None for mark in marks]
        # The smallest and, with thousands of patterns, the fastest kind: tables of a DFA leave the caches.
        kind = Implementation.ContiguousNFA
        self.find = AhoCorasick(
            map(needle, marks), implementation=kind, store_patterns=False
        ).find_matches_as_indexes

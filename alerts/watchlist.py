"""All watches compiled at once: what a version shows gives the candidates, their compiled queries decide.

Between the queries and `judging`, which gathers the spans of those that match. A version's single words are looked
up in a table; phrases and words with `*` are found by an automaton (Aho and Corasick, Communications of the ACM 18,
1975; the `aho-corasick` crate). As in a log-structured merge tree (O'Neil et al., 1996), what is added goes to a
small automaton beside the large one.
"""

import gc
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Final, Generic, TypeVar

from ahocorasick_rs import AhoCorasick, Implementation

from alerts.filing import filed
from articles.entities import Entity
from articles.query import Judged, entities_in, expand
from articles.query.deciding import Check, all_shown, marks_asked, marks_located
from articles.query.nodes import Node
from articles.query.sheet import AUTHOR, Hit, Sheet, needle

Key = TypeVar("Key", bound=Hashable)

MOST_APART: Final = 256  # added marks that are looked for by an automaton of their own, at least
SHARE: Final = 8  # and at most one in so many of all


class Watchlist(Generic[Key]):
    """The queries of many watches, each under a key; asked which of them a version matches.

    Its answers are those of `evaluate`, one query after the other, in the order in which they were added.
    `compiled` counts the queries that were ever compiled.
    """

    def __init__(
        self, watches: Iterable[tuple[Key, Node]] = (), entities: Mapping[str, Entity] | None = None
    ) -> None:
        """Raises QueryError where a query names an entity that is not in `entities`."""
        self.compiled = 0
        self._entries: dict[Key, _Entry[Key]] = {}
        self._under: dict[str, list[_Filed[Key]]] = defaultdict(list)
        self._always: dict[int, _Entry[Key]] = {}
        self._sought = _Marks()
        with _uncollected():
            for key, tree in watches:
                self.add(key, tree, entities)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def add(self, key: Key, tree: Node, entities: Mapping[str, Entity] | None = None) -> None:
        """Compile one query more, or another one under a key that is there. QueryError as above."""
        entry = _Entry(key, expand(tree, entities or {}) if entities_in(tree) else tree)
        self.discard(key)
        self._entries[key] = entry
        self._sought.add(entry.marks, entry.located)
        number = self.compiled
        self.compiled += 1
        if not entry.file:
            self._always[number] = entry
        for mark in entry.file:
            self._under[mark].append((entry.second, number, entry))

    def discard(self, key: Key) -> None:
        """Take a query out, if it is there."""
        entry = self._entries.pop(key, None)
        if entry is None:
            return
        self._sought.discard(entry.marks, entry.located)
        if not entry.file:
            self._always = {number: other for number, other in self._always.items() if other is not entry}
        for mark in entry.file:
            self._under[mark] = [filed for filed in self._under[mark] if filed[2] is not entry]
            if not self._under[mark]:
                del self._under[mark]

    def match(self, doc: Judged, at: datetime) -> list[Key]:
        """The keys whose queries match; `at` (aware) is what relative times count from."""
        sheet = Sheet(doc, at)
        return [key for key, check in self.candidates(sheet) if check is None or check(sheet) is True]

    def candidates(self, sheet: Sheet) -> list[tuple[Key, Check | None]]:
        """The queries that may match, in order, each with the question that decides it; None where it does match."""
        self._sought.mark(sheet)
        marks, under = sheet.marks, self._under
        found = dict(self._always)
        for mark in under.keys() & marks:
            for second, number, entry in under[mark]:
                if second is None or not second.isdisjoint(marks):
                    found[number] = entry
        return [(found[number].key, found[number].check) for number in sorted(found)]


class _Entry(Generic[Key]):
    """A compiled query: filed under each of `file`; one of `second` must be seen too, and `check` decides the rest."""

    __slots__ = ("check", "file", "key", "located", "marks", "second")

    def __init__(self, key: Key, tree: Node) -> None:
        self.key = key
        one = filed(tree)
        self.marks = tuple(marks_asked(tree))
        self.located = tuple(marks_located(tree))
        self.file = one.needs[0] if one.needs else frozenset[str]()
        self.second = one.needs[1] if len(one.needs) > 1 else None
        self.check = all_shown(one.needs[2:], one.rest)


_Filed = tuple[frozenset[str] | None, int, _Entry[Key]]  # its second need, when it was added, and itself


class _Marks:
    """The marks that queries ask for, and the automata for those that are no single words or that have to be located."""

    def __init__(self) -> None:
        self._asked: Counter[str] = Counter()  # by how many queries
        self._labels = self._authors = 0
        self._large: tuple[list[str], AhoCorasick] | None = None
        self._small: tuple[list[str], AhoCorasick] | None = None
        self._added: list[str] = []  # those of the small automaton

    def add(self, marks: Iterable[str], located: Iterable[str]) -> None:
        for words in (*self._counted(marks, 1), *filter(_is_word, located)):
            self._asked[words] += 1
            if self._asked[words] == 1:
                self._added.append(words)
                self._small = None

    def discard(self, marks: Iterable[str], located: Iterable[str]) -> None:
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
        for marks, hits in self._seen(sheet.text):
            sheet.see(marks, hits)
        if self._authors and (text := sheet.text_of("author")).strip():
            seen = [marks[hit[0]] for marks, hits in self._seen(text) for hit in hits]
            sheet.marks.update([f"{AUTHOR}{mark}" for mark in (*text.split(), *seen)])
        if self._labels:
            sheet.marks.update(sheet.label_marks())

    def _seen(self, text: str) -> list[tuple[list[str], list[Hit]]]:
        self._settle()
        return [
            (marks, automaton.find_matches_as_indexes(text, overlapping=True))
            for marks, automaton in filter(None, (self._large, self._small))
        ]

    def _settle(self) -> None:
        """Before a search: join the automata where the small one has grown or much is asked for no more."""
        known = len(self._large[0]) if self._large else 0
        if len(self._added) > max(MOST_APART, known // SHARE) or known > 2 * len(self._asked) + MOST_APART:
            self._large, self._added = _automaton(list(self._asked)), []
        if self._small is None and self._added:
            self._small = _automaton(self._added)


def _is_word(mark: str) -> bool:
    return " " not in mark and "*" not in mark


def _automaton(marks: list[str]) -> tuple[list[str], AhoCorasick] | None:
    # The smallest and, with thousands of patterns, the fastest kind: tables of a DFA leave the caches.
    kind = Implementation.ContiguousNFA
    return (
        (marks, AhoCorasick(map(needle, marks), implementation=kind, store_patterns=False)) if marks else None
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    # Nothing that is made here is garbage, and looking for it again and again takes half of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()

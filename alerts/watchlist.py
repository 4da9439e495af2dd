"""All watches compiled at once: an automaton finds the candidates for a version, their compiled queries decide.

Between the queries and `judging`, which gathers the spans of those that match. The automaton is Aho and Corasick's
(Communications of the ACM 18, 1975) from the `aho-corasick` crate. As in a log-structured merge tree (O'Neil et al.,
1996), what is added goes to a small segment beside the large one, and what is removed leaves a mark behind.
"""

import gc
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Final, Generic, TypeVar

from ahocorasick_rs import AhoCorasick, Implementation

from alerts.filing import Filed, filed
from articles.entities import Entity
from articles.query import Judged, entities_in, expand
from articles.query.deciding import Check, Sheet, decider
from articles.query.nodes import Node

Key = TypeVar("Key", bound=Hashable)

MOST_APART: Final = 256  # added watches that stand in a segment of their own, at least
SHARE: Final = 8  # and at most one in so many of all


class Watchlist(Generic[Key]):
    """The queries of many watches, each under a key; asked which of them a version matches.

    Its answers are those of `evaluate`, one query after the other, in the order in which they were added.
    """

    def __init__(
        self, watches: Iterable[tuple[Key, Node]] = (), entities: Mapping[str, Entity] | None = None
    ) -> None:
        """Raises QueryError where a query names an entity that is not in `entities`."""
        self._places: dict[Key, int] = {}
        self._entries: list[tuple[Key, Check] | None] = []  # None where the watch was removed
        self._filed: list[Filed | None] = []
        self._large = _Segment()
        self._small = _Segment()
        with _uncollected():
            for key, tree in watches:
                self.add(key, tree, entities)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def add(self, key: Key, tree: Node, entities: Mapping[str, Entity] | None = None) -> None:
        """Compile one query more, or another one under a key that is there. QueryError as above."""
        expanded = expand(tree, entities or {}) if entities_in(tree) else tree
        check = decider(expanded)
        self.discard(key)
        place = len(self._entries)
        self._places[key] = place
        self._entries.append((key, check))
        self._filed.append(filed(expanded))
        self._small.add(place, self._filed[place])

    def discard(self, key: Key) -> None:
        """Take a query out, if it is there."""
        place = self._places.pop(key, None)
        if place is not None:
            self._entries[place] = self._filed[place] = None

    def match(self, doc: Judged, at: datetime) -> list[Key]:
        """The keys whose queries match; `at` (aware) is what relative times count from."""
        sheet = Sheet(doc, at)
        return [key for key, check in self.candidates(sheet) if check(sheet) is True]

    def candidates(self, sheet: Sheet) -> list[tuple[Key, Check]]:
        """The queries that may match, in order, each with the question that decides it."""
        self._settle()
        places = self._large.find(sheet.scan) | self._small.find(sheet.scan)
        found = [self._entries[place] for place in sorted(places)]
        return [entry for entry in found if entry is not None]

    def _settle(self) -> None:
        """Before a search: join the segments where the small one has grown or much was removed."""
        if len(self._entries) > 2 * len(self._places) + MOST_APART:
            self._renumber()
        elif self._small.size > max(MOST_APART, self._large.size // SHARE):
            self._large.take(self._small)
            self._small = _Segment()

    def _renumber(self) -> None:
        kept = [place for place, entry in enumerate(self._entries) if entry is not None]
        self._entries = [self._entries[place] for place in kept]
        self._filed = [self._filed[place] for place in kept]
        self._places = {entry[0]: place for place, entry in enumerate(self._entries) if entry is not None}
        self._large, self._small = _Segment(), _Segment()
        for place, one in enumerate(self._filed):
            self._large.add(place, one)


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


class _Segment:
    """Some of the watches, by their places, under the stretches that they are filed under."""

    def __init__(self) -> None:
        self.size = 0
        self._always: set[int] = set()
        self._under: dict[str, list[int]] = defaultdict(list)
        self._automaton: AhoCorasick | None = None
        self._found: list[list[int]] = []  # the places under each pattern of the automaton

    def add(self, place: int, one: Filed | None) -> None:
        self.size += 1
        if one is None:
            self._always.add(place)
            return
        for stretch in one.stretches:
            self._under[stretch].append(place)
        self._automaton = None

    def take(self, other: "_Segment") -> None:
        self.size += other.size
        self._always |= other._always
        for stretch, places in other._under.items():
            self._under[stretch].extend(places)
        self._automaton = None

    def find(self, text: str) -> set[int]:
        """The places of the watches that a version with this scanned text may meet."""
        if not self._under:
            return set(self._always)
        if self._automaton is None:
            self._found = list(self._under.values())
            # The smallest and, with thousands of patterns, the fastest kind: tables of a DFA leave the caches.
            self._automaton = AhoCorasick(
                list(self._under), implementation=Implementation.ContiguousNFA, store_patterns=False
            )
        hits = {hit[0] for hit in self._automaton.find_matches_as_indexes(text, overlapping=True)}
        return self._always.union(*[self._found[hit] for hit in hits])

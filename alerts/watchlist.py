"""All watches compiled at once: what a version shows gives the candidates, their compiled queries decide.

Between the queries and `judging`, which gathers the spans of those that match. As in a log-structured merge tree
(O'Neil et al., 1996), what is added stands beside a large table that is made anew only now and then.
"""

import gc
from collections.abc import Hashable, Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from datetime import datetime
from typing import Final, Generic, TypeVar

import numpy as np

from alerts.entity_marks import EntityMarks
from alerts.filing import Filed, filed
from alerts.marks import Marks
from alerts.nearness import Nearness
from alerts.needs import Table
from articles.entities import Entity
from articles.errors import TooMuchWork
from articles.query import Judged, entity_tree
from articles.query.deciding import Check, remaining
from articles.query.nodes import EntityRef, Node
from articles.query.rewriting import entity_of
from articles.query.sheet import Sheet

Key = TypeVar("Key", bound=Hashable)
MOST_APART: Final = 256  # added watches that may stand beside the table, however few it holds
SHARE: Final = 8  # and at most one in so many of them


class Watchlist(Generic[Key]):
    """The queries of many watches, each under a key; asked which of them a version matches.

    Its answers are those of `evaluate`, one query after the other, in the order in which they were added.
    `compiled` counts the queries that were ever compiled.
    """

    def __init__(
        self,
        watches: Iterable[tuple[Key, Node]] = (),
        entities: Mapping[str, Entity] | None = None,
        *,
        apart: int = MOST_APART,
    ) -> None:
        """Raises QueryError where a query names an entity that is not in `entities`. `apart` is as `MOST_APART`."""
        self.compiled = 0
        self._entries: dict[Key, _Entry[Key]] = {}  # in the order in which they were added
        self._rows: list[_Entry[Key] | None] = []  # of the table; None where the watch was removed
        self._sought = Marks()
        self._idle = 0  # how many marks were asked for by queries that were taken out
        self._table, self._nearness = Table([], self._sought), Nearness([], self._sought)
        self._added: dict[Key, _Entry[Key]] = {}  # beside the table
        self._mentioned = EntityMarks()
        self._apart = apart
        with uncollected():
            for key, tree in watches:
                self.add(key, tree, entities)

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Key]:
        return iter(self._entries)

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def tree(self, key: Key) -> Node:
        """The query under a key. KeyError where there is none."""
        return self._entries[key].tree

    def add(self, key: Key, tree: Node, entities: Mapping[str, Entity] | None = None) -> None:
        """Compile one query more, or another one under a key that is there. QueryError as above."""
        how = filed(tree)
        named = tuple([entity_of(EntityRef(id), entities or {}) for id in sorted(set(how.entities))])
        entry = _Entry(key, tree, how, named)
        self.discard(key)
        self._entries[key] = self._added[key] = entry
        self._ask(entry)
        self._mentioned.add(named)
        self.compiled += 1

    def _ask(self, entry: "_Entry[Key]") -> None:
        self._sought.add(entry.filed.marks, entry.filed.located)
        for entity in entry.named:
            self._sought.add(filed(entity_tree(entity)).marks)

    def discard(self, key: Key) -> None:
        """Take a query out, if it is there."""
        entry = self._entries.pop(key, None)
        if entry is None:
            return
        self._mentioned.discard(entry.named)
        self._idle += len(entry.filed.marks)
        if entry.row is None:
            del self._added[key]
        else:
            self._rows[entry.row] = None
            self._table.strike(entry.row)

    def match(self, doc: Judged, at: datetime, aside: dict[Key, str] | None = None) -> list[Key]:
        """The keys whose queries match; `at` (aware) is what relative times count from.

        Where the version has a meter, queries that take more work than it allows are put into `aside`, with the reason.
        """
        met = []
        with uncollected():
            sheet = Sheet(doc, at)
            for key, check in self.candidates(sheet):
                try:
                    if doc.meter is not None:
                        doc.meter.begin()
                    if check is None or check(sheet) is True:
                        met.append(key)
                except TooMuchWork as error:
                    if aside is None:
                        raise
                    aside[key] = str(error)
        return met

    def candidates(self, sheet: Sheet) -> list[tuple[Key, Check | None]]:
        """The queries that may match, in order, each with the question that decides it; None where it does match."""
        self._settle()
        numbers = self._sought.mark(sheet)
        if entities := self._mentioned.mark(sheet):
            numbers = np.append(numbers, np.array(self._sought.numbers_of(entities), np.int64))
        rows, decided = self._nearness.decide(self._table.find(numbers), sheet)
        found: list[tuple[Key, Check | None]] = []
        for row, known in zip(rows.tolist(), decided, strict=True):
            if (entry := self._rows[row]) is not None:
                found.append((entry.key, None if known else entry.check))
        added = [entry for entry in self._added.values() if entry.may_match(sheet.marks)]
        return found + [(entry.key, entry.check) for entry in added]

    def _settle(self) -> None:
        """Before a search: make the table anew where much was added or removed."""
        if (
            len(self._added) > max(self._apart, len(self._rows) // SHARE)
            or len(self._rows) > 2 * len(self._entries) + self._apart
        ):
            with uncollected():
                entries = list(self._entries.values())
                if self._idle > len(self._sought) // 2:
                    self._sought, self._idle = Marks(), 0
                    for entry in entries:
                        self._ask(entry)
                for row, entry in enumerate(entries):
                    entry.row = row
                self._rows = list(entries)
                rows = [entry.filed for entry in entries]
                self._table, self._nearness = Table(rows, self._sought), Nearness(rows, self._sought)
                self._added = {}


class _Entry(Generic[Key]):
    """A compiled query: how it is filed, and `check`, which decides what that does not; None where nothing is left."""

    __slots__ = ("_check", "filed", "key", "named", "row", "tree")

    def __init__(self, key: Key, tree: Node, filed: Filed, named: tuple[Entity, ...]) -> None:
        self.key = key
        self.tree = tree
        self.filed = filed
        self.named = named
        self.row: int | None = None  # in the table
        self._check: Check | None = None

    @property
    def check(self) -> Check | None:
        # Most watches meet no article for hours: a question is made when it is first asked.
        if self._check is None and self.filed.rest is not None:
            self._check = remaining(self.filed.rest)
        return self._check

    def may_match(self, marks: Set[str]) -> bool:
        return not any(map(marks.isdisjoint, self.filed.needs)) and marks.isdisjoint(self.filed.denied)


@contextmanager
def uncollected() -> Iterator[None]:
    """Meanwhile nobody looks for garbage in circles: watches are kept, and matching makes no circles.

    Looking for it again and again takes half of the time of making watches.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()

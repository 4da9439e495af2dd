"""All watches compiled at once: what a version shows gives the candidates, their compiled queries decide.

Between the queries and `judging`, which gathers the spans of those that match. As in a log-structured merge tree
(O'Neil et al., 1996), what is added stands beside a large table that is made anew only now and then.
"""

import gc
from collections.abc import Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Generic, TypeVar

from alerts.entity_marks import EntityMarks
from alerts.filing import filed
from alerts.marks import MOST_APART, SHARE, Marks
from alerts.needs import MOST, Table
from articles.entities import Entity
from articles.errors import TooMuchWork
from articles.query import Judged, entities_in, entity_tree
from articles.query.deciding import Check, all_shown, marks_asked, marks_located
from articles.query.nodes import EntityRef, Node
from articles.query.rewriting import entity_of
from articles.query.sheet import Sheet

Key = TypeVar("Key", bound=Hashable)


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
        self._table = Table([])
        self._added: dict[Key, _Entry[Key]] = {}  # beside the table
        self._sought = Marks(apart)
        self._mentioned = EntityMarks()
        self._apart = apart
        with uncollected():
            for key, tree in watches:
                self.add(key, tree, entities)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def add(self, key: Key, tree: Node, entities: Mapping[str, Entity] | None = None) -> None:
        """Compile one query more, or another one under a key that is there. QueryError as above."""
        named = tuple(entity_of(EntityRef(id), entities or {}) for id in sorted(entities_in(tree)))
        entry = _Entry(key, tree, named)
        self.discard(key)
        self._entries[key] = self._added[key] = entry
        self._sought.add(entry.marks, entry.located)
        self._mentioned.add(named)
        self.compiled += 1

    def discard(self, key: Key) -> None:
        """Take a query out, if it is there."""
        entry = self._entries.pop(key, None)
        if entry is None:
            return
        self._sought.discard(entry.marks, entry.located)
        self._mentioned.discard(entry.named)
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
        self._sought.mark(sheet)
        self._mentioned.mark(sheet)
        rows, marks = self._rows, sheet.marks
        found = [rows[row] for row in self._table.find(marks)]
        found += [entry for entry in self._added.values() if not any(map(marks.isdisjoint, entry.needs))]
        return [(entry.key, entry.check) for entry in found if entry is not None]

    def _settle(self) -> None:
        """Before a search: make the table anew where much was added or removed."""
        if (
            len(self._added) > max(self._apart, len(self._rows) // SHARE)
            or len(self._rows) > 2 * len(self._entries) + self._apart
        ):
            with uncollected():
                entries = list(self._entries.values())
                for row, entry in enumerate(entries):
                    entry.row = row
                self._rows = list(entries)
                self._table = Table([entry.needs for entry in entries])
                self._added = {}


class _Entry(Generic[Key]):
    """A compiled query: one of each of `needs` has to be seen, and `check` decides the rest."""

    __slots__ = ("check", "key", "located", "marks", "named", "needs", "row")

    def __init__(self, key: Key, tree: Node, named: tuple[Entity, ...]) -> None:
        self.key = key
        self.named = named
        one = filed(tree)
        self.needs = one.needs[:MOST]
        self.check = all_shown(one.needs[MOST:], one.rest)
        self.marks = tuple(marks_asked(tree).union(*(marks_asked(entity_tree(entity)) for entity in named)))
        self.located = tuple(marks_located(tree))
        self.row: int | None = None  # in the table


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

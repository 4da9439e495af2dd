"""Which of the watched entities a version mentions, seen once for all watches that name them; beside the watchlist."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from alerts.filing import filed
from articles.entities import Entity
from articles.names.roster import Roster
from articles.query.judge import BARE_FIELDS
from articles.query.rewriting import entity_tree
from articles.query.sheet import Sheet, entity_mark


class EntityMarks:
    """The entities that watches name, each as often as it was added. What is seen is the judge's own answer."""

    def __init__(self) -> None:
        self._named: Counter[Entity] = Counter()
        self._roster = Roster()
        self._under: dict[str, set[Entity]] = defaultdict(set)
        self._always: set[Entity] = set()

    def add(self, entities: Iterable[Entity]) -> None:
        """Look for these. The marks of their spellings must be seen in a sheet before it is asked. Raises QueryError."""
        for entity in entities:
            self._named[entity] += 1
            tree = entity_tree(entity)
            if self._named[entity] == 1:
                self._roster.add(entity)
                needs = filed(tree).needs
                for mark in needs[0] if needs else ():
                    self._under[mark].add(entity)
                if not needs:
                    self._always.add(entity)

    def discard(self, entities: Iterable[Entity]) -> None:
        """Look for these once less."""
        for entity in entities:
            self._named[entity] -= 1
            if not self._named[entity]:
                del self._named[entity]
                self._roster.discard(entity)
                self._always.discard(entity)
                for some in self._under.values():
                    some.discard(entity)

    def mark(self, sheet: Sheet) -> list[str]:
        """Add to a version's marks those of the entities that it mentions; gives these."""
        if not self._named:
            return []
        maybe = set(self._always)
        for mark in self._under.keys() & sheet.marks:
            maybe |= self._under[mark]
        reading = sheet.reading
        given = {entity for entity in maybe if reading.stands_as_given(entity)}
        sure, more = self._roster.find(reading.scans(), given)
        for entity in (maybe - given - sure) | more:
            if any(reading.mentions(entity, name) for name in BARE_FIELDS if name != "lead"):
                sure.add(entity)
        marks = [entity_mark(entity.id) for entity in given | sure]
        sheet.marks.update(marks)
        return marks

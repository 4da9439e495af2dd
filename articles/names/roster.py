"""Many entities at once: which of them a text may mention, by the keys of its words; between `scanning` and live matching.

An upper bound for `mentions`: it never leaves out an entity of which that finds something.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from articles.entities import Entity
from articles.names.keys import word_keys
from articles.names.mentions import REACH
from articles.names.scanning import Scan, initial_key
from articles.names.sought import sought

_CACHED: Final = 100_000
_NONE: Final = frozenset[Entity]()
_Parts = tuple[
    frozenset[Entity], frozenset[Entity], frozenset[Entity]
]  # of a word: as family, given, or first name word


class Roster:
    """Entities under the keys of their names."""

    def __init__(self) -> None:
        self._entities: set[Entity] = set()
        self._family: dict[str, set[Entity]] = defaultdict(set)
        self._given: dict[str, set[Entity]] = defaultdict(set)
        self._first: dict[str, set[Entity]] = defaultdict(set)
        self._with_context: set[Entity] = set()
        self._words: dict[str, _Parts] = {}

    def add(self, entity: Entity) -> None:
        """Look for one more."""
        if entity in self._entities:
            return
        self._words.clear()
        self._entities.add(entity)
        if entity.context:
            self._with_context.add(entity)
        for table, key in _filed(entity):
            getattr(self, table)[key].add(entity)

    def discard(self, entity: Entity) -> None:
        """Look for one less, if it is there."""
        if entity not in self._entities:
            return
        self._words.clear()
        self._entities.discard(entity)
        self._with_context.discard(entity)
        for table, key in _filed(entity):
            getattr(self, table)[key].discard(entity)

    def find(self, scans: Sequence[Scan]) -> set[Entity]:
        """Those of which a whole name, or a family name with a title or a context of its own, may be mentioned."""
        found: set[Entity] = set()
        known = self._words
        for text in scans:
            words = text.words
            parts = [known.get(word.text) or self._read(word.text) for word in words]
            for place, (family, _, first) in enumerate(parts):
                if first:
                    found |= first
                if not family:
                    continue
                run = words[place].run
                for other in range(max(0, place - REACH - 1), min(len(words), place + REACH + 2)):
                    given = parts[other][1]
                    if given and other != place and words[other].run == run and not family.isdisjoint(given):
                        found |= family & given
                    if words[other].dotted and words[other].run == run and other != place:
                        found |= family & self._given.get("·", _NONE)
                if text.titled(place):
                    found |= family
                elif self._with_context:
                    found |= family & self._with_context
        return found

    def _read(self, word: str) -> _Parts:
        if len(self._words) >= _CACHED:
            self._words.clear()
        keys = word_keys(word)
        found = (_under(self._family, keys), _under(self._given, keys), _under(self._first, keys))
        if len(word) == 1:
            found = (found[0], found[1] | self._given.get(initial_key(word), _NONE), found[2])
        self._words[word] = found
        return found


def _under(table: dict[str, set[Entity]], keys: Sequence[str]) -> frozenset[Entity]:
    found = [table[key] for key in keys if key in table]
    return frozenset().union(*found) if found else _NONE


def _filed(entity: Entity) -> list[tuple[str, str]]:
    filed = []
    for name in sought(entity).names:
        filed += [("_family", key) for key in name.family_keys]
        filed += [("_given", key) for key in name.given_keys]
        filed += [("_first", key) for key in (name.word_keys[0] if name.word_keys else ())]
    return filed

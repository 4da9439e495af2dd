"""Many entities at once: which of them a text may mention, by the keys of its words; between `scanning` and live matching.

An upper bound for `mentions`: it never leaves out an entity of which that finds something.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from articles.entities import Entity
from articles.names.compare import ALIKE, token_score
from articles.names.keys import word_keys
from articles.names.mentions import REACH, TITLED, may_be_given
from articles.names.scanning import Scan, Word
from articles.names.sought import Name, sought
from articles.names.tokens import begins_roughly

_CACHED: Final = 100_000
_NONE: Final = frozenset[int]()
_Parts = tuple[
    frozenset[int], frozenset[int], frozenset[int]
]  # names that a word may be of: family, given, first word


class Roster:
    """Names of entities, each under a number, by their keys."""

    def __init__(self) -> None:
        self._names: dict[int, tuple[Entity, Name]] = {}
        self._numbers: dict[Entity, tuple[int, ...]] = {}
        self._next = 0
        self._family: dict[str, set[int]] = defaultdict(set)
        self._given: dict[str, set[int]] = defaultdict(set)
        self._first: dict[str, set[int]] = defaultdict(set)
        self._with_context: set[int] = set()
        self._words: dict[str, _Parts] = {}
        self._titled: dict[str, tuple[int, ...]] = {}
        self._pairs: dict[tuple[str, str, bool], tuple[int, ...]] = {}

    def add(self, entity: Entity) -> None:
        """Look for one more."""
        if entity in self._numbers:
            return
        self._forget()
        names = sought(entity).names
        self._numbers[entity] = tuple(range(self._next, self._next + len(names)))
        self._next += len(names)
        for number, name in zip(self._numbers[entity], names, strict=True):
            self._names[number] = (entity, name)
            if entity.context:
                self._with_context.add(number)
            for table, key in self._filed(name):
                table[key].add(number)

    def discard(self, entity: Entity) -> None:
        """Look for one less, if it is there."""
        self._forget()
        for number in self._numbers.pop(entity, ()):
            self._with_context.discard(number)
            for table, key in self._filed(self._names.pop(number)[1]):
                table[key].discard(number)

    def find(self, scans: Sequence[Scan]) -> set[Entity]:
        """Those of which a whole name, or a family name with a title or a context of its own, may be mentioned."""
        found: set[int] = set()
        for text in scans:
            found.update(self._in(text))
        return {self._names[number][0] for number in found}

    def _in(self, text: Scan) -> Iterator[int]:
        words, known = text.words, self._words
        parts = [known.get(word.text) or self._read(word.text) for word in words]
        for place, (family, _, first) in enumerate(parts):
            if first:
                yield from first
            if not family:
                continue
            run, word = words[place].run, words[place].text
            for other in range(max(0, place - REACH - 1), min(len(words), place + REACH + 2)):
                if other == place or words[other].run != run:
                    continue
                near = words[other]
                given = (
                    self._given.get("·", _NONE) if near.dotted and len(near.text) <= 2 else parts[other][1]
                )
                if given and not family.isdisjoint(given):
                    pair = (word, near.text, near.dotted)
                    met = self._pairs.get(pair)
                    yield from self._read_pair(pair, family & given, near) if met is None else met
            if self._with_context:
                yield from family & self._with_context
            if text.titled(place):
                met = self._titled.get(word)
                yield from self._read_titled(word, family) if met is None else met

    def _read(self, word: str) -> _Parts:
        if len(self._words) >= _CACHED:
            self._words.clear()
        keys = word_keys(word)
        found = (_under(self._family, keys), _under(self._given, keys), _under(self._first, keys))
        self._words[word] = found
        return found

    def _read_pair(self, pair: tuple[str, str, bool], both: frozenset[int], near: Word) -> tuple[int, ...]:
        """Those whose family name the one word is like, and whose given name the other."""
        if len(self._pairs) >= _CACHED:
            self._pairs.clear()
        found = []
        for number in both:
            name = self._names[number][1]
            if _is_family(name, pair[0]) and may_be_given(name, near):
                found.append(number)
        self._pairs[pair] = tuple(found)
        return self._pairs[pair]

    def _read_titled(self, word: str, family: frozenset[int]) -> tuple[int, ...]:
        """Those whose family name a word is like enough to count with no more than a title."""
        if len(self._titled) >= _CACHED:
            self._titled.clear()
        found = []
        for number in family:
            part = self._names[number][1].family
            if (
                part is not None
                and begins_roughly(part.text, word)
                and token_score(part.text, word)[0].score >= TITLED
            ):
                found.append(number)
        self._titled[word] = tuple(found)
        return self._titled[word]

    def _forget(self) -> None:
        self._words.clear()
        self._titled.clear()
        self._pairs.clear()

    def _filed(self, name: Name) -> Iterator[tuple[dict[str, set[int]], str]]:
        yield from ((self._family, key) for key in name.family_keys)
        yield from ((self._given, key) for key in name.given_keys)
        yield from ((self._first, key) for key in (name.word_keys[0] if name.word_keys else ()))


def _is_family(name: Name, word: str) -> bool:
    return name.family is not None and token_score(name.family.text, word)[0].score >= ALIKE


def _under(table: dict[str, set[int]], keys: Sequence[str]) -> frozenset[int]:
    found = [table[key] for key in keys if key in table]
    return frozenset().union(*found) if found else _NONE

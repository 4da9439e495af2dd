"""Many entities at once: which of them a text may mention, by the keys of its words; between `scanning` and live matching.

An upper bound for `mentions`: it never leaves out an entity of which that finds something. What is costly is asked last, of words
that stand together, and remembered, since names come again and again.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from typing import Final, TypeVar

from articles.entities import Entity
from articles.names.compare import ALIKE, token_score
from articles.names.equivalents import equivalents
from articles.names.keys import name_keys, word_keys
from articles.names.mentions import REACH, TITLED, fits_initial, thing_at, whole_at
from articles.names.scanning import Scan
from articles.names.sought import Name, Sought, sought
from articles.names.tokens import begins_roughly, rough_form, roughly

_CACHED: Final = 100_000
K = TypeVar("K")
V = TypeVar("V")
_INITIAL: Final = "·"
_Numbers = tuple[int, ...]
_Bearers = dict[str, set[int]]  # by a given name as it is written, the persons with it


class Roster:
    """Names of entities, each under a number, by their keys."""

    def __init__(self) -> None:
        self._names: dict[int, tuple[Sought, Name]] = {}
        self._numbers: dict[Entity, _Numbers] = {}
        self._next = 0
        self._persons: dict[str, _Bearers] = defaultdict(lambda: defaultdict(set))  # by family name's keys
        self._given: dict[str, set[str]] = defaultdict(set)  # given names by their keys
        self._things: dict[str, set[int]] = defaultdict(
            set
        )  # what has no family name, by its first word's keys
        self._hanzi: dict[str, set[int]] = defaultdict(set)  # Chinese persons, by how they are read
        self._backed: dict[str, set[int]] = defaultdict(set)  # persons with a context, by family name's keys
        self._forget()

    def add(self, entity: Entity) -> None:
        """Look for one more."""
        if entity in self._numbers:
            return
        self._forget()
        looked_for = sought(entity)
        names = looked_for.names
        self._numbers[entity] = tuple(range(self._next, self._next + len(names)))
        self._next += len(names)
        for number, name in zip(self._numbers[entity], names, strict=True):
            self._names[number] = (looked_for, name)
            for some in self._filed(entity, name):
                some.add(number)
            for part in name.given:
                for key in name_keys(part.text, given=True):
                    self._given[key].add(part.text)

    def discard(self, entity: Entity) -> None:
        """Look for one less, if it is there."""
        self._forget()
        for number in self._numbers.pop(entity, ()):
            for some in self._filed(entity, self._names.pop(number)[1]):
                some.discard(number)

    def find(
        self, scans: Sequence[Scan], known: Set[Entity] = frozenset()
    ) -> tuple[set[Entity], set[Entity]]:
        """Those of which a whole name is mentioned, and those that may be: `mentions` has to say.

        The first are only such as nothing but a name is told of: no context, nothing that must not be near, nothing
        rejected. Of those in `known` nothing is asked.
        """
        sure, maybe = set(known), set[Entity]()
        for text in scans:
            if self._persons:
                self._find_whole(text, sure, maybe)
                self._find_titled(text, maybe)
            if self._hanzi:
                for key in text.hanzi.keys() & self._hanzi.keys():
                    for entity in (self._names[number][0].entity for number in self._hanzi[key]):
                        (maybe if entity.ruled else sure).add(entity)
            if self._backed:
                for numbers in (self._backed.get(key, ()) for key in text.at):
                    maybe.update(self._names[number][0].entity for number in numbers)
            if self._things:
                self._find_things(text, sure, maybe)
        return sure - known, maybe - sure

    def _find_whole(self, text: Scan, sure: set[Entity], maybe: set[Entity]) -> None:
        surfaces, families, pairs = text.surfaces, self._families, self._pairs
        for places in text.together:
            for place in places:
                family = surfaces[place]
                if (names := families.get(family)) is None:
                    names = self._read_family(family)
                if not names:
                    continue
                for other in range(max(places.start, place - REACH - 1), min(places.stop, place + REACH + 2)):
                    if other != place:
                        near = surfaces[other]
                        if len(near) <= 2 and text.is_initial(other):
                            near += "."
                        if (met := pairs.get((family, near))) is None:
                            met = self._read_pair(family, near, names)
                        for number in met:
                            looked_for, name = self._names[number]
                            if looked_for.entity in sure:
                                continue
                            if looked_for.entity.ruled:
                                maybe.add(looked_for.entity)
                            elif whole_at(looked_for, name, text, place):
                                sure.add(looked_for.entity)

    def _find_titled(self, text: Scan, maybe: set[Entity]) -> None:
        titled = self._titled
        for place, word in enumerate(text.surfaces):
            met = titled.get(word)
            if (met is None or met) and not text.followed(place) and text.titled(place):
                numbers = self._read_titled(word) if met is None else met
                maybe.update(self._names[number][0].entity for number in numbers)

    def _find_things(self, text: Scan, sure: set[Entity], maybe: set[Entity]) -> None:
        firsts = self._firsts
        for place, word in enumerate(text.surfaces):
            if (met := firsts.get(word)) is None:
                met = self._read_first(word)
            for number in met:
                looked_for, name = self._names[number]
                entity = looked_for.entity
                if entity not in sure and thing_at(name, text, place):
                    (maybe if entity.ruled else sure).add(entity)

    def _read_family(self, word: str) -> frozenset[str]:
        """The given names of those whose family name has a key of a word; and the mark of an initial."""
        names = (self._persons[key] for key in word_keys(word) if key in self._persons)
        return _remember(self._families, word, frozenset[str]().union(*names))

    def _read_pair(self, family: str, near: str, names: frozenset[str]) -> _Numbers:
        """Those whose family name the one word is like, and whose given name the other; "B." is an initial."""
        if (given := self._givens.get(near)) is None:
            keys = (key for key in word_keys(near) if key in self._given)
            given = frozenset[str]().union(*(self._given[key] for key in keys))
            given = frozenset((_INITIAL,)) if near[-1] == "." else given
            _remember(self._givens, near, given)
        if names.isdisjoint(given):
            return _remember(self._pairs, (family, near), ())
        found: set[int] = set()
        rough_family, rough_near = rough_form(family), rough_form(near)
        for key in word_keys(family):
            bearers = self._persons.get(key, {})
            for name in bearers.keys() & given:
                initial = name == _INITIAL
                if initial or _may_be_given(name, rough_near):
                    for number in bearers[name]:
                        its = self._names[number][1]
                        if (
                            number not in found
                            and its.family is not None
                            and roughly(rough_form(its.family.text), rough_family)
                            and (not initial or fits_initial(its, near[:-1]))
                            and _alike(its.family.text, family)
                            and (initial or _alike(name, near))
                        ):
                            found.add(number)
        return _remember(self._pairs, (family, near), tuple(found))

    def _read_titled(self, word: str) -> _Numbers:
        """Those whose family name a word is like enough to count with no more than a title."""
        found = []
        some = (self._persons[key] for key in word_keys(word) if key in self._persons)
        for number in {number for bearers in some for numbers in bearers.values() for number in numbers}:
            part = self._names[number][1].family
            if part and begins_roughly(part.text, word) and _alike(part.text, word, TITLED):
                found.append(number)
        return _remember(self._titled, word, tuple(found))

    def _read_first(self, word: str) -> _Numbers:
        """What begins with a word like this one."""
        some = {number for key in word_keys(word) for number in self._things.get(key, ())}
        found = (number for number in some if _alike(self._names[number][1].words[0].text, word))
        return _remember(self._firsts, word, tuple(found))

    def _forget(self) -> None:
        self._families: dict[str, frozenset[str]] = {}
        self._givens: dict[str, frozenset[str]] = {}
        self._pairs: dict[tuple[str, str], _Numbers] = {}
        self._titled: dict[str, _Numbers] = {}
        self._firsts: dict[str, _Numbers] = {}

    def _filed(self, entity: Entity, name: Name) -> Iterator[set[int]]:
        """The sets in which a name's number stands."""
        if name.hanzi:
            yield self._hanzi[name.hanzi]
        for key in name.family_keys:
            for part in name.given:
                yield self._persons[key][part.text]
            if _INITIAL in name.given_keys:
                yield self._persons[key][_INITIAL]
            if entity.context:
                yield self._backed[key]
        yield from (self._things[key] for key in (name.word_keys[0] if name.word_keys else ()))


@lru_cache(maxsize=50_000)
def _rough_forms(name: str) -> tuple[str, ...]:
    return tuple({rough_form(form): None for form in (name, *equivalents(name))})


@lru_cache(maxsize=200_000)
def _may_be_given(name: str, near: str) -> bool:
    return any(roughly(form, near) for form in _rough_forms(name))


def _alike(name: str, word: str, least: float = ALIKE) -> bool:
    return token_score(name, word)[0].score >= least


def _remember(cache: dict[K, V], key: K, found: V) -> V:
    if len(cache) >= _CACHED:
        cache.clear()
    cache[key] = found
    return found

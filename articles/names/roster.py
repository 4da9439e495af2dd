"""Many entities at once: which of them a text may mention, by the keys of its words; between `scanning` and live matching.

An upper bound for `mentions`: it never leaves out an entity of which that finds something. What is costly is asked last, of words
that stand together, and remembered, since names come again and again.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from functools import lru_cache, partial, reduce
from operator import or_
from typing import Final, TypeVar

from articles.entities import Entity
from articles.names.equivalents import equivalents
from articles.names.keys import name_keys, word_keys
from articles.names.learnt import Learnt, remember
from articles.names.letters import Writing, writing
from articles.names.mentions import bears_title, is_titled, may_bear_title, thing_at
from articles.names.scanning import Scan
from articles.names.sought import Name, Sought, sought
from articles.names.tokens import ALIKE, begins_roughly, rough_form, rough_forms, roughly_like, token_score
from articles.names.whole import REACH, fits_initial, whole_name

T = TypeVar("T")
_NEAR: Final = 500  # words that are remembered beside each that may be a family name
_LONG: Final = 60  # characters of words that stand together, where no more than each word is remembered
_OFTEN: Final = 8  # times that a word is seen until all is worked out for it
_INITIAL: Final = "·"
_Filed = dict[str, set[T]]  # by keys
_Numbers = tuple[int, ...]
_Met = tuple[tuple[int, _Numbers], ...]  # by the place of a family name among words


class _Family(Learnt[_Numbers]):
    """A word that is roughly like family names, of the persons `numbers` with the given names `given`; by the word beside it, who may be meant by both."""

    __slots__ = ("given", "numbers")

    def __init__(self, numbers: _Numbers, given: int, read: Callable[["_Family", str], _Numbers]) -> None:
        super().__init__(partial(read, self), _NEAR)
        self.numbers, self.given = numbers, given


class Roster:
    """Names of entities, each under a number, by their keys."""

    def __init__(self) -> None:
        self._names: dict[int, tuple[Sought, Name]] = {}
        self._numbers: dict[Entity, _Numbers] = {}
        self._next = 0
        # Rough forms of family names by their keys, by the script of the name: in other scripts, and in its own.
        self._forms: dict[Writing, tuple[_Filed[str], _Filed[str]]] = {}
        self._persons: dict[str, set[int]] = defaultdict(set)  # by the rough form of the family name
        self._bits: dict[str, int] = {}  # of each given name
        self._given: dict[str, int] = defaultdict(int)  # those of given names, by their keys
        self._borne: dict[int, int] = {}  # and of those that a person has
        self._things: dict[str, set[int]] = defaultdict(
            set
        )  # without a family name, by the first word's keys
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
            if name.family is not None:
                self._file_forms(name.family.text, name.family_keys)
            borne = 0
            for given in _given(name):
                if (bit := self._bits.get(given)) is None:
                    bit = self._bits[given] = 1 << len(self._bits)
                    for key in name_keys(given, given=True) if given != _INITIAL else ():
                        self._given[key] |= bit
                borne |= bit
            self._borne[number] = borne

    def _file_forms(self, family: str, keys: Iterable[str]) -> None:
        script = writing(family)
        read, spelled = self._forms.setdefault(script, (defaultdict(set), defaultdict(set)))
        for key in keys:
            read[key].update(rough_forms(family))
            spelled[key].update(rough_forms(family, script))

    def discard(self, entity: Entity) -> None:
        """Look for one less, if it is there."""
        self._forget()
        for number in self._numbers.pop(entity, ()):
            del self._borne[number]
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
        for places in text.together:
            written = text.written(places)
            if (met := self._met.get(written)) is None:
                met = self._read_together(text, places)
                if len(written) <= _LONG:
                    remember(self._met, written, met)
            for at, numbers in met:
                for looked_for, name in map(self._names.__getitem__, numbers):
                    if looked_for.entity in sure:
                        continue
                    if looked_for.entity.ruled:
                        maybe.add(looked_for.entity)
                    elif whole_name(looked_for, name, text, places.start + at):
                        sure.add(looked_for.entity)

    def _read_together(self, text: Scan, places: range) -> _Met:
        """Which of the words that stand together are like the family names of persons whose given name is near."""
        words = text.surfaces[places.start : places.stop]
        beside = [
            f"{word}." if text.is_initial(place) else word for place, word in zip(places, words, strict=True)
        ]
        found = []
        for at, family in enumerate(map(self._families.__getitem__, words)):
            if family is not None:
                near = beside[max(0, at - REACH - 1) : at] + beside[at + 1 : at + REACH + 2]
                if met := [number for word in near for number in family[word]]:
                    found.append((at, tuple(met)))
        return tuple(found)

    def _find_titled(self, text: Scan, maybe: set[Entity]) -> None:
        for place, known in enumerate(map(self._titled.get, text.surfaces)):
            numbers = self._titled_at(text, place) if known is None else known
            if numbers and is_titled(text, place):
                for looked_for, name in map(self._names.__getitem__, numbers):
                    if bears_title(name, text, place):
                        maybe.add(looked_for.entity)

    def _titled_at(self, text: Scan, place: int) -> _Numbers:
        """Those who may be meant by a word behind a title; () while it was met seldom and stands behind none."""
        word = text.surfaces[place]
        seen = self._seen.get(word, 0) + 1
        if seen < _OFTEN and not is_titled(text, place):
            remember(self._seen, word, seen)
            return ()
        numbers = self._read_titled(word)
        remember(self._titled, word, numbers)
        return numbers

    def _find_things(self, text: Scan, sure: set[Entity], maybe: set[Entity]) -> None:
        for place, numbers in enumerate(map(self._firsts.__getitem__, text.surfaces)):
            for number in numbers:
                looked_for, name = self._names[number]
                entity = looked_for.entity
                if entity not in sure and thing_at(name, text, place, person=looked_for.person):
                    (maybe if entity.ruled else sure).add(entity)

    def _read_family(self, word: str) -> _Family | None:
        numbers = self._bearers(self._like[word])
        if not numbers:
            return None
        read = partial(self._read_pair, word)
        return _Family(numbers, _union(map(self._borne.__getitem__, numbers)), read)

    def _read_given(self, near: str) -> int:
        """The bits of the given names that have a key of a word; "B." is an initial."""
        if near[-1] == ".":
            return self._bits.get(_INITIAL, 0)
        return _union(self._given[key] for key in word_keys(near) if key in self._given)

    def _read_pair(self, word: str, family: _Family, near: str) -> _Numbers:
        """Those whose family name the one word is like, and whose given name the other."""
        both = family.given & self._givens[near]
        return tuple(
            [
                number
                for number in (family.numbers if both else ())
                if self._borne[number] & both and self._are_alike(self._names[number][1], word, near)
            ]
        )

    def _are_alike(self, name: Name, word: str, near: str) -> bool:
        """Whether a word is like somebody's family name, and the one near it like a given name, or an initial that fits."""
        if name.family is None or name.family_keys.isdisjoint(word_keys(word)):
            return False
        if near[-1] == ".":
            return fits_initial(name, near[:-1]) and _alike(name.family.text, word)
        given = [part.text for part in name.given if _may_be_given(part.text, near)]
        return bool(given) and _alike(name.family.text, word) and any(_alike(one, near) for one in given)

    def _read_titled(self, word: str) -> _Numbers:
        """Those whose family name a word may be that counts with no more than a title."""
        rough = rough_form(word)
        numbers = self._bearers(form for form in self._like[word] if begins_roughly(form, rough))
        return tuple([number for number in numbers if may_bear_title(*self._names[number], word)])

    def _read_like(self, word: str) -> tuple[str, ...]:
        """The rough forms of family names that share keys with a word and are like it."""
        script = writing(word)
        forms = set[str]().union(
            *[_united(filed[wrote == script], word) for wrote, filed in self._forms.items()]
        )
        return tuple(roughly_like(forms, rough_form(word)))

    def _bearers(self, forms: Iterable[str]) -> _Numbers:
        return tuple(dict.fromkeys([number for form in forms for number in self._persons.get(form, ())]))

    def _read_first(self, word: str) -> _Numbers:
        """What begins with a word like this one."""
        some = _united(self._things, word)
        return tuple([number for number in some if _alike(self._names[number][1].words[0].text, word)])

    def _forget(self) -> None:
        self._met: dict[str, _Met] = {}  # by words that stand together, as written
        self._like = Learnt(self._read_like)
        self._families = Learnt(self._read_family)
        self._givens = Learnt(self._read_given)
        self._titled: dict[str, _Numbers] = {}
        self._seen: dict[str, int] = {}  # how often each was that is not among them
        self._firsts = Learnt(self._read_first)

    def _filed(self, entity: Entity, name: Name) -> Iterator[set[int]]:
        """The sets in which a name's number stands."""
        if name.hanzi:
            yield self._hanzi[name.hanzi]
        if name.family is not None:
            yield from (self._persons[form] for form in rough_forms(name.family.text))
        for key in name.family_keys if entity.context else ():
            yield self._backed[key]
        yield from (self._things[key] for key in (name.word_keys[0] if name.word_keys else ()))


@lru_cache(maxsize=50_000)
def _rough_forms(name: str, script: Writing) -> tuple[str, ...]:
    return tuple({form: None for one in (name, *equivalents(name)) for form in rough_forms(one, script)})


@lru_cache(maxsize=200_000)
def _may_be_given(name: str, near: str) -> bool:
    return bool(roughly_like(_rough_forms(name, writing(near)), rough_form(near)))


def _alike(name: str, word: str) -> bool:
    return token_score(name, word, least=ALIKE)[0].score >= ALIKE


def _given(name: Name) -> Iterator[str]:
    """A person's given names as they are written; and the mark of an initial, where one may stand for them."""
    yield from (part.text for part in name.given)
    if _INITIAL in name.given_keys:
        yield _INITIAL


def _united(filed: _Filed[T], word: str) -> set[T]:
    """All that is filed under a key of a word."""
    return set[T]().union(*[filed[key] for key in word_keys(word) if key in filed])


def _union(bits: Iterable[int]) -> int:
    return reduce(or_, bits, 0)

"""What is looked for: an entity's names in parts with their keys, made once; between `entities` and `mentions`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from articles.entities import Entity
from articles.names.compare import SAME, STRICT, WIDE
from articles.names.hanzi import in_pinyin, reading
from articles.names.joining import other_words
from articles.names.keys import name_keys
from articles.names.letters import HYPHENS, internal, writing
from articles.names.parts import Part, Parts, parse_name
from articles.names.places import place_names
from articles.names.words import LEGAL

_HYPHEN = re.compile(f"[{HYPHENS}]")
THRESHOLDS: Final = {"strict": STRICT, "normal": SAME, "wide": WIDE}


@dataclass(frozen=True, slots=True)
class Name:
    """One name of an entity. `family` and `given` are the parts that must be there, with their keys.

    A name of one part, an organisation or a place has no `given` parts: all of `words` must follow one another.
    """

    parts: Parts
    family: Part | None
    given: tuple[Part, ...]
    words: tuple[Part, ...]
    family_keys: frozenset[str]
    given_keys: frozenset[str]
    word_keys: tuple[frozenset[str], ...]
    doubled: tuple[Part, ...] = ()  # before a hyphen, the rest of the family name: Kara-Murza
    hanzi: str = ""  # the key of a Chinese name in Chinese texts
    translated: bool = False  # then it is looked for in its own script only
    alone: bool = True  # its family name may stand alone


@dataclass(frozen=True, slots=True)
class Sought:
    """An entity as `mentions` looks for it."""

    entity: Entity
    names: tuple[Name, ...]
    threshold: float

    @property
    def person(self) -> bool:
        """Whether it is somebody with a family name."""
        return self.entity.type == "person"


@lru_cache(maxsize=20_000)
def sought(entity: Entity) -> Sought:
    """Make an entity ready to be looked for. Names with wildcards are left to the query language."""
    off = set(entity.off)
    whole = (
        " ".join(part for part in (entity.given, entity.patronymic, entity.family) if part)
        if entity.given and entity.family
        else ""
    )
    spellings = [
        name
        for name in dict.fromkeys((*entity.spellings, *([whole] if whole else [])))
        if "*" not in name and "?" not in name and "=" not in name
    ]
    names = [
        made
        for name in spellings
        if {"transliterated", "inflected", "spelling"} - off and (made := _name(entity, name))
    ]
    if entity.type == "person" and "transliterated" not in off:
        read = dict.fromkeys(filter(None, map(in_pinyin, entity.spellings)))
        names += [made for name in read if name not in spellings and (made := _name(entity, name))]
    names += [other for name in names for other in _joined_otherwise(name)]
    if entity.type == "place" and "transliterated" not in off:
        others = dict.fromkeys(other for name in entity.spellings for other in place_names(name))
        names += [replace(made, translated=True) for other in others if (made := _name(entity, other))]
    return Sought(entity, tuple(names), THRESHOLDS[entity.precision])


def _with_patronymic(parts: Parts, patronymic: str) -> Parts:
    """A name with the father's name that the configuration tells, behind the given name, unless it is there."""
    if parts.family is None or any(part.role == "patronymic" for part in parts.parts):
        return parts
    told = Part(patronymic, internal(patronymic), "patronymic")
    before = parts.parts[: parts.family] if parts.family else parts.parts
    family = parts.family + 1 if parts.family else 0
    return replace(parts, parts=(*before, told, *parts.parts[len(before) :]), family=family)


def _joined_otherwise(name: Name) -> Iterator[Name]:
    for family, given in other_words(name.parts) if name.family else ():
        given_keys = _given_keys(given) | name.given_keys & {"·"}
        yield Name(
            name.parts, family, given, (), name_keys(family.text), given_keys, (), alone=family is name.family
        )


def _given_keys(given: tuple[Part, ...]) -> frozenset[str]:
    return frozenset[str]().union(*(name_keys(part.text, given=True) for part in given))


def _name(entity: Entity, text: str) -> Name | None:
    person = entity.type == "person"
    parts = parse_name(text, "person" if person else entity.type)
    if person and entity.family:
        # As the configuration says which is which; the last word of a family name of several is looked for.
        told = parse_name(entity.family).parts[-1:]
        place = next((at for at, part in enumerate(parts.parts) if told and part.form == told[0].form), None)
        parts = parts if place is None else replace(parts, family=place)
    if person and entity.patronymic:
        parts = _with_patronymic(parts, entity.patronymic)
    if not parts.parts or any(writing(part.text) in ("han", "kana", "hangul") for part in parts.parts):
        return None
    plain = parts.names
    if person and len(plain) > 1 and parts.family is not None:
        family = parts.parts[parts.family]
        others = tuple(part for part in plain if part is not family)
        hyphened = _HYPHEN.sub("-", text)
        doubled = tuple(part for part in others if f"{part.text}-{family.text}" in hyphened)
        given = tuple(part for part in others if part not in doubled) or others
        initial = frozenset(("·",)) if entity.precision != "strict" else frozenset[str]()
        hanzi = reading(parts) if "transliterated" not in entity.off else ""
        return Name(
            parts, family, given, (), name_keys(family.text), _given_keys(given) | initial, (), doubled, hanzi
        )
    words = tuple(part for part in plain if part.form not in LEGAL) or plain
    if not words or (len(words) == 1 and len(words[0].form) < 4):
        return None
    if not all(internal(part.text) for part in words):
        return None  # Nord Stream 2: a number is no name word, so that it stands as it is given or is another
    return Name(
        parts,
        None,
        (),
        words,
        frozenset(),
        frozenset(),
        tuple(name_keys(part.text, given=person) for part in words),
    )

"""The variants of a name that are looked for, by where they come from; for people who want to see what an entity finds.

Rules find more than any list: these are samples, each of which is found as a whole name.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from articles.entities import Entity, Source
from articles.names.alphabets import Alphabet, in_palladius, in_plain_letters, written_in
from articles.names.cases import cases
from articles.names.equivalents import equivalents
from articles.names.hanzi import in_pinyin, reading
from articles.names.letters import internal, writing
from articles.names.mentions import mentions
from articles.names.parts import parse_name
from articles.names.places import place_names
from articles.names.scanning import scan
from articles.names.sought import sought

MOST: Final = 16  # of each kind
_ALPHABETS: Final[tuple[Alphabet, ...]] = ("cyrillic", "greek", "arabic", "hebrew")
_SPELLED: Final = (("ya", "ia"), ("ya", "a"), ("y", "i"), ("i", "y"), ("kh", "h"), ("h", "kh"), ("ou", "u"), ("u", "ou"), ("ck", "k"), ("sch", "sh"),
                   ("w", "v"), ("v", "w"), ("x", "ks"), ("ks", "x"), ("th", "t"), ("ph", "f"), ("f", "ff"), ("ch", "cz"), ("sh", "sz"), ("zh", "j"))  # fmt: skip
_DOUBLE = re.compile(r"([b-df-hj-np-tv-z])\1")


def variants(entity: Entity) -> Mapping[str, tuple[str, ...]]:
    """Samples under "given", "transliterated", "inflected", "spelling" and "family name" (which stands alone behind a whole
    name, or with a title); a kind that is switched off has none.
    """
    found: dict[str, tuple[str, ...]] = {"given": entity.spellings}
    made: dict[Source, Iterator[str]] = {
        "transliterated": _transliterated(entity),
        "inflected": _inflected(entity),
        "spelling": _spelled(entity),
    }
    for source, names in made.items():
        known = {} if source in entity.off else dict.fromkeys(_taken(entity, names))
        found[source] = tuple(known)[:MOST]
    alone = entity.precision != "strict" and "family name" not in entity.off
    families = (name.family.text for name in sought(entity).names if name.family and name.alone)
    found["family name"] = tuple(dict.fromkeys(families)) if alone else ()
    return found


def _taken(entity: Entity, names: Iterator[str]) -> Iterator[str]:
    looked_for = sought(entity)
    for name in names:
        if name not in entity.spellings and any(
            (found.start, found.end) == (0, len(name)) for found in mentions(looked_for, [scan(name)])
        ):
            yield name


def _transliterated(entity: Entity) -> Iterator[str]:
    if entity.type == "place":
        for name in entity.spellings:
            yield from place_names(name)
    yield from filter(None, map(in_pinyin, entity.spellings if entity.type == "person" else ()))
    for name in _plain(entity, "latin"):
        yield from _in_others(name)
    for script in ("cyrillic", "greek"):
        for name in _plain(entity, script):
            latin = re.sub(r"\w+", lambda word: internal(word[0].replace("ь", "")).title(), name)
            yield latin
            yield from _in_others(latin, script)


def _in_others(latin: str, known: str = "latin") -> Iterator[str]:
    """A name in Latin letters in the other alphabets, Cyrillic first; a Chinese one, whose sounds pinyin tells, in that alone."""
    if reading(parse_name(latin)):
        yield in_palladius(latin)
        return
    for alphabet in _ALPHABETS:
        if alphabet != known and (written := written_in(latin, alphabet)):
            yield written


def _inflected(entity: Entity) -> Iterator[str]:
    person = entity.type == "person"
    for name in _plain(entity, "latin"):
        yield from _cases(name, name, person=person)
        if written := next(_in_others(name), ""):
            yield from _cases(name, written, person=person)
    for name in _plain(entity, "cyrillic"):
        yield from cases(name, person=person)


def _cases(latin: str, written: str, *, person: bool) -> Iterator[str]:
    if person and reading(parse_name(latin)):  # of a Chinese name the given name, which is the last, alone
        family, _, given = written.rpartition(" ")
        yield from (f"{family} {form}" for form in cases(given, person=False))
    else:
        yield from cases(written, person=person)


def _spelled(entity: Entity) -> Iterator[str]:
    for name in _plain(entity, "latin"):
        yield in_plain_letters(name)
        words = name.split()
        if len(words) > 1:
            for other in [form for form, kin in equivalents(words[0]).items() if kin == "same"][:6]:
                yield " ".join([other.title(), *words[1:]])
        for low in dict.fromkeys((words[-1].lower(), in_plain_letters(words[-1]).lower())):
            for left, right in _SPELLED:
                if left in low:
                    yield " ".join([*words[:-1], low.replace(left, right, 1).title()])
            if _DOUBLE.search(low):
                yield " ".join([*words[:-1], _DOUBLE.sub(r"\1", low).title()])


def _plain(entity: Entity, script: str) -> Iterator[str]:
    for name in entity.spellings:
        if writing(name) == script and not re.search(r"[*?=]", name) and name.split():
            yield name

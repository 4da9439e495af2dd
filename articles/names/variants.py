"""The variants of a name that are looked for, by where they come from; for people who want to see what an entity finds.

Rules find more than any list: these are samples, each of which the scorer takes.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, Literal

from articles.entities import Entity, Source
from articles.names.cases import cases
from articles.names.compare import SAME, compare
from articles.names.equivalents import equivalents
from articles.names.hanzi import in_pinyin
from articles.names.letters import internal, writing
from articles.names.places import place_names
from articles.names.sought import sought

MOST: Final = 16  # of each kind
_TO_CYRILLIC: Final = (
    ("skiy", "ский"), ("sky", "ский"), ("shch", "щ"), ("sch", "ш"), ("zh", "ж"), ("kh", "х"), ("ch", "ч"), ("sh", "ш"), ("ts", "ц"), ("ya", "я"), ("yu", "ю"), ("yo", "ё"),
    ("ye", "е"), ("ck", "к"), ("ph", "ф"), ("th", "т"), ("ee", "и"), ("oo", "у"), ("ou", "у"), ("qu", "кв"), ("x", "кс"), ("ay", "ай"), ("ey", "ей"), ("oy", "ой"),
    *zip("abvgdezijklmnoprstufhcyw", "абвгдезийклмнопрстуфхкив", strict=True), ("q", "к"),
)  # fmt: skip
_TO_GREEK: Final = (
    ("th", "θ"), ("ch", "τσ"), ("sh", "σ"), ("ph", "φ"), ("ou", "ου"), ("u", "ου"), ("b", "μπ"), ("d", "ντ"), ("g", "γκ"), ("j", "τζ"),
    ("x", "ξ"), ("c", "κ"), ("h", "χ"), ("w", "ου"), ("y", "ι"), ("q", "κ"), *zip("aezklmnioprstfv", "αεζκλμνιοπρστφβ", strict=True),
)  # fmt: skip
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
    if not sought(entity).names:
        return
    for name in names:
        if name not in entity.spellings and any(
            name in place_names(spelling) or compare(spelling, name, entity.type).score >= SAME
            for spelling in entity.spellings
        ):
            yield name


def _transliterated(entity: Entity) -> Iterator[str]:
    if entity.type == "place":
        for name in entity.spellings:
            yield from place_names(name)
    yield from filter(None, map(in_pinyin, entity.spellings if entity.type == "person" else ()))
    for name in _plain(entity, "latin"):
        for table in (_TO_CYRILLIC, _TO_GREEK):
            yield " ".join(_written(word, table) for word in name.split())
    for name in _plain(entity, "cyrillic"):
        yield re.sub(r"\w+", lambda word: internal(word[0].replace("ь", "")).title(), name)


def _inflected(entity: Entity) -> Iterator[str]:
    person = entity.type == "person"
    for name in _plain(entity, "latin"):
        yield from cases(name, person=person)
        yield from cases(" ".join(_written(word, _TO_CYRILLIC) for word in name.split()), person=person)
    for name in _plain(entity, "cyrillic"):
        yield from cases(name, person=person)


def _spelled(entity: Entity) -> Iterator[str]:
    for name in _plain(entity, "latin"):
        words = name.split()
        for other in (
            [form for form, kin in equivalents(words[0]).items() if kin == "same"][:6]
            if len(words) > 1
            else ()
        ):
            yield " ".join([other.title(), *words[1:]])
        low = words[-1].lower()
        for left, right in _SPELLED:
            if left in low:
                yield " ".join([*words[:-1], low.replace(left, right, 1).title()])
        if _DOUBLE.search(low):
            yield " ".join([*words[:-1], _DOUBLE.sub(r"\1", low).title()])


def _plain(entity: Entity, script: Literal["latin", "cyrillic"]) -> Iterator[str]:
    for name in entity.spellings:
        plain = name.isascii() or script != "latin"
        if writing(name) == script and plain and not re.search(r"[*?=]", name) and name.split():
            yield name


def _written(word: str, table: tuple[tuple[str, str], ...]) -> str:
    low = word.lower()
    for left, right in table:
        low = low.replace(left, right)
    return low[:1].upper() + low[1:]

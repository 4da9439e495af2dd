"""The variants of a name that are looked for, by where they come from; for people who want to see what an entity finds.

Rules find more than any list: these are samples, each of which the scorer takes.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from articles.entities import Entity, Source
from articles.names.compare import SAME, compare
from articles.names.endings import endings
from articles.names.equivalents import equivalents
from articles.names.hanzi import in_pinyin
from articles.names.letters import writing
from articles.names.places import place_names
from articles.names.sought import sought

MOST: Final = 16  # of each kind
_TO_CYRILLIC: Final = (
    ("shch", "щ"), ("sch", "ш"), ("zh", "ж"), ("kh", "х"), ("ch", "ч"), ("sh", "ш"), ("ts", "ц"), ("ya", "я"), ("yu", "ю"), ("yo", "ё"),
    ("ye", "е"), ("ck", "к"), ("ph", "ф"), ("th", "т"), ("ee", "и"), ("oo", "у"), ("ou", "у"), ("qu", "кв"), ("x", "кс"),
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
    families = (name.family.text for name in sought(entity).names if name.family)
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
    for name in _plain(entity):
        for table in (_TO_CYRILLIC, _TO_GREEK):
            yield " ".join(_written(word, table) for word in name.split())


def _inflected(entity: Entity) -> Iterator[str]:
    for name in _plain(entity):
        *given, family = name.split()
        for ending in ("a", "u", "em", "om", "ovi", "ego", "ho", "ou", "y", "i", "e", "owi", "ová"):
            yield " ".join(
                [
                    *(_with(word, ending if ending in "auemomyie" else "") for word in given),
                    _with(family, ending),
                ]
            )
        written = [_written(word, _TO_CYRILLIC) for word in name.split()]
        for ending in ("а", "у", "ом", "ым", "ой", "е", "ы", "ого", "ому", "ові"):
            yield " ".join([*written[:-1], _with(written[-1], ending)])


def _spelled(entity: Entity) -> Iterator[str]:
    for name in _plain(entity):
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


def _plain(entity: Entity) -> Iterator[str]:
    for name in entity.spellings:
        if writing(name) == "latin" and name.isascii() and not re.search(r"[*?=]", name) and name.split():
            yield name


def _written(word: str, table: tuple[tuple[str, str], ...]) -> str:
    low = _DOUBLE.sub(r"\1", word.lower())
    for left, right in table:
        low = low.replace(left, right)
    return low[:1].upper() + low[1:]


def _with(word: str, ending: str) -> str:
    kind = "cyrillic" if writing(word) == "cyrillic" else "latin"
    tail = next(
        (
            word[-1:]
            for how in endings(kind).values()
            for name, _, _ in how
            if name and word.endswith(name) and name in "aoey"
        ),
        "",
    )
    return (word.removesuffix(tail) if tail else word) + ending if ending else word

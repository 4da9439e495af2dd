"""Names that are written in one word here and in two there: Abdelaziz, عبد العزيز; Jinping, Jin-ping; DiCaprio; for `sought`.

Only by which words they are found: whether what stands there is the name, `compare` says of all of it.
"""

import re
from collections.abc import Iterator
from typing import Final

from articles.names.letters import HYPHENS, internal
from articles.names.parts import Part, Parts, is_eastern, is_pinyin
from articles.names.words import PARTICLES

_BEGINNINGS: Final = re.compile(r"(abd|nur|noor|sai?f|sayf|seif)([aeu][lrnsd]{1,2})?(.{3,})")
_ALLAH: Final = re.compile(r"(.{3,}?)[aeou]?l?lah")
_CAPITAL: Final = re.compile(r"(?<=[a-zа-я])(?=[A-ZА-Я])")
_HALF: Final = re.compile(rf"[{HYPHENS}]([a-zà-žа-яіїў]{{2,10}})\b")
_HALF_READ: Final = re.compile(r"[^aeiouy]{0,4}[aeiouy]+(?:n|ng)?(?:a|u|e|i?em|om|ie|o[vw]i)?")
_ONE_VOWEL: Final = re.compile(r"[^aeiouü]*[aeiouü]+[^aeiouü]*")


def other_words(parts: Parts) -> Iterator[tuple[Part, tuple[Part, ...]]]:
    """Other words by which a person's name is found: as the family name, and as given names."""
    if parts.family is None:
        return
    family = parts.parts[parts.family]
    given = tuple(part for part in parts.names if part is not family)
    if len(given) == 2 and (is_eastern(parts) or "-" in parts.text or given[0].form in PARTICLES):
        yield family, (_part(given[0].form + given[1].form),)
    if len(given) == 1 and (pieces := _pieces(given[0].form, eastern=is_eastern(parts))):
        yield family, tuple(map(_part, pieces))
    if given and (found := _ALLAH.fullmatch(family.form)):
        yield _part("allah"), (*given, _part(found[1]))
    particle, *rest = _CAPITAL.split(family.text, maxsplit=1)
    if given and rest and internal(particle) in PARTICLES:
        yield _part(rest[0]), (*given, _part(particle))


def half_behind(parts: Parts, text: str, end: int) -> str:
    """Of an Eastern given name the second half that stands behind a character of a text in small letters: -ping of Jin-ping."""
    found = _HALF.match(text, end) if is_eastern(parts) else None
    return found[0] if found and _HALF_READ.fullmatch(internal(found[1])) else ""


def _pieces(form: str, *, eastern: bool) -> set[str]:
    if eastern:
        cuts = [(form[:at], form[at:]) for at in range(1, len(form))]
        return {piece for cut in cuts if all(map(_syllable, cut)) for piece in cut}
    if found := _BEGINNINGS.fullmatch(form):
        first, article, second = found.groups()
        return {first, first + (article or ""), second}
    return set()


def _syllable(form: str) -> bool:
    return is_pinyin(form) and _ONE_VOWEL.fullmatch(form) is not None


def _part(text: str) -> Part:
    return Part(text.capitalize(), internal(text), "name")

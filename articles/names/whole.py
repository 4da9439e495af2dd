"""The whole name of somebody around a word that is like the family name, and not a stranger's; between `scanning` and `mentions`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from articles.names.compare import Verdict, begins, compare_parts
from articles.names.equivalents import equivalents
from articles.names.joining import half_behind
from articles.names.keys import word_keys
from articles.names.letters import HYPHENS, internal, writing
from articles.names.parts import Part, is_patronymic, parse_name
from articles.names.scanning import Scan
from articles.names.sought import Name, Sought
from articles.names.tokens import ALIKE, token_score
from articles.names.words import generation, is_kin, is_title

REACH: Final = 3  # words between given and family name
SURE: Final = 0.8  # how alike a family name must be that stands alone, or beside no more than an initial
_SIDE_BY_SIDE: Final = (" ", "\u00a0", "\u202f", *HYPHENS)
_MARK = re.compile(rf"(?:,?[ \u00a0]|[{HYPHENS}])(\w{{2,12}})\b")
JOINING: Final = tuple(HYPHENS)
_REST = re.compile(rf"[{HYPHENS}][^\W\d_]+")  # of a name that goes on in small letters: Kim Jong-un


@dataclass(frozen=True, slots=True)
class Whole:
    """The words `places` of a text, characters [start, end): a name, how surely (0 to 1) and why."""

    places: range
    start: int
    end: int
    score: float
    reasons: tuple[str, ...]


def whole_name(sought: Sought, name: Name, text: Scan, place: int) -> Whole | None:
    """The whole name around a word that is like the family name, if it stands there."""
    if not may_be_family(name, text, place):
        return None
    run = text.run_of(place)
    before = [
        at for at in range(place - 1, max(run.start, place - 1 - REACH) - 1, -1) if _is_given(name, text, at)
    ]
    behind = [at for at in range(place + 1, min(run.stop, place + 2 + REACH)) if _is_given(name, text, at)]
    if before and not any(at not in before for at in range(before[-1], place)):
        del before[:-1]  # all that is between belongs to it: George H. W. Bush
    # All initials behind a family name belong to it: Petrov I. K.
    behind = [
        at for at in behind if not (text.is_initial(at) and text.is_initial(at + 1) and at + 1 in behind)
    ]
    best: Whole | None = None
    for first, last in (*((at, place) for at in before), *((place, at) for at in behind)):
        if last - first > len(name.given) + REACH - 1 or not _in_order(name, text, first, last, place):
            continue
        if not _tells(name, text, place, range(first, last + 1)):
            continue
        found = _compared(sought, name, text, *_whole(text, run, first, last))
        if found and (best is None or found.score > best.score):
            best = found
    return best


def may_be_family(name: Name, text: Scan, place: int) -> bool:
    """Whether a word is no mere letter, where the family name is more: an И. is no И, but И is the Yi of Wang Yi."""
    return name.family is not None and (
        len(text.surfaces[place]) > 1 or len(name.family.text) == 1 or _is_syllable(name.family, text, place)
    )


def _is_syllable(part: Part, text: Scan, place: int) -> bool:
    """Whether a letter may be all of a part in another script."""
    return not text.is_initial(place) and writing(text.surfaces[place]) != writing(part.text)


def _compared(sought: Sought, name: Name, text: Scan, first: int, last: int) -> Whole | None:
    """A span of words as a mention of the name, or as more of it; None where it is not, or a part of a stranger's name."""
    end = text.ends[last]
    end += len(half_behind(name.parts, text.text, end) or mark_behind(text, last)) or text.is_initial(last)
    found, verdict = _read(name, text, first, last, end)
    if found.score < sought.threshold or not _wanted(sought, found.reasons):
        return None
    begin = word_before(text, first)
    if verdict.whole:
        if begin is not None and text.is_initial(first) and equivalents(text.surfaces[begin]):
            return None  # the F. of Robert F. Kennedy is not Fred
        return found
    if begin is not None and not (equivalents(text.surfaces[begin]) or _lacks_first(name, text, first, last)):
        begin = None
    longer = _longer(name, text, begin, first, last, end)
    if longer and longer.score < sought.threshold:
        return None
    return longer if longer and longer.score > found.score else found


def _read(name: Name, text: Scan, first: int, last: int, end: int) -> tuple[Whole, Verdict]:
    """What is said of the words from a first to a last one, up to a character, as the name."""
    start = text.starts[first]
    verdict = compare_parts(name.parts, parse_name(text.text[start:end]))
    return Whole(range(first, last + 1), start, end, verdict.score, verdict.reasons), verdict


def _lacks_first(name: Name, text: Scan, first: int, last: int) -> bool:
    """Whether the first given name does not stand among some words."""
    given = name.given[0]
    return not any(
        token_score(given.text, text.surfaces[at])[0].score >= ALIKE
        or (text.is_initial(at) and begins(text.surfaces[at], given))
        for at in range(first, last + 1)
    )


def _longer(name: Name, text: Scan, begin: int | None, first: int, last: int, end: int) -> Whole | None:
    """What is found with the words that stand side by side with a part of a name, which may make another's of it: Robert F. Kennedy."""
    stop = word_behind(text, last)
    rest = _REST.match(text.text, end)
    if begin is None and stop is None and rest is None:
        return None
    first = first if begin is None else begin
    if stop is not None:
        last, end = stop, text.ends[stop]
    elif rest is not None:
        end = rest.end()
    return _read(name, text, first, last, end)[0]


def word_before(text: Scan, place: int) -> int | None:
    """The place of the word of a name that stands right before a word; None where an office, a relative or nothing does."""
    if place == 0 or not _side_by_side(text, place - 1):
        return None
    word = text.surfaces[place - 1]
    return None if is_title(word) or is_kin(word) else place - 1


def word_behind(text: Scan, place: int) -> int | None:
    """The same behind a word."""
    if place + 1 >= len(text.surfaces) or not _side_by_side(text, place):
        return None
    return None if is_title(text.surfaces[place + 1]) else place + 1


def _side_by_side(text: Scan, place: int) -> bool:
    gap = text.gap(place + 1)
    return gap in _SIDE_BY_SIDE or (text.is_initial(place) and gap.strip() == ".")


def _wanted(sought: Sought, reasons: Iterable[str]) -> bool:
    """Whether none of the ways in which a mention differs from the name is switched off."""
    ways = {"transliterated": "transliterated", "inflected": "inflected", "spelling": "spelled otherwise"}
    return not any(ways[off] in reason for off in sought.entity.off if off in ways for reason in reasons)


def _is_given(name: Name, text: Scan, at: int) -> bool:
    """Whether a word is like a given name of somebody, or an initial."""
    word, initial = text.surfaces[at], text.is_initial(at)
    if initial or (len(word) == 1 and not _is_syllable(name.given[0], text, at)):
        return initial and "·" in name.given_keys
    if name.given_keys.isdisjoint(word_keys(word)):
        return False  # engines, which are asked by keys, would not find it either
    return any(token_score(part.text, word)[0].score >= ALIKE for part in name.given)


def fits_initial(name: Name, letter: str) -> bool:
    """Whether an initial (without its stop) may stand for a given name of somebody, or is one of the name's own."""
    return any(
        begins(letter, part) for part in (*name.given, *(p for p in name.parts.parts if p.role == "initial"))
    )


def _tells(name: Name, text: Scan, family: int, span: range) -> bool:
    """Whether what stands for given names around a family name can be somebody's, not anybody's."""
    places = [at for at in span if at != family and _is_given(name, text, at)]
    if any(not text.is_initial(at) for at in places):
        return True
    # By an initial alone: one that fits, and that is not another's (Rudd in “Ruth A. Bourquin”); the family name surely.
    behind = span[-1] != family and not text.is_initial(span[-1] + 1) and text.stands_with(span[-1] + 1)
    return (
        not behind
        and any(fits_initial(name, text.surfaces[at]) for at in places)
        and name.family is not None
        and token_score(name.family.text, text.surfaces[family], family=True)[0].score >= SURE
        and all(at in places or at == family or is_doubled(name, text.surfaces[at]) for at in span)
    )


def is_doubled(name: Name, word: str) -> bool:
    """Whether a word is like the first part of a double family name: Kara in Kara-Murza."""
    return any(token_score(part.text, word)[0].score >= ALIKE for part in name.doubled)


def _in_order(name: Name, text: Scan, first: int, last: int, family: int) -> bool:
    # A comma stands only behind a family name that comes first; a line ends only between two words in their order.
    lines = [at for at in range(first, last) if "\n" in text.gap(at + 1)]
    if lines and (last - first > 1 or family == first):
        return False
    commas = [at for at in range(first, last) if "," in text.gap(at + 1)]
    return not commas or (commas == [family] == [first] and not _of_two(name, text, first, last))


def _of_two(name: Name, text: Scan, first: int, last: int) -> bool:
    """Whether “Petrov, Ivan” ends one name of a list and begins the next: Sergei Petrov, Ivan Sidorov."""
    before, behind = word_before(text, first), word_behind(text, last)
    return (before is not None and not is_doubled(name, text.surfaces[before])) or (
        behind is not None
        and not text.is_initial(behind)
        and not is_patronymic(internal(text.surfaces[behind]))
    )


def _whole(text: Scan, run: range, first: int, last: int) -> tuple[int, int]:
    """A span with what belongs to it: the rest of a double name, a mark of the generation."""
    while first > run.start:
        gap = text.gap(first)
        initial = text.is_initial(first - 1) and gap.strip() == "."
        if is_title(text.surfaces[first - 1]) or (gap not in JOINING and not initial):
            break
        first -= 1
    while last + 1 < run.stop:
        gap = text.gap(last + 1)
        if gap not in JOINING and not generation(text.surfaces[last + 1]):
            break
        last += 1
    return first, last


def mark_behind(text: Scan, place: int) -> str:
    """What stands behind a name and tells the generation, in small letters too: Трамп-младший, Novák ml."""
    found = _MARK.match(text.text, text.ends[place])
    return found[0] if found and generation(found[1]) else ""


def generation_behind(text: str, end: int) -> str:
    """The generation ("jr", "sr", "2" …) that is told right behind a character; "" where none is."""
    found = _MARK.match(text, end)
    return generation(found[1]) if found else ""

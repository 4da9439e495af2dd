"""Where an entity is named in a text, whatever the spelling, script and inflection; between `scanning` and the judge.

Nothing is recognised that was not asked for: candidates by keys, in the right order and distance, each verified by `compare`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from articles.entities import EntityType
from articles.names.compare import compare
from articles.names.equivalents import equivalents
from articles.names.letters import internal, writing
from articles.names.offices import addressed, is_of_an_office, may_be_a_woman, may_be_addressed
from articles.names.parts import Part, is_eastern
from articles.names.scanning import Scan
from articles.names.sought import Name, Sought
from articles.names.tokens import ALIKE, Alike, alike, begins_roughly, met_as, rough, same_word, token_score
from articles.names.whole import (
    JOINING,
    SURE,
    is_doubled,
    mark_behind,
    may_be_family,
    whole_name,
    word_behind,
)
from articles.names.words import generation, is_title

_BETWEEN: Final = " \u00a0\u202f.[]()“”„«»\"'"  # a given and a family name
_NAMED: Final = frozenset(
    f"{name}{ending}"
    for name in ("emir", "don", "king", "sultan", "duke", "earl", "dean", "prince")
    for ending in ("", "a", "u", "om", "em", "e", "ja", "jem", "ju", "ovi", "owi")
)
_ENDING: Final = ",;:!?…"  # a name of a list, or a sentence
Backed = Callable[[int, int], bool]
TITLED: Final = 0.85  # and with no more than a title
HANZI: Final = 0.9  # of characters that are read as a name


@dataclass(frozen=True, slots=True)
class Mention:
    """Characters [start, end) of text number `text`; what stands there, by which rule, how surely (0 to 1) and why."""

    text: int
    start: int
    end: int
    surface: str
    variant: str  # "full", "family name", "title"
    score: float
    reasons: tuple[str, ...]


Anothers = Callable[[Mention], bool]


@dataclass(frozen=True, slots=True)
class _Place:
    text: int
    place: int
    doubled: bool = False  # with the first part of a double family name before it


def mentions(
    sought: Sought, scans: Sequence[Scan], backed: Backed | None = None, anothers: Anothers | None = None
) -> list[Mention]:
    """Every mention in the texts of one article (headline, body, captions: in the order of reading), by place.

    `backed` says whether a word of the entity's context stands near a character of a text (its number, its place);
    `anothers` whether a whole mention is somebody else's: then family names behind it are so, too.
    """
    found: list[Mention] = []
    for name in sought.names:
        found += (
            _of_person(sought, name, scans, backed, anothers)
            if name.family
            else _of_thing(sought.entity.type, name, scans)
        )
    return _apart(found)


def _of_thing(type_: EntityType, name: Name, scans: Sequence[Scan]) -> list[Mention]:
    found = []
    for number, text in enumerate(scans):
        for place in _places(text, name.word_keys[0]):
            if score := thing_at(name, text, place, person=type_ == "person"):
                last = place + len(name.words) - 1
                surface = text.surface(place, last)
                why = _why(name.parts.text, surface, type_)
                if name.translated:
                    why = (f"{name.parts.text}: the name in another language",)
                found.append(_mention(text, number, place, last, "full", score, why))
    return found


@lru_cache(maxsize=20_000)
def _why(name: str, surface: str, type_: EntityType) -> tuple[str, ...]:
    return compare(name, surface, type_).reasons


def thing_at(name: Name, text: Scan, place: int, *, person: bool) -> float:
    """How surely all words of a name that has no family name stand from a place on; 0 where they do not.

    Only a person's is looked for under what the given name is in other languages: San Giovanni is not San Juan.
    """
    if len(name.words) > 1 and place + len(name.words) - 1 not in text.run_of(place):
        return 0.0
    scores = []
    for at, part in enumerate(name.words, place):
        if name.translated and writing(part.text) != writing(text.surfaces[at]):
            return 0.0
        if at > place and any(sign in _ENDING and sign not in name.parts.text for sign in text.gap(at)):
            return 0.0
        score = (
            token_score(part.text, text.surfaces[at])[0] if person else alike(part.text, text.surfaces[at])
        ).score
        if score < 0.75 or (len(name.words) == 1 and not same_word(part.text, text.surfaces[at])):
            return 0.0
        scores.append(score)
    return min(scores)


def _of_person(
    sought: Sought, name: Name, scans: Sequence[Scan], backed: Backed | None, anothers: Anothers | None
) -> list[Mention]:
    assert name.family is not None
    full: list[Mention] = []
    alone: list[_Place] = []
    others: list[_Place] = []
    for number, text in enumerate(scans):
        taken: set[int] = set()
        families = [
            place
            for place in _places(text, name.family_keys)
            if may_be_family(name, text, place)
            and token_score(name.family.text, text.surfaces[place], family=True)[0].score >= ALIKE
        ]
        for place in families:
            if place not in taken and (whole := whole_name(sought, name, text, place)):
                taken.update(whole.places)
                surface = text.text[whole.start : whole.end]
                mention = Mention(number, whole.start, whole.end, surface, "full", whole.score, whole.reasons)
                if anothers is not None and anothers(mention):
                    others.append(_Place(number, place))
                else:
                    full.append(mention)
        for place in families:
            if place not in taken:
                if _another(name, text, place):
                    others.append(_Place(number, place))
                elif _sure_alone(name.family, text.surfaces[place]) and not text.kin_before(place):
                    doubled = place > 0 and is_doubled(name, text.surfaces[place - 1])
                    alone.append(_Place(number, place, doubled))
    for number, text in enumerate(scans):
        for start, end in text.hanzi.get(name.hanzi, ()) if name.hanzi else ():
            surface = text.text[start:end]
            full.append(Mention(number, start, end, surface, "full", HANZI, (f"read as {name.hanzi[2:]}",)))
    return full + _alone(name, scans, full, alone, others, backed) if _counts_alone(sought, name) else full


def _sure_alone(family: Part, word: str) -> bool:
    """Whether a word is like a family name enough to count without a given name."""
    like = token_score(family.text, word, family=True)[0]
    if like.score < SURE or (word.isupper() and not family.text.isupper() and len(word) < 5):
        return False  # AI and WWE are nobody
    if len(family.form) > 4 or writing(word) != writing(family.text):
        return True
    # Of so few letters each tells: Ali is not All, Modi not Monday.
    form = internal(word.split("'")[0].split("’")[0])
    stem = family.form[:-1] if like.inflected else family.form
    return form == family.form or (bool(like.inflected) and form.startswith(stem))


def _another(name: Name, text: Scan, place: int) -> bool:
    """Whether a family name stands with somebody else's given name."""
    run, last = text.run_of(place), place
    if place > run.start and is_doubled(name, text.surfaces[place - 1]):
        place -= 1
    if place > run.start:
        before, gap = text.surfaces[place - 1], text.gap(place)
        initial = text.is_initial(place - 1)
        acronym = len(before) > 1 and before.isupper() and not text.surfaces[place].isupper()
        of_office = is_of_an_office(before) and text.titled(place)  # министр обороны Украины Петров
        if gap.strip(_BETWEEN) == "" and not is_title(before) and not acronym and not of_office:
            known = bool(equivalents(before))
            begins = text.begins_sentence(place - 1) and not text.titled(place - 1)
            if known or (not begins and not initial):
                return True
            if initial and not any(internal(part.text)[:1] == internal(before)[:1] for part in name.given):
                return True
        if gap in JOINING:
            return not is_title(before)
    if is_eastern(name.parts) and word_behind(text, last) is not None:
        return True
    if last + 1 < run.stop and (text.gap(last + 1) in JOINING or generation(text.surfaces[last + 1])):
        return True
    return bool(mark_behind(text, last))


def _alone(
    name: Name,
    scans: Sequence[Scan],
    full: list[Mention],
    alone: list[_Place],
    others: list[_Place],
    backed: Backed | None,
) -> list[Mention]:
    """Family names alone: behind a whole mention in the same article, or with a title where nobody else bears the name."""
    assert name.family is not None
    # The headline is read last: what it leaves out the text says.
    events: list[tuple[tuple[int, int], str, _Place | None]]
    events = [((_turn(m.text, scans), m.start), "full", None) for m in full]
    events += [((_turn(p.text, scans), scans[p.text].starts[p.place]), "other", None) for p in others]
    events += [((_turn(p.text, scans), scans[p.text].starts[p.place]), "alone", p) for p in alone]
    womans = any("ov" in reason.partition(" → ")[2] for mention in full for reason in mention.reasons)
    mine = theirs = 0
    behind = "behind a whole mention"
    found: list[Mention] = []
    for _, kind, place in sorted(events, key=lambda event: event[0]):
        if kind == "full":
            mine += 1
        elif kind == "other":
            theirs += 1
        elif place is not None:
            text = scans[place.text]
            word = text.surfaces[place.place]
            like = token_score(name.family.text, word, family=True)[0]
            if (not womans and _only_a_womans(name, like)) or not _may_be_addressed(name, text, place.place):
                continue
            if mine > 0 and mine >= theirs:
                found.append(_alone_mention(text, place, "family name", 0.9 * like.score, behind))
            elif not others and not full and _much_alike(name.family, word):
                titled = is_titled(text, place.place)
                if titled or (backed is not None and backed(place.text, text.starts[place.place])):
                    reason = "with a title" if titled else "with a word of its context"
                    found.append(
                        _alone_mention(
                            text, place, "title" if titled else "context", 0.8 * like.score, reason
                        )
                    )
                    mine, behind = mine + 1, f"behind one {reason}"
    return found


def _alone_mention(text: Scan, place: _Place, variant: str, score: float, reason: str) -> Mention:
    first = place.place - 1 if place.doubled else place.place
    return _mention(text, place.text, first, place.place, variant, round(score, 3), (reason,))


def may_bear_title(sought: Sought, name: Name, word: str) -> bool:
    """Whether a word may be a family name that counts with no more than a title, wherever it stands."""
    return (
        name.family is not None
        and _counts_alone(sought, name)
        and _much_alike(name.family, word)
        and _sure_alone(name.family, word)
        and not _only_a_womans(name, token_score(name.family.text, word, family=True)[0])
    )


def bears_title(name: Name, text: Scan, place: int) -> bool:
    """Whether a titled word of which that is true counts so, as far as the words around it say."""
    return (
        may_be_family(name, text, place)
        and _may_be_addressed(name, text, place)
        and not text.kin_before(place)
        and not _another(name, text, place)
    )


def _counts_alone(sought: Sought, name: Name) -> bool:
    return name.alone and sought.entity.precision != "strict" and "family name" not in sought.entity.off


def _much_alike(family: Part, word: str) -> bool:
    if token_score(family.text, word, family=True, least=TITLED)[0].score < TITLED:
        return False
    script = writing(word)
    read = rough(internal(word), script)
    return any(begins_roughly(form, read) for form in met_as(family.form, writing(family.text), script))


def _only_a_womans(name: Name, like: Alike) -> bool:
    return like.gender == "f" and not may_be_a_woman(name.given)


def _may_be_addressed(name: Name, text: Scan, place: int) -> bool:
    return may_be_addressed(name.given, addressed(text.office(place)))


def is_titled(text: Scan, place: int) -> bool:
    """Whether a word stands by itself behind an office or form of address."""
    # «Адвокат Руди Джулиани»: what a name follows is a given name.
    if text.followed(place) or text.behind_a_stop(place):
        return False
    named = place > 0 and text.followed(place - 1) and _is_named(text.surfaces[place - 1])
    return text.titled(place) and not named


def _is_named(word: str) -> bool:
    """Whether a word that stands for an office is as likely a given name: Emir Kusturica, Don DeLillo, King Vidor."""
    return internal(word) in _NAMED and word[:1].isupper() and not word.isupper()


def _turn(number: int, scans: Sequence[Scan]) -> int:
    return len(scans) if number == 0 else number


def _places(text: Scan, keys: frozenset[str]) -> list[int]:
    found: set[int] = set()
    at = text.at
    for key in keys & at.keys() if len(keys) > len(at) else keys:
        if key in at:
            found.update(at[key])
    return sorted(found)


def _mention(
    text: Scan, number: int, first: int, last: int, variant: str, score: float, reasons: Iterable[str]
) -> Mention:
    start, end = text.starts[first], text.ends[last]
    return Mention(number, start, end, text.text[start:end], variant, score, tuple(reasons))


def _apart(found: list[Mention]) -> list[Mention]:
    # Of mentions that overlap the surest, then the longest.
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.variant != "full", -m.score, m.start - m.end)):
        if not any(m.text == mention.text and m.start < mention.end and mention.start < m.end for m in kept):
            kept.append(mention)
    return sorted(kept, key=lambda m: (m.text, m.start))

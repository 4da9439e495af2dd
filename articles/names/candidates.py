"""What stands in a text and may be a name: nearly that of somebody who is looked for, or of anybody; between `scanning` and suggestions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import JaroWinkler

from articles.names.compare import compare_parts
from articles.names.equivalents import equivalents
from articles.names.letters import internal, writing
from articles.names.mentions import Mention
from articles.names.parts import Part, parse_name
from articles.names.scanning import Scan
from articles.names.sought import Name, Sought
from articles.names.tokens import token_score
from articles.names.words import is_kin, is_title

_SPACES: Final = (" ", "\u00a0", "-", "‑")
_LONGEST: Final = 4  # words of a name
_NEARLY: Final = 0.62  # how alike each of two words must be at least, and
_TOGETHER: Final = 1.5  # both


@dataclass(frozen=True, slots=True)
class Candidate:
    """What stands at characters [start, end) of text number `text`; `likeness` (0 to 1) to the name that it may be."""

    text: int
    start: int
    end: int
    surface: str
    likeness: float


def near_misses(sought: Sought, scans: Sequence[Scan], found: Sequence[Mention] = ()) -> Iterator[Candidate]:
    """Two words side by side that are much like a given and a family name, and that `mentions` does not take.

    What overlaps one of `found` is left out.
    """
    for name in sought.names:
        if name.family is None:
            continue
        for number, text in enumerate(scans):
            for places in text.together:
                for place in places[:-1]:
                    candidate = _near_miss(sought, name, text, number, place)
                    if candidate and not any(
                        one.text == number and one.start < candidate.end and candidate.start < one.end
                        for one in found
                    ):
                        yield candidate


def _near_miss(sought: Sought, name: Name, text: Scan, number: int, place: int) -> Candidate | None:
    one, two = text.surfaces[place], text.surfaces[place + 1]
    if len(one) < 3 or len(two) < 3 or text.gap(place + 1) not in _SPACES:
        return None
    likeness = max(_likeness(name, one, two), _likeness(name, two, one))
    if likeness < _TOGETHER / 2:
        return None
    surface = text.surface(place, place + 1)
    if compare_parts(name.parts, parse_name(surface)).score >= sought.threshold:
        return None
    return Candidate(number, text.starts[place], text.ends[place + 1], surface, round(likeness, 3))


def _likeness(name: Name, given: str, family: str) -> float:
    assert name.family is not None
    ours = _like(name.family, family)
    if ours < _NEARLY:
        return 0.0
    theirs = max(_like(part, given) for part in name.given)
    return (ours + theirs) / 2 if theirs >= _NEARLY else 0.0


def _like(part: Part, word: str) -> float:
    exact = token_score(part.text, word)[0].score
    x, y = part.form, internal(word)
    return max(exact, 0.95 * JaroWinkler.normalized_similarity(x, y)) if x and y else exact


def names_in(text: Scan, number: int) -> Iterator[Candidate]:
    """Words side by side that look like the whole name of a person, by capital letters; `likeness` is how surely.

    In scripts without capital letters nothing is seen. A word that begins a sentence counts where it is a known given name.
    """
    for places in text.together:
        at = places.start
        while at < places.stop - 1:
            end = at + 1
            while end < places.stop and end - at < _LONGEST and _joined(text, end):
                end += 1
            first = at
            while first < end and _stands_before(text, first):
                first += 1
            if end - first >= 2 and (sure := _surely(text, first, end)):
                start, stop = text.starts[first], text.ends[end - 1]
                yield Candidate(number, start, stop, text.text[start:stop], sure)
            at = end


def _joined(text: Scan, place: int) -> bool:
    return text.gap(place) in _SPACES and not text.is_initial(place - 1)


def _stands_before(text: Scan, place: int) -> bool:
    # An office, an acronym, the first word of a sentence that is no given name.
    word = text.surfaces[place]
    return (
        is_title(word)
        or is_kin(word)
        or word.isupper()
        or (text.begins_sentence(place) and not equivalents(word))
    )


def _surely(text: Scan, first: int, end: int) -> float:
    words = text.surfaces[first:end]
    scripts = ("latin", "cyrillic", "greek")
    if any(len(word) < 2 or word.isupper() or writing(word) not in scripts for word in words):
        return 0.0
    return 0.9 if equivalents(words[0]) else 0.6 if text.titled(first) else 0.3

"""The words of a text that may be names, with their keys and which of them stand together; between text and `mentions`.

In scripts with capital letters only words that begin with one may be names; in Arabic, Hebrew, Georgian and Indic all may.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Final

from articles.names.keys import word_keys
from articles.names.letters import writing
from articles.names.words import is_kin, is_title

_CASELESS: Final = (
    "\u05d0-\u05ea\u0621-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\u0904-\u0939\u0980-\u0dff\u10d0-\u10ff"
)
_MARKS: Final = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f"
_NEAR: Final = 8  # words of a run that are looked at on either side
_GAPS: Final = frozenset((" ", "\u00a0", "-", "\u2010", "\u2011", "–", "\u202f", "  ", "\n"))
_CONNECTED = re.compile(
    r"[ \u00a0\u202f]?[-–\u2010\u2011]?[ \u00a0\u202f]?"
    r"(?:(?:al|el|ul|ad|as|az|ar|an|at|ash|bin|ben|ibn|bint|von|van|der|den|de|del|della|di|da|do|dos|du|la|le|ter|"
    r"аль|эль|ель|ал|ел|ас|ад|ар|аз|ан|аш|бин|бін|бен|ибн|ібн|фон|ван|дер|де|да|ди|дю|ду|ля|ла|ле|дель|дос|тер)"
    r"[ \u00a0\u202f\-–‑]){0,3}"
)
_AROUND: Final = " .,:;«»„“”‚‘\"'()[]–—"
_OPENING: Final = "«„“”‚‘\"'(["
_HYPHENS = re.compile(r"[\s\-–]+")


@cache
def _words() -> re.Pattern[str]:
    # Every capital letter there is, as ranges.
    ranges: list[list[int]] = []
    for code in range(0x2C00):
        if chr(code).isupper() or chr(code).istitle():
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    capitals = "".join(f"{chr(a)}-{chr(b)}" if a != b else chr(a) for a, b in ranges if a > 0x40)
    return re.compile(rf"(?<![\w{_MARKS}])[{capitals}{_CASELESS}][\w{_MARKS}]*(?:['’ʼ׳`][\w{_MARKS}]+)*")


@dataclass(frozen=True, slots=True)
class Word:
    """A word that may be a name: characters [start, end) of its field, and whether it begins a sentence or field."""

    text: str
    start: int
    end: int
    run: int  # words of one number stand together, with at most particles between
    dotted: bool  # an initial or abbreviation


@dataclass(frozen=True, slots=True)
class Scan:
    """The name words of one text. `at` gives for each key the places of its words, rising."""

    text: str
    words: tuple[Word, ...]
    at: dict[str, list[int]] = field(compare=False, repr=False)
    _titled: dict[int, bool] = field(default_factory=dict, init=False, compare=False, repr=False)

    def titled(self, place: int) -> bool:
        """Whether an office or form of address stands before a word, a word between them at most."""
        if (known := self._titled.get(place)) is None:
            near, far = self._before(place)
            known = is_title(near) or (near[:1].isupper() and is_title(far))
            self._titled[place] = known
        return known

    def kin_before(self, place: int) -> bool:
        """Whether a word for a relative stands right before a word."""
        return is_kin(self._before(place)[0])

    def _before(self, place: int) -> tuple[str, str]:
        """The word before a name word and the one before that, of its sentence; "" where there is none."""
        start = self.words[place].start
        pieces = self.text[max(0, start - 40) : start].rsplit(None, 2)
        if not pieces or (
            start and not self.text[start - 1].isspace() and self.text[start - 1] not in _OPENING
        ):
            pieces = _HYPHENS.split(self.text[max(0, start - 40) : start])[-2:]
        near = pieces[-1].strip(_AROUND) if pieces else ""
        far = pieces[-2].strip(_AROUND) if len(pieces) > 1 else ""
        return near.rpartition("-")[2], far.rpartition("-")[2]

    def begins_sentence(self, place: int) -> bool:
        """Whether nothing, or the end of another sentence, stands before a word."""
        before = self.text[max(0, self.words[place].start - 4) : self.words[place].start].rstrip(
            " \u00a0\"'«„“”‚‘(–—-"
        )
        return not before or before[-1] in ".!?:;\n…»•"

    def run_of(self, place: int) -> range:
        """The places of the words that stand together with one, some on either side."""
        number = self.words[place].run
        first, last = place, place
        while first > place - _NEAR and first and self.words[first - 1].run == number:
            first -= 1
        while last < place + _NEAR and last + 1 < len(self.words) and self.words[last + 1].run == number:
            last += 1
        return range(first, last + 1)

    def first_behind(self, offset: int) -> int:
        """The place of the first word that begins at or behind a character."""
        return bisect_left(self.words, offset, key=lambda word: word.start)


def scan(text: str) -> Scan:
    """Find the name words of a text. Never raises."""
    words: list[Word] = []
    at: dict[str, list[int]] = defaultdict(list)
    run, reached, dotted = 0, -1, False
    for place, found in enumerate(_words().finditer(text)):
        start, end = found.span()
        word = found[0]
        if place:
            gap = text[reached:start]
            if gap not in _GAPS and not _joins(gap, dotted=dotted):
                run += 1
        dotted = end - start <= 2 and text[end : end + 1] == "."
        words.append(Word(word, start, end, run, dotted))
        for key in word_keys(word):
            at[key].append(place)
        if dotted or end - start == 1:
            at[initial_key(word)].append(place)
        reached = end
    return Scan(text, tuple(words), at)


def initial_key(word: str) -> str:
    """The key of an initial, whatever it stands for."""
    return "·" if writing(word) != "abjad" else "a·"


def _joins(gap: str, *, dotted: bool) -> bool:
    return len(gap) <= 14 and _short_joins(gap, dotted=dotted)


@lru_cache(maxsize=100_000)
def _short_joins(gap: str, *, dotted: bool) -> bool:
    if "\n\n" in gap:
        return False
    if gap[:1] == ".":
        if not dotted:
            return False
        gap = gap[1:]
        if gap in ("", " ", "\u00a0", "-"):
            return True
    if gap == ", ":
        return True
    return _CONNECTED.fullmatch(gap) is not None

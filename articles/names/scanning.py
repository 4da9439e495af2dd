"""The words of a text that may be names, with their keys and which of them stand together; between text and `mentions`.

In scripts with capital letters only words that begin with one may be names; in Arabic, Hebrew, Georgian and Indic all may.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, cached_property
from itertools import islice
from typing import Final, NamedTuple

import numpy as np

from articles.analysis.stretches import Numbers, codes_of
from articles.names.hanzi import FIRST, readings
from articles.names.keys import word_keys
from articles.names.learnt import Learnt
from articles.names.letters import writing
from articles.names.offices import is_link, is_of_an_office
from articles.names.words import is_kin, is_title

_CASELESS = re.compile(
    "[\u05d0-\u05ea\u0621-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\u0904-\u0939\u0980-\u0dff\u10d0-\u10ff]"
)
_LONGEST_GAP: Final = 14  # characters between two words that stand together
_NEAR: Final = 8  # words of a run that are looked at on either side
_GAPS: Final = frozenset((" ", "\u00a0", "-", "\u2010", "\u2011", "–", "\u202f", "  ", "\n"))
_GERESH: Final = ("' ", "’ ", "׳ ")  # ends a Hebrew word: ג'ורג' סורוס
_CONNECTED = re.compile(
    r"[ \u00a0\u202f]?[-–\u2010\u2011]?[ \u00a0\u202f]?"
    r"(?:(?:al|el|ul|ad|as|az|ar|an|at|ash|bin|ben|ibn|bint|von|van|der|den|de|del|della|di|da|do|dos|du|la|le|ter|"
    r"αλ|ελ|μπιν|ιμπν|φον|βαν|ντε|ντι|ντα|ντελ|λα|λε|"
    r"аль|эль|ель|уль|ал|ел|ул|ас|ад|ар|аз|ан|аш|бин|бін|бен|ибн|ібн|фон|ван|дер|де|да|ди|дю|ду|ля|ла|ле|дель|дос|тер)"
    r"[ \u00a0\u202f\-–‑]){0,3}"
)
_STOPS: Final = (" ", "\u00a0", ", ", ". ", ": ", "; ")  # between one word and the next
_SPACES: Final = (" ", "\u00a0")
_AROUND: Final = " .,:;«»„“”‚‘\"'()[]–—"
_OPENING: Final = "«„“”‚‘\"'(["
_FAR: Final = 90  # characters before a name in which its bearer's office stands
_BETWEEN: Final = 7  # words, the office among them
_ENDS: Final = ",.;:!?…»”"
_HYPHENS = re.compile(r"[\s\-–]+")


_CAPITALS: Final = 0x2C00  # no capital letter that we know comes behind
_PART, _FIRST, _PARTING = 1, 2, 4  # of a word; its first letter; what may stand between two parts of one


@cache
def _kinds() -> Numbers:
    """Of each character of 16 bits what it may be in a name word."""
    codes = np.arange(0x10000, dtype="<u4")
    plain = np.strings.isalnum(codes.view("<U1")) & (codes >= _CAPITALS)
    kinds = plain.astype(np.uint8) * _PART
    others = (~plain).nonzero()[0].tolist()
    kinds[others] = [_kind(chr(code)) for code in others]
    return kinds


def _kind(letter: str) -> int:
    if letter in "'’ʼ׳`":
        return _PARTING | (_PART if letter.isalpha() else 0)
    if letter.isalnum():
        first = ord(letter) < _CAPITALS and (letter.isupper() or letter.istitle() or _CASELESS.match(letter))
        return _PART | (_FIRST if first else 0)
    return _PART if letter in "_־" or unicodedata.category(letter)[0] == "M" else 0


def _name_words(text: str, codes: Numbers) -> tuple[Numbers, Numbers]:
    """Where each begins that is written with a capital letter, or in letters that have none, and where it ends."""
    kinds = np.zeros(len(codes) + 2, np.uint8)  # with one more on both sides
    _kinds().take(codes, mode="clip", out=kinds[1:-1])
    if codes.itemsize > 2:
        beyond = (codes > 0xFFFF).nonzero()[0]
        kinds[beyond + 1] = [_kind(text[at]) for at in beyond.tolist()]
    part = (kinds & _PART).view(bool)
    starts = ((kinds[1:-1] & _FIRST > 0) & ~part[:-2]).nonzero()[0]
    joined = part[1:-1] | ((kinds[1:-1] & _PARTING > 0) & part[:-2] & part[2:])
    stops = np.append((~joined).nonzero()[0], len(codes))
    ends = stops.take(stops.searchsorted(starts))
    once = np.append(True, ends[1:] != ends[:-1])[: len(ends)]  # none begins within another: O'Brien
    return starts[once], ends[once]


_NONE: Final = np.zeros(0, np.int64)


class Scan:
    """The name words of one text: by place what stands there (`surfaces`), characters [`starts`, `ends`) of it.

    What is not asked for is not worked out: most texts name nobody who is looked for.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        codes = codes_of(text)
        self._highest = int(codes.max(initial=0))
        starts, ends = _name_words(text, codes) if text else (_NONE, _NONE)
        self.starts: list[int] = starts.tolist()
        self.ends: list[int] = ends.tolist()
        self.surfaces = [text[start:end] for start, end in zip(self.starts, self.ends, strict=True)]
        self._near: list[int] = ((starts[1:] - ends[:-1] <= _LONGEST_GAP).nonzero()[0] + 1).tolist()

    @cached_property
    def at(self) -> dict[str, list[int]]:
        """For each key the places of its words, those of one word rising."""
        places: dict[str, list[int]] = {}
        for place, word in enumerate(self.surfaces):
            places.setdefault(word, []).append(place)
        at: dict[str, list[int]] = defaultdict(list)
        for word, where in places.items():
            for key in word_keys(word):
                at[key] += where
            initials = where if len(word) == 1 else [place for place in where if self.is_initial(place)]
            if initials:
                at[initial_key(word)] += initials
        return at

    @cached_property
    def hanzi(self) -> dict[str, list[tuple[int, int]]]:
        """For each key of a Chinese name, which is how it is read, the characters [start, end) that are read so."""
        found: dict[str, list[tuple[int, int]]] = {}
        for key, start, end in readings(self.text) if self._highest >= FIRST else ():
            found.setdefault(key, []).append((start, end))
        return found

    @cached_property
    def together(self) -> list[range]:
        """The places of words that stand together, two or more of them."""
        found: list[range] = []
        first = last = 0
        for place in self._near:
            if self._joined[place]:
                if place != last + 1:
                    if last > first:
                        found.append(range(first, last + 1))
                    first = place - 1
                last = place
        if last > first:
            found.append(range(first, last + 1))
        return found

    def written(self, places: range) -> str:
        """What stands there, from a first to a last word and one character behind, which tells an initial."""
        return self.text[self.starts[places.start] : self.ends[places.stop - 1] + 1]

    def surface(self, first: int, last: int) -> str:
        """What stands from a first word to the end of a last one."""
        return self.text[self.starts[first] : self.ends[last]]

    def gap(self, place: int) -> str:
        """What stands between a word and the one before it, or behind the last one."""
        start = self.ends[place - 1] if place else 0
        return self.text[start : self.starts[place] if place < len(self.starts) else None]

    def followed(self, place: int) -> bool:
        """Whether another name word stands right behind a word."""
        return place + 1 < len(self.starts) and self.gap(place + 1) in _SPACES

    def is_initial(self, place: int) -> bool:
        """Whether a word is there that is an initial or an abbreviation of two letters."""
        if place >= len(self.starts):
            return False
        end = self.ends[place]
        return end - self.starts[place] <= 2 and self.text[end : end + 1] == "."

    @cached_property
    def _joined(self) -> bytearray:
        # Whether each word stands together with the one before it; at the end one more that does not.
        text, starts, ends, joining = self.text, self.starts, self.ends, _joining
        found = bytearray(len(starts) + 1)
        for place in self._near:
            end = ends[place - 1]
            how = joining[text[end : starts[place]]]
            found[place] = (
                how == "always"
                or (how == "dotted" and end - starts[place - 1] <= 2)
                or (how == "hebrew" and writing(text[end - 1]) == "abjad")
            )
        return found

    def titled(self, place: int) -> bool:
        """Whether an office or form of address stands before a word."""
        return bool(self.office(place))

    def office(self, place: int) -> str:
        """The office or form of address before a word; "" where there is none.

        Between them stands nothing, or a few words of what it is the office of, one unknown with a capital letter at most.
        """
        unknown = 0
        for far, word in enumerate(islice(_words_back(self.text, self.starts[place]), _BETWEEN)):
            how, ends = _standing[word], word[-1] in _ENDS
            if how.office:
                return "" if far > 1 and ends else how.office
            unknown += not how.known
            if not how.between or unknown > 1 or (ends and len(word) > 3):
                break
            if how.link and not far and self._stands_apart(place):
                break
        return ""

    def _stands_apart(self, place: int) -> bool:
        """Whether white space parts a word from the one before it, and that, if it is a name word, from no sign but a stop."""
        gap = self.gap(place)
        return (gap in _STOPS and place > 0) or (
            gap[-1:].isspace() and (gap[0].isspace() or len(gap.split()) > 1)
        )

    def kin_before(self, place: int) -> bool:
        """Whether a word for a relative stands right before a word."""
        return is_kin(self._before(place)[0])

    def _before(self, place: int) -> tuple[str, str]:
        """The word before a name word and the one before that, of its sentence; "" where there is none."""
        start = self.starts[place]
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
        start = self.starts[place]
        before = self.text[max(0, start - 4) : start].rstrip(" \u00a0\"'«„“”‚‘(–—-")
        return not before or before[-1] in ".!?:;\n…»•"

    def behind_a_stop(self, place: int) -> bool:
        """Whether a sentence ends right before a word, as far as a stop behind more than an abbreviation says so."""
        start = self.starts[place]
        before = self.text[max(0, start - 24) : start].rstrip(" \u00a0\u202f\n\"“«„'")
        word = before[:-1].rpartition(" ")[2].strip(_AROUND)
        return before[-1:] in ("!", "?", "…") or (before[-1:] == "." and len(word) > 5)

    def stands_with(self, place: int) -> bool:
        """Whether a word is there and stands together with the one before it."""
        return place < len(self.starts) and bool(self._joined[place])

    def run_of(self, place: int) -> range:
        """The places of the words that stand together with one, some on either side."""
        joined = self._joined
        first, last = place, place
        while first > place - _NEAR and joined[first]:
            first -= 1
        while last < place + _NEAR and joined[last + 1]:
            last += 1
        return range(first, last + 1)


def scan(text: str) -> Scan:
    """Find the name words of a text. Never raises."""
    return Scan(text)


def initial_key(word: str) -> str:
    """The key of an initial, whatever it stands for."""
    return "·" if writing(word) != "abjad" else "a·"


class _Standing(NamedTuple):
    """What a word between spaces may be before a name."""

    office: str  # that it is, without signs; "" for other words
    between: bool  # it may stand between an office and a name, or is one
    known: bool  # as what it is the office of
    link: bool  # or before that


_LINK: Final = _Standing("", between=True, known=True, link=True)
_KNOWN: Final = _Standing("", between=True, known=True, link=False)
_CAPITAL: Final = _Standing("", between=True, known=False, link=False)
_OTHER: Final = _Standing("", between=False, known=False, link=False)


def _words_back(text: str, start: int) -> Iterator[str]:
    """The words before a character, from it back to a blank line, of `_FAR` characters at most."""
    least, end = max(0, start - _FAR), start
    # Most words have one space on either side: no more is read than is asked for.
    while text[end - 1 : end] == " ":
        begin = text.rfind(" ", least, end - 1) + 1
        word = text[begin : end - 1] if begin else ""
        if not word or not word.isprintable():
            break
        yield word
        end = begin
    before = text[least:end].rpartition("\n\n")[2]
    if end == start and not before[-1:].isspace() and before[-1:] not in _OPENING:
        before = before.replace("-", " ").replace("–", " ")
    yield from reversed(before.split())


def _read_standing(word: str) -> _Standing:
    bare = word.strip(_AROUND)
    last = bare.rpartition("-")[2]
    if is_title(bare) or (last != bare and is_title(last)):
        return _Standing(bare, between=True, known=False, link=False)
    if is_link(bare):
        return _LINK
    return _KNOWN if is_of_an_office(bare) else _CAPITAL if bare[:1].isupper() else _OTHER


def _how_joined(gap: str) -> str:
    """Whether a gap joins the words on both sides: "always", "dotted" (behind an initial), "hebrew" (behind such letters) or "" (never)."""
    if gap in _GAPS:
        return "always"
    if gap in _GERESH:
        return "hebrew"
    if "\n\n" in gap:
        return ""
    how = "always"
    if gap[:1] == ".":
        how, gap = "dotted", gap[1:]
        if gap in ("", " ", "\u00a0", "-"):
            return how
    return how if gap == ", " or _CONNECTED.fullmatch(gap) else ""


_joining: Final = Learnt(_how_joined)
_standing: Final = Learnt(_read_standing)

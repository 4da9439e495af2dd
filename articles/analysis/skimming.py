"""The analyser in a hurry: the same terms as terms.py, offsets and sentences only when asked; for live matching."""

import re
from array import array
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np

from articles.analysis.characters import CLASSES
from articles.analysis.folding import FOLDS
from articles.analysis.terms import (
    LEAD_CLUSTERS,
    LEAD_WORDS,
    LONGEST_TERM,
    Analysed,
    FieldTerms,
    analyse_field,
    is_cluster,
)
from articles.article import PARAGRAPH_BREAK, TEXT_FIELDS, Content, field_text

# What the table of letters says of a character that is no single letter; nothing folds to these noncharacters.
_NOVEL: Final = 0xFFFF  # it has not been looked up yet
_CAREFULLY: Final = 0xFFFE  # what it is in a term hangs on its neighbours, or it is several letters
_BREAK: Final = "\ufdd1"  # this noncharacter stands between paragraphs; those of a text separate words
_SEPARATOR: Final = "\u2029"  # a paragraph break in one character
_FIELD: Final = "\ufdd0"  # this one between fields
_PARAGRAPH = re.compile(r"\n *\n[\n ]*")
FIRST_ALONE: Final = 0x2E80  # no character before this one is a whole term by itself
_SPACE: Final = np.uint16(ord(" "))
_CACHED_WORDS: Final = 50_000
Codes = np.ndarray[Any, Any]


class SkimmedTerms(FieldTerms):
    """A field's terms between spaces; all else that `FieldTerms` knows is worked out at the first question."""

    __slots__ = ("__dict__",)

    def __init__(self, text: str, scan: str) -> None:
        """`scan` is as `FieldTerms.scan` gives it."""
        object.__setattr__(self, "_index", {})
        object.__setattr__(self, "_sorted", [])
        object.__setattr__(self, "_few", {})
        self.__dict__["_text"] = text
        self.__dict__["_scan"] = scan

    @cached_property
    def _all(self) -> tuple[str, ...]:
        return tuple(self.__dict__["_scan"].split())

    @property
    def terms(self) -> tuple[str, ...]:
        return self._all

    @cached_property
    def _whole(self) -> FieldTerms:
        return analyse_field(self.__dict__["_text"])

    @property
    def starts(self) -> Sequence[int]:
        return self._whole.starts

    @property
    def ends(self) -> Sequence[int]:
        return self._whole.ends

    @property
    def sentences(self) -> Sequence[int]:
        return self._whole.sentences

    @property
    def paragraphs(self) -> Sequence[int]:
        return self._numbers

    @cached_property
    def _numbers(self) -> Sequence[int]:
        numbers = array("I")
        for number, terms in enumerate(self.by_paragraph()):
            numbers.extend([number] * len(terms))
        return numbers

    def by_paragraph(self) -> tuple[tuple[str, ...], ...]:
        """As `FieldTerms.by_paragraph`."""
        return tuple(tuple(terms) for part in self.__dict__["_scan"].split("\n") if (terms := part.split()))

    def scan(self) -> str:
        """As `FieldTerms.scan`."""
        scan: str = self.__dict__["_scan"]
        return scan


def skim(content: Content) -> Analysed:
    """What `analyse` gives, many times sooner where only the terms are asked for."""
    texts = [field_text(content, name) for name in TEXT_FIELDS]
    joined = _joined(f"\n{_FIELD}\n".join(texts))
    scans = joined.split(_FIELD) if joined else []
    # A word is too long, or a text holds the noncharacter that parts the fields.
    if len(scans) != len(texts):
        fields = {name: skim_field(text) for name, text in zip(TEXT_FIELDS, texts, strict=True)}
    else:
        fields = {
            name: SkimmedTerms(text, _scan(scan))
            for name, text, scan in zip(TEXT_FIELDS, texts, scans, strict=True)
        }
    return Analysed(fields, _lead_end(fields["body"].scan()))


def skim_field(text: str) -> FieldTerms:
    """What `analyse_field` gives."""
    joined = _joined(text)
    return analyse_field(text) if joined is None or _FIELD in joined else SkimmedTerms(text, _scan(joined))


def _joined(text: str) -> str | None:
    """The terms of a text with one space between and around, and a sign between paragraphs.

    None where one is longer than an analysed one can be: then it is cut, which this way of looking cannot.
    """
    folded = _PARAGRAPH.sub(f" {_BREAK} ", _folded(text.replace(_SEPARATOR, PARAGRAPH_BREAK)))
    units: Codes = np.frombuffer(f" {folded} ".encode("utf-16-le"), "<u2")
    spaced = np.maximum(units, _SPACE)  # all below the space is blank, too
    blank = spaced == _SPACE
    kept = np.ones(len(units), bool)
    kept[1:] = ~(blank[1:] & blank[:-1])
    single: Codes = spaced[kept]
    places = (single == _SPACE).nonzero()[0]
    if (places[1:] - places[:-1]).max(initial=0) > LONGEST_TERM + 1:
        return None
    return single.tobytes().decode("utf-16-le")


def _scan(joined: str) -> str:
    found = joined.strip(f" {_BREAK}").replace(_BREAK, "\n")
    while " \n \n " in found:
        found = found.replace(" \n \n ", " \n ")
    return f" {found} "


def _lead_end(scan: str) -> int:
    """As terms.lead_end, of the body."""
    first = scan.partition("\n")[0].split(None, LEAD_CLUSTERS + 1)[: LEAD_CLUSTERS + 1]
    if len(first) <= LEAD_WORDS:
        return len(first)
    weight = 0
    for position, term in enumerate(first):
        weight += 1 if is_cluster(term) else 2
        if weight > LEAD_CLUSTERS:
            return position
    return len(first)


def _folded(text: str) -> str:
    """The text with every character as it stands in a term, white space where terms end, line feeds as they are."""
    if not text:
        return ""
    coded = text.encode("utf-16-le", "surrogatepass")
    codes: Codes = np.frombuffer(coded, "<u2")
    if len(codes) != len(text):  # some are beyond the table, whose last place then stands for them
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    letters = _LETTERS.take(codes, mode="clip")
    if letters.max() >= _CAREFULLY:
        novel = np.unique(codes[letters == _NOVEL])
        if novel.size:
            for code in novel.tolist():
                _look_up(code)
            return _folded(text)
        return _carefully(text, codes, letters)
    return _decoded(codes, letters)


def _decoded(codes: Codes, letters: Codes) -> str:
    """With a space before and behind every character that is a term by itself."""
    if len(codes) and codes.max() >= FIRST_ALONE:
        alone = _ALONE.take(codes, mode="clip")
        if alone.any():
            places = np.cumsum(alone * 2 + 1) - 1 - alone
            spaced = np.full(places[-1] + 2, ord(" "), "<u2")
            spaced[places] = letters
            letters = spaced
    return letters.tobytes().decode("utf-16-le")


def _carefully(text: str, codes: Codes, letters: Codes) -> str:
    """Where what stands between two separators holds a hard character, all of it is cut by the analyser itself."""
    ends = np.append(np.flatnonzero(letters <= ord(" ")), len(text))
    hard = np.unique(np.searchsorted(ends, np.flatnonzero(letters == _CAREFULLY)))
    begins = np.append(0, ends + 1)[hard]
    easy = letters.tobytes().decode("utf-16-le")
    crowded = bool(_ALONE.take(codes, mode="clip").any())
    made: list[str] = []
    reached = 0
    for begin, end in zip([*begins.tolist(), len(text)], [*ends[hard].tolist(), len(text)], strict=True):
        between = slice(reached, begin)
        made.append(_decoded(codes[between], letters[between]) if crowded else easy[between])
        made.append(_CUT[text[begin:end]])
        reached = end
    return "".join(made)


_LETTERS: Final = np.full(0x10000, _NOVEL, "<u2")
_ALONE: Final = np.zeros(0x10000, bool)
_LETTERS[_NOVEL] = _CAREFULLY
_LETTERS[ord(_FIELD)] = ord(_FIELD)


def _look_up(code: int) -> None:
    kind = CLASSES[code]
    letter = {"n": "\n", "_": " "}.get(kind, "\x1f")  # which is no blank to a blank line
    if kind in "wh":
        letter = FOLDS[code]
        if len(letter) != 1 or ord(letter) >= 0x10000 or CLASSES[ord(letter)] != kind:
            letter = chr(_CAREFULLY)
        _ALONE[code] = kind == "h"
    elif kind in "mzkcalvtip":
        letter = chr(_CAREFULLY)
    _LETTERS[code] = ord(letter)


class _Cut(dict[str, str]):
    """What stands between two separators, to its terms between spaces."""

    def __missing__(self, chunk: str) -> str:
        # A chunk without terms stands between two line feeds all the same, so that they make no blank line.
        found = f"\x1f{analyse_field(chunk).scan()}\x1f"
        if len(chunk) <= LONGEST_TERM:
            if len(self) >= _CACHED_WORDS:
                self.clear()
            self[chunk] = found
        return found


_CUT: Final = _Cut()

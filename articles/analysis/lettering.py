"""Texts by the numbers of their letters as these stand in terms, all characters looked up in a table at once; for `skimming`."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from articles.analysis.characters import CLASSES
from articles.analysis.folding import FOLDS
from articles.analysis.stretches import Cut, Numbers, codes_of, decoded
from articles.analysis.terms import LONGEST_TERM, analyse_field
from articles.article import PARAGRAPH_BREAK

# What the table of letters says of a character that is no single letter; nothing folds to these noncharacters.
_NOVEL: Final = 0xFFFF  # it has not been looked up yet
_CAREFULLY: Final = 0xFFFE  # what it is in a term hangs on its neighbours, or it is several letters
_FIELD: Final = "\x7f"  # a control character, which stands around fields
_BREAK: Final = np.uint16(0xFDD1)  # and a noncharacter between paragraphs; those of a text separate words
_SEPARATOR: Final = "\u2029"  # a paragraph break in one character
FIRST_ALONE: Final = 0x2E80  # no character before this one is a whole term by itself
_SPACE: Final = np.uint16(ord(" "))
_FEED: Final = np.uint16(ord("\n"))
_CACHED_WORDS: Final = 50_000


class Lettered(NamedTuple):
    """Texts as `FieldTerms.scan` has them, one behind the other, a line feed before, between and behind them, by their numbers."""

    codes: Numbers
    spaces: Numbers  # where they are
    parted: Numbers  # and where the texts are parted

    def fields(self) -> Iterator[Numbers]:
        """The codes of each."""
        return (self.codes[begin + 1 : end] for begin, end in pairwise(self.parted.tolist()))

    def cut(self, count: int) -> Cut:
        """The first `count` of them cut into words, a line feed between them."""
        begin, end = int(self.parted[0]) + 1, int(self.parted[count])
        first, last = self.spaces.searchsorted((begin, end)).tolist()
        return Cut(self.codes[begin:end], self.spaces[first:last] - begin)


def lettered(texts: Sequence[str]) -> Lettered | None:
    """The letters of some texts.

    None where a term is longer than an analysed one can be: then it is cut, which this way of looking cannot; and where a
    text holds the sign that parts them.
    """
    parting = f" {_FIELD} "
    codes = _parted(_folded(f"{parting}{parting.join(texts)}{parting}"))
    blank = codes <= _SPACE
    kept = np.ones(len(codes), bool)
    kept[1:] = ~(blank[1:] & blank[:-1])
    codes = _tidied(np.maximum(codes[kept], _SPACE))
    spaces = (codes == _SPACE).nonzero()[0]
    parted = (codes == ord(_FIELD)).nonzero()[0]
    if len(parted) != len(texts) + 1 or (spaces[1:] - spaces[:-1]).max() > LONGEST_TERM + 1:
        return None
    codes[parted] = _FEED
    return Lettered(codes, spaces, parted)


def _parted(codes: Numbers) -> Numbers:
    """With a sign behind each line feed that is followed by another, with no more than spaces between."""
    feeds = (codes == _FEED).nonzero()[0]
    last = feeds[:-1]
    heads = codes.take(last + 1)
    ends = last[heads == _FEED]
    indented = last[heads == _SPACE]
    if indented.size and (codes.take(indented + 2) <= _SPACE).any():
        solid = ((codes != _SPACE) & (codes != _FEED)).nonzero()[0]
        behind = feeds.take(feeds.searchsorted(indented) + 1)
        blank = solid.take(solid.searchsorted(indented), mode="clip") > behind
        ends = np.sort(np.append(ends, indented[blank]))
    if not ends.size:
        return codes
    kept = np.ones(len(codes) + len(ends), bool)
    kept[ends + np.arange(1, len(ends) + 1)] = False
    found = np.full(len(kept), _BREAK, codes.dtype)
    found[kept] = codes
    return found


def _tidied(codes: Numbers) -> Numbers:
    """With a line feed for the sign between paragraphs, where a term stands on both sides."""
    breaks = (codes == _BREAK).nonzero()[0]
    codes[breaks] = _FEED
    while breaks.size:
        before, behind = codes.take(breaks - 2), codes.take(breaks + 2)
        idle = breaks[(before == ord(_FIELD)) | (behind == ord(_FIELD)) | (behind == _FEED)]
        if not idle.size:
            break
        codes = np.delete(codes, np.append(idle, idle + 1))  # the space behind it, too
        breaks = (codes == _FEED).nonzero()[0]
    return codes


def _folded(text: str) -> Numbers:
    """Every character as it stands in a term, white space where terms end, line feeds as they are."""
    codes = codes_of(text)  # beyond the table, its last place stands for a character
    letters = _LETTERS.take(codes, mode="clip")
    if letters.max() >= _CAREFULLY:
        if _SEPARATOR in text:
            return _folded(text.replace(_SEPARATOR, PARAGRAPH_BREAK))
        novel = np.unique(codes[letters == _NOVEL])
        if novel.size:
            for code in novel.tolist():
                _look_up(code)
            return _folded(text)
        return _carefully(text, codes, letters)
    return _spaced(codes, letters)


def _spaced(codes: Numbers, letters: Numbers) -> Numbers:
    """With a space before and behind every character that is a term by itself."""
    if len(codes) and codes.max() >= FIRST_ALONE:
        alone = _ALONE.take(codes, mode="clip")
        if alone.any():
            places = np.cumsum(alone * 2 + 1) - 1 - alone
            spaced = np.full(places[-1] + 2, ord(" "), "<u2")
            spaced[places] = letters
            letters = spaced
    return letters


def _carefully(text: str, codes: Numbers, letters: Numbers) -> Numbers:
    """Where what stands between two separators holds a hard character, all of it is cut by the analyser itself."""
    ends = np.append(np.flatnonzero(letters <= ord(" ")), len(text))
    hard = np.unique(np.searchsorted(ends, np.flatnonzero(letters == _CAREFULLY)))
    begins = np.append(0, ends + 1)[hard]
    easy = decoded(letters)
    crowded = bool(_ALONE.take(codes, mode="clip").any())
    made: list[str] = []
    reached = 0
    for begin, end in zip([*begins.tolist(), len(text)], [*ends[hard].tolist(), len(text)], strict=True):
        between = slice(reached, begin)
        made.append(decoded(_spaced(codes[between], letters[between])) if crowded else easy[between])
        made.append(_CUT[text[begin:end]])
        reached = end
    return codes_of("".join(made))


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

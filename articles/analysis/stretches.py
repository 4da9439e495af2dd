"""A text's stretches by number: where its words stand, and hashes by which many are compared at once; for live matching."""

from functools import cached_property, lru_cache
from random import SystemRandom
from typing import Any, Final

import numpy as np

Numbers = np.ndarray[Any, Any]

# Drawn anew by every process, so that nobody can write a word that passes for another. Of the odd numbers modulo 2**64,
# those that leave 5 when divided by 8 have the most powers.
_BASE: Final = SystemRandom().getrandbits(61) << 3 | 5
_SPREAD: Final = 0xD6E8FEB86659FD93  # odd; with it a hash's highest bits, too, hang on every letter
_KEPT: Final = 1 << 18  # characters of a text whose powers are kept for the next


def codes_of(text: str) -> Numbers:
    """A number for every character: 16 bits each, or 32 where some need them."""
    coded = text.encode("utf-16-le", "surrogatepass")
    if len(coded) == 2 * len(text):
        return np.frombuffer(coded, "<u2")
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


class Stretches:
    """Hashes of any stretches of a text, each in a few steps (Karp and Rabin, IBM J. Res. Dev. 31, 1987), of 64 bits.

    Different words or phrases have the same one about once in 2**64 pairs.
    """

    def __init__(self, text: str) -> None:
        self.codes = codes_of(text)
        powers, self._back = _powers(len(self.codes))
        self._sums = np.zeros(len(self.codes) + 1, np.uint64)
        np.cumsum(self.codes * powers[: len(self.codes)], out=self._sums[1:])

    def hashes(self, starts: Numbers, ends: Numbers) -> Numbers:
        """Of each [start, end), in characters: equal for equal stretches, wherever they stand."""
        sums = self._sums
        found: Numbers = (sums.take(ends) - sums.take(starts)) * self._back.take(starts)
        return found


class Cut(Stretches):
    """A scanned text (as `FieldTerms.scan` gives it) with its words, each from `starts` to `ends`; a paragraph's end is one, too."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text
        spaces = np.flatnonzero(self.codes == ord(" "))
        self.starts, self.ends = spaces[:-1] + 1, spaces[1:]

    @cached_property
    def breaks(self) -> list[int]:
        """Which of the words are ends of paragraphs or fields, rising."""
        found: list[int] = np.flatnonzero(self.codes.take(self.starts) == ord("\n")).tolist()
        return found

    def words_before(self, offset: int) -> int:
        """How many of them begin before a character."""
        return int(np.searchsorted(self.starts, offset))


def hashes_of(texts: list[str]) -> Numbers:
    """The hashes of whole texts."""
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))
    return Stretches("".join(texts)).hashes(np.append(0, ends[:-1])[: len(ends)], ends)


def _powers(length: int) -> tuple[Numbers, Numbers]:
    size = 1 << max(16, length.bit_length())
    return _counted(size) if size <= _KEPT else _counted.__wrapped__(size)


@lru_cache
def _counted(size: int) -> tuple[Numbers, Numbers]:
    """Powers of the base, and of its inverse, which bring a sum from wherever it stands to the beginning."""
    forth, back = np.full(size, _BASE, np.uint64), np.full(size, pow(_BASE, -1, 1 << 64), np.uint64)
    forth[0], back[0] = 1, _SPREAD
    return np.cumprod(forth), np.cumprod(back)

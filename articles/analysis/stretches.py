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


def decoded(codes: Numbers) -> str:
    """The text of such numbers."""
    return codes.tobytes().decode("utf-16-le" if codes.itemsize == 2 else "utf-32-le", "surrogatepass")


class Cut:
    """A scanned text (as `FieldTerms.scan` gives it) with its words, each from `starts` to `ends`; a paragraph's end is one, too.

    Any stretch of it has a hash of 64 bits, after a few steps for all (Karp and Rabin, IBM J. Res. Dev. 31, 1987).
    Different words or phrases have the same one about once in 2**64 pairs.
    """

    def __init__(self, codes: Numbers, spaces: Numbers | None = None) -> None:
        """`codes` are the text's, `spaces` where in them the spaces are, if that is known."""
        self.codes = codes
        if spaces is None:
            spaces = (codes == ord(" ")).nonzero()[0]
        self.starts, self.ends = spaces[:-1] + 1, spaces[1:]
        self._sums, back = _sums(self.codes)
        self._edges = self._sums.take(spaces + 1)
        self._back = back.take(self.starts)

    def hashes(self, words: int, letters: int, among: Numbers | None = None) -> tuple[Numbers, Numbers]:
        """Of the stretches of so many words from each word on, or from those `among` them: at which, and each one's hash.

        The space behind belongs to them. With `letters`, the last word is only so many letters of one that has them.
        """
        count = max(0, len(self.starts) - words + 1)
        if among is not None:
            among = among[among < count]
        if letters:
            long = (self.ends - self.starts)[words - 1 :] >= letters
            among = long.nonzero()[0] if among is None else among[long.take(among)]
            ended = self._sums.take(self.starts[words - 1 :].take(among) + letters)
        elif among is None:
            return np.arange(count), (self._edges[words:] - self._edges[:count]) * self._back[:count]
        else:
            ended = self._edges[words:].take(among)
        return among, (ended - self._edges.take(among)) * self._back.take(among)

    @cached_property
    def text(self) -> str:
        """The text itself."""
        return decoded(self.codes)

    @cached_property
    def breaks(self) -> Numbers:
        """Which of the words are ends of paragraphs or fields, rising."""
        found: Numbers = (self.codes.take(self.starts) == ord("\n")).nonzero()[0]
        return found

    def words_before(self, offset: int) -> int:
        """How many of them begin before a character."""
        return int(np.searchsorted(self.starts, offset))


def spread(ends: Numbers, counts: Numbers) -> Numbers:
    """All numbers of several ranges, one behind the other, each given by its end and by how many are in it."""
    found: Numbers = (ends - counts.cumsum()).repeat(counts)
    found += np.arange(len(found))
    return found


def hashes_of(texts: list[str]) -> Numbers:
    """The hashes of whole texts, as of stretches."""
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))
    starts = np.append(0, ends)[: len(ends)]
    sums, back = _sums(codes_of("".join(texts)))
    found: Numbers = (sums.take(ends) - sums.take(starts)) * back.take(starts)
    return found


def _sums(codes: Numbers) -> tuple[Numbers, Numbers]:
    """Before each character the sum of all before it, times powers of the base; and what takes these powers away."""
    powers, back = _powers(len(codes))
    sums = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum(codes * powers[: len(codes)], out=sums[1:])
    return sums, back


def _powers(length: int) -> tuple[Numbers, Numbers]:
    size = 1 << max(16, length.bit_length())
    return _counted(size) if size <= _KEPT else _counted.__wrapped__(size)


@lru_cache
def _counted(size: int) -> tuple[Numbers, Numbers]:
    """Powers of the base, and of its inverse, which bring a sum from wherever it stands to the beginning."""
    forth, back = np.full(size, _BASE, np.uint64), np.full(size, pow(_BASE, -1, 1 << 64), np.uint64)
    forth[0], back[0] = 1, _SPREAD
    return np.cumprod(forth), np.cumprod(back)

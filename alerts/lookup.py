"""Which of many sought stretches each stretch of a text is, for thousands at once, by their hashes; for the marks."""

from typing import Final

import numpy as np

from articles.analysis.stretches import Numbers

_ROOM: Final = 16  # slots for one stretch, so that most of a text's meet an empty one
_FEWEST: Final = 10  # bits of a slot's number


class Lookup:
    """Numbers under hashes, sorted, in slots by their highest bits: the last of each slot is compared."""

    def __init__(self) -> None:
        self._hashes = np.zeros(0, np.uint64)
        self._numbers = np.zeros(0, np.int64)
        self._slots(0)

    def add(self, hashes: Numbers, numbers: Numbers) -> None:
        """Find these, too, of which none is there yet."""
        joined = np.append(self._hashes, hashes)
        order = joined.argsort()
        self._hashes, self._numbers = joined[order], np.append(self._numbers, numbers)[order]
        self._slots(len(order))

    def _slots(self, count: int) -> None:
        bits = max(_FEWEST, (count * _ROOM).bit_length())
        self._shift = np.uint64(64 - bits)
        slots = self._slot(self._hashes)
        self._filled = np.zeros(1 << bits, bool)
        self._filled[slots] = True
        self._lasts = np.zeros(1 << bits, np.int32)
        self._lasts[slots] = np.arange(count)
        self._shared = np.append(False, slots[1:] == slots[:-1])[:count]  # with the one before

    def _slot(self, hashes: Numbers) -> Numbers:
        return (hashes >> self._shift).view(np.int64)

    def find(self, hashes: Numbers) -> tuple[Numbers, Numbers]:
        """The places of those that are sought, and the number of each."""
        slots = self._slot(hashes)
        places = self._filled.take(slots).nonzero()[0]
        sought, at = hashes.take(places), self._lasts.take(slots.take(places)).astype(np.int64)
        found = self._hashes.take(at) == sought
        left = (self._shared.take(at) & ~found).nonzero()[0]
        while left.size:  # few are not the last of their slot
            at[left] -= 1
            found[left] = self._hashes.take(at.take(left)) == sought.take(left)
            left = left[self._shared.take(at.take(left)) & ~found.take(left)]
        return places[found], self._numbers.take(at[found])

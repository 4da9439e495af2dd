"""Which of many compiled watches have all that they need among a version's marks: counted at once for all of them."""

from collections.abc import Sequence, Set

import numpy as np

Needs = tuple[frozenset[str], ...]  # one of each is needed; those beyond MOST are left to be decided
MOST = 2


class Table:
    """The needs of a row of watches; once made it does not change, but rows can be struck out.

    Every mark lists the needs that it fulfils, as in counting algorithms for publish/subscribe (Yan and
    Garcia-Molina, ACM TODS 24, 1999): the marks of a version tick theirs, and a watch is found whose ticks are complete.
    """

    def __init__(self, rows: Sequence[Needs]) -> None:
        under: dict[str, list[int]] = {}
        self._unticked = np.zeros((len(rows), MOST), bool)
        for row, needs in enumerate(rows):
            for place in range(MOST):
                if place >= len(needs):
                    self._unticked[row, place] = True
                    continue
                for mark in needs[place]:
                    under.setdefault(mark, []).append(row * MOST + place)
        self._numbers = {mark: number for number, mark in enumerate(under)}
        self._known = set(under)
        counts = np.fromiter(map(len, under.values()), np.int64, len(under))
        self._ends = np.cumsum(counts)
        self._counts = counts
        self._ticks = np.fromiter(
            (tick for ticks in under.values() for tick in ticks), np.int64, counts.sum()
        )
        self._struck = np.ones(len(rows), bool)

    def strike(self, row: int) -> None:
        """Never find this row again."""
        self._struck[row] = False

    def find(self, marks: Set[str]) -> list[int]:
        """The rows whose needs are all there, rising."""
        ticked = self._unticked.copy()
        seen = self._known & marks
        if seen:
            numbers = np.fromiter(map(self._numbers.__getitem__, seen), np.int64, len(seen))
            counts = self._counts[numbers]
            ends = np.cumsum(counts)
            # the places of each mark's ticks, one range behind the other
            places = np.arange(ends[-1]) + np.repeat(self._ends[numbers] - ends, counts)
            ticked.ravel()[self._ticks[places]] = True
        found: list[int] = np.flatnonzero(ticked[:, 0] & ticked[:, 1] & self._struck).tolist()
        return found

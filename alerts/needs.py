"""Which of many compiled watches have all that they need among a version's marks: counted at once for all of them."""

from collections.abc import Sequence
from itertools import chain
from typing import Final

import numpy as np

from alerts.filing import Filed
from alerts.marks import Marks
from articles.analysis.stretches import Numbers, spread

_NOTHING: Final[tuple[str, ...]] = ()


class Table:
    """The needs of a row of watches; once made it does not change, but rows can be struck out.

    Every mark lists the needs that it fulfils, as in counting algorithms for publish/subscribe (Yan and
    Garcia-Molina, ACM TODS 24, 1999): the marks of a version tick theirs, and a watch is found whose ticks are
    complete, unless a mark is there that it denies.
    """

    def __init__(self, rows: Sequence[Filed], marks: Marks) -> None:
        """`marks` has all that the rows name."""
        first = [row.needs[0] if row.needs else _NOTHING for row in rows]
        second = [row.needs[1] if len(row.needs) > 1 else _NOTHING for row in rows]
        others = [(number, need) for number, row in enumerate(rows) for need in row.needs[2:]]
        self._other_rows = np.array([number for number, _ in others], np.int64)
        sets = [*first, *second, *[row.denied for row in rows], *[need for _, need in others]]
        sizes = np.fromiter(map(len, sets), np.int64, len(sets))
        self._unticked = sizes == 0
        self._unticked[2 * len(rows) : 3 * len(rows)] = False  # what denies nothing
        under = marks.all_numbers_of(chain.from_iterable(sets))
        self._counts = np.bincount(under, minlength=len(marks))
        self._ends = np.cumsum(self._counts)
        self._places = np.repeat(np.arange(len(sets), dtype=np.int32), sizes)[under.argsort()]
        self._standing = np.ones(len(rows), bool)

    def strike(self, row: int) -> None:
        """Never find this row again."""
        self._standing[row] = False

    def find(self, marks: Numbers) -> Numbers:
        """The rows whose needs are all there, rising; `marks` are the numbers of what is there."""
        marks = marks[marks < len(self._counts)]  # others are newer
        ticked, count = self._unticked.copy(), len(self._standing)
        ticked[self._places.take(spread(self._ends.take(marks), self._counts.take(marks)))] = True
        complete = ticked[:count] & ticked[count : 2 * count] & self._standing
        complete &= ~ticked[2 * count : 3 * count]
        complete[self._other_rows[~ticked[3 * count :]]] = False
        found: Numbers = complete.nonzero()[0]
        return found

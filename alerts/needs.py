"""Which of many compiled watches have all that they need among a version's marks: counted at once for all of them."""

from collections.abc import Sequence
from itertools import chain

import numpy as np

from alerts.filing import Filed
from alerts.marks import Marks
from articles.analysis.stretches import Numbers, spread


class Table:
    """The needs of a row of watches; once made it does not change, but rows can be struck out.

    Every mark lists the needs that it fulfils, as in counting algorithms for publish/subscribe (Yan and
    Garcia-Molina, ACM TODS 24, 1999): the marks of a version tick theirs, and a watch is found whose ticks are
    complete, unless a mark is there that it denies.
    """

    def __init__(self, rows: Sequence[Filed], marks: Marks) -> None:
        """`marks` has all that the rows name."""
        none = frozenset[str]()
        columns = [[row.needs[place] if place < len(row.needs) else none for row in rows] for place in (0, 1)]
        others = [(number, need) for number, row in enumerate(rows) for need in row.needs[2:]]
        self._other_rows = np.array([number for number, _ in others], np.int64)
        needs = [*columns[0], *columns[1], *(need for _, need in others)]
        self._unticked = np.array([not need for need in needs], bool)
        self._ticks = _Listed(needs, marks)
        self._denials = _Listed([row.denied for row in rows], marks)
        self._standing = np.ones(len(rows), bool)

    def strike(self, row: int) -> None:
        """Never find this row again."""
        self._standing[row] = False

    def find(self, marks: Numbers) -> Numbers:
        """The rows whose needs are all there, rising; `marks` are the numbers of what is there."""
        ticked, count = self._unticked.copy(), len(self._standing)
        ticked[self._ticks.of(marks)] = True
        complete = ticked[:count] & ticked[count : 2 * count] & self._standing
        complete[self._other_rows[~ticked[2 * count :]]] = False
        complete[self._denials.of(marks)] = False
        found: Numbers = complete.nonzero()[0]
        return found


class _Listed:
    """For each mark, where in a sequence of sets of marks it is."""

    def __init__(self, sets: Sequence[frozenset[str]], marks: Marks) -> None:
        under = marks.all_numbers_of(chain.from_iterable(sets))
        sizes = np.fromiter(map(len, sets), np.int64, len(sets))
        self._counts = np.bincount(under, minlength=len(marks))
        self._ends = np.cumsum(self._counts)
        self._places = np.repeat(np.arange(len(sets)), sizes)[under.argsort(kind="stable")]

    def of(self, marks: Numbers) -> Numbers:
        """The places of all these marks, one behind the other."""
        marks = marks[marks < len(self._counts)]  # others are newer
        found: Numbers = self._places.take(spread(self._ends.take(marks), self._counts.take(marks)))
        return found

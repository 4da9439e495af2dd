"""Whether the NEARs that are left of many watches hold, asked for all at once; between their table and single questions."""

from collections.abc import Sequence
from itertools import product
from typing import Final

import numpy as np

from alerts.filing import Filed
from alerts.marks import Marks
from articles.analysis.stretches import Numbers, spread
from articles.query.deciding import closeness
from articles.query.nodes import Near
from articles.query.sheet import PLACE_BITS, Sheet

_MOST_PAIRS: Final = 32  # of a mark and another, for one watch; a NEAR of long groups is asked by itself
_MOST_PLACES: Final = (
    50_000  # at which an article is asked; above, each question is asked and metered by itself
)


class Nearness:
    """Of a row of watches those of which nothing but a NEAR of words or phrases is left."""

    def __init__(self, rows: Sequence[Filed], marks: Marks) -> None:
        """`marks` has all that the rows name."""
        counts, distances = np.zeros((2, len(rows)), np.int64)
        pairs: list[tuple[tuple[str, int], tuple[str, int]]] = []  # each mark with its number of words
        for row, how in enumerate(rows):
            question = closeness(how.rest) if isinstance(how.rest, Near) else None
            if question is None or len(question.left) * len(question.right) > _MOST_PAIRS:
                continue
            begun = len(pairs)
            pairs += product(question.left, question.right)
            if not question.ordered:
                pairs += product(question.right, question.left)
            counts[row], distances[row] = len(pairs) - begun, question.distance
        self._counts, self._ends = counts, np.cumsum(counts)
        self._words = np.array([words for (_, words), _ in pairs], np.int64)
        self._distances = np.repeat(distances, counts)
        self._first = marks.all_numbers_of([mark for (mark, _), _ in pairs]) << PLACE_BITS
        # A second one right behind.
        self._least = (marks.all_numbers_of([mark for _, (mark, _) in pairs]) << PLACE_BITS) + self._words

    def decide(self, rows: Numbers, sheet: Sheet) -> tuple[Numbers, list[bool]]:
        """Those of the rows whose NEARs hold or were not asked, and of each whether nothing is left to ask.

        The answers are those of `Sheet.close`: one of each stand in one paragraph, close together.
        """
        counts = self._counts.take(rows)
        pairs = spread(self._ends.take(rows), counts)
        places = sheet.places
        first = self._first.take(pairs)
        begins = places.searchsorted(first)
        sizes = places.searchsorted(first + (1 << PLACE_BITS)) - begins
        if sizes.sum() > _MOST_PLACES:
            return rows, [False] * len(rows)
        starts = places.take(spread(begins + sizes, sizes)) & (1 << PLACE_BITS) - 1
        pair = np.repeat(np.arange(len(pairs)), sizes)
        # The nearest place behind decides for all that are further away; that of another mark is too far.
        asked_pairs = pairs.take(pair)
        sought = self._least.take(asked_pairs) + starts
        gaps = places.take(places.searchsorted(sought), mode="clip") - sought  # below 0 where none is behind
        close = ((gaps >= 0) & (gaps <= self._distances.take(asked_pairs))).nonzero()[0]
        pair, starts = pair.take(close), starts.take(close)
        others = starts + self._words.take(pairs.take(pair)) + gaps.take(close)
        breaks = sheet.cut.breaks
        together = breaks.searchsorted(starts) == breaks.searchsorted(others)
        asked = counts > 0
        holds = ~asked
        holds[np.repeat(np.arange(len(rows)), counts).take(pair[together])] = True
        return rows[holds], asked[holds].tolist()

"""Finds the texts of the last days that may tell the same story as a new one; between `traits` and `following`.

MinHash signatures in bands (Leskovec et al., "Mining of Massive Datasets", 3.4): of a whole text, where pairs that share a
third of their shingles meet 97 times in 100, and of its beginning, for copies cut short.
"""

from array import array
from collections import deque
from typing import Final

from rensa import RMinHash, RMinHashLSH

from articles.stories.traits import Traits

_SEED: Final = 1
_WHOLE: Final = (64, 32)  # values and bands: two values a band
_BEGINNING: Final = (20, 10)
_LONG: Final = 90  # shingles that are a text's beginning


class Window:
    """The texts seen in the last `seconds`, `most` at most: some 2 to 4 kB each. What falls out is forgotten for good."""

    def __init__(self, seconds: float, most: int) -> None:
        self.seconds = seconds
        self.most = most
        self._whole = RMinHashLSH(threshold=0.2, num_perm=_WHOLE[0], num_bands=_WHOLE[1])
        self._beginning = RMinHashLSH(threshold=0.3, num_perm=_BEGINNING[0], num_bands=_BEGINNING[1])
        self._order: deque[tuple[int, int, float]] = deque()
        self._texts: dict[int, float] = {}  # when each was seen
        self._latest: dict[int, int] = {}  # version of an article; they meet, however little they share

    def __len__(self) -> int:
        return len(self._texts)

    def meet(self, new: Traits) -> list[int]:
        """The versions in the window that may tell the same story, the newest first; then it stands in it, too."""
        if not new.shingles or new.version in self._texts:
            return []
        whole = _sketch(new.shingles, _WHOLE[0])
        beginning = _sketch(new.shingles[:_LONG], _BEGINNING[0])
        met = {*self._whole.query(whole), *self._beginning.query(beginning)}
        if new.article_id in self._latest:
            met.add(self._latest[new.article_id])
        self._latest[new.article_id] = new.version
        self._whole.insert(new.version, whole)
        self._beginning.insert(new.version, beginning)
        self._texts[new.version] = new.seen
        self._order.append((new.version, new.article_id, new.seen))
        self._forget(new.seen)
        near = [version for version in met if abs(self._texts.get(version, -1e12) - new.seen) <= self.seconds]
        return sorted(near, reverse=True)

    def drop(self, version: int) -> None:
        """Take a version out; one that is not there is none."""
        if self._texts.pop(version, None) is not None:
            self._whole.remove(version)
            self._beginning.remove(version)

    def _forget(self, now: float) -> None:
        while self._order:
            version, article, seen = self._order[0]
            if version in self._texts and seen >= now - self.seconds and len(self._texts) <= self.most:
                return
            self._order.popleft()
            self.drop(version)
            if self._latest.get(article) == version:
                del self._latest[article]


def _sketch(shingles: "array[int]", values: int) -> RMinHash:
    packed = shingles.tobytes()
    size = shingles.itemsize
    sketch = RMinHash(values, _SEED)
    sketch.update([packed[start : start + size] for start in range(0, len(packed), size)])
    return sketch

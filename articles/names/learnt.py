"""What was worked out for words and is remembered, up to a number of them; beneath `scanning` and `roster`."""

from collections.abc import Callable
from typing import TypeVar

V = TypeVar("V")
MOST = 50_000  # words


class Learnt(dict[str, V]):
    """By word what `read` gives for it, asked once; after `most` words it begins anew."""

    __slots__ = ("_most", "_read")

    def __init__(self, read: Callable[[str], V], most: int = MOST) -> None:
        self._read, self._most = read, most

    def __missing__(self, word: str) -> V:
        found = self._read(word)
        remember(self, word, found, self._most)
        return found


def remember(known: dict[str, V], word: str, found: V, most: int = MOST) -> None:
    """Keep what was found for a word; where there are `most` already, only that."""
    if len(known) >= most:
        known.clear()
    known[word] = found

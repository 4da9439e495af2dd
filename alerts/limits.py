"""What stands in full in one letter and what by its title: per source and watch, so that no outlet hides another; pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

MOST_OF_ONE = 20  # articles of one source under one watch that stand in full
MOST_SHOWN = 500  # articles in full in one letter; what is beyond goes into the next part
MOST_LISTED = 2000  # titles in one letter


@dataclass(frozen=True, slots=True)
class Waiting:
    """An article that waits: the number of its latest version, the first watch that it meets, its source."""

    change: int
    watch: int
    source: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The change numbers of articles that stand in full, by title, and in the next part."""

    shown: tuple[int, ...]
    listed: tuple[int, ...]
    left: tuple[int, ...]


def choose(waiting: Sequence[Waiting], most_of_one: int, shown: int, listed: int) -> Chosen:
    """Share one letter out: the newest `most_of_one` of each source and watch in full, the others by title.

    Where more than `shown` or `listed` would stand in it, sources and watches take turns, so that a flood from one
    takes no other's place; what is left goes into the next part.
    """
    heaps: dict[tuple[int, str], list[Waiting]] = defaultdict(list)
    for one in sorted(waiting, key=lambda one: -one.change):
        heaps[one.watch, one.source].append(one)
    full = _in_turns([heap[:most_of_one] for heap in heaps.values()])
    titles = _in_turns([heap[most_of_one:] for heap in heaps.values()])
    return Chosen(full[:shown], titles[:listed], (*full[shown:], *titles[listed:]))


def _in_turns(heaps: Sequence[Sequence[Waiting]]) -> tuple[int, ...]:
    longest = max((len(heap) for heap in heaps), default=0)
    return tuple(heap[turn].change for turn in range(longest) for heap in heaps if turn < len(heap))

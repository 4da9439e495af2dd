"""Which places of several parts lie close together, and how many do not overlap; between matching and the judge."""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from articles.analysis import FieldTerms
from articles.query.matching import Run

# A set of parts is an integer of a bit a part; a family of such sets is an integer of a bit a set, so that putting
# part p into every set of a family that lacks it is one shift to the left by 2**p.
Family = int
Placed = tuple[int, int, int]  # start, end, part


def near(parts: Sequence[Sequence[Run]], field: FieldTerms, distance: int, *, ordered: bool) -> list[Run]:
    """The runs, of every part, that take part in some arrangement of all parts; rising.

    In an arrangement each part has one run, none overlap, all lie in one paragraph, and at most `distance` terms
    lie between each and the next; with `ordered` they come in the order of `parts`. The cost grows with the number
    of runs, not with how many stand close: chains are followed from the left and, mirrored, from the right.
    """
    if not all(parts):
        return []
    last = len(parts) - 1
    found: list[Run] = []
    for runs in _by_paragraph(parts, field):
        mirrored = sorted((-end, -start, last - part if ordered else part) for start, end, part in runs)
        left = _chains(runs, len(parts), distance, ordered=ordered)
        right = _chains(mirrored, len(parts), distance, ordered=ordered)
        for (start, end, part), family in left.items():
            mirror = right[-end, -start, last - part if ordered else part]
            others = _mirrored(mirror, len(parts)) if ordered else mirror
            if (_complements(family, len(parts)) << (1 << part)) & others:
                found.append((start, end))
    return sorted(set(found))


def in_one_sentence(parts: Sequence[Sequence[Run]], field: FieldTerms) -> list[Run]:
    """The runs that lie in a sentence where every part has one; rising."""
    number = field.sentences
    whole = [[run for run in found if number[run[0]] == number[run[1] - 1]] for found in parts]
    shared = set.intersection(*({number[start] for start, _ in found} for found in whole))
    return sorted({run for found in whole for run in found if number[run[0]] in shared})


def count_apart(runs: Sequence[Run]) -> int:
    """How many of the runs can be taken so that no two overlap: the most that there can be."""
    taken = reached = 0
    for start, end in sorted(runs, key=lambda run: (run[1], run[0])):
        if start >= reached:
            taken, reached = taken + 1, end
    return taken


def _by_paragraph(parts: Sequence[Sequence[Run]], field: FieldTerms) -> list[list[Placed]]:
    """The runs of each paragraph that has all parts, by their start."""
    paragraphs: dict[int, list[Placed]] = defaultdict(list)
    for part, found in enumerate(parts):
        for start, end in found:
            paragraphs[field.paragraphs[start]].append((start, end, part))
    return [sorted(runs) for runs in paragraphs.values() if len({part for _, _, part in runs}) == len(parts)]


def _chains(runs: Sequence[Placed], size: int, distance: int, *, ordered: bool) -> dict[Placed, Family]:
    """For each run (rising by start) the sets of parts that a chain ending at it can hold, its own among them."""
    lacking = [_lacking(part, size) for part in range(size)]
    ends: dict[int, Family] = defaultdict(int)  # what chains that end at a place hold
    window = _Window()
    chains: dict[Placed, Family] = {}
    pending: list[int] = []
    for run in runs:
        start, end, part = run
        pending.sort(reverse=True)
        while pending and pending[-1] <= start:
            window.push(pending[-1], ends[pending[-1]])
            pending.pop()
        before = window.since(start - distance)
        if ordered:
            family = (before & 1 << (1 << part) - 1) << (1 << part) if part else 2
        else:
            family = (before & lacking[part]) << (1 << part) | 1 << (1 << part)
        chains[run] = family
        if family:
            if end not in ends:
                pending.append(end)
            ends[end] |= family
    return chains


class _Window:
    """The union of the families at the latest places, as places move on: a queue of two stacks."""

    def __init__(self) -> None:
        self._incoming: list[tuple[int, Family]] = []
        self._union = 0  # of the incoming
        self._outgoing: list[tuple[int, Family]] = []  # each with the union of it and all that entered later

    def push(self, place: int, family: Family) -> None:
        self._incoming.append((place, family))
        self._union |= family

    def since(self, place: int) -> Family:
        """The union of all families at `place` or later; earlier ones are forgotten."""
        while True:
            while self._outgoing and self._outgoing[-1][0] < place:
                self._outgoing.pop()
            if self._outgoing or not self._incoming:
                break
            union = 0
            for entered, family in reversed(self._incoming):
                union |= family
                self._outgoing.append((entered, union))
            self._incoming, self._union = [], 0
        return self._union | (self._outgoing[-1][1] if self._outgoing else 0)


def _lacking(part: int, size: int) -> Family:
    """All sets without `part`."""
    return sum(1 << held for held in range(1 << size) if not held >> part & 1)


@lru_cache(maxsize=4_096)
def _complements(family: Family, size: int) -> Family:
    """The complement of each set in a family: the highest set becomes the lowest."""
    return int(format(family, f"0{1 << size}b")[::-1], 2)


@lru_cache(maxsize=4_096)
def _mirrored(family: Family, size: int) -> Family:
    """Each set in a family with its parts numbered from the other end."""
    flipped = 0
    for held in range(1 << size):
        if family >> held & 1:
            flipped |= 1 << int(format(held, f"0{size}b")[::-1], 2)
    return flipped

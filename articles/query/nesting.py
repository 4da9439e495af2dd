"""Where parts stand that are close together and are themselves made of parts that are; between closeness and the judge."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from articles.analysis import FieldTerms
from articles.query.matching import Run
from articles.query.nodes import Near, Node, Or, Sentence

# The places of a part in one paragraph, by their length: an integer of a bit for each term that one begins at. All
# arrangements count, not the shortest alone: in `b c c d`, `(b ONEAR/9 c) ONEAR/0 d` needs the longer one.
Places = Mapping[int, int]


def is_nested(node: Near | Sentence) -> bool:
    """Whether a part of it is made of parts that are close."""
    return any(_holds_near(part) for part in node.parts)


def nested_runs(node: Near | Sentence, find: Callable[[Node], Sequence[Run]], terms: FieldTerms) -> list[Run]:
    """The runs of words, phrases and entities that take part in some arrangement of all parts; rising.

    A group of close parts stands from the start of its first to the end of its last. `find` gives the runs of
    what is not close itself. The cost grows with the places where groups may begin.
    """
    found: dict[int, list[Run]] = {}
    for leaf in _leaves(node):
        found[id(leaf)] = list(find(leaf))
    paragraphs = {terms.paragraphs[start] for runs in found.values() for start, _ in runs}
    met: set[Run] = set()
    for number in paragraphs:
        first = bisect_left(terms.paragraphs, number)
        last = bisect_right(terms.paragraphs, number)
        paragraph = _Paragraph(first, last, terms.sentences, found)
        paragraph.keep(node, paragraph.places(node))
        met |= paragraph.kept
    return sorted(met)


def _holds_near(node: Node) -> bool:
    return isinstance(node, Near) or (isinstance(node, Or) and any(map(_holds_near, node.parts)))


def _leaves(node: Node) -> Iterator[Node]:
    """The parts whose places are found as they stand."""
    if isinstance(node, Near | Sentence) or (isinstance(node, Or) and _holds_near(node)):
        for part in node.parts:
            yield from _leaves(part)
    else:
        yield node


@dataclass(slots=True)
class _Paragraph:
    """Terms [first, last) of a field: places upwards from the leaves, then downwards those that are of use."""

    first: int
    last: int
    sentences: Sequence[int]
    found: Mapping[int, Sequence[Run]]
    known: dict[int, Places] = field(default_factory=dict)
    kept: set[Run] = field(default_factory=set)

    def places(self, node: Node) -> Places:
        """Every place that a node stands at."""
        if id(node) not in self.known:
            self.known[id(node)] = self._places(node)
        return self.known[id(node)]

    def _places(self, node: Node) -> Places:
        if id(node) in self.found:
            made: dict[int, int] = defaultdict(int)
            for start, end in self.found[id(node)]:
                if self.first <= start < self.last:
                    made[end - start] |= 1 << (start - self.first)
            return made
        if isinstance(node, Near):
            parts = [self.places(part) for part in node.parts]
            return arranged(parts, node.distance, ordered=node.ordered)[0]
        assert isinstance(node, Or | Sentence)
        return _united([self.places(part) for part in node.parts])

    def keep(self, node: Node, wanted: Places) -> None:
        """Keep the leaves' places that make up a node's wanted ones."""
        if id(node) in self.found:
            self.kept |= {(self.first + at, self.first + at + length) for length, at in _each(wanted)}
        elif isinstance(node, Near):
            parts = [self.places(part) for part in node.parts]
            _, used = arranged(parts, node.distance, ordered=node.ordered, wanted=wanted)
            for part, places in zip(node.parts, used, strict=True):
                self.keep(part, places)
        elif isinstance(node, Sentence):
            whole = [self._in_a_sentence(self.places(part)) for part in node.parts]
            shared = set.intersection(*(set(places) for places in whole))
            for part, by_number in zip(node.parts, whole, strict=True):
                self.keep(part, _united([by_number[number] for number in shared]))
        else:
            assert isinstance(node, Or)
            for part in node.parts:
                places = self.places(part)
                self.keep(part, {length: at & places.get(length, 0) for length, at in wanted.items()})

    def _in_a_sentence(self, places: Places) -> dict[int, Places]:
        """The places that lie in one sentence, by its number."""
        by_number: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for length, at in _each(places):
            number = self.sentences[self.first + at]
            if number == self.sentences[self.first + at + length - 1]:
                by_number[number][length] |= 1 << at
        return dict(by_number)


def arranged(
    parts: Sequence[Places], distance: int, *, ordered: bool, wanted: Places | None = None
) -> tuple[Places, list[Places]]:
    """The places of all arrangements, and of each part those that take part in one (whose place is `wanted`).

    In an arrangement each part has one place, none overlap, and at most `distance` terms lie between each and the
    next; with `ordered` they come in the order of `parts`.
    """
    whole: dict[int, int] = defaultdict(int)
    used: list[dict[int, int]] = [defaultdict(int) for _ in parts]
    if not all(any(places.values()) for places in parts):
        return whole, list(used)
    begins = 0
    for places in parts[:1] if ordered else parts:
        for at in places.values():
            begins |= at
    for start in _bits(begins):
        chains = _chains(parts, distance, start, ordered=ordered)
        ends = chains.get((1 << len(parts)) - 1, 0)
        if wanted is not None:
            ends &= sum(1 << start + length for length, at in wanted.items() if at >> start & 1)
        for end in _bits(ends):
            whole[end - start] |= 1 << start
        if ends:
            _follow_back(parts, distance, start, ends, chains, used, ordered=ordered)
    return whole, list(used)


def _chains(parts: Sequence[Places], distance: int, start: int, *, ordered: bool) -> dict[int, int]:
    """For each set of parts (a bit a part) where chains of just these that begin at `start` can end (a bit a place)."""
    chains: dict[int, int] = defaultdict(int)
    for number, places in enumerate(parts[:1] if ordered else parts):
        for length, at in places.items():
            chains[1 << number] |= (at >> start & 1) << start + length
    for held in range(1, (1 << len(parts)) - 1):
        if not chains.get(held):
            continue
        reach = _spread(chains[held], distance)
        for number in _next(held, len(parts), ordered=ordered):
            for length, at in parts[number].items():
                chains[held | 1 << number] |= (at & reach) << length
    return chains


def _follow_back(
    parts: Sequence[Places],
    distance: int,
    start: int,
    ends: int,
    chains: Mapping[int, int],
    used: Sequence[dict[int, int]],
    *,
    ordered: bool,
) -> None:
    """From whole chains that end at `ends` back to `start`: the places that they go through are used."""
    live: dict[int, int] = defaultdict(int)
    live[(1 << len(parts)) - 1] = ends
    for held in range((1 << len(parts)) - 1, 0, -1):
        if not live.get(held):
            continue
        for number, places in enumerate(parts):
            before = held & ~(1 << number)
            if before == held or (ordered and before != (1 << number) - 1):
                continue
            reach = _spread(chains.get(before, 0), distance) if before else 1 << start
            for length, at in places.items():
                through = live[held] >> length & at & reach
                used[number][length] |= through
                if before and through:
                    live[before] |= chains[before] & _spread_back(through, distance)


def _next(held: int, size: int, *, ordered: bool) -> Iterator[int]:
    if ordered:
        yield held.bit_count()
    else:
        yield from (number for number in range(size) if not held >> number & 1)


def _spread(places: int, distance: int) -> int:
    """All that lies from 0 to `distance` behind one of the places."""
    width = 1
    while width <= distance:
        step = min(width, distance + 1 - width)
        places |= places << step
        width += step
    return places


def _spread_back(places: int, distance: int) -> int:
    width = 1
    while width <= distance:
        step = min(width, distance + 1 - width)
        places |= places >> step
        width += step
    return places


def _united(several: Sequence[Places]) -> Places:
    united: dict[int, int] = defaultdict(int)
    for places in several:
        for length, at in places.items():
            united[length] |= at
    return united


def _each(places: Places) -> Iterator[tuple[int, int]]:
    for length, at in places.items():
        for start in _bits(at):
            yield length, start


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest

"""Where parts stand that are close together and are themselves made of parts that are; between closeness and the judge."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from articles.analysis import FieldTerms
from articles.query.closable import holds_near
from articles.query.matching import Run
from articles.query.nodes import Near, Node, Or, Sentence

# The places of a part on one island, by their length: an integer of a bit for each term that one begins at. All
# arrangements count, not the shortest alone: in `b c c d`, `(b ONEAR/9 c) ONEAR/0 d` needs the longer one.
Places = Mapping[int, int]


def is_nested(node: Near | Sentence) -> bool:
    """Whether a part of it is made of parts that are close."""
    return any(holds_near(part) for part in node.parts)


def nested_runs(node: Near | Sentence, find: Callable[[Node], Sequence[Run]], terms: FieldTerms) -> list[Run]:
    """The runs of words, phrases and entities that take part in some arrangement of all parts; rising.

    A group of close parts stands from the start of its first to the end of its last. `find` gives the runs of
    what is not close itself, rising. The cost grows with the text times the square of the distances: all places of
    one length are followed at once.
    """
    found = {id(leaf): find(leaf) for leaf in _leaves(node)}
    met: set[Run] = set()
    for first, last in _islands(node, sorted({run for runs in found.values() for run in runs}), terms):
        island = _Island(first, last, found)
        island.keep(node, island.places(node))
        met |= island.kept
    return sorted(met)


def _leaves(node: Node) -> Iterator[Node]:
    """The parts whose places are found as they stand."""
    if isinstance(node, Near | Sentence) or (isinstance(node, Or) and holds_near(node)):
        for part in node.parts:
            yield from _leaves(part)
    else:
        yield node


def _islands(node: Near | Sentence, runs: Sequence[Run], terms: FieldTerms) -> Iterator[tuple[int, int]]:
    """Stretches [first, last) of terms out of which no arrangement of the rising `runs` reaches.

    Sentences; or what lies in one paragraph without a gap that is wider than every distance asked for.
    """
    if isinstance(node, Sentence):
        whole = [run for run in runs if terms.sentences[run[0]] == terms.sentences[run[1] - 1]]
        for _, few in groupby(whole, key=lambda run: terms.sentences[run[0]]):
            held = list(few)
            yield held[0][0], max(end for _, end in held)
        return
    widest = _widest_gap(node)
    first = reached = 0
    for start, end in runs:
        if start > reached + widest or terms.paragraphs[start] != terms.paragraphs[first]:
            if reached:
                yield first, reached
            first = start
        reached = max(reached, end)
    if reached:
        yield first, reached


def _widest_gap(node: Node) -> int:
    own = node.distance if isinstance(node, Near) else 0
    parts = node.parts if isinstance(node, Near | Or) else ()
    return max([own, *map(_widest_gap, parts)])


@dataclass(slots=True)
class _Island:
    """Terms [first, last) of a field: places upwards from the leaves, then downwards those that are of use."""

    first: int
    last: int
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
            return self._leaf(self.found[id(node)])
        if isinstance(node, Near):
            parts = [self.places(part) for part in node.parts]
            return arranged(parts, node.distance, ordered=node.ordered)[0]
        assert isinstance(node, Or | Sentence)
        return _united([self.places(part) for part in node.parts])

    def _leaf(self, runs: Sequence[Run]) -> Places:
        made: dict[int, int] = defaultdict(int)
        for start, end in runs[bisect_left(runs, (self.first, 0)) :]:
            if start >= self.last:
                break
            if end <= self.last:  # one that goes on beyond a sentence is not whole in it
                made[end - start] |= 1 << (start - self.first)
        return made

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
            if all(any(self.places(part).values()) for part in node.parts):
                for part in node.parts:
                    self.keep(part, self.places(part))
        else:
            assert isinstance(node, Or)
            for part in node.parts:
                places = self.places(part)
                self.keep(part, {length: at & places.get(length, 0) for length, at in wanted.items()})


def arranged(
    parts: Sequence[Places], distance: int, *, ordered: bool, wanted: Places | None = None
) -> tuple[Places, list[Places]]:
    """The places of all arrangements, and of each part those that take part in one (whose place is `wanted`).

    In an arrangement each part has one place, none overlap, and at most `distance` terms lie between each and the
    next; with `ordered` they come in the order of `parts`.
    """
    used: list[dict[int, int]] = [defaultdict(int) for _ in parts]
    if not all(any(places.values()) for places in parts):
        return {}, list(used)
    chains = _chains(parts, distance, ordered=ordered)
    whole = chains.get((1 << len(parts)) - 1, {})
    if wanted is not None:
        whole = {length: at & wanted.get(length, 0) for length, at in whole.items()}
    if any(whole.values()):
        _follow_back(parts, distance, whole, chains, used, ordered=ordered)
    return whole, list(used)


def _chains(parts: Sequence[Places], distance: int, *, ordered: bool) -> dict[int, Places]:
    """For each set of parts (a bit a part) the places of chains of just these, one behind the other."""
    chains: dict[int, dict[int, int]] = {}
    for number, places in enumerate(parts[:1] if ordered else parts):
        chains[1 << number] = dict(places)
    for held in range(1, (1 << len(parts)) - 1):
        if not any(chains.get(held, {}).values()):
            continue
        reach = _reach(chains[held], distance)
        for number in _next(held, len(parts), ordered=ordered):
            longer = chains.setdefault(held | 1 << number, {})
            for length, at in parts[number].items():
                for offset, starts in reach:
                    if met := starts & at >> offset:
                        longer[offset + length] = longer.get(offset + length, 0) | met
    return dict(chains)


def _follow_back(
    parts: Sequence[Places],
    distance: int,
    whole: Places,
    chains: Mapping[int, Places],
    used: Sequence[dict[int, int]],
    *,
    ordered: bool,
) -> None:
    """From whole chains back to their beginnings: the places that they go through are used."""
    live: dict[int, dict[int, int]] = {(1 << len(parts)) - 1: dict(whole)}
    for held in range((1 << len(parts)) - 1, 0, -1):
        ends = live.get(held, {})
        if not any(ends.values()):
            continue
        for number, places in enumerate(parts):
            before = held & ~(1 << number)
            if before == held or (ordered and before != (1 << number) - 1):
                continue
            if not before:
                for length, at in ends.items():
                    used[number][length] |= at & places.get(length, 0)
                continue
            through: dict[
                int, int
            ] = {}  # where the last part begins behind the chain, and the chains' starts
            for offset, starts in _reach(chains.get(before, {}), distance):
                for length, at in places.items():
                    if met := ends.get(offset + length, 0) & starts & at >> offset:
                        used[number][length] |= met << offset
                        through[offset] = through.get(offset, 0) | met
            if through:
                _keep_live(live.setdefault(before, {}), chains[before], through, distance)


def _keep_live(live: dict[int, int], chain: Places, through: Places, distance: int) -> None:
    """Of a chain's places those that a part follows which begins, at an offset from their start, as `through` says."""
    lowest = min(through)
    spread = _spread([through.get(offset, 0) for offset in range(max(through), lowest - 1, -1)], distance)
    highest = max(through)
    for length, at in chain.items():
        # a part may begin from `length` to `length + distance` behind: the offsets run downwards in `spread`
        place = highest - length
        if 0 <= place < len(spread) and (met := at & spread[place]):
            live[length] = live.get(length, 0) | met


def _reach(chain: Places, distance: int) -> list[tuple[int, int]]:
    """For each offset from a chain's start at which a next part may begin: the starts of such chains."""
    lengths = [length for length, at in chain.items() if at]
    if not lengths:
        return []
    lowest = min(lengths)
    spread = _spread([chain.get(length, 0) for length in range(lowest, max(lengths) + 1)], distance)
    return [(lowest + place, starts) for place, starts in enumerate(spread) if starts]


def _spread(masks: list[int], distance: int) -> list[int]:
    """Each mask joined with the `distance` before it; `distance` more follow the last."""
    masks = masks + [0] * distance
    width = 1
    while width <= distance:
        step = min(width, distance + 1 - width)
        masks = [mask | masks[place - step] if place >= step else mask for place, mask in enumerate(masks)]
        width += step
    return masks


def _next(held: int, size: int, *, ordered: bool) -> Iterator[int]:
    if ordered:
        yield held.bit_count()
    else:
        yield from (number for number in range(size) if not held >> number & 1)


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
    text = bin(mask)[:1:-1]
    at = text.find("1")
    while at >= 0:
        yield at
        at = text.find("1", at + 1)

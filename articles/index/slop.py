"""Which nearness tantivy's sloppy phrases answer exactly, and what is asked in place of the rest; between `asked` and the embedded engine.

A sloppy phrase of two words finds them where the place of the second less that of the first lies within `slop` of the
offset between them that was asked for: a window, which can be laid on just the places that a nearness of two words means.
A phrase of three it misses in places: more parts, phrases and nearness in nearness are asked as pairs of words, which is wider.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, product
from math import prod
from typing import Final

from articles.query.joining import all_of, any_of
from articles.query.nodes import AtLeast, Near, Node, Or, Phrase, Sentence, Term, Wildcard
from articles.query.rewriting import widened

# Positions that the index leaves between two paragraphs: so far apart words are in one for certain.
FARTHEST: Final = 100
_MOST_PAIRS: Final = 64  # that groups of words are multiplied out to


def close(node: Near | Sentence | AtLeast) -> tuple[Node, bool]:
    """See `asked.Close`."""
    if not isinstance(node, Near) or node.distance > FARTHEST:
        return widened(node), False
    if _is_pair(node):
        return node, True
    groups = [part.parts if isinstance(part, Or) else (part,) for part in node.parts]
    if any(isinstance(part, Or) for part in node.parts):
        if prod(map(len, groups)) > _MOST_PAIRS:
            return widened(node), False
        pairs = [Near(parts, node.distance, node.ordered) for parts in product(*groups)]
        instead = [close(pair) for pair in pairs]
        if all(tree == widened(pair) for pair, (tree, _) in zip(pairs, instead, strict=True)):
            return widened(node), False  # the same in fewer words
        return any_of([tree for tree, _ in instead]), all(exact for _, exact in instead)
    return _wider(node), False


def windows(node: Near) -> Sequence[tuple[int, int]]:
    """The windows that together are the nearness of two words: each the offset of the second from the first, and the slop.

    Two words that cannot stand in one place need one, about it; else the places before it and behind it are asked apart.
    """
    if not node.ordered:
        if _distinct(*node.parts):
            return [(0, node.distance + 1)]
        behind = windows(replace(node, ordered=True))
        return [*behind, *((-offset, slop) for offset, slop in behind)]
    slop, odd = divmod(node.distance, 2)
    return [(slop + 1 + more, slop) for more in range(odd + 1)]  # an even number of places has no middle


def _is_pair(node: Near) -> bool:
    """Whether it is what sloppy phrases answer exactly: two words, whose letters and case do not count."""
    return len(node.parts) == 2 and all(
        isinstance(part, Wildcard) or (isinstance(part, Term) and part.exact is None) for part in node.parts
    )


def _distinct(left: Node, right: Node) -> bool:
    """Whether no word can be both."""
    return isinstance(left, Term) and isinstance(right, Term) and left.text != right.text


def _wider(node: Near) -> Node:
    """All parts; and of two that are neighbours, the words that meet."""
    parts = node.parts
    close: Node | None = None
    if node.ordered or len(parts) == 2:
        close = _joined([_neighbours(left, right, node) for left, right in pairwise(parts)])
    elif len(parts) == 3:
        chains = [
            _joined([_neighbours(parts[middle], parts[other], node) for other in range(3) if other != middle])
            for middle in range(3)
        ]
        close = None if None in chains else any_of([chain for chain in chains if chain is not None])
    return all_of(parts if close is None else [*parts, close])


def _joined(several: Sequence[Node | None]) -> Node | None:
    """All that are known; None where none is."""
    known = [one for one in several if one is not None]
    return all_of(known) if known else None


def _neighbours(left: Node, right: Node, node: Near) -> Node | None:
    """That the last word of one part stands near the first of the other; None where that cannot be asked."""
    several = isinstance(left, Phrase) or isinstance(right, Phrase)
    both = [(left, right), (right, left)] if several and not node.ordered else [(left, right)]
    asked: list[Node] = []
    for one, other in both:
        last, first = _words(one)[-1:], _words(other)[:1]
        if not (last and first):
            return None
        asked.append(Near((last[0], first[0]), node.distance, ordered=several or node.ordered))
    return any_of(asked)


def _words(part: Node) -> Sequence[Term | Wildcard]:
    """The words of a word or a phrase as the index has them; none where it is something else."""
    parts = part.parts if isinstance(part, Phrase) else (part,)
    words = [
        replace(word, exact=None) if isinstance(word, Term) else word
        for word in parts
        if isinstance(word, Term | Wildcard)
    ]
    return words if len(words) == len(parts) else ()

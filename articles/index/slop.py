"""Which nearness tantivy's sloppy phrases answer exactly, and what is asked in place of the rest; between `asked` and the embedded engine.

`"a b"~n OR "b a"~n` is NEAR/n of two different words. A word twice it takes for one place, a phrase of three it misses in
places, and in one order with n over 1 it also takes the other order: these are asked as pairs of words, which is wider.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, product
from math import prod
from typing import Final

from articles.query.joining import all_of, any_of
from articles.query.nodes import AtLeast, Near, Node, Or, Phrase, Sentence, Term
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


def _is_pair(node: Near) -> bool:
    """Whether it is what sloppy phrases answer exactly."""
    if len(node.parts) != 2 or (node.ordered and node.distance > 1):
        return False
    left, right = node.parts
    return isinstance(left, Term) and isinstance(right, Term) and _meet(left, right)


def _meet(left: Term, right: Term) -> bool:
    """Whether the place of one can't be that of the other, and letters and case do not count."""
    return left.exact is None and right.exact is None and left.text != right.text


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
    orders = [(left, right)] if node.ordered else [(left, right), (right, left)]
    pairs = [(_words(one)[-1:], _words(other)[:1]) for one, other in orders]
    asked: list[Node] = []
    for last, first in pairs:
        if not (last and first and _meet(last[0], first[0])):
            return None
        asked.append(Near((last[0], first[0]), node.distance))
    return any_of(asked)


def _words(part: Node) -> Sequence[Term]:
    """The words of a word or a phrase as the index has them; none where it is something else or has wildcards."""
    parts = part.parts if isinstance(part, Phrase) else (part,)
    words = [replace(word, exact=None) for word in parts if isinstance(word, Term)]
    return words if len(words) == len(parts) else ()

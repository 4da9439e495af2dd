"""Which nearness Elasticsearch's intervals find exactly, and what is asked in place of the rest; beside `queries`.

Intervals keep only the shortest places: of parts that can be of several lengths, or are close parts themselves, they miss
some. So they are asked for two parts at a time, each of places of one length.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise, product
from math import prod
from typing import Final

from articles.elastic.mapping import GAP
from articles.query.joining import all_of, any_of
from articles.query.matching import pattern
from articles.query.nodes import AtLeast, Near, Node, Or, Phrase, Sentence, Term, Wildcard, Words
from articles.query.rewriting import widened

_MOST_SPLITS: Final = 32  # pairs of lengths that one nearness is parted into


def close(node: Near | Sentence | AtLeast) -> tuple[Node, bool]:
    """What is asked for a nearness, a sentence or a count, and whether it is the same question (see `Close`).

    Two parts, words or groups of words, are found exactly; of three or more, each two that may be neighbours; of
    one sentence, of nearness within nearness and of counts, all parts, wherever they stand.
    """
    if not isinstance(node, Near) or node.distance >= GAP:
        return widened(node), False
    flat = [_alternatives(part) for part in node.parts]
    parts = [words for words in flat if words is not None]
    if len(parts) < len(flat) or len(parts) < 2:
        return widened(node), False
    exact = not any(_is_exact(word) for words in parts for word in words)
    by_length = [_by_length([_folded(word) for word in words]) for words in parts]
    if len(parts) > 2:
        return _neighbours(node, by_length), False
    if prod(map(len, by_length)) > _MOST_SPLITS:
        return widened(node), False
    pairs = [Near((left, right), node.distance, node.ordered) for left, right in product(*by_length)]
    return (node if len(pairs) == 1 and exact else any_of(pairs)), exact


def alternatives(part: Node) -> Sequence[Words]:
    """The words, wildcards and phrases that a part of a `Near` is one of, each once."""
    return _alternatives(part) or ()


def apart(left: Node, right: Node) -> bool:
    """Whether no place of one part can overlap one of the other: no term fits both."""
    return not any(
        _may_be_one(one, other)
        for one in _single(alternatives(left))
        for other in _single(alternatives(right))
    )


def _neighbours(node: Near, by_length: Sequence[Sequence[Node]]) -> Node:
    """Three parts or more: in their order each two, else each with the next listed as far as the others leave room for."""
    longest = [max(map(_length, (any_of(groups),))) for groups in by_length]
    room = node.distance
    if not node.ordered:
        room = node.distance * (len(by_length) - 1) + sum(longest)
    if room >= GAP:
        return widened(node)
    pairs = []
    for left, right in pairwise(by_length):
        if len(left) * len(right) > _MOST_SPLITS:
            return widened(node)
        pairs.append(any_of([Near((a, b), room, node.ordered) for a, b in product(left, right)]))
    return all_of(pairs)


def _alternatives(part: Node) -> Sequence[Words] | None:
    """None where a part is close itself, or no words at all."""
    if isinstance(part, Term | Wildcard) or (isinstance(part, Phrase) and part.parts):
        return (part,)
    if not isinstance(part, Or):
        return None
    found: list[Words] = []
    for inner in part.parts:
        words = _alternatives(inner)
        if words is None:
            return None
        found.extend(words)
    return tuple(dict.fromkeys(found)) or None


def _by_length(words: Iterable[Words]) -> list[Node]:
    groups: dict[int, list[Words]] = {}
    for word in words:
        groups.setdefault(_length(word), []).append(word)
    return [any_of(group) for _, group in sorted(groups.items())]


def _length(node: Node) -> int:
    if isinstance(node, Or):
        return max(map(_length, node.parts))
    return len(node.parts) if isinstance(node, Phrase) else 1


def _is_exact(word: Words) -> bool:
    return any(isinstance(part, Term) and part.exact is not None for part in _single([word]))


def _folded(word: Words) -> Words:
    """The word as the index knows it: letters, case and accents are the judge's."""
    if isinstance(word, Phrase):
        return Phrase(tuple(replace(p, exact=None) if isinstance(p, Term) else p for p in word.parts))
    return replace(word, exact=None) if isinstance(word, Term) else word


def _single(words: Iterable[Words]) -> list[Term | Wildcard]:
    return [part for word in words for part in (word.parts if isinstance(word, Phrase) else (word,))]


def _may_be_one(one: Term | Wildcard, other: Term | Wildcard) -> bool:
    if isinstance(one, Wildcard):
        return isinstance(other, Wildcard) or pattern(one.pattern).fullmatch(other.text) is not None
    if isinstance(other, Wildcard):
        return pattern(other.pattern).fullmatch(one.text) is not None
    return one.text == other.text

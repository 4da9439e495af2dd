"""Which watches a version may meet at all, told from its set of terms before the judge is asked."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from articles.query.nodes import And, AtLeast, In, Near, Node, Or, Phrase, Sentence, Term, Wildcard

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Needs:
    """A version without any of these whole terms and without a term of any of these beginnings cannot match."""

    terms: frozenset[str]
    prefixes: frozenset[str]

    @property
    def weight(self) -> tuple[int, int]:
        """Smaller is rarer, as far as words alone tell: few of them, and long ones."""
        every = self.terms | self.prefixes
        return len(every), -min(map(len, every), default=0)


def needs(tree: Node) -> Needs | None:
    """What a matching version must have at least one of; None if nothing can be said (labels, dates, `*x`, NOT).

    Entities must be expanded before. An upper bound: it never excludes a version that the judge would match.
    """
    if isinstance(tree, Term):
        return Needs(frozenset((tree.text,)), frozenset())
    if isinstance(tree, Wildcard):
        literal = tree.pattern.split("*")[0].split("?")[0]
        return Needs(frozenset(), frozenset((literal,))) if literal else None
    if isinstance(tree, In | AtLeast):
        return needs(tree.part)
    if isinstance(tree, And | Phrase | Near | Sentence):
        told = [found for part in tree.parts if (found := needs(part)) is not None]
        return min(told, key=lambda need: need.weight) if told else None
    if isinstance(tree, Or):
        parts = [needs(part) for part in tree.parts]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts) or not known:
            return None
        return Needs(
            frozenset().union(*(part.terms for part in known)),
            frozenset().union(*(part.prefixes for part in known)),
        )
    return None


class Prefilter(Generic[Key]):
    """Finds the candidates among many watches at a cost that grows with the version, hardly with the watches."""

    def __init__(self, trees: Iterable[tuple[Key, Node]]) -> None:
        self._always: list[Key] = []
        self._by_term: dict[str, list[Key]] = defaultdict(list)
        self._by_prefix: dict[str, list[Key]] = defaultdict(list)
        for key, tree in trees:
            need = needs(tree)
            if need is None:
                self._always.append(key)
                continue
            for term in need.terms:
                self._by_term[term].append(key)
            for prefix in need.prefixes:
                self._by_prefix[prefix].append(key)
        self._lengths = sorted({len(prefix) for prefix in self._by_prefix})

    def candidates(self, terms: Collection[str]) -> set[Key]:
        """The watches that a version with these (distinct) terms may meet."""
        found = set(self._always)
        for term in terms:
            if term in self._by_term:
                found.update(self._by_term[term])
            for length in self._lengths:
                if length > len(term):
                    break
                if (keys := self._by_prefix.get(term[:length])) is not None:
                    found.update(keys)
        return found

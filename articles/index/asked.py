"""What is asked of an engine in place of a query, as a query: exact parts as they are, others wider or left out; beside `translate`.

It is for people: `translate` decides for itself, and tests hold the two to one answer.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from articles.query.joining import all_of, any_of
from articles.query.nodes import (
    And,
    AtLeast,
    DateRange,
    In,
    Named,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Sentence,
    Term,
)
from articles.query.rewriting import negation_at_leaves, widened

EVERYTHING: Final = DateRange("seen", None, None, "UTC")  # any time at all

# What an engine is asked in place of a nearness, a sentence or a count, and whether that is the same question.
# A `Near` that is given back as it is can be asked as it stands.
Close = Callable[[Near | Sentence | AtLeast], tuple[Node, bool]]


def apart(node: Near | Sentence | AtLeast) -> tuple[Node, bool]:
    """All of its parts, wherever they stand: for an engine that knows no nearness."""
    return widened(node), False


@dataclass(frozen=True, slots=True)
class Asked:
    """The question that an engine answers exactly and that matches at least what the query does.

    `tree` is EVERYTHING where nothing narrows it. `unsure` are the parts that the judge must still look at.
    """

    tree: Node
    unsure: tuple[Node, ...]

    @property
    def exact(self) -> bool:
        """Whether the engine's answer is the query's."""
        return not self.unsure


def asked(tree: Node, close: Close = apart) -> Asked:
    """What is asked in place of a tree whose entities are expanded, of an engine that can do what `close` says."""
    unsure: list[Node] = []
    found = _Widening(close).wider(negation_at_leaves(tree), unsure)
    return Asked(found, tuple(dict.fromkeys(unsure)))


@dataclass(frozen=True, slots=True)
class _Widening:
    close: Close

    def wider(self, node: Node, unsure: list[Node]) -> Node:
        match node:
            case And(parts):
                kept = [part for part in (self.wider(part, unsure) for part in parts) if part != EVERYTHING]
                return all_of(kept) if kept else EVERYTHING
            case Or(parts):
                wider = [self.wider(part, unsure) for part in parts]
                return EVERYTHING if EVERYTHING in wider else any_of(wider)
            case Not(part):
                inner: list[Node] = []
                self.wider(part, inner)
                unsure.extend([node] if inner else [])
                return EVERYTHING if inner else node  # wider would be narrower here
            case In(field, part):
                wider_part = self.wider(part, unsure)
                return wider_part if wider_part == EVERYTHING else In(field, wider_part)
            case Near() | Sentence() | AtLeast():
                instead, exact = self.close(node)
                unsure.extend([] if exact else [node])
                return node if instead == node else self.wider(instead, [])
            case Named(_, inside):
                unsure.append(node)
                return self.wider(inside, [])
            case Term(_, surface) if surface is not None:
                unsure.append(node)
                return replace(node, exact=None)
            case Phrase(parts) if any(isinstance(part, Term) and part.exact is not None for part in parts):
                unsure.append(node)
                return Phrase(
                    tuple(replace(part, exact=None) if isinstance(part, Term) else part for part in parts)
                )
        return node

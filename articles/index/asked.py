"""What is asked of an engine in place of a query, as a query: exact parts as they are, others wider or left out; beside `translate`.

It is for people: `translate` decides for itself, and tests hold the two to one answer.
"""

from dataclasses import dataclass, replace
from typing import Final

from articles.query.joining import all_of, any_of
from articles.query.nodes import (
    And,
    AtLeast,
    DateRange,
    In,
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


def asked(tree: Node) -> Asked:
    """What is asked in place of a tree whose entities are expanded."""
    unsure: list[Node] = []
    found = _wider(negation_at_leaves(tree), unsure)
    return Asked(found, tuple(dict.fromkeys(unsure)))


def answered_exactly(node: Node) -> bool:
    """Whether the embedded engine finds exactly what a part (its entities expanded) matches."""
    return asked(node).exact


def _wider(node: Node, unsure: list[Node]) -> Node:
    match node:
        case And(parts):
            kept = [part for part in (_wider(part, unsure) for part in parts) if part != EVERYTHING]
            return all_of(kept) if kept else EVERYTHING
        case Or(parts):
            wider = [_wider(part, unsure) for part in parts]
            return EVERYTHING if EVERYTHING in wider else any_of(wider)
        case Not(part):
            inner: list[Node] = []
            _wider(part, inner)
            unsure.extend([node] if inner else [])
            return EVERYTHING if inner else node  # wider would be narrower here
        case In(field, part):
            wider_part = _wider(part, unsure)
            return wider_part if wider_part == EVERYTHING else In(field, wider_part)
        case Near() | Sentence() | AtLeast():
            unsure.append(node)
            return _wider(widened(node), [])
        case Term(_, surface) if surface is not None:
            unsure.append(node)
            return replace(node, exact=None)
        case Phrase(parts) if any(isinstance(part, Term) and part.exact is not None for part in parts):
            unsure.append(node)
            return Phrase(
                tuple(replace(part, exact=None) if isinstance(part, Term) else part for part in parts)
            )
    return node

"""What may stand beside NEAR and braces, and how far it reaches: for the parser's checks and the nested judge."""

from articles.query.nodes import EntityRef, Near, Node, Or, Phrase, Term, Wildcard, children


def stands_in_text(part: Node, *, near: bool = False) -> bool:
    """Whether a part has places in the text that can be counted; with `near`, that can be near one another."""
    if isinstance(part, Or):
        return all(stands_in_text(inner, near=near) for inner in part.parts)
    return isinstance(part, Term | Wildcard | Phrase | EntityRef) or (near and isinstance(part, Near))


def widest(node: Node) -> int:
    """How many terms a NEAR may leave between its parts, those in it included; 0 where there is none."""
    inner = [widest(part) for part in children(node)]
    if isinstance(node, Or):
        return max(inner, default=0)
    return sum(inner) + node.distance * (len(node.parts) - 1) if isinstance(node, Near) else 0


def most_near(node: Node) -> int:
    """The parts of the largest NEAR in a part."""
    own = len(node.parts) if isinstance(node, Near) else 0
    return max([own, *map(most_near, children(node))])


def holds_near(node: Node) -> bool:
    """Whether a part is made of parts that are near one another, in one of its forms at least."""
    return isinstance(node, Near) or (isinstance(node, Or) and any(map(holds_near, node.parts)))

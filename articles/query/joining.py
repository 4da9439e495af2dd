"""Trees joined in their one canonical form, so that the same question is the same tree."""

from collections.abc import Iterable

from articles.query.nodes import And, AtLeast, In, Node, Not, Or


def all_of(parts: Iterable[Node]) -> Node:
    """Their AND in one level, each once; a single part is itself."""
    flat = tuple(
        dict.fromkeys(inner for part in parts for inner in (part.parts if isinstance(part, And) else (part,)))
    )
    return flat[0] if len(flat) == 1 else And(flat)


def any_of(parts: Iterable[Node]) -> Node:
    """Their OR in one level, each once; a single part is itself."""
    flat = tuple(
        dict.fromkeys(inner for part in parts for inner in (part.parts if isinstance(part, Or) else (part,)))
    )
    return flat[0] if len(flat) == 1 else Or(flat)


def without(part: Node) -> Node:
    """Its NOT; of a NOT, what it denies."""
    return part.part if isinstance(part, Not) else Not(part)


def at_least(part: Node, times: int) -> Node:
    """The part so many times; once is the part itself."""
    return AtLeast(part, times) if times > 1 else part


def selects(tree: Node) -> bool:
    """Whether something must be there for `tree` to match, so that it is a question about few articles."""
    if isinstance(tree, Not):
        return False
    if isinstance(tree, And):
        return any(map(selects, tree.parts))
    if isinstance(tree, Or):
        return all(map(selects, tree.parts))
    return selects(tree.part) if isinstance(tree, In | AtLeast) else True

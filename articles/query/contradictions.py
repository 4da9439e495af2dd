"""What a query asks for and leaves out at once, so that nothing matches; for the notes of `advice`."""

from collections.abc import Iterator

from articles.query.nodes import And, AtLeast, In, Near, Node, Not, Or, Phrase, Sentence, Term, children


def contradictions(tree: Node) -> Iterator[Node]:
    """Each part that stands beside its own NOT, or beside one that it always brings along (`"secret prison" NOT prison`)."""
    if isinstance(tree, And):
        there = set().union(*map(_implied, tree.parts))
        yield from (part.part for part in tree.parts if isinstance(part, Not) and _holds(part.part, there))
    for part in children(tree):
        yield from contradictions(part)


def _implied(node: Node) -> set[Node]:
    """What matches wherever `node` does: itself, and parts of it."""
    found: set[Node] = {node}
    match node:
        case Term(text, exact) if exact is not None:
            found.add(Term(text))
        case And(parts) | Phrase(parts) | Near(parts) | Sentence(parts):
            found.update(*map(_implied, parts))
        case Or(parts):
            found |= set.intersection(*map(_implied, parts))
        case AtLeast(part):
            found |= _implied(part)
        case In(field, part):
            inside = _implied(part)
            found |= {In(field, one) for one in inside}
            if field != "author":  # which a bare word does not look at
                found |= {one for one in inside if not _denies(one)}
    return found


def _denies(node: Node) -> bool:
    """Whether a NOT is in it: what is not in one field may be in another."""
    return isinstance(node, Not) or any(map(_denies, children(node)))


def _holds(node: Node, there: set[Node]) -> bool:
    """Whether it matches where all of these do."""
    match node:
        case Or(parts):
            return node in there or any(_holds(part, there) for part in parts)
        case And(parts):
            return all(_holds(part, there) for part in parts)
        case In(field, Or(parts)):
            return node in there or any(_holds(In(field, part), there) for part in parts)
        case In(field, And(parts)):
            return all(_holds(In(field, part), there) for part in parts)
    return node in there

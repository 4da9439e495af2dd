"""Negation moved down to the leaves, so that an engine's bound stays a bound; between the query tree and `translate`.

By De Morgan's laws, which also hold in Kleene's three-valued logic: a filter on a date that is not known
is neither true nor false, and so is its negation.
"""

from articles.query.nodes import And, In, Node, Not, Or


def push_down(tree: Node, *, negated: bool = False) -> Node:
    """The same tree (or its negation) with `Not` only right above leaves."""
    match tree:
        case Not(part):
            return push_down(part, negated=not negated)
        case And(parts):
            pushed = tuple(push_down(part, negated=negated) for part in parts)
            return Or(pushed) if negated else And(pushed)
        case Or(parts):
            pushed = tuple(push_down(part, negated=negated) for part in parts)
            return And(pushed) if negated else Or(pushed)
        case In(field, And(parts) | Or(parts) as group):
            return push_down(type(group)(tuple(In(field, part) for part in parts)), negated=negated)
        case In(field, Not(part)):
            return push_down(In(field, part), negated=not negated)
    return Not(tree) if negated else tree

"""Other forms of a query, narrower and wider, that somebody who tries a watch out may have meant; for back-tests."""

from collections.abc import Callable

from articles.index.asked import EVERYTHING
from articles.query import show
from articles.query.joining import all_of, any_of
from articles.query.nodes import And, DateRange, FieldName, In, Label, Near, Node, Not, Or, Sentence, children


def without_nots(tree: Node) -> list[tuple[str, Node]]:
    """The tree without each of its NOTs in turn, and which one that is."""
    return _changed(
        tree,
        lambda node: (f"without {show(node, typed=True)}", EVERYTHING) if isinstance(node, Not) else None,
    )


def wider_forms(tree: Node) -> list[tuple[str, Node]]:
    """Forms that bring at least what the tree does: nearness doubled, sentences as paragraphs, a part left out."""

    def widen(node: Node) -> tuple[str, Node] | None:
        if isinstance(node, Near) and node.distance:
            far = min(250, 2 * node.distance)
            return f"words up to {far} apart", Near(node.parts, far, node.ordered)
        return ("near, in one sentence or not", Near(node.parts, 30)) if isinstance(node, Sentence) else None

    found = _changed(tree, widen)
    needed = [part for part in tree.parts if not isinstance(part, Not)] if isinstance(tree, And) else []
    if isinstance(tree, And) and len(needed) > 1:
        for part in needed:
            rest = all_of([other for other in tree.parts if other is not part])
            found.append((f"without {show(part, typed=True)}", rest))
    return found


def narrower_forms(tree: Node) -> list[tuple[str, Node]]:
    """Forms that bring no more than the tree does."""
    title = _placed(tree, "title")
    found = [("in the headline", title), ("in headline or lead", any_of([title, _placed(tree, "lead")]))]

    def narrow(node: Node) -> tuple[str, Node] | None:
        if isinstance(node, Near) and node.distance > 1:
            close = node.distance // 2
            return f"words up to {close} apart", Near(node.parts, close, node.ordered)
        return None

    return [(what, form) for what, form in found if form != tree] + _changed(tree, narrow)


def _placed(tree: Node, field: FieldName) -> Node:
    """The tree with what is looked for in the text looked for in one field; what has a field keeps it, and a NOT stays."""
    if not _has_place(tree):
        return In(field, tree)
    if isinstance(tree, And | Or):
        parts = [_placed(part, field) for part in tree.parts]
        return all_of(parts) if isinstance(tree, And) else any_of(parts)
    return tree


def _has_place(tree: Node) -> bool:
    return isinstance(tree, In | Label | DateRange | Not) or any(map(_has_place, children(tree)))


def _changed(tree: Node, change: Callable[[Node], tuple[str, Node] | None]) -> list[tuple[str, Node]]:
    """The tree with one of its nodes changed, for each that `change` has another for."""
    if (other := change(tree)) is not None:
        return [other]
    found = []
    if isinstance(tree, And | Or):
        for number, part in enumerate(tree.parts):
            for what, new in _changed(part, change):
                parts = [*tree.parts[:number], new, *tree.parts[number + 1 :]]
                kept = [one for one in parts if one != EVERYTHING] or parts
                found.append((what, all_of(kept) if isinstance(tree, And) else any_of(parts)))
    elif isinstance(tree, In):
        found = [(what, In(tree.field, new)) for what, new in _changed(tree.part, change)]
    return found

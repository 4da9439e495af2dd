"""The stories that a query names, as they are numbered at present; between a query's tree and who judges it."""

from dataclasses import replace

from articles.query.nodes import And, In, Label, Node, Not, Or
from articles.store import stories
from articles.store.database import Database


def at_present(db: Database, tree: Node) -> Node:
    """The tree with the number of each story that was merged into an older one as that one's. Raises StoreUnavailable."""
    numbers = _named(tree)
    if not numbers:
        return tree
    with db.read() as conn:
        known = stories.stories_of(conn, numbers)
    return _renumbered(tree, known)


def names_a_story(tree: Node) -> bool:
    """Whether a query asks for a story, which a version may leave for an older one."""
    return bool(_named(tree))


def _named(node: Node) -> list[int]:
    if isinstance(node, Label):
        return [int(node.value)] if node.name == "story" else []
    if isinstance(node, And | Or):
        return [number for part in node.parts for number in _named(part)]
    return _named(node.part) if isinstance(node, Not | In) else []


def _renumbered(node: Node, known: dict[int, int]) -> Node:
    if isinstance(node, Label) and node.name == "story":
        return Label("story", str(known[int(node.value)]))
    if isinstance(node, And | Or):
        return replace(node, parts=tuple(_renumbered(part, known) for part in node.parts))
    return replace(node, part=_renumbered(node.part, known)) if isinstance(node, Not | In) else node

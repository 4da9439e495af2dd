"""The query tree as text that parses to the same tree: what is shown where a query was read and understood."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from articles.analysis import is_cluster
from articles.analysis.terms import terms_of
from articles.query.dates import written
from articles.query.elsewhere import operator
from articles.query.nodes import (
    And,
    AtLeast,
    DateRange,
    EntityRef,
    In,
    Label,
    Named,
    NameKeys,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Sentence,
    Term,
    Wildcard,
)

_OPERATORS = frozenset(("AND", "OR", "NOT", "NEAR", "ONEAR", "SENTENCE"))
_PLAIN = re.compile(r"[^\W_][\w.-]*")


def show(node: Node, *, typed: bool = False) -> str:
    """The query in its own language; `parse(show(tree), zone=…) == tree` for every tree that `parse` returns.

    With `typed`, its words with the letters that they were typed with, else folded as they are compared.
    """
    if isinstance(node, And):
        return " AND ".join(
            f"({show(part, typed=typed)})" if isinstance(part, Or) else show(part, typed=typed)
            for part in node.parts
        )
    if isinstance(node, Or):
        return " OR ".join(show(part, typed=typed) for part in node.parts)
    if isinstance(node, Not):
        return f"NOT {_grouped(node.part, typed)}"
    if isinstance(node, Near | Sentence):
        between = (
            f" {'O' if node.ordered else ''}NEAR/{node.distance} " if isinstance(node, Near) else " SENTENCE "
        )
        return between.join(_grouped(part, typed) for part in node.parts)
    if isinstance(node, AtLeast):
        return f"{_grouped(node.part, typed)}{{{node.times},}}"
    if isinstance(node, In):
        return f"{node.field}:{_grouped(node.part, typed, negation=True)}"
    if isinstance(node, Label):
        return f"{node.name}:{_quoted(node.value)}"
    if isinstance(node, EntityRef):
        return f"entity:{_quoted(node.id)}"
    if isinstance(node, Named):
        return f"entity:{_quoted(node.id)}"
    if isinstance(node, NameKeys):
        return f"a name in {' '.join(node.keys)}"
    if isinstance(node, DateRange):
        return f"{node.name}:{written(node)}"
    return (typed and node.typed) or _words(node)


def _grouped(node: Node, typed: bool, *, negation: bool = False) -> str:
    held = isinstance(node, And | Or | Near | Sentence) or (negation and isinstance(node, Not | In))
    return f"({show(node, typed=typed)})" if held else show(node, typed=typed)


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    return f"“{value}”" if '"' in value else f'"{value}"'


def _words(node: Term | Wildcard | Phrase) -> str:
    if isinstance(node, Wildcard):
        return node.pattern
    if isinstance(node, Term):
        if node.exact is not None:
            return f'="{node.exact}"' if node.exact in _OPERATORS else f"={node.exact}"
        return f'"{node.text}"' if operator(node.text) else node.text  # near5 would be taken for one
    if isinstance(node.parts[0], Term) and node.parts[0].exact is not None:
        return f'="{" ".join(_surfaces(node.parts))}"'
    texts = [_surface(part) for part in node.parts]
    spaced = texts[0]
    for left, right in pairwise(texts):
        spaced += ("" if _glued(left, right) else " ") + right
    return f'"{spaced}"'


def _surfaces(parts: Sequence[Term | Wildcard]) -> Iterator[str]:
    """How the parts are typed; one of which the analyser makes several terms (`¼`), once for them all."""
    at = 0
    while at < len(parts):
        yield (typed := _surface(parts[at]))
        at += max(1, len(terms_of(typed)))


def _surface(part: Term | Wildcard) -> str:
    if isinstance(part, Wildcard):
        return part.pattern
    return part.text if part.exact is None else part.exact


def _glued(left: str, right: str) -> bool:
    """A `?` for one character of a script without spaces is known by the character that it touches."""
    return (left == "?" and (right == "?" or is_cluster(right))) or (
        right == "?" and (left == "?" or is_cluster(left))
    )

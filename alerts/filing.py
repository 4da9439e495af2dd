"""Under what a query is filed: marks one of which must be seen where it matches; for the compiled watches."""

from dataclasses import dataclass
from typing import Final

from articles.analysis import is_cluster
from articles.query.deciding import partial_marks, plain_mark
from articles.query.joining import all_of
from articles.query.nodes import (
    And,
    AtLeast,
    EntityRef,
    FieldName,
    In,
    Label,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Sentence,
    Term,
    Wildcard,
)
from articles.query.sheet import AUTHOR, entity_mark, label_mark

_WORDS: Final = (Term, Wildcard, Phrase)  # unions of types would be made anew at every question
_JOINED: Final = (And, Near, Sentence)
_LETTER = 1.6  # bits: what a letter more says, about, in a language written with spaces
_CLUSTER = 6.0  # and a character of one written without
_ENOUGH = 9  # letters; a longer word is hardly rarer
_ENTITY = 0.002  # and that mention an entity
_LABEL = 0.05  # the share of articles that have a label, about


@dataclass(frozen=True, slots=True)
class Need:
    """A version that shows none of `marks` cannot match.

    `cost` is the share of texts that may show one, guessed from their lengths alone; only its order counts.
    """

    marks: frozenset[str]
    cost: float


@dataclass(frozen=True, slots=True)
class Filed:
    """What a query needs, the rarest first, what it denies, and what of it these do not decide: None where they are all of it."""

    needs: tuple[frozenset[str], ...]
    denied: frozenset[str]
    rest: Node | None


def filed(tree: Node) -> Filed:
    """How to file a query. Where it needs nothing that can be seen (dates, NOT), it has always to be judged.

    After Lucene Monitor's TermFilteredPresearcher, but with whole phrases, and with all that is needed.
    An upper bound: needs and denials never leave out a version that the judge would match.
    """
    parts = tree.parts if isinstance(tree, And) else (tree,)
    needs: list[Need] = []
    denied: list[frozenset[str]] = []
    left: list[Node] = []
    for part in parts:
        if isinstance(part, Not):
            found, whole = _needs(part.part, None)
            if whole and len(found) == 1:
                denied.append(found[0].marks)
            else:
                left.append(part)
            continue
        found, whole = _needs(part, None)
        needs += found
        if not whole:
            left.append(part)
    rarest = sorted(needs, key=lambda need: (need.cost, len(need.marks)))
    return Filed(
        tuple(dict.fromkeys([need.marks for need in rarest])),
        frozenset[str]().union(*denied),
        all_of(left) if left else None,
    )


def _needs(node: Node, field: FieldName | None) -> tuple[list[Need], bool]:
    """What has to be seen for `node` to match, all of it, and whether that is the whole question."""
    if isinstance(node, _WORDS):
        mark = plain_mark(node)
        author = AUTHOR if field == "author" else ""
        asked = partial_marks(node) if mark is None else [mark]
        needs = [Need(frozenset((author + one,)), 2 ** -_bits(one)) for one in asked]
        return needs, mark is not None and field in (None, "author")
    if isinstance(node, Label):
        return [Need(frozenset((label_mark(node),)), _LABEL)], True
    if isinstance(node, EntityRef):
        if field == "author":
            return [], False
        return [Need(frozenset((entity_mark(node.id),)), _ENTITY)], field is None
    if isinstance(node, In):
        return _needs(node.part, node.field)
    if isinstance(node, AtLeast):
        return _needs(node.part, field)[0], False
    if isinstance(node, _JOINED):
        found = [_needs(part, field) for part in node.parts]
        whole = isinstance(node, And) and all(known for _, known in found)
        return [need for needs, _ in found for need in needs], whole
    if isinstance(node, Or):
        found = [_needs(part, field) for part in node.parts]
        if not all(needs for needs, _ in found):
            return [], False
        rarest = [min(needs, key=lambda need: need.cost) for needs, _ in found]
        marks = frozenset[str]().union(*[need.marks for need in rarest])
        whole = all(known and len(needs) == 1 for needs, known in found)
        return [Need(marks, sum([need.cost for need in rarest]))], whole
    return [], False


def _bits(mark: str) -> float:
    return sum(
        [
            len(word) * _CLUSTER if is_cluster(word) else min(len(word), _ENOUGH) * _LETTER
            for word in mark.replace("*", "").split()
        ]
    )

"""Under what a query is filed: marks one of which must be seen where it matches; for the compiled watches."""

from typing import Final, NamedTuple

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
    Words,
)
from articles.query.sheet import AUTHOR, entity_mark, label_mark

_WORDS: Final = (Term, Wildcard, Phrase)  # unions of types would be made anew at every question
_JOINED: Final = (And, Near, Sentence)
_LETTER: Final = 1.6  # bits: what a letter more says, about, in a language written with spaces
_CLUSTER: Final = 6.0  # and a character of one written without
_ENOUGH: Final = 9  # letters; a longer word is hardly rarer
_ENTITY: Final = 0.002  # the share of articles that mention an entity, about
_LABEL: Final = 0.05  # and that have a label

# The share of texts that may show one of these marks, guessed from their lengths alone (only its order counts); a
# version that shows none of them cannot match.
_Need = tuple[float, tuple[str, ...]]


class Filed(NamedTuple):
    """What a query needs, the rarest first, what it denies, and what of it these do not decide: None where they are all of it.

    `marks` are all that decide it or help to, `located` those whose places may be asked for, `entities` the ids of those it names.
    """

    needs: tuple[tuple[str, ...], ...]
    denied: tuple[str, ...]
    rest: Node | None
    marks: tuple[str, ...]
    located: tuple[str, ...]
    entities: tuple[str, ...]


def filed(tree: Node) -> Filed:
    """How to file a query. Where it needs nothing that can be seen (dates, NOT), it has always to be judged.

    After Lucene Monitor's TermFilteredPresearcher, but with whole phrases, and with all that is needed.
    An upper bound: needs and denials never leave out a version that the judge would match.
    """
    walk = _Walk()
    needs: list[_Need] = []
    denied: list[str] = []
    left: list[Node] = []
    for part in tree.parts if isinstance(tree, And) else (tree,):
        if isinstance(part, Not):
            found, whole = walk.needs(part.part, None)
            if whole and len(found) == 1:
                denied += found[0][1]
            else:
                left.append(part)
            continue
        found, whole = walk.needs(part, None)
        needs += found
        if not whole:
            left.append(part)
    if len(needs) > 1:
        needs.sort(key=_rarity)
    return Filed(
        tuple([marks for _, marks in needs]),
        tuple(denied),
        all_of(left) if left else None,
        tuple(walk.marks),
        tuple(walk.located),
        tuple(walk.entities),
    )


def _rarity(need: _Need) -> tuple[float, int]:
    return need[0], len(need[1])


class _Walk:
    """One way through a tree, on which all of its marks are met."""

    __slots__ = ("entities", "located", "marks")

    def __init__(self) -> None:
        self.marks: list[str] = []
        self.located: list[str] = []
        self.entities: list[str] = []

    def needs(self, node: Node, field: FieldName | None) -> tuple[list[_Need], bool]:
        """What has to be seen for `node` to match, all of it, and whether that is the whole question."""
        if isinstance(node, Or):
            return self._either(node, field)
        if isinstance(node, _WORDS):
            return self._words(node, field)
        if isinstance(node, _JOINED):
            begun = len(self.marks)
            whole = isinstance(node, And)
            found: list[_Need] = []
            for part in node.parts:
                needs, known = self.needs(part, field)
                found += needs
                whole = whole and known
            if isinstance(node, Near):
                self.located += self.marks[begun:]
            return found, whole
        if isinstance(node, Label):
            self.marks.append(mark := label_mark(node))
            return [(_LABEL, (mark,))], True
        if isinstance(node, EntityRef):
            self.entities.append(node.id)
            self.marks.append(mark := entity_mark(node.id))
            return ([], False) if field == "author" else ([(_ENTITY, (mark,))], field is None)
        if isinstance(node, In):
            return self.needs(node.part, node.field)
        if isinstance(node, AtLeast):
            begun = len(self.marks)
            found, _ = self.needs(node.part, field)
            self.located += self.marks[begun:]
            return found, False
        if isinstance(node, Not):
            self.needs(node.part, field)
        return [], False

    def _words(self, node: Words, field: FieldName | None) -> tuple[list[_Need], bool]:
        mark = plain_mark(node)
        asked = partial_marks(node) if mark is None else [mark]
        if field == "author":
            self.marks += [AUTHOR + one for one in asked]
            return [(_share(one), (AUTHOR + one,)) for one in asked], mark is not None
        self.marks += asked
        return [(_share(one), (one,)) for one in asked], mark is not None and field is None

    def _either(self, node: Or, field: FieldName | None) -> tuple[list[_Need], bool]:
        if field is None:
            plain = [plain_mark(part) for part in node.parts if isinstance(part, _WORDS)]
            asked = [mark for mark in plain if mark is not None]
            if len(asked) == len(node.parts):  # as most have it
                self.marks += asked
                return [(sum(map(_share, asked)), tuple(asked))], True
        share, whole, needed = 0.0, True, True
        marks: list[str] = []
        for part in node.parts:
            needs, known = self.needs(part, field)
            if not needs:
                needed = False
                continue
            rarest = needs[0] if len(needs) == 1 else min(needs, key=_rarity)
            whole = whole and known and len(needs) == 1
            share += rarest[0]
            marks += rarest[1]
        return ([(share, tuple(dict.fromkeys(marks)))], whole) if needed else ([], False)


def _share(mark: str) -> float:
    letters = len(mark) if mark.isalpha() else len(mark) - 1 if mark[:-1].isalpha() and mark[-1] == "*" else 0
    if letters > 1:  # a word of a language written with spaces, or the beginning of one
        return _SHARES.get(letters, _RAREST)
    share: float = 1.0
    for word in mark.strip("*").split(" "):
        share *= 2.0 ** -(_CLUSTER * len(word)) if is_cluster(word) else _SHARES.get(len(word), _RAREST)
    return share


_SHARES: Final[dict[int, float]] = {letters: 2.0 ** -(letters * _LETTER) for letters in range(_ENOUGH)}
_RAREST: Final[float] = 2.0 ** -(_ENOUGH * _LETTER)

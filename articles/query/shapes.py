"""Queries of one shape, as a long list of watches has thousands: each shape is parsed once; beside the parser.

Which words stand in `(a OR "b c") AND NOT d` changes nothing in how it is read. So its shape, `(w OR "w") AND NOT w`,
is parsed with numbered words, and in that tree the words of every query of the shape take their places.
"""

import re
from collections.abc import Callable
from typing import Final

from articles.errors import QueryError
from articles.query.joining import selects
from articles.query.nodes import And, Near, Node, Not, Or, Sentence, Term, Words
from articles.query.words import plain_words

LONGEST: Final = 900  # characters, so that no such query has too many words
_KEPT: Final = 4_096
_OPERATOR: Final = r"(?:AND|OR|NOT|SENTENCE|O?NEAR(?:/[0-9]+)?)"
_LETTER: Final = (
    r"[^\s()（）\"“”„«»{}:：=/@−-]"  # a part of words, or a wildcard, and never of the grammar's other signs
)
# Each stands by itself: white space, a parenthesis or an end on both sides.
_PIECE: Final = re.compile(
    rf'(?<![^\s()])(?!{_OPERATOR}(?![^\s()]))(?:"({_LETTER}(?:{_LETTER}| )*)"|({_LETTER}+))(?![^\s()])'
)
_SHAPE: Final = re.compile(rf'(?:(?<![^\s()])(?:{_OPERATOR}|w|"w")(?![^\s()])|[\s()])+')
_Place = Callable[[list[Words]], Node]  # what stands at a place of a shape, of the words of a query


class Shapes:
    """The shapes that were met, each with what makes the tree of a query of it; None where the parser must read each."""

    def __init__(self, parse: Callable[[str], Node]) -> None:
        """`parse` is the parser itself, which raises QueryError."""
        self._parse = parse
        self._known: dict[str, _Place | None] = {}

    def tree(self, text: str) -> Node | None:
        """What the parser makes of a query of nothing but words, phrases, parentheses and operators; None for all others.

        None, too, where something is wrong, which the parser is to tell.
        """
        if len(text) > LONGEST:
            return None
        pieces: list[re.Match[str]] = []

        def taken(piece: re.Match[str]) -> str:
            pieces.append(piece)
            return "w" if piece[1] is None else '"w"'

        shape = _PIECE.sub(taken, text)
        try:
            make = self._known[shape]
        except KeyError:
            make = self._learn(shape)
        if make is None:
            return None
        try:
            found = [plain_words(piece[1] or piece[2], quoted=piece[1] is not None) for piece in pieces]
        except QueryError:
            return None
        # Parts that are the same are joined to one, which makes another tree.
        words = [one for one in found if one is not None]
        return make(words) if len(set(words)) == len(pieces) else None

    def _learn(self, shape: str) -> _Place | None:
        if len(self._known) >= _KEPT:
            self._known.clear()
        made: _Place | None = None
        if _SHAPE.fullmatch(shape):
            numbers = iter(range(len(shape)))
            try:
                tree = self._parse(re.sub(r"w", lambda _: f"q{next(numbers)}", shape))
                made = _place(tree) if selects(tree) else None
            except QueryError:
                made = None
        self._known[shape] = made
        return made


def _place(node: Node) -> _Place:
    if isinstance(node, Term):
        number = int(node.text[1:])
        return lambda words: words[number]
    if isinstance(node, Not):
        denied = _place(node.part)
        return lambda words: Not(denied(words))
    assert isinstance(node, And | Or | Near | Sentence)
    places = [_place(part) for part in node.parts]
    if isinstance(node, Near):
        distance, ordered = node.distance, node.ordered
        return lambda words: Near(tuple([make(words) for make in places]), distance, ordered)
    kind = type(node)
    return lambda words: kind(tuple([make(words) for make in places]))

"""A query whose shape is known gives the tree that the parser makes, as it was typed, and no other query does."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.errors import QueryError
from articles.query.nodes import Node, Phrase, Term, Wildcard, children
from articles.query.parser import SHAPES, parse
from tests.examples import examples

_WORD = st.sampled_from(
    ["ada", "Bob", "cät", "O’Brien", "人权", "צה", "ל", "det*", "d?t", "*gate", "?", "*", "x" * 130, "a.b", "near5", "wOR", "ﷺ",
     "q1", "w", "हिन्दी", "and", "!", "W5", "pre/8", "title:a", "a-b", "-a", "−a", "=WHO", "a{2,}", "{2,}", "@x", "10:30", "http://a.b",
     "//", "a_b", "&", "~3", "…", "\u200b", "'", "３"]
)  # fmt: skip
_PIECE = (
    _WORD
    | st.lists(_WORD, max_size=3).map(lambda words: f'"{" ".join(words)}"')
    | st.sampled_from(["AND", "OR", "NOT", "NEAR/3", "ONEAR/12", "NEAR", "NEAR/999", "NEAR/x", "SENTENCE", "SENTENCE/3", "OR/3", "NOT/1", "(", ")", "（", "“a b”"])
)  # fmt: skip
_jumbled = st.lists(st.tuples(_PIECE, st.sampled_from(["", " ", " ", " ", "\n", "\u3000"])), max_size=9).map(
    lambda pieces: "".join(piece + between for piece, between in pieces)
)
_operator = st.sampled_from(
    [" ", " AND ", " OR ", " NOT ", " AND NOT ", " NEAR/4 ", " ONEAR/4 ", " SENTENCE "]
)
_sound = st.recursive(
    _WORD | st.just('"b c"'),
    lambda inner: st.tuples(inner, _operator, inner).map("".join) | inner.map(lambda query: f"({query})"),
    max_leaves=6,
)


@settings(max_examples=examples(1_500), deadline=None)
@given(_jumbled | _sound)
@example('צה"ל חדש')
@example("ada ADA")
@example("a NEAR b")
@example('a"b c"')
@example("NOT a")
def test_the_tree_is_the_parser_s(text: str) -> None:
    # A comment makes a shape that is not learned, and no difference to the parser.
    assert _read(text) == _read(f"{text}\n//")


def test_most_are_of_a_known_shape() -> None:
    for text in ("ada", '(ada OR "bob cat" OR det*) AND NOT 人权', "(a OR b) NEAR/3 हिन्दी", "O’Brien c"):
        assert SHAPES.tree(text) == parse(text)
    for text in ("ada ADA", "title:ada", "ada{2,}", "NOT ada", "ada -bob", "ada OR", "", "ada\n//"):
        assert SHAPES.tree(text) is None


def _read(text: str) -> object:
    try:
        tree = parse(text)
    except QueryError as error:
        return error.column
    return tree, _typed(tree)


def _typed(node: Node) -> list[str]:
    own = [node.typed] if isinstance(node, Term | Wildcard | Phrase) else []
    return own + [typed for part in children(node) for typed in _typed(part)]

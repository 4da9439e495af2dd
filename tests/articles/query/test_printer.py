"""What is shown parses to what was meant."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from articles.errors import QueryError
from articles.query import parse, show
from articles.query.joining import selects
from articles.query.nodes import Node
from tests.articles.query import trees


@settings(deadline=None)
@given(trees.trees(trees.leaves | trees.close | trees.any_script | trees.exact | trees.entities))
def test_round_trip_of_trees(tree: Node) -> None:
    assume(selects(tree))
    assert parse(show(tree)) == tree


@settings(deadline=None)
@given(st.text(st.sampled_from('ab*?" ()-:=.,\n/{}“”«»\'人권נ"') | st.characters(), max_size=40))
def test_whatever_is_typed_is_refused_clearly_or_shown_truly(text: str) -> None:
    try:
        tree = parse(text)
    except QueryError as error:
        assert error.text == text
        assert 0 <= error.column <= len(text)
        assert str(error)
    else:
        assert parse(show(tree)) == tree


def test_a_value_with_a_quotation_mark_is_shown_in_others() -> None:
    tree = parse('site:“a "b"”')
    assert parse(show(tree)) == tree


@pytest.mark.parametrize("text", ["=¼", '="¼ a"', '="½x ½x ½"', "=¼ OR =b"])
def test_a_character_that_is_several_terms_is_shown_once(text: str) -> None:
    tree = parse(text)
    assert show(tree).count("¼") == text.count("¼") and show(tree).count("½") == text.count("½")
    assert parse(show(tree)) == tree


_PIECES = [
    "a",
    "b*",
    '"c d"',
    "AND",
    "OR",
    "NOT",
    "-",
    "(",
    ")",
    "title:",
    "source:x",
    "published:7d",
    "=",
    "NEAR/3",
    "{2,}",
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=12), st.sampled_from([" ", ""]))
def test_pieces_of_the_language_in_any_order(pieces: list[str], between: str) -> None:
    try:
        tree = parse(between.join(pieces))
    except QueryError as error:
        assert str(error)
    else:
        assert parse(show(tree)) == tree


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a b|c".replace("|", " OR "), "a AND b OR c"),
        ("(a OR b) c -d", "(a OR b) AND c AND NOT d"),
        ("Title:(X y) «Ёлка»", "title:(x AND y) AND елка"),
        ("O'Brien", '"o brien"'),
        ("习?平 人权*", '"习?平" AND "人 权"'),
        ("// one\nx\n\n \t// a (note\r\nAND y\r\n//", "x AND y"),
        ('x "y\n// z"', 'x AND "y z"'),
        ("https://a.org//b", '"https a org b"'),
        ('source:"The Moscow Times" site:https://www.x.org/a', 'source:"the moscow times" AND site:x.org'),
        (
            "x published:2026-02 seen:>2026-11-01",
            "x AND published:2026-02-01..2026-02-28 AND seen:2026-11-02..",
        ),
        ("x published:<today", "x AND published:..yesterday"),
        ("-(NOT a) NOT NOT b", "a AND b"),
        ("a NEAR/5 b NEAR/5 (c OR d) e", "a NEAR/5 b NEAR/5 (c OR d) AND e"),
        ("x -(a ONEAR/0 b)", "x AND NOT (a ONEAR/0 b)"),
        ("=AND- x", '="AND" AND x'),
        ("title:(a SENTENCE b)", "title:(a SENTENCE b)"),
        ("title:a{3,} (b OR c){2,} d{1,}", "title:a{3,} AND (b OR c){2,} AND d"),
    ],
)
def test_shown(text: str, shown: str) -> None:
    assert show(parse(text)) == shown


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ('Gözaltı* AND "Женщины  в чёрном"', 'Gözaltı* AND "Женщины  в чёрном"'.replace("  ", " ")),
        ("Kadyrov, O’Brien; l'ONU …", "Kadyrov AND O’Brien AND l'ONU"),
        ("=WHO NEAR/3 title", "=WHO NEAR/3 title"),
        ("title:(Straße OR 人权)", "title:(Straße OR 人权)"),
        ("entity:x Łódź{2,}", "entity:x AND Łódź{2,}"),
    ],
)
def test_shown_as_it_was_typed(text: str, typed: str) -> None:
    tree = parse(text.removesuffix(" …"))
    assert show(tree, typed=True) == typed
    assert parse(typed) == tree

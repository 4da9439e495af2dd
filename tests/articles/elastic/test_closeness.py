"""What intervals are asked for nearness: never less than the judge finds, and just that where it is said to be exact."""

import pytest

from articles.elastic.closeness import apart, close
from articles.elastic.mapping import GAP
from articles.index.indexer import catch_up
from articles.query import parse
from articles.query.nodes import And, AtLeast, Near, Node, Or, Phrase, Sentence, Term, Wildcard
from articles.query.parser import FARTHEST
from tests.articles.arriving import MONDAY, arrival
from tests.articles.elastic.kept import Kept

A, B, C, D, X = (Term(letter) for letter in "abcdx")


@pytest.mark.parametrize(
    ("node", "instead", "exact"),
    [
        (Near((A, B), 3), Near((A, B), 3), True),
        (Near((A, Phrase((B, C))), 3, True), Near((A, Phrase((B, C))), 3, True), True),
        (
            Near((A, Or((B, Phrase((C, D))))), 3),
            Or((Near((A, B), 3), Near((A, Phrase((C, D))), 3))),
            True,
        ),
        (Near((A, Term("b", "B")), 3), Near((A, B), 3), False),
        (Near((A, B, C), 3, True), And((Near((A, B), 3, True), Near((B, C), 3, True))), False),
        (Near((A, B, C), 3), And((Near((A, B), 9), Near((B, C), 9))), False),
        (Near((Near((A, B), 3), C), 3), And((Near((A, B), 3), C)), False),
        (Near((A, B), GAP), And((A, B)), False),
        (Sentence((A, B)), And((A, B)), False),
        (AtLeast(A, 3), A, False),
    ],
)  # fmt: skip
def test_what_is_asked_in_place(node: Near, instead: Node, exact: bool) -> None:
    assert close(node) == (instead, exact)


def test_paragraphs_lie_farther_apart_than_any_query_may_ask() -> None:
    assert FARTHEST < GAP


def test_parts_that_may_be_one_word_are_known() -> None:
    assert apart(A, B)
    assert not apart(A, Or((B, A)))
    assert not apart(Wildcard("a*"), Term("ab"))
    assert apart(Wildcard("a*"), Term("ba"))
    assert not apart(Wildcard("a*"), Wildcard("*b"))
    assert not apart(Phrase((A, B)), B)


TEXTS = (
    "a x a b c c d",
    "a b",
    "b a",
    "a x x x b",
    "a\n\nb",
    "ab x ab",
    "ab",
    "a b x b c",
    "a b c",
    "m n m n",
    "o o o",
    "o o o o",
)


@pytest.mark.parametrize(
    ("query", "found", "exact"),
    [
        # Minimal spans of the inner part end at the first c, and would miss the d behind the second.
        ("(b ONEAR/9 c) ONEAR/0 d", [1], False),
        ("a NEAR/2 b", [1, 2, 3, 8, 9], True),
        ("a ONEAR/0 b", [1, 2, 8, 9], True),
        ("a NEAR/3 b", [1, 2, 3, 4, 8, 9], True),
        ("ab* NEAR/1 ab*", [6], True),
        ("ab NEAR/1 ab*", [6], True),
        ('"a b" NEAR/2 "b c"', [8], True),
        ('"m n" NEAR/1 "m n"', [10], True),
        ('"m n" ONEAR/0 "m n"', [10], True),
        ('"o o" NEAR/1 "o o"', [12], True),
        ('("o o" OR "m n") NEAR/0 ("m n" OR "o o")', [10, 12], True),
    ],
)
def test_it_finds_at_least_what_is_close(kept: Kept, query: str, found: list[int], exact: bool) -> None:
    kept.fill(*(arrival(f"https://p.example/{n}", text, "") for n, text in enumerate(TEXTS)))
    with kept.engine() as index:
        catch_up(kept.db, index)
        answer = index.find(parse(query), MONDAY, order="oldest")
    assert answer.exact == exact
    changes = {hit.change for hit in answer.hits}
    assert changes == set(found) if exact else changes >= set(found)

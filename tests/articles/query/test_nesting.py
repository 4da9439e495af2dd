"""Nearness within nearness: against trying every arrangement, and on what shortest intervals would miss."""

from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.article import Content
from articles.errors import QueryError
from articles.query import evaluate, parse, show
from articles.query.nesting import Places, arranged
from tests.articles.query.test_judge import NOON, judged
from tests.examples import examples

_place = st.tuples(st.integers(0, 12), st.integers(1, 4))  # start, length
_parts = st.lists(st.lists(_place, max_size=6, unique=True), min_size=2, max_size=4)


def as_places(found: list[tuple[int, int]]) -> dict[int, int]:
    places: dict[int, int] = {}
    for start, length in found:
        places[length] = places.get(length, 0) | 1 << start
    return places


def as_pairs(places: Places) -> set[tuple[int, int]]:
    return {(start, length) for length, at in places.items() for start in range(40) if at >> start & 1}


@settings(max_examples=examples(500), deadline=None)
@given(_parts, st.integers(0, 5), st.booleans(), st.none() | st.sets(_place, max_size=30))
def test_arranged(
    parts: list[list[tuple[int, int]]], distance: int, ordered: bool, wanted: set[tuple[int, int]] | None
) -> None:
    whole: set[tuple[int, int]] = set()
    used: list[set[tuple[int, int]]] = [set() for _ in parts]
    for chosen in product(*parts):
        placed = chosen if ordered else sorted(chosen)
        if all(0 <= right[0] - sum(left) <= distance for left, right in pairwise(placed)):
            hull = placed[0][0], sum(placed[-1]) - placed[0][0]
            if wanted is None or hull in wanted:
                whole.add(hull)
                for number, place in enumerate(chosen):
                    used[number].add(place)
    told, takes_part = arranged(
        [as_places(found) for found in parts],
        distance,
        ordered=ordered,
        wanted=None if wanted is None else as_places(list(wanted)),
    )
    assert as_pairs(told) == whole
    assert [as_pairs(places) for places in takes_part] == used


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("(b ONEAR/9 c) ONEAR/0 d", "a x a b c c d", "b c d"),
        ("(b ONEAR/0 c) ONEAR/0 d", "a x a b c c d", None),
        ("d NEAR/1 (b NEAR/2 c)", "b x c x d", "b c d"),
        ("d NEAR/1 (b NEAR/2 c)", "b x c x x d", None),
        ("(a NEAR/2 b) NEAR/2 (a NEAR/2 b)", "a b x b a", "a b b a"),
        ("(a NEAR/2 b) NEAR/2 (a NEAR/2 b)", "a b x b", None),
        ('(a NEAR/3 "b c" OR d) ONEAR/0 e', "b c x a e", "b c a e"),
        ('(a NEAR/3 "b c" OR d) ONEAR/0 e', "b c x a. d e", "d e"),
        ("((a ONEAR/1 b) ONEAR/1 c) ONEAR/1 d", "a x b x c x d", "a b c d"),
        ("(a NEAR/3 b) SENTENCE c", "A x b x c. A x b. C a", "A b c"),
        ("(a NEAR/3 b) SENTENCE c", "A x. B x c", None),
        ("(a NEAR/3 b) NEAR/3 c", "a b\n\nc", None),
    ],
)
def test_all_arrangements_count(query: str, text: str, marked: str | None) -> None:
    tree = parse(query)
    assert parse(show(tree)) == tree
    spans = evaluate(tree, judged(Content("", text)), NOON)
    found = None if spans is None else " ".join(text[span.start : span.end] for span in spans)
    assert found == marked


def test_a_long_text_of_one_word_is_judged() -> None:
    tree = parse("(a NEAR/40 a NEAR/40 a) NEAR/200 (a ONEAR/9 b) NEAR/200 c")
    content = Content("", "a " * 400 + "b c")
    spans = evaluate(tree, judged(content), NOON)
    assert spans is not None and spans[-1].end == len(content.text)


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("(a NEAR/2 b NEAR/2 c NEAR/2 d NEAR/2 e) NEAR/3 f", "4 parts at most"),
        ("(a NEAR/2 b) NEAR/3 c NEAR/3 d NEAR/3 e NEAR/3 f", "4 parts at most"),
        ("(a NEAR/200 b NEAR/200 c) NEAR/3 d", "250 words between"),
        ("(a SENTENCE b) NEAR/3 c", "take words, phrases"),
        ("(a NEAR/3 b){2,}", "are counted"),
        ("(a b) NEAR/3 c", "take words, phrases"),
    ],
)
def test_what_cannot_be_nested_is_refused(query: str, why: str) -> None:
    with pytest.raises(QueryError, match=why):
        parse(query)

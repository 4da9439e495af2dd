"""Nearness against trying every arrangement."""

from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.analysis import analyse_field
from articles.query.closeness import count_apart, in_one_sentence, near
from articles.query.matching import Run
from tests.examples import examples

FIELD = analyse_field("a a. A a a\n\na a a a. A a a")
_runs = st.integers(0, 11).flatmap(
    lambda start: st.tuples(st.just(start), st.integers(start + 1, min(start + 3, 12)))
)
_within = _runs.filter(lambda run: FIELD.paragraphs[run[0]] == FIELD.paragraphs[run[1] - 1])
_parts = st.lists(st.lists(_within, max_size=6, unique=True).map(sorted), min_size=2, max_size=4)


def tried(parts: list[list[Run]], distance: int, ordered: bool) -> list[Run]:
    def fits(chosen: tuple[Run, ...]) -> bool:
        placed = chosen if ordered else sorted(chosen)
        return len({FIELD.paragraphs[run[0]] for run in chosen}) == 1 and all(
            0 <= right[0] - left[1] <= distance for left, right in pairwise(placed)
        )

    return sorted({run for chosen in product(*parts) if fits(chosen) for run in chosen})


@settings(max_examples=examples(500), deadline=None)
@given(_parts, st.integers(0, 5), st.booleans())
def test_near(parts: list[list[Run]], distance: int, ordered: bool) -> None:
    assert near(parts, FIELD, distance, ordered=ordered) == tried(parts, distance, ordered)


@pytest.mark.parametrize("ordered", [False, True])
def test_eight_parts_that_stand_everywhere(ordered: bool) -> None:
    field = analyse_field("a " * 2_000)
    runs = [(at, at + 1) for at in range(2_000)]
    assert near([runs] * 8, field, 250, ordered=ordered) == runs


def test_in_one_sentence() -> None:
    assert in_one_sentence([[(0, 1), (3, 4)], [(1, 2)], [(1, 2), (1, 3)]], FIELD) == [(0, 1), (1, 2)]
    assert in_one_sentence([[(1, 3)], [(0, 1)]], FIELD) == []


def test_count_apart() -> None:
    assert count_apart([(0, 3), (0, 1), (1, 2), (2, 4), (3, 4)]) == 3
    assert count_apart([]) == 0

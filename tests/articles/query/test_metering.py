"""Judging a version stops where its meter says, for one query or for all, and goes on with the next."""

from dataclasses import replace

import pytest

from alerts.watchlist import Watchlist
from articles.article import Content
from articles.errors import TooMuchWork
from articles.query import Judged, evaluate, parse, why
from articles.query.metering import Meter
from tests.articles.query.test_judge import NOON, judged

DOC = judged(Content("", "a b c " * 100))
COSTLY = ["a NEAR/3 b", "a SENTENCE b", "(a NEAR/3 b) NEAR/3 c", "a{50,}", "=a", '"a b"']


def metered(meter: Meter) -> Judged:
    return replace(DOC, meter=meter)


@pytest.mark.parametrize("query", COSTLY)
def test_the_judge_stops(query: str) -> None:
    for question in (evaluate, why):
        assert question(parse(query), metered(Meter()), NOON)
        with pytest.raises(TooMuchWork, match="50 places"):
            question(parse(query), metered(Meter(each=50)), NOON)


def test_a_wildcard_costs_what_it_is_compared_with() -> None:
    with pytest.raises(TooMuchWork):
        evaluate(parse("b?d"), metered(Meter(each=30)), NOON)


def test_one_query_too_many_stops_no_other() -> None:
    queries = {
        "x": "a",
        "far": "c ONEAR/0 b",
        "close": "(a NEAR/3 b) NEAR/3 c",
        "b": "b NOT d",
        "few": "c{3,} NOT d",
    }
    compiled = Watchlist((name, parse(query)) for name, query in queries.items())
    aside: dict[str, str] = {}
    assert compiled.match(metered(Meter(each=150)), NOON, aside) == ["x", "b", "few"]
    assert aside.keys() == {"close"}
    assert compiled.match(metered(Meter()), NOON) == ["x", "close", "b", "few"]


def test_all_queries_together_have_a_limit_too() -> None:
    compiled = Watchlist((n, parse(f"b{{{n},}} NOT d")) for n in range(2, 8))
    aside: dict[int, str] = {}
    assert compiled.match(metered(Meter(in_all=250)), NOON, aside) == [2, 3]
    assert set(aside.values()) == {"judging it would take more work than it may (for all watches together)"}
    with pytest.raises(TooMuchWork):
        compiled.match(metered(Meter(in_all=250)), NOON)

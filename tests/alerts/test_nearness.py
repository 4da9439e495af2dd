"""The NEARs of many watches, asked all at once, have the judge's answers; long groups and long articles are asked one by one."""

from dataclasses import replace

import pytest

from alerts.watchlist import Watchlist
from articles.article import Content
from articles.query import evaluate, parse
from articles.query.metering import Meter
from tests.alerts.test_watchlist import NOON, judged

QUERIES = (
    "ada NEAR/1 bob",
    "ada NEAR/2 bob",
    "bob ONEAR/2 ada",
    "ada ONEAR/2 bob",
    '"ada lovelace" NEAR/1 bob',
    '"ada lovelace" ONEAR/0 lovelace',
    "(ada OR eve) NEAR/3 (bob OR cy)",
    "(ada OR b1 OR b2 OR b3 OR b4 OR b5) NEAR/2 (bob OR c1 OR c2 OR c3 OR c4 OR c5)",
    "ada NEAR/1 ada",
    "bob NEAR/250 eve",
)


@pytest.mark.parametrize(
    "text",
    [
        "ada x y bob",
        "ada x bob",
        "bob\n\nada",
        "bob ada lovelace lovelace",
        "ada ada",
        "x ada\n\nbob x x ada",
        "eve one two three cy",
        "bob " + "x " * 250 + "eve",
        "bob " + "x " * 251 + "eve",
        "",
    ],
)
def test_the_judge_says_the_same(text: str) -> None:
    doc, trees = judged(Content("bob", text)), {query: parse(query) for query in QUERIES}
    expected = [query for query, tree in trees.items() if evaluate(tree, doc, NOON) is not None]
    assert Watchlist(trees.items(), apart=0).match(doc, NOON) == expected


def test_where_there_are_very_many_places_each_question_is_metered() -> None:
    doc = judged(Content("", "ada x x x bob x x x " * 30_000))
    compiled = Watchlist([("far", parse("ada NEAR/2 bob")), ("near", parse("ada NEAR/3 bob"))], apart=0)
    assert compiled.match(doc, NOON) == ["near"]
    metered = replace(doc, meter=Meter(each=20_000))
    aside: dict[str, str] = {}
    assert compiled.match(metered, NOON, aside) == []
    assert list(aside) == ["far", "near"]

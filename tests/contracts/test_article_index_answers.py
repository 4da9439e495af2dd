"""How every search engine must order, page and count what it finds, whichever it is."""

from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest

from articles.article import Origin, Published
from articles.index.port import Days, Order
from articles.query.parser import parse
from tests.articles.arriving import MONDAY, day
from tests.articles.engines import Engine
from tests.contracts.indexed import HOUR, document, filled, found, state


@pytest.mark.parametrize(
    ("order", "expected"),
    [("newest", [4, 3, 1, 2]), ("oldest", [2, 1, 3, 4]), ("published", [2, 3, 1, 4])],
)
def test_orders_and_pages(engine: Engine, order: Order, expected: list[int]) -> None:
    index = filled(
        engine,
        document(1, "x", published=day(MONDAY - timedelta(days=9))),
        document(2, "x", published=day(MONDAY), seen=MONDAY - HOUR),
        document(3, "x", published=day(MONDAY - timedelta(days=2))),
        document(4, "x", seen=MONDAY + HOUR),
    )
    assert found(index, "x", order=order) == expected
    after, seen = None, []
    while True:
        page = index.find(parse("x"), MONDAY, order=order, limit=3, after=after)
        seen += [hit.change for hit in page.hits]
        if not page.more:
            break
        after = page.hits[-1].key
    assert seen == expected


def test_pages_of_one_moment_hold_everything_once(engine: Engine) -> None:
    """All seen in one second, written in pieces that the engine merges as it likes."""
    index = engine()
    for start in range(1, 200, 20):
        index.apply([document(n, "x") for n in range(start, start + 20)], [], state(start + 19))
    after, seen = None, []
    while True:
        page = index.find(parse("x"), MONDAY, limit=7, after=after)
        seen += [hit.change for hit in page.hits]
        if not page.more:
            break
        after = page.hits[-1].key
    assert seen == list(range(200, 0, -1))


def test_relevance(engine: Engine) -> None:
    index = filled(
        engine,
        document(1, "The court sat. " + "Much was said about other things. " * 30),
        document(2, "Court, court, court.", "The court"),
        document(3, "A court."),
        document(4, "A court."),
        document(5, "Nothing."),
    )
    assert found(index, "court", order="relevance") == [2, 4, 3, 1]
    first = index.find(parse("court"), MONDAY, order="relevance", limit=3)
    rest = index.find(parse("court"), MONDAY, order="relevance", limit=3, after=first.hits[-1].key)
    assert [hit.change for hit in rest.hits] == [1]
    assert (first.more, rest.more) == (True, False)


def test_counts_by_value(engine: Engine) -> None:
    index = filled(
        engine,
        document(1, "x", origin=Origin("a", "A", "RU", ("t 1", "T2"))),
        document(2, "x", origin=Origin("a", "A", "RU", ("t 1",)), seen=MONDAY - 24 * HOUR),
        document(3, "x", origin=Origin("b", "B"), language="ru", site="b.example"),
        document(4, "y", origin=Origin("b", "B")),
    )
    tree = parse("x")
    assert index.count(tree, MONDAY, by="source").by == {"a": 2, "b": 1}
    assert index.count(tree, MONDAY, by="country").by == {"RU": 2}
    assert index.count(tree, MONDAY, by="lang").by == {"en": 2, "ru": 1}
    assert index.count(tree, MONDAY, by="tag").by == {"t 1": 2, "T2": 1}
    assert index.count(tree, MONDAY, by="site").by == {"paper.example": 2, "b.example": 1}
    assert index.count(tree, MONDAY, by="day").by == {"2026-11-23": 2, "2026-11-22": 1}


@pytest.mark.parametrize("name", ["seen", "published"])
def test_days_are_those_of_a_zone(engine: Engine, name: Literal["seen", "published"]) -> None:
    """Berlin's days around the end of summer time, when a day has 25 hours."""
    moments = [
        datetime(2026, 10, 24, 21, 59, 59, tzinfo=UTC),
        datetime(2026, 10, 24, 22, 0, tzinfo=UTC),
        datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC),
        datetime(2026, 10, 25, 23, 0, tzinfo=UTC),
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 0, tzinfo=UTC),
    ]
    documents = [
        document(n, "x", seen=at, published=Published(at, at + timedelta(seconds=1), "time", "meta"))
        for n, at in enumerate(moments, 1)
    ]
    index = filled(engine, *documents)
    counted = index.count(parse("x"), MONDAY, by=Days(name, "Europe/Berlin")).by
    assert {day: found for day, found in counted.items() if "2026" in day} == {
        "2026-10-24": 1, "2026-10-25": 2, "2026-10-26": 1,
    }  # fmt: skip
    assert index.count(parse("x"), MONDAY, by=Days("seen", "UTC")).by["2026-10-24"] == 2


def test_a_publishers_day_is_counted_where_most_of_it_lies(engine: Engine) -> None:
    start = datetime(2026, 11, 19, 15, tzinfo=UTC)  # the 20th in Tokyo
    tokyo = Published(start, start + timedelta(days=1), "day", "meta", "+09:00")
    index = filled(engine, document(1, "x", published=tokyo), document(2, "x"))
    for zone in ("Europe/Berlin", "America/New_York", "Asia/Tokyo"):
        day = "2026-11-19" if zone.startswith("America") else "2026-11-20"
        assert index.count(parse("x"), MONDAY, by=Days("published", zone)).by == {day: 1}


def test_times_far_away_do_no_harm(engine: Engine) -> None:
    old = Published(datetime(1899, 1, 1, tzinfo=UTC), datetime(1899, 1, 2, tzinfo=UTC), "day", "meta")
    index = filled(
        engine, document(1, "x", published=old), document(2, "x", seen=datetime(2090, 1, 1, tzinfo=UTC))
    )
    assert found(index, "x", order="published") == [1, 2]
    assert found(index, "published:1900..") == []
    assert found(index, "x", order="newest") == [2, 1]

"""What a new or edited watch does with the past: from now on, or from `since`, and never twice."""

import pytest

from alerts import ledger, tables
from alerts.errors import UnknownWatch
from alerts.watches import Watch, beginning, look_back
from articles.errors import QueryError
from tests.alerts.desk import Desk, at, to

ANNA = "anna@reader.example"


def _past(desk: Desk) -> list[int]:
    changes = []
    for days in (9, 5, 1):
        kept = desk.keep(f"Grozny {days}.", seen=desk.clock.at)
        changes.append(kept.change or 0)
        desk.wait(days=4)
    return changes


def test_a_new_watch_begins_now(desk: Desk) -> None:
    _past(desk)
    desk.configure([Watch("g", "grozny")], [to(ANNA, watches=["g"])])
    desk.match()
    assert desk.account() == {}


def test_a_new_watch_looks_back_as_far_as_it_is_told(desk: Desk) -> None:
    changes = _past(desk)
    desk.configure([Watch("g", "grozny", since="6d")], [to(ANNA, watches=["g"])])
    desk.match()
    assert desk.account() == {changes[2]: (ledger.PENDING, None)}
    desk.configure([Watch("g", "grozny", since="9d")], [to(ANNA, watches=["g"])])
    desk.match()
    assert sorted(desk.account()) == changes[1:]


def test_an_edited_one_looks_back_and_repeats_nothing(desk: Desk) -> None:
    desk.configure([Watch("g", "court")], [to(ANNA, watches=["g"])])
    desk.match()
    changes = _past(desk)
    both = desk.keep("A court in Grozny.")
    desk.match()
    desk.build(force=True)
    assert desk.account() == {both.change: (ledger.IN_MESSAGE, None)}
    before = desk.rows(tables.matches)
    desk.configure([Watch("g", "grozny", since="2026-01-01")], [to(ANNA, watches=["g"])])
    desk.match()
    told = desk.account()
    assert sorted(told) == [*changes, both.change]
    assert [state for state, _ in told.values()] == [*[ledger.PENDING] * 3, ledger.IN_MESSAGE]
    assert [row for row in desk.rows(tables.matches) if row in before] == before, (
        "what it met stays as it was"
    )
    desk.wait(minutes=5)
    desk.build()
    assert [row.articles for row in desk.rows(tables.messages)] == [1, 3]
    last = desk.keep("Grozny again.")
    desk.match()
    assert desk.account()[last.change or 0] == (ledger.PENDING, None)


def test_what_a_beginning_means() -> None:
    now = at(2026, 11, 23, 12)
    assert beginning("2026-11-01", "Europe/Berlin", now) == at(2026, 10, 31, 23)
    assert beginning("36h", "UTC", now) == at(2026, 11, 22)
    with pytest.raises(QueryError):
        beginning("soon", "UTC", now)


def test_a_watch_that_runs_is_told_to_look_back_once(desk: Desk) -> None:
    changes = _past(desk)
    desk.configure([Watch("g", "grozny")], [to(ANNA, watches=["g"])])
    new = desk.keep("Grozny.")
    desk.match()
    desk.build(force=True)
    with desk.db.write() as conn:
        assert look_back(conn, "g", "2026-01-01", "UTC", desk.clock.at) == 4
    desk.configure([Watch("g", "grozny")], [to(ANNA, watches=["g"])])
    desk.match()
    assert list(desk.account()) == [*changes, new.change]
    assert list(desk.account().values())[-1] == (ledger.IN_MESSAGE, None), "no repeat"
    with desk.db.write() as conn, pytest.raises(UnknownWatch):
        look_back(conn, "nobody", "7d", "UTC", desk.clock.at)

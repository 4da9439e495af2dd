"""Once each: every period of every kind through summer time both ways, clocks that step, and weeks of sleep."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from alerts import tables
from alerts.due import due, readers
from tests.alerts.desk import Desk, at, to

ANNA = "anna@reader.example"
NIGHTS = [
    ("Europe/Berlin", at(2026, 10, 25)),  # back by an hour
    ("Europe/Berlin", at(2026, 3, 29)),  # forward by an hour
    ("Australia/Lord_Howe", at(2026, 4, 4, 15)),  # back by half an hour
    ("Australia/Lord_Howe", at(2026, 10, 3, 15)),  # forward by half an hour
    ("Pacific/Apia", at(2011, 12, 30, 10)),  # a day that never was
    ("Asia/Kathmandu", at(2026, 6, 1)),
]


def _live(desk: Desk, start: datetime, hours: int, step: timedelta) -> list[str]:
    """Ask at every step; an article comes before each, so that there is always something to send."""
    desk.clock.at = start
    end = start + timedelta(hours=hours)
    while desk.clock.at < end:
        desk.build()
        desk.clock.at += step
    return [row.period for row in desk.rows(tables.messages)]


@pytest.mark.parametrize(("zone", "night"), NIGHTS)
@pytest.mark.parametrize("send", ["daily at 02:15", "daily at 01:45", "weekly on sunday at 02:30"])
def test_once_each_through_a_night(desk: Desk, zone: str, night: datetime, send: str) -> None:
    start = night - timedelta(days=2)
    desk.clock.at = start
    desk.configure({"w": "grozny"}, [to(ANNA, watches=["w"], send=send, timezone=zone)])
    periods = _live(desk, start, 96, timedelta(minutes=15))
    assert len(set(periods)) == len(periods)
    days = [date.fromisoformat(period.split()[1]) for period in periods]
    assert len(set(days)) == len(days), "no day has two"
    apart = {(later - earlier).days for earlier, later in pairwise(days)}
    if send.startswith("daily"):
        assert len(days) >= 3
        assert apart == ({1, 2} if zone == "Pacific/Apia" else {1}), "no day is left out that there was"


@pytest.mark.parametrize(("zone", "night"), NIGHTS)
def test_every_hour_that_passes_is_one(desk: Desk, zone: str, night: datetime) -> None:
    start = night - timedelta(hours=6)
    desk.clock.at = start
    desk.configure({"w": "grozny"}, [to(ANNA, watches=["w"], send="hourly", timezone=zone)])
    for _ in range(48):
        desk.keep("Grozny.")
        desk.match()
        desk.build()
        desk.wait(minutes=15)
    periods = [row.period for row in desk.rows(tables.messages)]
    assert len(set(periods)) == len(periods)
    assert 11 <= len(periods) <= 13
    moments = [row.frozen_at for row in desk.rows(tables.messages)]
    assert all(later - earlier <= timedelta(hours=1) for earlier, later in pairwise(moments))


@pytest.mark.parametrize("send", ["as read", "hourly", "daily at 08:00", "weekly on monday at 08:00"])
def test_a_week_of_sleep_is_one_letter(desk: Desk, send: str) -> None:
    desk.configure({"w": "grozny"}, [to(ANNA, watches=["w"], send=send)])
    desk.wait(days=1)
    desk.build()
    before = len(desk.rows(tables.messages))
    desk.keep_many(12, "Grozny.")
    desk.wait(days=8)
    desk.match()
    desk.wait(minutes=61)
    made = [len(desk.build()) for _ in range(4)]
    assert sum(made) == 1, "one catch-up digest, not forty"
    assert desk.rows(tables.messages)[before].articles == 12


@pytest.mark.parametrize("send", ["as read", "hourly", "daily at 08:00", "weekly on monday at 08:00"])
def test_a_clock_that_steps_repeats_nothing(desk: Desk, send: str) -> None:
    desk.configure({"w": "grozny"}, [to(ANNA, watches=["w"], send=send)])
    for step in (1, 26, -3, -26, 2, 200, -199, 24, -1, 1):
        desk.keep("Grozny.")
        desk.match()
        desk.wait(minutes=1)
        desk.build()
        desk.wait(hours=step)
    rows = desk.rows(tables.messages)
    assert len({(row.reader_key, row.period) for row in rows}) == len(rows)
    told = [row.change for row in desk.rows(tables.ledger) if row.message_key]
    assert len(told) == len(set(told))
    desk.wait(days=20)
    desk.build()
    assert all(row.message_key for row in desk.rows(tables.ledger)), "nothing waits for ever"


def test_as_read_gathers_as_long_as_it_is_told(desk: Desk) -> None:
    desk.configure(
        {"w": "grozny"},
        [
            to(ANNA, watches=["w"], id="now", gather=timedelta(0)),
            to("ben@reader.example", watches=["w"], id="later", gather=timedelta(minutes=5)),
        ],
    )
    desk.keep("Grozny.")
    desk.match()
    assert len(desk.build()) == 1
    desk.wait(minutes=4, seconds=59)
    assert desk.build() == []
    for _ in range(9):
        desk.keep("Grozny.")
    desk.match()
    desk.wait(seconds=1)
    assert len(desk.build()) == 2
    assert [row.articles for row in desk.rows(tables.messages)] == [1, 9, 10]


@pytest.mark.parametrize("send", ["as read", "hourly"])
def test_a_sign_of_life_once_a_week(desk: Desk, send: str) -> None:
    quiet = to("quiet@reader.example", watches=["w"], send=send, id="quiet", when_empty="skip")
    desk.configure({"w": "grozny"}, [to(ANNA, watches=["w"], send=send), quiet])
    counts = []
    for _ in range(30):
        desk.wait(days=1)
        counts.append(len(desk.build()))
    assert sum(counts) == 4 and max(counts) == 1
    rows = desk.rows(tables.messages)
    assert [row.number for row in rows] == [1, 2, 3, 4]
    assert {row.recipient for row in rows} == {ANNA}
    assert b"sign of life" in rows[0].body.replace(b"=\r\n", b"")
    desk.wait(days=5)
    desk.keep("Grozny.")
    desk.match()
    desk.wait(hours=1)
    assert len(desk.build()) == 2
    desk.wait(days=6)
    assert desk.build() == [], "a mail with something in it is a sign of life as well"


@pytest.mark.parametrize("send", ["daily at 08:00", "weekly on monday at 08:00"])
def test_an_empty_one_may_be_skipped(desk: Desk, send: str) -> None:
    desk.configure({"w": "grozny"}, [to(ANNA, watches=["w"], send=send, when_empty="skip")])
    for _ in range(15):
        desk.wait(days=1)
        assert desk.build() == []
        with desk.db.read() as conn:
            assert not due(conn, readers(conn), desk.clock.at, 10), "nobody is asked about for nothing"
    desk.keep("Grozny.")
    desk.match()
    desk.wait(days=7)
    assert len(desk.build()) == 1

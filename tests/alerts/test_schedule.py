"""When a digest is due, with summer time and clocks that step."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.errors import ScheduleError
from alerts.schedule import Send, gathered, next_period, parse_send, period_at
from tests.alerts.desk import at


@pytest.mark.parametrize(
    ("text", "send"),
    [
        ("as read", Send("as read")),
        ("Hourly", Send("hourly")),
        ("daily at 08:00", Send("daily", 8, 0)),
        ("daily  at 7:05", Send("daily", 7, 5)),
        ("Weekly on Monday at 23:59", Send("weekly", 23, 59, 0)),
        ("weekly on sunday at 00:00", Send("weekly", 0, 0, 6)),
    ],
)
def test_forms(text: str, send: Send) -> None:
    assert parse_send(text) == send


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("dayly at 08:00", "daily at 08:00"),
        ("daily", "daily at 08:00"),
        ("daily at 25:00", "25:00"),
        ("daily at 08:61", "08:61"),
        ("weekly on mondy at 08:00", "monday"),
        ("weekly at 08:00", "weekly on monday"),
        ("", "as read"),
        ("at once", "as read"),
    ],
)
def test_mistakes_are_named(text: str, told: str) -> None:
    with pytest.raises(ScheduleError, match=told):
        parse_send(text)


def test_day_follows_the_readers_wall_clock() -> None:
    send = parse_send("daily at 08:00")
    summer = period_at(send, "Europe/Berlin", at(2026, 7, 1, 6, 0))
    winter = period_at(send, "Europe/Berlin", at(2026, 11, 23, 6, 59))
    assert summer is not None and summer.due == at(2026, 7, 1, 6, 0)
    assert winter is not None and (winter.id, winter.due) == (
        "daily 2026-11-22 08:00",
        at(2026, 11, 22, 7, 0),
    )


def _periods(send: Send, zone: str, start: datetime, hours: int) -> list[str]:
    ids = []
    for minutes in range(0, hours * 60, 5):
        period = period_at(send, zone, start + timedelta(minutes=minutes))
        assert period is not None
        ids.append(period.id)
    return list(dict.fromkeys(ids))


def test_an_hour_that_comes_twice_is_one_period() -> None:
    send = parse_send("daily at 02:30")
    ids = _periods(send, "Europe/Berlin", at(2026, 10, 24, 12), 24)
    assert ids == ["daily 2026-10-24 02:30", "daily 2026-10-25 02:30"]
    first = period_at(send, "Europe/Berlin", at(2026, 10, 25, 12))
    assert first is not None and first.due == at(2026, 10, 25, 0, 30)


def test_an_hour_that_never_comes_is_still_one_period() -> None:
    send = parse_send("daily at 02:30")
    ids = _periods(send, "Europe/Berlin", at(2027, 3, 27, 12), 24)
    assert ids == ["daily 2027-03-27 02:30", "daily 2027-03-28 02:30"]
    moved = period_at(send, "Europe/Berlin", at(2027, 3, 28, 12))
    assert moved is not None and moved.due == at(2027, 3, 28, 1, 30)


def test_both_hours_of_autumn_are_hours() -> None:
    ids = _periods(parse_send("hourly"), "Europe/Berlin", at(2026, 10, 25, 0), 3)
    assert len(ids) == 3
    assert _periods(parse_send("hourly"), "Asia/Kolkata", at(2026, 10, 25, 0), 2)[1].endswith("T00:30Z")


_ZONES = ["UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu"]
_SENDS = ["hourly", "daily at 00:00", "daily at 02:30", "daily at 23:59", "weekly on sunday at 02:15"]


@given(
    st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(_ZONES),
    st.sampled_from(_SENDS),
)
def test_periods_follow_one_another(now: datetime, zone: str, text: str) -> None:
    send = parse_send(text)
    current, following = period_at(send, zone, now), next_period(send, zone, now)
    assert current is not None and following is not None
    assert current.due <= now < following.due
    assert current.id != following.id
    assert period_at(send, zone, following.due) == following


def test_as_read_gathers_half_a_minute() -> None:
    noon = at(2026, 11, 23, 12)
    assert period_at(parse_send("as read"), "UTC", noon) is None
    assert not gathered(noon, noon + timedelta(seconds=29))
    assert gathered(noon, noon + timedelta(seconds=30))
    assert gathered(noon, noon - timedelta(hours=1))  # the clock was set back

"""Days, times and ranges come to the seconds that their zone means."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.query import parse, resolve
from articles.query.nodes import DateRange
from tests.articles.query import seconds, trees

NOON = datetime(2026, 11, 9, 12, tzinfo=UTC)


def bounds(query: str, zone: str = "UTC", at: datetime = NOON) -> tuple[str, str]:
    tree = parse(query, zone=zone)
    assert isinstance(tree, DateRange)
    low, high = (
        None if s is None else datetime.fromtimestamp(s, UTC).strftime("%y%m%d-%H%M%S")
        for s in resolve(tree, at)
    )
    return low or "", high or ""


@pytest.mark.parametrize(
    ("query", "zone", "low", "high"),
    [
        ("published:2026-11-01", "UTC", "261101-000000", "261102-000000"),
        ("published:2026-11-01", "Asia/Tokyo", "261031-150000", "261101-150000"),
        ("published:2026-11-01..2026-11-20", "UTC", "261101-000000", "261121-000000"),
        ("published:2026-11-01..", "UTC", "261101-000000", ""),
        ("published:..2026-11-01", "UTC", "", "261102-000000"),
        ("published:2026-02", "UTC", "260201-000000", "260301-000000"),
        ("published:2026", "UTC", "260101-000000", "270101-000000"),
        ("published:>2026-02", "UTC", "260301-000000", ""),
        ("published:>=2026-02", "UTC", "260201-000000", ""),
        ("published:<2026-02", "UTC", "", "260201-000000"),
        ("published:<=2026-02", "UTC", "", "260301-000000"),
        ("seen:2026-11-01T14:30", "Europe/Berlin", "261101-133000", "261101-133100"),
        ("seen:2026-11-01T14:30:05+02:00", "UTC", "261101-123005", "261101-123006"),
        ('seen:"2026-11-01 14:30Z"', "Asia/Tokyo", "261101-143000", "261101-143100"),
        ("seen:>2026-11-01T14:30", "UTC", "261101-143100", ""),
        ("seen:<2026-11-01T14:30", "UTC", "", "261101-143000"),
        ("seen:7d", "UTC", "261102-120000", ""),
        ("seen:24h", "UTC", "261108-120000", ""),
        ("seen:2w", "UTC", "261026-120000", ""),
        ("seen:30d..7d", "UTC", "261010-120000", "261102-120000"),
        ("seen:..24h", "UTC", "", "261108-120000"),
        ("seen:today", "UTC", "261109-000000", "261110-000000"),
        ("seen:today", "Pacific/Auckland", "261109-110000", "261110-110000"),
        ("seen:yesterday..today", "UTC", "261108-000000", "261110-000000"),
        ("seen:<yesterday", "UTC", "", "261108-000000"),
        ("published:2026-10-25", "Europe/Berlin", "261024-220000", "261025-230000"),  # a day of 25 hours
        ("published:2026-03-29", "Europe/Berlin", "260328-230000", "260329-220000"),  # of 23
        (
            "published:2024-04-26",
            "Africa/Cairo",
            "240425-220000",
            "240426-210000",
        ),  # clocks skip its midnight
    ],
)
def test_bounds(query: str, zone: str, low: str, high: str) -> None:
    assert bounds(query, zone) == (low, high)


@settings(deadline=None)
@given(trees.dates, st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)))
def test_resolved_as_worked_out_the_long_way(range: DateRange, at: datetime) -> None:
    low, high = resolve(range, at)
    expected = seconds.interval(range, at)
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    if low is not None:
        assert low == (expected[0] - epoch) // timedelta(seconds=1)
    if high is not None:
        assert high == (expected[1] - epoch) // timedelta(seconds=1)

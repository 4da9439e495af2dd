"""Dates as publishers write them: precision, zone, and what is refused."""

from datetime import UTC, datetime

import pytest

from crawler.extract.moments import parse_moment

NOW = datetime(2024, 6, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "start", "precision", "zone"),
    [
        ("2024-03-05T10:20:30+03:00", "2024-03-05T07:20:30", "time", "+03:00"),
        ("2024-03-05T10:20:30.123Z", "2024-03-05T10:20:30", "time", "Z"),
        ("2024-03-05T10:20+0100", "2024-03-05T09:20:00", "time", "+01:00"),
        ("2024-03-05 10:20:30 -05:00", "2024-03-05T15:20:30", "time", "-05:00"),
        ("2024-03-05T10:20:30-0330", "2024-03-05T13:50:30", "time", "-03:30"),
        ("2024-03-05 10:20", "2024-03-05T10:20:00", "time", None),
        ("2024-03-05", "2024-03-05T00:00:00", "day", None),
        ("20240305", "2024-03-05T00:00:00", "day", None),
        ("2024-03-05T00:00:00+02:00", "2024-03-04T22:00:00", "day", "+02:00"),
        ("Tue, 05 Mar 2024 10:20:30 PST", "2024-03-05T18:20:30", "time", "-08:00"),
        ("Tue, 05 Mar 2024 10:20:30 +0100", "2024-03-05T09:20:30", "time", "+01:00"),
        ("Tue Mar 05 10:20:30 CET 2024", "2024-03-05T09:20:30", "time", "+01:00"),
        ("1709634030", "2024-03-05T10:20:30", "time", "Z"),
        ("1709634030000", "2024-03-05T10:20:30", "time", "Z"),
        ("03/21/2024 9:05:00 PM", "2024-03-21T21:05:00", "time", None),
        ("21/03/2024 21:05", "2024-03-21T21:05:00", "time", None),
        ("March 5, 2024", "2024-03-05T00:00:00", "day", None),
        ("5 March 2024, 10:20", "2024-03-05T10:20:00", "time", None),
        ("05.03.2024, 10:20 Uhr", "2024-03-05T10:20:00", "time", None),
        ("2024年3月5日 10:20", "2024-03-05T10:20:00", "time", None),
        ("2024년 3월 5일", "2024-03-05T00:00:00", "day", None),
        ("٢٠٢٤-٠٣-٠٥", "2024-03-05T00:00:00", "day", None),
    ],
)
def test_read(text: str, start: str, precision: str, zone: str | None) -> None:
    found = parse_moment(text, "meta", now=NOW)
    assert found is not None
    assert (found.start, found.precision, found.zone) == (
        datetime.fromisoformat(start + "+00:00"),
        precision,
        zone,
    )


def test_day_is_the_day_of_the_sources_zone() -> None:
    found = parse_moment("2024-03-05", "url", zone="Asia/Almaty", now=NOW)
    assert found is not None
    assert (found.start.isoformat(), found.end.isoformat()) == (
        "2024-03-04T19:00:00+00:00",
        "2024-03-05T19:00:00+00:00",
    )


def test_minute_is_a_minute_and_second_a_second() -> None:
    minute, second = (
        parse_moment(text, "meta", now=NOW) for text in ("2024-03-05T10:20Z", "2024-03-05T10:20:30Z")
    )
    assert minute is not None and second is not None
    assert (minute.end - minute.start).total_seconds() == 60
    assert (second.end - second.start).total_seconds() == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2024-13-45",
        "2024-06-03",
        "2030-01-01",
        "1899-12-30T00:00:00Z",
        "0000-00-00",
        "2024-03-05T10:20:30+99:00",
        "99999999999999",
    ],
)
def test_refused(text: str) -> None:
    assert parse_moment(text, "meta", now=NOW) is None


def test_tomorrow_is_an_embargo_and_not_a_mistake() -> None:
    assert parse_moment("2024-06-02T09:00:00Z", "meta", now=NOW) is not None

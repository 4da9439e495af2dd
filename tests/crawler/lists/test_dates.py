"""Dates of lists: standards, what sites write instead, and what is no date."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.lists.dates import published

MORNING = "2026-11-23T08:30"


@pytest.mark.parametrize(
    ("text", "start", "zone"),
    [
        ("Mon, 23 Nov 2026 08:30:00 +0100", "2026-11-23T07:30:00", "+01:00"),
        ("Mon, 23 Nov 2026 08:30:00 GMT", "2026-11-23T08:30:00", "Z"),
        ("Mon, 23 Nov 2026 08:30:00 EST", "2026-11-23T13:30:00", "-05:00"),
        ("Thu, 23 Nov 2026 08:30:00 PDT", "2026-11-23T15:30:00", "-07:00"),
        ("23 Nov 26 08:30:00 CEST", "2026-11-23T06:30:00", "+02:00"),
        ("Mon,23 Nov 2026 08:30:00 +0100", "2026-11-23T07:30:00", "+01:00"),
        ("Mon, 23 November 2026 08:30:00 MSK", "2026-11-23T05:30:00", "+03:00"),
        ("Mon, 23 Nov 2026 08:30:00 +05:30", "2026-11-23T03:00:00", "+05:30"),
        ("Mon, 23 Nov 2026 08:30:00 GMT+2", "2026-11-23T06:30:00", "+02:00"),
        ("Mon, 23 Nov 2026 08:30:00 Europe/Berlin", "2026-11-23T07:30:00", "+01:00"),
        ("Mon, 23 Nov 2026 08:30:00 -0330 (NST)", "2026-11-23T12:00:00", "-03:30"),
        ("2026-11-23T08:30:00Z", "2026-11-23T08:30:00", "Z"),
        ("2026-11-23T08:30:00.123+02:00", "2026-11-23T06:30:00", "+02:00"),
        ("2026-11-23T08:30:00+0200", "2026-11-23T06:30:00", "+02:00"),
        ("2026-11-23 08:30:00 +0200", "2026-11-23T06:30:00", "+02:00"),
        ("20261123T083000Z", "2026-11-23T08:30:00", "Z"),
        ("2026-11-23T08:30:00", "2026-11-23T08:30:00", None),
        ("Mon Nov 23 08:30:00 2026", "2026-11-23T08:30:00", None),
        ("Mon Nov 23 08:30:00 UTC 2026", "2026-11-23T08:30:00", "Z"),
        ("Mon Nov 23 2026 08:30:00 GMT+0100 (CET)", "2026-11-23T07:30:00", "+01:00"),
        ("Mon, 23 Nov 2026 24:00:00 +0000", "2026-11-24T00:00:00", "+00:00"),
        ("Mon, 23 Nov 2026 08:30:60 +0000", "2026-11-23T08:30:59", "+00:00"),
        ("1795422600", "2026-11-23T08:30:00", "Z"),
        ("1795422600000", "2026-11-23T08:30:00", "Z"),
    ],
)
def test_times_to_the_second(text: str, start: str, zone: str | None) -> None:
    date = published(text)
    assert date is not None
    assert date.start == datetime.fromisoformat(start).replace(tzinfo=UTC)
    assert date.end - date.start == timedelta(seconds=1)
    assert (date.precision, date.zone, date.how) == ("time", zone, "feed")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("2026-11-23 08:30", None),
        ("2026/11/23 08:30", None),
        ("23.11.2026 08:30", "de"),
        ("23/11/2026 - 08:30", "fr"),
        ("11/23/2026 8:30 AM", "en"),
        ("11/23/2026 8:30 AM", None),
        ("November 23, 2026 8:30 am", None),
        ("Monday, November 23rd, 2026 - 08:30", None),
        ("lundi 23 novembre 2026 à 8h30", "fr"),
        ("23 de noviembre de 2026, 08:30", "es"),
        ("Пн, 23 ноября 2026 08:30", "ru"),
        ("23 Kasım 2026 Pazartesi 08:30", "tr"),
        ("Mo, 23 März 2026 08:30", "de"),
        ("2026年11月23日 08时30分", "zh"),
        ("2026년 11월 23일 오전 8:30", "ko"),
        ("23 พฤศจิกายน 2569 08:30", "th"),
        ("٢٣ نوفمبر ٢٠٢٦ ٠٨:٣٠", "ar"),
        ("23 listopada 2026 08:30", "pl"),
    ],
)
def test_what_sites_write_instead(text: str, language: str | None) -> None:
    date = published(text, language=language)
    expected = "2026-03-23T08:30" if "März" in text else MORNING
    assert date is not None and date.start == datetime.fromisoformat(expected).replace(tzinfo=UTC)
    assert date.end - date.start == timedelta(minutes=1) and date.zone is None


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23",
        "20261123",
        "23 Nov 2026",
        "Nov. 23, 2026",
        "23.11.2026",
        "Mon, 23 Nov 2026 00:00:00 +0000",
    ],
)
def test_a_date_without_a_time_is_a_day(text: str) -> None:
    date = published(text)
    assert date is not None and date.precision == "day"
    assert (date.start.isoformat(), date.end.isoformat()) == (
        "2026-11-23T00:00:00+00:00",
        "2026-11-24T00:00:00+00:00",
    )


def test_a_day_is_the_publishers_and_may_have_25_hours() -> None:
    date = published("2026-10-25", zone="Europe/Berlin")
    assert date is not None and date.end - date.start == timedelta(hours=25)
    assert date.start == datetime(2026, 10, 24, 22, tzinfo=UTC)


def test_the_given_zone_is_assumed_only_where_none_is_written() -> None:
    assumed = published("2026-11-23 08:30", zone="Asia/Kolkata")
    written = published("2026-11-23 08:30 +0100", zone="Asia/Kolkata")
    assert (
        assumed is not None
        and assumed.start == datetime(2026, 11, 23, 3, tzinfo=UTC)
        and assumed.zone is None
    )
    assert (
        written is not None
        and written.start == datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
        and written.zone == "+01:00"
    )


def test_slashed_dates_follow_the_language_where_both_readings_are_possible() -> None:
    days = {language: published("02/03/2026", language=language) for language in ("en", "fr")}
    assert days["en"] and days["fr"]
    assert (days["en"].start.month, days["fr"].start.month) == (2, 3)


def test_one_name_for_two_months_needs_the_language() -> None:
    months = {language: published("5 listopad 2026", language=language) for language in ("pl", "hr", "en")}
    assert months["pl"] and months["pl"].start.month == 11
    assert months["hr"] and months["hr"].start.month == 10
    assert months["en"] is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "Mon, 31 Feb 2026 08:30:00 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Mon, 01 Jan 0001 00:00:00 +0000",
        "2026",
        "2026-11",
        "0",
        "12:30",
        "2026-13-01",
        "23 Foo 2026",
        "99999999999999",
        "2026-11-23T25:00:00Z",
        "-1",
        "+",
        "²³ Nov 2026",
    ],
)
def test_what_is_no_date_gives_none(text: str) -> None:
    assert published(text) is None


@given(st.text(max_size=40) | st.from_regex(r"[0-9A-Za-z:+,./ -]{0,40}"))
def test_no_text_makes_it_raise(text: str) -> None:
    date = published(text, zone="Europe/Berlin", language="de")
    assert date is None or (date.start < date.end and date.start.tzinfo is UTC)

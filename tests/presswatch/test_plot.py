"""Numbers as bars of text."""

from datetime import date, timedelta

from presswatch.plot import bars, every_day, over_time


def test_bars_show_whatever_is_not_nothing() -> None:
    drawn = bars({"a": 1000, "b": 1, "c": 0, "d": 500}, 10)
    assert [bar for _, _, bar in drawn] == ["█" * 10, "▏", "", "█" * 5]
    assert bars({}, 10) == []
    days = every_day({"2026-03-01": 2, "2026-02-27": 1})
    assert days == {"2026-02-27": 1, "2026-02-28": 0, "2026-03-01": 2}
    assert len(every_day({"0001-01-01": 1, "9999-12-29": 1})) == 2


def test_a_plot_over_time_shows_the_whole_time_in_lines_that_can_be_seen_at_once() -> None:
    last = date(2026, 11, 26)
    hits = {"2026-11-24": 2, "2026-11-26": 1}
    unit, shown = over_time(hits, date(2026, 10, 27), last)
    assert unit == "day" and len(shown) == 31 and next(iter(shown)) == "2026-10-27"
    assert {day: number for day, number in shown.items() if number} == hits
    unit, shown = over_time(hits, last - timedelta(days=90), last)
    assert (unit, len(shown), list(shown)[-1], shown["2026-11-23"]) == (
        "week from Monday",
        14,
        "2026-11-23",
        3,
    )
    unit, shown = over_time(hits, last - timedelta(days=1000), last)
    assert (unit, len(shown), shown["2026-11"]) == ("month", 33, 3)
    unit, shown = over_time(hits, last - timedelta(days=3650), last)
    assert (unit, shown) == ("year", {**dict.fromkeys(map(str, range(2016, 2026)), 0), "2026": 3})
    assert over_time({"2026-11-20": 1}, last, last)[1] == {  # seen by a clock that was set back
        **dict.fromkeys([f"2026-11-{day}" for day in range(20, 27)], 0), "2026-11-20": 1,
    }  # fmt: skip

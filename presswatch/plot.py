"""Numbers as bars of text for a terminal; between what was counted and the doors."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

_EIGHTHS = "▏▎▍▌▋▊▉█"
_LONGEST_GAP = 366  # days that are shown although nothing was found in them
_STRETCHES: tuple[
    tuple[str, int | None, Callable[[date], str]], ...
] = (  # for up to so many days, in some 60 lines
    ("day", 62, date.isoformat),
    ("week from Monday", 62 * 7, lambda day: (day - timedelta(days=day.weekday())).isoformat()),
    ("month", 62 * 30, lambda day: f"{day:%Y-%m}"),
    ("year", None, lambda day: f"{day:%Y}"),
)


def bars(values: Mapping[str, int], width: int) -> list[tuple[str, int, str]]:
    """Each value with its number and a bar; the longest bar has `width` columns, and what is not 0 is seen."""
    most = max(values.values(), default=0)
    return [(name, number, _bar(number, most, width)) for name, number in values.items()]


def over_time(values: Mapping[str, int], first: date, last: date) -> tuple[str, dict[str, int]]:
    """Counts by day as bars from the first day to the last, also where nothing was found: and of what ("day").

    Where these would be too many to be seen at once, they are of weeks (from their Monday), months or years. What a
    clock that was set back put outside is shown as well.
    """
    found = [date.fromisoformat(day) for day in values]
    first, last = min([first, *found]), max([last, *found])
    days = _days(first, last)
    unit, name_of = next(
        (unit, name_of) for unit, most, name_of in _STRETCHES if most is None or len(days) <= most
    )
    counts = dict.fromkeys(map(name_of, days), 0)
    for day, number in zip(found, values.values(), strict=True):
        counts[name_of(day)] += number
    return unit, counts


def every_day(values: Mapping[str, int]) -> dict[str, int]:
    """Counts by day ("2026-11-23") in their order, with the days between that have none, up to a year of them."""
    if not values:
        return {}
    first, last = date.fromisoformat(min(values)), date.fromisoformat(max(values))
    if (last - first).days > _LONGEST_GAP:
        return dict(sorted(values.items()))
    return {day: values.get(day, 0) for day in map(date.isoformat, _days(first, last))}


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _bar(number: int, most: int, width: int) -> str:
    eighths = -(-number * width * 8 // most) if most else 0
    return "█" * (eighths // 8) + (_EIGHTHS[eighths % 8 - 1] if eighths % 8 else "")

"""Numbers as bars of text for a terminal; between what was counted and the doors."""

from collections.abc import Mapping
from datetime import date, timedelta

_EIGHTHS = "▏▎▍▌▋▊▉█"
_LONGEST_GAP = 366  # days that are shown although nothing was found in them


def bars(values: Mapping[str, int], width: int) -> list[tuple[str, int, str]]:
    """Each value with its number and a bar; the longest bar has `width` columns, and what is not 0 is seen."""
    most = max(values.values(), default=0)
    return [(name, number, _bar(number, most, width)) for name, number in values.items()]


def every_day(values: Mapping[str, int]) -> dict[str, int]:
    """Counts by day ("2026-11-23") in their order, with the days between that have none, up to a year of them."""
    if not values:
        return {}
    first, last = date.fromisoformat(min(values)), date.fromisoformat(max(values))
    if (last - first).days > _LONGEST_GAP:
        return dict(sorted(values.items()))
    days = [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]
    return {day: values.get(day, 0) for day in days}


def _bar(number: int, most: int, width: int) -> str:
    eighths = -(-number * width * 8 // most) if most else 0
    return "█" * (eighths // 8) + (_EIGHTHS[eighths % 8 - 1] if eighths % 8 else "")

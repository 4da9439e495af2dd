"""Days of a zone as stretches of seconds, for counting by day; between the index port and the engines."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

DAY: Final = 86_400  # seconds
_MOST_STRETCHES: Final = 5_000  # asked for at once; the engines' limit is 65,000
_FIRST: Final = int(datetime(1, 1, 3, tzinfo=UTC).timestamp())
_LAST: Final = int(datetime(9999, 12, 29, tzinfo=UTC).timestamp())


def middle(published: tuple[int, int]) -> int:
    """The second that says which day a publication is counted on.

    The middle of [from, to): a day of a publisher in Tokyo lies half in the day before of a reader in Berlin, and is
    still the day that is meant.
    """
    return (published[0] + published[1]) // 2


@lru_cache(maxsize=10_000)
def day_of(seconds: int, zone: str) -> str:
    """The day of `zone` (an IANA name) in which a moment lies, "2026-11-23"; what is outside year 1 to 9999 is at its edge."""
    moment = datetime.fromtimestamp(max(_FIRST, min(seconds, _LAST)), UTC)
    return moment.astimezone(ZoneInfo(zone)).date().isoformat()


def stretches(days: Iterable[int], zone: str) -> dict[str, tuple[int, int]]:
    """The days of `zone` that overlap UTC days, given by their first second: each as [start, end), in seconds.

    A day of summer time's beginning has 23 hours; a day that a zone skipped is not there.
    """
    named = sorted({day_of(second, zone) for start in days for second in (start, start + DAY - 1)})
    found = {name: (_start(date.fromisoformat(name), zone), _end(name, zone)) for name in named}
    return {name: (low, high) for name, (low, high) in found.items() if low < high}


def count_days(
    days: Iterable[int], zone: str, count: Callable[[Sequence[tuple[int, int]]], Sequence[int]]
) -> dict[str, int]:
    """How much there is of each day of `zone`, where `days` are the UTC days (their first second) that have any.

    `count` says it for several stretches of seconds [low, high) at once. Days with nothing are left out.
    """
    wanted = list(stretches(days, zone).items())
    found: dict[str, int] = {}
    for start in range(0, len(wanted), _MOST_STRETCHES):
        some = wanted[start : start + _MOST_STRETCHES]
        counts = count([stretch for _, stretch in some])
        found |= {name: number for (name, _), number in zip(some, counts, strict=True) if number}
    return found


def _end(name: str, zone: str) -> int:
    return _start(date.fromisoformat(name) + timedelta(days=1), zone)


def _start(day: date, zone: str) -> int:
    # Where midnight is skipped, fold=0 gives the moment at which the clock went on (PEP 495).
    return int(datetime.combine(day, time.min, ZoneInfo(zone)).timestamp())

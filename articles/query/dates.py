"""What is typed behind `published:` and `seen:`, and the seconds it comes to: between the parser and every judge.

Days and times after ISO 8601 (`2026-11-01`, `2026-11-01T14:30`, `…+02:00`), whole months and years, `..` ranges with
both ends in them, comparisons, `today`, `yesterday`, and `7d`, `24h`, `2w` before the moment of judging.
"""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from articles.errors import QueryError
from articles.query.mistyped_dates import nearest_date
from articles.query.names import brief
from articles.query.nodes import Ago, DateName, DateRange, Day, DaysBack, Instant, Moment

YEARS: Final = range(1900, 2201)
_LONGEST_AGO: Final = timedelta(days=36_525)
_UNITS: Final = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_DAY_NAMES: Final = {"today": DaysBack(0), "yesterday": DaysBack(1)}
_AGO = re.compile(r"(\d{1,7})([a-z]+)", re.IGNORECASE)
_MOMENT = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2})"
    r"(?:[T ](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)?)?)?)?",
    re.IGNORECASE,
)
HOW: Final = "Write a day (2026-11-01), a range (2026-11-01..2026-11-20), 7d, 24h, today or yesterday."


def date_range(name: DateName, value: str, zone: str) -> DateRange:
    """The range that `value` stands for; QueryError with a column within `value` where it is none."""
    text = value.strip()
    if ".." in text:
        low_text, _, high_text = text.partition("..")
        if not low_text.strip() and not high_text.strip():
            raise QueryError(f"{name}: a range needs at least one end", value, 0, len(value), HOW)
        low = _moments(low_text, value, 0, zone)[0] if low_text.strip() else None
        high = _moments(high_text, value, value.index("..") + 2, zone)[1] if high_text.strip() else None
        _check_order(name, low, high, value, low_text, high_text)
        return DateRange(name, low, high, zone)
    comparison = re.match(r">=|<=|>|<", text)
    if comparison:
        return _compared(name, comparison[0], text[comparison.end() :], value, zone)
    first, last = _moments(text, value, 0, zone)
    return DateRange(name, first, None if isinstance(first, Ago) else last, zone)


def resolve(range: DateRange, at: datetime) -> tuple[int | None, int | None]:
    """The Unix seconds [low, high) of a range as seen from `at` (aware); None is open. Relative ends count from `at`."""
    zone = ZoneInfo(range.zone)
    low = None if range.low is None else _bounds(range.low, at, zone)[0]
    high = None if range.high is None else _bounds(range.high, at, zone)[1]
    return low, high


def _bounds(moment: Moment, at: datetime, zone: ZoneInfo) -> tuple[int, int]:
    if isinstance(moment, Instant):
        return _seconds(moment.value), _seconds(moment.value + moment.width)
    if isinstance(moment, Ago):
        return _seconds(at - moment.span), _seconds(at - moment.span)
    day = (
        moment.value if isinstance(moment, Day) else at.astimezone(zone).date() - timedelta(days=moment.days)
    )
    return _midnight(day, zone), _midnight(day + timedelta(days=1), zone)


def _midnight(day: date, zone: ZoneInfo) -> int:
    """Where clocks skip midnight, the moment they skip at; where they repeat it, the first one (PEP 495)."""
    return _seconds(datetime.combine(day, time(), zone))


def _seconds(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)


def _compared(name: DateName, sign: str, text: str, value: str, zone: str) -> DateRange:
    first, last = _moments(text, value, len(value) - len(value.lstrip()) + len(sign), zone)
    if isinstance(first, Ago):
        raise QueryError(
            f"{name}: {sign} before a length of time can be read two ways",
            value,
            0,
            len(value),
            f"{name}:{text.strip()} is the time since then, {name}:..{text.strip()} the time before.",
        )
    if sign == ">=":
        return DateRange(name, first, None, zone)
    if sign == "<=":
        return DateRange(name, None, last, zone)
    beside = _beside(last, 1) if sign == ">" else _beside(first, -1)
    if isinstance(beside, Day | Instant) and beside.value.year not in YEARS:
        raise QueryError(f"{name}: years go from {YEARS[0]} to {YEARS[-1]}", value, 0, len(value), HOW)
    return DateRange(name, beside, None, zone) if sign == ">" else DateRange(name, None, beside, zone)


def _beside(moment: Moment, step: int) -> Moment:
    if isinstance(moment, Day):
        return Day(moment.value + timedelta(days=step))
    if isinstance(moment, Instant):
        return Instant(moment.value + step * moment.width, moment.width)
    if isinstance(moment, DaysBack):
        return DaysBack(moment.days - step)
    return moment


def _moments(text: str, value: str, column: int, zone: str) -> tuple[Moment, Moment]:
    """The first and the last moment that `text` names: alike, but for months and years."""
    column += len(text) - len(text.lstrip())
    text = text.strip()
    if named := _DAY_NAMES.get(text.casefold()):
        return named, named
    if (ago := _AGO.fullmatch(text)) and ago[2].casefold() in _UNITS:
        count, unit = int(ago[1]), _UNITS[ago[2].casefold()]
        if count * unit > _LONGEST_AGO:
            raise QueryError(f"“{text}” is more than a hundred years", value, column, len(text), HOW)
        return Ago(count * unit), Ago(count * unit)
    found = _MOMENT.fullmatch(text)
    if not found:
        if not text:
            raise QueryError("There is no date here", value, column, 1, HOW)
        raise QueryError(
            f"“{brief(text)}” is not a date", value, column, len(text), nearest_date(text) or HOW
        )
    try:
        return _absolute(found, zone)
    except ValueError as error:
        raise QueryError(f"“{text}” is not a date: {error}", value, column, len(text), HOW) from None


def _absolute(found: re.Match[str], zone: str) -> tuple[Moment, Moment]:
    year = int(found["year"])
    if year not in YEARS:
        raise ValueError(f"years go from {YEARS[0]} to {YEARS[-1]}")
    if found["month"] is None:
        return Day(date(year, 1, 1)), Day(date(year, 12, 31))
    month = int(found["month"])
    if not 1 <= month <= 12:
        raise ValueError("months go from 1 to 12")
    if found["day"] is None:
        return Day(date(year, month, 1)), Day(date(year, month, monthrange(year, month)[1]))
    days = monthrange(year, month)[1]
    if not 1 <= int(found["day"]) <= days:
        raise ValueError(f"{year}-{month:02} has {days} days")
    day = date(year, month, int(found["day"]))
    if found["hour"] is None:
        return Day(day), Day(day)
    second = found["second"]
    if int(found["hour"]) > 23 or int(found["minute"]) > 59 or int(second or 0) > 59:
        raise ValueError("times go from 00:00 to 23:59")
    local = datetime.combine(day, time(int(found["hour"]), int(found["minute"]), int(second or 0)))
    moment = local.replace(tzinfo=_offset(found["zone"]) if found["zone"] else ZoneInfo(zone))
    instant = Instant(moment.astimezone(UTC), timedelta(seconds=1 if second else 60))
    return instant, instant


def _offset(text: str) -> tzinfo:
    if text in "Zz":
        return UTC
    hours, minutes = int(text[1:3]), int(text[3:].strip(":") or 0)
    if hours > 14 or minutes > 59:
        raise ValueError("zones go from -14:00 to +14:00")
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)


def _check_order(
    name: DateName, low: Moment | None, high: Moment | None, value: str, low_text: str, high_text: str
) -> None:
    ends = tuple(_order(moment) for moment in (low, high) if moment is not None)
    if len(ends) == 2 and ends[0][0] == ends[1][0] and ends[0][1] > ends[1][1]:
        raise QueryError(
            f"{name}: the range ends before it begins",
            value,
            0,
            len(value),
            f"Did you mean {name}:{high_text.strip()}..{low_text.strip()}?",
        )


def _order(moment: Moment) -> tuple[str, float]:
    if isinstance(moment, Day):
        return "day", moment.value.toordinal()
    if isinstance(moment, Instant):
        return "instant", moment.value.timestamp()
    if isinstance(moment, Ago):
        return "ago", -moment.span.total_seconds()
    return "back", -moment.days


def written(range: DateRange) -> str:
    """The range as it can be typed (without its name)."""
    if range.low == DaysBack(-1) or range.high == DaysBack(2):  # these come of comparisons alone
        return ">today" if range.low else "<yesterday"
    low, high = _write(range.low), _write(range.high)
    if range.high is None and isinstance(range.low, Ago):
        return low
    if low == high and not isinstance(range.low, Ago):
        return low
    return f"{low}..{high}"


def _write(moment: Moment | None) -> str:
    if moment is None:
        return ""
    if isinstance(moment, Day):
        return moment.value.isoformat()
    if isinstance(moment, Instant):
        form = "%Y-%m-%dT%H:%M:%SZ" if moment.width < timedelta(minutes=1) else "%Y-%m-%dT%H:%MZ"
        return moment.value.astimezone(UTC).strftime(form)
    if isinstance(moment, DaysBack):
        return next((name for name, day in _DAY_NAMES.items() if day == moment), f"{moment.days}")
    hours = moment.span // timedelta(hours=1)
    return f"{hours // 24}d" if hours % 24 == 0 else f"{hours}h"

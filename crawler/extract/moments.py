"""Dates and times as publishers write them in attributes, read into intervals with their precision and zone."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from articles.article import Published

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # the web's first news sites; older dates are mistakes
_FUTURE = timedelta(days=1)
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९", "0123456789" * 3)

# ISO 8601 as found in the wild: blank for T, offsets without a colon, fractions, a zone's name behind it
_ISO = re.compile(
    r"""(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})
        (?:[T\s,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?
        \s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z(?![A-Za-z])|UTC|GMT|[+-]\d{1,2}:?\d{2}|[+-]\d{2}(?!\d))?)?""",
    re.VERBOSE,
)
_COMPACT = re.compile(
    r"^(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?:T?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?$"
)
_RFC_2822 = re.compile(r"^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d{1,2}:\d{2}")
_EPOCH = re.compile(r"^\d{10}(?:\d{3})?$")
_DOTTED = re.compile(
    r"\b(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})"
    r"(?:\D{1,12}(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?::(?P<second>\d{2}))?)?"
)
_SLASHED = re.compile(r"^(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>\d{4})(?P<rest>.*)$")
_HAN = re.compile(
    r"(?P<year>\d{4})\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日일](?:\D{0,8}(?P<hour>\d{1,2})\s*[:時时시]\s*(?P<minute>\d{2}))?"
)
_ZONE_NAMES = {
    "EST": "-05:00", "EDT": "-04:00", "CST": "-06:00", "CDT": "-05:00", "MST": "-07:00", "MDT": "-06:00",
    "PST": "-08:00", "PDT": "-07:00", "CET": "+01:00", "CEST": "+02:00", "EET": "+02:00", "EEST": "+03:00",
    "BST": "+01:00", "MSK": "+03:00", "JST": "+09:00", "KST": "+09:00", "AEST": "+10:00", "AEDT": "+11:00",
}  # fmt: skip
_ZONE_NAME = re.compile(r"\b(" + "|".join(_ZONE_NAMES) + r")\b")
_CTIME = re.compile(
    r"^[A-Z][a-z]{2} (?P<name>[A-Z][a-z]{2}) +(?P<day>\d{1,2}) (?P<clock>\d{2}:\d{2}:\d{2}) (?:[A-Z]{3,4} )?(?P<year>\d{4})$"
)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1
    )
}
_NAMED = re.compile(
    r"\b(?:(?P<name>[A-Z][a-z]{2})[a-z]*\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? |(?P<day2>\d{1,2}) (?P<name2>[A-Z][a-z]{2})[a-z]*\.?,? )(?P<year>\d{4})"
    r"(?:\D{1,8}(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)(?:\s*(?P<half>[AaPp]\.?[Mm])\b)?)?"
)


def parse_moment(text: str, how: str, *, zone: str | None = None, now: datetime) -> Published | None:
    """Read one date or time; None if it is none, lies more than a day after `now`, or before 1990.

    Offsets are taken as given; a time without one is in `zone` (an IANA name), else UTC is assumed, and
    `Published.zone` is then None. Midnight to the second is how many systems write "that day", and is
    taken for a day: the interval still holds the moment. `how` goes into the result unchanged.
    """
    value = text.translate(_DIGITS).strip()[:100]
    if not value:
        return None
    try:
        found = _read(value, zone)
    except (ValueError, OverflowError):
        return None
    if found is None:
        return None
    start, length, offset = found
    if not EARLIEST <= start <= now + _FUTURE:
        return None
    return Published(start, start + length, "day" if length == timedelta(days=1) else "time", how, offset)


def same_offset(day: Published, other: str | None, zone: str | None, now: datetime) -> Published:
    """A day without a zone, placed in the offset that another date of the same page gives."""
    if day.zone is not None or zone is not None or not other:
        return day
    reference = parse_moment(other, day.how, zone=None, now=now)
    if reference is None or reference.zone is None:
        return day
    shift = _offset(reference.zone).utcoffset(None) or timedelta()
    return Published(day.start - shift, day.end - shift, day.precision, day.how, reference.zone)


def _read(value: str, zone: str | None) -> tuple[datetime, timedelta, str | None] | None:
    if _EPOCH.match(value):
        seconds = int(value[:10])
        return datetime.fromtimestamp(seconds, UTC), timedelta(seconds=1), "Z"
    if _RFC_2822.match(value) and (moment := parsedate_to_datetime(value)):
        given = None if moment.tzinfo is None else _written(moment.utcoffset())
        return _place(moment.replace(tzinfo=None), timedelta(seconds=1), given or _named_zone(value), zone)
    match = _ISO.search(value) if value[:1].isdigit() else None
    match = match or _COMPACT.match(value) or _HAN.search(value) or _DOTTED.search(value)
    if match:
        return _interval(match.groupdict(), value, zone)
    if slashed := _SLASHED.match(value):
        return _slashed(slashed, zone)
    if (ctime := _CTIME.match(value)) or (ctime := _NAMED.search(value)):
        return _named(ctime.groupdict(), value, zone)
    return None


def _interval(
    parts: dict[str, str | None], value: str, zone: str | None
) -> tuple[datetime, timedelta, str | None]:
    year, month, day = (int(parts[name] or 0) for name in ("year", "month", "day"))
    if not parts.get("hour"):
        return _place(datetime(year, month, day, tzinfo=UTC), timedelta(days=1), None, zone)
    hour = _hour(int(parts["hour"] or 0), parts.get("half"))
    moment = datetime(
        year,
        month,
        day,
        hour % 24,
        int(parts["minute"] or 0),
        min(59, int(parts.get("second") or 0)),
        tzinfo=UTC,
    )
    offset = parts.get("zone") or _named_zone(value)
    if moment.hour == moment.minute == moment.second == 0:
        return _place(moment, timedelta(days=1), offset, zone)
    return _place(moment, timedelta(seconds=1) if parts.get("second") else timedelta(minutes=1), offset, zone)


def _slashed(match: re.Match[str], zone: str | None) -> tuple[datetime, timedelta, str | None] | None:
    """12/21/2023 or 21/12/2023: only one reading may be possible, else AM/PM tells the American one."""
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    american = bool(re.search(r"[AaPp]\.?[Mm]\b", match["rest"]))
    if first > 12 or (second <= 12 and not american and first != second):
        first, second = second, first
    return _read(f"{year}-{first:02}-{second:02}{match['rest']}", zone)


def _named(
    parts: dict[str, str | None], value: str, zone: str | None
) -> tuple[datetime, timedelta, str | None] | None:
    month = _MONTHS.get(parts.get("name") or parts.get("name2") or "")
    day = parts.get("day") or parts.get("day2")
    if month is None or day is None:
        return None
    clock = f" {parts['clock']} {parts.get('half') or ''}" if parts.get("clock") else ""
    zone_name = _named_zone(value) if clock else None
    return _read(f"{parts['year']}-{month:02}-{int(day):02}{clock}{zone_name or ''}", zone)


def _hour(hour: int, half: str | None) -> int:
    if half is None or hour > 12:
        return hour
    return hour % 12 + (12 if half[0] in "pP" else 0)


def _named_zone(value: str) -> str | None:
    found = _ZONE_NAME.search(value)
    return _ZONE_NAMES[found[1]] if found else None


def _place(
    moment: datetime, length: timedelta, offset: str | None, zone: str | None
) -> tuple[datetime, timedelta, str | None]:
    place: tzinfo = UTC
    if offset is not None:
        place = _offset(offset)
    elif zone is not None:
        place = ZoneInfo(zone)
    local = moment.replace(tzinfo=place)
    shown = None
    if offset is not None:
        shown = "Z" if offset in ("Z", "UTC", "GMT") else _written(local.utcoffset())
    elif zone is not None:
        shown = _written(local.utcoffset())
    return local.astimezone(UTC), length, shown


def _offset(text: str) -> tzinfo:
    if text in ("Z", "UTC", "GMT"):
        return UTC
    digits = text[1:].replace(":", "")
    digits = digits.zfill(4) if len(digits) in (3, 4) else digits + "00"
    delta = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if delta > timedelta(hours=14):
        raise ValueError(f"no such offset: {text}")
    return timezone(-delta if text[0] == "-" else delta)


def _written(offset: timedelta | None) -> str | None:
    if offset is None:
        return None
    minutes = int(offset.total_seconds() // 60)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"

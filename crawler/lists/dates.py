"""Dates as lists write them, to intervals: between the parsers and `Published`.

RFC 822/2822/5322 with their zone names, RFC 3339, ISO 8601 and W3CDTF, and what sites write instead: local month
names, dotted and slashed dates, East Asian dates, Unix seconds, Buddhist years, other digits.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from articles.article import Published
from crawler.lists.months import month_number

_EARLIEST_YEAR = 1990  # before news was on the web: a zero or a mistake
_LATEST_YEAR = 2100
_LONGEST = 100

_CLOCK = r"(?P<hour>\d{1,2})(?:[:.h]|時|时|시\s?|点)(?P<minute>\d{2})分?분?(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?(?:秒|초)?"
_HALF = r"(?:\s*(?P<half>[ap]\.?\s?m\b\.?))?"
_ISO = re.compile(
    r"(?P<year>\d{4})-?(?P<month>\d{1,2})?-?(?P<day>\d{1,2})?"
    r"(?:(?:T|\s+|,\s*)(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,:]\d+)?)?)?"
    + _HALF
    + r"\s*(?P<zone>.*)\Z",
    re.I,
)
_DAY_FIRST = re.compile(
    r"(?:[^\W\d]+\.?[,\s]\s*){0,3}(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?[\s,/-]*(?:d[eo']l?\s+|ta['’]\s*|ng\s+)?(?P<name>[^\W\d_][^\s\d,/-]*)"
    r"[\s,/-]*(?:d[eo]l?\s+)?(?P<year>\d{4}|\d{2})(?:\D{1,14}?" + _CLOCK + _HALF + r")?\s*(?P<zone>.*)\Z",
    re.I,
)
_MONTH_FIRST = re.compile(
    r"(?:[^\W\d]+\.?[,\s]\s*)?(?P<name>[^\W\d_][^\s\d,/-]*)[\s,/-]+(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?[\s,/-]+(?P<year>\d{4})(?!\d|:)"
    r"(?:\D{1,14}?" + _CLOCK + _HALF + r")?\s*(?P<zone>.*)\Z",
    re.I,
)
_CTIME = re.compile(
    r"(?:[^\W\d]+\.?,?\s+)?(?P<name>[^\W\d_]+)\.?\s+(?P<day>\d{1,2}),?\s+"
    + _CLOCK
    + r"(?:\s+(?P<zone>[A-Z+][^\s]*))?\s+(?P<year>\d{4})\Z",
    re.I,
)
_NUMBERS = re.compile(
    r"(?:[^\W\d]+\.?,?\s+)?(?P<one>\d{1,4})\s?(?P<mark>[./-])\s?(?P<two>\d{1,2})\s?[./-]\s?(?P<three>\d{2,4})\.?(?:\D{1,14}?"
    + _CLOCK
    + _HALF
    + r")?\s*(?P<zone>.*)\Z",
    re.I,
)
_HAN = re.compile(
    r"(?P<year>\d{4})\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日일]?(?:[^\d]{0,8}?(?P<ampm>오전|오후|上午|下午|午前|午後)?\s*"
    + _CLOCK
    + r")?\s*(?P<zone>.*)\Z"
)
_EPOCH = re.compile(r"(\d{10})(?:\d{3})?\Z")
_OFFSET = re.compile(r"(?:UTC|GMT|Z)?\s*([+-])(\d{1,2})[:.]?(\d{2})?(?!\d)", re.I)
_ZONE_WORD = re.compile(r"[A-Za-z]+(?:/[A-Za-z_]+)+|[A-Za-z]+")

# RFC 822 5.1, RFC 2822 4.3 and the names that feeds use beside them; hours from UTC, minutes after a colon
_ZONES = {
    name: hours
    for line, hours in (
        ("UT UTC GMT Z WET", "0"), ("EST", "-5"), ("EDT", "-4"), ("CST", "-6"), ("CDT", "-5"), ("MST", "-7"),
        ("MDT", "-6"), ("PST", "-8"), ("PDT", "-7"), ("ET", "-5"), ("CT", "-6"), ("MT", "-7"), ("PT", "-8"),
        ("AST", "-4"), ("ADT", "-3"), ("AT", "-4"), ("NST", "-3:30"), ("NDT", "-2:30"), ("HST", "-10"),
        ("AKST", "-9"), ("AKDT", "-8"), ("BRT", "-3"), ("ART", "-3"), ("CLT", "-4"), ("COT", "-5"), ("PET", "-5"),
        ("BST WEST", "1"), ("CET MET MEZ WAT", "1"), ("CEST MEST MESZ", "2"), ("EET CAT SAST", "2"),
        ("EEST MSK TRT EAT", "3"), ("MSD GST SAMT", "4"), ("IRST", "3:30"), ("AFT", "4:30"), ("PKT UZT YEKT", "5"),
        ("IST", "5:30"), ("NPT", "5:45"), ("BDT OMST", "6"), ("MMT", "6:30"), ("ICT WIB KRAT", "7"),
        ("HKT SGT MYT PHT WITA AWST IRKT", "8"), ("JST KST WIT YAKT", "9"), ("ACST", "9:30"), ("AEST VLAT", "10"),
        ("ACDT", "10:30"), ("AEDT", "11"), ("NZST", "12"), ("NZDT", "13"), ("A", "-1"), ("M", "-12"), ("N", "1"), ("Y", "12"),
    )
    for name in line.split()
}  # fmt: skip


def published(
    text: str, *, zone: str | None = None, language: str | None = None, how: str = "feed"
) -> Published | None:
    """When `text` says, or None if it is no date between 1990 and 2100.

    A date without a time, or with midnight to the second (as many systems write a mere date), is a day. Without an
    offset the time is in `zone` (an IANA name), else in UTC, and `Published.zone` is None. `language` (a primary
    subtag) reads month names and slashed dates: 2/3 is the second of March, but in "en" the third of February.
    """
    value = " ".join(text[: _LONGEST * 2].split())[:_LONGEST]
    if not value.isascii():
        value = "".join(_plain_digit(char) for char in unicodedata.normalize("NFC", value))
    try:
        return _read(value, zone, language, how)
    except (ValueError, OverflowError, KeyError):  # a 31st of February, an hour 25, no such zone
        return None


def _plain_digit(char: str) -> str:
    if char.isascii() or not char.isdecimal():
        return "" if char in "\u200e\u200f\u202a\u202b\u202c" else char
    return str(unicodedata.decimal(char))


def _read(value: str, zone: str | None, language: str | None, how: str) -> Published | None:
    if not value:
        return None
    if value[:1].isdigit():
        if match := _EPOCH.match(value):
            moment = datetime.fromtimestamp(int(match[1]), UTC)
            return _interval(moment, "Z", "second", how) if moment.year >= _EARLIEST_YEAR else None
        if (match := _HAN.match(value)) or ((match := _ISO.match(value)) and _is_iso(match)):
            return _from_parts(match.groupdict(), zone, how)
    if match := _NUMBERS.match(value):
        parts = match.groupdict()
        return _from_parts({**parts, **_order(parts, language)}, zone, how)
    for pattern in (_DAY_FIRST, _CTIME, _MONTH_FIRST):
        match = pattern.match(value)
        if match and (month := month_number(match["name"], language)):
            return _from_parts({**match.groupdict(), "month": str(month)}, zone, how)
    return None


def _is_iso(match: re.Match[str]) -> bool:
    """Not "2026/11/23" cut short, nor "20261123" read as a year and nothing."""
    return bool(match["month"]) and match["zone"][:1] not in ("/", ".") and not match["zone"][:1].isdigit()


def _order(parts: dict[str, str | None], language: str | None) -> dict[str, str]:
    one, two, three = (parts[name] or "" for name in ("one", "two", "three"))
    if len(one) == 4:
        return {"year": one, "month": two, "day": three}
    american = bool(parts["half"]) or language == "en"
    if int(two) > 12 or (parts["mark"] == "/" and american and int(one) <= 12):
        one, two = two, one
    return {"year": three, "month": two, "day": one}


def _from_parts(parts: dict[str, str | None], zone: str | None, how: str) -> Published | None:
    year = int(parts["year"] or 0)
    if len(parts["year"] or "") == 2:
        year += 2000 if year < 70 else 1900
    elif 2500 < year < 2650:  # the Buddhist era, in Thai lists
        year -= 543
    if not _EARLIEST_YEAR <= year <= _LATEST_YEAR or not parts.get("month") or not parts.get("day"):
        return None
    day = datetime(year, int(parts["month"] or 0), int(parts["day"] or 0))  # noqa: DTZ001, the zone follows
    given = _offset(parts.get("zone") or "")
    place = given[0] if given else _zone(zone)
    written = given[1] if given else None
    if parts.get("hour") is None:
        written = None if written and "/" in written else written
        return _interval(day.replace(tzinfo=place), written, "day", how)
    hour = _hour(int(parts["hour"] or 0), parts.get("half") or parts.get("ampm"))
    minute, second = int(parts["minute"] or 0), min(59, int(parts.get("second") or 0))
    moment = day.replace(tzinfo=place) + timedelta(hours=hour, minutes=minute, seconds=second)
    if hour > 24 or minute > 59:
        return None
    if written and "/" in written:
        written = _fixed(int((moment.utcoffset() or timedelta()).total_seconds()) // 60)[1]
    if hour == minute == second == 0:
        return _interval(moment, written, "day", how)
    return _interval(moment, written, "second" if parts.get("second") else "minute", how)


def _interval(moment: datetime, written: str | None, length: str, how: str) -> Published:
    if length == "day":  # 24 hours of the publisher's clock, 23 or 25 where clocks change
        end = (moment + timedelta(days=1)).astimezone(UTC)
    else:
        end = moment.astimezone(UTC) + timedelta(seconds=1 if length == "second" else 60)
    return Published(moment.astimezone(UTC), end, "day" if length == "day" else "time", how, written)


def _hour(hour: int, half: str | None) -> int:
    if not half or hour > 12:
        return hour
    afternoon = half[0] in "pP" or half in ("오후", "下午", "午後")
    return hour % 12 + (12 if afternoon else 0)


@lru_cache(maxsize=512)
def _offset(text: str) -> tuple[tzinfo, str] | None:
    """The zone that the rest of a date names, and how it is written in `Published.zone`."""
    text = text.strip(" ()[]")
    if match := _OFFSET.match(text):
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        if minutes > 15 * 60:
            return None
        return _fixed(-minutes if match[1] == "-" else minutes)
    word = _ZONE_WORD.match(text)
    if word is None:
        return None
    if "/" in word[0]:
        return ZoneInfo(word[0]), word[0]
    hours = _ZONES.get(word[0].upper())
    if hours is None:
        return None
    if hours == "0":
        return UTC, "Z"
    whole, _, part = hours.partition(":")
    minutes = abs(int(whole)) * 60 + int(part or 0)
    return _fixed(-minutes if whole.startswith("-") else minutes)


def _fixed(minutes: int) -> tuple[tzinfo, str]:
    sign = "-" if minutes < 0 else "+"
    written = f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    return timezone(timedelta(minutes=minutes)), written


def _zone(name: str | None) -> tzinfo:
    return ZoneInfo(name) if name else UTC

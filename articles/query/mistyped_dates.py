"""What was probably meant by something that is no date: the sentence that `dates` adds to its errors."""

import re
from datetime import date, datetime
from difflib import get_close_matches
from typing import Final

_YEAR_LAST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[./_]?(\d{1,2})[./_]?(\d{1,2})")
_TWO_DAYS = re.compile(
    r"\[?(\d{4}-\d{1,2}-\d{1,2})(?:\.{3,}|\s*(?:-|–|—|/|TO|to|bis|до)\s*)(\d{4}-\d{1,2}-\d{1,2})\]?"
)
_SPAN = re.compile(
    r"(?:-|(?:the\s+)?(?:last|past|previous)\s+)?(\d{0,7})\s*([a-z]+)(?:\s+ago)?", re.IGNORECASE
)
_UNITS: Final = {"hour": "h", "day": "d", "week": "w", "month": "30d", "year": "365d", "night": "d"}
_SHORT: Final = {
    "h": "h",
    "hr": "h",
    "d": "d",
    "w": "w",
    "wk": "w",
    "mo": "30d",
    "mon": "30d",
    "y": "365d",
    "yr": "365d",
}
_FORMS: Final = ("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y", "%Y %B %d", "%B %Y", "%b %Y")
_NAMES: Final = ("today", "yesterday")


def nearest_date(text: str) -> str | None:
    """A sentence with the nearest thing that is a date; None where nothing is near."""
    text = text.strip()[:60]
    if two := _TWO_DAYS.fullmatch(text):
        return f"Did you mean {two[1]}..{two[2]}?"
    if text.startswith("[") or text.startswith("."):
        return "A range is written 2026-11-01..2026-11-20; both ends are in it."
    guesses = list(dict.fromkeys(_days(text)))
    if guesses:
        return f"Did you mean {' or '.join(guesses)}?"
    if span := _span(text):
        return f"Did you mean {span}?"
    if re.fullmatch(r"\d{1,3}", text):
        return f"Did you mean {int(text)}d?"
    if text.casefold() in ("last", "past", "previous"):
        return "Did you mean 7d, the last seven days?"
    if re.fullmatch(r"-?\d+[a-z]+", text, re.IGNORECASE):
        return "Lengths of time are hours, days or weeks: 24h, 7d, 2w."
    near = get_close_matches(text.casefold(), _NAMES, n=1)
    return f"Did you mean {near[0]}?" if near else None


def _days(text: str) -> list[str]:
    if last := _YEAR_LAST.fullmatch(text):
        first, second, year = int(last[1]), int(last[2]), int(last[3])
        return [day for one in ((second, first), (first, second)) if (day := _day(year, *one))]
    if first_year := _YEAR_FIRST.fullmatch(text):
        day = _day(int(first_year[1]), int(first_year[2]), int(first_year[3]))
        return [day] if day else []
    plain = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|,", "", text)
    for form in _FORMS:
        try:
            found = datetime.strptime(" ".join(plain.split()), form)  # noqa: DTZ007 (a day, of no zone)
        except ValueError:
            continue
        return [found.strftime("%Y-%m-%d" if "%d" in form else "%Y-%m")]
    return []


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _span(text: str) -> str | None:
    found = _SPAN.fullmatch(text)
    if not found:
        return None
    name = found[2].casefold()
    unit = _SHORT.get(name) or _UNITS.get(name.removesuffix("s"))
    if unit is None or (
        not found[1] and not re.match(r"(?:the\s+)?(?:last|past|previous)\b", text, re.IGNORECASE)
    ):
        return None
    number = int(found[1] or 1)
    length = unit[:-1]
    return f"{number * int(length)}d" if length else f"{number}{unit}"

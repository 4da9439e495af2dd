"""Moments, days and stretches of time as a digest and every door say them, no more precise than they are known."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from alerts.contents import Item
from alerts.render.language import Language, language
from articles.article import Published

_ENGLISH = "en"


def moment(value: datetime, zone: str, beside: datetime | None = None, code: str = _ENGLISH) -> str:
    """ "23 Nov 2026, 14:05" in `zone` (an IANA name), in the language `code`; without the year of `beside`."""
    day = local(value, zone).date()
    return f"{language(code).day(day, local(beside, zone).date() if beside else None)}, {local(value, zone):%H:%M}"


def day_or_weekday(value: datetime, zone: str, beside: datetime, code: str = _ENGLISH) -> str:
    """The moment where it is the same day as `beside`, "Tuesday" within six days before it, else "3 Nov"; in `zone`."""
    day, today = local(value, zone).date(), local(beside, zone).date()
    if day == today:
        return f"{local(value, zone):%H:%M}"
    if timedelta(0) < today - day < timedelta(days=7):
        return language(code).weekday(day)
    return language(code).day(day, today)


def published(value: Published | None, zone: str, beside: datetime, code: str = _ENGLISH) -> str:
    """When the publisher says that the article appeared, no more precise than it is known."""
    told = language(code)
    if value is None:
        return told.say("publication date not given")
    if value.precision == "day":
        return told.say("published {day}", day=told.day(_publishers_day(value), local(beside, zone).date()))
    when = moment(value.start, zone, beside, code)
    if value.zone is None:
        return told.say("published {moment} (time zone assumed)", moment=when)
    return told.say("published {moment}", moment=when)


def first_seen(item: Item, zone: str, beside: datetime, code: str = _ENGLISH) -> str:
    """When presswatch first had the article."""
    return language(code).say("first seen {moment}", moment=moment(item.first_seen, zone, beside, code))


def span_of(value: timedelta, told: Language | None = None) -> str:
    """ "3 days", "4 h", "20 min": a stretch of time in its largest unit, rounded."""
    told = told or language(_ENGLISH)
    hours = value / timedelta(hours=1)
    if hours < 1:
        return told.say("{n} min", n=max(1, round(hours * 60)))
    if hours < 48:
        return told.say("{n} h", n=round(hours))
    return told.count(round(hours / 24), "{n} day", "{n} days")


def local(value: datetime, zone: str) -> datetime:
    """The moment in the zone; as it is an hour beside the end of the calendar (a publisher may write the year 9999)."""
    try:
        return value.astimezone(ZoneInfo(zone))
    except OverflowError:
        return value


def _publishers_day(value: Published) -> date:
    # The day in the publisher's zone: its noon, which for every offset up to 12 hours is the same day in UTC.
    offset = _offset(value.zone) if value.zone is not None else None
    start = value.start.astimezone(UTC)
    try:
        return (start + (timedelta(hours=12) if offset is None else offset)).date()
    except OverflowError:
        return start.date()


def _offset(zone: str) -> timedelta | None:
    try:
        return datetime.fromisoformat(f"2000-01-01T00:00:00{zone}").utcoffset()
    except ValueError:
        return None

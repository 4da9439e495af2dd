"""When a digest is due: the pure rule between a subscription's `send` and the periods that digests fill."""

import difflib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from alerts.errors import ScheduleError

Kind = Literal["as read", "hourly", "daily", "weekly"]
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
GATHER = timedelta(seconds=30)  # "as read" waits this long, so that one burst is one mail
FORMS = '"as read", "hourly", "daily at 08:00" or "weekly on monday at 08:00"'
_PATTERN = re.compile(
    r"(?:(?P<plain>as read|hourly)|daily at (?P<daily>[0-9]{1,2}:[0-9]{2})"
    r"|weekly on (?P<day>[a-z]+) at (?P<weekly>[0-9]{1,2}:[0-9]{2}))"
)


@dataclass(frozen=True, slots=True)
class Send:
    """How often a subscription is sent. `hour` and `minute` are wall time; `weekday` counts from Monday, 0."""

    kind: Kind
    hour: int = 0
    minute: int = 0
    weekday: int = 0

    @property
    def when_empty(self) -> bool:
        """Whether a digest comes although nothing was found, so that silence never means "broken"."""
        return self.kind in ("daily", "weekly")


@dataclass(frozen=True, slots=True)
class Period:
    """A slot that one digest fills. `id` names it in wall time, so that a change of zone rules repeats nothing;
    `due` is when it may be sent (UTC)."""

    id: str
    due: datetime


def parse_send(text: str) -> Send:
    """The rule that `text` stands for; case and runs of blanks do not matter.

    Raises ScheduleError, saying what is wrong and which forms there are.
    """
    plain = " ".join(text.lower().split())
    found = _PATTERN.fullmatch(plain)
    if found is None:
        words = plain.split()
        near = difflib.get_close_matches(words[0], ("as", "hourly", "daily", "weekly"), 1) if words else []
        meant = {"as": '"as read"', "hourly": '"hourly"', "daily": '"daily at 08:00"'}
        hint = (
            f"; did you mean {meant.get(near[0], chr(34) + 'weekly on monday at 08:00' + chr(34))}?"
            if near
            else ""
        )
        raise ScheduleError(f"{text!r} is not a time to send: use {FORMS}{hint}")
    if found["plain"]:
        return Send("as read" if found["plain"] == "as read" else "hourly")
    clock = found["daily"] or found["weekly"]
    hour, minute = (int(part) for part in clock.split(":"))
    if hour > 23 or minute > 59:
        raise ScheduleError(f"{text!r}: there is no {clock} o'clock; hours go to 23, minutes to 59")
    if found["daily"]:
        return Send("daily", hour, minute)
    if found["day"] not in WEEKDAYS:
        near = difflib.get_close_matches(found["day"], WEEKDAYS, 1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ScheduleError(f"{text!r}: {found['day']!r} is no day of the week{hint}")
    return Send("weekly", hour, minute, WEEKDAYS.index(found["day"]))


def period_at(send: Send, zone: str, now: datetime) -> Period | None:
    """The last period that began at or before `now` (aware); None for "as read", which has no slots.

    Wall times follow PEP 495 with fold=0: 02:30 on the night the clock goes back is the first of the two,
    and on the night it goes forward, when there is no 02:30, it is the same moment under its new name (03:30).
    A wall time names its period once, so neither night has two. `zone` is an IANA name.
    """
    if send.kind == "as read":
        return None
    return _hour(zone, now) if send.kind == "hourly" else _slot(send, zone, now, forward=False)


def next_period(send: Send, zone: str, now: datetime) -> Period | None:
    """The first period that begins after `now`; None for "as read"."""
    if send.kind == "as read":
        return None
    if send.kind == "hourly":
        this = _hour(zone, now)
        return _hour(zone, this.due + timedelta(minutes=61))
    return _slot(send, zone, now, forward=True)


def gathered(oldest: datetime, now: datetime, wait: timedelta = GATHER) -> bool:
    """Whether "as read" may be sent: the oldest pending match has waited so long, or the clock was set back behind it."""
    return not timedelta(0) <= now - oldest < wait


def _hour(zone: str, now: datetime) -> Period:
    # The hour of the reader's wall clock (zones of half hours included), named in UTC because a wall hour
    # comes twice in autumn and both are hours.
    local = now.astimezone(ZoneInfo(zone))
    start = (
        now - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    ).astimezone(UTC)
    return Period(f"hourly {start:%Y-%m-%dT%H:%MZ}", start)


def _slot(send: Send, zone: str, now: datetime, *, forward: bool) -> Period:
    tz = ZoneInfo(zone)
    today = now.astimezone(tz).date()
    step = 1 if forward else -1
    for days in range(-1, 10):  # from a day on the other side: near midnight a gap may move a slot over it
        day = today + timedelta(days=days * step)
        if send.kind == "weekly" and day.weekday() != send.weekday:
            continue
        wall = datetime(day.year, day.month, day.day, send.hour, send.minute, tzinfo=tz)
        due = wall.astimezone(UTC)
        if (due > now) if forward else (due <= now):
            return Period(f"{send.kind} {wall:%Y-%m-%d %H:%M}", due)
    raise AssertionError("a week has every weekday")

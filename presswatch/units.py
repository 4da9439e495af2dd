"""Durations, sizes and counts as people write and read them ("30m", "20 GB", "1 article"), for all doors."""

import re
from datetime import timedelta

from presswatch.config_errors import BadValue

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_WORDS = {
    "s": ("sec", "secs", "second", "seconds"),
    "m": ("min", "mins", "minute", "minutes"),
    "h": ("hr", "hrs", "hour", "hours"),
    "d": ("day", "days"),
    "w": ("wk", "week", "weeks"),
}
_BYTES = {"B": 1, "KB": 1000, "MB": 1000**2, "GB": 1000**3, "TB": 1000**4}
_BYTES |= {f"{u[0]}iB": 1024**n for n, u in enumerate(("B", "KB", "MB", "GB", "TB")) if n}
_PART = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]+)\s*")
_LONGEST = timedelta(days=36500)


def parse_duration(text: str) -> timedelta:
    """`45s`, `30m`, `1h30m`, `2d`, `1w`. Raises BadValue, with the nearest right writing."""
    parts = _PART.findall(text)
    if not parts or _PART.sub("", text):
        number = text.strip()
        raise BadValue(
            f'"{text}" is no duration: a number and s, m, h, d or w is wanted, such as "30m" or "2d"',
            f"{number}m" if number.isdigit() else None,
        )
    total = timedelta()
    for number, unit in parts:
        letter = next((k for k, words in _WORDS.items() if unit.lower() in (k, *words)), None)
        if letter is None:
            raise BadValue(f'"{text}" is no duration: "{unit}" is none of s, m, h, d, w')
        if unit != letter:
            hint = f"{number}{letter}" if len(parts) == 1 else None
            raise BadValue(f'"{text}" is no duration: units are the letters s, m, h, d, w', hint)
        if float(number) * _SECONDS[letter] > _LONGEST.total_seconds():
            raise BadValue(f'"{text}" is longer than a hundred years')
        total += timedelta(seconds=float(number) * _SECONDS[letter])
    return total


def show_duration(value: timedelta) -> str:
    """The shortest such writing; parts of a second are left out."""
    seconds = int(value.total_seconds())
    if seconds <= 0:
        return "0s"
    written = ""
    for letter in ("w", "d", "h", "m", "s"):
        if letter == "w" and seconds % _SECONDS["w"]:
            continue  # "10d" reads better than "1w3d"
        count, seconds = divmod(seconds, _SECONDS[letter])
        written += f"{count}{letter}" if count else ""
    return written


def parse_size(text: str) -> int:
    """`500MB`, `20GB` (powers of ten), `1GiB` (powers of two): bytes. Raises BadValue."""
    match = _PART.fullmatch(text)
    units = {unit.upper(): unit for unit in _BYTES}
    if match and match.group(2) in _BYTES:
        return int(float(match.group(1)) * _BYTES[match.group(2)])
    hint = None
    if match:
        unit = units.get(match.group(2).upper()) or units.get(f"{match.group(2)[0].upper()}B")
        hint = f"{match.group(1)}{unit}" if unit else None
    raise BadValue(f'"{text}" is no size: a number and B, KB, MB, GB or TB is wanted, such as "20GB"', hint)


def show_size(count: int) -> str:
    """Bytes in the unit a person would choose, powers of ten: `1.2 GB`."""
    size = float(count)
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" or size >= 100 else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """`1 article`, `12,000 articles`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"

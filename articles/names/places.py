"""What other languages call countries and well-known cities: names that no letters lead to (Ireland, Irsko); for `sought`.

The data are CLDR's (territories, and the exemplar cities of time zones), as babel has them.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

LANGUAGES: Final = [
    "ru",
    "uk",
    "be",
    "bg",
    "mk",
    "sr",
    "sr_Latn",
    "hr",
    "sl",
    "cs",
    "sk",
    "pl",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "sv",
    "da",
    "fi",
    "hu",
    "ro",
    "tr",
    "el",
    "lt",
    "lv",
    "et",
    "ar",
    "fa",
    "he",
    "az",
    "ka",
    "hy",
]


def place_names(name: str) -> tuple[str, ...]:
    """A place's names in other languages, by its English name; none where that is not known."""
    return _translated(" ".join(name.split()).casefold())


@lru_cache(maxsize=2_000)
def _translated(name: str) -> tuple[str, ...]:
    known = _english().get(name)
    return () if known is None else tuple(dict.fromkeys(_names(*known)))


def _names(kind: str, code: str) -> Iterator[str]:
    from babel import Locale  # its tables are files, which few entities need

    for language in LANGUAGES:
        locale = Locale.parse(language)
        found = locale.territories.get(code) if kind == "territory" else _city(locale.time_zones, code)
        if found and "(" not in found:
            yield found


@lru_cache(maxsize=1)
def _english() -> dict[str, tuple[str, str]]:
    from babel import Locale

    english, russian = (
        Locale.parse("en"),
        Locale.parse("ru"),
    )  # English has no name for a city whose zone has it
    found: dict[str, tuple[str, str]] = {}
    for zone in map(str, russian.time_zones):
        name = _city(english.time_zones, zone) or zone.rpartition("/")[2].replace("_", " ")
        found[name.casefold()] = ("city", zone)
    for code, name in english.territories.items():
        if len(str(code)) == 2:
            found[str(name).casefold()] = ("territory", str(code))
    return found


def _city(zones: Any, zone: str) -> str | None:
    found = zones.get(zone, {}).get("city")
    return str(found) if found else None

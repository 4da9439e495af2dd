"""Names that a standard decides: countries, languages and time zones in the configuration, for settings."""

import re
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo, available_timezones

from presswatch.config_errors import BadValue, nearest

OTHER_WRITINGS = {"UK": "GB", "EL": "GR", "USA": "US", "UAE": "AE", "ENGLAND": "GB", "GREAT BRITAIN": "GB"}
_SPOKEN = {"GB": "United Kingdom"}  # the table's own name is "Britain (UK)"


@cache
def countries() -> dict[str, str]:
    """ISO 3166-1 alpha-2 codes and names, as the time zone database lists them (iso3166.tab)."""
    table = (resources.files("tzdata") / "zoneinfo" / "iso3166.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {row[0]: row[1] for row in rows}


@cache
def languages() -> dict[str, str]:
    """BCP 47 primary subtags and their English names, as CLDR has them."""
    from babel import Locale  # it loads its tables from files, which a plain command need not do

    return {code: name for code, name in Locale("en").languages.items() if re.fullmatch("[a-z]{2,3}", code)}


def parse_country(text: str) -> str:
    """An ISO 3166-1 alpha-2 code in upper case. Raises BadValue, with the code of a country given by name."""
    if text in countries():
        return text
    upper = text.strip().upper()
    by_name = {name.upper(): code for code, name in countries().items()}
    hint = upper if upper in countries() else OTHER_WRITINGS.get(upper) or by_name.get(upper)
    if hint is None and len(upper) > 3:
        near = nearest(text, countries().values())
        hint = by_name[near.upper()] if near else None
    raise BadValue(
        f'"{text}" is no country code: two capital letters of ISO 3166 are wanted, such as "DE"', hint
    )


def parse_language(text: str) -> str:
    """A BCP 47 primary language subtag in lower case. Raises BadValue, with the code of a language given by name."""
    if text in languages():
        return text
    first = re.split("[-_]", text.strip().lower())[0]
    by_name = {name.lower(): code for code, name in languages().items()}
    hint = first if first in languages() else by_name.get(text.strip().lower())
    if hint is None and len(text) > 3:
        near = nearest(text, languages().values())
        hint = by_name[near.lower()] if near else None
    raise BadValue(f'"{text}" is no language code: two or three small letters are wanted, such as "ru"', hint)


def parse_zone(text: str) -> str:
    """An IANA time zone name. Raises BadValue with the nearest one."""
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        zones = available_timezones()
        by_city = {zone.rsplit("/", 1)[-1].replace("_", " "): zone for zone in sorted(zones) if "/" in zone}
        city = nearest(text.replace("_", " "), by_city, 0.8) if "/" not in text else None
        near = (by_city[city] if city else None) or nearest(text, zones)
        raise BadValue(
            f'"{text}" is no time zone: an IANA name is wanted, such as "Europe/Berlin"', near
        ) from None
    return text


def name_of(kind: str, code: str) -> str:
    """The English name of a "lang" or "country" code; any other value, and a code that nobody knows, is itself."""
    if kind == "country" and code in _SPOKEN:
        return _SPOKEN[code]
    known = {"lang": languages, "country": countries}.get(kind)
    return known().get(code, code) if known else code

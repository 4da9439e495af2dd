"""The names that may stand before a colon, and which was meant by another; for the parser."""

from collections.abc import Collection
from difflib import get_close_matches
from typing import Final, get_args

from articles.query.labels import LABELS
from articles.query.nodes import DateName, FieldName, LabelName

FIELDS: Final[tuple[str, ...]] = get_args(FieldName)
DATES: Final[tuple[str, ...]] = get_args(DateName)
NAMES: Final = (*FIELDS, *LABELS, *DATES, "entity")
_OTHER_NAMES: Final = {  # what other search tools call them
    "intitle": "title",
    "headline": "title",
    "text": "body",
    "intext": "body",
    "byline": "author",
    "by": "author",
    "host": "site",
    "domain": "site",
    "language": "lang",
    "date": "published",
    "pubdate": "published",
    "hd": "title",
    "hlead": "lead",
    "allintitle": "title",
    "inurl": "site",
    "publication": "source",
    "outlet": "source",
    "person": "entity",
    "summary": "lead",
    "photo": "caption",
}
_SIDES: Final = {"since": ">=", "from": ">=", "after": ">", "before": "<", "until": "<=", "to": "<="}
_CODES: Final = {"USA": "US", "UK": "GB", "UAE": "AE", "ENGLAND": "GB", "BRITAIN": "GB"}  # no names of CLDR
EXAMPLES: Final[dict[str, str]] = {  # of values, by name
    "source": "meduza",
    "site": "bbc.co.uk",
    "tag": "courts",
    "lang": "ru",
    "country": "DE",
    "story": "1204",
    "published": "2026-11-01",
    "seen": "7d",
}


def brief(text: str) -> str:
    """A piece of a query as a message names it: its beginning, where it is long."""
    return text if len(text) <= 60 else f"{text[:59]}…"


def nearest_code(label: LabelName, typed: str) -> str:
    """A sentence on which code a language or country that was written out has: the English names of CLDR."""
    from babel import Locale  # it loads its tables from files, which a plain query need not do

    tables = Locale("en")
    codes = tables.languages if label == "lang" else tables.territories
    by_name = {name.casefold(): code for code, name in codes.items() if len(code) == 2}
    other = _CODES.get(typed.strip().upper()) if label == "country" else None
    near = get_close_matches(typed.strip().casefold(), by_name, n=1, cutoff=0.75)
    code = other or (by_name[near[0]] if near else None)
    return f"Did you mean {label}:{code}?" if code else f"As in {label}:{EXAMPLES[label]}."


def nearest_field(typed: str) -> str:
    """A sentence on which field was probably meant."""
    name = typed.casefold()
    if side := _SIDES.get(name):
        return f"Did you mean published:{side}2026-11-01?"
    near = _OTHER_NAMES.get(name) or next(iter(get_close_matches(name, NAMES, n=1)), None)
    hint = f"Did you mean {near}:?" if near else f"There are {', '.join(f'{known}:' for known in NAMES)}."
    return f'{hint} To look for the words, put them in quotes: "{brief(typed)} …".'


def nearest_entity(typed: str, known: Collection[str]) -> str:
    """A sentence on which entity was probably meant."""
    near = get_close_matches(typed.casefold(), [name.casefold() for name in known], n=1)
    if near:
        return f"Did you mean entity:{next(name for name in known if name.casefold() == near[0])}?"
    if not known:
        return "No entity is configured."
    return f"There are {', '.join(sorted(known)[:8])}{'…' if len(known) > 8 else ''}."


def nearest_query(typed: str, known: Collection[str]) -> str:
    """A sentence on which saved query was probably meant."""
    near = get_close_matches(typed, known, n=1)
    return f"Did you mean @{near[0]}?" if near else f'To look for the word, write "{brief(typed)}".'

"""What is typed beside or behind a value and does not count as a part of it: a site's path, a day's time; for `advice`."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from lark import Token

from articles.query.names import DATES
from articles.query.syntax import QUOTES

_DAY_LAST: Final = re.compile(r".*\d{4}-\d{1,2}-\d{1,2}")
_TIME_FIRST: Final = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?(?:\.\..*)?", re.IGNORECASE)


def paths(typed: Sequence[Token]) -> Iterator[tuple[Token, int]]:
    """The values of `site:` that have a path, each with the column at which it begins in the value."""
    depth = 0  # of the parentheses that are open behind a `site:`
    for before, token in pairwise(typed):
        if depth:
            depth += (token.type == "LPAR") - (token.type == "RPAR")
        elif _name(before) == "site":
            depth = int(token.type == "LPAR")
        else:
            continue
        if token.type in ("WORD", "PHRASE"):
            begin = token.find("://") + 3 if "://" in token else 0
            path = token.find("/", begin)
            if path >= 0 and token[path:].strip(f"/{QUOTES}"):
                yield token, path


def times(typed: Sequence[Token]) -> Iterator[tuple[Token, str]]:
    """The times that stand behind a blank after a day, each first one with how its whole filter is written."""
    for place, head in enumerate(typed[:-1]):
        if _name(head) not in DATES:
            continue
        value, behind = str(typed[place + 1]), place + 2
        while behind < len(typed) and _DAY_LAST.fullmatch(value) and _is_time(typed[behind]):
            value, behind = f"{value}T{typed[behind]}", behind + 1
        if behind > place + 2:
            yield typed[place + 2], f"{head}{value}"


def _is_time(token: Token) -> bool:
    return token.type == "WORD" and _TIME_FIRST.fullmatch(token) is not None


def _name(token: Token) -> str | None:
    return token[:-1].casefold() if token.type == "FIELD" else None

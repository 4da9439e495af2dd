"""What is typed as in another search tool, and how it is written here; for the parser and its notes."""

import re
from collections.abc import Mapping
from typing import Final

# Lucene, LexisNexis (w/5, pre/5, w/s), Factiva (near5, adj5), and our own operators as they are mistyped.
_NEARNESS: Final = re.compile(
    r"(o?near|w|within|pre|adj|before)[/:]?(\d{1,6})|(w)?/(\d{1,6}|[sp])", re.IGNORECASE
)
_NUMBERED: Final = re.compile(r"(AND|OR|NOT|SENTENCE)/(\d{1,6})")
_BARE: Final = re.compile(r"(?:w|within|pre|before)\d+|\d+", re.IGNORECASE)  # W5, pre8: as likely a name
_IN_ORDER: Final = ("onear", "pre", "adj", "before")
_FUZZY: Final = re.compile(r"(.*\w)~[0-2]?(?:\.\d+)?", re.DOTALL)
_DISTANCE: Final = re.compile(r"(?:~|.*\w~(?![0-2]$))(\d{1,6})", re.DOTALL)
_WEIGHT: Final = re.compile(r"(.*\w)?\^\d+(?:\.\d+)?", re.DOTALL)
_DASHES: Final = "‐‑‒–—"

AND_OR_NOT: Final[Mapping[str, str]] = {
    **dict.fromkeys(("UND", "ET", "И", "VE"), "AND"),
    **dict.fromkeys(("ODER", "OU", "ИЛИ", "VEYA", "LUB", "XOR"), "OR"),
    **dict.fromkeys(("NICHT", "SAUF", "НЕ", "DEĞİL", "NIE"), "NOT"),
}
_SIGNS: Final = {"&": "AND", "&&": "AND", "|": "OR", "||": "OR", "!": "NOT", "+": "AND"}


def operator(word: str) -> tuple[str, str] | None:
    """What is wrong with a word that is surely an operator of another tool, and what to write; None for a word."""
    if word.isalpha():  # most are, and none of these
        return None
    if nearness := _nearness(word):
        return nearness
    if found := _NUMBERED.fullmatch(word):
        return f"{found[1]} takes no number", f"Did you mean {found[1]}, or NEAR/{found[2]}?"
    if word.startswith("==") and word.strip("="):
        return f"{word} has one = too many", f"Did you mean ={word.lstrip('=')}: exactly these letters?"
    if len(word) > 1 and word[0] == "!" and word[1] not in "!":
        return f"The sign ! does not leave {word[1:]} out", f"Did you mean -{word[1:]}?"
    if len(word) > 1 and word[0] in _DASHES and word[1].isalnum():
        rest = word[1:]
        return (
            f"{word[0]} is a dash, and no minus",
            f"To leave {rest} out, write -{rest}; to look for it, {rest}.",
        )
    if found := _FUZZY.fullmatch(word):
        return (
            "Spellings that are nearly alike cannot be asked for by ~",
            f"Leave it out, or use wildcards: {found[1]}*.",
        )
    if _WEIGHT.fullmatch(word):
        return "Words have no weights here", f"Leave {word[word.rindex('^') :]} out."
    return None


def sign(typed: str) -> str:
    """What to write in place of signs without a letter or digit."""
    if typed in _SIGNS:
        return f"Did you mean {_SIGNS[typed]}?"
    if typed in ("-", "−"):
        return "A minus stands right before what it leaves out: -sport."
    if typed == "=":
        return "An = stands right before its word: =WHO finds exactly these letters."
    return "Leave it out."


def _nearness(word: str) -> tuple[str, str] | None:
    quoted = " ".join(re.findall(r"\w+", word)).lower()
    if found := _DISTANCE.fullmatch(word):
        return (
            f"Nearness is not written {word}",
            f"Did you mean a NEAR/{found[1]} b, for words up to {found[1]} apart?",
        )
    found = _NEARNESS.fullmatch(word)
    if not found or _BARE.fullmatch(word):
        return None
    name, number = (found[1] or "").lower(), found[2] or found[4]
    if number.lower() == "s":
        meant = "SENTENCE"
    elif number.lower() == "p":
        meant = "NEAR/100"
    else:
        between = int(number) - (
            name not in ("near", "onear") and number != "0"
        )  # others count from word to word
        meant = f"{'O' if name in _IN_ORDER else ''}NEAR/{between}"
    return (
        f"{word} is not how nearness is written",
        f'Did you mean {meant}? To look for the words, put them in quotes: "{quoted}".',
    )

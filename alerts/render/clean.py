"""Cleaning of what publishers wrote, at the moment it is put into a mail; used by every form of a digest."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal

from alerts.contents import Piece

# Controls, bidirectional overrides and isolates (UAX 9), invisible formatting and tags, lone surrogates. The
# joiners U+200C and U+200D stay: Persian and Indic words need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)
_BLANKS = re.compile("[\\s\x1c-\x1f\x85\u2028\u2029]+")
# Languages written from right to left (BCP 47 primary subtags).
_RIGHT_TO_LEFT = frozenset(
    ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "lrc", "mzn", "ps", "sd", "syr", "ug", "ur", "yi"]
)


def clean(value: str, longest: int = 300) -> str:
    """One line without controls or direction overrides, at most `longest` characters."""
    line = _BLANKS.sub(" ", _UNSEEN.sub("", value)).strip()
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def clean_pieces(pieces: Sequence[Piece], longest: int = 600) -> tuple[Piece, ...]:
    """Pieces cleaned like one line, so that marks stay where they were."""
    made: list[Piece] = []
    left = longest
    after_blank = True
    for piece in pieces:
        if left <= 0:
            made.append(Piece("…", False))
            break
        words = _BLANKS.sub(" ", _UNSEEN.sub("", piece.text))
        if after_blank:
            words = words.lstrip(" ")
        if len(words) > left:
            made.append(Piece(words[: max(0, left - 1)].rstrip() + "…", piece.marked))
            break
        if words:
            made.append(Piece(words, piece.marked))
            after_blank = words.endswith(" ")
            left -= len(words)
    if made and made[-1].text.endswith(" "):
        last = made.pop()
        if rest := last.text.rstrip(" "):
            made.append(Piece(rest, last.marked))
    return tuple(made)


def direction(language: str | None, sample: str) -> Literal["ltr", "rtl"]:
    """Which way a text reads: by its first strong character (UAX 9, P2), by its language where it has none."""
    for character in sample:
        kind = unicodedata.bidirectional(character)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            # A name in Latin letters may open an Arabic headline: there the language knows better.
            return "rtl" if language in _RIGHT_TO_LEFT and _mostly_right_to_left(sample) else "ltr"
    return "rtl" if language in _RIGHT_TO_LEFT else "ltr"


def _mostly_right_to_left(sample: str) -> bool:
    kinds = [unicodedata.bidirectional(character) for character in sample]
    return sum(kind in ("R", "AL") for kind in kinds) > sum(kind == "L" for kind in kinds)

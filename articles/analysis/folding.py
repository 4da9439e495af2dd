"""One folding for every script: case, width, ligatures, invisible characters, and marks where readers leave them out.

Sources: UAX 15 (NFKD, NFC), the Unicode case folding (`str.casefold`), CLDR's Latin-ASCII for letters without a
decomposition, the Unicode decimal digits. Marks go in Latin, Greek, Arabic and Hebrew; in Cyrillic ё becomes е and the
acute accent goes that shows the stress; elsewhere every mark stays.
"""

import re
from typing import Final

import unicodedata2

from articles.analysis.characters import CLASSES, script

BARE_SCRIPTS: Final = frozenset({"latin", "greek", "hebrew", "common"})
ALEFS: Final = frozenset("اٱ")
HAMZA_ABOVE: Final = "\u0654"
DIAERESIS: Final = "\u0308"
ACUTE: Final = "\u0301"  # on a Cyrillic vowel it shows the stress; on ѓ and ќ it makes a letter
CYRILLIC_VOWELS: Final = frozenset("аеиіоуыэюяєѣ")
# Letters that have no decomposition; "LATIN SMALL LETTER X WITH …" is x without being listed (ł ø đ ħ ŧ ɓ …).
LETTERS: Final = {
    "æ": "ae",
    "œ": "oe",
    "ı": "i",
    "ȷ": "j",
    "ð": "d",
    "þ": "th",
    "ŋ": "n",
    "ĸ": "q",
    "ٱ": "ا",
    "ى": "ي",
    "ی": "ي",
    "ک": "ك",
}
_SARA_AM = re.compile(
    "([\u0e48-\u0e4b\u0ec8-\u0ecb]*)([\u0e4d\u0ecd])([\u0e48-\u0e4b\u0ec8-\u0ecb]*)[\u0e32\u0eb2]"
)
_LATIN_WITH = re.compile(r"LATIN SMALL LETTER ([A-Z]) WITH ")


def fold_exactly(surface: str) -> str:
    """Fold one word or cluster, marks and all; may hold a separator where a ligature holds one (ﷺ, ½)."""
    kept: list[str] = []
    base, base_script = "", "common"
    for character in unicodedata2.normalize("NFKD", surface):
        kind = CLASSES[ord(character)]
        if kind == "i":
            continue
        if unicodedata2.category(character)[0] != "M":
            base, base_script = character.casefold(), script(character)
            kept.append(base)
        elif _mark_stays(character, base, base_script):
            kept.append(character)
    folded = "".join(_LETTER_TABLE[ord(c)] for c in "".join(kept))
    if "\u0e4d" in folded or "\u0ecd" in folded:  # sara am in one piece, whatever order it was typed in
        folded = _SARA_AM.sub(lambda m: m[1] + m[3] + ("\u0e33" if m[2] == "\u0e4d" else "\u0eb3"), folded)
    normal: str = unicodedata2.normalize("NFC", folded)
    return normal


def _mark_stays(mark: str, base: str, base_script: str) -> bool:
    if base_script in BARE_SCRIPTS:
        return False
    if base_script == "cyrillic":
        return not ((mark == DIAERESIS and base == "е") or (mark == ACUTE and base in CYRILLIC_VOWELS))
    if base_script == "arabic":  # ؤ and ئ are letters of their own
        return mark == HAMZA_ABOVE and base not in ALEFS
    return True


class _LetterTable(dict[int, str]):
    """A folded character to what stands for it in a term."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        found = LETTERS.get(character)
        if (
            found is None
            and CLASSES[code] == "w"
            and (digit := unicodedata2.decimal(character, None)) is not None
        ):
            found = str(digit)
        if found is None:
            named = _LATIN_WITH.match(unicodedata2.name(character, "")) if code > 0x7F else None
            found = named[1].lower() if named else character
        self[code] = found
        return found


class _FoldTable(dict[int, str]):
    """For `str.translate`: what a character folds to where no mark follows it."""

    def __missing__(self, code: int) -> str:
        self[code] = found = fold_exactly(chr(code))
        return found


_LETTER_TABLE: Final = _LetterTable()
FOLDS: Final = _FoldTable()

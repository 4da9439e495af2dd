"""One name token in any script to one internal Latin form; the first stage of names, before sounds and keys.

Sources: BGN/PCGN and ISO 9 for Cyrillic (as sounds, not as one-to-one letters), ISO 233 and 259 for the consonants of
Arabic and Hebrew, ELOT 743 for Greek, pinyin, Hepburn and Revised Romanization (by anyascii) for East Asia.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, Literal

from anyascii import anyascii

Writing = Literal["latin", "cyrillic", "greek", "abjad", "han", "kana", "hangul", "other"]

_CYRILLIC: Final = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "ѓ": "g", "д": "d", "ђ": "dzh", "е": "e", "є": "ye",
    "ё": "yo", "ж": "zh", "з": "z", "ѕ": "dz", "и": "i", "і": "i", "ї": "yi", "й": "y", "ј": "y", "к": "k",
    "ќ": "k", "л": "l", "љ": "l", "м": "m", "н": "n", "њ": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "ћ": "ch", "у": "u", "ў": "w", "ү": "u", "ұ": "u", "ф": "f", "х": "kh", "һ": "h", "ц": "ts",
    "ч": "ch", "џ": "dzh", "ш": "sh", "щ": "shch", "ъ": "ъ", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    "ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o",
}  # fmt: skip
_GREEK_PAIRS: Final = (
    ("μπ", "mb"), ("ντ", "nd"), ("γκ", "ng"), ("γγ", "ng"), ("τζ", "dzh"), ("τσ", "ts"), ("ου", "u"), ("αι", "e"),
    ("ει", "i"), ("οι", "i"), ("υι", "i"), ("αυ", "av"), ("ευ", "ev"), ("γχ", "nkh"),
)  # fmt: skip
_GREEK_FIRST: Final = {"μπ": "b", "ντ": "d", "γκ": "g"}
_GREEK: Final = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k",
    "λ": "l", "μ": "m", "ν": "n", "ξ": "ks", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t",
    "υ": "i", "φ": "f", "χ": "kh", "ψ": "ps", "ω": "o",
}  # fmt: skip
# Consonants, and the letters that may stand for a vowel: a (alef), w (waw, vav), y (yeh, yod), h (he, at the end).
_ABJAD: Final = {
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ٱ": "a", "ى": "a", "ة": "a", "ء": "", "ؤ": "w", "ئ": "y", "ب": "b",
    "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r", "ز": "z", "س": "s",
    "ش": "sh", "ص": "s", "ض": "dh", "ط": "t", "ظ": "dh", "ع": "ʿ", "غ": "gh", "ف": "f", "ق": "q", "ك": "k",
    "ک": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "w", "ي": "y", "ی": "y", "پ": "p", "چ": "ch",
    "ژ": "zh", "گ": "g", "ڤ": "v", "ڨ": "g", "ں": "n", "ے": "y", "ہ": "h", "ھ": "h", "ٹ": "t", "ڈ": "d", "ڑ": "r",
    "א": "a", "ב": "b", "ג": "g", "ד": "d", "ה": "h", "ו": "w", "ז": "z", "ח": "kh", "ט": "t", "י": "y",
    "כ": "k", "ך": "k", "ל": "l", "מ": "m", "ם": "m", "נ": "n", "ן": "n", "ס": "s", "ע": "ʿ", "פ": "p",
    "ף": "p", "צ": "ts", "ץ": "ts", "ק": "k", "ר": "r", "ש": "sh", "ת": "t",
}  # fmt: skip
_HEBREW_PAIRS: Final = (
    ("ג'", "j"),
    ("ז'", "zh"),
    ("צ'", "ch"),
    ("ץ'", "ch"),
    ("ת'", "th"),
    ("וו", "v"),
    ("יי", "y"),
)
# Latin letters with marks that say another sound; those of `_KEPT` stay for `sounds` to weigh.
_LATIN: Final = {
    "š": "sh", "č": "ch", "ž": "zh", "ć": "ch", "ś": "sh", "ź": "zh", "ż": "zh", "ş": "sh", "ș": "sh",
    "ţ": "ts", "ț": "ts", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "ø": "ö",
    "ő": "ö", "ű": "ü", "ĉ": "ch", "ŝ": "sh", "ĝ": "dzh", "ŭ": "u", "ə": "a", "ģ": "g", "ķ": "k", "ļ": "l",
    "ņ": "n", "ń": "n", "ň": "n", "ŋ": "ng", "ħ": "h", "ʻ": "", "ʿ": "", "ʾ": "",
}  # fmt: skip
_KEPT: Final = frozenset("çöüäåąęłřñğõđ")


HYPHENS: Final = "-‐‑–"  # of every kind, between the parts of a name

_SOFT = re.compile("[ьъ](?=[еоиіюя])")  # there a vowel begins anew: Барнье
_APART = re.compile("[ϊΐϋΰ]|(?<=[άέό])[ιυ]")  # no sound of two letters: Γιαΐρ, Μέι
_ARTICLE = re.compile("^(?:ال|אל-)(?=..)")


def writing(token: str) -> Writing:
    """The kind of writing of a token, by its first letter that tells."""
    for letter in token:
        code = ord(letter)
        if code < 0x250 or 0x1E00 <= code < 0x1F00:
            if letter.isalpha():
                return "latin"
        elif 0x400 <= code < 0x530:
            return "cyrillic"
        elif 0x370 <= code < 0x400 or 0x1F00 <= code < 0x2000:
            return "greek"
        elif 0x590 <= code < 0x700 or 0xFB1D <= code < 0xFE00 or 0xFE70 <= code < 0xFF00:
            return "abjad"
        elif 0x4E00 <= code < 0xA000 or 0x3400 <= code < 0x4DC0:
            return "han"
        elif 0x3040 <= code < 0x3100 or 0xFF66 <= code < 0xFFA0:
            return "kana"
        elif 0xAC00 <= code < 0xD7B0:
            return "hangul"
        elif letter.isalpha():
            return "other"
    return "latin"


@lru_cache(maxsize=200_000)
def internal(token: str) -> str:
    """The token's internal form: small Latin letters and few others (ъ, ʿ, ç, ö …) that stand for one sound each.

    Marks that say nothing of the sound are gone. A token of no letters gives "".
    """
    if token.isascii():
        return _from_latin(token.lower())
    kind = writing(token)
    lower = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", token).lower())
    if kind == "latin":
        return _from_latin(lower)
    if kind == "cyrillic":
        return "".join(_from_cyrillic(_SOFT.sub("й", lower)))
    if kind == "greek":
        bare = _bare(_APART.sub(r"·\g<0>", lower))
        if bare[:2] in _GREEK_FIRST:
            bare = _GREEK_FIRST[bare[:2]] + bare[2:]
        for pair, sound in _GREEK_PAIRS:
            bare = bare.replace(pair, sound)
        return "".join(_GREEK.get(c, c if c.isascii() else "") for c in bare)
    if kind == "abjad":
        bare = _bare(lower).replace("׳", "'").replace("’", "'").replace("ـ", "")
        bare = _ARTICLE.sub("", bare)
        for pair, sound in _HEBREW_PAIRS:
            bare = bare.replace(pair, sound)
        return "".join(_ABJAD.get(c, c if c.isascii() and c.isalpha() else "") for c in bare)
    return "".join(c for c in anyascii(lower).lower() if c.isalpha())


def syllables(token: str) -> tuple[str, ...]:
    """The readings of each character of a Chinese or Korean token, in order."""
    return tuple(read for c in token if (read := anyascii(c).lower()).isalpha())


def _from_cyrillic(lower: str) -> Iterator[str]:
    for letter in lower:
        found = _CYRILLIC.get(letter)
        yield _CYRILLIC.get(_bare(letter)) or _latin_of(letter) if found is None else found


def _from_latin(lower: str) -> str:
    if lower.isascii():
        return lower if lower.isalpha() else "".join(c for c in lower if c.isalpha())
    return "".join(_LATIN.get(c) or (c if c in _KEPT else _latin_of(c)) for c in lower)


def _latin_of(letter: str) -> str:
    return "".join(c for c in anyascii(_bare(letter)).lower() if c.isalpha())


def _bare(text: str) -> str:
    # Without marks, except where a mark makes another letter of the script's own (й, ї).
    kept = []
    for letter in text:
        if letter in _CYRILLIC or letter in _ABJAD:
            kept.append(letter)
            continue
        parts = unicodedata.normalize("NFD", letter)
        kept.append("".join(c for c in parts if not unicodedata.combining(c)))
    return "".join(kept)

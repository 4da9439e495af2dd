"""What each character is to the analyser: its class for cutting text into terms, and the script it belongs to."""

from typing import Final

import unicodedata2

# Classes, one ASCII letter a character, so that patterns run over a string as long as the text:
#   w  letter or digit of a script written with spaces        h  a whole term by itself (Han, kana, Hangul syllable)
#   c  begins a cluster (Thai, Lao, Khmer, Burmese)            a  sara aa, begins a cluster or ends sara am
#   m  mark, extends what stands before                        z  nikhahit, a mark that may begin sara am
#   k  subjoining sign, takes the next letter into the cluster l v t  Hangul jamo: leading, vowel, trailing
#   i  invisible, as if it were not there                      n  line break     p  paragraph separator     _  white space
#   .  ends a sentence if white space follows                  !  ends a sentence at once
#   q  closing quotation mark or bracket                       (space)  anything else
SIMPLE_CLUSTERS: Final = (
    "CJK ",
    "IDEOGRAPHIC ",
    "VERTICAL IDEOGRAPHIC ",
    "HANGZHOU NUMERAL",
    "HIRAGANA ",
    "KATAKANA",
    "BOPOMOFO ",
    "HANGUL SYLLABLE ",
)
CLUSTER_SCRIPTS: Final = ("THAI ", "LAO ", "KHMER ", "MYANMAR ")
JAMO: Final = {"HANGUL CHOSEONG": "l", "HANGUL JUNGSEONG": "v", "HANGUL JONGSEONG": "t"}
COMPATIBILITY_JAMO: Final = (range(0x3131, 0x3190), range(0xFFA1, 0xFFDD))
SQUARES: Final = (
    range(0x2E80, 0x2FE0),
    range(0x3200, 0x3400),
)  # radicals, ㈱, ㎏: symbols that are read as words

# Default_Ignorable_Code_Point (Unicode, DerivedCoreProperties) outside category Cf, the tatweel, and the Armenian
# tone marks that are written inside a word.
IGNORABLE: Final = frozenset(
    [
        *(0x034F, 0x0640, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x3164, 0xFFA0),
        *(0x055B, 0x055C, 0x055E),
        *range(0xFE00, 0xFE10),
        *range(0xE0100, 0xE01F0),
    ]
)
# Letters to Unicode, apostrophes to readers: they separate as U+0027 does.
APOSTROPHES: Final = frozenset(
    [*range(0x02B9, 0x02C2), 0x02C8, 0x02CA, 0x02CB, 0x07F4, 0x07F5, 0xA78B, 0xA78C]
)
SUBJOINERS: Final = frozenset([0x1039, 0x17D2])  # InCB=Linker in Burmese and Khmer (UAX 29, GB9c)
SARA_AM: Final = frozenset([0x0E33, 0x0EB3])  # SpacingMark in UAX 29
SARA_AA: Final = frozenset([0x0E32, 0x0EB2])
NIKHAHIT: Final = frozenset([0x0E4D, 0x0ECD])
# Sentence_Terminal of Unicode's PropList for scripts in the news; the second set needs no space behind it.
TERMINALS: Final = frozenset(".!?…‼‽⁇⁈⁉؟۔।॥։።፧፨។៕။၊܀܁܂߹᠃᠉")
TERMINALS_AT_ONCE: Final = frozenset("。！？｡．")


def script(character: str) -> str:
    """The script of a character as its Unicode name begins, lower case: "latin", "greek", "cyrillic"…; else "other".

    Digits, punctuation and symbols are "common".
    """
    if unicodedata2.category(character)[0] not in "LM":
        return "common"
    first = unicodedata2.name(character, "").partition(" ")[0]
    return first.lower() if first in {"LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW"} else "other"


def class_of(code: int) -> str:
    """The class letter of one character (see the list above)."""
    character = chr(code)
    category = unicodedata2.category(character)
    if category == "Cf" or code in IGNORABLE:
        return "i"
    if code in APOSTROPHES:
        return " "
    if category[0] == "M":
        return "k" if code in SUBJOINERS else "z" if code in NIKHAHIT else "m"
    if category[0] in "LN" or any(code in block for block in SQUARES):
        return _letter_class(code, character)
    return _separator_class(character, category)


def _letter_class(code: int, character: str) -> str:
    if code in SARA_AM:
        return "m"
    if code in SARA_AA:
        return "a"
    if any(code in block for block in COMPATIBILITY_JAMO):
        return "h"
    plain = unicodedata2.normalize("NFKC", character)
    base = next((c for c in plain if unicodedata2.category(c)[0] in "LN"), None)
    if base is None:  # half-width voicing marks become combining ones
        return "m" if unicodedata2.category(plain[0])[0] == "M" else " "
    name = unicodedata2.name(base, "")
    if name.startswith(SIMPLE_CLUSTERS):
        return "h" if len(plain) == 1 else "c"
    if name.startswith(CLUSTER_SCRIPTS):
        return "c"
    return next((letter for start, letter in JAMO.items() if name.startswith(start)), "w")


def _separator_class(character: str, category: str) -> str:
    if character == "\u2029":
        return "p"
    if character in "\n\r\v\f\x85\u2028":
        return "n"
    if category == "Zs" or character == "\t":
        return "_"
    if character in TERMINALS:
        return "."
    if character in TERMINALS_AT_ONCE:
        return "!"
    return "q" if category in {"Pe", "Pf", "Pi"} or character in "\"'" else " "


class ClassTable(dict[int, str]):
    """For `str.translate`: the class of every character, worked out when first met."""

    def __missing__(self, code: int) -> str:
        self[code] = found = class_of(code)
        return found


CLASSES: Final = ClassTable()

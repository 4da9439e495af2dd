"""Where sentences and paragraphs end: offsets in the text, found on the analyser's character classes.

After UAX 29 (sentence boundaries SB3 to SB11), simplified, with a handful of abbreviations after CLDR's segment
suppressions. A paragraph ends at a blank line, a sentence also at any line break.
"""

import re
from typing import Final

PARAGRAPH = re.compile(r"n_*n[n_]*|p")
_STOP = re.compile(r"([.!])[.!]*+[qi]*+(?:[_n]++|(?=[hc])())?|n++")
_WORD_BEFORE = re.compile(r"(\w+)$")
# Words that a full stop does not end, folded by case: titles, and what stands before a number or a name.
ABBREVIATIONS: Final = frozenset(
    """
    mr mrs ms dr prof st sr jr gen col lt sgt capt cmdr maj adm gov sen rep rev hon pres supt vs vol pp ed inc ltd co
    corp hr fr frl str bzw usw ca evtl ggf nr bd abs mme mlle mgr sra dra ud uds lic dott avv
    v z d g т г гг им ул тыс млн млрд руб проф акад ген полк стр см др тов гр св
    """.split()  # noqa: SIM905 (a word list reads better than 60 quoted strings)
)


def paragraph_breaks(classes: str) -> list[int]:
    """Offsets at which a new paragraph begins, rising; `classes` is the text in class letters."""
    return [match.end() for match in PARAGRAPH.finditer(classes)]


def sentence_breaks(text: str, classes: str) -> list[int]:
    """Offsets at which a new sentence begins, rising; paragraph breaks among them."""
    found = []
    for match in _STOP.finditer(classes):
        start, end = match.span()
        if (
            "n" in match[0]
            or match[1] == "!"
            or match[2] is not None
            or (classes[end - 1] == "_" and not _runs_on(text, start, end))
        ):
            found.append(end)
    return found


def _runs_on(text: str, stop: int, following: int) -> bool:
    """Whether the full stop at `stop` only shortens a word, or the next word goes on in lower case (SB8)."""
    if text[following : following + 1].islower():
        return True
    if following - stop > 3 and text[stop + 1] == ".":
        return False
    before = _WORD_BEFORE.search(text, max(0, stop - 12), stop)
    if before is None:
        return False
    word = before[1]
    if len(word) == 1 and word.isupper():  # an initial
        return True
    return word.casefold() in ABBREVIATIONS or (word.isdecimal() and len(word) <= 2)

"""Keys by which name words are found before they are compared: classes of consonants, the same for a name and all its spellings.

Two words that `tokens` finds alike share a key as far as its spelling rules go; what shares no key is never compared,
so an index of keys gives an upper bound of what is found.
"""

import re
from functools import lru_cache
from itertools import chain
from typing import Final

from articles.names.equivalents import equivalents
from articles.names.letters import Writing, internal, writing
from articles.names.readings import readings

DEPTH: Final = 4  # consonants of a key
_TAIL: Final = 3  # consonants of an ending at most
_MOST: Final = 48  # ways in which a word is read
_SPELLED: Final[dict[str, tuple[str, ...]]] = {
    "b": ("B",), "p": ("P",), "v": ("V",), "f": ("V",), "w": ("V", ""), "ph": ("V",), "pf": ("V", "PV"), "pch": ("P", "PS"),
    "d": ("D",), "t": ("T",), "th": ("T", "TH"), "dt": ("T", "D"), "dh": ("D", "DH", "S"), "tt": ("T",), "dd": ("D",),
    "k": ("K",), "q": ("K", "S"), "ck": ("K", "SK"), "kk": ("K",), "c": ("K", "S"), "cc": ("K", "S"), "x": ("KS", "S", "H"),
    "ch": ("S", "H", "K"), "kh": ("H", "K"), "h": ("H", "K", ""), "g": ("K", "H", "S"), "gh": ("K", "", "H"),
    "gg": ("K", "S", "KS"), "gn": ("N", "KN"), "ng": ("N", "NK"), "ndz": ("NS", "NDS"), "ndzh": ("NS", "NK", "NDS"), "nd": ("ND", "D", "NT"), "mb": ("MB", "B", "MP"), "kn": ("N", "KN"), "wr": ("R", "VR"), "wh": ("V", "H", ""),
    "s": ("S",), "z": ("S",), "ss": ("S",), "zz": ("S",), "sh": ("S", "SH"), "zh": ("S", "K"), "ts": ("S", "TS"), "tz": ("S",), "dz": ("S",),
    "dzh": ("S", "K"), "dsch": ("S",), "ds": ("DS", "S"), "dj": ("S", "D"), "dg": ("S", "DK"), "tsch": ("S",), "tch": ("S",), "cz": ("S",), "cs": ("S", "KS"), "sz": ("S",), "zs": ("S",),
    "sch": ("S", "SK", "SH"), "shch": ("S", "ST"), "rz": ("S", "R", "RS"), "sc": ("SK", "S"), "tsz": ("S",), "chzh": ("S",), "szcz": ("S",),
    "j": ("S", "", "H"), "ç": ("S",), "ğ": ("", "K"), "ł": ("L", "V", ""), "l": ("L",), "ll": ("L", ""), "r": ("R",), "rr": ("R",), "ř": ("R", "S"),
    "m": ("M",), "mm": ("M",), "n": ("N",), "nn": ("N",), "ñ": ("N",), "ti": ("T", "S"), "qu": ("K", "KV"), "ju": ("S", "", "H"),
    "ą": ("", "N", "M"), "ę": ("", "N", "M"), "đ": ("D", "S"), "au": ("", "V"), "eu": ("", "V"), "ou": ("", "V"),
}  # fmt: skip
_LONGEST: Final = max(map(len, _SPELLED))
# Vowels part consonants, so that only those which touch are one where nothing stands between. Behind a vowel u may be v: Лаўроў, Cichanouska.
_TOUCHING: Final = f"[{''.join(letter for letter in _SPELLED if len(letter) == 1)}]+[iu]?"
_CLUSTERS = re.compile(f"(?:[aeo]u)?{_TOUCHING}|[aeo]u$")
_WITH_VOWEL: Final = frozenset(("ti", "qu", "ju"))  # whose vowel parts consonants as well
_MAY_BE_VOWELS: Final = frozenset("wj")  # in scripts that do not write the short ones
_ENDING: Final = "VMHTNSKRL"  # consonants of case endings
_SOFTENED: Final = frozenset("KHTD")  # that change before some endings
_SILENT: Final = tuple("rstdxzp")
_ABJAD: Final = str.maketrans({"P": "B", "V": "B", "D": "T", "H": None})


@lru_cache(maxsize=200_000)
def word_keys(word: str) -> tuple[str, ...]:
    """The keys of a word as it stands in a text."""
    form, kind = internal(word), writing(word)
    if kind in ("han", "kana", "hangul") or not form:
        return ()
    classes = _classes(form, kind)
    if kind == "greek" and "ng" in form:
        classes += _classes(form.replace("ng", "g"), kind)  # γκ is both
    for read in readings(form):
        classes += _classes(read, kind)
    keys = dict.fromkeys(chain.from_iterable(map(_keys_of, classes)))
    return tuple([f"a{key}" for key in keys]) if kind == "abjad" else tuple(keys)


@lru_cache(maxsize=50_000)
def _keys_of(classes: str) -> tuple[str, ...]:
    """The keys of the consonants of a word, of which the last may be an ending's."""
    count = len(classes)
    sizes = range(max(count - _TAIL, min(count, 1)), min(count, DEPTH - 1) + 1)
    ended = [f"{classes[:size]}$" for size in sizes if not classes[size:].strip(_ENDING)]
    return (classes[:DEPTH], *ended) if count >= DEPTH else tuple(ended)


@lru_cache(maxsize=50_000)
def name_keys(token: str, *, given: bool = False) -> frozenset[str]:
    """The keys under which spellings and forms of a name's token may stand; of a given name also its equivalents'."""
    keys: set[str] = set()
    form = internal(token)
    forms = {form, *readings(form), *(equivalents(token) if given else ())}
    for form in forms:
        for kind in ("latin", "abjad"):
            for classes in _classes(form, kind):
                options = {classes}
                if classes and classes[-1] in _SOFTENED and kind == "latin":
                    options.add(classes[:-1] + "S")
                if form.endswith(_SILENT) or form.endswith(("ult", "lt")):
                    options.add(classes[:-1] if not form.endswith("lt") else classes[:-2])
                for one in options:
                    key = one[:DEPTH] if len(one) >= DEPTH else f"{one}$"
                    keys.add("a" + key if kind == "abjad" else key)
    return frozenset(keys)


def _classes(form: str, kind: Writing) -> list[str]:
    """The classes of an internal form's first consonants, in every way in which it may be read; some more than once."""
    found = [""]
    left, ways = DEPTH + 2, 1
    for cluster in _CLUSTERS.findall(form):
        read, pieces, some = _cluster(cluster, kind == "abjad")
        if pieces > left or ways * some > _MOST:
            read, pieces, some = _read(cluster, kind == "abjad", left, ways)
        found = [begun + more for begun in found for more in read]
        left, ways = left - pieces, ways * some
        if not left:
            break
    return found


@lru_cache(maxsize=50_000)
def _cluster(letters: str, abjad: bool) -> tuple[tuple[str, ...], int, int]:
    return _read(letters, abjad, DEPTH + 2, 1)


def _read(letters: str, abjad: bool, most: int, known: int) -> tuple[tuple[str, ...], int, int]:
    """What consonants that touch are read as, how many they are, and in how many ways; at `most` so many, `known` ways before."""
    states = {("", ""): None}  # what is kept, and the last class read
    at = pieces = 0
    ways = 1
    while at < len(letters) and pieces < most:
        sizes = range(min(_LONGEST, len(letters) - at), 0, -1)
        size = next((size for size in sizes if letters[at : at + size] in _SPELLED), 0)
        if not size:
            break  # the vowel behind them
        spelled = letters[at : at + size]
        some = _SPELLED[spelled]
        some = some if known * ways * len(some) <= _MOST else some[:1]
        ways *= len(some)
        pieces += 1
        at += size - (spelled in _WITH_VOWEL)
        if abjad:
            some = tuple(one.translate(_ABJAD) for one in some)
        vowel = abjad and spelled in _MAY_BE_VOWELS
        states = {_kept(kept, last, one, vowel=vowel): None for kept, last in states for one in some}
    return tuple({kept: None for kept, _ in states}), pieces, ways


def _kept(kept: str, last: str, more: str, *, vowel: bool) -> tuple[str, str]:
    if vowel and not more:
        return kept, ""  # it parts what stands on both sides: דוטרטה
    for letter in more:
        if letter != last:
            kept += letter
        last = letter
    return kept, last

"""Keys by which name words are found before they are compared: classes of consonants, the same for a name and all its spellings.

Two words that `tokens` finds alike share a key as far as its spelling rules go; what shares no key is never compared,
so an index of keys gives an upper bound of what is found.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from articles.names.equivalents import equivalents
from articles.names.letters import Writing, internal, writing

DEPTH: Final = 4  # consonants of a key
_MOST: Final = 48
_SPELLED: Final[dict[str, tuple[str, ...]]] = {
    "b": ("B",), "p": ("P",), "v": ("V",), "f": ("V",), "w": ("V", ""), "ph": ("V",), "pf": ("V", "PV"),
    "d": ("D",), "t": ("T",), "th": ("T", "TH"), "dt": ("T", "D"), "dh": ("D", "DH", "S"), "tt": ("T",), "dd": ("D",),
    "k": ("K",), "q": ("K", "S"), "ck": ("K",), "kk": ("K",), "c": ("K", "S"), "cc": ("K", "S"), "x": ("KS", "S", "H"),
    "ch": ("S", "H", "K"), "kh": ("H", "K"), "h": ("H", "G", ""), "g": ("G", "H", "S"), "gh": ("G", "", "H"),
    "gg": ("G", "S"), "gn": ("N", "GN"), "ng": ("N", "NG", "NK"), "ndz": ("NS", "NDS"), "nd": ("ND", "D", "NT"), "mb": ("MB", "B", "MP"), "kn": ("N", "KN"), "wr": ("R",), "wh": ("V", "H", ""),
    "s": ("S",), "z": ("S",), "ss": ("S",), "zz": ("S",), "sh": ("S", "SH"), "zh": ("S", "G"), "ts": ("S", "TS"), "tz": ("S",), "dz": ("S",),
    "dzh": ("S", "G"), "dj": ("S", "D"), "dg": ("S", "DG"), "tsch": ("S",), "tch": ("S",), "cz": ("S",), "cs": ("S", "KS"), "sz": ("S",), "zs": ("S",),
    "sch": ("S", "SK", "SH"), "shch": ("S", "ST"), "rz": ("S", "R", "RS"), "sc": ("SK", "S"), "tsz": ("S",), "chzh": ("S",), "szcz": ("S",),
    "j": ("S", "", "H"), "ç": ("S",), "ğ": ("", "G"), "ł": ("L", "V", ""), "l": ("L",), "ll": ("L", ""), "r": ("R",), "rr": ("R",), "ř": ("R", "S"),
    "m": ("M",), "mm": ("M",), "n": ("N",), "nn": ("N",), "ñ": ("N",), "ti": ("T", "S"), "qu": ("K", "KV"), "ju": ("S", "", "H"),
    "ą": ("", "N", "M"), "ę": ("", "N", "M"), "đ": ("D", "S"),
}  # fmt: skip
_LONGEST: Final = max(map(len, _SPELLED))
_ENDING: Final = frozenset("VMHGTNSKRL")  # consonants of case endings
_SOFTENED: Final = frozenset("KGHTD")  # that change before some endings
_SILENT: Final = tuple("rstdxzp")
_ABJAD: Final = str.maketrans({"P": "B", "V": "B", "D": "T", "G": "K", "H": None})


@lru_cache(maxsize=200_000)
def word_keys(word: str) -> tuple[str, ...]:
    """The keys of a word as it stands in a text."""
    form, kind = internal(word), writing(word)
    if kind in ("han", "kana", "hangul") or not form:
        return ()
    keys: dict[str, None] = {}
    for classes in _classes(form, kind):
        if len(classes) >= DEPTH:
            keys[classes[:DEPTH]] = None
        for size in range(min(DEPTH - 1, len(classes)) + 1):
            rest = classes[size:]
            if len(rest) <= 3 and (not rest or (size and set(rest) <= _ENDING)):
                keys[f"{classes[:size]}$"] = None
    prefix = "a" if kind == "abjad" else ""
    return tuple(prefix + key for key in keys)


@lru_cache(maxsize=50_000)
def name_keys(token: str, *, given: bool = False) -> frozenset[str]:
    """The keys under which spellings and forms of a name's token may stand; of a given name also its equivalents'."""
    keys: set[str] = set()
    forms = {internal(token), *(equivalents(token) if given else ())}
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


@lru_cache(maxsize=200_000)
def _classes(form: str, kind: Writing) -> tuple[str, ...]:
    """The classes of an internal form's consonants, in every way in which it may be read."""
    options: list[tuple[str, ...]] = []
    at = 0
    consonants = 0
    while at < len(form) and consonants < DEPTH + 2:
        for size in range(min(_LONGEST, len(form) - at), 0, -1):
            found = _SPELLED.get(form[at : at + size])
            if found:
                options.append(found)
                consonants += 1
                at += size - (1 if size > 1 and form[at + size - 1] in "iu" else 0)
                break
        else:
            options.append(("_",))  # a vowel
            at += 1
    # Vowels part consonants, so that only those which touch are one where nothing stands between.
    if kind == "abjad":
        options = [tuple(one.translate(_ABJAD) for one in some) for some in options]
    states = {("", ""): None}  # what is kept, and the last letter read
    for some in _few(options):
        states = {_read(kept, last, one): None for kept, last in states for one in some}
    return tuple({kept: None for kept, _ in states})


def _few(options: list[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    count = 1
    for some in options:
        if len(some) == 1 or count * len(some) <= _MOST:
            count *= len(some)
            yield some
        else:
            yield some[:1]


def _read(kept: str, last: str, more: str) -> tuple[str, str]:
    for letter in more:
        if letter not in ("_", last):
            kept += letter
        last = letter
    return kept, last

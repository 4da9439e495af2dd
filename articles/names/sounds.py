"""Which letters may stand for which across languages, with what each costs; between internal forms and `tokens`.

The costs are ours: 0 is what spelling rules of the languages say (w is в, ou is у), 0.1 what writers often mix up, 0.3 what
transcriptions of foreign names do at times. An unrelated vowel costs 0.6 and an unrelated consonant 1.
"""

from collections import defaultdict
from functools import lru_cache
from importlib.resources import files
from typing import Final

from articles.names.letters import Writing

Unit = tuple[int, str, float]  # letters of the name taken, letters of the surface, cost
Step = tuple[dict[str, tuple[Unit, ...]], tuple[tuple[int, float], ...], float]

VOWELS: Final = frozenset("aeiouyöüäåąęõъʿ")
_VOWEL, _CONSONANT = 0.6, 1.0  # what an unrelated one costs
_FREE: Final[
    dict[str, dict[str, float]]
] = {  # letters of the name that may be missing, by the surface's writing
    "base": {"h": 0.25, "y": 0.3, "w": 0.4, "ʿ": 0.0, "ъ": 0.1, "e": 0.4, "ğ": 0.1},
    "abjad": dict.fromkeys("aeiouyöüäåąęъõ", 0.04) | {"h": 0.3, "w": 0.3, "ʿ": 0.0, "ğ": 0.1},
    "han": dict.fromkeys("aeiou", 0.25)
    | {"h": 0.1, "r": 0.15, "t": 0.25, "d": 0.25, "y": 0.2, "n": 0.35, "s": 0.4, "l": 0.3},
    "kana": dict.fromkeys("aeiou", 0.3) | {"h": 0.1, "r": 0.1, "y": 0.2, "w": 0.2, "t": 0.5},
}
_KINDS: Final = {"abjad": "abjad", "han": "han", "kana": "kana", "hangul": "kana"}
_EXTRA: Final[dict[str, dict[str, float]]] = {  # letters of the surface that may be there without the name's
    "base": {"h": 0.25, "y": 0.25, "w": 0.4, "ʿ": 0.0, "ъ": 0.05, "e": 0.4},
    "abjad": {"a": 0.2, "w": 0.5, "y": 0.5, "h": 0.3, "ʿ": 0.05},
    "han": dict.fromkeys("aeiouy", 0.12) | {"g": 0.2, "n": 0.3, "h": 0.3, "r": 0.3, "w": 0.2},
    "kana": dict.fromkeys("aeou", 0.12) | {"i": 0.2, "y": 0.2, "h": 0.3, "n": 0.5},
}


@lru_cache(maxsize=1)
def _read() -> dict[str, list[str]]:
    tables: dict[str, list[str]] = {}
    for line in (files("articles.names") / "sounds.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            lines = tables[line.strip("[]")] = []
        elif not line.startswith("#"):
            lines.append(line)
    return tables


@lru_cache(maxsize=8)
def units(kind: str) -> dict[str, tuple[tuple[str, float], ...]]:
    """What each stretch of a name may be written as in a kind of writing ("base", "abjad", "han", "kana"), with costs."""
    table: dict[str, dict[str, float]] = defaultdict(dict)
    tables = _read()
    for lines in (tables["spelled"], tables.get(kind, ())):
        for line in lines:
            left, *rights = line.split()
            for right in rights:
                sounds = right.rstrip("0123456789.")
                cost = float(right[len(sounds) :])
                for spelled, more in _written(sounds).items():
                    for x, y in ((left, spelled), (spelled, left)):
                        if x != y:
                            table[x][y] = min(cost + more, table[x].get(y, 9.0))
    for x, y in (("a", "y"), ("a", "w")) if kind == "abjad" else ():
        table[x][y] = 0.7  # a long vowel that is written tells: Hassan, Hussein
    return {left: tuple(sorted(rights.items(), key=lambda p: p[1])) for left, rights in table.items()}


def _written(sounds: str) -> dict[str, float]:
    # The same sounds as the Slavic languages write them in Latin letters.
    found = {sounds: 0.0}
    for x, y, cost in (
        ("y", "j", 0.0),
        ("kh", "ch", 0.05),
        ("kh", "h", 0.05),
        ("ts", "c", 0.0),
        ("v", "w", 0.02),
    ):
        for known, more in list(found.items()):
            if x in known:
                found.setdefault(known.replace(x, y), more + cost)
    return found


def kind_of(writing: Writing) -> str:
    """Which table a surface's writing takes."""
    return _KINDS.get(writing, "base")


@lru_cache(maxsize=8)
def _begun(kind: str) -> frozenset[str]:
    return frozenset(left[:size] for left in units(kind) for size in range(1, len(left) + 1))


@lru_cache(maxsize=20_000)
def steps(name: str, kind: str) -> tuple[Step, ...]:
    """What may be taken from each letter of an internal form on: by the first letter of what stands for it, and for nothing.

    With what an unrelated letter costs there at least.
    """
    begun = _begun(kind)
    found = []
    before = ""
    for at, letter in enumerate(name):
        end = at + 1
        while end < len(name) and name[at : end + 1] in begun:
            end += 1
        found.append(_step(name[at:end], before, at > 1 and name[at:] in ("e", "es"), kind))
        before = letter
    return tuple(found)


@lru_cache(maxsize=20_000)
def _step(piece: str, before: str, ends: bool, kind: str) -> Step:
    table = units(kind)
    letter = piece[0]
    found: dict[str, list[Unit]] = defaultdict(list)
    found[letter].append((1, letter, 0.0))
    missing = _FREE[kind].get(letter, 0.45 if letter in VOWELS else 0.9)
    silent = piece if ends and before not in VOWELS else ""
    if silent == "e":
        missing = 0.06  # as in English and French
    if letter == before:
        missing = min(missing, 0.0 if letter not in VOWELS else 0.05)
    gone = [(1, missing)]
    if silent == "es":
        gone.append((2, 0.15))  # Georges, Yves
    for size in range(1, len(piece) + 1):
        for sounds, cost in table.get(piece[:size], ()):
            if sounds:
                found[sounds[0]].append((size, sounds, cost))
            else:
                gone.append((size, cost))
    least = _VOWEL if letter in VOWELS else _CONSONANT
    return {first: tuple(some) for first, some in found.items()}, tuple(gone), least


@lru_cache(maxsize=20_000)
def extras(surface: str, kind: str) -> tuple[float, ...]:
    """What each letter costs where the surface has it and the name has not."""
    table = _EXTRA[kind]
    found = []
    before = ""
    for letter in surface:
        if letter == before:
            found.append(0.0 if letter not in VOWELS else 0.05)
        else:
            found.append(table.get(letter, 0.45 if letter in VOWELS else 0.9))
        before = letter
    return tuple(found)


def other(x: str, y: str) -> float:
    """What it costs that an unrelated letter stands for another."""
    if (x in VOWELS) == (y in VOWELS):
        return _VOWEL if x in VOWELS else _CONSONANT
    return 1.3

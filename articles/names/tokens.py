"""How alike one token of a name and one word of a text are, inflection and transcription allowed; between `sounds` and `compare`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import Levenshtein

from articles.names.endings import endings
from articles.names.equivalents import WORTH, Kinship, equivalents
from articles.names.letters import Writing, internal, writing
from articles.names.readings import readings, spellings
from articles.names.sounds import VOWELS, Step, extras, kind_of, other, steps
from articles.names.words import EASTERN

_ROUGH: Final = (
    ("dzh", "s"), ("chzh", "s"), ("chtch", "s"), ("shch", "s"), ("tsch", "s"), ("tch", "s"), ("sch", "s"), ("pch", "p"), ("kh", "k"), ("ch", "k"), ("dz", "s"), ("sh", "s"), ("zh", "s"), ("ts", "s"),
    ("tz", "s"), ("cz", "s"), ("sz", "s"), ("rz", "r"), ("ph", "v"), ("th", "t"), ("ck", "k"), ("gh", ""), ("x", "ks"),
    ("dge", "se"), ("ce", "se"), ("ci", "si"), ("cy", "si"), ("ge", "se"), ("gi", "si"),
)  # fmt: skip
_GREEK: Final = (("nd", "d"), ("mb", "b"), ("ng", "g"))  # ντ, μπ and γκ are these, too
_ROUGHLY: Final = str.maketrans(
    {
        **dict.fromkeys("aeiouyjöüäåąęõъʿ", "a"),
        **dict.fromkeys("qcg", "k"),
        **dict.fromkeys("zç", "s"),
        **dict.fromkeys("wf", "v"),
        **dict.fromkeys("hğ"),
        **{"d": "t", "b": "p", "đ": "s", "ł": "l", "ř": "r", "ñ": "n"},
    }
)
_ENGLISH_J = re.compile("d?zh")
_OTHERWISE_READ: Final = tuple(
    (re.compile(letters), read)
    for letters, read in (
        ("(?<=[aeo])w", "u"),  # Powell is Пауэлл, and Павелл
        ("(?<=[aeo])u(?=[aeiouy])", "w"),
        ("(?<![^aeiouy])h(?=[aeiouy])", "kh"),  # Seehofer is Зеехофер
        ("(?<![^aeiouy])kh(?=[aeiouy])", "h"),
        ("(?<=i)ll", "y"),  # Fillon is Фийон
        ("ga", "ge"),  # Gates is Гейтс
        ("ge(?=[^s])", "ga"),
        ("ges$", "zh"),  # Georges is Жорж
        ("(?<=[^aeiouyg])es$", ""),
    )
)
_APOSTROPHE = re.compile(r"(?<=\w{3})['’`]\w{0,3}$")
_READ_ALIKE: Final = str.maketrans("yjwöüäåąęłõ", "iivouaaaelo")
_TWICE = re.compile(r"(.)\1+")
_MARKED = re.compile("[^čćšśşșžźż]")
_BARE: Final = str.maketrans("čćšśşșžźż", "ccsssszzz")
_OTHERWISE: Final = 0.55
_FAR: Final = 99.0
_LONG: Final = 11  # letters of a name that its own script may spell by its sound: Tsikhanouskaya, Tihanovska
ALIKE: Final = 0.6  # below it two tokens are two names
_EQUIVALENT: Final = 0.8  # and how alike a word must be to an equivalent at least
LEAST: Final = 0.5  # and below this one nothing is in common
_TAIL: Final = 4  # letters of the longest ending of a name
_END: Final[Step] = ({}, (), _FAR)


@dataclass(frozen=True, slots=True)
class Alike:
    """`score` is 1 for the same sounds and 0 for nothing in common; `inflected` names the ending that was changed."""

    score: float
    inflected: str = ""
    gender: str = ""


_NOT: Final = Alike(0.0)


@lru_cache(maxsize=400_000)
def alike(name: str, surface: str, least: float = LEAST) -> Alike:
    """Compare a token of a name with a word as it stands in a text; both in any script and case.

    A score below `least` is given as 0: the higher it is, the sooner a no is found.
    """
    if not surface.isalpha() and (mark := _APOSTROPHE.search(surface)) and writing(surface) == "latin":
        bare = alike(name, surface[: mark.start()], least)  # Trump's, Erdoğan'ın
        inner = len(mark[0]) > 2 and not bare.score
        return alike(name, surface.replace(mark[0][0], ""), least) if inner else bare  # Isma'il
    x, y = internal(name), internal(surface)
    if not x or not y:
        return Alike(1.0) if name.casefold() == surface.casefold() and not (x or y) else _NOT
    if x == y:
        return Alike(1.0)
    wrote, read = writing(name), writing(surface)
    if wrote == read == "latin" and x in EASTERN and surface.isascii() and not y.startswith(x):
        return _NOT  # Wang and When: of so few letters each tells
    if kind_of(read) == "base" and kind_of(wrote) != "base":
        x, y, wrote, read = y, x, read, wrote  # the tables are made for Latin against the others
    found = _read_alike(x, y, wrote, read, least)
    if found.score and wrote == read == "latin" and _marked_otherwise(name, surface):
        score = found.score * _OTHERWISE
        return Alike(score, found.inflected, found.gender) if score >= least else _NOT
    return found


def _read_alike(x: str, y: str, wrote: Writing, read: Writing, least: float) -> Alike:
    """The same of two internal forms. How a name is read tells only where it is written by its sound, in another script."""
    kind = kind_of(read)
    if kind == "base" and not roughly_like(met_as(x, wrote, read), rough(y, read)):
        return _NOT
    found = _compare(x, y, kind, read, least)
    if wrote != read:
        for name, surface in (*((form, y) for form in readings(x)), *((x, form) for form in readings(y))):
            found = max(found, _compare(name, surface, kind, read, least), key=lambda like: like.score)
    return found


def _marked_otherwise(name: str, surface: str) -> bool:
    """Whether both are written with hacek and the like, and on other letters: Babiš is not Babić, but Vučić may be Vučič."""
    one, two = (_MARKED.sub("", text.lower()).translate(_BARE) for text in (name, surface))
    return len(one) == len(two) > 0 and one != two


def _compare(x: str, y: str, kind: str, script: Writing, least: float) -> Alike:
    size = min(len(x), len(y)) if kind == "base" else len(x)
    whole = _whole(size, kind)
    limit = whole * (1 - least)
    if abs(len(x) - len(y)) > 6 + (4 if kind in ("han", "kana") else 0):
        return _NOT
    rows = _rows(x, y, kind, limit)
    if not any(rows[-1 - _TAIL :]):
        return _NOT  # it went wrong before any ending
    best, how, whom = rows[-1].get(len(y), _FAR), "", ""
    if kind == "base" and script in ("latin", "cyrillic", "greek"):
        table = endings(script)
        for cut in range(min(6, len(y) - 1) + 1):
            ending = y[len(y) - cut :]
            for tail, cost, gender in table.get(ending, ()):
                if not x.endswith(tail):
                    continue
                at = len(x) - len(tail)
                if at < 2:
                    continue
                total = rows[at].get(len(y) - cut, _FAR) + cost
                if total < best:
                    best, how, whom = total, f"{tail or '–'} → {ending or '–'}", gender
    if best > limit:
        return _NOT
    return Alike(1 - best / whole, how, whom)


def _whole(size: int, kind: str) -> float:
    # What all differences may cost together until nothing is in common, by how long the shorter form is.
    if kind == "base":
        return 0.28 * size + 0.1
    if kind == "abjad":
        return 0.24 * size + 0.2
    return 0.34 * size + 0.2


def _rows(x: str, y: str, kind: str, limit: float) -> list[dict[int, float]]:
    """For the first i letters of `x` the least cost of taking them for the first j of `y`, where it is not above `limit`."""
    n, m = len(x), len(y)
    rows: list[dict[int, float]] = [{} for _ in range(n + 1)]
    rows[0][0] = 0.0
    added = extras(y, kind)
    furthest = 0
    for i, (row, (taken, gone, unlike)) in enumerate(zip(rows, (*steps(x, kind), _END), strict=True)):
        if not row:
            if i > furthest:
                break
            continue
        j, last = min(row), max(row)
        while j <= last:
            cost = row.get(j)
            if cost is None:
                j += 1
                continue
            for size, more in gone:
                total, target = cost + more, rows[i + size]
                if total <= limit and total < target.get(j, _FAR):
                    target[j] = total
                    furthest = max(furthest, i + size)
            if j < m:
                total = cost + added[j]
                if total <= limit and total < row.get(j + 1, _FAR):
                    row[j + 1] = total
                    last = max(last, j + 1)
                for size, sounds, more in taken.get(y[j], ()):
                    total = cost + more
                    if total <= limit and y.startswith(sounds, j):
                        target, reached = rows[i + size], j + len(sounds)
                        if total < target.get(reached, _FAR):
                            target[reached] = total
                            furthest = max(furthest, i + size)
                if cost + unlike <= limit:
                    total, target = cost + other(x[i], y[j]), rows[i + 1]
                    if total <= limit and total < target.get(j + 1, _FAR):
                        target[j + 1] = total
                        furthest = max(furthest, i + 1)
            j += 1
    return rows


@lru_cache(maxsize=200_000)
def token_score(
    name: str, surface: str, *, family: bool = False, least: float = LEAST
) -> tuple[Alike, Kinship | None]:
    """How alike two tokens are, also by way of a name that is the same in another language.

    A family name is not translated, and nobody is called for short by it. `least` is as for `alike`.
    """
    best, how = alike(name, surface, least), None
    if best.score < 0.9:
        for other, kinship in equivalents(name).items():
            if family and kinship != "same":
                continue
            found = alike(other, surface, _EQUIVALENT)
            score = found.score * WORTH[kinship]
            if score > best.score:
                best, how = Alike(score, found.inflected, found.gender), kinship
    return best, how


@lru_cache(maxsize=200_000)
def rough(form: str, script: Writing = "latin") -> str:
    """An internal form with alike letters made one: a quick look before letters are weighed."""
    if script == "greek":
        for letters, one in _GREEK:
            form = form.replace(letters, one)
    for letters, one in _ROUGH:
        if letters in form:
            form = form.replace(letters, one)
    return _TWICE.sub(r"\1", form.translate(_ROUGHLY))


@lru_cache(maxsize=200_000)
def rough_form(token: str) -> str:
    """A token in any script made `rough`; "" where that says nothing of what it is like (Arabic, Hebrew, Chinese …)."""
    script = writing(token)
    return rough(internal(token), script) if kind_of(script) == "base" else ""


def rough_forms(name: str, script: Writing | None = None) -> tuple[str, ...]:
    """The rough forms under which a token of a name is met in a script (None: another than its own): in its own as it is spelled, in others as it may be read."""
    wrote = writing(name)
    return met_as(internal(name), wrote, script) if kind_of(wrote) == "base" else ("",)


def met_as(form: str, wrote: Writing, read: Writing | None) -> tuple[str, ...]:
    """Those of an internal form from one script in another. In its own a short name is not read otherwise: Owen is not One."""
    return roughs(form) if wrote != read or len(form) >= _LONG else (rough(form, wrote),)


@lru_cache(maxsize=50_000)
def roughs(form: str) -> tuple[str, ...]:
    """Those of all ways in which an internal form may be read: the j of Jones is that of Джонс or that of Янез, the e of Blake is silent."""
    ways = [form]
    if len(form) > 3 and form[-1] == "e" and form[-2] not in VOWELS:
        ways.append(form[:-2] + {"g": "zh", "c": "s"}.get(form[-2], form[-2]))
    if form.startswith("j"):
        ways += [f"dzh{way[1:]}" for way in ways]
    elif begun := _ENGLISH_J.match(form):
        ways += [f"j{way[begun.end() :]}" for way in ways]
    for letters, read in _OTHERWISE_READ:
        if letters.search(form):
            ways += [letters.sub(read, way) for way in ways]
    ways += (*readings(form), *spellings(form))
    return tuple(dict.fromkeys(map(rough, ways)))


def roughly_like(names: Iterable[str], surface: str) -> list[str]:
    """Those rough forms of names that `alike` may find to be one with a word of another: quick, and never wrong when it says no."""
    if not surface:
        return list(names)
    distance, length = Levenshtein.distance, len(surface)
    found: list[str] = []
    for name in names:
        size = len(name)
        if not -3 <= length - size <= 5:
            if not name:
                found.append(name)
            continue
        # Beyond two letters after all that is alike was made one, no two words were ever found alike that are one name.
        most = 1 if size <= 5 else 2
        apart = distance(name, surface[:size], score_cutoff=most + 1)
        if (
            apart <= most
            or (apart == most + 1 and _one_nearer(name, surface, most))
            or (length > size + 1 and distance(name, surface, score_cutoff=most) <= most)
            or (
                name.endswith("sak") and surface.startswith(f"{name[:-3]}ka")
            )  # Jacek, Jacka: ck was made one
        ):
            found.append(name)
    return found


def begins_roughly(name: str, surface: str) -> bool:
    """Whether a word of one rough form begins as a name of another does, one letter apart at most, and is not much longer.

    It says nothing of forms that are empty.
    """
    if not name or not surface:
        return True
    if not -2 <= len(surface) - len(name) <= 4:
        return False
    apart = Levenshtein.distance(name, surface[: len(name)], score_cutoff=2)
    return apart <= 1 or (apart == 2 and _one_nearer(name, surface, 1))


def _one_nearer(name: str, surface: str, most: int) -> bool:
    # What is one letter longer or shorter is one letter nearer at most.
    distance, size = Levenshtein.distance, len(name)
    return (
        distance(name, surface[: size + 1], score_cutoff=most) <= most
        or distance(name, surface[: size - 1], score_cutoff=most) <= most
    )


def same_word(name: str, surface: str) -> bool:
    """Whether a word is a name's only word: where no second one speaks for it, more than sounds must agree.

    Within a script that is its letters but for the ending, those that are read alike, and marks; across scripts the sounds nearly
    all, or the consonants of a longer name.
    """
    like = alike(name, surface)
    if mark := _APOSTROPHE.search(surface):
        surface = surface[: mark.start()]
    x, y, kind = internal(name), internal(surface), writing(surface)
    if kind == writing(name):
        return (
            _light(x) == _light(y)
            or _same_stem(x, y, kind)
            or (not like.inflected and len(x) > 6 and like.score >= 0.9 and x[0] == y[0])
        )
    stem = x.removesuffix(like.inflected.partition(" → ")[0].strip("–"))
    if sum(letter not in VOWELS for letter in x) < 3 or like.score < 0.8:
        return False  # in another script two consonants are anything
    if kind == "abjad":
        return like.score >= 0.9
    return (len(x) > 5 and like.score >= 0.93) or rough(y).startswith(rough(stem))


def _same_stem(x: str, y: str, script: Writing) -> bool:
    """Whether two words of a script differ in a case ending only; their stems letter for letter, or nearly where they are long."""
    if script not in ("latin", "cyrillic", "greek"):
        return False
    for cut in range(min(6, len(y) - 3) + 1):
        theirs = y[: len(y) - cut]
        for tail, _, _ in endings(script).get(y[len(y) - cut :], ()):
            ours = x.removesuffix(tail)
            known = ours == theirs or (len(ours) > 4 and _light(ours) == _light(theirs))
            if known and len(ours) > 2 and x.endswith(tail):
                return True
    return False


def _light(form: str) -> str:
    for letters, one in (("ck", "k"), ("ph", "f"), ("kh", "h"), ("sch", "sh"), ("ya", "ia"), ("x", "ks")):
        form = form.replace(letters, one)
    return _TWICE.sub(r"\1", form.translate(_READ_ALIKE))


def begins_with_vowel(form: str) -> bool:
    """Whether an internal form begins with a vowel."""
    return form[:1] in VOWELS

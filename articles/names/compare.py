"""How likely two names mean the same, from 0 to 1, with the reasons; between `tokens`, `parts` and everybody who asks."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from articles.analysis import fold
from articles.names.equivalents import equivalents
from articles.names.letters import internal, writing
from articles.names.parts import Part, Parts, is_eastern, is_pinyin, parse_name
from articles.names.telling import SON, Pairs, told_apart, turned, womans_form, womans_given
from articles.names.tokens import ALIKE, alike, token_score
from articles.names.words import EASTERN, LEGAL, PARTICLES

SAME: Final = 0.72  # at the normal precision
STRICT: Final = 0.86
WIDE: Final = 0.6
FAMILY_ALONE: Final = 0.58
_UNSPACED: Final = ("han", "kana", "hangul")
_SAME: Final = ("the same words",)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`score` from 0 to 1; `reasons` in plain words, what speaks for it first."""

    score: float
    reasons: tuple[str, ...]
    whole: bool = True  # nothing of the name is missing, a patronymic apart

    @property
    def same(self) -> bool:
        """Whether it is the same at the normal precision."""
        return self.score >= SAME


def compare(name: str, surface: str, type_: str = "person") -> Verdict:
    """Compare a name with what stands in a text; both in any script. `type_` is "person", "organisation" or "place"."""
    if type_ != "person":
        return _things(parse_name(name, type_), parse_name(surface, type_))
    return compare_parts(parse_name(name), parse_name(surface))


def first_letters(words: Iterable[Part]) -> str:
    """What the first letters of an organisation's words spell, particles and articles apart."""
    return "".join(
        part.form[0]
        for part in words
        if part.form not in PARTICLES and part.form not in ("of", "and", "for", "the")
    )


def compare_parts(name: Parts, surface: Parts) -> Verdict:
    """The same for persons' names that are parsed already."""
    joined = _joined(name, surface)
    apart = _tokens(name, surface)
    return max(joined, apart, key=lambda verdict: verdict.score) if joined else apart


def _tokens(name: Parts, surface: Parts) -> Verdict:
    wanted = [part for part in name.parts if part.role != "particle"]
    there = _told(surface, eastern=bool(name.parts) and name.parts[0].form in EASTERN)
    family = None if name.family is None else _at(wanted, name.parts[name.family])
    pairs = _assign(wanted, there, family)
    reasons: list[str] = []
    womanly = family in pairs and womans_form(wanted, there, family, pairs)
    score = total = weight = 0.0
    for i, (j, worth, why) in pairs.items():
        its = 1.2 if i == family else 1.0
        total, weight = total + its * worth, weight + its
        if why:
            reasons.append(f"{wanted[i].text} ~ {there[j].text}: {why}")
    missing = [i for i in range(len(wanted)) if i not in pairs]
    spare = [j for j in range(len(there)) if j not in {pair[0] for pair in pairs.values()}]
    if not pairs:
        return Verdict(0.0, ("no part of the one is like a part of the other",))
    score = 0.6 * total / weight + 0.4 * min(worth for _, worth, _ in pairs.values())
    plain_missing = [i for i in missing if wanted[i].role == "name"]
    plain_spare = [j for j in spare if there[j].role == "name"]
    score, more = _weigh(score, wanted, there, family, pairs, plain_missing, plain_spare)
    reasons += more
    if womanly:
        score *= 0.6
        reasons.append("a woman's family name")
    if womans_given(wanted, there, family, pairs):
        score *= 0.6
        reasons.append("a woman's given name")
    sons = all(any(part.form in SON for part in some.parts) for some in (name, surface))
    if turned(wanted, there, family, pairs, sons=sons):
        score *= 0.6
        reasons.append("the other way round")
    for factor, why in told_apart(name, surface, wanted, there, missing, spare):
        score *= factor
        reasons.append(why)
    whole = not any(wanted[i].role in ("name", "initial") for i in missing)
    return Verdict(round(max(0.0, min(1.0, score)), 3), tuple(reasons) or _SAME, whole)


def _told(surface: Parts, *, eastern: bool) -> list[Part]:
    """The parts of what stands there, particles apart; but before an Eastern given name a Ван is a Wang, not a van."""
    return [
        replace(part, role="name") if part.role == "particle" else part
        for place, part in enumerate(surface.parts)
        if part.role != "particle" or (eastern and place == 0 and part.text[:1].isupper())
    ]


def _weigh(
    score: float,
    wanted: list[Part],
    there: list[Part],
    family: int | None,
    pairs: Pairs,
    missing: list[int],
    spare: list[int],
) -> tuple[float, list[str]]:
    # What is there of the one and not of the other.
    reasons: list[str] = []
    names = [i for i, part in enumerate(wanted) if part.role == "name"]
    met = [i for i in names if i in pairs and there[pairs[i][0]].role == "name"]
    if family is not None and family not in pairs and len(names) > 1:
        others = [wanted[family].text]
        if spare:
            return score * 0.3, [f"{others[0]} is not there, {there[spare[0]].text} is"]
        return score * (0.35 if len(met) < 2 else 0.6), [f"{others[0]} is not there"]
    if missing and not met:
        return score * 0.3, ["no more than initials"]
    if len(names) > 1 and len(met) == 1 and missing:
        if spare:
            near = max(token_score(wanted[i].text, there[j].text)[0].score for i in missing for j in spare)
            return score * (0.25 + 0.3 * near), [
                f"{there[spare[0]].text} is another than {wanted[missing[0]].text}"
            ]
        if len(pairs) == 1:
            return score * FAMILY_ALONE, [f"{wanted[met[0]].text} stands alone"]
    if missing and spare:
        score *= 0.55 + 0.1 * max(0, len(met) - 2)
        reasons.append(f"{there[spare[0]].text} stands for {wanted[missing[0]].text}")
    elif missing:
        score -= 0.06 * len(missing)
        reasons.append(f"without {', '.join(wanted[i].text for i in missing)}")
    elif spare and spare[0] == 0 and writing(there[0].text) == "abjad":
        score *= 0.5
        reasons.append(f"{there[0].text} has this one for a father")
    elif spare:
        behind = (
            family is not None and family in pairs and spare[-1] > max(pair[0] for pair in pairs.values())
        )
        score -= (0.42 if len(names) == 1 else 0.2 if behind else 0.09) * len(spare)
        reasons.append(f"also {', '.join(there[j].text for j in spare)}")
    return score, reasons


def _at(parts: list[Part], part: Part) -> int | None:
    return next((place for place, other in enumerate(parts) if other is part), None)


def _assign(wanted: list[Part], there: list[Part], family: int | None) -> Pairs:
    """Which part stands for which: the pairs with the most in common, each part once."""
    found = []
    for i, mine in enumerate(wanted):
        for j, its in enumerate(there):
            worth, why = _pair(mine, its, family=i == family)
            if worth >= ALIKE:
                found.append((worth + (0.05 if i == family else 0) - 0.02 * abs(i - j), worth, i, j, why))
    pairs: Pairs = {}
    taken: set[int] = set()
    for _, worth, i, j, why in sorted(found, key=lambda one: (-one[0], one[2], one[3])):
        if i not in pairs and j not in taken:
            pairs[i] = (j, worth, why)
            taken.add(j)
    return dict(sorted(pairs.items()))


def _pair(mine: Part, its: Part, *, family: bool) -> tuple[float, str]:
    if "initial" in (mine.role, its.role):
        short, long = (mine, its) if mine.role == "initial" else (its, mine)
        if long.role == "patronymic" and short.role == "initial":
            return (0.8, "initial") if begins(short.text, long) else (0.0, "")
        if not begins(short.text, long):
            return 0.0, ""
        return (1.0, "") if short.role == long.role else (0.8, "initial")
    if (mine.role == "patronymic") != (its.role == "patronymic"):
        return 0.0, ""
    if (
        mine.form != its.form
        and mine.form in EASTERN
        and its.form in EASTERN
        and not (family and its.form in equivalents(mine.text))
        and not _sounds_as(mine, its)
    ):
        return 0.0, ""  # Li and Liu: two families; Wang Yi and Wang Li: two people
    found, kinship = token_score(mine.text, its.text, family=family)
    if found.inflected and len(mine.form) == 2 and mine.form in EASTERN and writing(its.text) == "cyrillic":
        return 0.0, ""  # Лю is not the accusative of Ли
    doubtful = found.score < 0.9 if kinship is None else kinship == "short" and found.inflected
    if not family and doubtful and _are_others(mine, its):
        return 0.0, ""
    why = []
    if kinship:
        why.append(
            {
                "same": "the same name in another language",
                "translated": "translated",
                "short": "called so for short",
            }[kinship]
        )
    if found.inflected:
        why.append(f"inflected ({found.inflected})")
    if not why and writing(mine.text) != writing(its.text):
        why.append("transliterated")
    elif not why and (found.score < 1 or fold(mine.text) != fold(its.text)):
        why.append("spelled otherwise")
    return found.score, ", ".join(why)


def _are_others(mine: Part, its: Part) -> bool:
    """Whether two given names are both known, and not as one: Oleg and Ольга, Aleksandr and Алексей."""
    akin = equivalents(mine.text)
    return bool(akin) and mine.form != its.form and its.form not in akin and bool(equivalents(its.text))


def _sounds_as(mine: Part, its: Part) -> bool:
    """Whether two Eastern family names are one in two scripts: Yang and Ян, not Li and Лю."""
    like = alike(mine.text, its.text)
    return writing(mine.text) != writing(its.text) and like.score >= 0.8 and not like.inflected


_FIRST: Final = (
    {"g", "j", "dzh", "zh", "y"},
    {"c", "k"},
    {"c", "s", "ch", "ts"},
    {"y", "j", "e", "i", "yu", "ya"},
    {"v", "w", "u"},
    {"h", "kh", "g"},
    {"f", "ph", "p"},
    {"t", "th"},
    {"z", "s", "zh", "ts"},
)


@lru_cache(maxsize=50_000)
def begins(initial: str, word: Part) -> bool:
    """Whether a part of a name may be written as an initial (as it stands in a text, without its stop)."""
    short, long = internal(initial), word.form
    if long.startswith(short) or (word.role == "initial" and short.startswith(long)):
        return True
    if word.role != "initial" and any(
        other.startswith(short) for other, kin in equivalents(word.text).items() if kin == "same"
    ):
        return True
    if word.role == "initial" and writing(initial) == writing(word.text):
        return False
    return any(short in group and long.startswith(tuple(group)) for group in _FIRST)


def _joined(name: Parts, surface: Parts) -> Verdict | None:
    """Names that are written in one in another script or language: 习近平, 김정은, Abdelfattah."""
    kinds = {writing(part.text) for part in surface.parts}
    if kinds and not kinds & set(_UNSPACED) and all(writing(part.text) in _UNSPACED for part in name.parts):
        return _joined(surface, name)
    unspaced = [part.text for part in surface.parts if writing(part.text) in _UNSPACED]
    mine = [part for part in name.parts if part.role in ("name", "particle")]
    if unspaced and len(kinds) == 1 and len(mine) > 1:
        whole = "".join(unspaced)
        orders = [mine] if is_eastern(name) else [mine, [*mine[-1:], *mine[:-1]], [*mine[1:], mine[0]]]
        best = Verdict(0.0, ("in no order is the one read like the other",))
        for order in orders:
            form = "".join(part.form for part in order)
            found = alike(form, whole)
            score = found.score
            if is_pinyin(form) and kinds == {"han"} and is_eastern(name) and internal(whole) != form:
                score *= 0.6  # a Chinese name is read in one way only
            if len(surface.parts) > 1 and not is_eastern(name):
                score *= 0.97
            if score > best.score:
                best = Verdict(round(score, 3), (f"{surface.text}: read as {internal(whole)}",))
        return best
    if (len(mine) > 2 or len(surface.parts) > 2 or len(mine) != len(surface.parts)) and len(mine) > 1:
        return _glued(name, surface, mine)
    return None


def _glued(name: Parts, surface: Parts, mine: list[Part]) -> Verdict | None:
    # Two tokens of the one are one token of the other: Abdel Fattah, Abdelfattah; Jong-un, Jongun; Al-Assad, Alasad.
    its = [part for part in surface.parts if part.role in ("name", "particle")]
    bare_mine, bare_its = ([part for part in some if part.role == "name"] for some in (mine, its))
    if (len(bare_mine), len(bare_its)) != (len(mine), len(its)) and (
        found := _glued_parts(name, surface, bare_mine, bare_its)
    ):
        return found
    return _glued_parts(name, surface, mine, its)


def _glued_parts(name: Parts, surface: Parts, mine: list[Part], its: list[Part]) -> Verdict | None:
    if (
        name.generation != surface.generation
        or name.kin != surface.kin
        or abs(len(mine) - len(its)) > 2
        or not its
    ):
        return None
    longer, shorter = (mine, its) if len(mine) > len(its) else (its, mine)
    if len(longer) == len(shorter):
        return None
    for at in range(len(longer) - 1):
        glued = [*longer[:at], _glue(longer[at], longer[at + 1]), *longer[at + 2 :]]
        if len(glued) > len(shorter) or len(glued) == 1:
            continue
        one, two = (glued, shorter) if longer is mine else (shorter, glued)
        scores = [token_score(x.text, y.text)[0].score for x, y in zip(one, two, strict=True)]
        if min(scores) >= ALIKE:
            return Verdict(round(0.97 * sum(scores) / len(scores), 3), ("written in one",))
    return None


def _glue(first: Part, second: Part) -> Part:
    return Part(first.text + second.text.lower(), first.form + second.form, "name")


def _things(name: Parts, surface: Parts) -> Verdict:
    """Organisations and places: all words of the one in the other, legal forms apart."""
    mine = [part for part in name.parts if part.form not in LEGAL] or list(name.parts)
    its = [part for part in surface.parts if part.form not in LEGAL] or list(surface.parts)
    short, long = (mine, its) if len(mine) == 1 and len(its) > 1 else (its, mine)
    acronym = len(short) == 1 and len(long) > 1 and short[0].text.isupper()
    if acronym and first_letters(long) == short[0].form:
        return Verdict(0.8, (f"{short[0].text}: the first letters",))
    pairs = _assign(mine, its, None)
    if not pairs:
        return Verdict(0.0, ("no word of the one is like a word of the other",))
    shared = sum(worth for _, worth, _ in pairs.values())
    numbers = {p.form for p in mine if p.form.isdigit()} != {p.form for p in its if p.form.isdigit()}
    score = shared / max(len(mine), len(its)) * (0.6 if numbers else 1.0)
    reasons = [f"{mine[i].text} ~ {its[j].text}: {why}" for i, (j, _, why) in pairs.items() if why]
    return Verdict(round(min(1.0, score), 3), tuple(reasons) or _SAME)

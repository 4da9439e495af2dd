"""What tells two people of one name apart: marks of the generation, relatives, initials, women, the order; beside `compare`."""

from typing import Final

from articles.names.equivalents import equivalents
from articles.names.parts import Part, Parts
from articles.names.tokens import begins_with_vowel, token_score
from articles.names.words import EASTERN

Pairs = dict[
    int, tuple[int, float, str]
]  # which part of a name stands for which of another, how surely and how

SON: Final = frozenset(("bin", "ibn", "ben", "bn", "abn"))


def told_apart(
    name: Parts, surface: Parts, wanted: list[Part], there: list[Part], missing: list[int], spare: list[int]
) -> list[tuple[float, str]]:
    """What tells two people of one name apart, each by which factor it lowers the score and in plain words."""
    found: list[tuple[float, str]] = []
    if name.generation != surface.generation:
        told = {name.generation, surface.generation}
        factor = 0.45 if "" not in told else 0.62 if surface.generation else 0.7
        if told == {"", "sr"}:
            factor = 0.7
        found.append(
            (
                factor,
                f"the mark of the generation: {name.generation or 'none'} and {surface.generation or 'none'}",
            )
        )
    if name.kin != surface.kin:
        found.append((0.4, "a relative is named by this name"))
    father = _other_father(wanted, there, missing, spare) or _other_father(there, wanted, spare, missing)
    if father:
        found.append((0.45, father))
    for role, factor in (("patronymic", 0.4), ("initial", 0.5)):
        mine = [wanted[i] for i in missing if wanted[i].role == role]
        theirs = [there[j] for j in spare if there[j].role == role]
        if mine and theirs:
            found.append((factor, f"{mine[0].text} and {theirs[0].text} differ"))
        elif role == "initial" and len(theirs) + len(mine) and _some(wanted, role) and _some(there, role):
            found.append((0.7, "other initials"))
    patronymics = [
        part
        for part in (*(wanted[i] for i in missing), *(there[j] for j in spare))
        if part.role == "patronymic"
    ]
    initials = [
        part for part in (*(wanted[i] for i in missing), *(there[j] for j in spare)) if part.role == "initial"
    ]
    if not found and (patronymics or initials):
        found.append((0.98, f"only one has {(patronymics or initials)[0].text}"))
    return found


def _other_father(some: list[Part], others: list[Part], of_some: list[int], of_others: list[int]) -> str:
    """What is told of a patronymic of the one for which an initial stands in the other that it does not begin with."""
    mine = [some[i] for i in of_some if some[i].role == "patronymic"]
    its = [others[i] for i in of_others if others[i].role == "initial"]
    return f"{its[0].text} is no initial of {mine[0].text}" if mine and its else ""


def womans_form(wanted: list[Part], there: list[Part], family: int | None, pairs: Pairs) -> bool:
    """Whether a man's given name that ends in a consonant stands beside a woman's family name: Jan Novák, Jana Nováková."""
    if family is None or token_score(wanted[family].text, there[pairs[family][0]].text)[0].gender != "f":
        return False
    given = next((i for i in pairs if i != family and wanted[i].role == "name"), None)
    if given is None or begins_with_vowel(wanted[given].form[-1:]):
        return False
    return token_score(wanted[given].text, there[pairs[given][0]].text)[0].inflected.startswith("–")


def womans_given(wanted: list[Part], there: list[Part], family: int | None, pairs: Pairs) -> bool:
    """Whether a man's given name has an a more, and the family name behind it is in no case that it could be of: Aleksandra Vučić."""
    if not family or family not in pairs:
        return False
    mine, its = wanted[family], there[pairs[family][0]]
    if (
        any(begins_with_vowel(part.form[-1:]) for part in (mine, its))
        or token_score(mine.text, its.text)[0].inflected
    ):
        return False  # that of a man in the same case might look so, too: Мишеля Барнье
    given = [
        i
        for i in pairs
        if i < family and wanted[i].role == "name" and not begins_with_vowel(wanted[i].form[-1:])
    ]
    return any(token_score(wanted[i].text, there[pairs[i][0]].text)[0].inflected.endswith("a") for i in given)


def turned(
    wanted: list[Part],
    there: list[Part],
    family: int | None,
    pairs: Pairs,
    *,
    sons: bool,
) -> bool:
    """Whether two names that are both given names stand in the other order: Petr Pavel, Pavel Petr; Salman bin Mohammed."""
    if family is None or len(pairs) != 2 or len(wanted) != 2 or len(there) != 2 or family not in pairs:
        return False
    other_way = list(pairs) != sorted(pairs, key=lambda i: pairs[i][0])
    given = all(equivalents(part.text) and part.form not in EASTERN for part in wanted)
    return other_way and (given or sons)


def _some(parts: list[Part], role: str) -> bool:
    return any(part.role == role for part in parts)

"""A name in its cases, all of its words in one gender and case; samples for people, beside `endings`, for `variants`.

By Zaliznyak's classes (Russian) and Pravopys (Ukrainian); in Latin letters in the cases that Czech, Croatian and Polish have.
"""

import re
from collections.abc import Iterator
from typing import Final

from articles.names.letters import writing

# What a word ends in > what is in its place, a case a column, the first line that fits; a word that ends otherwise stays as it is.
# Of men and of things, of men's family names before that, of women, of women's family names. Cyrillic: genitive, dative, accusative,
# instrumental, locative.
_RUSSIAN: Final = (
    """
^Лев > Льва Льву Льва Львом Льве
^Павел > Павла Павлу Павла Павлом Павле
^П[её]тр > Петра Петру Петра Петром Петре
ец  > ца цу ца цем це
о   > а у а ом е
ый  > ого ому ый ым ом
ий  > ия ию ия ием ии
[йь] > я ю я ем е
а   > ы е у ой е
я   > и е ю ей е
([бвгджзклмнпрстфхцчшщ]) > \\1а \\1у \\1а \\1ом \\1е
""",
    """
о   > о о о о о
кий > кого кому кого ким ком
[ыо]й > ого ому ого ым ом
([оеё]в|[иы]н) > \\1а \\1у \\1а \\1ым \\1е
""",
    """
и[яа] > ии ии ию ией ии
а   > ы е у ой е
я   > и е ю ей е
ь   > и и ь ью и
""",
    """
ая  > ой ой ую ой ой
([оеё]в|[иы]н)а > \\1ой \\1ой \\1у \\1ой \\1ой
а   > ы е у ой е
я   > и е ю ей е
""",
)
_UKRAINIAN: Final = (
    """
ій  > ія ію ія ієм ії
[йь] > я ю я ем ю
о   > а у а ом ові
а   > и і у ою і
я   > і і ю ею і
([бвгґджзклмнпрстфхцчшщ]) > \\1а \\1у \\1а \\1ом \\1ові
""",
    """
ий  > ого ому ого им ому
([оеє]в|[иі]н) > \\1а \\1у \\1а \\1им \\1у
""",
    """
ія  > ії ії ію ією ії
а   > и і у ою і
я   > і і ю ею і
""",
    """
([сцз]ьк|[оеє]в|[иії]н)а > \\1ої \\1ій \\1у \\1ою \\1ій
а   > и і у ою і
я   > і і ю ею і
""",
)
# Men: Czech genitive, dative, instrumental, Croatian dative, instrumental, Polish dative. Women: Czech genitive, Croatian genitive,
# dative, accusative, Czech and Croatian instrumental, Polish accusative, instrumental; a family name that does not end in -a has
# -ová in Czech and stays elsewhere.
_LATIN: Final = (
    """
[ií]a > ie iovi iou iji ijom ii
a   > y ovi ou i om ie
o   > a ovi em u om owi
y   > yho ymu ym iju ijem iemu
([ie]) > \\1ho \\1mu \\1m \\1ju \\1jem \\1mu
([bcdfghjklmnpqrstvwxzčćđğłńňñřśšşťźżž]) > \\1a \\1ovi \\1em \\1u \\1om \\1owi
""",
    """
sk(y|i|iy|ij|ii) > ského skému ským skom skim skiemu
""",
    """
([iy])a > \\1i \\1e \\1i \\1u \\1ou \\1om \\1ę \\1ą
a   > y e i u ou om ę ą
""",
    """
aya > é e oj u ou om ą ą
a   > y e i u ou om ę ą
([^a]) > \\1ové \\1 \\1 \\1ovou \\1ovou \\1 \\1 \\1
""",
)
_IS_UKRAINIAN: Final = re.compile(r"[іїєґ]|[сцз]ьк(?:ий|а)$", re.IGNORECASE)
_A_WOMANS: Final = re.compile(r"(?:[оеё]в|[иы]н)а$|ая$|[сц]ька$|(?:ov|ev|in)a$|aya$")
_A_MANS: Final = re.compile(r"[оеё]в$|[ыи]й$|ской$")
MEN: Final = (
    *("илья", "никита", "лука", "кузьма", "фома", "савва", "данила", "муса", "иса", "мустафа"),
    *("ilya", "nikita", "luka", "musa", "isa", "mustafa", "joshua"),
)
_SPELLED: Final = ((re.compile(r"(?<=[гкхжчшщ])ы"), "и"), (re.compile(r"(?<=[жчшщц])о(?=[мй]$)"), "е"))


def _table(rules: str) -> list[tuple[re.Pattern[str], list[str]]]:
    lines = (line.split(">") for line in rules.splitlines() if line)
    return [(re.compile(f"{ending.strip()}$"), forms.split()) for ending, forms in lines]


_TABLES: Final = {
    language: (_table(men), _table(mens_families + men), _table(women), _table(womens_families))
    for language, (men, mens_families, women, womens_families) in (
        ("russian", _RUSSIAN),
        ("ukrainian", _UKRAINIAN),
        ("latin", _LATIN),
    )
}


def cases(name: str, *, person: bool) -> Iterator[str]:
    """A name in Cyrillic or Latin letters in other cases than the first; a person's last word is the family name.

    Of a thing only a single word is inflected. Nothing for other scripts.
    """
    script, (*given, family) = writing(name), name.split()
    if script not in ("cyrillic", "latin") or (given and not person):
        return
    language = "latin" if script == "latin" else "ukrainian" if _IS_UKRAINIAN.search(name) else "russian"
    woman = bool(given) and _is_a_woman(given[0].lower(), family)
    of_given, of_families = _TABLES[language][2:] if woman else _TABLES[language][:2]
    if woman and script == "latin" and not family.endswith("a"):
        yield " ".join([*given, f"{family}ová"])
    forms = [_forms(word, of_given) for word in given] + [_forms(family, of_families if given else of_given)]
    for case in range(max(map(len, forms))):
        yield " ".join(some[case] if some else word for word, some in zip(name.split(), forms, strict=True))


def _is_a_woman(given: str, family: str) -> bool:
    if _A_WOMANS.search(family) or _A_MANS.search(family):
        return _A_WOMANS.search(family) is not None
    return given == "любовь" or (given[-1] in "аяa" and given not in MEN)


def _forms(word: str, table: list[tuple[re.Pattern[str], list[str]]]) -> list[str]:
    for ending, forms in table:
        if ending.search(word):
            return [_spelled(ending.sub(form, word)) for form in forms]
    return []


def _spelled(word: str) -> str:
    for letters, instead in _SPELLED:
        word = letters.sub(instead, word)
    return word

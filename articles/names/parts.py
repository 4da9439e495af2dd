"""A name cut into its parts (given, family, patronymic, initial, title, generation mark); between letters and `compare`."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from articles.names.letters import internal, writing
from articles.names.words import EASTERN, PARTICLES, generation, is_kin, is_title

Role = Literal["name", "initial", "patronymic", "particle"]

_CUT = re.compile(r"[\s\-‐‑–—−·・･•‧=＝_/]+")
_QUOTES = re.compile(r"[\"“”„«»()\[\]‹›]")
_ARTICLE = re.compile(r"\b(?:A[dnrstz]|Ash|А[дзнрстш])(?=[\-‐‑–][A-ZА-Я])")  # Абдул-Фаттах Ас-Сиси
_BETWEEN = ("bn", "abn", "al", "bnt", "bin")
_PATRONYMIC = re.compile(
    r"(?:[oey]v|ev|yev|iev|ov|il|m|k|kuzm)(?:ich|ych)(?:a|u|em|e|om|evi|yem)?$|(?:ov|ev|yev|iv|yiv)n(?:a|y|u|e|oy|oyu|i|o)$"
    r"|(?:in)?ichn(?:a|y|u|e|oy|oyu|i)$|(?:ov|ev)(?:icz)(?:a|owi|em)?$|(?:ovi|evi)tch(?:a|u|em)?$|(?:ov|ev)i(?:ch|c)(?:a|u|em|i|ovi)?$"
)
_PINYIN = re.compile(
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|ui|uo|ue|er|[aeiouü]))+"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One token of a name. `text` is as it stands, `form` its internal form."""

    text: str
    form: str
    role: Role


@dataclass(frozen=True, slots=True)
class Parts:
    """A name in parts, in the order in which they stand. `family` counts among `parts`; None where nobody can say."""

    parts: tuple[Part, ...]
    family: int | None
    titles: tuple[str, ...] = ()
    generation: str = ""
    kin: bool = False
    text: str = field(default="", compare=False)

    @property
    def names(self) -> tuple[Part, ...]:
        """Without initials, patronymics and particles."""
        return tuple(part for part in self.parts if part.role == "name")


@lru_cache(maxsize=100_000)
def parse_name(text: str, type_: str = "person") -> Parts:
    """Cut a name as it was typed or as it stands in a text. "Family, Given" is put in order; `type_` is "person" or another."""
    person = type_ == "person"
    plain = _QUOTES.sub(" ", text).strip()
    turned = False
    plain = _ARTICLE.sub(lambda article: article[0].lower(), plain) if person else plain
    if person and plain.count(",") == 1:
        family, given = (piece.strip() for piece in plain.split(","))
        if given and not generation(given.rstrip(".")):
            plain, turned = f"{given} {family}", True
    words = [word for word in _CUT.split(plain.replace(",", " ")) if word]
    words = [cut for word in words for cut in _initials(word)]
    parts: list[Part] = []
    titles: list[str] = []
    which, kin = "", False
    for place, word in enumerate(words):
        bare = word.rstrip(".'’`")
        form = internal(bare)
        if (not form and not bare.isdigit()) or (kin and form in ("of", "the")):
            continue
        if person:
            mark = generation(bare) if place else ""
            if (
                mark
                and (len(form) > 1 or not word.endswith("."))
                and (len(parts) > 1 or place == len(words) - 1)
                and parts
            ):
                which = mark
                continue
            if (
                is_kin(bare)
                and not (parts and form in PARTICLES)
                and (
                    word[:1].islower()
                    or (
                        not parts
                        and internal(words[place + 1 : place + 2][0] if len(words) > place + 1 else "")
                        == "of"
                    )
                )
            ):
                kin = True
                continue
            if (
                not parts
                and is_title(bare)
                and place < len(words) - 1
                and (word[:1].islower() or word.endswith(".") or _sure_title(form))
            ):
                titles.append(bare)
                continue
        parts.append(Part(bare, form or bare, _role(word, bare, form, place, len(words), person)))
    if not parts:
        parts = [Part(word, internal(word) or word, "name") for word in words]
    parts = _patronymics(parts) if person else parts
    which_family = _family(parts, turned=turned, person=person)
    return Parts(tuple(parts), which_family, tuple(titles), which, kin, text)


def is_eastern(parts: Parts) -> bool:
    """Whether a Latin name is of Chinese, Korean or Vietnamese kind, the family first."""
    return bool(parts.parts) and parts.family == 0 and len(parts.parts) > 1 and parts.parts[0].form in EASTERN


def is_patronymic(form: str) -> bool:
    """Whether an internal form ends as what a father's name becomes: Ivanovich, Ivanovna, in any case."""
    return len(form) > 5 and _PATRONYMIC.search(form) is not None


def is_pinyin(form: str) -> bool:
    """Whether an internal form can be read as syllables of pinyin."""
    return _PINYIN.fullmatch(form) is not None


def _sure_title(form: str) -> bool:
    return len(form) > 1 and form in {
        "mr", "mrs", "ms", "dr", "sir", "prof", "president", "prezident", "senator", "sheikh", "pope", "queen", "king", "prince", "princess", "general", "lord", "papa", "pan", "pani",
    }  # fmt: skip


def _initials(word: str) -> list[str]:
    # "J.R." and "В.В." are two; "J.K.Rowling" three.
    if "." in word[:-1] and all(len(piece) <= 2 for piece in word.split(".")[:-1]):
        pieces = word.split(".")
        return [f"{piece}." for piece in pieces[:-1] if piece] + ([pieces[-1]] if pieces[-1] else [])
    return [word]


def _role(word: str, bare: str, form: str, place: int, of: int, person: bool) -> Role:
    if not person:
        return "name"
    kind = writing(bare)
    if (
        kind in ("latin", "cyrillic", "greek")
        and (len(bare) == 1 or (word.endswith(".") and len(bare) <= 2))
        and of > 1
    ):
        return "initial"
    if (
        form in PARTICLES
        and place < of - 1
        and (
            bare[:1].islower()
            or form in ("al", "el", "bin", "ibn", "van", "von", "de", "abu", "abdul", "bint")
        )
        and kind != "han"
    ):
        return "particle"
    if kind == "abjad" and place < of - 1 and (form == "abw" or (place and form in _BETWEEN)):
        return "particle"
    return "name"


def _patronymics(parts: list[Part]) -> list[Part]:
    # Of three names the middle one, or the last of "Family Given Patronymic".
    names = [place for place, part in enumerate(parts) if part.role == "name"]
    if len(names) != 3:
        return parts
    for place in (names[1], names[2]):
        if is_patronymic(parts[place].form):
            other = names[1] if place == names[2] else names[2]
            if place == names[2] and _PATRONYMIC.search(parts[other].form):
                continue
            return [Part(p.text, p.form, "patronymic") if at == place else p for at, p in enumerate(parts)]
    return parts


def _family(parts: list[Part], *, turned: bool, person: bool) -> int | None:
    names = [place for place, part in enumerate(parts) if part.role == "name"]
    if not person or not names:
        return None
    if len(names) == 1:
        return names[0]
    if not turned and writing(parts[names[0]].text) == "latin":
        first, rest = parts[names[0]].form, "".join(parts[place].form for place in names[1:])
        if first in EASTERN and (len(names) == 3 or is_pinyin(rest)):
            return names[0]
    patronymic = next((place for place, part in enumerate(parts) if part.role == "patronymic"), None)
    if patronymic == len(parts) - 1:
        return names[0]
    return names[-1]

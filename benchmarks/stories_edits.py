"""What newsrooms do to a wire text, as scripted edits for the labelled set of stories; each is pure and seeded."""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

Paragraphs = tuple[str, ...]
Fact = Literal["number", "name", "not"]

_SENTENCE = re.compile(r"(?<=[.!?。！？।])\s+|(?<=[。！？।])")
_DIGITS = re.compile(r"(?<![\d.,:/-])\d{1,4}(?![\d.,:/-])")
_NAME = re.compile(r"(?<=[a-zа-яёα-ωá-ź,] )[A-ZА-ЯΑ-Ω][a-zа-яёα-ωá-ź]{3,}(?=[ ,.])")
_WORDS_OF: Final = {  # said otherwise, as a sub-editor does
    "said": "told reporters",
    "about": "around",
    "also": "moreover",
    "however": "yet",
    "many": "numerous",
    "began": "started",
    "because": "since",
    "people": "persons",
    "after": "following",
    "during": "in the course of",
    "large": "big",
    "including": "among them",
    "и": "а также",
    "und": "sowie",
    "auch": "ebenfalls",
    "mais": "cependant",
    "también": "además",
}
_NEGATED: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    tuple(  # who denies, and how, by words that stand in the text
        (re.compile(pattern), written)
        for pattern, written in (
            (r"(?<=[a-z] )(was|were|will|would|could|should|did)(?= [a-z])(?! not)", r"\1 not"),
            (r"(?<=[a-zäöüß] )(ist|wird|wurde|wurden|werden|sind)(?= [a-zäöüß])(?! nicht)", r"\1 nicht"),
            (r"(?<=[a-zé] )(fue|había|está|están|será)(?= [a-zé])", r"no \1"),
            (r"(?<=[a-zé] )(sera|sont|peut|doit)(?= [a-zé])", r"ne \1 pas"),
            (r"(?<=[а-яёії] )(был|была|было|были|будет|может|могут)(?= [а-яё])", r"не \1"),
            (r"(?<=[a-zè] )(sono|era|hanno|sarà)(?= [a-zè])", r"non \1"),
            (r"有(?!没)", "没有"),
            (r"했다", "하지 않았다"),
            (r"ました", "ませんでした"),
            (r"(?<= )है(?=[ ।])", "नहीं है"),
            (r"(?<= )كان(?= )", "لم يكن"),
        )
    )
)
_NAMES: Final = {
    "latin": ("Marlowe", "Okafor", "Lindqvist"),
    "cyrillic": ("Ковальчук", "Седых"),
    "greek": ("Δελής",),
}


@dataclass(frozen=True, slots=True)
class Changed:
    """A text in which one fact is another: what stood there and what stands there now."""

    paragraphs: Paragraphs
    fact: Fact
    was: str
    now: str


def sentences(text: str) -> list[str]:
    """A paragraph's sentences, roughly: by full stops of any script."""
    return [part for part in _SENTENCE.split(text) if part.strip()]


def size(paragraphs: Sequence[str]) -> int:
    """How many characters they hold."""
    return sum(map(len, paragraphs))


def cut_from_end(text: Paragraphs, rng: random.Random, _new: Sequence[str]) -> Paragraphs:
    """Only the beginning, 35 to 85 in 100 of it: what fits on the page."""
    room = size(text) * rng.uniform(0.35, 0.85)
    kept: list[str] = []
    for paragraph in text:
        taken: list[str] = []
        for sentence in sentences(paragraph):
            if size(kept) + size(taken) >= room:
                break
            taken.append(sentence)
        if not taken:
            break
        kept.append(" ".join(taken))
    return tuple(kept)


def new_lead(text: Paragraphs, rng: random.Random, new: Sequence[str]) -> Paragraphs:
    """Another first paragraph, before the old one or in its place."""
    lead = " ".join(sentences(new[0])[:2])[:400]
    return (lead, *(text if rng.random() < 0.5 or len(text) < 4 else text[1:]))


def local_paragraphs(text: Paragraphs, rng: random.Random, new: Sequence[str]) -> Paragraphs:
    """One or two paragraphs of the outlet's own, anywhere behind the first."""
    made = list(text)
    for paragraph in new[: rng.randint(1, 2)]:
        made.insert(rng.randint(1, len(made)), paragraph[: max(200, size(text) // 6)])
    return tuple(made)


def reordered(text: Paragraphs, rng: random.Random, _new: Sequence[str]) -> Paragraphs:
    """The first paragraph stays, the others change places."""
    rest = list(text[1:])
    rng.shuffle(rest)
    return (*text[:1], *rest)


def reworded(text: Paragraphs, rng: random.Random, _new: Sequence[str]) -> Paragraphs:
    """Here and there another word, two that change places, one that is left out: no number and no name among them."""
    return tuple(_reworded(paragraph, rng) for paragraph in text)


def _reworded(paragraph: str, rng: random.Random) -> str:
    words = paragraph.split(" ")
    for at, word in enumerate(words):
        if word in _WORDS_OF and rng.random() < 0.7:
            words[at] = _WORDS_OF[word]
        elif word.isalpha() and word.islower() and rng.random() < 0.025:
            words[at] = (
                ""
                if len(word) > 3 and rng.random() < 0.5
                else f"{word} {rng.choice(words[:at] or [word]).strip('.,')}"
            )
        elif at and word.islower() and words[at - 1].islower() and word.isalpha() and rng.random() < 0.015:
            words[at - 1], words[at] = word, words[at - 1]
    return " ".join(word for word in words if word)


def resplit(text: Paragraphs, rng: random.Random, _new: Sequence[str]) -> Paragraphs:
    """The same sentences in other paragraphs."""
    parts = [sentence for paragraph in text for sentence in sentences(paragraph)]
    made: list[str] = []
    while parts:
        taken = rng.randint(1, 4)
        made.append(" ".join(parts[:taken]))
        parts = parts[taken:]
    return tuple(made)


Edit = Callable[[Paragraphs, random.Random, Sequence[str]], Paragraphs]
EDITS: Final[dict[str, Edit]] = {
    "cut from the end": cut_from_end,
    "new lead": new_lead,
    "local paragraphs": local_paragraphs,
    "reordered": reordered,
    "reworded": reworded,
    "other paragraphs": resplit,
}


def another_number(text: Paragraphs, rng: random.Random) -> Changed | None:
    """One number is another, of as many digits; None where there is none that stands once."""
    whole = "\n\n".join(text)
    found = [match for match in _DIGITS.finditer(whole) if len(re.findall(rf"\b{match[0]}\b", whole)) == 1]
    if not found:
        return None
    match = rng.choice(found)
    low = 10 ** (len(match[0]) - 1) if len(match[0]) > 1 else 2
    taken = set(re.findall(r"\d+", whole))
    free = [str(n) for n in range(low, 10 ** len(match[0])) if str(n) not in taken]
    if not free:
        return None
    now = rng.choice(free)
    return _put(whole, match.span(), "number", match[0], now)


def another_name(text: Paragraphs, rng: random.Random) -> Changed | None:
    """One name that stands once is another; None for scripts without capitals."""
    whole = "\n\n".join(text)
    found = [match for match in _NAME.finditer(whole) if whole.count(match[0]) == 1]
    if not found:
        return None
    match = rng.choice(found)
    first = match[0][0]
    script = "cyrillic" if "А" <= first <= "Я" else "greek" if "Α" <= first <= "Ω" else "latin"
    now = rng.choice([name for name in _NAMES[script] if name not in whole])
    return _put(whole, match.span(), "name", match[0], now)


def denied(text: Paragraphs, rng: random.Random) -> Changed | None:
    """One sentence says the contrary; None where none of the words that can be denied stands."""
    whole = "\n\n".join(text)
    for pattern, written in _NEGATED:
        if found := list(pattern.finditer(whole)):
            match = rng.choice(found)
            now = match.expand(written)
            return _put(whole, match.span(), "not", match[0], now)
    return None


def _put(whole: str, span: tuple[int, int], fact: Fact, was: str, now: str) -> Changed:
    text = whole[: span[0]] + now + whole[span[1] :]
    return Changed(tuple(text.split("\n\n")), fact, was, now)


FACTS: Final = (another_number, another_name, denied)

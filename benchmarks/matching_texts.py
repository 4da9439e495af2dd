"""Articles and queries for benchmarks.matching, the same for every run with the same pages."""

import json
import random
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from articles.analysis import analyse_field, is_cluster
from articles.query.joining import all_of, any_of
from articles.query.nodes import Near, Node, Not, Phrase, Term, Wildcard

SIZE: Final = 10_000  # bytes of an article in UTF-8
_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
_SCRIPTS: Final = (
    "абцдефгхийклмнопярстувшжыз",
    "αβξδεφγηιψκλμνοπθρστυωχζάέ",
    "ابجدهوزحطيكلمنسعفصقرشتثخذض",
    "",  # Chinese: two characters a word
)


@dataclass(frozen=True)
class Text:
    """An article: its title and the paragraphs of its body."""

    title: str
    paragraphs: tuple[str, ...]


def paragraphs_of_pages(pages: Path) -> list[str] | None:
    """The paragraphs of all recorded pages, or None where there are none."""
    listed = pages / "pages.jsonl"
    if not listed.exists():
        return None
    texts = [json.loads(line)["text"] for line in listed.read_text("utf-8").splitlines()]
    return [part for text in texts if text for part in text.split("\n\n") if len(part) > 40]


def invented_paragraphs(rng: random.Random, count: int = 6_000) -> list[str]:
    """Paragraphs of invented words whose frequencies fall as Zipf has it."""
    syllables = [a + b for a in "bcdfghklmnprstvw" for b in ("a", "e", "i", "o", "u", "an", "er")]
    words = ["".join(rng.choices(syllables, k=rng.choice((1, 2, 2, 3, 3, 4)))) for _ in range(25_000)]
    weights = [1 / (rank + 3) for rank in range(len(words))]
    return [
        " ".join(rng.choices(words, weights, k=rng.randint(25, 90))).capitalize() + "." for _ in range(count)
    ]


def articles(paragraphs: list[str], count: int, rng: random.Random) -> list[Text]:
    """Articles of shuffled paragraphs; every third is written over, letter by letter, into another script."""
    made = []
    for number in range(count):
        script = _SCRIPTS[number // 3 % len(_SCRIPTS)] if number % 3 == 2 else _LATIN
        parts: list[str] = []
        size = 0
        while size < SIZE:
            part = written_in(script, rng.choice(paragraphs))
            parts.append(part)
            size += len(part.encode()) + 2
        made.append(Text(written_in(script, rng.choice(paragraphs))[:70], tuple(parts)))
    return made


def written_in(script: str, text: str) -> str:
    """Each letter as the script's; with no script, each word as two Chinese characters."""
    if script == _LATIN:
        return text
    if script:
        return text.translate(
            dict(zip(map(ord, _LATIN + _LATIN.upper()), script + script.upper(), strict=True))
        )
    return "".join(
        chr(0x4E00 + code % 5_000) + chr(0x4E00 + code // 5_000 % 5_000)
        for code in (zlib.crc32(word.casefold().encode()) for word in text.split())
    )


def queries(texts: list[Text], count: int, rng: random.Random) -> list[Node]:
    """Mixed queries whose words come from the articles; the rarer a word, the likelier."""
    cut = [analyse_field(part).terms for text in texts for part in text.paragraphs]
    cut = [terms for terms in cut if len(terms) > 12]
    often = Counter(term for text in texts for term in {*analyse_field("\n\n".join(text.paragraphs)).terms})
    kinds = (_word, _phrase, _groups, _but_not, _close, _begun, _either)
    made: dict[Node, None] = {}
    while len(made) < count:
        (kind,) = rng.choices(kinds, (12, 24, 22, 12, 15, 10, 5))
        made[kind(_Source(cut, often, len(texts), rng))] = None
    return list(made)


def desk_queries(texts: list[Text], count: int, rng: random.Random) -> list[Node]:
    """Queries as a desk writes them, around words that stand in many articles: groups of them, near one another or not.

    The rare part of each is a name, a phrase or the nearness itself; nothing is altered so that it is found nowhere.
    """
    often = Counter(term for text in texts for term in {*analyse_field("\n\n".join(text.paragraphs)).terms})
    cut = [analyse_field(part).terms for text in texts for part in text.paragraphs]
    cut = [terms for terms in cut if len(terms) > 12]
    source = _Source(cut, often, len(texts), rng)
    made: dict[Node, None] = {}
    while len(made) < count:
        (kind,) = rng.choices(
            (_topics, _near_topics, _name_and_topic, _begun_topics, _phrase_but_not), (25, 25, 20, 15, 15)
        )
        if (query := kind(source)) is not None:
            made[query] = None
    return list(made)


def _common(source: "_Source", terms: tuple[str, ...]) -> list[str]:
    """Words of a stretch that many articles hold, but not most."""
    return list(
        dict.fromkeys(t for t in terms if len(t) > 3 and 0.01 <= source.often[t] / source.articles <= 0.3)
    )


def _group(source: "_Source", of: int) -> list[Node] | None:
    found = _common(source, source.stretch(12))
    return None if len(found) < of else [Term(term) for term in source.rng.sample(found, of)]


def _topics(source: "_Source") -> Node | None:
    groups = [_group(source, source.rng.randint(2, 4)) for _ in range(3)]
    return all_of([any_of(group) for group in groups if group]) if all(groups) else None


def _near_topics(source: "_Source") -> Node | None:
    found = _common(source, source.stretch(12))
    more = _common(source, source.stretch(12))
    words = list(dict.fromkeys([*found[:2], *more[:2]]))
    if len(found) < 2 or len(words) < 4:
        return None
    left, right = [Term(words[0]), Term(words[2])], [Term(words[1]), Term(words[3])]
    return Near((any_of(left), any_of(right)), source.rng.choice((2, 4, 8)))


def _name_and_topic(source: "_Source") -> Node | None:
    topics = _group(source, 3)
    return None if topics is None else all_of([source.word(), any_of(topics)])


def _begun_topics(source: "_Source") -> Node | None:
    beginnings = [
        term[: source.rng.randint(4, 6)] for term in _common(source, source.stretch(12)) if len(term) > 6
    ]
    topics = _group(source, 2)
    if len(beginnings) < 2 or topics is None:
        return None
    return all_of(
        [
            any_of([Wildcard(begun + "*") for begun in dict.fromkeys(beginnings)]),
            any_of(topics),
            source.word(0.1),
        ]
    )


def _phrase_but_not(source: "_Source") -> Node | None:
    topics = _group(source, 1)
    phrase = _phrase(source)
    return None if topics is None else all_of([any_of([phrase, source.word()]), Not(topics[0])])


@dataclass(frozen=True)
class _Source:
    paragraphs: list[tuple[str, ...]]
    often: Counter[str]
    articles: int
    rng: random.Random

    def word(self, rarest: float = 0.02) -> Node:
        """A word, or two characters of Chinese; two words in three are in few articles or altered into none."""
        while True:
            terms = self.rng.choice(self.paragraphs)
            at = self.rng.randrange(len(terms) - 3)
            if is_cluster(terms[at]):
                return Phrase((Term(terms[at]), Term(terms[at + 1])))
            if len(terms[at]) < 4 or self.often[terms[at]] > rarest * self.articles + 2:
                continue
            # most of what a desk watches for is in none of today's articles
            return Term(terms[at] + self.rng.choice(terms[at]) if self.rng.random() < 0.66 else terms[at])

    def stretch(self, length: int) -> tuple[str, ...]:
        terms = self.rng.choice(self.paragraphs)
        at = self.rng.randrange(len(terms) - length)
        return terms[at : at + length]


def _word(source: _Source) -> Node:
    return source.word()


def _phrase(source: _Source) -> Node:
    while True:
        terms = list(source.stretch(source.rng.choice((2, 3, 3))))
        if any(len(term) > 4 or is_cluster(term) for term in terms):
            break
    if source.rng.random() < 0.7:
        source.rng.shuffle(terms)
    return Phrase(tuple(map(Term, terms)))


def _groups(source: _Source) -> Node:
    left = any_of([source.word(0.2) for _ in range(source.rng.randint(2, 4))])
    right = any_of([source.word(0.2) for _ in range(source.rng.randint(2, 3))])
    return all_of([left, right])


def _but_not(source: _Source) -> Node:
    return all_of([source.word(), Not(source.word(0.5))])


def _close(source: _Source) -> Node:
    while True:
        terms = source.stretch(8)
        left, right = terms[0], terms[source.rng.randint(2, 7)]
        if left != right and min(len(left), len(right)) > 3:
            return Near((Term(left), Term(right)), source.rng.choice((3, 5, 10)))


def _begun(source: _Source) -> Node:
    while True:
        (term,) = source.stretch(1)
        if len(term) > 6:
            return all_of([Wildcard(term[:5] + "*"), source.word(0.2)])


def _either(source: _Source) -> Node:
    return any_of([_phrase(source), source.word(), source.word()])

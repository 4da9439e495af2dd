"""A second judge, slow and plain, that shares nothing with the first but the tree: what matches and which letters."""

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise, product

from articles.query.nodes import (
    And,
    AtLeast,
    DateRange,
    In,
    Label,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Sentence,
    Term,
    Wildcard,
)
from tests.articles.query.seconds import interval

Letter = tuple[str, int]  # field and offset
Place = tuple[int, int, int]  # paragraph, first word, behind the last


@dataclass(frozen=True)
class Plain:
    """An article as paragraphs of plain ASCII words."""

    title: tuple[tuple[str, ...], ...]
    body: tuple[tuple[str, ...], ...]
    caption: tuple[tuple[str, ...], ...]
    author: tuple[tuple[str, ...], ...]
    source: tuple[str, ...]
    lang: str
    seen: datetime
    published: tuple[datetime, datetime] | None

    def text(self, field: str) -> str:
        return "\n\n".join(" ".join(paragraph) for paragraph in getattr(self, field))

    def paragraphs(self, field: str) -> list[list[tuple[int, str]]]:
        """Words with their offsets; for "lead" the body's first paragraph, 60 words of it."""
        if field == "lead":
            return [paragraph[:60] for paragraph in self.paragraphs("body")[:1]]
        placed, offset = [], 0
        for paragraph in getattr(self, field):
            words = []
            for word in paragraph:
                words.append((offset, word))
                offset += len(word) + 1
            offset += 1
            placed.append(words)
        return placed


def judge(
    node: Node, doc: Plain, at: datetime, fields: tuple[str, ...] = ("title", "body", "caption")
) -> tuple[bool | None, set[Letter]]:
    """Whether it matches (None: cannot be known) and the letters that made it so."""
    if isinstance(node, And | Or):
        verdicts = [judge(part, doc, at, fields) for part in node.parts]
        truths = [truth for truth, _ in verdicts]
        deciding = isinstance(node, Or)
        truth = deciding if deciding in truths else None if None in truths else not deciding
        letters = {letter for met, found in verdicts if met for letter in found}
        return truth, letters if truth else set()
    if isinstance(node, Not):
        truth, _ = judge(node.part, doc, at, fields)
        return None if truth is None else not truth, set()
    if isinstance(node, In):
        return judge(node.part, doc, at, (node.field,))
    if isinstance(node, Label):
        return node.value in (doc.source if node.name == "source" else (doc.lang,)), set()
    if isinstance(node, DateRange):
        return _date(node, doc, at), set()
    if isinstance(node, AtLeast):
        places = {field: _places(node.part, doc, field) for field in fields}
        truth = sum(_most_apart(found) for found in places.values()) >= node.times
    else:
        places = {field: _places(node, doc, field) for field in fields}
        truth = any(places.values())
    return truth, {
        letter for field, found in places.items() for letter in _marked(found, doc, field)
    } if truth else set()


def _date(node: DateRange, doc: Plain, at: datetime) -> bool | None:
    low, high = interval(node, at)
    if node.name == "seen":
        return low <= doc.seen < high
    if doc.published is None:
        return None
    return doc.published[0] < high and doc.published[1] > low


def _places(node: Node, doc: Plain, field: str) -> set[Place]:
    """Where a part stands; of Near and Sentence, the places of the parts that take part."""
    paragraphs = doc.paragraphs(field)
    if isinstance(node, Or):
        return {place for part in node.parts for place in _places(part, doc, field)}
    if isinstance(node, Near | Sentence):
        return {place for _, leaves in _arrangements(node, doc, field) for place in leaves}
    assert isinstance(node, Term | Wildcard | Phrase)
    parts = node.parts if isinstance(node, Phrase) else (node,)
    return {
        (number, first, first + len(parts))
        for number, words in enumerate(paragraphs)
        for first in range(len(words) - len(parts) + 1)
        if all(_same(part, words[first + i][1]) for i, part in enumerate(parts))
    }


def _arrangements(node: Node, doc: Plain, field: str) -> set[tuple[Place, frozenset[Place]]]:
    """Every way in which a part can stand: from where to where, and the words and phrases that make it up."""
    if isinstance(node, Or):
        return {way for part in node.parts for way in _arrangements(part, doc, field)}
    if not isinstance(node, Near | Sentence):
        return {(place, frozenset((place,))) for place in _places(node, doc, field)}
    ways = set()
    for chosen in product(*(_arrangements(part, doc, field) for part in node.parts)):
        places = tuple(place for place, _ in chosen)
        if _near(node, places) if isinstance(node, Near) else _together(doc, field, places):
            hull = (places[0][0], min(p[1] for p in places), max(p[2] for p in places))
            ways.add((hull, frozenset().union(*(leaves for _, leaves in chosen))))
    return ways


def _together(doc: Plain, field: str, places: tuple[Place, ...]) -> bool:
    sentences = {(place[0], _sentence(doc, field, place)) for place in places}
    return len(sentences) == 1 and None not in {sentence for _, sentence in sentences}


def _near(node: Near, chosen: tuple[Place, ...]) -> bool:
    placed = chosen if node.ordered else sorted(chosen)
    return all(
        left[0] == right[0] and 0 <= right[1] - left[2] <= node.distance for left, right in pairwise(placed)
    )


def _sentence(doc: Plain, field: str, place: Place) -> int | None:
    """The number of the sentence that a place is in: it ends at a full stop before a capital; None if in two."""
    words = [word for _, word in doc.paragraphs(field)[place[0]]]
    ends = [left.endswith(".") and right[0].isupper() for left, right in pairwise(words)]
    return None if any(ends[place[1] : place[2] - 1]) else sum(ends[: place[1]])


def _most_apart(places: set[Place]) -> int:
    """The size of the largest set of places that do not overlap: each is taken or left, from the last one back."""
    ordered = sorted(places)
    best = [0] * (len(ordered) + 1)
    for at in range(len(ordered) - 1, -1, -1):
        number, _, behind = ordered[at]
        later = (i for i in range(at + 1, len(ordered)) if ordered[i] >= (number, behind, 0))
        best[at] = max(best[at + 1], 1 + best[next(later, len(ordered))])
    return best[0]


def _marked(places: set[Place], doc: Plain, field: str) -> set[Letter]:
    where = "body" if field == "lead" else field
    marked = set()
    for number, first, behind in places:
        words = doc.paragraphs(field)[number]
        end = words[behind - 1][0] + len(bare(words[behind - 1][1]))
        marked |= {(where, offset) for offset in range(words[first][0], end)}
    return marked


def bare(word: str) -> str:
    """A word without its full stop and capital."""
    return word.rstrip(".").lower()


def _same(part: Term | Wildcard, word: str) -> bool:
    if isinstance(part, Term):
        return part.text == bare(word)
    return re.fullmatch(part.pattern.replace("?", ".").replace("*", ".*"), bare(word)) is not None

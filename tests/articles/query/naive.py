"""A second judge, slow and plain, that shares nothing with the first but the tree: what matches and which letters."""

import re
from dataclasses import dataclass
from datetime import datetime

from articles.query.nodes import And, DateRange, In, Label, Node, Not, Or, Phrase, Term, Wildcard
from tests.articles.query.seconds import interval

Letter = tuple[str, int]  # field and offset


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
    assert isinstance(node, Term | Wildcard | Phrase)
    letters = {letter for field in fields for letter in _words(node, doc, field)}
    return bool(letters), letters


def _date(node: DateRange, doc: Plain, at: datetime) -> bool | None:
    low, high = interval(node, at)
    if node.name == "seen":
        return low <= doc.seen < high
    if doc.published is None:
        return None
    return doc.published[0] < high and doc.published[1] > low


def _words(node: Term | Wildcard | Phrase, doc: Plain, field: str) -> set[Letter]:
    parts = node.parts if isinstance(node, Phrase) else (node,)
    found = set()
    for words in doc.paragraphs(field):
        for first in range(len(words) - len(parts) + 1):
            stretch = words[first : first + len(parts)]
            if all(_same(part, word) for part, (_, word) in zip(parts, stretch, strict=True)):
                end = stretch[-1][0] + len(stretch[-1][1])
                where = "body" if field == "lead" else field
                found |= {(where, offset) for offset in range(stretch[0][0], end)}
    return found


def _same(part: Term | Wildcard, word: str) -> bool:
    if isinstance(part, Term):
        return part.text == word
    return re.fullmatch(part.pattern.replace("?", ".").replace("*", ".*"), word) is not None

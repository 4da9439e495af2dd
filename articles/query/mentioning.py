"""Where a configured entity is mentioned in a version: its spellings as given, and what `articles.names` finds; for the judge.

This is what `entity:` means, whoever asks: searches, counts, watches and marks.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from articles.analysis import Analysed, FieldTerms, fold
from articles.article import Content, Span, TextField, field_text
from articles.entities import Entity
from articles.names.mentions import Mention, mentions
from articles.names.scanning import Scan, scan
from articles.names.sought import sought
from articles.names.whole import generation_behind
from articles.query.matching import Run, runs
from articles.query.nodes import Node, Or, Phrase, Term, Wildcard
from articles.query.rewriting import entity_tree, near_words, spelled_only

NEAR: Final = 40  # words on either side in which a context word must stand
APART: Final = 15  # and in which a word that must not be near must not
READ: Final[tuple[TextField, ...]] = ("title", "body", "caption")  # together, in the order of reading
_ACRONYM: Final = 3  # letters up to which capitals tell a name from a word
_PARTING = re.compile(r"[,;:!?…]|(?<=\w{3})\.(?=\s)")  # between words of two names or sentences
_PLAIN = re.compile(r"[^\W_]+(?:[ -][^\W_]+)*")
_LETTER = re.compile(r"[\w'’ʼ´`\u0300-\u036f\u200b-\u200f\u00ad]")  # or a sign that may belong to a word
_ALONE: Final[tuple[TextField, ...]] = ("author",)


@dataclass(frozen=True, slots=True)
class EntityMention:
    """One mention: where it is (terms and characters), as what it was found, how surely (0 to 1) and why."""

    run: Run
    span: Span
    surface: str
    variant: str  # "given", "full", "family name", "title", "context"
    score: float
    reasons: tuple[str, ...]

    @property
    def told(self) -> str:
        """How it was found, for people: “Лапунова” (whole name, 0.93: Lapunov ~ Лапунова: transliterated)."""
        return self._said("" if self.variant == "given" else "; ".join(self.reasons))

    @property
    def brief(self) -> str:
        """The same without reasons: “Лапунова” (whole name, 0.93)."""
        return self._said("")

    def _said(self, why: str) -> str:
        how = {"given": "as it is given", "full": "whole name"}.get(self.variant, "family name")
        return f"“{' '.join(self.surface.split())}” ({how}, {self.score:.2f}{why and f': {why}'})"

    def as_json(self) -> dict[str, object]:
        """Plain values."""
        return {
            "surface": self.surface,
            "variant": self.variant,
            "score": round(self.score, 3),
            "why": list(self.reasons),
            "field": self.span.field,
            "start": self.span.start,
            "end": self.span.end,
        }


def mentions_json(mentions: Mapping[str, Iterable[EntityMention]]) -> dict[str, object]:
    """Mentions by entity as plain values."""
    return {id: [one.as_json() for one in some] for id, some in mentions.items()}


class Reading:
    """The texts of one version as `names` reads them; worked out once for all entities."""

    def __init__(self, content: Content, analysed: Analysed) -> None:
        self._content = content
        self._analysed = analysed
        self._scans: dict[TextField, Scan] = {}
        self._folded: dict[TextField, str] = {}
        self._found: dict[
            tuple[Entity, tuple[TextField, ...]], Mapping[TextField, tuple[EntityMention, ...]]
        ] = {}

    def scans(self, fields: tuple[TextField, ...] = READ) -> list[Scan]:
        """The name words of some fields."""
        for name in fields:
            if name not in self._scans:
                self._scans[name] = scan(field_text(self._content, name))
        return [self._scans[name] for name in fields]

    def mentions(self, entity: Entity, field: TextField) -> tuple[EntityMention, ...]:
        """Its mentions in a field, by place, none over another. The authors are read by themselves."""
        fields = _ALONE if field in _ALONE else READ
        if (known := self._found.get((entity, fields))) is None:
            known = self._found[entity, fields] = self._mentions(entity, fields)
        return known[field]

    def stands_as_given(self, entity: Entity) -> bool:
        """Whether a spelling of an entity stands in the texts as it was typed, and no more is needed: quick, and a no says nothing."""
        if entity.ruled:
            return False
        for spelling in filter(_PLAIN.fullmatch, entity.spellings):
            for text in (field_text(self._content, name) for name in READ):
                at = text.find(spelling)
                while at >= 0:
                    end = at + len(spelling)
                    apart = not _LETTER.match(text[at - 1 : at]) and not _LETTER.match(text[end : end + 1])
                    if apart and not generation_behind(text, end):
                        return True
                    at = text.find(spelling, end)
        return False

    def _mentions(
        self, entity: Entity, fields: tuple[TextField, ...]
    ) -> Mapping[TextField, tuple[EntityMention, ...]]:
        given = {name: self._given(entity, name) for name in fields}
        if spelled_only(entity):
            return {name: tuple(found) for name, found in given.items()}
        around = {name: self._places(entity.context, name) for name in fields}
        headline = bool(around.get("title"))

        def backed(text: int, start: int) -> bool:
            place = bisect_left(self._terms(fields[text]).starts, start)
            return _near(place, place + 1, around[fields[text]], NEAR)

        barred = {name: self._places(entity.without, name) for name in fields}
        rejected = {fold(surface) for surface in entity.rejected}

        def allowed(name: TextField, run: Run, surface: str) -> bool:
            return not _near(*run, barred[name], APART) and not (rejected and fold(surface) in rejected)

        def anothers(found: Mention) -> bool:
            run = self._run(fields[found.text], found.start, found.end)
            return run is not None and not allowed(fields[found.text], run, found.surface)

        looked_for = sought(entity)
        if looked_for.names:
            rules = (
                backed if entity.context else None,
                anothers if entity.without or entity.rejected else None,
            )
            for found in mentions(looked_for, self.scans(fields), *rules):
                name = fields[found.text]
                if (run := self._run(name, found.start, found.end)) is not None:
                    span = Span(name, found.start, found.end)
                    told = (found.surface, found.variant, found.score, found.reasons)
                    given[name].append(EntityMention(run, span, *told))
        kept = {
            name: _apart(one for one in some if allowed(name, one.run, one.surface))
            for name, some in given.items()
        }
        if entity.context and not headline:
            every = [(name, one.run) for name, some in kept.items() for one in some]
            if not any(_near(*run, around[name], NEAR) for name, run in every):
                return dict.fromkeys(fields, ())
        return kept

    def _given(self, entity: Entity, name: TextField) -> list[EntityMention]:
        text, terms = field_text(self._content, name), self._terms(name)
        found: list[EntityMention] = []
        tree = entity_tree(entity)
        if not self._may_stand(tree, name):
            return found
        for start, end in _runs(tree, terms, text):
            span = Span(name, terms.starts[start], terms.ends[end - 1])
            surface = text[span.start : span.end]
            if as_written(surface, entity.spellings) and not self._of_another(entity, text, span):
                found.append(EntityMention((start, end), span, surface, "given", 1.0, ("as it is given",)))
        return found

    def _of_another(self, entity: Entity, text: str, span: Span) -> bool:
        # The whole name of a father or son: Donald Trump Jr.
        names = sought(entity).names
        mark = generation_behind(text, span.end) if names else ""
        return bool(mark) and all(name.parts.generation != mark for name in names)

    def _places(self, wanted: Sequence[str], name: TextField) -> list[Run]:
        if not wanted:
            return []
        text, terms = field_text(self._content, name), self._terms(name)
        return sorted(run for words in wanted for run in _runs(near_words(words), terms, text))

    def _run(self, name: TextField, start: int, end: int) -> Run | None:
        terms = self._terms(name)
        first, last = bisect_left(terms.ends, start + 1), bisect_left(terms.starts, end)
        return (first, last) if first < last else None

    def _may_stand(self, tree: Node, name: TextField) -> bool:
        """Whether plain words or phrases of a tree stand in a field: its text is looked through sooner than its terms."""
        folded = self._fold(name)
        return any(
            (words := _plain(part)) is None or words in folded
            for part in (tree.parts if isinstance(tree, Or) else (tree,))
        )

    def _fold(self, name: TextField) -> str:
        if name not in self._folded:
            self._folded[name] = self._terms(name).scan()
        return self._folded[name]

    def _terms(self, name: TextField) -> FieldTerms:
        return self._analysed.fields[name]


def as_written(surface: str, spellings: Sequence[str]) -> bool:
    """Whether what stands in a text is one of the spellings by its signs and capital letters, too.

    The words of two sentences, or of a list, are no name. A name of one word with a capital is none without: Nice, nice; and one of up to
    three capitals only in capitals: WHO, Who.
    """
    folded = fold(surface)
    typed = [spelling for spelling in spellings if fold(spelling) == folded]
    return not typed or any(_is_written(surface, spelling) for spelling in typed)


def _is_written(surface: str, spelling: str) -> bool:
    if any(sign not in spelling for sign in _PARTING.findall(surface)):
        return False
    if " " in surface.strip() or not spelling[:1].isupper():
        return True
    capitals = len(spelling) <= _ACRONYM and spelling.isupper()
    # al-Qaida, l’Oréal: the capital need not be the first letter.
    return surface.isupper() if capitals else any(map(str.isupper, surface))


def _plain(part: Node) -> str | None:
    """A word or phrase without wildcards as it stands in folded text, with spaces around; None for all else."""
    words = part.parts if isinstance(part, Phrase) else (part,)
    plain = [word.text for word in words if isinstance(word, Term)]
    return f" {' '.join(plain)} " if len(plain) == len(words) else None


def _runs(tree: Node, terms: FieldTerms, text: str) -> list[Run]:
    parts = tree.parts if isinstance(tree, Or) else (tree,)
    found = {
        run
        for part in parts
        if isinstance(part, Term | Wildcard | Phrase)
        for run in runs(part, terms, text, len(terms.terms))
    }
    return sorted(found)


def _near(start: int, end: int, others: Iterable[Run], reach: int) -> bool:
    return any(first - end < reach and start - last < reach for first, last in others)


def _apart(found: Iterable[EntityMention]) -> tuple[EntityMention, ...]:
    # Of mentions that overlap the longest: a spelling as given says more than half of it.
    kept: list[EntityMention] = []
    for one in sorted(found, key=lambda m: (m.run[0] - m.run[1], -m.score, m.run)):
        if not any(one.run[0] < other.run[1] and other.run[0] < one.run[1] for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda m: m.run))

"""Text to terms with offsets, sentences and paragraphs: between extraction and everything that asks or judges."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from articles.analysis.characters import CLASSES
from articles.analysis.folding import FOLDS, fold_exactly
from articles.analysis.sentences import paragraph_breaks, sentence_breaks
from articles.analysis.stretches import Cut, codes_of
from articles.article import SHOWN_FIELDS, TEXT_FIELDS, Content, TextField, field_text

LONGEST_TERM: Final = 128  # characters; longer ones are cut, in articles and queries alike
LEAD_WORDS: Final = 60
LEAD_CLUSTERS: Final = 120  # where a term is a character, two count as a word

_WORD: Final = r"w(?:[wmz]|i++(?=[wmz]))*+"
_CLUSTER: Final = r"(?:(?:[cah]|l++)v*+t*+|v++t*+|t++)(?:i*+(?:zm*+a|[mz]|k[ca]?))*+"
_WORDS = re.compile(_WORD)
_TOKENS = re.compile(rf"{_WORD}|h+(?![vtmzki])|{_CLUSTER}")
_HAS_CLUSTERS = re.compile(r"[chalvt]")
_MARKED = re.compile(r"[mzk]")
_CACHED_WORDS: Final = 50_000
_FEW: Final = 12  # terms looked for one by one in a field


@dataclass(frozen=True, slots=True)
class FieldTerms:
    """The terms of one field, in order, with where each stands.

    `starts` and `ends` count characters of the field's text as it was given; `sentences` and `paragraphs` number
    from 0 and rise. All five are of one length.
    """

    terms: tuple[str, ...]
    starts: Sequence[int]
    ends: Sequence[int]
    sentences: Sequence[int]
    paragraphs: Sequence[int]
    _index: dict[str, list[int]] = field(default_factory=dict, init=False, compare=False, repr=False)
    _sorted: list[str] = field(default_factory=list, init=False, compare=False, repr=False)
    _few: dict[str, Sequence[int]] = field(default_factory=dict, init=False, compare=False, repr=False)

    @property
    def size(self) -> int:
        """How many terms there are."""
        return len(self.terms)

    def positions(self, term: str) -> Sequence[int]:
        """Where a term stands, rising. The first few that are asked for are looked for, since an index of all costs more."""
        if self._index:
            return self._index.get(term, ())
        known = self._few.get(term)
        if known is None:
            if len(self._few) == _FEW:
                return self.index().get(term, ())
            known = self._few[term] = self._found(term)
        return known

    def _found(self, term: str) -> Sequence[int]:
        found: list[int] = []
        at = -1
        for _ in range(self.terms.count(term)):
            at = self.terms.index(term, at + 1)
            found.append(at)
        return found

    def sequence(self, terms: tuple[str, ...]) -> Sequence[int]:
        """Where these terms follow one another, whatever the paragraphs: the first one's positions, rising."""
        size = len(terms)
        firsts = self.positions(terms[0])
        return [at for at in firsts if self.terms[at : at + size] == terms]

    def index(self) -> Mapping[str, Sequence[int]]:
        """Each distinct term and its positions, rising; worked out once, at the first call."""
        if not self._index and self.terms:
            built: dict[str, list[int]] = {}
            for position, term in enumerate(self.terms):
                if term in built:
                    built[term].append(position)
                else:
                    built[term] = [position]
            self._index.update(built)
        return self._index

    def beginning(self, prefix: str) -> Sequence[str]:
        """The distinct terms that begin with `prefix`, sorted; all of them for "" ."""
        if not self._sorted and self.terms:
            self._sorted[:] = sorted(self.index())
        first = bisect_left(self._sorted, prefix)
        last = bisect_left(self._sorted, prefix + "\U0010ffff", first)
        return self._sorted[first:last]

    def by_paragraph(self) -> tuple[tuple[str, ...], ...]:
        """The terms, paragraph by paragraph; none is empty."""
        cuts = [0, *(i for i in range(1, len(self.terms)) if self.paragraphs[i] != self.paragraphs[i - 1])]
        return tuple(
            self.terms[start:end]
            for start, end in zip(cuts, [*cuts[1:], len(self.terms)], strict=True)
            if end > start
        )

    def texts(self) -> tuple[str, ...]:
        """The terms between spaces, paragraph by paragraph; none is empty."""
        return tuple([" ".join(terms) for terms in self.by_paragraph()])

    def beginning_text(self, count: int) -> str:
        """The first `count` terms between spaces."""
        return " ".join(self.terms[:count])

    def scan(self) -> str:
        """The terms between spaces, paragraphs parted by line feeds: a phrase stands in a paragraph where ` a b ` does."""
        joined = " \n ".join(self.texts())
        return f" {joined} " if joined else " "


@dataclass(frozen=True, slots=True)
class Analysed:
    """An article's terms, field by field. The first `lead_end` terms of the body are its lead."""

    fields: Mapping[TextField, FieldTerms]
    lead_end: int

    def cut(self) -> Cut:
        """Title, body and captions as one scanned text, a line feed between, cut into words."""
        return Cut(codes_of("\n".join([self.fields[name].scan() for name in SHOWN_FIELDS])))


def is_cluster(term: str) -> bool:
    """Whether a term is one character of a script written without spaces, so that a run of them is a phrase."""
    return bool(term) and CLASSES[ord(term[0])] not in "w"


def analyse_field(text: str) -> FieldTerms:
    """Cut one field's text into folded terms. Never raises; lone surrogates and control characters separate."""
    classes = text.translate(CLASSES)
    terms, starts, ends = _cut(text, classes)
    return FieldTerms(
        tuple(terms),
        array("I", starts),
        array("I", ends),
        _numbered(starts, sentence_breaks(text, classes)),
        _numbered(starts, paragraph_breaks(classes)),
    )


def terms_of(text: str) -> list[str]:
    """The terms of `analyse_field` alone."""
    return _cut(text, text.translate(CLASSES))[0]


def analyse(content: Content) -> Analysed:
    """Cut every field of an article's content."""
    fields = {name: analyse_field(field_text(content, name)) for name in TEXT_FIELDS}
    return Analysed(fields, lead_end(fields["body"]))


def fold(text: str) -> str:
    """The terms alone, joined by spaces, paragraphs by line feeds: to be scanned for folded words and phrases.

    A phrase stands in `text` where its own folding stands here between spaces, line feeds or the ends.
    """
    return "\n".join(analyse_field(text).texts())


def _cut(text: str, classes: str) -> tuple[list[str], list[int], list[int]]:
    if not _HAS_CLUSTERS.search(classes):
        spans = [match.span() for match in _WORDS.finditer(classes)]
        terms = [_FOLDED[text[start:end]] for start, end in spans]
        starts, ends = [span[0] for span in spans], [span[1] for span in spans]
    else:
        terms, starts, ends = [], [], []
        for match in _TOKENS.finditer(classes):
            start, end = match.span()
            if classes[start] == "h" and classes[end - 1] == "h":  # a run of characters, each a term
                terms.extend(text[start:end].translate(FOLDS))
                starts.extend(range(start, end))
                ends.extend(range(start + 1, end + 1))
            else:
                terms.append(_FOLDED[text[start:end]])
                starts.append(start)
                ends.append(end)
    if not all(terms) or any(" " in term for term in terms):
        return _split_ligatures(terms, starts, ends)
    return terms, starts, ends


def _split_ligatures(
    terms: Iterable[str], starts: Iterable[int], ends: Iterable[int]
) -> tuple[list[str], list[int], list[int]]:
    """One character may hold several words (ﷺ) or none: all of them stand where it stands."""
    split = [
        (part, start, end)
        for term, start, end in zip(terms, starts, ends, strict=True)
        for part in term.split(" ")
        if part
    ]
    return [part for part, _, _ in split], [start for _, start, _ in split], [end for _, _, end in split]


def _numbered(starts: Sequence[int], breaks: Sequence[int]) -> "array[int]":
    """For each start the number of breaks at or before it, without gaps where a stretch holds no term."""
    numbers = array("I")
    number = done = 0
    for offset in breaks:
        position = bisect_left(starts, offset, done)
        if position > done:
            numbers.extend([number] * (position - done))
            number, done = number + 1, position
    numbers.extend([number] * (len(starts) - done))
    return numbers


def lead_end(body: FieldTerms) -> int:
    """How many of the body's first terms are its lead: those of the first paragraph, LEAD_WORDS at most."""
    weight = 0
    for position, term in enumerate(body.terms):
        weight += 1 if is_cluster(term) else 2
        if body.paragraphs[position] or weight > LEAD_CLUSTERS:
            return position
    return len(body.terms)


class _WordCache(dict[str, str]):
    """A surface to its term; several terms (a ligature of words) are joined by spaces."""

    def __missing__(self, surface: str) -> str:
        folded = _fold_surface(surface[: 4 * LONGEST_TERM])
        if len(surface) <= LONGEST_TERM:
            if len(self) >= _CACHED_WORDS:
                self.clear()
            self[surface] = folded
        return folded


def _fold_surface(surface: str) -> str:
    if surface.isascii():
        return surface.lower()[:LONGEST_TERM]
    marked = _MARKED.search(surface.translate(CLASSES)) or CLASSES[ord(surface[0])] in "lvt"
    folded = fold_exactly(surface) if marked else surface.translate(FOLDS)
    classes = folded.translate(CLASSES)
    pieces = [match.span() for match in re.finditer(rf"{_WORD}|{_CLUSTER}", classes)]
    return " ".join(folded[start:end][:LONGEST_TERM] for start, end in pieces)


_FOLDED: Final = _WordCache()

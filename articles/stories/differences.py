"""What one text of a story says that another does not, with the words that differ; for whoever shows the story once.

Sentences are paired first, since desks move paragraphs, and compared word by word (longest common subsequence).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import Indel

from articles.analysis import is_cluster
from articles.article import Span, TextField, field_text
from articles.store.versions import Stored
from articles.stories.facts import Kind, corrects, kind_of

ALIKE: Final = 0.5  # of two sentences' words, for them to be one sentence told otherwise
_ORDER: Final[dict[Kind, int]] = {"number": 0, "not": 1, "name": 2, "words": 3}
_FIELDS: Final[tuple[TextField, ...]] = ("body", "caption")


@dataclass(frozen=True, slots=True)
class Change:
    """One place where a sentence is told otherwise: what stands `there` (in the other text) and `here`; "" is nothing."""

    kind: Kind
    there: str
    here: str


@dataclass(frozen=True, slots=True)
class Added:
    """A sentence that the other text has nothing like, and where it stands; `corrects`: it is a correction's notice."""

    text: str
    span: Span
    corrects: bool = False


@dataclass(frozen=True, slots=True)
class Differences:
    """How a text differs from another one of its story.

    `changes`: numbers first, then denials, names, other words; `left_out` counts sentences that only the other has.
    """

    changes: tuple[Change, ...] = ()
    added: tuple[Added, ...] = ()
    left_out: int = 0

    @property
    def facts(self) -> tuple[Change, ...]:
        """The changes of a number, a denial or a name."""
        return tuple(change for change in self.changes if change.kind != "words")

    @property
    def material(self) -> bool:
        """Whether it says anything that the other text does not."""
        return bool(self.changes or self.added)


@dataclass(frozen=True, slots=True)
class _Sentence:
    field: TextField
    terms: tuple[str, ...]
    text: str  # of the whole field
    starts: Sequence[int]
    ends: Sequence[int]

    @property
    def span(self) -> Span:
        return Span(self.field, self.starts[0], self.ends[-1])

    def words(self, start: int, end: int) -> str:
        return self.text[self.starts[start] : self.ends[end - 1]] if end > start else ""

    def named(self, start: int, end: int) -> bool:
        """Whether a word that begins no sentence has a capital; all capitals, as in a headline, say nothing."""
        return any(
            self.text[self.starts[at]].isupper()
            and (at > 0 or self.text[self.starts[at] : self.ends[at]].isupper())
            for at in range(start, end)
        )


def differences(other: Stored, this: Stored) -> Differences:
    """How `this` text differs from the `other` one, in body and captions; headlines are for the reader to compare."""
    theirs, ours = list(_sentences(other)), list(_sentences(this))
    known = {sentence.terms for sentence in theirs}
    own = {sentence.terms for sentence in ours}
    index: dict[str, list[int]] = {}
    for number, sentence in enumerate(theirs):
        for term in set(sentence.terms):
            index.setdefault(term, []).append(number)
    changes: dict[Change, None] = {}
    added: list[Added] = []
    met: set[int] = set()
    language = this.version.content.language
    for sentence in ours:
        if sentence.terms in known:
            continue
        counterpart = _counterpart(sentence, theirs, index)
        if counterpart is not None:
            met.add(counterpart)
            changes |= dict.fromkeys(_changes(theirs[counterpart], sentence, language))
        else:
            span = sentence.span
            added.append(Added(sentence.text[span.start : span.end], span, corrects(sentence.terms)))
    left_out = sum(s.terms not in own and number not in met for number, s in enumerate(theirs))
    ordered = sorted(changes, key=lambda change: _ORDER[change.kind])
    return Differences(tuple(ordered), tuple(added), left_out)


def _sentences(stored: Stored) -> Iterator[_Sentence]:
    for name in _FIELDS:
        terms = stored.analysed.fields[name]
        text = field_text(stored.version.content, name)
        start = 0
        for at in range(1, len(terms.terms) + 1):
            ends = at == len(terms.terms) or terms.sentences[at] != terms.sentences[start]
            if ends:
                yield _Sentence(
                    name, terms.terms[start:at], text, terms.starts[start:at], terms.ends[start:at]
                )
                start = at


def _counterpart(sentence: _Sentence, theirs: Sequence[_Sentence], index: dict[str, list[int]]) -> int | None:
    """Which of their sentences this one is another wording of; None if none is."""
    shared = Counter(number for term in set(sentence.terms) for number in index.get(term, ()))
    best, which = 0.0, None
    for number, _ in shared.most_common(8):
        alike = Indel.normalized_similarity(theirs[number].terms, sentence.terms)
        if alike > best:
            best, which = alike, number
    return which if best >= ALIKE else None


def _changes(theirs: _Sentence, ours: _Sentence, language: str | None) -> Iterator[Change]:
    """The stretches that differ, each whole: words between two changes that stand alone belong to both."""
    for start, end, from_, to in _stretches(theirs.terms, ours.terms):
        kind = kind_of(
            theirs.terms[start:end],
            ours.terms[from_:to],
            theirs.named(start, end) or ours.named(from_, to),
            language,
        )
        # A word that was only put in or left out is shown with the one before it.
        alone = start == end or from_ == to
        wide = is_cluster(ours.terms[0]) and (alone or kind != "number")
        before = min(2 if wide else 1 if alone else 0, start, from_)
        after = min(
            2 if wide else 0 if before else 1 if alone else 0, len(theirs.terms) - end, len(ours.terms) - to
        )
        yield Change(
            kind,
            theirs.words(start - before, end + after),
            ours.words(from_ - before, to + after),
        )


def _stretches(theirs: Sequence[str], ours: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """[start, end) of theirs and of ours for each stretch in which they differ."""
    found: list[tuple[int, int, int, int]] = []
    for edit in Indel.opcodes(theirs, ours):
        if edit.tag == "equal":
            continue
        last = found[-1] if found else None
        if last is not None and edit.src_start == last[1] and edit.dest_start == last[3]:
            found[-1] = (last[0], edit.src_end, last[2], edit.dest_end)
        else:
            found.append((edit.src_start, edit.src_end, edit.dest_start, edit.dest_end))
    return found

"""A field's terms as they were packed, parted and placed only when asked; behind `packing`."""

from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any, Final

import numpy as np

from articles.analysis.terms import FieldTerms

_SEPARATOR: Final = "\n"


class PackedTerms(FieldTerms):
    """What `FieldTerms` knows, each part worked out at the first question.

    Most pages of answers are shown without the offsets of most of their fields, and an index takes the words as they
    are, without each being made a string of its own.
    """

    __slots__ = ("__dict__",)
    _words: bytes
    _text: str
    _count: int
    _gaps: bytes
    _lengths: bytes
    _sentence_runs: Sequence[int]
    _paragraph_runs: Sequence[int]

    def __init__(
        self,
        words: bytes,
        count: int,
        gaps: bytes,
        lengths: bytes,
        sentence_runs: Sequence[int],
        paragraph_runs: Sequence[int],
    ) -> None:
        """`words` are `count` terms between line feeds, in UTF-8; `gaps` between the starts and `lengths` are of one
        byte each or four; the runs say how often 0, 1, 2… stand.

        Raises ValueError where these are not all of as many terms, or no UTF-8.
        """
        if (words.count(b"\n") + 1 if words else 0) != count:
            raise ValueError("there are other terms than are counted")
        if {sum(sentence_runs), sum(paragraph_runs)} != {count}:
            raise ValueError("terms are not numbered as often as they stand")
        if not {len(gaps), len(lengths)} <= {count, 4 * count}:
            raise ValueError("there are other numbers of offsets than of terms")
        object.__setattr__(self, "_index", {})
        object.__setattr__(self, "_sorted", [])
        object.__setattr__(self, "_few", {})
        self.__dict__.update(
            _words=words, _text=words.decode(), _count=count, _gaps=gaps, _lengths=lengths,
            _sentence_runs=sentence_runs, _paragraph_runs=paragraph_runs,
        )  # fmt: skip

    @cached_property
    def terms(self) -> tuple[str, ...]:
        return tuple(self._text.split("\n")) if self._count else ()

    @cached_property
    def starts(self) -> Sequence[int]:
        return _listed(np.cumsum(self._numbers(self._gaps), dtype=np.uint32))

    @cached_property
    def ends(self) -> Sequence[int]:
        starts = np.cumsum(self._numbers(self._gaps), dtype=np.uint32)
        return _listed(starts + self._numbers(self._lengths))

    @property
    def size(self) -> int:
        """As `FieldTerms.size`."""
        return self._count

    def _found(self, term: str) -> Sequence[int]:
        return self.sequence((term,))

    def sequence(self, terms: tuple[str, ...]) -> Sequence[int]:
        """As `FieldTerms.sequence`."""
        words, sought = self._between, f"\n{_SEPARATOR.join(terms)}\n".encode("utf-8", "surrogatepass")
        found: list[int] = []
        at = words.find(sought)
        passed = position = 0
        while at >= 0:
            position += words.count(b"\n", passed, at)
            found.append(position)
            passed = at
            at = words.find(sought, at + 1)
        return found

    def beginning(self, prefix: str) -> Sequence[str]:
        """As `FieldTerms.beginning`."""
        if not prefix or self._sorted:
            return super().beginning(prefix)
        words, sought = self._between, f"{_SEPARATOR}{prefix}".encode("utf-8", "surrogatepass")
        found: set[bytes] = set()
        at = words.find(sought)
        while at >= 0:
            end = words.index(b"\n", at + 1)
            found.add(words[at + 1 : end])
            at = words.find(sought, end)
        return sorted(term.decode() for term in found)

    @cached_property
    def _between(self) -> bytes:
        return b"\n%b\n" % self._words

    @cached_property
    def sentences(self) -> Sequence[int]:
        return _unroll(self._sentence_runs)

    @cached_property
    def paragraphs(self) -> Sequence[int]:
        return _unroll(self._paragraph_runs)

    def by_paragraph(self) -> tuple[tuple[str, ...], ...]:
        """As `FieldTerms.by_paragraph`."""
        cuts = [0, *accumulate(self._paragraph_runs)]
        return tuple([self.terms[start:end] for start, end in pairwise(cuts) if end > start])

    def texts(self) -> tuple[str, ...]:
        """As `FieldTerms.texts`."""
        runs = [run for run in self._paragraph_runs if run]
        if len(runs) < 2:
            return (self._text.replace("\n", " "),) if runs else ()
        cuts = [0, *(end + 1 for end in self._ends_of(list(accumulate(runs))))]
        words = self._words.replace(b"\n", b" ")
        return tuple([words[start : end - 1].decode() for start, end in pairwise(cuts)])

    def beginning_text(self, count: int) -> str:
        """As `FieldTerms.beginning_text`."""
        if count <= 0 or not self._count:
            return ""
        (end,) = self._ends_of([min(count, self._count)])
        return self._words[:end].replace(b"\n", b" ").decode()

    def _numbers(self, data: bytes) -> "np.ndarray[Any, Any]":
        return np.frombuffer(data, np.uint8 if len(data) == self._count else np.uint32)

    def _ends_of(self, counts: Sequence[int]) -> Sequence[int]:
        """Where in the words' bytes the first so many terms end, for each of the rising `counts`, none of them 0."""
        breaks = np.flatnonzero(np.frombuffer(self._words, np.uint8) == ord(_SEPARATOR))
        return [int(breaks[count - 1]) if count < self._count else len(self._words) for count in counts]

    def __eq__(self, other: object) -> bool:
        """Equal to whatever says the same, worked out already or not."""
        if not isinstance(other, FieldTerms):
            return NotImplemented
        return _told(self) == _told(other)

    __hash__ = None  # type: ignore[assignment]


def _told(field: FieldTerms) -> tuple[tuple[str, ...], list[list[int]]]:
    numbers = (field.starts, field.ends, field.sentences, field.paragraphs)
    return field.terms, [list(some) for some in numbers]


def _listed(numbers: "np.ndarray[Any, Any]") -> Sequence[int]:
    found: list[int] = numbers.tolist()
    return found


def _unroll(runs: Sequence[int]) -> Sequence[int]:
    return _listed(np.repeat(np.arange(len(runs)), runs)) if runs else ()

"""A field's terms as they were packed: the words at once, where they stand only when asked; behind `packing`."""

from array import array
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from operator import add

from articles.analysis.terms import FieldTerms


class PackedTerms(FieldTerms):
    """What `FieldTerms` knows, of which offsets and numbers are worked out at the first question.

    Most pages of answers are shown without the offsets of most of their fields.
    """

    __slots__ = ("__dict__",)
    _gaps: bytes
    _lengths: bytes
    _sentence_runs: Sequence[int]
    _paragraph_runs: Sequence[int]

    def __init__(
        self,
        words: tuple[str, ...],
        gaps: bytes,
        lengths: bytes,
        sentence_runs: Sequence[int],
        paragraph_runs: Sequence[int],
    ) -> None:
        """`gaps` between the starts and `lengths`, one byte each or four; the runs say how often 0, 1, 2… stand.

        Raises ValueError where these are not of as many terms as there are `words`.
        """
        count = len(words)
        if {sum(sentence_runs), sum(paragraph_runs)} != {count}:
            raise ValueError("terms are not numbered as often as they stand")
        if not {len(gaps), len(lengths)} <= {count, 4 * count}:
            raise ValueError("there are other numbers of offsets than of terms")
        object.__setattr__(self, "_index", {})
        object.__setattr__(self, "_sorted", [])
        object.__setattr__(self, "_few", {})
        object.__setattr__(self, "terms", words)
        self.__dict__.update(
            _gaps=gaps, _lengths=lengths, _sentence_runs=sentence_runs, _paragraph_runs=paragraph_runs
        )

    @cached_property
    def starts(self) -> Sequence[int]:
        return array("I", accumulate(_numbers(self._gaps, len(self.terms))))

    @cached_property
    def ends(self) -> Sequence[int]:
        return array("I", map(add, self.starts, _numbers(self._lengths, len(self.terms))))

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

    def __eq__(self, other: object) -> bool:
        """Equal to whatever says the same, worked out already or not."""
        if not isinstance(other, FieldTerms):
            return NotImplemented
        return _told(self) == _told(other)

    __hash__ = None  # type: ignore[assignment]


def _told(field: FieldTerms) -> tuple[tuple[str, ...], list[list[int]]]:
    numbers = (field.starts, field.ends, field.sentences, field.paragraphs)
    return field.terms, [list(some) for some in numbers]


def _numbers(data: bytes, count: int) -> Sequence[int]:
    if len(data) == count:
        return data
    numbers = array("I")
    numbers.frombytes(data)
    return numbers


def _unroll(runs: Sequence[int]) -> "array[int]":
    numbers = array("I")
    for number, length in enumerate(runs):
        numbers.extend([number] * length)
    return numbers

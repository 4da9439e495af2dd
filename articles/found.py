"""A version that was found, with what is shown of it worked out when it is looked at; between the judge and every door."""

from collections.abc import Callable
from functools import cached_property

from articles.analysis import Analysed
from articles.article import Span, Version


class Found:
    """A version that matches, with its terms and where it matches (nowhere for labels and dates alone).

    Where an engine's word is enough for the match itself, terms and places are worked out at the first question: a
    page that shows titles alone needs neither.
    """

    def __init__(
        self,
        version: Version,
        analysed: Analysed | Callable[[], Analysed],
        spans: tuple[Span, ...] | Callable[[Analysed], tuple[Span, ...]],
        score: float = 0.0,
    ) -> None:
        self.version = version
        self.score = score
        self._analysed = analysed
        self._spans = spans

    @cached_property
    def analysed(self) -> Analysed:
        """Its terms. Raises StoreError where what is kept of them is damaged."""
        return self._analysed() if callable(self._analysed) else self._analysed

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """Where it matches. Raises what `analysed` raises."""
        return self._spans(self.analysed) if callable(self._spans) else self._spans

"""Marks that begin within a word (`*dyrov`), found anywhere in a text by an automaton; for the marks."""

from collections.abc import Iterator

from ahocorasick_rs import AhoCorasick, Implementation

from articles.analysis.stretches import Cut


class Within:
    """The marks and their automaton (Aho and Corasick, Communications of the ACM 18, 1975; the `aho-corasick` crate)."""

    def __init__(self) -> None:
        self._marks: list[str] = []
        self._automaton: AhoCorasick | None = None

    def add(self, mark: str) -> None:
        self._marks.append(mark)
        self._automaton = None

    def find(self, cut: Cut) -> Iterator[tuple[str, int]]:
        """What is found in a scanned text, each with the character it begins at."""
        if not self._marks:
            return
        if self._automaton is None:
            # The smallest and, with thousands of patterns, the fastest kind: tables of a DFA leave the caches.
            kind = Implementation.ContiguousNFA
            self._automaton = AhoCorasick(
                map(_needle, self._marks), implementation=kind, store_patterns=False
            )
        for number, start, _ in self._automaton.find_matches_as_indexes(cut.text, overlapping=True):
            yield self._marks[number], start


def _needle(mark: str) -> str:
    return mark.strip("*") if mark[-1] == "*" else f"{mark[1:]} "

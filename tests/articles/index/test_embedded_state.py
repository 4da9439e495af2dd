"""The embedded engine's state: it goes with a version, and where nothing ended, nothing is deleted."""

import json
from pathlib import Path
from typing import Final

from articles.index.embedded import EmbeddedIndex
from articles.index.port import Scope
from articles.query import parse
from articles.query.nodes import Not, Term
from tests.articles.arriving import MONDAY
from tests.contracts.indexed import document, state

ALL: Final = Scope(superseded=True)


def deleted(index: EmbeddedIndex) -> list[object]:
    """What tantivy says of the deletions in each segment."""
    return [
        segment["deletes"] for segment in json.loads((index.folder / "meta.json").read_text())["segments"]
    ]


def test_commits_of_new_versions_delete_nothing(tmp_path: Path) -> None:
    with EmbeddedIndex(tmp_path) as index:
        for change in range(1, 6):
            index.apply([document(change, "x")], [], state(change))
            assert index.state() == state(change)
        assert deleted(index) == [None] * 5
        assert index.count(parse("x"), MONDAY).high == 5


def test_a_state_outlives_the_version_that_it_went_with(tmp_path: Path) -> None:
    with EmbeddedIndex(tmp_path) as index:
        index.apply([document(1, "x"), document(2, "x")], [], state(2))
        index.apply([], [2], state(3))
        assert index.state() == state(3)
    with EmbeddedIndex(tmp_path) as index:  # another process
        assert index.state() == state(3)
        index.apply([document(1, "x", superseded=4), document(4, "y")], [], state(4))
        assert index.state() == state(4)


def test_a_state_without_a_version_is_found_by_no_question(tmp_path: Path) -> None:
    with EmbeddedIndex(tmp_path) as index:
        index.apply([document(1, "x")], [], state(1))
        for change in (2, 3):
            index.apply([], [], state(change))
        for scope in (Scope(), ALL, Scope(as_of=1), Scope(undated=True)):
            assert index.count(Not(Term("y")), MONDAY, scope=scope).high == 1, scope
        assert [entry.change for entry in index.entries()] == [1]


def test_the_state_that_was_set_last_is_the_state(tmp_path: Path) -> None:
    with EmbeddedIndex(tmp_path) as index:
        index.apply([document(5, "x")], [], state(5))
        index.apply([document(1, "x")], [], state(1))
        assert index.state() == state(1)

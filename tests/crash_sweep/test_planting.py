"""Planted bugs: there are ten at least, and each still fits the source."""

import ast
from pathlib import Path

import pytest

from tests.crash_sweep.planting import Bug, bugs, plant


def test_there_are_ten_at_least() -> None:
    assert len(bugs()) >= 10
    assert len({bug.what for bug in bugs()}) == len(bugs())


@pytest.mark.parametrize("bug", bugs(), ids=lambda bug: bug.name)
def test_each_fits_the_source_and_is_python(bug: Bug, tmp_path: Path) -> None:
    tree = plant(bug, tmp_path)
    for edit in bug.edits:
        text = (tree / edit.file).read_text("utf-8")
        assert edit.new in text
        ast.parse(text)

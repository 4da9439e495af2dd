"""Folders to run commands in: an installation with articles, and an empty one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from articles.deciding import USUAL
from tests.presswatch import installation


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    installation.fill(folder)
    return folder


@pytest.fixture
def here(filled: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """In the folder of an installation with articles; for commands that change nothing."""
    monkeypatch.chdir(filled)
    return filled


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def unhurried() -> Iterator[None]:
    """The judge has as long as it needs: what a count decides does not hang on what else the machine does."""
    seconds = USUAL.seconds
    object.__setattr__(USUAL, "seconds", None)
    yield
    object.__setattr__(USUAL, "seconds", seconds)

"""Folders to run commands in: an installation with articles, and an empty one."""

from pathlib import Path

import pytest

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

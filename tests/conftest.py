"""What tests of every package may ask for: recorded pages, local news sites, a mailbox, a free port, search servers."""

import os
import socket
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests.newsroom import Newsroom
from tests.newsroom.mailbox import Mailbox

pytest_plugins = ["tests.elasticsearch_server.fixtures"]
ROOT = Path(__file__).resolve().parent.parent


class StartNewsroom(Protocol):
    """Starts a newsroom that ends with the test; see `Newsroom.start`."""

    def __call__(
        self, script: str | Path | Mapping[str, Any], *, clock: datetime | None = None
    ) -> Newsroom: ...


@pytest.fixture(scope="session")
def pages_dir() -> Path:
    """The folder of recorded pages (`pages.jsonl`, `html/`), from PRESSWATCH_PAGES or beside the checkout."""
    folder = Path(os.environ.get("PRESSWATCH_PAGES") or ROOT.parent / "shared" / "pages").resolve()
    if not (folder / "pages.jsonl").is_file():
        pytest.skip(
            f"no recorded pages in {folder}: set PRESSWATCH_PAGES to a folder with pages.jsonl and html/"
        )
    return folder


@pytest.fixture
def newsroom() -> Iterator[StartNewsroom]:
    """A function that starts local news sites from a script; they stop with the test."""
    started: list[Newsroom] = []

    def start(script: str | Path | Mapping[str, Any], *, clock: datetime | None = None) -> Newsroom:
        started.append(Newsroom.start(script, clock=clock))
        return started[-1]

    yield start
    for room in started:
        room.stop()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A real SMTP server on loopback that keeps what it accepts; set `mailbox.behaviour` for faults."""
    box = Mailbox().start()
    yield box
    box.stop()


@pytest.fixture
def free_port() -> Callable[[], int]:
    """A function that gives a TCP port nobody listens on at the moment."""

    def find() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])

    return find

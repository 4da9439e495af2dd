"""Servers that belong to one run of the tests: shared by its workers, ended with it, swept by the next when it was killed."""

import os
import shutil
from pathlib import Path

import psutil

from tests.elasticsearch_server.distribution import cache, home, locked
from tests.elasticsearch_server.node import Node

_ROUNDED = 60  # seconds by which a clock that was set may move when a process seems to have begun


def by_hand() -> Node:
    """The server that `make elasticsearch` starts; it belongs to no run."""
    return Node(cache() / "servers" / "by-hand", settings={"http.port": "9200-9299"})


def of_run(owner: int) -> Path:
    """The folder for the servers of the run whose first process is `owner`."""
    for folder in _runs().glob(f"{owner}-*"):
        if not _left(folder):
            return folder
    return _runs() / f"{owner}-{int(psutil.Process(owner).create_time())}"


def shared(owner: int) -> Node:
    """The one server that all processes of a run use, started by the first that asks. Raises Unavailable."""
    sweep()
    with locked("servers"):
        return Node(of_run(owner) / "shared", heap="512m", quick=True).start()


def end(owner: int) -> None:
    """End the servers of a run and delete their folders; idempotent."""
    with locked("servers"):
        _discard(of_run(owner))


def sweep() -> None:
    """End what runs left behind that were killed."""
    with locked("servers"):
        for folder in _runs().glob("*-*"):
            if _left(folder):
                _discard(folder)


def ready() -> bool:
    """Whether a server can be started without fetching anything."""
    return home().is_dir()


def _discard(run: Path) -> None:
    for folder, inside, _ in os.walk(run):
        if "config" in inside:
            Node(Path(folder)).kill()
    shutil.rmtree(run, ignore_errors=True)


def _runs() -> Path:
    return cache() / "servers" / "runs"


def _left(run: Path) -> bool:
    """Whether the run that a folder is of has ended. A process's number may by now be another's."""
    owner, _, began = run.name.partition("-")
    try:
        return abs(psutil.Process(int(owner)).create_time() - int(began)) > _ROUNDED
    except psutil.Error:
        return True

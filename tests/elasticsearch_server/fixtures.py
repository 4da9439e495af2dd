"""What tests may ask for: a running Elasticsearch that all share, one of their own, one with TLS and passwords, three nodes."""

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from tests.elasticsearch_server import runs
from tests.elasticsearch_server.cluster import Cluster
from tests.elasticsearch_server.distribution import Unavailable, fetch, find_java
from tests.elasticsearch_server.node import Node
from tests.elasticsearch_server.secure import SecureNode, User, start_secure

URL = "PRESSWATCH_TEST_ELASTICSEARCH_URL"
REQUIRE = "PRESSWATCH_TEST_REQUIRE_SERVERS"
HOW = f"`make elasticsearch` fetches one (with Maven and a JDK), or set {URL} to one that tests may write to"


class StartSecure(Protocol):
    """Starts a server with TLS and passwords that ends with the module; see `secure.start_secure`."""

    def __call__(self, password: str, *, roles: str = "", users: tuple[User, ...] = ()) -> SecureNode: ...


def pytest_sessionfinish(session: pytest.Session) -> None:
    """End this run's servers, once all its workers are done."""
    if not hasattr(session.config, "workerinput"):
        runs.end(os.getpid())


@pytest.fixture(scope="session")
def elasticsearch_url(request: pytest.FixtureRequest) -> str:
    """A server without security that all tests share: each uses names of its own in it."""
    named = os.environ.get(URL)
    if named:
        return named.rstrip("/")
    owner = request.getfixturevalue("elasticsearch_owner")
    node = runs.shared(owner)
    # It listens before it has found itself to be a cluster of one, and while it starts an answer may break off.
    until = time.monotonic() + 60
    while not node.answers() and time.monotonic() < until:
        time.sleep(0.2)
    return node.url


@pytest.fixture(scope="session")
def elasticsearch_owner(request: pytest.FixtureRequest) -> int:
    """The process that this run's servers belong to; skips where none can be started, or fails if they are required."""
    try:
        if not os.environ.get(REQUIRE) and not runs.ready():
            raise Unavailable("no Elasticsearch has been fetched")
        fetch()
        find_java()
    except Unavailable as error:
        (pytest.fail if os.environ.get(REQUIRE) else pytest.skip)(f"{error}: {HOW}")
    return os.getppid() if hasattr(request.config, "workerinput") else os.getpid()


@pytest.fixture(scope="session")
def elasticsearch_folder(elasticsearch_owner: int) -> Path:
    """Where this run's servers lie."""
    folder = runs.of_run(elasticsearch_owner)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def own_elasticsearch(elasticsearch_folder: Path) -> Iterator[Node]:
    """A running server of this module alone, to be paused, killed, stopped and started."""
    node = Node(_new(elasticsearch_folder), heap="512m", quick=True)
    try:
        yield node.start()
    finally:
        node.discard()


@pytest.fixture(scope="module")
def secure_elasticsearch(elasticsearch_folder: Path) -> Iterator[StartSecure]:
    """A function that starts a server with TLS, passwords and roles."""
    started: list[SecureNode] = []

    def start(password: str, *, roles: str = "", users: tuple[User, ...] = ()) -> SecureNode:
        started.append(start_secure(_new(elasticsearch_folder), password, roles=roles, users=users))
        return started[-1]

    yield start
    for one in started:
        one.node.discard()


@pytest.fixture(scope="module")
def elasticsearch_cluster(elasticsearch_folder: Path) -> Iterator[Cluster]:
    """Three running nodes of this module alone."""
    cluster = Cluster(_new(elasticsearch_folder))
    try:
        yield cluster.start()
    finally:
        cluster.discard()


def _new(folder: Path) -> Path:
    made = Path(tempfile.mkdtemp(dir=folder))
    made.chmod(0o755)  # another user runs the server
    return made

"""Both search engines for the tests that hold for either: a test that asks for `engine` runs once with each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from articles.elastic import ElasticIndex, Endpoint
from articles.elastic.indices import Indices
from articles.elastic.server import Server
from articles.index.embedded import EmbeddedIndex
from articles.index.port import ArticleIndex

ENGINES = ("embedded", "elasticsearch")
Engine = Callable[[], ArticleIndex]


@contextmanager
def opening(kind: str, folder: Path, request: pytest.FixtureRequest, *, shards: int = 1) -> Iterator[Engine]:
    """Opens one and the same engine as often as it is called, as several processes would; all is dropped behind."""
    opened: list[ArticleIndex] = []
    if kind == "embedded":
        connect: Engine = lambda: EmbeddedIndex(folder / "index", zone="Europe/Berlin")  # noqa: E731
    else:
        endpoint = Endpoint((request.getfixturevalue("elasticsearch_url"),))
        name = f"test-{uuid4().hex}"
        connect = lambda: ElasticIndex(endpoint, name, folder / "lock", shards=shards)  # noqa: E731

    def open_one() -> ArticleIndex:
        opened.append(connect())
        return opened[-1]

    try:
        yield open_one
    finally:
        for one in opened:
            one.close()
        if kind == "elasticsearch":
            drop(endpoint, name)


def drop(endpoint: Endpoint, name: str) -> None:
    """Delete every index of an archive from a test's server."""
    server = Server(endpoint)
    try:
        indices = Indices(server, name, shards=1, replicas=0)
        for index in indices.all():
            indices.drop(index)
        server.ask("DELETE", f"/_index_template/{name}", accept=(404,))
    finally:
        server.close()

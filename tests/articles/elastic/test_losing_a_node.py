"""One of three nodes is lost while an archive is written: nothing that was acknowledged is missing."""

import time
from pathlib import Path
from threading import Event, Thread

import pytest

from articles.elastic import ElasticIndex, Endpoint
from articles.errors import IndexUnavailable
from articles.index.indexer import catch_up
from articles.query.parser import parse
from articles.store.database import Database
from tests.articles.arriving import MONDAY
from tests.articles.elastic.kept import Kept
from tests.elasticsearch_server import Cluster

DOCUMENTS = 20_000


@pytest.mark.timeout(900)
def test_nothing_acknowledged_is_missing(
    db: Database, tmp_path: Path, elasticsearch_cluster: Cluster
) -> None:
    urls = tuple(elasticsearch_cluster.urls)
    kept = Kept(db, urls[0], "losing", tmp_path / "elasticsearch.lock")
    for start in range(0, DOCUMENTS, 1_000):
        kept.numbered(start, 1_000)
    acknowledged: list[int] = []
    half = Event()

    def progress(position: int, _end: int) -> None:
        acknowledged.append(position)
        if position >= DOCUMENTS // 2:
            half.set()

    def kill() -> None:
        half.wait()
        elasticsearch_cluster.nodes[0].kill()  # whatever it was just writing

    killer = Thread(target=kill)
    killer.start()
    with ElasticIndex(Endpoint(urls), "losing", kept.lock, shards=3, replicas=1) as index:
        interrupted = 0
        while not acknowledged or acknowledged[-1] < DOCUMENTS:
            try:
                catch_up(db, index, progress=progress)
            except IndexUnavailable:  # as the scheduler does, it tries again
                interrupted += 1
                assert interrupted < 300
                time.sleep(1)
        killer.join()
        assert not elasticsearch_cluster.nodes[0].runs
        elasticsearch_cluster.await_nodes(2)
        state = index.state()
        assert state is not None and state.change == DOCUMENTS
        assert [entry.change for entry in index.entries()] == list(range(1, DOCUMENTS + 1))
        assert index.count(parse("court"), MONDAY).low == DOCUMENTS
        for number in (0, DOCUMENTS // 2, DOCUMENTS - 1):
            assert [hit.change for hit in index.find(parse(f"number{number}"), MONDAY).hits] == [number + 1]

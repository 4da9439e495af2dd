"""A real server of its own that is killed, paused, loses a shard and comes back while it is written and searched."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from elasticsearch import ConnectionError, ConnectionTimeout, Elasticsearch

from articles.elastic import ElasticIndex, Endpoint
from articles.errors import IndexUnavailable
from articles.index.indexer import catch_up, rebuild
from articles.index.verifying import verify
from articles.store.database import Database
from tests.articles.elastic.kept import Kept, found
from tests.articles.engines import drop
from tests.elasticsearch_server import Node

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def own(db: Database, tmp_path: Path, own_elasticsearch: Node) -> Iterator[Kept]:
    own_elasticsearch.start()
    assert own_elasticsearch.answers()
    made = Kept(db, own_elasticsearch.url, f"test-{uuid4().hex}", tmp_path / "elasticsearch.lock")
    yield made
    drop(Endpoint((made.url,)), made.name)


def test_a_server_that_was_killed_or_hung_comes_back_where_it_was(own_elasticsearch: Node) -> None:
    url = own_elasticsearch.url
    with Elasticsearch(url, max_retries=0) as client:
        client.index(index="kept", id="1", document={"n": 1})
        own_elasticsearch.pause()
        with pytest.raises(ConnectionTimeout):
            client.options(request_timeout=0.5).count(index="kept")
        own_elasticsearch.resume()
        own_elasticsearch.kill()
        with pytest.raises(ConnectionError):
            client.count(index="kept")
        own_elasticsearch.start()
        assert own_elasticsearch.answers()
        assert own_elasticsearch.url == url
        assert client.get(index="kept", id="1")["_source"] == {"n": 1}


def test_killed_in_the_middle_of_indexing_nothing_acknowledged_is_missing(
    own: Kept, own_elasticsearch: Node
) -> None:
    own.numbered(0, 3_000)
    with own.engine() as index:
        killed = threading.Timer(1.0, own_elasticsearch.kill)

        def begin(done: int, _total: int) -> None:
            if done == 40:
                killed.start()

        with pytest.raises(IndexUnavailable, match="cannot be reached"):
            catch_up(own.db, index, batch=20, progress=begin)
            own_elasticsearch.kill()  # where it was faster than that
            catch_up(own.db, index)
        killed.cancel()
        with pytest.raises(IndexUnavailable, match="cannot be reached"):
            found(index, "court")
        own_elasticsearch.start()
        assert own_elasticsearch.answers()
        catch_up(own.db, index)
        assert list(verify(own.db, index)) == []


def test_one_that_hangs_and_goes_on(own: Kept, own_elasticsearch: Node) -> None:
    own.numbered(0, 10)
    with own.engine() as index:
        catch_up(own.db, index)
        own_elasticsearch.pause()
        try:
            with (
                ElasticIndex(Endpoint((own.url,), seconds=0.5), own.name, own.lock) as reader,
                pytest.raises(IndexUnavailable, match="did not answer in time"),
            ):
                found(reader, "court")
        finally:
            own_elasticsearch.resume()
        own.numbered(10, 10)
        assert catch_up(own.db, index) == 10
        assert len(found(index, "court")) == 20


def test_where_a_part_is_lost_nothing_is_answered_in_part_and_a_rebuild_mends_it(
    own: Kept, own_elasticsearch: Node
) -> None:
    """Red: the files of one shard of two are gone."""
    own.numbered(0, 40)
    with own.engine(shards=2) as index:
        catch_up(own.db, index)
        assert len(found(index, "court")) == 40
        (name,) = own.indices()
        uuid = own.ask("GET", f"/{name}/_settings")[name]["settings"]["index"]["uuid"]
        state = own.ask("GET", f"/{name}/_search_shards?routing=state")["shards"][0][0]["shard"]
        own_elasticsearch.stop()
        (shard,) = (own_elasticsearch.folder / "data").glob(f"**/indices/{uuid}/{1 - state}")
        shutil.rmtree(shard)
        own_elasticsearch.start()
        own.ask("GET", "/_cluster/health?wait_for_no_initializing_shards=true&timeout=30s")
        with pytest.raises(IndexUnavailable, match="cannot answer now"):
            found(index, "court")
        own.numbered(40, 2)
        rebuild(own.db, index)
        assert len(found(index, "court")) == 42
        assert list(verify(own.db, index)) == []

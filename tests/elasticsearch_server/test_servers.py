"""The servers that tests ask for are what they say: shared, of the run and swept with it (the others: tests/articles/elastic)."""

from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from tests.elasticsearch_server import runs
from tests.elasticsearch_server.distribution import Unavailable, find_java


def test_the_shared_server_indexes_and_finds(elasticsearch_url: str) -> None:
    with Elasticsearch(elasticsearch_url) as client:
        name = "servers-test"
        client.options(ignore_status=404).indices.delete(index=name)
        client.index(index=name, id="1", document={"text": "court"}, refresh=True)
        assert client.count(index=name, query={"match": {"text": "court"}})["count"] == 1
        client.indices.delete(index=name)


def test_servers_of_a_run_that_was_killed_are_swept(elasticsearch_folder: Path) -> None:
    gone = elasticsearch_folder.parent / "1-1"  # process 1 began at another time
    (gone / "shared" / "config").mkdir(parents=True)
    runs.sweep()
    assert not gone.exists()
    assert elasticsearch_folder.exists()


def test_a_jdk_that_is_too_old_or_none_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    java = tmp_path / "bin" / "java"
    java.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n", "utf-8")
    java.chmod(0o755)
    monkeypatch.setenv("ES_JAVA_HOME", str(tmp_path))
    monkeypatch.setenv("JAVA_HOME", "/nowhere")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(
        Unavailable, match=r"Java 17 or later: ES_JAVA_HOME .*is Java 11; JAVA_HOME .*is no JDK"
    ):
        find_java()

"""The servers that tests ask for are what they say: shared, of one's own, with TLS and passwords."""

import ssl
from pathlib import Path

import pytest
from elasticsearch import (
    AuthenticationException,
    AuthorizationException,
    ConnectionError,
    ConnectionTimeout,
    Elasticsearch,
)

from tests.elasticsearch_server import Node, runs
from tests.elasticsearch_server.distribution import Unavailable, find_java
from tests.elasticsearch_server.fixtures import StartSecure
from tests.elasticsearch_server.secure import OWNER, User

ROLES = """\
reader:
  indices:
    - names: ["open*"]
      privileges: ["read"]
"""


def test_the_shared_server_indexes_and_finds(elasticsearch_url: str) -> None:
    with Elasticsearch(elasticsearch_url) as client:
        name = "servers-test"
        client.options(ignore_status=404).indices.delete(index=name)
        client.index(index=name, id="1", document={"text": "court"}, refresh=True)
        assert client.count(index=name, query={"match": {"text": "court"}})["count"] == 1
        client.indices.delete(index=name)


@pytest.mark.timeout(300)
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


@pytest.mark.timeout(300)
def test_tls_passwords_and_roles(secure_elasticsearch: StartSecure) -> None:
    server = secure_elasticsearch(
        "the owner's secret", roles=ROLES, users=(User("rosa", "another secret", "reader"),)
    )
    context = ssl.create_default_context(cafile=str(server.ca_file))
    owner = Elasticsearch(server.url, ssl_context=context, basic_auth=(OWNER, server.password))
    owner.index(index="open-1", id="1", document={"n": 1}, refresh=True)
    by_print = Elasticsearch(
        server.url, ssl_assert_fingerprint=server.fingerprint, basic_auth=("rosa", "another secret")
    )
    assert by_print.count(index="open-1")["count"] == 1
    with pytest.raises(AuthorizationException):
        by_print.index(index="open-1", document={"n": 2})
    with pytest.raises(AuthenticationException):
        owner.options(basic_auth=("rosa", "wrong")).count(index="open-1")
    with pytest.raises(ConnectionError), Elasticsearch(server.url, max_retries=0) as unsure:
        unsure.options(basic_auth=(OWNER, server.password)).count(index="open-1")
    by_print.close()
    owner.close()


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

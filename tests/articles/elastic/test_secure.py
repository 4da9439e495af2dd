"""Security as operators run it: TLS, passwords and a role with the fewest rights, and no secret in any word of ours."""

import logging
import re
import ssl
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from elasticsearch import AuthenticationException, AuthorizationException, ConnectionError, Elasticsearch

from articles.elastic import ElasticIndex, Endpoint, probe
from articles.errors import IndexUnavailable
from articles.index.indexer import catch_up, rebuild
from articles.index.verifying import verify
from articles.store.database import Database
from articles.store.versions import keep
from tests.articles.arriving import arrival
from tests.articles.elastic.kept import found
from tests.elasticsearch_server.fixtures import StartSecure
from tests.elasticsearch_server.secure import OWNER, SecureNode, User

pytestmark = pytest.mark.timeout(400)
OWNERS, OURS, OTHERS = "owner-Zq81vbn", "hush-Kd72mxp", "other-Qw93rty"
DOCS = Path(__file__).parents[3] / "docs" / "elasticsearch.md"


@pytest.fixture(scope="module")
def secure(secure_elasticsearch: StartSecure) -> SecureNode:
    """A server whose role for presswatch is the one that the page for operators shows."""
    shown = re.search(r"```yaml\n(presswatch:.*?)```", DOCS.read_text("utf-8"), re.S)
    assert shown is not None
    reader = 'reader:\n  indices:\n    - names: ["presswatch-*"]\n      privileges: ["read"]\n'
    users = (User("presswatch", OURS, "presswatch"), User("someone", OTHERS, "reader"))
    return secure_elasticsearch(OWNERS, roles=shown[1] + reader, users=users)


@pytest.fixture
def endpoint(secure: SecureNode) -> Endpoint:
    return Endpoint((secure.url,), "presswatch", OURS, ca_file=secure.ca_file)


def test_the_server_has_tls_passwords_and_roles(secure: SecureNode) -> None:
    context = ssl.create_default_context(cafile=str(secure.ca_file))
    owner = Elasticsearch(secure.url, ssl_context=context, basic_auth=(OWNER, secure.password))
    owner.index(index="presswatch-1", id="1", document={"n": 1}, refresh=True)
    by_print = Elasticsearch(
        secure.url, ssl_assert_fingerprint=secure.fingerprint, basic_auth=("someone", OTHERS)
    )
    assert by_print.count(index="presswatch-1")["count"] == 1
    with pytest.raises(AuthorizationException):
        by_print.index(index="presswatch-1", document={"n": 2})
    with pytest.raises(AuthenticationException):
        owner.options(basic_auth=("someone", "wrong")).count(index="presswatch-1")
    with pytest.raises(ConnectionError), Elasticsearch(secure.url, max_retries=0) as unsure:
        unsure.options(basic_auth=(OWNER, secure.password)).count(index="presswatch-1")
    by_print.close()
    owner.close()


def test_the_role_that_the_docs_show_is_enough(db: Database, endpoint: Endpoint, tmp_path: Path) -> None:
    probe(endpoint, "presswatch")
    with db.write() as conn:
        for n in range(5):
            keep(conn, arrival(f"https://paper.example/{n}", f"court number{n}"))
    with ElasticIndex(endpoint, f"presswatch-{uuid4().hex}", tmp_path / "lock") as index:
        catch_up(db, index)
        assert len(found(index, "court")) == 5
        assert rebuild(db, index) == 5
        assert list(verify(db, index)) == []
        index.clear()
        assert found(index, "court") == []


@pytest.mark.parametrize("which", ["server", "authority"])
def test_a_fingerprint_does_in_place_of_an_authority(
    secure: SecureNode, endpoint: Endpoint, which: str
) -> None:
    fingerprint = secure.fingerprint if which == "server" else secure.ca_fingerprint
    probe(replace(endpoint, ca_file=None, fingerprint=fingerprint), "presswatch")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda good, _: replace(good, password="wrong-Xy55"), "does not let the user “presswatch” in"),
        (lambda good, _: replace(good, username=None, password=None), "wants a password or an API key"),
        (lambda good, _: replace(good, username=None, password=None, api_key="bm8ta2V5Og=="), "does not let the API key in"),
        (lambda good, _: replace(good, username="someone", password=OTHERS), "rights"),
        (lambda good, _: replace(good, ca_file=None), "its certificate is not trusted"),
        (lambda good, _: replace(good, ca_file=None, fingerprint="ab" * 32), "another fingerprint"),
        (lambda good, _: replace(good, urls=(good.urls[0].replace("127.0.0.1", "127.0.0.2"),)), "cannot be reached"),
        (lambda good, _: replace(good, urls=("https://no-such-host.invalid:9200",)), "no such host|looked up"),
        (lambda good, _: replace(good, urls=(good.urls[0].replace("https", "http"),)), "cannot be reached"),
        (lambda good, plain: replace(good, urls=(plain.replace("http:", "https:"),)), "does not speak TLS"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_words_and_no_secret(
    endpoint: Endpoint,
    elasticsearch_url: str,
    change: Callable[[Endpoint, str], Endpoint],
    words: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = change(endpoint, elasticsearch_url)
    with pytest.raises(IndexUnavailable, match=words) as told:
        probe(wrong, "presswatch")
    said = f"{told.value}{told.value.__cause__}{wrong!r}{caplog.text}"
    for secret in (OWNERS, OURS, OTHERS, "wrong-Xy55", "bm8ta2V5Og=="):
        assert secret not in said

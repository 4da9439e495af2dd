"""What a server in trouble does to the projection: nothing is lost, nothing is there twice, and search says so plainly."""

import threading
from collections.abc import Callable, Iterator

import pytest

from articles.elastic import ElasticIndex, Endpoint
from articles.errors import IndexUnavailable, QueryError
from articles.index.indexer import catch_up
from articles.index.verifying import verify
from articles.query import parse
from articles.query.nodes import Or, Term
from articles.store.quarantine import all_aside
from tests.articles.arriving import MONDAY
from tests.articles.elastic.faults import Fault, FaultProxy, times
from tests.articles.elastic.kept import Kept, found

StartProxy = Callable[[str], FaultProxy]


@pytest.fixture
def proxy(kept: Kept) -> Iterator[FaultProxy]:
    made = FaultProxy(kept.url)
    yield made
    made.close()


@pytest.mark.parametrize("fault", ["drop before", "drop after", "hang", "garble", 429, 500, 502, 503])
def test_what_passes_is_tried_again(kept: Kept, proxy: FaultProxy, fault: Fault) -> None:
    kept.numbered(0, 50)
    kept.numbered(0, 10, "judge")
    proxy.script = times(2, fault, "_bulk")
    with kept.engine(proxy.url) as index:
        catch_up(kept.db, index, batch=20)
        assert proxy.seen["_bulk"] == 1 if fault == "hang" else proxy.seen["_bulk"] >= 3
        assert len(found(index, "court OR judge")) == 50
        assert list(verify(kept.db, index)) == []
    with kept.db.read() as conn:
        assert all_aside(conn) == []


@pytest.mark.parametrize("path", ["_doc/state", "_refresh", "_bulk"])
def test_what_stays_broken_is_told_and_the_position_stays(
    kept: Kept, proxy: FaultProxy, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.numbered(0, 5)
    with kept.engine(proxy.url) as index:
        catch_up(kept.db, index)
        kept.numbered(5, 5)
        proxy.script = lambda method, asked: (
            "drop after" if asked.endswith(path) and method != "GET" else None
        )
        with pytest.raises(IndexUnavailable, match="cannot be reached: the connection broke"):
            catch_up(kept.db, index)
        proxy.script = lambda _method, _path: None
        with kept.engine() as reader:
            state = reader.state()
            assert state is not None
            # An answer that was lost after the state was written is the one that leaves it moved.
            assert state.change == (10 if path == "_doc/state" else 5)
            assert len(found(reader, "court")) == state.change
        assert catch_up(kept.db, index) == 10 - state.change
        assert len(found(index, "court")) == 10
        assert list(verify(kept.db, index)) == []


def test_a_read_only_index_takes_up_when_it_may_be_written_again(kept: Kept) -> None:
    """As the server makes it when its disk is nearly full: each document is refused by itself, for now."""
    kept.numbered(0, 5)
    with kept.engine() as index:
        catch_up(kept.db, index)
        kept.numbered(5, 5)
        flood = "index.blocks.read_only_allow_delete"
        kept.ask("PUT", f"/{kept.name}/_settings", {flood: True})
        with pytest.raises(IndexUnavailable, match=r"5 of 5 documents: .*(flood stage|read-only)"):
            catch_up(kept.db, index)
        assert len(found(index, "court")) == 5  # search goes on
        again = threading.Timer(1.0, kept.ask, ("PUT", f"/{kept.name}/_settings", {flood: None}))
        again.start()
        assert catch_up(kept.db, index) == 5  # within its pauses
        again.join()
        assert len(found(index, "court")) == 10
    with kept.db.read() as conn:
        assert all_aside(conn) == []


def test_search_says_plainly_that_nothing_answers(kept: Kept, free_port: Callable[[], int]) -> None:
    with kept.engine(f"http://127.0.0.1:{free_port()}") as index:
        for ask in (index.state, lambda: found(index, "court"), lambda: index.count(parse("court"), MONDAY)):
            with pytest.raises(IndexUnavailable, match=r"^the search engine at http://127\.0\.0\.1:\d+ cannot be reached: nothing listens there$"):  # fmt: skip
                ask()


def test_a_slow_server_is_not_waited_for_for_ever(kept: Kept, proxy: FaultProxy) -> None:
    kept.numbered(0, 1)
    with kept.engine() as index:
        catch_up(kept.db, index)
    proxy.script = times(1, "hang", "_msearch")
    with ElasticIndex(Endpoint((proxy.url,), seconds=0.3), kept.name, kept.lock) as index:
        with pytest.raises(IndexUnavailable, match="did not answer in time"):
            found(index, "court")
        assert found(index, "court") == [1]


@pytest.mark.parametrize("fault", [429, 500, 503, "garble", "drop after"])
def test_a_search_in_trouble_is_unavailable_and_tells_no_query(
    kept: Kept, proxy: FaultProxy, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    kept.numbered(0, 1)
    with kept.engine(proxy.url) as index:
        catch_up(kept.db, index)
        proxy.script = times(1, fault, "_msearch")
        with pytest.raises(IndexUnavailable) as told:
            found(index, "secretword")
    assert "secretword" not in str(told.value) + caplog.text


def test_something_that_is_not_elasticsearch_is_told(kept: Kept, mailbox_page: str) -> None:
    with kept.engine(mailbox_page) as index, pytest.raises(IndexUnavailable, match="not Elasticsearch"):
        index.state()


@pytest.fixture
def mailbox_page() -> Iterator[str]:
    """A web server of another kind."""
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    with ThreadingHTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler) as other:
        threading.Thread(target=other.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{other.server_port}"
        other.shutdown()


def test_more_words_than_the_server_takes_are_refused_by_their_number(kept: Kept) -> None:
    kept.numbered(0, 1)
    with kept.engine() as index:
        catch_up(kept.db, index)
        with pytest.raises(QueryError, match="asks for 6,000 words and patterns at once"):
            index.find(Or(tuple(Term(f"word{n}") for n in range(2_000))), MONDAY)


def test_wildcards_that_stand_for_more_than_it_takes_find_all_the_same(kept: Kept) -> None:
    """Each of these is too much for intervals or an automaton, and is asked wider."""
    kept.numbered(0, 1, "court " + " ".join(f"zz{n}" for n in range(9_000)))
    with kept.engine() as index:
        catch_up(kept.db, index)
        for query in ('"court zz*"', "court NEAR/5 zz*", "co*" + "?" * 60 + " OR court", "zz* NEAR/3 zz*"):
            assert found(index, query) == [1], query

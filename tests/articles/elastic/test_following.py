"""The projection in Elasticsearch cannot drift: late writes, removals, poison, kills, rebuilding and comparing."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from articles.analysis import analyse
from articles.elastic import Endpoint, bulk, mapping
from articles.elastic.server import Server
from articles.errors import IndexUnavailable
from articles.index.documents import WRITTEN_BY, to_index
from articles.index.indexer import catch_up, rebuild
from articles.index.port import ArticleIndex, IndexState, Scope
from articles.index.verifying import Difference, verify
from articles.query import parse
from articles.search import search
from articles.store.changes import annotate, remove
from articles.store.quarantine import all_aside
from articles.store.tables import versions
from articles.store.versions import load
from tests.articles.arriving import MONDAY, arrival
from tests.articles.elastic.kept import Kept, found


def test_the_index_is_strict_and_versioned_behind_an_alias(kept: Kept) -> None:
    kept.numbered(0, 2)
    with kept.engine() as index:
        catch_up(kept.db, index)
    assert kept.indices() == [f"{kept.name}-000001"]
    stray = kept.ask("PUT", f"/{kept.name}/_doc/9?refresh=true", {"unheard_of": 1})
    assert stray["error"]["type"] == "strict_dynamic_mapping_exception"
    made_by_itself = kept.ask("PUT", f"/{kept.name}-000007/_doc/9", {"change": 9})
    assert made_by_itself["status"] in (404, 400)
    source = kept.ask("GET", f"/{kept.name}/_doc/1")["_source"]
    assert source["original"]["text"] == "court number0"
    assert "body" not in source
    text = kept.ask("POST", f"/{kept.name}/_search", {"query": {"match": {"original.text": "Number1"}}})
    assert [hit["_id"] for hit in text["hits"]["hits"]] == ["2"]


def test_terms_of_any_length_and_script_are_whole(kept: Kept) -> None:
    """A term of 128 letters beyond the first plane is 256 long as the server counts."""
    gothic = "\U00010330" * 128
    kept.fill(arrival(text=f"before {gothic} after {'x' * 128} end"))
    with kept.engine() as index:
        catch_up(kept.db, index)
        for query in (gothic, f'"before {gothic} after"', f'"after {"x" * 128} end"'):
            assert found(index, query) == [1]


def test_a_late_write_never_overwrites_a_newer_one(kept: Kept) -> None:
    kept.numbered(0, 1)
    with kept.db.read() as conn:
        early = to_index(load(conn, [1])[0], None)
    with kept.engine() as index:
        catch_up(kept.db, index)
        kept.fill(arrival("https://paper.example/0", "court edited"))
        with kept.db.write() as conn:
            annotate(conn, 1, 1, MONDAY)
        catch_up(kept.db, index)
        assert found(index, "court") == [2]
        state = index.state()
        assert state is not None
        index.apply([early], [], state)  # from a process that hung since
        assert found(index, "court") == [2]
        with kept.db.write() as conn:
            remove(conn, 1, MONDAY, "test")
        catch_up(kept.db, index)
        state = index.state()
        assert state is not None
        index.apply([early, replace(early, cause=3)], [], state)
        assert found(index, "court") == []
        assert index.count(parse("court"), MONDAY, scope=Scope(superseded=True)).high == 0
        with pytest.raises(IndexUnavailable, match="beyond change"):
            index.apply([], [], IndexState(kept.db.lineage, WRITTEN_BY, 1))


def test_poison_is_put_aside_and_the_others_go_on(kept: Kept) -> None:
    """A tag longer than a term may be is something that Elasticsearch never takes."""
    kept.fill(
        *(
            arrival(f"https://p.example/{n}", "court", tags=("x" * 40_000,) if n == 137 else ())
            for n in range(500)
        )
    )
    with kept.engine() as index:
        assert catch_up(kept.db, index, batch=500) == 500
        assert len(found(index, "court")) == 499
        with kept.db.read() as conn:
            (aside,) = all_aside(conn)
        assert aside.version == 138
        assert "facet_tag" in aside.reason
        assert "immense" in aside.reason
        assert "xxx" not in aside.reason
        assert [one.version for one in verify(kept.db, index)] == [138]
        with kept.db.write() as conn:  # mended, and said anew
            conn.execute(sa.update(versions).where(versions.c.change == 138).values(tags=["short"]))
            annotate(conn, 138, 138, MONDAY)
        catch_up(kept.db, index)
        assert len(found(index, "court")) == 500
        assert list(verify(kept.db, index)) == []
    with kept.db.read() as conn:
        assert all_aside(conn) == []


VICTIM = """
import os, signal, sys, threading, time
from pathlib import Path
from articles.elastic import ElasticIndex, Endpoint
from articles.index import indexer
from articles.store.database import Database

db = Database.open(Path(sys.argv[1]))
index = ElasticIndex(Endpoint((sys.argv[2],)), sys.argv[3], Path(sys.argv[4]))
index.state()
threading.Timer(float(sys.argv[6]), lambda: os.kill(os.getpid(), signal.SIGKILL)).start()
getattr(indexer, sys.argv[5])(db, index, **({"batch": 3} if sys.argv[5] == "catch_up" else {}))
time.sleep(60)
"""


def kill_in(kept: Kept, work: str, delay: float) -> None:
    arguments = [str(kept.db.path), kept.url, kept.name, str(kept.lock), work, str(delay)]
    done = subprocess.run(
        [sys.executable, "-c", VICTIM, *arguments], env={**os.environ, "PYTHONPATH": str(Path.cwd())}
    )
    assert done.returncode == -signal.SIGKILL
    time.sleep(1)  # the server still carries out what was sent


def standing(reader: ArticleIndex) -> IndexState | None:
    """Its state, as soon as the server can tell: an index that was being made has no shard yet that could be asked."""
    for _ in range(300):
        try:
            state = reader.state()
            reader.find(parse("court"), MONDAY)
            return state
        except IndexUnavailable:
            time.sleep(0.2)
    return reader.state()


def test_killed_anywhere_it_catches_up_and_nothing_is_there_twice(kept: Kept) -> None:
    kept.numbered(0, 60)
    kept.numbered(0, 30, "judge")
    for delay in (0.0, 0.02, 0.05, 0.1, 0.2, 0.4):
        kill_in(kept, "catch_up", delay)
        with kept.engine() as reader:
            state = standing(reader)
            assert len(found(reader, "court OR judge")) == (min(state.change, 60) if state else 0)
    with kept.engine() as index:
        catch_up(kept.db, index)
        assert found(index, "judge") == [*range(90, 60, -1)]
        assert found(index, "court") == [*range(60, 30, -1)]
        assert list(verify(kept.db, index)) == []


def test_a_rebuild_is_searchable_throughout_and_goes_on_where_it_was_cut_off(kept: Kept) -> None:
    kept.numbered(0, 40)
    with kept.engine() as running, kept.engine() as reader:
        catch_up(kept.db, running)
        steps = iter([False] * 3 + [True] * 99)
        assert rebuild(kept.db, kept.engine(), stop=lambda: next(steps)) < 41
        assert len(kept.indices()) == 2
        cut_off = kept.engine(building=True)
        before = cut_off.state()
        cut_off.close()
        kept.numbered(40, 5)
        catch_up(kept.db, running)  # the old one is kept up to date meanwhile
        assert len(found(reader, "court")) == 45
        told: list[int] = []

        def look(done: int, _total: int) -> None:
            told.append(done)
            assert len(found(reader, "court")) == 45

        with kept.engine() as index:
            done = rebuild(kept.db, index, progress=look)
        assert done == 45 - (before.change if before else 0)
        assert told
        assert kept.indices() == [f"{kept.name}-000002"]
        assert len(found(reader, "court")) == 45
        kept.numbered(45, 5)
        catch_up(kept.db, running)  # it writes into the new one from now on
        assert len(found(reader, "court")) == 50
        assert list(verify(kept.db, reader)) == []


def test_pages_go_on_in_the_index_that_took_the_place_of_the_first(kept: Kept) -> None:
    kept.numbered(0, 30)
    with kept.engine() as writer, kept.engine() as reader:
        catch_up(kept.db, writer)
        page = search(kept.db, reader, parse("court"), at=MONDAY, limit=8)
        seen = [hit.version.change for hit in page.hits]
        for turn in range(3):
            kept.numbered(30 + turn, 1)  # newer: not of the moment that the pages are true at
            with kept.db.write() as conn:
                remove(conn, 2 + turn, MONDAY, "asked for by a court")
            with kept.engine() as another:
                rebuild(kept.db, another)
            page = search(kept.db, reader, parse("court"), at=MONDAY, limit=8, after=page.after)
            seen += [hit.version.change for hit in page.hits]
        assert page.after is None
        assert seen == [n for n in range(30, 0, -1) if n not in (2, 3, 4)]


def test_a_rebuild_that_was_killed_goes_on(kept: Kept) -> None:
    kept.numbered(0, 300)
    with kept.engine() as index:
        catch_up(kept.db, index)
        for delay in (0.02, 0.1, 0.3):
            kill_in(kept, "rebuild", delay)
            assert len(found(index, "court")) == 300
        rebuild(kept.db, index)
        assert len(kept.indices()) == 1
        assert list(verify(kept.db, index)) == []


def test_a_writer_whose_index_was_replaced_does_not_bring_it_back(kept: Kept) -> None:
    kept.numbered(0, 5)
    with kept.engine() as running:
        catch_up(kept.db, running)
        with kept.engine() as index:
            rebuild(kept.db, index)
        with pytest.raises(IndexUnavailable, match="not there any more"):
            running.apply([], [1], IndexState(kept.db.lineage, WRITTEN_BY, 6))
        assert kept.indices() == [f"{kept.name}-000002"]
        kept.numbered(5, 1)
        assert catch_up(kept.db, running) == 1
        assert len(found(running, "court")) == 6


def test_what_differs_is_found_by_comparing(kept: Kept) -> None:
    kept.numbered(0, 6)
    with kept.engine() as index:
        catch_up(kept.db, index)
        with kept.db.read() as conn:
            one, two = load(conn, [2, 5])
        other = replace(one.version.content, text="another text")
        kept.ask("DELETE", f"/{kept.name}/_doc/4?refresh=true")
        writes = [
            bulk.Write("2", 2, source(to_index(replace(one, version=replace(one.version, content=other), analysed=analyse(other)), None))),
            bulk.Write("5", 6, source(to_index(two, 6))),
            bulk.Write("77", 3, source(replace(to_index(two, None), change=3))),
            bulk.Write("99", 99, source(replace(to_index(two, None), change=99))),
        ]  # fmt: skip
        server = Server(Endpoint((kept.url,)))
        assert bulk.send(server, kept.name, writes) == []
        server.close()
        kept.ask("POST", f"/{kept.name}/_refresh")
        assert list(verify(kept.db, index)) == [
            Difference(2, "another content than the database has"),
            Difference(3, "in the index, and not in the database, or removed from it"),
            Difference(4, "missing"),
            Difference(5, "ended by change 6 in the index, current in the database"),
            Difference(5, "as of change 6, and not of 5"),
            Difference(99, "in the index, and not in the database, or removed from it"),
        ]
        rebuild(kept.db, index)
        assert list(verify(kept.db, index)) == []


def source(document: object) -> bytes:
    return bulk.encoded(mapping.to_source(document))  # type: ignore[arg-type]


def test_an_index_of_another_form_is_built_anew(kept: Kept) -> None:
    kept.numbered(0, 3)
    with kept.engine() as index:
        catch_up(kept.db, index)
        state = kept.ask("GET", f"/{kept.name}/_doc/state")["_source"]
        kept.ask(
            "PUT", f"/{kept.name}/_doc/state?version=9&version_type=external", {**state, "form": "of old"}
        )
        assert catch_up(kept.db, index) == 3
        assert len(found(index, "court")) == 3


def test_what_is_written_with_more_to_come_is_seen_at_the_end(kept: Kept) -> None:
    kept.numbered(0, 30)
    with kept.engine() as index:
        assert catch_up(kept.db, index, batch=10) == 30
        assert len(found(index, "court")) == 30
        assert index.state() == IndexState(kept.db.lineage, WRITTEN_BY, 30)

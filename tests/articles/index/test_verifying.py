"""Comparing an index with the database finds what differs and nothing else, whichever the engine."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from articles.index.documents import WRITTEN_BY, to_index
from articles.index.indexer import catch_up
from articles.index.port import ArticleIndex, IndexState
from articles.index.verifying import Difference, verify
from articles.store.changes import annotate, remove
from articles.store.database import Database
from articles.store.versions import keep, load
from tests.articles.arriving import MONDAY, arrival
from tests.articles.engines import ENGINES, opening


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ArticleIndex]:
    with opening(request.param, tmp_path, request) as opened:
        yield opened()


@pytest.fixture
def filled(db: Database) -> Database:
    """Six articles, of which one was edited, one annotated twice and one removed."""
    with db.write() as conn:
        for n in range(6):
            keep(conn, arrival(f"https://paper.example/{n}", f"court number{n}"))
        keep(conn, arrival("https://paper.example/1", "court edited"))
        annotate(conn, 3, 3, MONDAY)
        annotate(conn, 3, 3, MONDAY)
        remove(conn, 5, MONDAY, "test")
    return db


def test_nothing_differs_however_it_came_there(filled: Database, index: ArticleIndex) -> None:
    assert list(verify(filled, index)) == []
    stops = iter([False, False, True])
    catch_up(filled, index, batch=4, stop=lambda: next(stops))
    assert list(verify(filled, index)) == []  # as far as it is
    catch_up(filled, index)
    assert list(verify(filled, index)) == []


def test_every_kind_of_difference_is_told(filled: Database, index: ArticleIndex) -> None:
    catch_up(filled, index)
    with filled.read() as conn:
        one, two, three = (to_index(stored, None) for stored in load(conn, [1, 4, 6]))
    state = IndexState(filled.lineage, WRITTEN_BY, 10)
    index.apply(
        [replace(one, content_hash="ab" * 32), replace(two, superseded=9, cause=9), replace(one, change=8)],
        [three.change],
        state,
    )
    assert list(verify(filled, index)) == [
        Difference(1, "another content than the database has"),
        Difference(4, "ended by change 9 in the index, current in the database"),
        Difference(4, "as of change 9, and not of 4"),
        Difference(6, "missing"),
        Difference(8, "in the index, and not in the database, or removed from it"),
    ]

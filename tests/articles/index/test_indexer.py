"""The indexer follows the change log to its end, however often it is killed, and starts anew where it must."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from articles.analysis import FINGERPRINT
from articles.errors import IndexFailed, IndexUnavailable
from articles.index.documents import WRITTEN_BY
from articles.index.embedded import EmbeddedIndex
from articles.index.indexer import catch_up, rebuild
from articles.index.port import ArticleIndex, IndexState, Scope
from articles.names.article_keys import KEY_RULES
from articles.query import parse
from articles.store.changes import annotate, remove
from articles.store.database import Database
from articles.store.tables import installation, version_names, version_terms
from articles.store.versions import Arrival, keep
from tests.articles.arriving import MONDAY, arrival
from tests.articles.engines import ENGINES, Engine, opening


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with opening(request.param, tmp_path, request) as opened:
        yield opened


@pytest.fixture
def index(engine: Engine) -> ArticleIndex:
    return engine()


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[EmbeddedIndex]:
    with EmbeddedIndex(tmp_path / "index") as opened:
        yield opened


def fill(db: Database, *arrivals: Arrival) -> None:
    with db.write() as conn:
        for one in arrivals:
            keep(conn, one)


def found(index: ArticleIndex, query: str, scope: Scope = Scope()) -> list[int]:  # noqa: B008
    answer = index.find(parse(query), MONDAY, limit=10_000, scope=scope)
    assert index.count(parse(query), MONDAY, scope=scope).high == len(answer.hits)
    return [hit.change for hit in answer.hits]


def numbered(start: int, count: int) -> list[Arrival]:
    return [arrival(f"https://paper.example/{n}", f"court number{n}") for n in range(start, start + count)]


def test_it_comes_to_the_end_and_then_has_nothing_to_do(db: Database, index: ArticleIndex) -> None:
    assert catch_up(db, index) == 0
    fill(db, *numbered(0, 25))
    told: list[tuple[int, int]] = []
    assert catch_up(db, index, batch=10, progress=lambda done, total: told.append((done, total))) == 25
    assert told == [(10, 25), (20, 25), (25, 25)]
    assert index.state() == IndexState(db.lineage, WRITTEN_BY, 25)
    assert catch_up(db, index) == 0
    fill(db, arrival("https://paper.example/3", "judge"))
    assert catch_up(db, index) == 1
    assert found(index, "judge") == [26]
    assert found(index, "number3") == []
    assert found(index, "number3", Scope(as_of=25)) == [4]


def test_in_the_middle_of_the_log_it_shows_things_as_they_were_there(
    db: Database, index: ArticleIndex
) -> None:
    fill(db, arrival(text="one"), arrival(text="two"), arrival(text="three"))
    for current in ("one", "two", "three"):
        catch_up(db, index, batch=1, stop=iter([False, True]).__next__)
        assert [word for word in ("one", "two", "three") if found(index, word)] == [current]


def test_removed_articles_leave_the_index(db: Database, index: ArticleIndex) -> None:
    fill(db, *numbered(0, 3), arrival("https://paper.example/1", "court edited"))
    catch_up(db, index)
    with db.write() as conn:
        remove(conn, 2, MONDAY, "test")
    catch_up(db, index)
    assert found(index, "court") == [3, 1]
    assert found(index, "court", Scope(as_of=3)) == [3, 1]
    with EmbeddedIndex(db.path.parent / "other") as other:
        catch_up(db, other, batch=1)  # what it meets of the removed article has no text any more
        assert found(other, "court") == [3, 1]


def test_an_annotation_writes_the_version_again_and_once(db: Database, index: ArticleIndex) -> None:
    fill(db, *numbered(0, 2))
    catch_up(db, index)
    with db.write() as conn:
        annotate(conn, 1, 1, MONDAY)
    assert catch_up(db, index) == 1
    assert found(index, "court") == [2, 1]


def test_another_lineage_is_indexed_anew(db: Database, index: ArticleIndex) -> None:
    fill(db, *numbered(0, 2))
    stray = arrival("https://stray.example/", "court stray")
    catch_up(db, index)
    index.apply([], [], IndexState("another", WRITTEN_BY, 2))
    fill(db, stray)
    assert catch_up(db, index) == 3
    assert found(index, "court") == [3, 2, 1]
    with db.write() as conn:
        conn.execute(sa.update(installation).values(lineage="restored", place=None))
    with Database.open(db.path) as restored:
        assert catch_up(restored, index) == 3
        assert found(index, "court") == [3, 2, 1]


def test_an_index_ahead_of_its_database_is_built_anew(db: Database, index: ArticleIndex) -> None:
    fill(db, *numbered(0, 2))
    catch_up(db, index)
    index.apply([], [1], IndexState(db.lineage, WRITTEN_BY, 9))
    assert catch_up(db, index) == 2
    assert found(index, "court") == [2, 1]


def test_another_analyser_has_its_terms_made_anew(db: Database, index: ArticleIndex) -> None:
    fill(db, *numbered(0, 2))
    catch_up(db, index)
    with db.write() as conn:
        conn.execute(sa.update(version_terms).values(fingerprint="0" * 16, terms=b"PT1" + b"0" * 16))
    index.apply([], [2], IndexState(db.lineage, "0" * 16, 2))
    assert catch_up(db, index) == 2
    assert found(index, "court") == [2, 1]
    with db.read() as conn:
        assert set(conn.scalars(sa.select(version_terms.c.fingerprint))) == {FINGERPRINT}


def test_other_rules_of_name_keys_have_them_made_anew(db: Database, index: ArticleIndex) -> None:
    fill(db, *numbered(0, 2))
    catch_up(db, index)
    with db.write() as conn:
        conn.execute(sa.update(version_names).values(rules="0" * 16, packed=b""))
    index.apply([], [2], IndexState(db.lineage, f"{FINGERPRINT}-{'0' * 16}", 2))
    assert catch_up(db, index) == 2
    assert found(index, "court") == [2, 1]
    with db.read() as conn:
        assert set(conn.scalars(sa.select(version_names.c.rules))) == {KEY_RULES}


def test_rebuild(db: Database, index: ArticleIndex) -> None:
    fill(db, *numbered(0, 5))
    catch_up(db, index)
    index.apply([], [3], IndexState(db.lineage, WRITTEN_BY, 5))
    assert catch_up(db, index) == 0
    assert rebuild(db, index) == 5
    assert found(index, "court") == [5, 4, 3, 2, 1]


@pytest.mark.parametrize("damage", ["meta", "segments"])
def test_a_damaged_index_is_told_and_built_anew(db: Database, embedded: EmbeddedIndex, damage: str) -> None:
    fill(db, *numbered(0, 5))
    catch_up(db, embedded)
    embedded.close()
    for path in embedded.folder.iterdir():
        if (damage == "meta") == (path.name == "meta.json") and path.suffix != ".lock":
            path.write_bytes(b"damaged" * 100)
    with EmbeddedIndex(embedded.folder.parent) as again:
        with pytest.raises(IndexFailed, match="index rebuild"):
            found(again, "court")
        assert catch_up(db, again) == 5
        assert found(again, "court") == [5, 4, 3, 2, 1]


def test_a_deleted_index_is_built_anew(db: Database, embedded: EmbeddedIndex) -> None:
    fill(db, *numbered(0, 5))
    catch_up(db, embedded)
    embedded.close()
    for path in embedded.folder.iterdir():
        path.unlink()
    assert found(embedded, "court") == []
    assert catch_up(db, embedded) == 5
    assert found(embedded, "court") == [5, 4, 3, 2, 1]


def test_two_processes_cannot_both_index(db: Database, engine: Engine) -> None:
    index, other = engine(), engine()
    fill(db, *numbered(0, 2))
    catch_up(db, index)
    fill(db, *numbered(2, 2))
    with pytest.raises(IndexUnavailable, match="another process"):
        catch_up(db, other)
    assert catch_up(db, index) == 2


def test_the_embedded_one_is_rebuilt_by_its_writer_alone(
    db: Database, embedded: EmbeddedIndex, tmp_path: Path
) -> None:
    fill(db, *numbered(0, 2))
    catch_up(db, embedded)
    with EmbeddedIndex(tmp_path / "index") as other, pytest.raises(IndexUnavailable, match="another process"):
        rebuild(db, other)


def test_a_full_disk_is_told_and_the_rest_comes_later(db: Database, tmp_path: Path) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "none", str(folder)], check=False
    ).returncode:
        pytest.skip("this user may not mount a small disk")
    try:
        fill(
            db,
            *(
                arrival(f"https://p.example/{n}", " ".join(f"word{n}x{m}" for m in range(500)))
                for n in range(100)
            ),
        )
        with EmbeddedIndex(folder) as index:
            with pytest.raises(IndexUnavailable):
                catch_up(db, index, batch=10)
            before = index.state()
            assert before is None or 0 <= before.change < 100
            subprocess.run(["mount", "-o", "remount,size=50m", str(folder)], check=True)
            catch_up(db, index, batch=10)
            assert len(found(index, "word*")) == 100
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


VICTIM = """
import os, signal, sys, threading, time
from pathlib import Path
from articles.index import indexer
from articles.index.embedded import EmbeddedIndex
from articles.store.database import Database

db, index = Database.open(Path(sys.argv[1])), EmbeddedIndex(Path(sys.argv[2]))
threading.Timer(float(sys.argv[3]), lambda: os.kill(os.getpid(), signal.SIGKILL)).start()
print("ready", flush=True)
indexer.catch_up(db, index, batch=3)
time.sleep(60)
"""


def test_killed_anywhere_it_catches_up_and_nothing_is_there_twice(db: Database, tmp_path: Path) -> None:
    """A process that indexes is killed at growing times from its start, until it gets to the end."""
    fill(
        db,
        *numbered(0, 60),
        *(arrival(f"https://paper.example/{n}", f"court edited{n}") for n in range(0, 60, 2)),
    )
    folder = tmp_path / "index"
    states = []
    for delay in (0.0, 0.005, 0.02, 0.04, 0.06, 0.08, 0.1, 0.13, 0.16, 0.2):
        command = [sys.executable, "-c", VICTIM, str(db.path), str(folder), str(delay)]
        done = subprocess.run(
            command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(Path.cwd())}
        )
        assert done.returncode == -signal.SIGKILL
        with EmbeddedIndex(folder) as reader:
            state = reader.state()
            states.append(state.change if state else 0)
            assert len(found(reader, "court")) == min(states[-1], 60)  # current versions, each once
    assert states == sorted(states)
    with EmbeddedIndex(folder) as index:
        catch_up(db, index)
        assert found(index, "court") == [*range(90, 60, -1), *range(60, 0, -2)]
        assert found(index, "edited*") == [*range(90, 60, -1)]
        assert found(index, "number*", Scope(as_of=60)) == [*range(60, 0, -1)]

"""The change log's numbers: in their order, without gaps in what is visible, never used twice."""

import sqlite3
import threading
from pathlib import Path

import pytest

from articles.errors import StoreError, StoreUnavailable
from articles.store import changes
from articles.store.database import Database
from articles.store.versions import keep
from tests.articles.arriving import MONDAY, arrival


def test_a_number_becomes_visible_only_after_all_smaller_ones(db: Database, tmp_path: Path) -> None:
    """One transaction is held open with its number taken while another tries to commit a later one."""
    other = Database.open(db.path)
    committed = threading.Event()
    began = threading.Event()

    def second() -> None:
        began.set()
        with other.write() as conn:
            keep(conn, arrival("https://paper.example/second"))
        committed.set()

    with db.write() as conn:
        assert keep(conn, arrival("https://paper.example/first")).change == 1
        thread = threading.Thread(target=second)
        thread.start()
        assert began.wait(10)
        assert not committed.wait(0.3)
        with other.read() as reading:
            assert changes.read_changes(reading, 0, 10) == []
    thread.join(30)
    assert committed.is_set()
    with db.read() as conn:
        log = changes.read_changes(conn, 0, 10)
    assert [(one.number, one.article_id) for one in log] == [(1, 1), (2, 2)]
    other.close()


def test_the_lock_is_given_up_with_a_clear_error(db: Database) -> None:
    with Database.open(db.path, busy_seconds=0.05) as hasty, db.write() as conn:
        keep(conn, arrival())
        with pytest.raises(StoreUnavailable, match="locked"), hasty.write():
            pass


def test_a_number_is_never_used_twice(db: Database) -> None:
    with db.write() as conn:
        keep(conn, arrival())
        keep(conn, arrival(text="Edited."))
    with pytest.raises(RuntimeError), db.write() as conn:
        keep(conn, arrival(text="Edited again."))
        raise RuntimeError
    raw = sqlite3.connect(db.path)
    with raw:  # even if somebody deletes the last rows by hand
        raw.execute("DELETE FROM version_terms WHERE change = 2")
        raw.execute("DELETE FROM versions WHERE change = 2")
        raw.execute("DELETE FROM changes WHERE number = 2")
    raw.close()
    with db.write() as conn:
        assert keep(conn, arrival("https://paper.example/2")).change == 3


def test_changes_are_read_from_a_number_on(db: Database) -> None:
    with db.write() as conn:
        for n in range(5):
            keep(conn, arrival(f"https://paper.example/{n}"))
        assert changes.annotate(conn, 1, 1, MONDAY) == 6
        changes.remove(conn, 2, MONDAY, "test")
    with db.read() as conn:
        assert [one.number for one in changes.read_changes(conn, 2, 3)] == [3, 4, 5]
        assert [one.number for one in changes.read_changes(conn, 0, 9, kinds=["removed"])] == [7]
        assert changes.read_changes(conn, 5, 1) == [changes.Change(6, "annotation changed", 1, 1, MONDAY)]
        assert changes.last_change(conn) == 7


def test_an_unknown_article_cannot_be_removed(db: Database) -> None:
    with pytest.raises(StoreError, match="article 9"), db.write() as conn:
        changes.remove(conn, 9, MONDAY, "test")

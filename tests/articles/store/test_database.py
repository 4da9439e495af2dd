"""Opening the database: migrated, or refused with a reason, and never left half done."""

import importlib
import sqlite3
import subprocess
import sys
import traceback
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from articles.errors import NewerDatabase, StoreError, StoreUnavailable
from articles.store import changes, migrations
from articles.store.database import Database
from articles.store.metadata import metadata
from articles.store.versions import article_versions, keep
from tests.articles.arriving import arrival


def test_the_migrations_lead_to_what_the_tables_say(db: Database) -> None:
    for module in ("articles.store.tables", "crawler.tables", "alerts.tables"):
        importlib.import_module(module)
    with db.read() as conn:
        assert compare_metadata(MigrationContext.configure(conn), metadata) == []


def test_head_is_the_last_migration() -> None:
    config = Config()
    config.set_main_option("script_location", "articles.store:migrations")
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [migrations.HEAD]


def test_it_is_safe_against_a_power_cut_and_keeps_its_references(db: Database) -> None:
    with db.read() as conn:
        assert conn.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert conn.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert conn.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_what_reads_cannot_write(db: Database) -> None:
    with pytest.raises(StoreError, match="only reads"), db.read() as conn:
        keep(conn, arrival())
    with db.write() as conn:
        assert keep(conn, arrival()).change == 1


def test_opened_again_it_is_the_same(db: Database) -> None:
    with db.write() as conn:
        keep(conn, arrival())
    with Database.open(db.path) as again, again.read() as conn:
        assert again.lineage == db.lineage
        assert len(article_versions(conn, 1)) == 1


def test_a_newer_database_is_refused_untouched(db: Database) -> None:
    with db.write() as conn:
        conn.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabase, match=r"later version of presswatch \(its revision is 9999"):
        Database.open(db.path)
    with db.read() as conn:
        assert conn.scalar(sa.text("SELECT version_num FROM alembic_version")) == "9999"


def test_another_programs_database_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE bookmarks (url TEXT)")
    with pytest.raises(StoreError, match="bookmarks"):
        Database.open(path)
    with sqlite3.connect(path) as raw:
        assert raw.execute("SELECT name FROM sqlite_master").fetchall() == [("bookmarks",)]


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "presswatch.db"
    path.write_text("not a database at all, only some words that are long enough to be read as a header" * 20)
    with pytest.raises(StoreError, match=r"presswatch\.db is not a database"):
        Database.open(path)


def test_a_damaged_database_is_told(db: Database) -> None:
    with db.write() as conn:
        for n in range(300):
            keep(conn, arrival(f"https://paper.example/{n}"))
    db.close()
    with db.path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (db.path.stat().st_size - 4096))
    with pytest.raises(StoreError, match="is damaged"), Database.open(db.path) as again, again.read() as conn:
        article_versions(conn, 1)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="does its folder exist"):
        Database.open(tmp_path / "nowhere" / "presswatch.db")


def test_two_that_open_a_new_database_at_once_make_one(tmp_path: Path) -> None:
    code = "import sys, pathlib; from articles.store.database import Database as D; print(D.open(pathlib.Path(sys.argv[1])).lineage)"
    command = [sys.executable, "-c", code, str(tmp_path / "presswatch.db")]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    said = [process.communicate(timeout=60)[0] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0, 0]
    assert len(set(said)) == 1


def test_a_full_disk_is_told_and_what_was_kept_stays(db: Database) -> None:
    """SQLite's own limit on the file gives the very error of a full disk, at the same places."""
    with db.write() as conn:
        keep(conn, arrival())
    with pytest.raises(StoreUnavailable, match="the disk is full"), db.write() as conn:
        pages = conn.exec_driver_sql("PRAGMA page_count").scalar()
        conn.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        for n in range(500):
            keep(conn, arrival(f"https://paper.example/more/{n}", text=f"{n} " + "word " * 200))
    with db.write() as conn:
        conn.exec_driver_sql("PRAGMA max_page_count=1073741823")
        assert changes.last_change(conn) == 1
        assert keep(conn, arrival("https://paper.example/2")).change == 2


def test_a_full_disk_is_known_as_one_within_the_transaction(db: Database) -> None:
    with pytest.raises(RuntimeError), db.write() as conn:
        pages = conn.exec_driver_sql("PRAGMA page_count").scalar()
        conn.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        with pytest.raises(StoreUnavailable, match="the disk is full"):
            for n in range(500):
                keep(conn, arrival(f"https://paper.example/more/{n}", text=f"{n} " + "word " * 200))
        raise RuntimeError


def test_an_error_names_no_values(db: Database) -> None:
    """Errors are logged whole, and what is written may be a reader's address or a query."""
    secret = "@".join(("anna", "reader.example"))  # not as such in the lines that a traceback shows
    with pytest.raises(sa.exc.OperationalError) as told, db.write() as conn:
        conn.execute(sa.text("INSERT INTO nowhere VALUES (:address)"), {"address": secret})
    assert "nowhere" in str(told.value) and secret not in "".join(traceback.format_exception(told.value))


def test_a_first_start_on_a_full_disk_leaves_nothing_half_done(tmp_path: Path) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=48k", "none", str(folder)], check=False
    ).returncode:
        pytest.skip("this user may not mount a small disk")
    try:
        path = folder / "presswatch.db"
        with pytest.raises(StoreUnavailable):
            Database.open(path)
        subprocess.run(["mount", "-o", "remount,size=20m", str(folder)], check=True)
        with Database.open(path) as db, db.write() as conn:
            assert keep(conn, arrival()).change == 1
    finally:
        subprocess.run(["umount", str(folder)], check=True)

"""A backup is whole, whatever is written meanwhile, and is known as a copy."""

import shutil
import threading
from pathlib import Path

import pytest

from articles.errors import StoreError
from articles.store import changes
from articles.store.backup import backup, verify
from articles.store.database import Database
from articles.store.installation import mail_hold
from articles.store.versions import keep, load
from tests.articles.arriving import arrival


def fill(db: Database, start: int, count: int) -> None:
    with db.write() as conn:
        for n in range(start, start + count):
            keep(conn, arrival(f"https://paper.example/{n}", text=f"Article number {n}. " * 40))


def test_a_backup_made_while_articles_arrive_is_whole(db: Database, tmp_path: Path) -> None:
    fill(db, 0, 2500)
    stop = threading.Event()
    steps: list[tuple[int, int]] = []
    arrived = threading.Event()

    def write() -> None:
        n = 10_000
        while not stop.is_set():
            fill(db, n, 5)
            n += 5
            arrived.set()

    def progress(done: int, total: int) -> None:
        if not steps:
            arrived.clear()
            assert arrived.wait(30)  # something is written while the copy is half made
        steps.append((done, total))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        report = backup(db, tmp_path / "backup", tmp_path, progress)
    finally:
        stop.set()
        writer.join()
    assert len(steps) >= 2
    assert steps[-1][0] == steps[-1][1]
    assert verify(tmp_path / "backup") == []
    assert {path.name for path in (tmp_path / "backup").iterdir()} == {"presswatch.db", "manifest.json"}
    with db.read() as conn:
        assert changes.last_change(conn) > report.change
    with Database.open(tmp_path / "backup" / "presswatch.db") as copy, copy.read() as conn:
        assert changes.last_change(conn) == report.change == report.articles
        assert len(load(conn, range(1, report.change + 1))) == report.change
        assert mail_hold(conn) is not None
        assert copy.lineage != db.lineage


def test_a_backup_put_back_in_place_holds_mail(db: Database, tmp_path: Path) -> None:
    fill(db, 0, 3)
    backup(db, tmp_path / "backup", tmp_path)
    fill(db, 3, 3)
    db.close()
    for path in tmp_path.glob("presswatch.db-*"):
        path.unlink()
    shutil.copyfile(tmp_path / "backup" / "presswatch.db", db.path)
    with Database.open(db.path) as restored, restored.read() as conn:
        assert mail_hold(conn) is not None
        assert changes.last_change(conn) == 3


def test_archived_pages_are_copied_up_to_what_the_database_knows(db: Database, tmp_path: Path) -> None:
    pages = tmp_path / "archive" / "1.warc.gz"
    pages.parent.mkdir()
    pages.write_bytes(b"known" + b"torn")
    gone = tmp_path / "archive" / "0.warc.gz"
    report = backup(db, tmp_path / "backup", tmp_path, archived=lambda conn: [(pages, 5), (gone, 7)])
    assert (tmp_path / "backup" / "archive" / "1.warc.gz").read_bytes() == b"known"
    assert report.missing == (str(gone),)
    (tmp_path / "backup" / "archive" / "1.warc.gz").write_bytes(b"knowm")
    (fault,) = verify(tmp_path / "backup")
    assert "1.warc.gz: is not what was written" in fault


def test_a_backup_never_overwrites(db: Database, tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    (tmp_path / "backup" / "precious").touch()
    with pytest.raises(StoreError, match="not empty"):
        backup(db, tmp_path / "backup", tmp_path)
    assert [path.name for path in (tmp_path / "backup").iterdir()] == ["precious"]


def test_a_backup_that_fails_leaves_nothing(db: Database, tmp_path: Path) -> None:
    def broken(_conn: object) -> list[tuple[Path, int]]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        backup(db, tmp_path / "backup", tmp_path, archived=broken)
    assert not list(tmp_path.glob("*backup*"))

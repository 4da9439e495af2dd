"""A copy or a restored backup is another history, and mails nothing until told to."""

import os
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from articles.store.database import Database
from articles.store.installation import (
    installation_key,
    mail_hold,
    renew_stamp,
    set_mail_hold,
    stamp_path,
)
from articles.store.tables import installation
from tests.articles.arriving import MONDAY, Fixed


def held(db: Database) -> bool:
    with db.read() as conn:
        return mail_hold(conn) is not None


def test_where_it_lies_nothing_is_held(db: Database) -> None:
    with Database.open(db.path) as again:
        assert again.lineage == db.lineage
        assert not held(again)


def test_a_copied_folder_is_another_lineage_with_mail_held(
    db: Database, tmp_path: Path, clock: Fixed
) -> None:
    db.close()
    copied = tmp_path / "copy"
    copied.mkdir()
    for path in tmp_path.glob("presswatch.db*"):
        shutil.copy2(path, copied / path.name)
    with Database.open(copied / "presswatch.db", clock=clock) as copy, copy.read() as conn:
        assert copy.lineage != db.lineage
        assert mail_hold(conn) == MONDAY
        with db.read() as original:
            assert installation_key(conn) == installation_key(original)
        lineage = copy.lineage
    with Database.open(copied / "presswatch.db") as again, Database.open(db.path) as original_again:
        assert again.lineage == lineage
        assert held(again)
        assert original_again.lineage == db.lineage
        assert not held(original_again)


def test_a_renamed_folder_is_no_copy(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with Database.open(tmp_path / "a" / "presswatch.db") as db:
        lineage = db.lineage
    (tmp_path / "a").rename(tmp_path / "b")
    with Database.open(tmp_path / "b" / "presswatch.db") as db:
        assert db.lineage == lineage
        assert not held(db)


def test_a_folder_restored_over_itself_is_known(db: Database, tmp_path: Path) -> None:
    """The very inodes are there again, with the very bytes."""
    db.close()
    files = [db.path, stamp_path(db.path)]
    before = [path.read_bytes() for path in files]
    for path, data in zip(files, before, strict=True):
        times = path.stat()
        path.write_bytes(data)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    with Database.open(db.path) as restored:
        assert restored.lineage != db.lineage
        assert held(restored)


def test_a_database_put_back_from_before_the_last_run_is_known(db: Database) -> None:
    db.close()
    before = db.path.read_bytes()
    with Database.open(db.path) as run:
        renew_stamp(run)
    with Database.open(db.path) as run:
        assert not held(run)
    db.path.write_bytes(before)
    with Database.open(db.path) as restored:
        assert held(restored)


@pytest.mark.parametrize("written", [False, True])
def test_a_kill_while_the_stamp_is_renewed_holds_nothing(db: Database, written: bool) -> None:
    with db.write() as conn:
        place = conn.scalar(sa.select(installation.c.place))
        conn.execute(sa.update(installation).values(place={**(place or {}), "next": "abc"}))
    if written:
        stamp_path(db.path).write_text('{"stamp": "abc"}')
    with Database.open(db.path) as again:
        assert again.lineage == db.lineage
        assert not held(again)


def test_mail_is_released_and_held(db: Database) -> None:
    with db.write() as conn:
        set_mail_hold(conn, MONDAY)
    assert held(db)
    with db.write() as conn:
        set_mail_hold(conn, None)
    assert not held(db)

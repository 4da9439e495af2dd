"""A full disk, a database of a later version, a broken configuration: one clear line, an exit code, nothing lost."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.journeys import small
from tests.journeys.installation import Installation
from tests.newsroom import Newsroom
from tests.newsroom.mailbox import Mailbox

pytestmark = pytest.mark.journey


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with small.start() as started:
        yield started


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB, where the test may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("a full disk needs root, to mount a small one")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.decode().strip()}")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_full_disk_is_named_and_nothing_is_lost(small_disk: Path, room: Newsroom, mailbox: Mailbox) -> None:
    installation = Installation(small_disk / "here", small.config(room, mailbox))
    installation.run("run", "--once")
    assert len(mailbox.received) == 1
    ballast = small_disk / "ballast"
    with ballast.open("wb", buffering=0) as file, pytest.raises(OSError):
        while True:
            file.write(bytes(4096))
    room.advance()
    installation_full = installation.run("run", "--once", code=None)
    said = installation_full.stdout + installation_full.stderr
    assert installation_full.returncode != 0
    assert "disk" in said and "full" in said
    assert installation_full.returncode == 3 and "Traceback" not in said, said[-3000:]
    ballast.unlink()
    installation.round()
    titles = [r["title"] for r in installation.rows("SELECT title FROM versions")]
    assert sorted(set(titles)) == sorted(titles) and "Teacher number 101 is free" in titles
    assert len(mailbox.received) == 2


def test_a_database_of_a_later_version_is_left_alone(
    tmp_path: Path, room: Newsroom, mailbox: Mailbox
) -> None:
    installation = Installation(tmp_path, small.config(room, mailbox))
    installation.run("run", "--once", "--only", "alerts")
    with closing(sqlite3.connect(installation.database)) as conn, conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")
    before = installation.database.read_bytes()
    for words in (("run", "--once"), ("search", "teacher"), ("status",)):
        done = installation.run(*words, code=1)
        assert "later" in done.stderr or "newer" in done.stderr
        assert "Traceback" not in done.stderr and len(done.stderr.strip().splitlines()) <= 3
    assert installation.database.read_bytes() == before


def test_a_broken_configuration_names_every_mistake_with_its_line(tmp_path: Path) -> None:
    installation = Installation(
        tmp_path,
        """timezone = "Europe/Belin"
[[source]]
id = "one"
url = "https://one.example/"
contry = "DE"
[[source]]
id = "one"
url = "htp://two.example/"
[[watch]]
id = "w"
query = "a AND (b"
[[subscription]]
id = "s"
to = ["nobody"]
watches = ["v"]
send = "dayly at 08:00"
""",
    )
    for command in (("check",), ("run", "--once")):
        done = installation.run(*command, code=2)
        said = " ".join((done.stdout + done.stderr).split())
        for words in (
            "presswatch.toml:1",
            "Europe/Berlin",
            "presswatch.toml:5",
            "country",
            "presswatch.toml:7",
            "presswatch.toml:8",
            "presswatch.toml:14",
            "presswatch.toml:15",
            "presswatch.toml:16",
        ):
            assert words in said, words
    (tmp_path / "presswatch.toml").write_text('[[source]\nid = "x"', "utf-8")
    done = installation.run("check", code=2)
    assert "presswatch.toml:1" in done.stdout + done.stderr and "Traceback" not in done.stderr

"""`presswatch forget`: refused while the configuration names the address, and what backups still hold is said."""

import json
import shutil
from pathlib import Path

import pytest

from presswatch import wiring
from presswatch.settings import read_settings
from tests.newsroom.mailbox import Mailbox
from tests.presswatch import installation
from tests.presswatch.commands import later, presswatch, well, with_mail

READER = "r@example.org"


@pytest.fixture
def here(tmp_path: Path, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation that has mailed its one reader, and made two backups."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    installation.fill(folder)
    with_mail(folder, mailbox)
    well("run", "--once", "--only", "alerts")
    well("backup", str(tmp_path / "first"))
    with wiring.open_database(read_settings(folder / "presswatch.toml")) as db:
        later(db, "A ship for Anton Orlov")
    well("run", "--once", "--only", "alerts")
    assert [received.recipients for received in mailbox.received] == [(READER,)]
    well("backup", str(tmp_path / "second"))
    return folder


def _leave(folder: Path) -> None:
    config = folder / "presswatch.toml"
    config.write_text(config.read_text("utf-8").replace(READER, "other@example.org"), "utf-8")


def test_refused_while_the_configuration_names_it(here: Path) -> None:
    done = presswatch("forget", READER.upper())
    assert done.exit_code == 2
    line = next(
        n for n, text in enumerate((here / "presswatch.toml").read_text().splitlines(), 1) if READER in text
    )
    assert f"presswatch.toml:{line}" in done.stderr and 'reader of "desk"' in done.stderr
    assert presswatch("forget", "p@example.org").exit_code == 2, "the sender"
    assert presswatch("forget", "nonsense").exit_code == 2


def test_removed_everywhere_and_what_backups_hold_is_named(here: Path, tmp_path: Path) -> None:
    _leave(here)
    dry = well("forget", READER, "--dry-run").stdout
    assert "desk: 1 letter, 1 article accounted for" in dry and "would be removed" in dry
    shutil.rmtree(tmp_path / "first")
    told = json.loads(well("forget", READER, "--json").stdout)
    assert told["forgotten"] is True and told["kept"][0]["letters"] == 1
    assert [(Path(one["folder"]).name, one["holds"]) for one in told["backups"]] == [
        ("second", "holds it"),
        ("first", "is not there any more"),
    ]
    database = here / "presswatch-data" / "presswatch.db"
    assert not any(READER.encode() in path.read_bytes() for path in database.parent.glob("presswatch.db*"))
    well("run", "--once", "--only", "alerts")
    again = well("forget", READER).stdout
    assert "nothing here knows this address" in again and f"{tmp_path / 'second'}" in again
    (tmp_path / "second" / "presswatch.db").write_bytes(b"no database")
    assert "cannot be read" in well("forget", READER).stdout

"""Status, backup, the page, mail and rounds by command: what is printed, where, and the code it ends with."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from presswatch import wiring
from tests.newsroom.mailbox import Mailbox
from tests.presswatch import installation
from tests.presswatch.commands import later, presswatch, well, with_mail


def test_status_speaks_to_people_and_machines(here: Path) -> None:
    shown = well("status").stdout
    assert "not read yet" in shown and "51 articles in 52 versions" in shown and "up to date" in shown
    value = json.loads(well("status", "--json").stdout)
    assert value["articles"] == 51 and value["index"] == {
        "change": 52,
        "behind": 0,
        "problem": None,
        "refused": [],
    }
    assert {s["id"] for s in value["sources"]} == {"courier", "vesti", "sada"}


def test_before_the_first_round_there_is_nothing_yet(empty: Path) -> None:
    (empty / "presswatch.toml").write_text(installation.CONFIG, "utf-8")
    for words in (["status"], ["search", "a"], ["backup", "b"], ["index", "rebuild"]):
        done = presswatch(*words)
        assert done.exit_code == 3 and "presswatch run" in done.stderr
    assert not (empty / "presswatch-data").exists()


def test_an_index_that_is_behind_or_lost_is_said_and_built_anew(empty: Path) -> None:
    settings = installation.fill(empty)
    with wiring.open_database(settings) as db:
        installation.edit(db)  # the same once more: nothing new
        later(db)
    assert json.loads(well("index", "status", "--json").stdout)["behind"] == 1
    assert "1 change not indexed yet" in well("search", "harbour").stdout
    for file in (settings.data / wiring.INDEX_FOLDER).rglob("*"):
        if file.is_file() and file.suffix != ".lock":
            file.write_bytes(b"rubbish")
    broken = presswatch("search", "harbour")
    assert broken.exit_code == 1 and "index rebuild" in broken.stderr and "Traceback" not in broken.output
    assert "53 changes" in well("index", "rebuild").stderr
    assert json.loads(well("index", "rebuild", "--json").stdout) == {"engine": "embedded", "changes": 53}
    assert well("search", "harbour", "--count").stdout.startswith("46 articles, ")


def test_a_backup_holds_everything_and_starts_with_mail_held(empty: Path) -> None:
    installation.fill(empty)
    (empty / "sources.d").mkdir()
    (empty / "sources.d" / "more.toml").write_text('sources = ["https://more.example/"]', "utf-8")
    well("backup", "copy")
    assert (empty / "copy").stat().st_mode & 0o077 == 0
    assert presswatch("backup", "presswatch-data/copy").exit_code == 2
    assert (empty / "copy" / "sources.d" / "more.toml").exists()
    again = presswatch("backup", "copy")
    assert again.exit_code == 1 and "not empty" in again.stderr
    restored = empty / "restored"
    restored.mkdir()
    (empty / "copy").rename(restored / "presswatch-data")
    (restored / "presswatch.toml").write_text(installation.CONFIG, "utf-8")
    shown = well("--config", str(restored), "mail", "status").stdout
    assert "held" in shown
    assert "held" in well("--config", str(restored), "status").stdout
    assert json.loads(well("--config", str(restored), "index", "status", "--json").stdout)["behind"] == 52
    well("--config", str(restored), "mail", "release")
    assert "not held" in well("--config", str(restored), "mail", "status").stdout


# --- what may go wrong everywhere ---


def test_a_database_of_a_later_version_is_left_alone(empty: Path) -> None:
    settings = installation.fill(empty)
    with closing(sqlite3.connect(wiring.database_path(settings))) as conn, conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")
    for words in (["status"], ["search", "a"], ["run", "--once"]):
        done = presswatch(*words)
        assert done.exit_code == 1 and "later version" in done.stderr and len(done.stderr.splitlines()) <= 3


def test_a_data_folder_that_cannot_be_made_is_said(empty: Path) -> None:
    (empty / "presswatch.toml").write_text(
        'data = "file/below"\n' + installation.CONFIG.replace("[[source]]", "[[source]]", 1), "utf-8"
    )
    (empty / "file").write_text("")
    done = presswatch("run", "--once")
    assert done.exit_code == 1 and "the data folder cannot be made" in done.stderr


def test_without_a_source_there_is_nothing_to_run(empty: Path) -> None:
    (empty / "presswatch.toml").write_text("", "utf-8")
    done = presswatch("run", "--once")
    assert done.exit_code == 2 and "no source" in done.stderr
    assert presswatch("check").exit_code == 2


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.7", "example.org"])
def test_the_page_is_for_this_machine_only(here: Path, host: str) -> None:
    done = presswatch("serve", "--host", host)
    assert done.exit_code == 2 and "this machine only" in done.stderr


def test_a_port_that_is_taken_is_said(here: Path, mailbox: Mailbox) -> None:
    done = presswatch("serve", "--port", str(mailbox.port))
    assert done.exit_code == 1 and "is it taken" in done.stderr


@pytest.mark.parametrize("number", [2, 15], ids=["Ctrl-C", "SIGTERM"])
def test_the_page_ends_cleanly(here: Path, free_port: Callable[[], int], number: int) -> None:
    import httpx

    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "presswatch", "serve", "--port", str(port)], stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    assert f"http://127.0.0.1:{port}/" in process.stderr.readline()
    assert httpx.get(f"http://127.0.0.1:{port}/?q=orlov").status_code == 200
    process.send_signal(number)
    assert process.wait(20) == 0
    assert "Traceback" not in process.stderr.read()


# --- mail ---


def test_mail_test_sends_one_letter_and_shows_the_dialogue(empty: Path, mailbox: Mailbox) -> None:
    with_mail(empty, mailbox)
    done = well("mail", "test", "you@example.org")
    assert "RCPT TO" in done.stderr and "taken by 127.0.0.1: 250" in done.stdout
    assert [r.recipients for r in mailbox.received] == [("you@example.org",)]
    mailbox.behaviour = "refuse recipient"
    refused = presswatch("mail", "test", "you@example.org")
    assert refused.exit_code == 1 and "no such mailbox" in refused.stderr
    mailbox.stop()
    gone = presswatch("mail", "test", "you@example.org")
    assert gone.exit_code == 3 and "refuses connections" in gone.stderr
    assert presswatch("mail", "test", "you@example.org\nBcc: x@example.org").exit_code == 2


def test_a_digest_can_be_looked_at_without_being_sent(empty: Path, mailbox: Mailbox) -> None:
    installation.fill(empty)
    with_mail(empty, mailbox)
    unknown = presswatch("digest")
    assert unknown.exit_code == 2 and "there are: none yet" in unknown.stderr
    well("run", "--once", "--only", "alerts")
    forms: dict[str, Any] = {
        form: well("digest", "--form", form).stdout for form in ("text", "html", "eml", "json")
    }
    assert forms["text"].startswith("Subject: presswatch: ") and "<html" in forms["html"]
    assert "List-Unsubscribe" in forms["eml"] and json.loads(forms["json"])["subscription"] == "desk"
    assert presswatch("digest", "desc").exit_code == 2


def test_mail_status_shows_what_was_refused_and_nothing_is_released_that_is_not_held(
    empty: Path, mailbox: Mailbox
) -> None:
    settings = installation.fill(empty)
    with_mail(empty, mailbox)
    well("run", "--once", "--only", "alerts")  # a watch begins with what comes in after it was written
    with wiring.open_database(settings) as db:
        later(db, "A ship for Anton Orlov")
    mailbox.behaviour = "refuse recipient"
    well("run", "--once", "--only", "alerts")
    shown = well("mail", "status").stdout
    assert "refused  desk to r@example.org: RCPT TO: 5.1.1 no such mailbox here" in shown
    (refused,) = json.loads(well("mail", "status", "--json").stdout)["refused"]
    assert refused["subscription"] == "desk" and refused["undelivered"] > 0
    assert "nothing to release" in well("mail", "release").stdout


def test_a_round_in_json_says_what_was_done(empty: Path, mailbox: Mailbox) -> None:
    installation.fill(empty)
    with_mail(empty, mailbox)
    value = json.loads(well("run", "--once", "--only", "alerts", "--json").stdout)
    assert value["matches"] == 0 and value["problems"] == [] and value["sources_failing"] == 0


def test_a_round_says_that_sources_cannot_be_read(empty: Path, newsroom: Any) -> None:
    room = newsroom({"sites": [{"id": "one", "name": "Paper One"}]})
    url = room.sites["one"].url
    (empty / "presswatch.toml").write_text(
        f'sources = ["{url}/no-such-feed"]\n[crawl]\ndelay = "0s"\nallow_networks = ["{room.network}"]\n',
        "utf-8",
    )
    done = well("run", "--once")
    assert "there is no [mail]: digests are not written" in done.stderr
    assert "1 source due, 0 new" in done.stdout and "1 source cannot be read" in done.stderr
    shown = well("status").stdout
    assert "failing" in shown and "404" in shown


# --- extract ---

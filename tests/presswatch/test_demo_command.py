"""`presswatch demo` as a person types it: news sites, rounds, a digest in a mailbox, and a folder that is its own."""

import email
import email.policy
import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from presswatch.cli.main import app
from tests.newsroom.demo import READER


def test_a_folder_that_is_somebody_s_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    done = CliRunner().invoke(app, ["demo", "--folder", str(tmp_path)])
    assert done.exit_code == 1 and "not the demo's" in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.journey
def test_the_demo_ends_with_a_digest_in_a_mailbox(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "presswatch", "demo"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    mailbox = tmp_path / "demo" / "mailbox"
    letters = sorted(mailbox.glob("*.eml"))
    assert len(letters) == 2
    message = email.message_from_bytes(letters[0].read_bytes(), policy=email.policy.default)
    assert message["To"] == READER
    text = (mailbox / "0001.txt").read_text("utf-8")
    assert "Velikhova" in text and "绝食" in text
    assert "<mark" in (mailbox / "0001.html").read_text("utf-8")
    for said in ("The first digest", "*Дарью Велихову*", "morning-ledger", "failing", "demo/mailbox"):
        assert said in done.stdout, said
    assert "Traceback" not in done.stdout + done.stderr
    again = subprocess.run(
        [sys.executable, "-m", "presswatch", "--config", "demo", "search", "kestrel", "--count", "--json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(again.stdout)["total"]["low"] > 0

"""Stopped, killed, started twice: a round that is broken off anywhere loses nothing and mails nothing twice."""

import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.journeys import small
from tests.journeys.installation import Installation, family, kill, wait_for
from tests.newsroom import Newsroom
from tests.newsroom.mailbox import Mailbox

pytestmark = pytest.mark.journey

ARTICLES = 20


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with small.start(ARTICLES) as started:
        yield started


def page_counts(room: Newsroom) -> Counter[str]:
    return Counter(
        r.site + r.path for r in room.requests() if r.path.startswith("/news/") and r.status == 200
    )


@pytest.mark.parametrize("moment", ["at once", "while fetching", "while mailing"])
def test_a_kill_at_any_moment_loses_nothing(
    tmp_path: Path, room: Newsroom, mailbox: Mailbox, moment: str
) -> None:
    installation = Installation(tmp_path, small.config(room, mailbox))
    if moment == "while mailing":
        mailbox.behaviour, mailbox.seconds = "slow", 30
    process = installation.start("run", "--once")
    if moment == "at once":
        wait_for(lambda: installation.data.exists() and any(installation.data.iterdir()), "the data folder")
    elif moment == "while fetching":
        wait_for(lambda: len(page_counts(room)) >= ARTICLES // 2, "some pages")
    else:
        wait_for(lambda: "DATA" in mailbox.log, "a message on its way")
    kill(process)
    mailbox.behaviour = "accept"
    installation.run("run", "--once")
    if (
        moment == "while mailing"
    ):  # the server had the whole message: its fate is open, so it is asked again later
        installation.mail_due()
        installation.run("run", "--once", "--only", "alerts")
    counts = page_counts(room)
    assert len(counts) == 2 * ARTICLES
    assert sum(counts.values()) - len(counts) <= (0 if moment == "while mailing" else 32)
    texts = [r.words for r in mailbox.received]
    for number in [*range(ARTICLES), *range(50, 50 + ARTICLES)]:
        told = [t for t in texts if f"Teacher number {number} is free" in t]
        assert told, number
        if len(told) > 1:  # only in SMTP's ambiguous moment, and then as the same message
            assert moment == "while mailing"
    ids = {r.message["Message-ID"] for r in mailbox.received}
    assert len(ids) == 1


def test_two_runs_in_one_folder_and_a_clean_end(tmp_path: Path, room: Newsroom, mailbox: Mailbox) -> None:
    installation = Installation(tmp_path, small.config(room, mailbox))
    process = installation.start("run")
    try:
        wait_for(lambda: len(page_counts(room)) > 0, "the first pages")
        second = installation.run("run", "--once", code=3)
        assert "already run" in second.stderr and str(process.pid) in second.stderr
        assert "Traceback" not in second.stderr
        installation.run("search", "teacher", "--count")  # reading goes on
        members = list(family(process))
        assert len(members) > 1
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    finally:
        kill(process)
    _, alive = psutil.wait_procs(members, timeout=5)
    assert not alive
    assert "Traceback" not in (tmp_path / "log.txt").read_text("utf-8")
    assert not installation.rows("SELECT url FROM frontier WHERE state = 'in flight'")
    installation.run("run", "--once")
    assert len(page_counts(room)) == 2 * ARTICLES and len(mailbox.received) == 1


def test_ctrl_c_ends_a_round_within_seconds(tmp_path: Path, room: Newsroom, mailbox: Mailbox) -> None:
    room.misbehave("one", {"kind": "drip", "path": "/news/*"})
    installation = Installation(tmp_path, small.config(room, mailbox))
    process = installation.start("run", "--once")
    wait_for(lambda: any(r.path.startswith("/news/") for r in room.requests(site="one")), "a slow page")
    members = list(family(process))
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) in (0, 130)
    _, alive = psutil.wait_procs(members, timeout=5)
    assert not alive
    assert "Traceback" not in (tmp_path / "log.txt").read_text("utf-8")


def test_the_halves_run_apart(tmp_path: Path, room: Newsroom, mailbox: Mailbox) -> None:
    installation = Installation(tmp_path, small.config(room, mailbox))
    installation.run("run", "--once", "--only", "crawl")
    assert not mailbox.received and len(page_counts(room)) == 2 * ARTICLES
    before = len(room.requests())
    installation.run("run", "--once", "--only", "alerts")
    assert len(mailbox.received) == 1 and len(room.requests()) == before

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
    installation.make_due() if moment != "at once" else None
    installation.run("run", "--once")
    if (
        moment == "while mailing"
    ):  # the server had the whole message: its fate is open, so it is asked again later
        installation.mail_due()
        installation.run("run", "--once")
    counts = page_counts(room)
    assert len(counts) == 2 * ARTICLES
    assert sum(counts.values()) - len(counts) <= (0 if moment == "while mailing" else 32)
    texts = [r.part("plain") for r in mailbox.received]
    for number in [*range(ARTICLES), *range(50, 50 + ARTICLES)]:
        told = [t for t in texts if f"Teacher number {number} is free" in " ".join(t.split())]
        assert told, number
        if len(told) > 1:  # only in SMTP's ambiguous moment, and then as the same message
            assert moment == "while mailing"
    ids = {r.message["Message-ID"] for r in mailbox.received}
    assert len(ids) == 1


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_when_asked_and_leaves_no_process(
    tmp_path: Path, room: Newsroom, mailbox: Mailbox, asked: signal.Signals
) -> None:
    installation = Installation(tmp_path, small.config(room, mailbox))
    process = installation.start("run")
    wait_for(lambda: len(mailbox.received) > 0, "a digest")
    members = list(family(process))
    assert len(members) > 1
    process.send_signal(asked)
    assert process.wait(timeout=20) in (0, 130)
    _, alive = psutil.wait_procs(members, timeout=5)
    assert not alive
    assert "Traceback" not in (tmp_path / "log.txt").read_text("utf-8")
    states = installation.rows("SELECT DISTINCT state FROM frontier")
    assert "in flight" not in {r["state"] for r in states}


def test_a_second_run_in_one_folder_is_refused(tmp_path: Path, room: Newsroom, mailbox: Mailbox) -> None:
    installation = Installation(tmp_path, small.config(room, mailbox))
    process = installation.start("run")
    try:
        wait_for(lambda: len(page_counts(room)) > 0, "the first pages")
        second = installation.run("run", "--once", code=3)
        assert "already run" in second.stderr and str(process.pid) in second.stderr
        assert "Traceback" not in second.stderr
        installation.run("search", "teacher", "--count")  # reading goes on
    finally:
        process.terminate()
        process.wait(timeout=20)
    assert installation.run("run", "--once").returncode == 0


def test_the_halves_run_apart(tmp_path: Path, room: Newsroom, mailbox: Mailbox) -> None:
    installation = Installation(tmp_path, small.config(room, mailbox))
    installation.run("run", "--once", "--only", "crawl")
    assert not mailbox.received and len(page_counts(room)) == 2 * ARTICLES
    before = len(room.requests())
    installation.run("run", "--once", "--only", "alerts")
    assert len(mailbox.received) == 1 and len(room.requests()) == before

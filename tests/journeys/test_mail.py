"""Mail that cannot leave, and installations that were copied: what the operator sees, and what is sent in the end."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys import small
from tests.journeys.installation import Installation
from tests.newsroom import Newsroom
from tests.newsroom.mailbox import Behaviour, Mailbox

pytestmark = pytest.mark.journey


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with small.start() as started:
        yield started


@pytest.fixture
def installation(tmp_path: Path, room: Newsroom, mailbox: Mailbox) -> Installation:
    return Installation(tmp_path / "first", small.config(room, mailbox))


def told(mailbox: Mailbox) -> list[list[int]]:
    """The numbers of the teachers that each accepted message names."""
    numbers = [*range(3), *range(50, 53), *range(101, 109)]
    return [[n for n in numbers if f"Teacher number {n} is free" in r.words] for r in mailbox.received]


ALL = [0, 1, 2, 50, 51, 52]
ILL: tuple[Behaviour, ...] = ("temporary", "temporary message", "drop before dot", "close")


def test_a_server_that_is_ill_for_a_while_gets_the_same_message_later(
    installation: Installation, mailbox: Mailbox
) -> None:
    installation.run("run", "--once", "--only", "crawl")
    ids = set()
    for tries, behaviour in enumerate((*ILL, None), 1):
        if behaviour is None:
            mailbox.stop()
        else:
            mailbox.behaviour = behaviour
        done = installation.run("run", "--once", "--only", "alerts")
        assert "Traceback" not in done.stdout + done.stderr and not mailbox.received
        (row,) = installation.rows("SELECT state, tries, next_try_at, message_id FROM messages")
        assert (row["state"], row["tries"]) == ("queued", tries) and row["next_try_at"] is not None, behaviour
        ids.add(row["message_id"])
        installation.mail_due()
    assert "wait" in installation.run("status").stdout.lower()
    mailbox.behaviour, mailbox.seconds = "slow", 2.0
    mailbox.start()
    installation.run("run", "--once", "--only", "alerts")
    assert told(mailbox) == [ALL]
    assert {str(m["Message-ID"]) for m in mailbox.messages()} == ids


def test_a_message_that_may_have_arrived_comes_again_as_the_same_one(
    installation: Installation, mailbox: Mailbox
) -> None:
    mailbox.behaviour = "drop after dot"
    installation.run("run", "--once")
    mailbox.behaviour = "accept"
    installation.mail_due()
    installation.run("run", "--once", "--only", "alerts")
    assert told(mailbox) == [ALL, ALL]
    assert len({m["Message-ID"] for m in mailbox.messages()}) == 1


def test_what_was_refused_for_good_comes_in_a_later_digest_and_others_get_theirs(
    tmp_path: Path, room: Newsroom, mailbox: Mailbox
) -> None:
    more = '[[subscription]]\nid = "other"\nto = ["other@example.org"]\nwatches = ["teachers"]\nsend = "as read"\n'
    installation = Installation(tmp_path, small.config(room, mailbox, more=more))
    mailbox.by_recipient = {small.READER: "refuse recipient"}
    installation.run("run", "--once")
    assert told(mailbox) == [ALL] and mailbox.received[0].recipients == ("other@example.org",)
    (row,) = installation.rows("SELECT state FROM messages WHERE recipient = ?", small.READER)
    assert row["state"] == "failed"
    mailbox.by_recipient = {small.READER: "refuse message"}
    room.advance()
    installation.round()
    mailbox.by_recipient = {}
    room.advance()
    installation.round()
    installation.run("run", "--once", "--only", "alerts")
    mailbox.received[:] = [r for r in mailbox.received if r.recipients == (small.READER,)]
    assert sorted(n for numbers in told(mailbox) for n in numbers) == [*ALL, 101, 102]


def test_a_restored_and_a_copied_installation_mail_nobody_before_they_are_told(
    installation: Installation, room: Newsroom, mailbox: Mailbox, tmp_path: Path
) -> None:
    mailbox.behaviour = "temporary"  # so that a digest still waits when the copies are made
    installation.run("run", "--once")
    config = installation.config.read_text("utf-8")
    restored, copied = Installation(tmp_path / "second", config), Installation(tmp_path / "third", config)
    installation.run("backup", str(tmp_path / "backup"))
    shutil.copytree(
        tmp_path / "backup", restored.data, ignore=shutil.ignore_patterns("presswatch.toml", "*.d")
    )
    shutil.copytree(installation.data, copied.data)
    mailbox.behaviour = "accept"
    installation.mail_due()
    installation.run("run", "--once", "--only", "alerts")  # the first one goes on, and its reader has it all
    assert told(mailbox) == [ALL]

    room.advance()
    for copy, decision, expected in ((restored, "skip", [102]), (copied, "release", [*ALL, 101, 102])):
        mailbox.received.clear()
        copy.round()
        assert not mailbox.received, "mail is held"
        assert "held" in copy.run("status").stdout.lower()
        assert copy.run("mail", "status").stdout
        copy.run("mail", decision, "--yes")
        copy.mail_due()
        if decision == "skip":
            room.advance()
        copy.round()
        assert sorted(n for numbers in told(mailbox) for n in numbers) == expected

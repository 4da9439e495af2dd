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
    texts = [" ".join(r.part("plain").split()) for r in mailbox.received]
    return [[n for n in numbers if f"Teacher number {n} is free" in text] for text in texts]


ALL = [0, 1, 2, 50, 51, 52]


@pytest.mark.parametrize("behaviour", ["temporary", "temporary message", "drop before dot", "close", "gone"])
def test_a_server_that_is_ill_for_a_while_gets_the_same_message_later(
    installation: Installation, mailbox: Mailbox, behaviour: Behaviour | str
) -> None:
    if behaviour == "gone":
        mailbox.stop()
    else:
        mailbox.behaviour = behaviour  # type: ignore[assignment]
    first = installation.run("run", "--once")
    assert "Traceback" not in first.stdout + first.stderr
    assert not mailbox.received
    (row,) = installation.rows("SELECT state, tries, next_try_at, message_id FROM messages")
    assert row["state"] == "queued" and row["next_try_at"] is not None
    shown = installation.run("status").stdout
    assert "wait" in shown.lower()
    mailbox.behaviour = "accept"
    if behaviour == "gone":
        mailbox.start()
    installation.mail_due()
    installation.run("run", "--once")
    assert told(mailbox) == [ALL]
    assert mailbox.messages()[0]["Message-ID"] == row["message_id"]


def test_a_message_that_may_have_arrived_comes_again_as_the_same_one(
    installation: Installation, mailbox: Mailbox
) -> None:
    mailbox.behaviour = "drop after dot"
    installation.run("run", "--once")
    mailbox.behaviour = "accept"
    installation.mail_due()
    installation.run("run", "--once")
    assert told(mailbox) == [ALL, ALL]
    assert len({m["Message-ID"] for m in mailbox.messages()}) == 1


@pytest.mark.parametrize("behaviour", ["refuse recipient", "refuse message"])
def test_what_was_refused_for_good_comes_in_a_later_digest(
    installation: Installation, room: Newsroom, mailbox: Mailbox, behaviour: Behaviour
) -> None:
    mailbox.behaviour = behaviour
    installation.run("run", "--once")
    assert not mailbox.received
    states = {r["state"] for r in installation.rows("SELECT state FROM ledger")}
    assert states == {"undelivered"}
    mailbox.behaviour = "accept"
    room.advance()
    installation.round()
    installation.round()
    assert sorted({n for numbers in told(mailbox) for n in numbers}) == [*ALL, 101]


def test_one_bad_address_does_not_keep_others_from_their_mail(
    tmp_path: Path, room: Newsroom, mailbox: Mailbox
) -> None:
    mailbox.by_recipient = {small.READER: "refuse recipient"}
    more = '[[subscription]]\nid = "other"\nto = ["other@example.org"]\nwatches = ["teachers"]\nsend = "as read"\n'
    installation = Installation(tmp_path, small.config(room, mailbox, more=more))
    installation.run("run", "--once")
    assert told(mailbox) == [ALL] and mailbox.received[0].recipients == ("other@example.org",)


@pytest.mark.parametrize("way", ["restored", "copied"])
@pytest.mark.parametrize("decision", ["release", "skip"])
def test_a_restored_or_copied_installation_mails_nobody_before_it_is_told(
    installation: Installation, room: Newsroom, mailbox: Mailbox, tmp_path: Path, way: str, decision: str
) -> None:
    mailbox.behaviour = "temporary"  # so that a digest still waits when the copy is made
    installation.run("run", "--once")
    copy = Installation(tmp_path / "second", installation.config.read_text("utf-8"))
    if way == "restored":
        installation.run("backup", str(tmp_path / "backup"))
        shutil.copytree(
            tmp_path / "backup", copy.data, ignore=shutil.ignore_patterns("presswatch.toml", "*.d")
        )
    else:
        shutil.copytree(installation.data, copy.data)
    mailbox.behaviour = "accept"
    installation.mail_due()
    installation.run("run", "--once")  # the first one goes on, and its reader has it all
    assert told(mailbox) == [ALL]

    room.advance()
    copy.round()
    assert told(mailbox) == [ALL], "mail is held"
    status = copy.run("status").stdout.lower()
    assert "held" in status
    shown = (
        copy.run("mail", decision, "--dry-run").stdout
        if decision == "skip"
        else copy.run("mail", "status").stdout
    )
    assert shown
    copy.run("mail", decision, "--yes")
    room.advance()
    copy.mail_due()
    copy.round()
    numbers = sorted(n for part in told(mailbox)[1:] for n in part)
    assert 102 in numbers
    assert (numbers == [102]) == (decision == "skip"), numbers

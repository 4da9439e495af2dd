"""Whole rounds with everything logged: not a word of what is watched, nor who reads it, stands in any log, and readers never see each other."""

from pathlib import Path

import pytest

from tests.journeys import small
from tests.journeys.installation import Installation
from tests.newsroom.mailbox import Mailbox

pytestmark = pytest.mark.journey

OTHERS = ("ann.secret@reader.example", "ben.secret@reader.example")
MORE = f"""
[[entity]]
id = "somebody"
name = "Maxim Lapunov*"
aliases = ["Лапунов*"]
notes = "unspoken notes"
[[watch]]
id = "w2"
query = "entity:somebody OR nine OR hearing"
notes = "unspoken notes"
[[watch]]
id = "broken"
query = "unbalanced ("
[[subscription]]
id = "second"
to = ["{OTHERS[0]}", "{OTHERS[1]}"]
watches = ["w2", "broken"]
send = "as read"
webhook = "http://127.0.0.1:9/hook-nobody-hears"
webhook_secret_file = "hook-secret"
"""
# Words of queries, names and notes, of addresses, secrets, and of the text that matched.
UNTOLD = (
    "lapunov",
    "лапунов",
    "hearing",
    "nine",
    "unspoken",
    "unbalanced",
    "secret",
    "reader@",
    "hook-nobody",
)


def test_a_whole_round_names_nobody_and_nothing_that_is_watched(tmp_path: Path, mailbox: Mailbox) -> None:
    with small.start() as room:
        installation = Installation(tmp_path, small.config(room, mailbox, more=MORE))
        (tmp_path / "hook-secret").write_text("s" * 32, "utf-8")
        mailbox.by_recipient = {OTHERS[0]: "refuse recipient", OTHERS[1]: "greylist"}
        logs = []
        for turn in range(3):
            process = installation.run("run", "--once", "--now", "--verbose", code=None)
            logs.append(process.stderr)
            mailbox.by_recipient = {OTHERS[0]: "temporary"} if turn == 0 else {}
            room.advance()
            installation.mail_due()
    log = "\n".join(logs)
    assert (
        " DEBUG " in log and "message" in log and "was taken by" in log and "did not leave" in log
    )  # it did log
    lines = [line for line in log.splitlines() if not line.startswith("watch broken")]
    for word in UNTOLD:
        told = [line for line in lines if word in line.casefold()]
        assert not told, (word, told[:3])
    assert {address for received in mailbox.received for address in received.recipients} == {
        small.READER,
        *OTHERS,
    }
    for received in mailbox.received:
        (own,) = received.recipients
        for other in {small.READER, *OTHERS} - {own}:
            assert other.encode() not in received.raw
        assert received.message["To"] == own and received.message["Cc"] is None
        assert b"unspoken" not in received.raw
        said = received.part("plain") + received.part("html")
        assert "unspoken" not in said and "webhook" not in said

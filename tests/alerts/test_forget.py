"""A reader who is forgotten leaves nothing behind, in no table and in no byte of the files."""

from datetime import timedelta

import pytest

from alerts import tables
from alerts.errors import BeingSent
from alerts.forget import forget, kept_of
from alerts.subscriptions import Subscription
from alerts.thinning import thin
from tests.alerts.desk import Desk, to
from tests.newsroom.mailbox import Mailbox

ANNA, BELA = "Anna.Ivanova@reader.example", "bela@reader.example"
OTHERS = [tables.readers, tables.messages, tables.attempts, tables.ledger, tables.ledger_counts]


def _busy(desk: Desk, mailbox: Mailbox) -> None:
    desk.configure({"g": "grozny"}, [to(ANNA, BELA, watches=["g"]), to(ANNA, watches=["g"], id="second")])
    for _ in range(3):
        desk.keep("Grozny. " * 400)
        desk.match()
        desk.wait(minutes=1)
        desk.build()
        desk.deliver(mailbox.port)
        desk.wait(days=100)
    thin(desk.db, timedelta(days=180), desk.clock.at)
    mailbox.by_recipient[ANNA] = "refuse recipient"
    desk.keep("Grozny.")
    desk.match()
    desk.wait(minutes=1)
    desk.build()
    desk.deliver(mailbox.port)
    desk.configure({"g": "grozny"}, [to(BELA, watches=["g"])])


def _bytes(desk: Desk) -> bytes:
    return b"".join(path.read_bytes() for path in desk.db.path.parent.glob("presswatch.db*"))


def test_nothing_is_left_of_one_and_all_of_another(desk: Desk, mailbox: Mailbox) -> None:
    _busy(desk, mailbox)
    (bela,) = kept_of(desk.db, BELA)
    kept = {one.subscription: (one.letters, one.entries) for one in kept_of(desk.db, ANNA.upper())}
    assert kept == {"desk": (4, 4), "second": (4, 4)}
    assert ANNA.encode() in _bytes(desk)
    assert {one.subscription for one in forget(desk.db, ANNA.lower())} == {"desk", "second"}
    assert kept_of(desk.db, ANNA) == []
    assert b"anna.ivanova" not in _bytes(desk).lower()
    assert kept_of(desk.db, BELA) == [bela]
    left = {table.name: len(desk.rows(table)) for table in OTHERS}
    assert left == {"readers": 1, "messages": 4, "attempts": 2, "ledger": 2, "ledger_counts": 2}
    assert forget(desk.db, ANNA) == [], "twice is once"


def test_nobody_is_forgotten_in_the_middle_of_a_conversation(desk: Desk, mailbox: Mailbox) -> None:
    _busy(desk, mailbox)
    with desk.db.write() as conn:
        conn.exec_driver_sql("UPDATE messages SET state = 'sending' WHERE state = 'failed'")
    with pytest.raises(BeingSent):
        forget(desk.db, ANNA)
    assert len(kept_of(desk.db, ANNA)) == 2


def test_one_who_comes_back_begins_anew(desk: Desk, mailbox: Mailbox) -> None:
    _busy(desk, mailbox)
    forget(desk.db, ANNA)
    desk.configure({"g": "grozny"}, [Subscription("desk", (ANNA, BELA), ("g",), "as read")])
    (held,) = kept_of(desk.db, ANNA)
    assert (held.letters, held.entries) == (0, 0)
    mailbox.by_recipient.clear()
    desk.keep("Grozny.")
    desk.match()
    desk.wait(minutes=1)
    desk.build()
    desk.deliver(mailbox.port)
    assert [str(m["Subject"]).rpartition("no. ")[2] for m in mailbox.messages(ANNA)][-1] == "1"

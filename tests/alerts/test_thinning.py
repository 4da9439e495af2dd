"""What is older than `keep_ledger` becomes counts, and neither a clock nor an edit brings it again."""

from datetime import timedelta

from alerts import ledger, tables
from alerts.thinning import thin
from tests.alerts.desk import Desk, to
from tests.newsroom.mailbox import Mailbox

ANNA, BELA = "anna@reader.example", "bela@reader.example"
KEEP = timedelta(days=180)
URL = "https://paper.example/long"


def _thin(desk: Desk) -> tuple[int, int]:
    done = thin(desk.db, KEEP, desk.clock.at)
    return done.entries, done.letters


def test_the_old_becomes_counts_and_the_new_stays(desk: Desk, mailbox: Mailbox) -> None:
    desk.configure({"g": "grozny"}, [to(ANNA, watches=["g"], most=2, send="daily at 08:00")])
    desk.keep_many(3, "Grozny.")
    desk.keep("Grozny.", past=True)
    desk.match()
    desk.wait(days=1)
    desk.build()
    desk.deliver(mailbox.port)
    desk.wait(days=100)
    desk.keep("Grozny.", url=URL)
    desk.match()
    desk.build()
    desk.deliver(mailbox.port)
    assert _thin(desk) == (0, 0)
    desk.wait(days=90)
    assert _thin(desk) == (4, 1)
    assert _thin(desk) == (0, 0)
    counts = {(row.month, row.state, row.reason): row.number for row in desk.rows(tables.ledger_counts)}
    assert counts == {
        ("2026-11", ledger.IN_MESSAGE, ""): 2,
        ("2026-11", ledger.SUPPRESSED, ledger.OVER_LIMIT): 1,
        ("2026-11", ledger.SUPPRESSED, ledger.PAST): 1,
    }
    old, new = desk.rows(tables.messages)
    assert (old.body, old.recipient, old.subject) == (b"", "", "") and new.body and new.recipient == ANNA
    assert (old.period, old.number) == ("daily 2026-11-24 08:00", 1), "no clock brings it again"
    assert len(desk.rows(tables.attempts)) == 1
    assert len(desk.rows(tables.matches)) == 5
    desk.clock.at -= timedelta(days=190)
    assert desk.build() == []


def test_what_waits_or_never_arrived_is_never_thinned(desk: Desk, mailbox: Mailbox) -> None:
    desk.configure(
        {"g": "grozny"},
        [to(ANNA, watches=["g"]), to(BELA, watches=["g"], id="weekly", send="weekly on monday at 08:00")],
    )
    desk.keep("Grozny.")
    desk.match()
    desk.wait(minutes=1)
    desk.build()
    mailbox.by_recipient[ANNA] = "refuse recipient"
    desk.deliver(mailbox.port)
    desk.wait(days=400)
    assert _thin(desk)[0] == 0
    assert {state for state, _ in desk.account(ANNA).values()} == {ledger.UNDELIVERED}
    assert {state for state, _ in desk.account(BELA).values()} == {ledger.PENDING}


def test_an_edit_of_what_was_thinned_is_no_news(desk: Desk, mailbox: Mailbox) -> None:
    desk.configure({"g": "grozny", "c": "court"}, [to(ANNA, watches=["g", "c"])])
    desk.keep("Grozny.", url=URL)
    desk.match()
    desk.wait(minutes=1)
    desk.build()
    desk.deliver(mailbox.port)
    desk.wait(days=200)
    assert _thin(desk) == (1, 1)
    edit = desk.keep("Grozny, changed.", url=URL)
    desk.match()
    assert desk.account() == {edit.change: (ledger.SUPPRESSED, ledger.EDITED)}
    court = desk.keep("A court in Grozny.", url=URL)
    desk.match()
    assert desk.account()[court.change or 0] == (ledger.PENDING, None), "it meets another watch now"

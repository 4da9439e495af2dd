"""The outbox with a real mail server and its faults: never lost, and twice only where nobody can know."""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import Row, update

from alerts import ledger, tables
from alerts.again import PERIOD, TRIES
from alerts.hold import held, release, skip
from alerts.outbox import GIVE_UP, DeliveryReport, next_try, recover
from alerts.settling import MAX_TERMS
from alerts.status import alerts_state
from articles.store.database import Database
from articles.store.installation import set_mail_hold
from tests.alerts.desk import Desk, to
from tests.articles.arriving import Fixed
from tests.newsroom.mailbox import Behaviour, Mailbox, Received

ANNA, BELA = "anna@reader.example", "bela@reader.example"
FreePort = Callable[[], int]


@pytest.fixture
def waiting(desk: Desk) -> Desk:
    """A desk with one letter each for Anna and Bela in the outbox."""
    desk.configure({"w": "grozny"}, [to(ANNA, BELA, watches=["w"])])
    desk.keep("A court in Grozny.", "Court")
    desk.match()
    assert len(desk.build(force=True)) == 2
    return desk


def _letter(desk: Desk, key: int) -> Row[Any]:
    rows: list[Row[Any]] = [row for row in desk.rows(tables.messages) if row.key == key]
    return rows[0]


def _outcomes(desk: Desk) -> list[tuple[str, int | None]]:
    return [(row.outcome, row.code) for row in desk.rows(tables.attempts)]


def test_each_reader_gets_a_letter_of_their_own(waiting: Desk, mailbox: Mailbox) -> None:
    assert waiting.deliver(mailbox.port).sent == 2
    assert waiting.deliver(mailbox.port).sent == 0
    assert [r.recipients for r in mailbox.received] == [(ANNA,), (BELA,)]
    (letter,) = mailbox.messages(ANNA)
    assert letter["To"] == ANNA
    assert BELA not in mailbox.received[0].raw.decode()
    assert "A court in *Grozny*." in mailbox.received[0].part("plain")
    kept = waiting.rows(tables.messages)[0]
    assert mailbox.received[0].raw == kept.body
    assert letter["Message-ID"] == kept.message_id
    assert waiting.states() == ["sent", "sent"]
    assert _outcomes(waiting) == [("sent", 250), ("sent", 250)]


def test_one_bad_recipient_never_stops_the_others(waiting: Desk, mailbox: Mailbox) -> None:
    mailbox.by_recipient[ANNA] = "refuse recipient"
    report = waiting.deliver(mailbox.port)
    assert (report.sent, report.failed, report.retried) == (1, 1, 0)
    assert [r.recipients for r in mailbox.received] == [(BELA,)]
    assert {state for state, _ in waiting.account(ANNA).values()} == {ledger.UNDELIVERED}
    with waiting.db.read() as conn:
        anna = next(r for r in alerts_state(conn, waiting.clock.at).readers if r.recipient == ANNA)
    assert anna.undelivered == 1
    assert anna.trouble is not None and "no such mailbox" in anna.trouble


def test_undelivered_comes_again_when_the_address_works(waiting: Desk, mailbox: Mailbox) -> None:
    mailbox.by_recipient[ANNA] = "refuse recipient"
    waiting.deliver(mailbox.port)
    waiting.keep("Grozny once more.", "More")
    waiting.match()
    waiting.build(force=True)
    mailbox.by_recipient.clear()
    assert waiting.deliver(mailbox.port).sent == 2
    waiting.build()
    waiting.deliver(mailbox.port)
    texts = [r.words for r in mailbox.received if ANNA in r.recipients]
    assert ["Court" in text for text in texts] == [False, True]
    assert "Catch-up digest no. 3" in texts[1] and "could not be delivered" in texts[1]
    assert {state for state, _ in waiting.account(ANNA).values()} == {ledger.IN_MESSAGE}


def test_undelivered_comes_again_by_itself_once_a_day(waiting: Desk, mailbox: Mailbox) -> None:
    mailbox.by_recipient[ANNA] = "refuse recipient"
    for _ in range(3):
        waiting.deliver(mailbox.port)
        assert waiting.build() == []
        waiting.wait(hours=24)
        assert len(waiting.build()) == 1
        assert waiting.build() == []
    mailbox.by_recipient.clear()
    waiting.deliver(mailbox.port)
    (letter,) = mailbox.messages(ANNA)
    assert "no. 4" in letter["Subject"]
    waiting.wait(days=2)
    assert waiting.build() == []


class Picky(Mailbox):
    """A server that refuses what holds a certain word."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        letter = Received("", (), envelope.original_content or b"")
        if "Blocked" in letter.words:
            return "554 5.7.1 looks like spam"
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def picky() -> Iterator[Mailbox]:
    box = Picky().start()
    yield box
    box.stop()


def test_an_article_that_is_refused_takes_no_other_along(desk: Desk, picky: Mailbox) -> None:
    desk.configure({"w": "grozny"}, [to(ANNA, watches=["w"], send="daily at 08:00")])
    for day in range(16):
        if day < 8:
            title = "Blocked here" if day == 2 else f"Day {day}"
            desk.keep(f"Grozny {day}.", title)
            desk.keep(f"Grozny {day} too.", f"Second of day {day}")
        desk.match()
        desk.wait(days=1)
        while desk.build():
            desk.deliver(picky.port)
    told = " ".join(r.words for r in picky.received)
    assert [told.count(f"Second of day {day}") for day in range(8)] == [1] * 8
    assert [told.count(f" Day {day} ") for day in range(8)] == [1, 1, 0, 1, 1, 1, 1, 1]
    assert sorted(state for state, _ in desk.account().values()) == [ledger.IN_MESSAGE] * 15 + [
        ledger.UNDELIVERED
    ]


def test_what_was_taken_is_noted_once_the_database_lets_us(
    clock: Fixed, tmp_path: Path, mailbox: Mailbox
) -> None:
    with Database.open(tmp_path / "slow.db", clock=clock, busy_seconds=0.1) as db:
        desk = Desk(db, clock)
        desk.configure({"w": "grozny"}, [to(ANNA, watches=["w"])])
        desk.keep("Grozny.")
        desk.match()
        desk.build(force=True)
        other = sqlite3.connect(db.path, isolation_level=None, check_same_thread=False)

        def lock(_: Received) -> None:
            other.execute("BEGIN IMMEDIATE")

        mailbox.on_message = lock
        Timer(1.5, other.rollback).start()
        assert desk.deliver(mailbox.port).sent == 1
        assert desk.states() == ["sent"]
        other.close()


@pytest.mark.parametrize(
    "behaviour", ["temporary", "temporary message", "greylist", "close", "drop before dot"]
)
def test_what_may_pass_is_tried_again(waiting: Desk, mailbox: Mailbox, behaviour: str) -> None:
    mailbox.behaviour = behaviour  # type: ignore[assignment]
    report = waiting.deliver(mailbox.port)
    assert (report.sent, report.retried, report.failed) == (0, 2, 0)
    assert waiting.deliver(mailbox.port).retried == 0  # its time has not come
    if behaviour != "greylist":
        mailbox.behaviour = "accept"
    waiting.wait(minutes=1)
    assert waiting.deliver(mailbox.port).sent == 2
    assert sorted(r.recipients[0] for r in mailbox.received) == [ANNA, BELA]


def test_pauses_grow_and_end_after_four_days(waiting: Desk, mailbox: Mailbox) -> None:
    mailbox.behaviour = "temporary"
    start, pauses = waiting.clock.at, []
    while "queued" in waiting.states():
        waiting.deliver(mailbox.port)
        with waiting.db.read() as conn:
            upcoming = next_try(conn)
        if upcoming is not None:
            pauses.append(upcoming - waiting.clock.at)
            waiting.clock.at = upcoming
    minutes = [pause / timedelta(minutes=1) for pause in pauses]
    assert minutes[:6] == [1, 5, 15, 60, 240, 240]
    assert GIVE_UP <= waiting.clock.at - start <= GIVE_UP + timedelta(hours=4)
    assert waiting.states() == ["failed", "failed"]
    assert {state for state, _ in waiting.account().values()} == {ledger.UNDELIVERED}


def test_a_server_that_is_gone_is_asked_once_a_round(waiting: Desk, free_port: FreePort) -> None:
    report = waiting.deliver(free_port())
    assert (report.sent, report.retried) == (0, 2)
    answers = {row.answer for row in waiting.rows(tables.attempts)}
    assert len(answers) == 1
    assert "refuses connections" in answers.pop()


def test_the_ambiguous_moment_repeats_the_same_letter(waiting: Desk, mailbox: Mailbox) -> None:
    mailbox.behaviour = "drop after dot"
    waiting.deliver(mailbox.port)
    assert [row.ambiguous for row in waiting.rows(tables.attempts)] == [True, True]
    mailbox.behaviour = "accept"
    waiting.wait(minutes=1)
    assert waiting.deliver(mailbox.port).sent == 2
    ids = [message["Message-ID"] for message in mailbox.messages(ANNA)]
    assert len(ids) == 2
    assert len(set(ids)) == 1


@pytest.mark.parametrize("refusal", ["refuse recipient", "refuse message"])
def test_a_letter_that_may_have_arrived_comes_again_as_itself_where_it_was_refused_then(
    waiting: Desk, mailbox: Mailbox, refusal: Behaviour
) -> None:
    """The line broke after the final dot, the next try was refused: in a catch-up letter its article would come twice."""
    mailbox.by_recipient[ANNA] = "drop after dot"
    waiting.deliver(mailbox.port)
    mailbox.by_recipient[ANNA] = refusal
    waiting.wait(minutes=1)
    assert waiting.deliver(mailbox.port).failed == 1
    assert {state for state, _ in waiting.account(ANNA).values()} == {ledger.UNDELIVERED}
    waiting.wait(hours=2)
    assert waiting.build() == []
    assert waiting.deliver(mailbox.port) == DeliveryReport()
    waiting.wait(hours=-3)  # a clock that is set back says nothing of what came later
    assert waiting.deliver(mailbox.port) == DeliveryReport()
    mailbox.by_recipient.clear()
    waiting.keep("Grozny once more.", "More")
    waiting.match()
    waiting.build(force=True)
    while waiting.deliver(mailbox.port).sent or waiting.build():
        pass
    letters = [r for r in mailbox.received if ANNA in r.recipients]
    assert ["Court" in r.words for r in letters] == [True, False, True]
    assert letters[0].raw == letters[2].raw
    assert {state for state, _ in waiting.account(ANNA).values()} == {ledger.IN_MESSAGE}


def test_a_letter_that_may_have_arrived_is_tried_once_a_day_and_given_up_for_a_catch_up_letter(
    waiting: Desk, mailbox: Mailbox
) -> None:
    mailbox.by_recipient[ANNA] = "drop after dot"
    waiting.deliver(mailbox.port)
    mailbox.by_recipient[ANNA] = "refuse message"
    for day in range(TRIES + 3):
        waiting.wait(hours=25)
        waiting.deliver(mailbox.port)
        refused = [row for row in waiting.rows(tables.attempts) if row.outcome == "permanent"]
        assert len(refused) == min(day, TRIES) + 1
    made = [*waiting.build(), *waiting.build()]  # a sign of life comes before it
    (built,) = [key for key in made if _letter(waiting, key).period.startswith(PERIOD)]
    mailbox.by_recipient.clear()
    waiting.deliver(mailbox.port)
    assert "Catch-up digest" in mailbox.received[-1].words and "Court" in mailbox.received[-1].words
    assert mailbox.messages(ANNA)[-1]["Message-ID"] == _letter(waiting, built).message_id


def test_a_crash_while_sending_is_known(waiting: Desk, mailbox: Mailbox) -> None:
    with waiting.db.write() as conn:
        conn.execute(
            update(tables.messages).values(state="sending", sending_since=waiting.clock.at, next_try_at=None)
        )
    waiting.wait(minutes=10)
    assert waiting.deliver(mailbox.port).sent == 0  # another process may still be at it
    assert recover(waiting.db, waiting.clock.at) == 2
    assert waiting.deliver(mailbox.port).sent == 2
    assert _outcomes(waiting)[0] == ("interrupted", None)


def test_a_lease_ends_by_itself(waiting: Desk, mailbox: Mailbox) -> None:
    with waiting.db.write() as conn:
        conn.execute(
            update(tables.messages).values(state="sending", sending_since=waiting.clock.at, next_try_at=None)
        )
    waiting.wait(minutes=61)
    assert waiting.deliver(mailbox.port).sent == 2


def test_a_removed_reader_gets_nothing_more(waiting: Desk, mailbox: Mailbox) -> None:
    waiting.configure({"w": "grozny"}, [to(BELA, watches=["w"])])
    assert waiting.deliver(mailbox.port).sent == 1
    assert mailbox.messages(ANNA) == []
    assert [reason for _, reason in waiting.account(ANNA).values()] == [ledger.READER_GONE]


def test_a_reader_who_is_removed_during_a_crash_gets_nothing_more(waiting: Desk, mailbox: Mailbox) -> None:
    with waiting.db.write() as conn:
        conn.execute(
            update(tables.messages).values(state="sending", sending_since=waiting.clock.at, next_try_at=None)
        )
    waiting.configure({"w": "grozny"}, [to(BELA, watches=["w"])])
    recover(waiting.db, waiting.clock.at)
    assert held(waiting.db).messages[0].maybe_sent
    assert waiting.deliver(mailbox.port).sent == 1
    assert mailbox.messages(ANNA) == []


def test_what_a_lost_letter_told_besides_is_told_again(desk: Desk, mailbox: Mailbox) -> None:
    desk.configure({"w": "grozny"}, [to(ANNA, watches=["w"], send="daily at 08:00")])
    desk.keep("Grozny then.", past=True)
    desk.keep("Grozny " + "x " * MAX_TERMS, "A very long report")
    desk.match()
    behaviours: list[Behaviour] = ["refuse message", "accept", "accept"]
    for mailbox.behaviour in behaviours:
        desk.wait(days=1)
        desk.build()
        desk.deliver(mailbox.port)
    told = [r.words for r in mailbox.received]
    assert ["A very long report" in words for words in told] == [True, False]
    assert ["1 older article also matched" in words for words in told] == [True, False]


def test_held_mail_stays_until_it_is_released(waiting: Desk, mailbox: Mailbox) -> None:
    with waiting.db.write() as conn:
        set_mail_hold(conn, waiting.clock.at)
    waiting.keep("Grozny later.")
    waiting.match()
    assert waiting.deliver(mailbox.port).held == 2
    shown = held(waiting.db)
    assert shown.since == waiting.clock.at
    assert [(m.recipient, m.articles, m.maybe_sent) for m in shown.messages] == [
        (ANNA, 1, False),
        (BELA, 1, False),
    ]
    assert [(r.recipient, r.articles) for r in shown.readers] == [(ANNA, 1), (BELA, 1)]
    assert release(waiting.db) == shown
    assert waiting.deliver(mailbox.port).sent == 2


def test_skipped_mail_never_leaves_and_is_told_of(waiting: Desk, mailbox: Mailbox) -> None:
    with waiting.db.write() as conn:
        set_mail_hold(conn, waiting.clock.at)
    waiting.keep("Grozny later.")
    waiting.match()
    skipped = skip(waiting.db, waiting.clock.at)
    assert (skipped.messages, skipped.articles) == (2, 4)
    assert held(waiting.db).since is None
    assert waiting.build(force=True) == []
    assert waiting.deliver(mailbox.port).sent == 0
    assert set(waiting.account().values()) == {(ledger.SUPPRESSED, ledger.SKIPPED)}
    waiting.keep("Grozny at last.")
    waiting.match()
    waiting.build(force=True)
    assert waiting.deliver(mailbox.port).sent == 2
    assert "2 articles that waited here: the operator chose not to send" in " ".join(
        mailbox.received[0].part("plain").split()
    )

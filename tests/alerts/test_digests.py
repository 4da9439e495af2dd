"""Digests: what waits is frozen once a period for each reader, whatever the clock and other schedulers do."""

from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from alerts import ledger, tables
from alerts.contents import Reading, SourceTrouble
from alerts.errors import UnknownSubscription
from alerts.preview import preview
from alerts.settling import MAX_TERMS
from alerts.status import alerts_state
from alerts.subscriptions import Subscription
from articles.article import Published
from articles.store.changes import remove
from articles.store.database import Database
from articles.store.installation import set_mail_hold
from tests.alerts.desk import Desk, at, to

ANNA, BELA = "anna@reader.example", "bela@reader.example"


def _texts(desk: Desk) -> list[str]:
    made = []
    for row in desk.rows(tables.messages):
        message = message_from_bytes(row.body, policy=policy.default)
        assert isinstance(message, EmailMessage)
        plain = message.get_body(("plain",))
        assert plain is not None
        made.append("\n".join(str(plain.get_content()).splitlines()))
    return made


def _flat(text: str) -> str:
    return " ".join(text.split())


def test_as_read_gathers_then_sends_once(desk: Desk) -> None:
    desk.configure({"w": "grozny"}, [to(ANNA, BELA, watches=["w"])])
    one = desk.keep("One in Grozny.", "First")
    desk.match()
    assert desk.build() == []
    desk.wait(seconds=20)
    two = desk.keep("Two in Grozny.", "Second")
    desk.match()
    desk.wait(seconds=10)
    assert len(desk.build()) == 2
    assert desk.build() == []
    for reader in (ANNA, BELA):
        assert desk.account(reader) == {one.change: ("in message", None), two.change: ("in message", None)}
    text = _texts(desk)[0]
    assert "2 ARTICLES IN 1 WATCH" in text
    assert text.index("Second") < text.index("First")
    assert "Two in *Grozny*." in text
    assert BELA not in str(desk.rows(tables.messages)[0].body)


def test_forced_does_not_wait(desk: Desk) -> None:
    desk.configure({"w": "grozny"}, [to(ANNA, watches=["w"])])
    desk.keep("Grozny.")
    desk.match()
    assert len(desk.build(force=True)) == 1
    assert desk.build(force=True) == []


def test_daily_comes_even_when_empty_and_is_numbered(desk: Desk) -> None:
    desk.clock.at = at(2026, 11, 20, 12)
    desk.configure({"w": "grozny"}, [to(ANNA, watches=["w"], send="daily at 08:00")])
    assert desk.build() == []  # the period of this morning was before the reader
    desk.clock.at = at(2026, 11, 21, 7)
    trouble = SourceTrouble("gazette", "The Gazette", "it answers 403", at(2026, 11, 20, 20))
    assert len(desk.build(Reading(40, 39, (trouble,)))) == 1
    desk.wait(hours=23)
    assert desk.build() == []
    desk.wait(hours=1)
    desk.keep("Grozny.")
    desk.match()
    assert len(desk.build()) == 1
    first, second = _texts(desk)
    assert "no. 1" in first and "NOTHING NEW IN 1 WATCH" in first
    assert "39 of 40 sources read well." in first
    assert "The Gazette: it answers 403" in first
    assert "found since 20 Nov, 13:00" in first
    assert "no. 2" in second and "1 ARTICLE IN 1 WATCH" in second
    assert "found since 21 Nov, 08:00" in second


def test_one_catch_up_after_a_long_sleep(desk: Desk) -> None:
    desk.configure({"w": "grozny"}, [to(ANNA, watches=["w"], send="daily at 08:00")])
    desk.wait(days=9)
    assert len(desk.build()) == 1
    assert desk.build() == []


def test_the_night_with_two_hours_and_the_one_without(desk: Desk) -> None:
    desk.clock.at = at(2026, 10, 24, 12)
    desk.configure({"w": "grozny"}, [to(ANNA, watches=["w"], send="daily at 02:30")])
    made = 0
    while desk.clock.at < at(2026, 10, 26, 0):
        made += len(desk.build())
        desk.wait(minutes=15)
    assert made == 1
    desk.clock.at = at(2027, 3, 27, 12)
    made = len(desk.build())
    while desk.clock.at < at(2027, 3, 29, 0):
        made += len(desk.build())
        desk.wait(minutes=15)
    assert made == 2  # the catch-up, and the 28th's


def test_a_clock_that_is_set_back_repeats_nothing(desk: Desk) -> None:
    desk.configure({"w": "grozny"}, [to(ANNA, watches=["w"], send="daily at 08:00")])
    desk.wait(days=1)
    assert len(desk.build()) == 1
    desk.wait(hours=-3)
    desk.build()
    desk.wait(hours=3)
    assert desk.build() == []
    periods = [row.period for row in desk.rows(tables.messages)]
    assert len(set(periods)) == len(periods)


def test_two_schedulers_make_one_digest(desk: Desk, tmp_path: Path) -> None:
    desk.configure({"w": "grozny"}, [to(ANNA, watches=["w"])])
    desk.keep("Grozny.")
    desk.match()
    desk.wait(minutes=1)
    with Database.open(tmp_path / "presswatch.db", clock=desk.clock) as other:
        assert len(desk.build()) + len(Desk(other, desk.clock).build()) == 1


def test_hourly_takes_what_waited_when_it_struck(desk: Desk) -> None:
    desk.clock.at = at(2026, 11, 23, 10, 20)
    desk.configure({"w": "grozny"}, [to(ANNA, watches=["w"], send="hourly")])
    desk.keep("Grozny.")
    desk.match()
    assert desk.build() == []
    desk.clock.at = at(2026, 11, 23, 11, 0)
    assert len(desk.build()) == 1
    desk.wait(hours=1)
    assert desk.build() == []  # nothing was found, nothing comes


def test_an_article_stands_once_however_many_watches_it_meets(desk: Desk) -> None:
    desk.configure({"g": "grozny", "m": "minsk"}, [to(ANNA, watches=["m", "g"])])
    desk.keep("From Grozny to Minsk.", "Both", "https://paper.example/both?utm_source=feed&id=7")
    desk.keep("Grozny.", "One")
    desk.match()
    desk.build(force=True)
    (text,) = _texts(desk)
    assert text.count("Both") == 1
    assert "Also meets: g (Grozny)" in text
    assert "1 more article that meets this watch stands above" in text
    assert "https://paper.example/both?id=7\n" in text
    assert text.index("M · 1 ARTICLE") < text.index("G · 1 ARTICLE")


def test_captions_and_titles_are_told_apart(desk: Desk) -> None:
    desk.configure({"g": "grozny", "m": "minsk"}, [to(ANNA, watches=["g", "m"])])
    desk.keep("Rain.\n\nMore rain.", "Pictures", captions=("A street in Grozny.", "Another."))
    desk.keep("The day began. It went on.\n\nThen it ended.", "Minsk today")
    desk.match()
    desk.build(force=True)
    text = _flat(_texts(desk)[0])
    assert "In a caption: A street in *Grozny*." in text
    assert "*Minsk* today" in text
    assert (
        "Begins: The day began. It went on. Matched: minsk" in text
        or "Matched: Minsk – in the title only" in text
    )
    assert "Then it ended" not in text


def test_the_past_is_one_line_told_once(desk: Desk) -> None:
    desk.configure({"g": "grozny"}, [to(ANNA, watches=["g"], send="daily at 08:00")])
    for _ in range(3):
        desk.keep("Grozny then.", past=True)
    desk.match()
    for _ in range(2):
        desk.wait(days=1)
        desk.build()
    first, second = _texts(desk)
    assert "3 older articles also matched" in first
    assert "older" not in second


def test_what_was_put_aside_is_named_once(desk: Desk) -> None:
    desk.configure({"g": "grozny", "b": "x ("}, [to(ANNA, watches=["g", "b"], send="daily at 08:00")])
    desk.keep("Grozny " + "x " * MAX_TERMS, "A very long report")
    desk.match()
    for _ in range(2):
        desk.wait(days=1)
        desk.build()
    first, second = (_flat(text) for text in _texts(desk))
    assert "A very long report: could not be judged for g: it is too long" in first
    assert "A very long report" not in second
    assert "Watch b: stands still since 23 Nov" in first
    assert "Watch b: stands still since 23 Nov" in second


def test_what_was_put_aside_needs_no_find_to_be_told(desk: Desk) -> None:
    desk.configure(
        {"g": "grozny", "m": "minsk"}, [to(ANNA, watches=["g"]), to(BELA, watches=["m"], id="other")]
    )
    desk.keep("Grozny " + "x " * MAX_TERMS, "A very long report")
    desk.match()
    assert desk.build() == []
    desk.wait(minutes=1)
    assert len(desk.build()) == 1
    assert "A very long report: could not be judged for g" in _flat(_texts(desk)[0])
    desk.wait(minutes=1)
    assert desk.build() == []


def test_what_was_removed_meanwhile_is_accounted_for(desk: Desk) -> None:
    desk.configure({"g": "grozny"}, [to(ANNA, watches=["g"])])
    gone, there = desk.keep("Grozny."), desk.keep("Grozny too.")
    desk.match()
    with desk.db.write() as conn:
        remove(conn, gone.article_id, desk.clock.at, "asked to")
    desk.build(force=True)
    assert desk.account() == {
        gone.change: (ledger.SUPPRESSED, ledger.ARTICLE_GONE),
        there.change: (ledger.IN_MESSAGE, None),
    }


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_no_title_and_no_date_costs_a_reader_the_digest(desk: Desk, zone: str) -> None:
    desk.configure({"g": "grozny"}, [Subscription("s", (ANNA,), ("g",), "as read", zone)])
    for moment in (at(1, 1, 1), at(9999, 12, 31, 23, 59)):
        for offset in ("Z", "-12:00", "+14:00", None):
            desk.keep("Grozny.", published=Published(moment, moment, "time", "json-ld", offset))
            desk.keep("Grozny.", published=Published(moment, moment, "day", "json-ld", offset))
    desk.keep("Grozny.", "\u200b\u200e", url="https://paper.example/unseen?utm_source=x")
    desk.match()
    assert len(desk.build(force=True)) == 1
    assert ". https://paper.example/unseen\n" in _texts(desk)[0]


def test_an_address_that_is_none_costs_nobody_else_theirs(desk: Desk) -> None:
    desk.configure({"g": "grozny"}, [to("nobody", ANNA, watches=["g"])])
    kept = desk.keep("Grozny.")
    desk.match()
    assert len(desk.build(force=True)) == 1
    assert desk.account("nobody") == {kept.change: (ledger.PENDING, None)}


def test_a_digest_that_cannot_be_put_together_is_told_to_the_operator(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.configure({"g": "grozny"}, [to(ANNA, BELA, watches=["g"])])
    kept = desk.keep("Grozny.")
    desk.match()
    with desk.db.write() as conn:  # what only a fault of ours could write
        conn.exec_driver_sql('UPDATE subscriptions SET manner = \'{"excerpt": 7, "what": []}\'')
    for _ in range(3):
        assert desk.build(force=True) == []
    assert desk.account() == {kept.change: (ledger.PENDING, None)}
    with desk.db.read() as conn:
        told = [reader.unwritable for reader in alerts_state(conn, desk.clock.at).readers]
    assert len(told) == 2 and all(what and "cannot be put together" in what for what in told)
    assert caplog.text.count("Traceback") == 2, "whole, once for each"
    desk.configure({"g": "grozny"}, [to(ANNA, BELA, watches=["g"])])
    assert len(desk.build(force=True)) == 2
    with desk.db.read() as conn:
        assert not any(reader.unwritable for reader in alerts_state(conn, desk.clock.at).readers)


def test_nothing_is_built_while_mail_is_held(desk: Desk) -> None:
    desk.configure({"g": "grozny"}, [to(ANNA, watches=["g"])])
    desk.keep("Grozny.")
    desk.match()
    with desk.db.write() as conn:
        set_mail_hold(conn, desk.clock.at)
    assert desk.build(force=True) == []


def test_a_preview_changes_nothing(desk: Desk) -> None:
    desk.configure({"g": "grozny"}, [to(ANNA, BELA, watches=["g"])])
    kept = desk.keep("A court in Grozny.", "Court")
    desk.match()
    shown = preview(desk.db, "desk", desk.clock.at + timedelta(minutes=1), mail=desk.mail)
    assert "A court in *Grozny*." in shown.text
    assert "<mark" in shown.html
    assert shown.as_json()["groups"][0]["items"][0]["title"] == [{"text": "Court", "marked": False}]
    assert message_from_bytes(shown.eml)["To"] == ANNA
    assert preview(desk.db, None, desk.clock.at, mail=desk.mail, recipient=BELA).contents.recipient == BELA
    assert desk.account() == {kept.change: (ledger.PENDING, None)}
    assert desk.rows(tables.messages) == []
    with pytest.raises(UnknownSubscription, match="'dusk'; there are: desk"):
        preview(desk.db, "dusk", desk.clock.at, mail=desk.mail)

"""That an address is refused is told to the operator the same day: once, whatever comes after, until a letter gets through."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from alerts.subscriptions import Subscription
from alerts.watches import Watch
from articles.store.database import Database
from articles.store.versions import keep
from scheduler.parts import Operator, Parts
from scheduler.service import Service
from tests.alerts.desk import at
from tests.articles.arriving import Fixed, arrival
from tests.newsroom.mailbox import Mailbox, Received
from tests.scheduler.parts import parts

OPERATOR, ANNA, BEN = "operator@paper.example", "anna@reader.example", "ben@reader.example"


class Office:
    """Rounds of alerts, each with one more article that both readers get."""

    def __init__(self, made: Parts, clock: Fixed, mailbox: Mailbox) -> None:
        self.parts, self.clock, self.mailbox = made, clock, mailbox
        self.number = 0

    def round(self, **later: float) -> list[Received]:
        """What the operator gets in it."""
        self.clock.at += timedelta(**later)
        self.number += 1
        before = len(self.mailbox.received)
        with self.parts.db.write() as conn:
            keep(
                conn,
                arrival(
                    f"https://paper.example/{self.number}",
                    f"Court no. {self.number} in Grozny.",
                    f"Court {self.number}",
                    seen=self.clock.at,
                ),
            )
        Service(self.parts, ("alerts",)).run_once()
        return [one for one in self.mailbox.received[before:] if OPERATOR in one.recipients]


@pytest.fixture
def office(tmp_path: Path, mailbox: Mailbox) -> Iterator[Office]:
    clock = Fixed(at(2026, 11, 24, 9))  # a Tuesday
    desk = (Subscription("desk", (ANNA, BEN), ("w",), "as read", gather=timedelta(0)),)
    with Database.open(tmp_path / "presswatch.db", clock=clock) as db:
        made = parts(db, mailbox.port, clock, (Watch("w", "grozny"),), desk)
        found = Office(replace(made, operator=Operator(OPERATOR)), clock, mailbox)
        Service(found.parts, ("alerts",)).run_once()
        yield found


def test_once_for_each_address_until_a_letter_gets_through(office: Office, mailbox: Mailbox) -> None:
    assert office.round(hours=1) == []
    mailbox.by_recipient[ANNA] = "refuse recipient"
    (told,) = office.round(hours=1)
    assert told.message["Subject"] == "presswatch: no letter gets through to 1 address"
    assert f"{ANNA} (desk): " in told.words and "550" in told.words and BEN not in told.words
    assert "presswatch mail status" in told.words and "presswatch mail status" in told.part("html")
    assert office.round(hours=1) == [], "it is known"
    assert office.round(hours=25) == [], "and stays so however often it is tried"
    mailbox.by_recipient[BEN] = "refuse message"
    (told,) = office.round(hours=1)
    assert BEN in told.words and ANNA not in told.words
    mailbox.by_recipient.clear()
    assert office.round(hours=24) == []
    mailbox.by_recipient[ANNA] = "refuse recipient"
    (told,) = office.round(hours=24)
    assert ANNA in told.words, "a letter had got through since"


def test_many_at_once_are_one_letter_and_one_a_day(office: Office, mailbox: Mailbox) -> None:
    mailbox.by_recipient[ANNA] = "refuse recipient"
    assert len(office.round(hours=1)) == 1
    mailbox.by_recipient[BEN] = "refuse recipient"
    assert office.round(hours=1) == [], "one a day"
    (told,) = office.round(hours=14)
    assert BEN in told.words


def test_what_may_pass_is_no_refusal_for_four_days(office: Office, mailbox: Mailbox) -> None:
    mailbox.by_recipient[ANNA] = "temporary"
    assert office.round(hours=1) == []
    assert office.round(days=3) == []
    found = [one for _ in range(4) for one in office.round(hours=12)]
    assert len(found) == 1 and "451" in found[0].words


def test_without_an_operator_nobody_is_told(office: Office, mailbox: Mailbox) -> None:
    office.parts = replace(office.parts, operator=Operator())
    mailbox.by_recipient[ANNA] = "refuse recipient"
    assert office.round(hours=1) == []

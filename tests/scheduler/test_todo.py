"""What needs a hand: grouped by cause, the worst first, with a command; one line where there is nothing."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import lxml.html
import pytest
from sqlalchemy import select

from alerts import hold, tables
from alerts.contents import NOTHING_KNOWN
from alerts.operator import OPERATOR
from alerts.status import AlertsState, ReaderState
from alerts.subscriptions import Subscription
from alerts.watches import BrokenWatch, Watch
from articles.store.backup import backup
from articles.store.database import Database
from articles.store.versions import keep
from crawler.progress import Progress
from crawler.retention import DiskForecast
from crawler.state import SourceState
from scheduler.operator_week import lines, render, write_week
from scheduler.parts import Operator
from scheduler.service import Service
from scheduler.todo import Facts, todo
from tests.alerts.desk import at
from tests.articles.arriving import Fixed, arrival
from tests.newsroom.mailbox import Mailbox
from tests.scheduler.parts import parts

NOW = at(2026, 11, 23, 12)
DAY = timedelta(days=1)


def source(id: str, state: str = "well", **more: object) -> SourceState:
    values = {
        "id": id,
        "name": id.title(),
        "url": f"https://{id}.example/feed",
        "state": state,
        "last_read": NOW,
        "last_success": NOW,
        "last_new": NOW,
        "last_error": None,
        "failing_since": None,
        "next_due": NOW,
        "articles": 100,
        "articles_7d": 20,
        "lists": (),
    }
    return SourceState(**(values | more))  # type: ignore[arg-type]


READER = ReaderState("desk", "anna@reader.example", "as read", 0, 0, 3, NOW, None, None)
ALERTS = AlertsState(None, (READER,), 0, 0, 0, None, (), 0, 0, 9, 2)
WELL = Facts(
    now=NOW,
    sources=(source("one"), source("two")),
    crawl=Progress(0, 0, 9, 99, 0, True, NOW - DAY, NOW, 1, 2, 3, 0, None),
    alerts=ALERTS,
    disk=DiskForecast(1, 1, 10**9, 10, None),
    index=None,
    index_behind=0,
    backup=NOW - DAY,
    config="presswatch.toml",
)


def test_nothing_to_do_is_one_line() -> None:
    (line,) = lines(todo(WELL))
    assert line == (
        "Nothing needs a hand: 2 of 2 sources read well, 40 articles this week, last backup 22 Nov 2026, "
        "disk not full within ten years."
    )
    assert render(todo(WELL)).subject == "presswatch: nothing needs a hand"
    assert render(todo(WELL)).text == line + "\n"


BAD = replace(
    WELL,
    sources=(
        *(
            source(
                f"s{number:02}",
                "failing",
                last_error="the site does not let us read it (403)",
                failing_since=NOW - DAY,
            )
            for number in range(12)
        ),
        source(
            "gone",
            "failing",
            last_error="https://gone.example/feed: the site says that there is no such page (404)",
        ),
        source("quiet", "silent", last_new=NOW - 3 * DAY, usual=timedelta(hours=4)),
        source("walled", problems={"wall": 12}),
        source("fine"),
    ),
    alerts=replace(
        ALERTS,
        mail_held_since=NOW - DAY,
        readers=(
            replace(READER, trouble="550 no such mailbox", refused="550 no such mailbox"),
            replace(READER, recipient="ben@reader.example", trouble="451 later"),
            replace(
                READER, recipient="eve@reader.example", trouble="no key", unwritable="its key has expired"
            ),
        ),
        queued=4,
        stuck_since=NOW - 2 * timedelta(hours=1),
        broken=(BrokenWatch("harbour", "There is no closing bracket\n  (x", NOW, 5),),
        set_aside_recently=2,
        behind=9_000,
    ),
    disk=DiskForecast(1, 1, 10, 10, NOW + 9 * DAY),
    index="the index cannot be read",
    backup=None,
)


def test_grouped_by_cause_the_worst_first_each_with_its_command() -> None:
    tasks = todo(BAD).tasks
    assert [task.cause for task in tasks] == [
        "disk",
        "mail held",
        "mail server",
        "refused addresses",
        "letters",
        "watches",
        "matching",
        "search index",
        "failing sources",
        "failing sources",
        "silent sources",
        "hidden pages",
        "put aside",
        "backup",
    ]
    assert all(task.command for task in tasks)
    by_cause = {task.cause: task for task in reversed(tasks)}
    assert "the disk is full on 02 Dec 2026" in by_cause["disk"].what
    assert by_cause["refused addresses"].concerns == ("anna@reader.example (desk)",), (
        "451 is tried again by itself"
    )
    assert (
        by_cause["failing sources"].what
        == "12 sources cannot be read: the site does not let us read it (403)"
    )
    assert by_cause["failing sources"].concerns[-1] == "and 2 more"
    assert by_cause["silent sources"].concerns == ("quiet for 3 days (usually 4 h)",)
    assert by_cause["watches"].concerns == ("harbour: There is no closing bracket",)
    text = render(todo(BAD))
    assert text.subject == "presswatch: 14 things need a hand"
    assert "presswatch backup DIR" in text.text and "presswatch backup DIR" in text.html
    page = lxml.html.document_fromstring(text.html)
    assert page.findtext(".//h1") == text.subject and page.get("lang") == "en"
    assert len(page.findall(".//h2")) == 14 and "prefers-color-scheme: dark" in text.html
    squeezed = "".join(text.text.split())
    for element in page.iter("li", "p"):
        assert "".join("".join(map(str, element.itertext())).split()) in squeezed
    json.dumps(todo(BAD).as_json(), default=str)


def test_what_a_source_says_is_never_markup() -> None:
    evil = replace(
        WELL, sources=(source("x", "failing", last_error="<script>alert(1)</script>\r\nBcc: a@b.example"),)
    )
    made = render(todo(evil))
    assert "<script>" not in made.html and "\n" not in made.subject


def test_a_presswatch_that_does_not_run_is_said() -> None:
    tasks = todo(replace(WELL, crawl=replace(WELL.crawl, updated_at=NOW - DAY))).tasks
    assert [(task.cause, task.command) for task in tasks] == [("reading", "presswatch run")]


@pytest.fixture
def clock() -> Fixed:
    return Fixed(at(2026, 11, 20, 12))  # a Friday


def test_every_monday_one_letter_whatever_the_clock_does(
    tmp_path: Path, mailbox: Mailbox, clock: Fixed
) -> None:
    with Database.open(tmp_path / "presswatch.db", clock=clock) as db:
        made = replace(
            parts(db, mailbox.port, clock), operator=Operator("operator@paper.example"), zone="Europe/Berlin"
        )
        for hours in (0, 1, 60, 12, 1, 24, -30, 24, 144, 1, 1):
            clock.at += timedelta(hours=hours)
            Service(made, ("alerts",)).run_once()
        with db.read() as conn:
            periods = list(
                conn.execute(
                    select(tables.messages.c.period)
                    .join(
                        tables.subscriptions, tables.subscriptions.c.key == tables.messages.c.subscription_key
                    )
                    .where(tables.subscriptions.c.id == OPERATOR)
                ).scalars()
            )
        assert periods == ["weekly 2026-11-23 08:00", "weekly 2026-11-30 08:00"]
        letters = mailbox.messages("operator@paper.example")
        assert len(letters) == 2 and "hand" in str(letters[0]["Subject"])
        assert "presswatch backup DIR" in mailbox.received[0].words
        backup(db, tmp_path.parent / f"{tmp_path.name}-copy", tmp_path)
        clock.at += timedelta(days=7)
        assert write_week(made) is not None
        assert write_week(made) is None
        Service(made, ("alerts",)).run_once()
        assert "backup" not in mailbox.received[-1].words.replace("last backup", "")


def test_the_operator_is_no_reader_of_digests(tmp_path: Path, mailbox: Mailbox, clock: Fixed) -> None:
    desk = (Subscription("desk", ("anna@reader.example",), ("w",), "as read", gather=timedelta(0)),)
    with Database.open(tmp_path / "presswatch.db", clock=clock) as db:
        made = replace(
            parts(db, mailbox.port, clock, (Watch("w", "grozny"),), desk),
            operator=Operator("operator@paper.example"),
        )
        Service(made, ("alerts",)).run_once()
        with db.write() as conn:
            keep(conn, arrival("https://paper.example/1", "A court in Grozny.", seen=clock.at))
        clock.at += timedelta(minutes=1)
        Service(made, ("alerts",)).run_once()
        assert [received.recipients for received in mailbox.received] == [("anna@reader.example",)]
        mailbox.by_recipient["operator@paper.example"] = "refuse recipient"
        clock.at += timedelta(days=4)
        Service(made, ("alerts",)).run_once()
        nobody = replace(made, operator=Operator())
        clock.at += timedelta(days=7)
        Service(nobody, ("alerts",)).run_once()
        assert len(mailbox.received) == 2, (
            "the week's sign of life to the reader, and nothing to the operator"
        )
        assert not hold.held(db).messages
    assert NOTHING_KNOWN.sources == 0

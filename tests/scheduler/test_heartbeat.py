"""The heartbeat: asked for while reading, matching and mailing go on, and not when any of them stands still."""

import http.server
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from alerts.subscriptions import Subscription
from alerts.watches import Watch
from articles.clock import SystemClock
from articles.store.database import Database
from articles.store.versions import keep
from scheduler.heartbeat import Signs, standing_still
from scheduler.parts import Operator
from scheduler.service import Service
from tests.alerts.desk import at
from tests.articles.arriving import arrival
from tests.newsroom.mailbox import Mailbox
from tests.scheduler.parts import parts

EVERY = timedelta(minutes=5)
NOW = at(2026, 11, 23, 12)
WELL = Signs(
    now=NOW,
    crawl_noted=NOW - timedelta(seconds=1),
    crawl_error=False,
    crawl_due=3,
    crawled=10,
    matched=5,
    frozen=5,
    tried=5,
    mail_waits=False,
    mail_held=False,
    mail_used=True,
    server_gone=False,
    done={"match": 2.0, "digests": 2.0, "deliver": 2.0},
)
LATER = replace(WELL, crawled=11)


def test_all_is_well() -> None:
    assert standing_still(None, WELL, EVERY) == []
    assert standing_still(WELL, LATER, EVERY) == []
    idle = replace(WELL, crawl_due=0)
    assert standing_still(idle, idle, EVERY) == [], "nothing to read is no fault"


@pytest.mark.parametrize(
    ("changed", "stopped"),
    [
        ({"crawl_noted": None}, "crawling"),
        ({"crawl_noted": NOW - timedelta(minutes=6)}, "crawling"),
        ({"crawl_noted": NOW + timedelta(days=2)}, "crawling"),  # a clock that was set back says nothing
        ({"crawl_error": True}, "crawling"),
        ({"crawled": 10}, "crawling"),  # there is work, and none was done
        ({"done": {"match": None, "digests": 2.0, "deliver": 2.0}}, "matching"),
        ({"done": {"match": 301.0, "digests": 2.0, "deliver": 2.0}}, "matching"),
        ({"done": {"match": 2.0, "digests": 301.0, "deliver": 2.0}}, "mail"),
        ({"done": {"match": 2.0, "digests": 2.0, "deliver": 301.0}}, "mail"),
        ({"server_gone": True}, "mail"),
        ({"mail_held": True, "mail_waits": True}, "mail"),
    ],
)
def test_any_of_them_stops_it(changed: dict[str, object], stopped: str) -> None:
    now = replace(LATER, **changed)  # type: ignore[arg-type]
    assert standing_still(WELL, now, EVERY) == [stopped]


def test_a_long_turn_that_gets_on_is_no_stop() -> None:
    busy = {"match": 900.0, "digests": 900.0, "deliver": 900.0}
    assert standing_still(WELL, replace(LATER, done=busy, matched=6, frozen=6, tried=6), EVERY) == []
    assert standing_still(WELL, replace(LATER, done=busy), EVERY) == ["matching", "mail"]


def test_what_is_not_used_cannot_stop() -> None:
    no_mail = replace(LATER, mail_used=False, server_gone=True, done={"match": 1.0})
    assert standing_still(WELL, no_mail, EVERY) == []
    assert standing_still(WELL, replace(LATER, mail_held=True), EVERY) == [], "held, and nothing waits"


class _Monitor(http.server.ThreadingHTTPServer):
    """A monitoring service that counts."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.pings: list[str] = []


class _Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, _Monitor)
        self.server.pings.append(self.path)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def monitor() -> Iterator[_Monitor]:
    server = _Monitor()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def _until(condition: Callable[[], bool], what: str) -> None:
    for _ in range(1200):
        if condition():
            return
        threading.Event().wait(0.05)
    raise AssertionError(f"never came: {what}")


def _quiet(monitor: _Monitor, every: float) -> bool:
    # Whether nothing is asked for within two intervals, once two have gone by.
    threading.Event().wait(2 * every)
    before = len(monitor.pings)
    threading.Event().wait(2 * every)
    return len(monitor.pings) == before


def _last_said(caplog: pytest.LogCaptureFixture) -> str:
    # What the heartbeat last said of itself: it speaks where something changed.
    said = [record.getMessage() for record in caplog.records if record.name == "scheduler.heartbeat"]
    return said[-1] if said else ""


@pytest.mark.timeout(240)
def test_a_running_installation_beats_until_a_stage_stops(
    tmp_path: Path, mailbox: Mailbox, monitor: _Monitor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "scheduler.heartbeat")
    every = 2.0
    url = f"http://127.0.0.1:{monitor.server_port}/ping/secret"
    desk = (Subscription("desk", ("anna@reader.example",), ("w",), "as read", gather=timedelta(0)),)
    with Database.open(tmp_path / "presswatch.db") as db:
        made = parts(db, mailbox.port, SystemClock(), (Watch("w", "grozny"),), desk)
        operator = Operator(heartbeat=url, heartbeat_every=timedelta(seconds=every))
        service = Service(replace(made, operator=operator))
        thread = threading.Thread(target=service.run)
        thread.start()
        try:
            _until(lambda: len(monitor.pings) >= 2, "two beats")
            assert set(monitor.pings) == {"/ping/secret"}
            mailbox.stop()
            with db.write() as conn:
                keep(conn, arrival("https://paper.example/1", "A court in Grozny."))
            # Not the heartbeat's own word: with so short an interval a busy machine may say that for one of them.
            _until(lambda: "the mail server cannot be used" in caplog.text, "a letter that could not leave")
            assert _quiet(monitor, every)
            assert "mail" in _last_said(caplog)
            mailbox.start()
            with db.write() as conn:
                conn.exec_driver_sql("UPDATE messages SET next_try_at = 0 WHERE state = 'queued'")
            _until(lambda: bool(mailbox.received), "the letter")
            count = len(monitor.pings)
            _until(lambda: len(monitor.pings) > count, "a beat after mail went on")
            (crawler,) = [
                child for child in psutil.Process().children() if "scheduler.crawling" in child.cmdline()
            ]
            os.kill(crawler.pid, signal.SIGSTOP)
            assert _quiet(monitor, every)
            assert "crawling" in _last_said(caplog)
            os.kill(crawler.pid, signal.SIGCONT)
            count = len(monitor.pings)
            _until(lambda: len(monitor.pings) > count, "a beat after crawling went on")
        finally:
            service.stop()
            thread.join(30)
    assert "secret" not in caplog.text, "the address of the heartbeat is nobody's business"

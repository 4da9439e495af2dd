"""The service: what fails in one stage ends no other, a clock that is set back stops nothing, and it ends when asked."""

import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from apscheduler.schedulers.background import BackgroundScheduler

from alerts.subscriptions import Subscription
from alerts.watches import Watch
from articles.clock import SystemClock
from articles.errors import StoreUnavailable
from articles.index.embedded import EmbeddedIndex
from articles.index.indexer import catch_up
from articles.store.database import Database
from articles.store.versions import keep
from crawler.sources import ArchivePolicy, CrawlPolicy
from scheduler.crawling import CrawlerProcess, CrawlPlan
from scheduler.errors import CrawlerFailed
from scheduler.jobs import Job, Threads, rouse
from scheduler.service import Service
from tests.articles.arriving import arrival
from tests.newsroom.mailbox import Mailbox
from tests.scheduler.parts import no_logs, parts

WATCHES = (Watch("w", "grozny"),)
DESK = (Subscription("desk", ("anna@reader.example",), ("w",), "as read"),)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with Database.open(tmp_path / "presswatch.db") as database:
        yield database


def test_a_clock_that_is_set_back_keeps_no_job_waiting() -> None:
    came = threading.Event()
    scheduler = BackgroundScheduler(timezone="UTC", executors={"default": Threads()})
    ahead = datetime.now(UTC) + timedelta(days=300)  # where the clock stood when the last turn ended
    scheduler.add_job(
        Job(came.set, "match", threading.Event()), "interval", seconds=2, next_run_time=ahead, id="match"
    )
    scheduler.start()
    try:
        rouse(scheduler)
        assert came.wait(20)
        soon = scheduler.get_job("match").next_run_time
        rouse(scheduler)
        assert scheduler.get_job("match").next_run_time == soon < datetime.now(UTC) + timedelta(seconds=3)
    finally:
        scheduler.shutdown()


def test_a_turn_fails_alone_and_says_so_once(caplog: pytest.LogCaptureFixture) -> None:
    def full() -> None:
        raise StoreUnavailable("the disk is full")

    def broken() -> None:
        raise ZeroDivisionError

    stop = threading.Event()
    failing = Job(full, "match", stop)
    for job in (failing, failing, failing, Job(broken, "match", stop)):
        job()
        assert not job.busy.is_set()
    assert [record.getMessage() for record in caplog.records] == [
        "match: the disk is full; tried again",
        "match failed",
    ]
    stop.set()
    Job(broken, "late", stop)()
    assert len(caplog.records) == 2


def test_a_search_engine_that_is_busy_keeps_no_mail_back(db: Database, mailbox: Mailbox) -> None:
    with db.write() as conn:
        keep(conn, arrival("https://paper.example/0", "Quiet."))
    with EmbeddedIndex(db.path.parent / "index") as other:
        catch_up(db, other)  # as `presswatch index rebuild` does; it holds the writer's lock until its end
        made = parts(db, mailbox.port, SystemClock(), WATCHES, DESK)
        Service(made, ("alerts",)).run_once()
        with db.write() as conn:
            keep(conn, arrival("https://paper.example/1", "A court in Grozny."))
        done = Service(made).run_once()
    assert (done.matches, done.sent) == (1, 1)
    assert len(done.problems) == 1 and "written by another process" in done.problems[0]
    assert len(mailbox.received) == 1


def test_the_crawlers_own_words_reach_us(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere" / "presswatch.db"
    crawler = CrawlerProcess(CrawlPlan(nowhere, tmp_path, CrawlPolicy(), ArchivePolicy(), True, no_logs))
    try:
        with pytest.raises(CrawlerFailed, match=r"the crawler stopped: .*does its folder exist"):
            while crawler.running():
                threading.Event().wait(0.05)
    finally:
        crawler.stop()


RUNNER = """
import sys, signal
from pathlib import Path
from articles.clock import SystemClock
from articles.store.database import Database
from scheduler.service import Service
from tests.scheduler.parts import parts
from tests.scheduler.test_service import DESK, WATCHES
with Database.open(Path(sys.argv[1])) as db:
    service = Service(parts(db, int(sys.argv[2]), SystemClock(), WATCHES, DESK), ("alerts",))
    signal.signal(signal.SIGTERM, lambda *_: service.stop())
    service.run()
print("ended")
"""


def test_it_ends_while_a_mail_server_does_not_even_answer_the_first_packet(
    db: Database, free_port: Callable[[], int]
) -> None:
    """A listener whose queue is full drops what comes, as a firewall does: connecting takes minutes."""
    made = parts(db, free_port(), SystemClock(), WATCHES, DESK)
    Service(made, ("alerts",)).run_once()
    with db.write() as conn:
        keep(conn, arrival("https://paper.example/1", "A court in Grozny."))
    assert Service(made, ("alerts",)).run_once().retried == 1
    with db.write() as conn:
        conn.exec_driver_sql("UPDATE messages SET next_try_at = 0")
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        port = deaf.getsockname()[1]
        callers = [socket.socket() for _ in range(4)]
        for caller in callers:
            caller.setblocking(False)
            caller.connect_ex(("127.0.0.1", port))
        process = subprocess.Popen(
            [sys.executable, "-c", RUNNER, str(db.path), str(port)], stdout=subprocess.PIPE, text=True
        )
        try:
            _until(db, "SELECT count(*) FROM messages WHERE state = 'sending'")
            process.terminate()
            said, _ = process.communicate(timeout=40)
            assert said == "ended\n" and process.returncode == 0
        finally:
            process.kill()
            for caller in callers:
                caller.close()


def _until(db: Database, query: str) -> None:
    for _ in range(600):
        with db.read() as conn:
            if conn.exec_driver_sql(query).scalar():
                return
        threading.Event().wait(0.05)
    raise AssertionError(f"never came: {query}")

"""Whole crawls that are killed, stopped, crowded or out of disk: nothing is lost and nothing half done."""

import os
import signal
import subprocess
import time
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from crawler.progress import progress
from crawler.sources import CrawlPolicy
from crawler.tables import archive_files, archive_records, frontier
from tests.conftest import StartNewsroom
from tests.crawler.installation import Installation
from tests.crawler.rounds import a_source, article, crawl_all, due, kept, order, pages, site
from tests.crawler.running import Order, start


def many(count: int = 12, each: int = 12) -> dict[str, Any]:
    """Sites whose pages take a moment, so that a crawl has a middle to be ended in."""
    slow = {"kind": "slow", "path": "/news/*", "seconds": 0.05}
    return {
        "sites": [
            site(f"s{s}", articles=[article(100 * s + n) for n in range(each)], faults=[slow])
            for s in range(count)
        ]
    }


def until(installation: Installation, state: str, count: int) -> None:
    """Wait until so many rows of the frontier are in a state."""
    for _ in range(600):
        (found,) = installation.rows(
            sa.select(sa.func.count().label("n")).where(frontier.c.state == state, frontier.c.kind == "page")
        )
        if found.n >= count:
            return
        time.sleep(0.05)
    raise AssertionError(f"no {count} rows were {state}")


def test_a_kill_loses_nothing_and_only_what_was_in_flight_is_fetched_twice(
    installation: Installation, newsroom: StartNewsroom
) -> None:
    room = newsroom(many())
    installation.sync(*(a_source(at) for at in room.sites.values()))
    due(installation)
    process = start(order(installation))
    until(installation, "done", 40)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    in_flight = {row.url for row in installation.frontier() if row.state == "in flight"}
    done = sum(row.state == "done" and row.kind == "page" for row in installation.frontier())
    assert 40 <= done < 144 and len(in_flight) <= CrawlPolicy().in_flight
    log = crawl_all(installation)
    assert {row.url: row.reason for row in installation.frontier() if row.state != "done"} == {}
    assert not in_flight or f"{len(in_flight)} addresses were in flight when the crawler ended last" in log
    assert len(kept(installation)) == 144 == len({row.title for row in kept(installation)})
    twice = {path for path, number in pages(room).items() if number > 1}
    assert twice <= {"/" + url.split("/", 3)[3] for url in in_flight}
    assert max(pages(room).values()) <= 2
    files = installation.rows(sa.select(archive_files))
    assert len(files) == 2  # each start begins a new one
    assert (
        len(installation.rows(sa.select(archive_records).where(archive_records.c.article_id.is_not(None))))
        == 144
    )
    for row in files:
        assert (installation.folder / "archive" / row.name).stat().st_size >= row.size


def stopped(process: "subprocess.Popen[bytes]", number: int) -> str:
    """End a crawl by a signal; its log. The time is bounded by the test's own limit."""
    process.send_signal(number)
    log = process.communicate(timeout=10)[1].decode()
    assert process.returncode == 0, log
    return log


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_puts_back_what_was_in_flight(
    installation: Installation, newsroom: StartNewsroom, number: int
) -> None:
    room = newsroom(many())
    room.misbehave("s0", {"kind": "silent", "path": "/news/*"})  # one that would hold it for a minute
    installation.sync(*(a_source(at) for at in room.sites.values()))
    due(installation)
    process = start(order(installation, until_idle=False))
    until(installation, "done", 20)
    log = stopped(process, number)
    assert "Traceback" not in log and "ERROR" not in log and "destroyed" not in log, log
    assert all(row.attempts == 0 for row in installation.frontier() if row.state == "queued")
    with installation.db.read() as conn:
        state = progress(conn, datetime.now(UTC))
    assert state.in_flight == 0 and not state.running and state.queued > 0
    assert state.done - state.lists_read == len(kept(installation))


def test_one_that_is_not_idle_waits_for_what_becomes_due(
    installation: Installation, newsroom: StartNewsroom
) -> None:
    room = newsroom({"sites": [site()]})
    process = start(order(installation, until_idle=False))
    installation.sync(a_source(room.sites["one"]))
    due(installation)
    until(installation, "done", 3)
    stopped(process, signal.SIGTERM)
    assert len(kept(installation)) == 3


def runs(installation: Installation) -> None:
    for _ in range(200):
        with installation.db.read() as conn:
            if progress(conn, datetime.now(UTC)).running:
                return
        time.sleep(0.05)


def test_a_crawler_waits_for_one_that_is_about_to_end(installation: Installation) -> None:
    first = start(order(installation, until_idle=False))
    runs(installation)
    second = start(order(installation))
    time.sleep(0.5)
    stopped(first, signal.SIGTERM)
    log = second.communicate()[1].decode()
    assert second.returncode == 0 and "CrawlerBusy" not in log


def test_two_crawlers_in_one_folder(installation: Installation, newsroom: StartNewsroom) -> None:
    first = start(order(installation, until_idle=False))
    try:
        runs(installation)
        second = start(order(installation))
        log = second.communicate()[1].decode()
        assert second.returncode != 0 and "CrawlerBusy: another crawler works in" in log
    finally:
        stopped(first, signal.SIGTERM)


def test_a_full_disk_pauses_the_crawl_with_nothing_half_done(
    installation: Installation, newsroom: StartNewsroom
) -> None:
    room = newsroom({"sites": [site("one", 30), site("two", 30)]})
    installation.sync(*(a_source(at) for at in room.sites.values()))
    due(installation)
    given = order(installation)
    largest = max(path.stat().st_size for path in installation.folder.glob("presswatch.db*")) + 300_000
    process = start(Order(given.database, given.folder, given.policy, given.archive, True, largest))
    log = process.communicate()[1].decode()
    assert process.returncode != 0 and "the crawl pauses" in log and "disk" in log, log[-2000:]
    rows = [row for row in installation.frontier() if row.kind == "page"]
    assert 0 < len(kept(installation)) == sum(row.article_id is not None for row in rows) < 60
    crawl_all(installation)
    assert len(kept(installation)) == 60
    assert all(row.state == "done" for row in installation.frontier())

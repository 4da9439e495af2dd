"""When: runs both halves until stopped, or one full round; the only module that knows APScheduler.

The rule of "when" lies elsewhere and is pure: lists carry the moment they are next due, subscriptions the
period they are in, messages their next try. The jobs here only ask often enough, so that a clock that jumps, a
machine that slept or a restart changes nothing but the moment of asking.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler

from alerts.errors import AlertsError
from alerts.watches import BrokenWatch
from articles.errors import ArticlesError, StoreUnavailable
from articles.index.port import ArticleIndex
from crawler.errors import CrawlerError
from scheduler import rounds
from scheduler.crawling import CrawlerProcess, CrawlPlan
from scheduler.errors import CrawlerFailed
from scheduler.lock import hold
from scheduler.parts import BOTH, Half, Parts
from scheduler.rounds import RoundReport

log = logging.getLogger(__name__)

Report = Callable[[str], None]  # told the stage that begins

# Seconds between two askings.
DUE_EVERY, INDEX_EVERY, MATCH_EVERY, DIGEST_EVERY, DELIVER_EVERY, UPKEEP_EVERY = 5, 2, 2, 5, 5, 3600
END_SECONDS = 4.0
RESTART_PAUSES = (1.0, 5.0, 30.0, 120.0, 600.0)


class Service:
    """One installation at work. Each of `run` and `run_once` holds the locks of the halves it runs."""

    def __init__(self, parts: Parts, halves: Sequence[Half] = BOTH) -> None:
        self.parts = parts
        self.halves = tuple(halves)
        self._stop = threading.Event()

    def stop(self) -> None:
        """Ask `run` or `run_once` to end; returns at once. Safe from a signal handler and from any thread."""
        self._stop.set()

    def run(self) -> None:
        """Run until `stop`. Raises AlreadyRunning; whatever else fails is logged and tried again."""
        with ExitStack() as held:
            index, _ = self._begin(held)
            scheduler = BackgroundScheduler(
                timezone="UTC",
                # A late job is never dropped and never piles up: it runs once, as soon as it can.
                job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
            )
            jobs = [_Job(work, name) for work, name, _ in self._jobs(index)]
            for job, (_, name, seconds) in zip(jobs, self._jobs(index), strict=True):
                scheduler.add_job(job, "interval", seconds=seconds, id=name, next_run_time=datetime.now(UTC))
            scheduler.start()
            held.callback(self._end, scheduler, jobs)
            if "crawl" in self.halves:
                self._keep_crawling()
            else:
                self._stop.wait()

    def run_once(self, report: Report = lambda _: None) -> RoundReport:
        """One full round: read what is due, index, match, send what is due. Raises AlreadyRunning."""
        done = RoundReport()
        with ExitStack() as held:
            index, broken = self._begin(held)
            done.broken_watches = tuple(watch.id for watch in broken)
            if index is not None:
                report("reading sources")
                self._crawl_once(index, done)
            if "alerts" in self.halves:
                self._alert_once(report, done)
        return done

    def _begin(self, held: ExitStack) -> tuple[ArticleIndex | None, list[BrokenWatch]]:
        for half in self.halves:
            held.enter_context(hold(self.parts.data_dir, half))
        broken = rounds.settle(self.parts)
        if "alerts" in self.halves:
            rounds.begin_mailing(self.parts)
            if self.parts.channel is not None:
                held.callback(self.parts.channel.close)
        if "crawl" not in self.halves:
            return None, broken
        index = self.parts.open_index()
        held.callback(index.close)
        return index, broken

    def _end(self, scheduler: BackgroundScheduler, jobs: Sequence["_Job"]) -> None:
        # Jobs look at the stop flag between steps. One that hangs in a conversation with the mail server has its
        # connection closed; whatever it was doing is in a transaction or noted as ambiguous before it began.
        self._stop.set()
        scheduler.shutdown(wait=False)
        if _quiet(jobs, END_SECONDS):
            return
        if self.parts.channel is not None:
            self.parts.channel.close()
        if not _quiet(jobs, END_SECONDS):
            busy = ", ".join(job.name for job in jobs if job.busy.is_set())
            log.warning("still at work after being asked to stop: %s", busy)

    def _jobs(self, index: ArticleIndex | None) -> list[tuple[Callable[[], Any], str, int]]:
        parts, stop = self.parts, self._stop
        jobs: list[tuple[Callable[[], Any], str, int]] = []
        if index is not None:
            jobs += [
                (lambda: rounds.due(parts), "due", DUE_EVERY),
                (lambda: rounds.index(parts, index, stop), "index", INDEX_EVERY),
                (lambda: rounds.upkeep(parts), "upkeep", UPKEEP_EVERY),
            ]
        if "alerts" in self.halves:
            jobs += [
                (lambda: rounds.match(parts, stop), "match", MATCH_EVERY),
                (lambda: rounds.digests(parts), "digests", DIGEST_EVERY),
                (lambda: rounds.deliver(parts, stop), "deliver", DELIVER_EVERY),
            ]
        return jobs

    def _plan(self, *, until_idle: bool) -> CrawlPlan:
        parts = self.parts
        return CrawlPlan(
            parts.db.path, parts.data_dir, parts.policy, parts.archive, until_idle, parts.set_up_logs
        )

    def _keep_crawling(self) -> None:
        # A crawler that ended by itself is started again, after growing pauses while it keeps failing.
        failures = 0
        while not self._stop.is_set():
            crawler = CrawlerProcess(self._plan(until_idle=False))
            lived = 0.0
            try:
                while crawler.running() and not self._stop.wait(0.5):
                    lived += 0.5
            except CrawlerFailed as error:
                failures = 1 if lived > 600 else failures + 1
                pause = RESTART_PAUSES[min(failures, len(RESTART_PAUSES)) - 1]
                log.error("%s; it is started again in %.0f seconds", error, pause)
                self._stop.wait(pause)
            finally:
                crawler.stop()

    def _crawl_once(self, index: ArticleIndex, done: RoundReport) -> None:
        before = rounds.kept(self.parts)
        done.sources_due = len(rounds.due(self.parts))
        crawler = CrawlerProcess(self._plan(until_idle=True))
        try:
            while crawler.running() and not self._stop.wait(0.5):
                done.indexed += rounds.index(self.parts, index, self._stop)
        except CrawlerFailed as error:
            done.problems.append(str(error))
        finally:
            crawler.stop()
        done.versions = rounds.kept(self.parts) - before
        done.indexed += rounds.index(self.parts, index, self._stop)

    def _alert_once(self, report: Report, done: RoundReport) -> None:
        report("matching")
        done.matches = rounds.match(self.parts, self._stop)
        if self._stop.is_set():
            return
        report("writing digests")
        done.digests = rounds.digests(self.parts, force=True)
        report("sending mail")
        delivery = rounds.deliver(self.parts, self._stop)
        done.sent, done.retried, done.failed = delivery.sent, delivery.retried, delivery.failed
        done.mail_held_since = rounds.held_since(self.parts)


class _Job:
    """A stage's turn as APScheduler calls it: nothing that fails in it ends the others or itself."""

    def __init__(self, work: Callable[[], Any], name: str) -> None:
        self.name = name
        self.busy = threading.Event()
        self._work = work

    def __call__(self) -> None:
        self.busy.set()
        try:
            self._work()
        except StoreUnavailable as error:
            log.warning("%s: %s; tried again", self.name, error)
        except (ArticlesError, CrawlerError, AlertsError) as error:
            log.error("%s: %s", self.name, error)
        # A fault that nobody foresaw must not end the watching; it is logged whole, and the turn comes again.
        except Exception:
            log.exception("%s failed", self.name)
        finally:
            self.busy.clear()


def _quiet(jobs: Sequence[_Job], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while any(job.busy.is_set() for job in jobs):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True

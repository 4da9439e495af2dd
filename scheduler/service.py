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

from alerts.match import Matching
from alerts.watches import BrokenWatch
from articles.crash_points import arm
from articles.index.port import ArticleIndex
from articles.stories.following import StoryFollower
from scheduler import rounds
from scheduler.crawling import CrawlerProcess, CrawlPlan
from scheduler.errors import CrawlerFailed
from scheduler.heartbeat import Heartbeat
from scheduler.jobs import FORESEEN, Job, Threads, quiet, rouse
from scheduler.lock import hold
from scheduler.operator_week import write_week
from scheduler.parts import BOTH, Half, Parts
from scheduler.rounds import RoundReport

log = logging.getLogger(__name__)

Report = Callable[[str], None]  # told the stage that begins

# Seconds between two askings.
DUE_EVERY, GROUP_EVERY, INDEX_EVERY, MATCH_EVERY, DIGEST_EVERY, DELIVER_EVERY = 5, 2, 2, 2, 2, 2
WEEK_EVERY, UPKEEP_EVERY = 60, 3600
END_SECONDS = 2.5
RESTART_PAUSES = (1.0, 5.0, 30.0, 120.0, 600.0)
LONG_LIFE = 600.0  # a crawler that lived so long did not fail at its start
TICK = 0.5


class Service:
    """One installation at work. Each of `run` and `run_once` holds the locks of the halves it runs."""

    def __init__(self, parts: Parts, halves: Sequence[Half] = BOTH) -> None:
        self.parts = parts
        self.halves = tuple(halves)
        self._stop = threading.Event()
        self._scheduler: BackgroundScheduler | None = None
        self._heartbeat: Heartbeat | None = None
        self._crash = parts.crash  # for the first crawler alone: one that is started again must come through

    def stop(self) -> None:
        """Ask `run` or `run_once` to end; returns at once. Safe from a signal handler and from any thread."""
        self._stop.set()

    def run(self) -> None:
        """Run until `stop`. Raises AlreadyRunning; whatever else fails is logged and tried again."""
        with ExitStack() as held:
            index, _ = self._begin(held)
            self._scheduler = scheduler = BackgroundScheduler(
                timezone="UTC",
                executors={"default": Threads()},
                # A late job is never dropped and never piles up: it runs once, as soon as it can.
                job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
            )
            # It warns at every asking while a turn lasts longer than the time between two.
            logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
            jobs = []
            for work, name, seconds in self._jobs(index):
                jobs.append(Job(work, name, self._stop))
                scheduler.add_job(
                    jobs[-1], "interval", seconds=seconds, id=name, next_run_time=datetime.now(UTC)
                )
            if (beat := self._heart(jobs)) is not None:
                jobs.append(beat)
                seconds = int(self.parts.operator.heartbeat_every.total_seconds())
                scheduler.add_job(beat, "interval", seconds=seconds, id=beat.name)
            scheduler.start()
            held.callback(self._end, scheduler, jobs)
            if "crawl" in self.halves:
                self._keep_crawling()
            while not self._pause(60):
                pass

    def run_once(self, report: Report = lambda _: None) -> RoundReport:
        """One full round: read what is due, group, index, match, send what is due; a stage that fails is told and stops no other.

        Raises AlreadyRunning, and whatever keeps it from beginning.
        """
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
        arm(self.parts.crash)
        broken = rounds.settle(self.parts)
        if "alerts" in self.halves:
            rounds.begin_mailing(self.parts)
            held.callback(self._hang_up)
        if "crawl" not in self.halves:
            return None, broken
        index = self.parts.open_index()
        held.callback(index.close)
        return index, broken

    def _end(self, scheduler: BackgroundScheduler, jobs: Sequence[Job]) -> None:
        # Jobs look at the stop flag between steps. One that hangs in a conversation with the mail server has its
        # connection closed; whatever it was doing is in a transaction or noted as ambiguous before it began.
        self._stop.set()
        scheduler.shutdown(wait=False)
        if quiet(jobs, END_SECONDS):
            return
        self._hang_up()
        if not quiet(jobs, END_SECONDS):
            busy = ", ".join(job.name for job in jobs if job.busy.is_set())
            log.warning("still at work after being asked to stop: %s", busy)

    def _jobs(self, index: ArticleIndex | None) -> list[tuple[Callable[[], Any], str, int]]:
        parts, stop = self.parts, self._stop
        jobs: list[tuple[Callable[[], Any], str, int]] = []
        if index is not None:
            stories = StoryFollower(parts.db, window=parts.story_window)
            jobs += [
                (lambda: rounds.group(stories, stop), "stories", GROUP_EVERY),
                (lambda: rounds.due(parts), "due", DUE_EVERY),
                (lambda: rounds.index(parts, index, stop), "index", INDEX_EVERY),
                (lambda: rounds.upkeep(parts), "upkeep", UPKEEP_EVERY),
            ]
        if "alerts" in self.halves:
            matching = Matching(parts.db)
            jobs += [
                (lambda: rounds.match(parts, matching, stop), "match", MATCH_EVERY),
                (lambda: rounds.digests(parts, stop=stop), "digests", DIGEST_EVERY),
                (self._deliver, "deliver", DELIVER_EVERY),
                (lambda: rounds.deliver_otherwise(parts, stop), "post", DELIVER_EVERY),
                (lambda: write_week(parts), "week", WEEK_EVERY),
                (lambda: rounds.tell_refused_addresses(parts), "refused", WEEK_EVERY),
                (lambda: rounds.thin_ledger(parts, stop), "ledger", UPKEEP_EVERY),
            ]
        return jobs

    def _heart(self, jobs: Sequence[Job]) -> Job | None:
        # The half that mails looks after it: what the other one does it sees in the database.
        operator = self.parts.operator
        if operator.heartbeat is None or "alerts" not in self.halves:
            return None
        named = {job.name: job for job in jobs}
        self._heartbeat = Heartbeat(self.parts, operator.heartbeat, operator.heartbeat_every, named)
        return Job(self._heartbeat.beat, "heartbeat", self._stop)

    def _hang_up(self) -> None:
        for channel in (self.parts.channel, *self.parts.more_channels):
            if channel is not None:
                channel.close()

    def _deliver(self) -> None:
        report = rounds.deliver(self.parts, self._stop)
        if self._heartbeat is not None:
            self._heartbeat.delivered(report)

    def _plan(self, *, until_idle: bool) -> CrawlPlan:
        parts = self.parts
        crash, self._crash = self._crash, None
        return CrawlPlan(
            parts.db.path, parts.data_dir, parts.policy, parts.archive, until_idle, parts.set_up_logs, crash
        )

    def _pause(self, seconds: float) -> bool:
        # True if asked to stop. Sleeps in short steps and waits for no lock, so that a signal's handler can ask at any
        # moment, and a clock that was set back is noticed.
        until = time.monotonic() + seconds
        while not self._stop.is_set() and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, TICK))
            if self._scheduler is not None:
                rouse(self._scheduler)
        return self._stop.is_set()

    def _keep_crawling(self) -> None:
        # A crawler that ended by itself is started again, after growing pauses while it keeps failing.
        failures = 0
        while not self._stop.is_set():
            crawler, began = None, time.monotonic()
            try:
                crawler = CrawlerProcess(self._plan(until_idle=False))
                while crawler.running():
                    if self._pause(TICK):
                        return
                raise CrawlerFailed("the crawler's process ended by itself")
            except CrawlerFailed as error:
                failures = 1 if time.monotonic() - began > LONG_LIFE else failures + 1
                pause = RESTART_PAUSES[min(failures, len(RESTART_PAUSES)) - 1]
                log.error("%s; it is started again in %.0f seconds", error, pause)
                self._pause(pause)
            finally:
                if crawler is not None:
                    crawler.stop()

    def _crawl_once(self, index: ArticleIndex, done: RoundReport) -> None:
        before = rounds.kept(self.parts)

        stories = StoryFollower(self.parts.db, window=self.parts.story_window)

        def group() -> None:
            done.stories = rounds.group(stories, self._stop)

        def follow() -> None:
            done.indexed += rounds.index(self.parts, index, self._stop)

        crawler = None
        try:
            done.sources_due = len(rounds.due(self.parts))
            crawler = CrawlerProcess(self._plan(until_idle=True))
            sound = True
            while crawler.running() and not self._pause(TICK):
                sound = sound and _tried("index", follow, done)
        except (*FORESEEN, CrawlerFailed) as error:
            done.problems.append(str(error))
        finally:
            if crawler is not None:
                crawler.stop()
        done.versions = rounds.kept(self.parts) - before
        _tried("stories", group, done)
        if not any(problem.startswith("index: ") for problem in done.problems):
            _tried("index", follow, done)

    def _alert_once(self, report: Report, done: RoundReport) -> None:
        def match() -> None:
            done.matches = rounds.match(self.parts, Matching(self.parts.db), self._stop)

        def digests() -> None:
            done.digests = rounds.digests(self.parts, force=True, stop=self._stop)

        def deliver() -> None:
            write_week(self.parts)
            delivery = rounds.deliver(self.parts, self._stop)
            delivery += rounds.deliver_otherwise(self.parts, self._stop)
            if rounds.tell_refused_addresses(self.parts):
                delivery += rounds.deliver(self.parts, self._stop)
            done.sent, done.retried, done.failed = delivery.sent, delivery.retried, delivery.failed
            done.mail_held_since = rounds.held_since(self.parts)

        for stage, name, work in (
            ("matching", "match", match),
            ("writing digests", "digests", digests),
            ("sending mail", "deliver", deliver),
        ):
            if self._stop.is_set():
                return
            report(stage)
            _tried(name, work, done)


def _tried(name: str, work: Callable[[], None], done: RoundReport) -> bool:
    try:
        work()
    except FORESEEN as error:
        done.problems.append(f"{name}: {error}")
        return False
    return True

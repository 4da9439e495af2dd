"""The stages' turns as APScheduler runs them: one at a time each, none ended by a fault, by another, or by the clock."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.executors.base import BaseExecutor, run_job
from apscheduler.schedulers.base import BaseScheduler

from alerts.errors import AlertsError
from articles.errors import ArticlesError, IndexUnavailable, StoreUnavailable
from crawler.errors import CrawlerError

log = logging.getLogger(__name__)

QUIET = 60.0  # seconds between two lines of one stage that say the same
FORESEEN = (ArticlesError, CrawlerError, AlertsError)


class Job:
    """A stage's turn: nothing that fails in it ends the others or itself. `busy` is set while it lasts, `done_at` is
    when one last ended well (seconds, monotonic)."""

    def __init__(self, work: Callable[[], Any], name: str, stop: threading.Event) -> None:
        self.name = name
        self.busy = threading.Event()
        self._work = work
        self._stop = stop
        self._told = ("", -QUIET)
        self.done_at: float | None = None

    def __call__(self) -> None:
        self.busy.set()
        try:
            if not self._stop.is_set():  # asked once it counts as busy, so that none begins behind the end
                self._work()
                self.done_at = time.monotonic()
        except (StoreUnavailable, IndexUnavailable) as error:
            self._tell(logging.WARNING, f"{error}; tried again")
        except FORESEEN as error:
            self._tell(logging.ERROR, str(error))
        # A fault that nobody foresaw must not end the watching; it is logged whole, and the turn comes again.
        except Exception:
            log.exception("%s failed", self.name)
        finally:
            self.busy.clear()

    def _tell(self, level: int, words: str) -> None:
        # A turn comes every few seconds, and what ails it (a full disk) may last for hours.
        said, at = self._told
        if words != said or time.monotonic() - at >= QUIET:
            log.log(level, "%s: %s", self.name, words)
            self._told = (words, time.monotonic())


class Threads(BaseExecutor):  # type: ignore[misc]  # APScheduler has no types
    """A thread for every turn. None keeps the process from ending, as one that hangs in a lookup of a name would."""

    def _do_submit_job(self, job: Any, run_times: list[datetime]) -> None:
        def turn() -> None:
            self._run_job_success(job.id, run_job(job, job._jobstore_alias, run_times, self._logger.name))

        threading.Thread(target=turn, name=job.id, daemon=True).start()


def rouse(scheduler: BaseScheduler) -> None:
    """Let jobs run whose next turn lies further ahead than it can: the clock was set back, and APScheduler goes by it."""
    now = datetime.now(UTC)
    for job in scheduler.get_jobs():
        if job.next_run_time > now + job.trigger.interval + timedelta(seconds=1):
            job.modify(next_run_time=now)


def quiet(jobs: Sequence[Job], seconds: float) -> bool:
    """Wait until none of the jobs is at work; False if some still is after `seconds`."""
    until = time.monotonic() + seconds
    while any(job.busy.is_set() for job in jobs):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True

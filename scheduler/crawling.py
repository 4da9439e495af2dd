"""The crawler's own process: started, watched and stopped here, so that its memory and faults stay apart.

The plan travels as one pickle down the child's standard input, which then stays open: when it closes,
because presswatch stops or died, the child ends its crawl and leaves. No child outlives its parent.
"""

import contextlib
import logging
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from articles.crash_points import CrashAt, arm
from articles.errors import ArticlesError
from crawler.errors import CrawlerError
from crawler.sources import ArchivePolicy, CrawlPolicy
from scheduler.errors import CrawlerFailed

log = logging.getLogger(__name__)

STOP_SECONDS = 8.0
REASON_BYTES = 4000  # less than any pipe holds, so that nobody waits for a reader


@dataclass(frozen=True, slots=True)
class CrawlPlan:
    """All that the crawler's process needs to know, as plain values."""

    database: Path
    data_dir: Path
    policy: CrawlPolicy
    archive: ArchivePolicy
    until_idle: bool
    set_up_logs: Callable[[], None]
    crash: CrashAt | None = None


class CrawlerProcess:
    """One crawl in a process of its own. Not reusable: make another to start again.

    Raises CrawlerFailed when it cannot be started.
    """

    def __init__(self, plan: CrawlPlan) -> None:
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "scheduler.crawling"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,  # a Ctrl-C in the terminal is for us; we pass it on by closing stdin
            )
        except OSError as error:  # no memory or no process left at the moment
            raise CrawlerFailed(f"the crawler's process cannot be started: {error.strerror}") from error
        assert self._process.stdin is not None and self._process.stdout is not None
        self._input, self._reason = self._process.stdin, self._process.stdout
        with contextlib.suppress(BrokenPipeError):  # if it died at once, `running` says so
            pickle.dump(plan, self._input)
            self._input.flush()

    @property
    def pid(self) -> int:
        return self._process.pid

    def running(self) -> bool:
        """Whether it still works. Raises CrawlerFailed when it ended with an error."""
        code = self._process.poll()
        if code is None:
            return True
        if code == 0:
            return False
        told = os.read(self._reason.fileno(), REASON_BYTES).decode("utf-8", "replace")
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        raise CrawlerFailed(told or f"the crawler's process {self.pid} ended with {how}")

    def stop(self) -> None:
        """End it: asked first, then terminated, then killed. Work in flight goes back to the frontier."""
        with contextlib.suppress(BrokenPipeError):  # it may be gone already
            self._input.close()
        for harder in (self._process.terminate, self._process.kill):
            try:
                self._process.wait(STOP_SECONDS)
                break
            except subprocess.TimeoutExpired:
                log.warning("the crawler's process %d takes long to stop", self.pid)
                harder()
        self._process.wait()
        self._reason.close()


def main() -> None:
    """The child: read the plan, crawl until idle or until standard input closes.

    Standard output carries why it failed, in one message; whatever else is printed goes to standard error.
    """
    reason = os.dup(1)
    os.dup2(2, 1)
    plan: CrawlPlan = pickle.load(sys.stdin.buffer)  # noqa: S301 (written by our own parent)
    stop = threading.Event()

    def watch() -> None:
        while os.read(sys.stdin.fileno(), 4096):
            pass
        stop.set()

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
    plan.set_up_logs()
    arm(plan.crash)
    from crawler.process import crawl  # imports Scrapy: only ever in this process

    try:
        crawl(
            plan.database,
            plan.data_dir,
            plan.policy,
            plan.archive,
            until_idle=plan.until_idle,
            stop=stop,
        )
    except (CrawlerError, ArticlesError) as error:
        os.write(reason, f"the crawler stopped: {error}".encode()[:REASON_BYTES])
        sys.exit(1)


if __name__ == "__main__":
    # under -m this module is __main__, and the plan's class was pickled under its real name
    main()

"""The parsing workers as the crawling process sees them: a pool of killable processes behind one awaitable call."""

import asyncio
import logging
import multiprocessing
import signal
from collections.abc import Callable
from concurrent.futures import TimeoutError
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from crawler.errors import WorkersFailed
from crawler.outcomes import Outcome
from crawler.parsed import NotParsed

log = logging.getLogger(__name__)

_T = TypeVar("_T")
_TASKS = 2000  # then a worker is replaced: what parsers leak ends with it
_PATIENCE = 4  # seconds on the wall for one of CPU, on a machine that is busy
_BREAKS = 5  # pools that broke without a parsed page in between, before we give up

TOO_LONG = Outcome("parse timeout", "it takes too long to parse", retry=True, tries=2)
TOO_BIG = Outcome("parse memory", "it takes too much memory to parse", retry=True, tries=2)
DIED = Outcome("parser failed", "the parser died of it", retry=True, tries=2)
FAULT = Outcome("parser failed", "the parser has a fault with it", retry=True, tries=2)
STOPPED = Outcome("parser failed", "the parser was stopped", retry=True)


class Workers:
    """`count` processes from a fork server, each bounded in memory (bytes) and, for a task, in CPU seconds.

    A task that passes a bound ends with its process; another takes its place and the other tasks go on.
    """

    def __init__(self, count: int, memory_bytes: int, seconds: float) -> None:
        self._count = count
        self._memory = memory_bytes
        self.seconds = seconds
        self._context = multiprocessing.get_context("forkserver")
        # loaded once and shared by all workers, and by those that replace them
        self._context.set_forkserver_preload(["crawler.parsing"])
        self._broken = 0
        self._closed = False
        self._pool = self._start()

    def _start(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self._count,
            max_tasks=_TASKS,
            initializer=_prepare,
            initargs=(self._memory,),
            context=self._context,
        )

    async def run(self, url: str, function: Callable[..., _T], *args: Any) -> _T | NotParsed:
        """`function(*args, seconds)` in a worker, or why it came to no end. Raises WorkersFailed if none starts."""
        try:
            pool = self._pool
            future = pool.schedule(function, args=(*args, self.seconds), timeout=self.seconds * _PATIENCE)
        except RuntimeError:  # the pool broke just now, or was closed
            return NotParsed(STOPPED)
        try:
            found: _T = await asyncio.wrap_future(future)
            self._broken = 0
            return found
        except TimeoutError:
            log.warning("parsing %s took too long", url)
            return NotParsed(TOO_LONG)
        except MemoryError:
            log.warning("parsing %s took too much memory", url)
            return NotParsed(TOO_BIG)
        except ProcessExpired as error:
            log.warning("the worker that parsed %s died (%s)", url, error.exitcode)
            return NotParsed(_of_exit(error.exitcode))
        except asyncio.CancelledError:
            if not self._closed:
                raise
            return NotParsed(STOPPED)  # the pool cancelled it, nobody cancelled us
        except BrokenProcessPool as error:
            self._renew(pool, error)
            return NotParsed(STOPPED)
        # a parser can raise anything for a stranger's bytes: the page gets a reason and the crawl goes on
        except Exception as error:
            log.warning("the parser failed on %s", url, exc_info=error)
            return NotParsed(FAULT)

    def _renew(self, broken: ProcessPool, error: Exception) -> None:
        if broken is not self._pool:
            return
        self._broken += 1
        if self._broken >= _BREAKS:
            raise WorkersFailed(f"the parsing workers do not start: {error}") from error
        log.warning("the parsing workers broke down (%s) and are started anew", error)
        self._pool = self._start()
        broken.stop()  # type: ignore[no-untyped-call]

    def close(self) -> None:
        """End every worker at once; what they had is answered with "stopped"."""
        self._closed = True
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def _prepare(memory_bytes: int) -> None:
    from crawler import parsing  # heavy: loaded in the fork server

    parsing.prepare(memory_bytes)


def _of_exit(code: int | None) -> Outcome:
    if code == -signal.SIGXCPU:
        return TOO_LONG
    return TOO_BIG if code == -signal.SIGKILL else DIED

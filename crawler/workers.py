"""The parsing workers as the crawling process sees them: a pool of killable processes behind one awaitable call."""

import asyncio
import contextlib
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, TimeoutError
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
    """`count` processes from a fork server, started beside whatever else is to be started, each bounded in memory (bytes, beyond what it starts with) and, for a task, in CPU seconds.

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
        self._waiting: dict[asyncio.Future[Any], ProcessPool] = {}
        self._starter = ThreadPoolExecutor(1, "start-workers")
        self._pool: ProcessPool | None = None
        self._starting = self._starter.submit(self._start)

    def _start(self) -> ProcessPool:
        pool = ProcessPool(
            max_workers=self._count,
            max_tasks=_TASKS,
            initializer=_prepare,
            initargs=(self._memory,),
            context=self._context,
        )
        # a pool only starts with its first task; it then waits for the fork server, which no event loop should
        pool.schedule(os.getpid)
        return pool

    async def run(self, url: str, function: Callable[..., _T], *args: Any) -> _T | NotParsed:
        """`function(*args, seconds)` in a worker, or why it came to no end. Raises WorkersFailed if none starts."""
        if self._pool is None:
            self._pool = await asyncio.wrap_future(self._starting)
        pool = self._pool
        try:
            future = pool.schedule(function, args=(*args, self.seconds), timeout=self.seconds * _PATIENCE)
        except RuntimeError as error:  # the pool broke just now, or was closed
            self._renew(pool, error)
            return NotParsed(STOPPED)
        answer = self._answer(pool, future)
        try:
            found: _T = await answer
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
        except _Stopped:
            return NotParsed(STOPPED)
        except BrokenProcessPool as error:
            self._renew(pool, error)
            return NotParsed(STOPPED)
        # a parser can raise anything for a stranger's bytes: the page gets a reason and the crawl goes on
        except Exception as error:
            log.warning("the parser failed on %s", url, exc_info=error)
            return NotParsed(FAULT)
        finally:
            self._waiting.pop(answer, None)

    def _answer(self, pool: ProcessPool, future: "Future[Any]") -> "asyncio.Future[Any]":
        """The future as the event loop waits for it; unlike the pool's own it is answered when the pool ends."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Any] = loop.create_future()
        self._waiting[answer] = pool

        def settle() -> None:
            if answer.done():
                return
            if future.cancelled():
                answer.set_exception(_Stopped())
            elif (error := future.exception()) is not None:
                answer.set_exception(error)
            else:
                answer.set_result(future.result())

        def done(_: "Future[Any]") -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(settle)

        future.add_done_callback(done)
        return answer

    def _drop(self, pool: ProcessPool) -> None:
        for answer, of in self._waiting.items():
            if of is pool and not answer.done():
                answer.set_exception(_Stopped())

    def _renew(self, broken: ProcessPool, error: Exception) -> None:
        if self._closed or broken is not self._pool:
            return
        self._broken += 1
        if self._broken >= _BREAKS:
            raise WorkersFailed(f"the parsing workers do not start: {error}") from error
        log.warning("the parsing workers broke down (%s) and are started anew", error)
        self._pool = None
        self._starting = self._starter.submit(self._start)
        self._drop(broken)
        threading.Thread(target=_end, args=(broken,), name="broken-workers", daemon=True).start()

    async def close(self) -> None:
        """End every worker at once; what they had is answered with "stopped". Idempotent."""
        if self._closed:
            return
        self._closed = True
        pool = self._pool if self._pool is not None else await asyncio.wrap_future(self._starting)
        self._drop(pool)
        await asyncio.to_thread(_end, pool)
        self._starter.shutdown()


class _Stopped(Exception):
    """The pool of a task ended before the task."""


def _end(pool: ProcessPool) -> None:
    if pool.active:
        pool.stop()  # type: ignore[no-untyped-call]
    pool.join()


def _prepare(memory_bytes: int) -> None:
    from crawler import parsing  # heavy: loaded in the fork server

    parsing.prepare(memory_bytes)


def _of_exit(code: int | None) -> Outcome:
    if code == -signal.SIGXCPU:
        return TOO_LONG
    return TOO_BIG if code == -signal.SIGKILL else DIED

"""The one thread that writes to the database: takes jobs from the event loop and commits many in one transaction."""

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa

from articles.errors import ArticlesError, StoreUnavailable
from articles.store.database import Database

log = logging.getLogger(__name__)

_T = TypeVar("_T")
MOST_JOBS = 50
LONGEST_WAIT = 0.1  # seconds between a job and its commit
_TRIES = 3  # of a transaction while another process holds the lock


@dataclass(slots=True)
class _Job:
    work: Callable[[sa.Connection], Any]
    urgent: bool
    done: "Future[Any]"


class Writer:
    """Runs jobs in order, each inside a savepoint; a job's answer comes when its transaction is on disk.

    A job that raises takes back only what it did itself. If the transaction fails, every job in it fails with
    StoreUnavailable or StoreError, and nothing of it was written.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="crawl-writer", daemon=True)
        self._thread.start()

    async def do(self, work: Callable[[sa.Connection], _T], *, urgent: bool = False) -> _T:
        """The answer of `work`, once it is committed; an urgent one waits for no others."""
        done: Future[_T] = Future()
        self._jobs.put(_Job(work, urgent, done))
        return await asyncio.wrap_future(done)

    def close(self) -> None:
        """Commit what was given, then end. Idempotent."""
        if self._thread.is_alive():
            self._jobs.put(None)
            self._thread.join()

    def _run(self) -> None:
        ended = False
        while not ended:
            job = self._jobs.get()
            if job is None:
                return
            batch = [job]
            latest = time.monotonic() + LONGEST_WAIT
            while not batch[-1].urgent and len(batch) < MOST_JOBS:
                try:
                    job = self._jobs.get(timeout=max(0.0, latest - time.monotonic()))
                except queue.Empty:
                    break
                if job is None:
                    ended = True
                    break
                batch.append(job)
            self._commit(batch)

    def _commit(self, batch: list[_Job]) -> None:
        try:
            answers = self._transaction(batch)
        except ArticlesError as error:
            for job in batch:
                job.done.set_exception(error)
            return
        for job, (answer, fault) in zip(batch, answers, strict=True):
            if fault is not None:
                job.done.set_exception(fault)
            else:
                job.done.set_result(answer)

    def _transaction(self, batch: list[_Job]) -> list[tuple[Any, Exception | None]]:
        for attempt in range(1, _TRIES + 1):
            try:
                with self._db.write() as conn:
                    return [_attempt(conn, job) for job in batch]
            except StoreUnavailable as error:
                if attempt == _TRIES:
                    raise
                log.warning("the crawl's writes wait: %s", error)
                time.sleep(0.1 * attempt)
        raise AssertionError("unreachable")


def _attempt(conn: sa.Connection, job: _Job) -> tuple[Any, Exception | None]:
    try:
        with conn.begin_nested():
            return job.work(conn), None
    except sa.exc.OperationalError:
        raise  # of the whole transaction: no lock, no disk
    # a job's own fault must not take the others of its transaction with it; whoever gave it logs its URL
    except Exception as error:  # noqa: BLE001
        return None, error

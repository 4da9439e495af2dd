"""One crawl: Scrapy in this process, parsing workers beside it; started by the scheduler, ended by idleness or a stop."""

import asyncio
import contextlib
import fcntl
import logging
import signal
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa

from articles.errors import ArticlesError
from articles.store.database import Database
from crawler import frontier
from crawler.archive import FOLDER, ROLL_BYTES, Archive
from crawler.archive_index import mend
from crawler.dispatch import Dispatcher
from crawler.errors import CrawlerBusy
from crawler.parts import Parts, StopSignal
from crawler.progress import note_progress
from crawler.robots import Robots
from crawler.sources import ArchivePolicy, CrawlPolicy
from crawler.workers import Workers
from crawler.writer import Writer
from net import AddressGuard, Client

log = logging.getLogger(__name__)

_TICK = 0.2  # seconds between looks at the stop signal
_GRACE = 2.0  # seconds in which pages that are being parsed may still be kept
_NOTE_EVERY = 1.0
_PATIENCE = 10.0  # seconds for a crawler whose parent died to put away what it had in hand
_LOOK_UPS = 24


def crawl(
    database: Path,
    data_dir: Path,
    policy: CrawlPolicy,
    archive: ArchivePolicy,
    *,
    until_idle: bool,
    stop: StopSignal,
) -> None:
    """Read what is queued, in this process, until nothing is due (`until_idle`) or until `stop` or SIGTERM.

    Once a process: it takes the reactor and the handlers of SIGTERM and SIGINT. What is in flight at the end goes
    back to the queue. Raises CrawlerBusy, DiskFull, WorkersFailed, GuardMissing, and the store's errors.
    """
    with _only_one(data_dir, stop):
        workers = Workers(policy.workers, policy.worker_memory_bytes, policy.worker_seconds)
        # Scrapy is loaded while the workers load their parsers
        from scrapy.utils.reactor import install_reactor

        install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
        from twisted.internet import reactor as installed

        reactor = cast(Any, installed)  # what it is depends on the line above

        _quiet()
        crawling = _Crawl(database, data_dir, policy, archive, workers, until_idle=until_idle, stop=stop)

        async def main() -> None:
            try:
                await crawling.run()
            # raised to the caller once the reactor is down
            except Exception as error:  # noqa: BLE001
                crawling.fault = error
            finally:
                reactor.stop()

        loop = asyncio.get_event_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, crawling.ask_to_stop)
        reactor.callWhenRunning(lambda: loop.create_task(main()))
        reactor.run(installSignalHandlers=False)
        if crawling.fault is not None:
            raise crawling.fault


class _Crawl:
    """One run from the opening of the database to the last commit."""

    def __init__(
        self,
        database: Path,
        data_dir: Path,
        policy: CrawlPolicy,
        archive: ArchivePolicy,
        workers: Workers,
        *,
        until_idle: bool,
        stop: StopSignal,
    ) -> None:
        self._workers = workers
        self._database = database
        self._folder = data_dir / FOLDER
        self._policy = policy
        self._roll = ROLL_BYTES if archive.max_disk is None else min(ROLL_BYTES, archive.max_disk // 8)
        self._until_idle = until_idle
        self._stop = stop
        self._asked = False
        self.fault: Exception | None = None

    def ask_to_stop(self) -> None:
        self._asked = True

    async def run(self) -> None:
        try:
            with Database.open(self._database) as db:
                await self._run(db)
        finally:
            await self._workers.close()

    async def _run(self, db: Database) -> None:
        policy = self._policy
        with db.write() as conn:
            lost = frontier.release(conn)
            mend(conn, self._folder)
        if lost:
            log.warning(
                "%d addresses were in flight when the crawler ended last: they are queued again", lost
            )
        # look-ups of names wait in threads: a few dead names must not hold up all others
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_LOOK_UPS, "look-up"))
        run = uuid.uuid4().hex[:12]
        writer = Writer(db)
        client = Client(
            AddressGuard(policy.allow_networks),
            user_agent=policy.agent,
            limit=policy.max_page_bytes,
            deadline=policy.deadline_seconds,
        )
        archive = Archive(self._folder, roll_bytes=self._roll)
        parts = Parts(run, policy, client, Robots(client, writer), archive, self._workers, writer)

        def end(conn: sa.Connection) -> None:
            frontier.release(conn, run)
            note_progress(conn, parts.tally, datetime.now(UTC), running=False, error=parts.fault)

        try:
            await self._read(parts)
        finally:
            await client.close()
            await self._workers.close()
            with contextlib.suppress(ArticlesError):  # a full disk was reported already
                await writer.do(end, urgent=True)
            await asyncio.to_thread(writer.close)
            archive.close()
        if parts.fault is not None:
            raise parts.fault

    async def _read(self, parts: Parts) -> None:
        from scrapy.crawler import AsyncCrawlerRunner

        from crawler import project
        from crawler.spider import NewsSpider

        dispatcher = Dispatcher(parts, until_idle=self._until_idle)
        parts.on_fault = dispatcher.stop
        runner = AsyncCrawlerRunner(project.settings(self._policy))
        await parts.writer.do(lambda conn: note_progress(conn, parts.tally, datetime.now(UTC), started=True))
        crawling = runner.crawl(NewsSpider, parts=parts, dispatcher=dispatcher)
        noted = asyncio.get_running_loop().time()
        while not crawling.done():
            await asyncio.wait((crawling,), timeout=_TICK)
            if asyncio.get_running_loop().time() - noted >= _NOTE_EVERY:
                noted = asyncio.get_running_loop().time()
                with contextlib.suppress(ArticlesError):  # told where it matters: at a claim or a page
                    await parts.writer.do(lambda conn: note_progress(conn, parts.tally, datetime.now(UTC)))
            if self._asked or self._stop.is_set() or parts.fault is not None:
                dispatcher.stop()
                await asyncio.wait((crawling,), timeout=_GRACE)
                break
        if crawling.done():
            crawling.result()
            return
        parts.stopping = True
        # whatever is still being fetched or waits for its host is in the frontier as well: nothing is lost with it
        await parts.client.close()
        await asyncio.wait((crawling,), timeout=_TICK)
        crawling.cancel()


@contextmanager
def _only_one(data_dir: Path, stop: StopSignal) -> Iterator[None]:
    """The frontier has one crawler at a time; the kernel lets go of the lock when its holder dies.

    One whose parent was killed needs a moment to end (`scheduler.crawling`): it is waited for.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + _PATIENCE
    with (data_dir / "crawler.lock").open("a") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                if stop.is_set() or time.monotonic() > until:
                    raise CrawlerBusy(f"another crawler works in {data_dir}") from error
                time.sleep(_TICK)
        yield


def _quiet() -> None:
    """Scrapy and its libraries speak of every request; what matters is logged here."""
    for name in ("scrapy", "twisted", "protego", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)

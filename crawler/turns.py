"""One row's turn after its fetch: archived, parsed in a worker, and kept with the end of its turn in one transaction."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from urllib.parse import urlsplit

import sqlalchemy as sa

import net
from articles.crash_points import reached
from crawler import calls, keeping, readings
from crawler.archive import Place
from crawler.archive_index import index_record
from crawler.frontier import Task
from crawler.keeping import Turn
from crawler.outcomes import Outcome, keeps_feed_text, next_try, of_status
from crawler.parsed import NotParsed, ParsedPage, Unchanged, Validators
from crawler.parts import Parts

log = logging.getLogger(__name__)

_NOT_MODIFIED = 304
_NO_PAGES = ("image/", "audio/", "video/", "font/")
_FILES = ("application/pdf", "application/zip", "application/octet-stream", "application/msword")


class Turns:
    """Ends the turns of lists and pages. Every way through ends the row's turn, or raises for the whole crawl."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        # files are written outside the event loop, one at a time, before anything is parsed
        self._archiving = ThreadPoolExecutor(1, "archive")

    async def fetched(self, task: Task, response: net.Response) -> None:
        """A server answered."""
        now = datetime.now(UTC)
        outcome = of_status(response.status, response.header("retry-after"), now)
        if outcome is None and task.kind == "page":
            outcome = _not_a_page(task, response)
        if outcome is not None:
            await self.failed(task, outcome)
        elif task.kind == "list":
            await self._list(task, response, now)
        else:
            await self._page(task, response, now)

    async def failed(self, task: Task, outcome: Outcome, place: Place | None = None) -> None:
        """There is no page or list, for this reason; `place` is where what came instead was archived."""
        if self._parts.stopping:
            return  # the workers were ended under it: its row goes back to the queue
        now = datetime.now(UTC)
        self._parts.tally.failures += 1
        log.info("%s %s: %s (%s)", task.kind, task.url, outcome.word, outcome.reason)
        if task.kind == "list":
            await self._parts.writer.do(lambda conn: readings.list_failed(conn, task, outcome, now))
            return
        feed_text = await self._feed_text(task, outcome, now)
        facts, policy = self._parts.book[task.source], self._parts.policy

        def work(conn: sa.Connection) -> Turn:
            turn = keeping.page_failed(conn, task, outcome, feed_text, facts.origin, policy, now)
            if place is not None:
                index_record(conn, place, task.id, turn.kept.article_id if turn.kept else task.article_id)
            return turn

        self._count(await self._parts.writer.do(work))

    async def _feed_text(self, task: Task, outcome: Outcome, now: datetime) -> ParsedPage | None:
        """What the feed says of a page, where that has to stand in for it."""
        hints = task.hints or {}
        if task.rechecks or task.article_id is not None or not hints.get("title"):
            return None
        attempts = task.attempts + 1
        last = next_try(outcome, attempts, self._parts.policy.retry_pauses, now) is None
        if not keeps_feed_text(outcome, attempts, last=last):
            return None
        language = self._parts.book[task.source].language
        found = await self._parts.workers.run(
            task.url, calls.parse_feed_text, task.url, hints, language, outcome.reason
        )
        return None if isinstance(found, NotParsed) else found

    async def _list(self, task: Task, response: net.Response, now: datetime) -> None:
        writer, policy = self._parts.writer, self._parts.policy
        validators = Validators(response.header("etag"), response.header("last-modified"))
        self._parts.tally.lists_read += 1
        if response.status == _NOT_MODIFIED:
            await writer.do(lambda conn: readings.list_unchanged(conn, task, None, now))
            return
        parsed = await self._parts.workers.run(
            task.url,
            calls.parse_list,
            response.raw,
            response.encoding,
            policy.max_page_bytes,
            response.url,
            response.header("content-type"),
            self._parts.book[task.source].zone,
            task.expected,
            task.body_hash,
        )
        if isinstance(parsed, NotParsed):
            await self.failed(task, parsed.outcome)
        elif isinstance(parsed, Unchanged):
            await writer.do(lambda conn: readings.list_unchanged(conn, task, validators, now))
        else:
            read = parsed
            sitemaps = await self._parts.robots.sitemaps(response.url) if parsed.kind == "home" else ()
            archive = self._parts.archive

            def work(conn: sa.Connection) -> int:
                new = readings.list_read(conn, task, read, validators, now, sitemaps)
                if new:  # only now it is known that the list is worth its place in the archive
                    index_record(conn, archive.append(response, now), task.id, None)
                return new

            new = await writer.do(work)
            for warning in parsed.warnings:
                log.info("list %s: %s", task.url, warning)
            log.info("list %s (%s): %d pages named, %d new", task.url, parsed.kind, len(parsed.named), new)

    async def _page(self, task: Task, response: net.Response, now: datetime) -> None:
        parts, facts = self._parts, self._parts.book[task.source]
        parts.tally.pages_fetched += 1
        if response.status == _NOT_MODIFIED:
            await parts.writer.do(lambda conn: keeping.page_unchanged(conn, task, parts.policy, now))
            return
        reached("before archived")
        place = await asyncio.get_running_loop().run_in_executor(
            self._archiving, parts.archive.append, response, now
        )
        reached("after archived")
        reached("before parsed")
        parsed = await parts.workers.run(
            task.url,
            calls.parse_page,
            response.raw,
            response.encoding,
            parts.policy.max_page_bytes,
            response.url,
            response.header("content-type"),
            task.hints,
            facts.language,
            facts.zone,
            task.body_hash,
        )
        reached("after parsed")
        if isinstance(parsed, NotParsed):
            await self.failed(task, parsed.outcome, place)
            return
        if isinstance(parsed, Unchanged):
            await parts.writer.do(lambda conn: keeping.page_unchanged(conn, task, parts.policy, now))
            return
        validators = Validators(response.header("etag"), response.header("last-modified"))
        self._count(await self._keep(task, parsed, validators, place, now))

    async def _keep(
        self, task: Task, parsed: ParsedPage, validators: Validators, place: Place, now: datetime
    ) -> Turn:
        origin, policy = self._parts.book[task.source].origin, self._parts.policy

        def work(conn: sa.Connection) -> Turn:
            turn = keeping.page_read(conn, task, parsed, validators, origin, policy, now)
            index_record(conn, place, task.id, turn.kept.article_id if turn.kept else task.article_id)
            reached("before committed")
            return turn

        turn = await self._parts.writer.do(work)
        reached("after committed")
        if turn.outcome.word != "kept":
            log.info("page %s: %s (%s)", task.url, turn.outcome.word, turn.outcome.reason)
        return turn

    def _count(self, turn: Turn) -> None:
        if turn.kept is not None and turn.kept.status == "new":
            self._parts.tally.articles_kept += 1

    def close(self) -> None:
        """End the archive's thread when it has written what it was given."""
        self._archiving.shutdown()


def _not_a_page(task: Task, response: net.Response) -> Outcome | None:
    kind = (response.header("content-type") or "").partition(";")[0].strip().lower()
    if kind.startswith(_NO_PAGES) or kind in _FILES:
        return Outcome("not a page", f"it is a file of type {kind}")
    if response.url != task.url and _is_home(response.url) and not _is_home(task.url):
        return Outcome("soft 404", "the site sends its readers to the home page instead")
    return None


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query

"""The one spider: turns rows of the frontier into requests, and answers into the ends of their turns."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable
from typing import Any, cast

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from twisted.python.failure import Failure

from articles.errors import ArticlesError
from crawler.dispatch import Dispatcher
from crawler.errors import CrawlPaused, DiskFull, GuardMissing
from crawler.frontier import Task
from crawler.handler import HEADERS, Answer, NotFetched, check_guarded
from crawler.outcomes import Outcome, of_net_error
from crawler.parts import Parts
from crawler.turns import Turns
from net import NetError

log = logging.getLogger(__name__)

_PAGE_ACCEPT = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"
_LIST_ACCEPT = "application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,text/html;q=0.8,*/*;q=0.5"


class NewsSpider(Spider):
    """Reads lists and pages until its dispatcher has no more."""

    name = "news"

    def __init__(self, parts: Parts, dispatcher: Dispatcher, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.parts = parts
        self.dispatcher = dispatcher
        self.turns = Turns(parts)
        self.crawler: Crawler

    async def start(self) -> AsyncIterator[Request]:
        try:
            check_guarded(self.crawler.settings, self.crawler.engine.downloader.handlers)
        except GuardMissing as error:  # raised here, Scrapy would only log it
            self.parts.fail(error)
            return
        while (task := await self._next()) is not None:
            if (request := self._request(task)) is not None:
                yield request
            else:
                outcome = Outcome("bad address", "it is not a web address")
                self.dispatcher.fetched(task)
                await self._end(task, self.turns.failed(task, outcome))

    async def _next(self) -> Task | None:
        try:
            return await self.dispatcher.next()
        except ArticlesError as error:  # the frontier cannot be read or written: nothing else can either
            self.parts.fail(_paused(error))
            return None

    def _request(self, task: Task) -> Request | None:
        headers = [("Accept", _PAGE_ACCEPT if task.kind == "page" else _LIST_ACCEPT)]
        facts = self.parts.book[task.source]
        headers.append(("Accept-Language", f"{facts.language}, *;q=0.5" if facts.language else "*"))
        if task.etag:
            headers.append(("If-None-Match", task.etag))
        if task.last_modified:
            headers.append(("If-Modified-Since", task.last_modified))
        try:
            return Request(
                task.url,
                callback=self.answered,  # type: ignore[arg-type]
                errback=self.not_answered,
                dont_filter=True,
                meta={HEADERS: headers},
                cb_kwargs={"task": task},
                priority=-task.attempts,
            )
        except ValueError:
            return None

    async def answered(self, response: Answer, task: Task) -> None:
        """Scrapy's callback."""
        self.dispatcher.fetched(task)
        await self._end(task, self.turns.fetched(task, response.received))

    async def not_answered(self, failure: Failure) -> None:
        """Scrapy's errback."""
        task: Task = cast(Any, failure).request.cb_kwargs["task"]
        self.dispatcher.fetched(task)
        if self.parts.stopping:
            return
        error = failure.value
        if isinstance(error, NetError):
            outcome = of_net_error(error)
        elif isinstance(error, NotFetched):
            outcome = error.outcome
        elif isinstance(error, CrawlPaused | ArticlesError):
            self.parts.fail(_paused(error))
            return
        else:
            log.error("the request of %s failed", task.url, exc_info=error)
            outcome = Outcome("broken", "the request met a fault of ours, see the log", retry=True)
        await self._end(task, self.turns.failed(task, outcome))

    async def _end(self, task: Task, turn: Awaitable[None]) -> None:
        """Wait for the end of a turn. A fault of one page ends that page's turn; a full disk ends the crawl."""
        try:
            await turn
        except asyncio.CancelledError:
            raise
        except (CrawlPaused, ArticlesError) as error:
            self.parts.fail(_paused(error))
            return  # the row stays in flight, and goes back to the queue when the crawl ends
        # a fault of ours with one page must not end the crawl: the page is tried again and then given up
        except Exception:
            log.exception("the turn of %s failed", task.url)
            if self.parts.stopping:
                return
            outcome = Outcome("parser failed", "it met a fault of ours, see the log", retry=True)
            try:
                await self.turns.failed(task, outcome)
            except (CrawlPaused, ArticlesError) as fault:
                self.parts.fail(_paused(fault))
                return
        self.dispatcher.finished()


def _paused(error: Exception) -> Exception:
    """What the database said of a full disk is a DiskFull, as the archive's word is."""
    return DiskFull(str(error)) if "disk is full" in str(error) else error

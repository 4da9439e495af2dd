"""Scrapy's only way out: a download handler that asks `net.Client`, for http and https and nothing else."""

from typing import Any, Self

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response as ScrapyResponse
from scrapy.settings import BaseSettings

import net
from articles.crash_points import reached
from crawler.errors import GuardMissing
from crawler.outcomes import Outcome

HEADERS = "presswatch_headers"  # in a request's meta: headers beside those of the client
GUARDED = dict.fromkeys(("http", "https"), "crawler.handler.GuardedHandler")


class Answer(ScrapyResponse):
    """A response that carries what `net` received, raw; Scrapy's own copies of body and headers stay empty."""

    received: net.Response


class NotFetched(IgnoreRequest):
    """A request that was not sent, and the outcome that this is."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome


class GuardedHandler(BaseDownloadHandler):
    """Fetches through the client of the running crawl. Raises GuardMissing if it has none."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        client = getattr(getattr(crawler.spider, "parts", None), "client", None)
        if not isinstance(client, net.Client):
            raise GuardMissing("the crawl has no guarded client: nothing is fetched")
        self._client = client

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def download_request(self, request: Request) -> Answer:
        reached("before fetched")
        received = await self._client.get(request.url, request.meta.get(HEADERS, ()))
        reached("after fetched")
        request.meta["download_latency"] = received.latency  # what AutoThrottle goes by
        answer = Answer(request.url, status=received.status, request=request)
        answer.received = received
        return answer


def check_guarded(settings: BaseSettings, handlers: Any) -> None:
    """Refuse to start if anything but the guarded handler could fetch, or if it could not be made.

    Scrapy only logs a handler that cannot be made, and merges in others from its defaults. Raises GuardMissing.
    """
    named = {k: v for k, v in settings.getwithbase("DOWNLOAD_HANDLERS").items() if v is not None}
    if named != GUARDED:
        raise GuardMissing(
            f"Scrapy would fetch {', '.join(sorted(set(named) ^ set(GUARDED)) or named)} unguarded"
        )
    for scheme in GUARDED:
        if not isinstance(handlers._get_handler(scheme), GuardedHandler):
            raise GuardMissing(f"Scrapy has no guarded handler for {scheme}")

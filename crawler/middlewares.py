"""What stands between the spider and the way out: robots.txt for every hop, and redirects one checked hop at a time."""

from typing import Protocol, Self, cast

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.handler import Answer, NotFetched
from crawler.outcomes import Outcome
from crawler.parts import Parts
from net.client import MAX_REDIRECTS

HOPS = "presswatch_hops"


class HasParts(Protocol):
    """The spider, as far as it matters here."""

    parts: Parts


class RobotsMiddleware:
    """Asks robots.txt before any request, redirected ones as well."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(cast(HasParts, crawler.spider).parts)

    async def process_request(self, request: Request) -> None:
        if (outcome := await self._parts.robots.forbids(request.url)) is not None:
            raise NotFetched(outcome)


class RedirectMiddleware:
    """Sends a redirect back through the engine, so that it waits its turn at the host it leads to."""

    @classmethod
    def from_crawler(cls, _crawler: Crawler) -> Self:
        return cls()

    def process_response(self, request: Request, response: Answer) -> Answer | Request:
        target = response.received.location
        if target is None:
            return response
        hops = request.meta.get(HOPS, 0) + 1
        if hops > MAX_REDIRECTS:
            raise NotFetched(Outcome("redirects", f"it redirects more than {MAX_REDIRECTS} times"))
        meta = {k: v for k, v in request.meta.items() if not k.startswith("download_")} | {HOPS: hops}
        return request.replace(url=target, meta=meta, dont_filter=True)

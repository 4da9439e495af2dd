"""What can go wrong while sources are read; what one page or list suffers is an Outcome, not an error.

CrawlerError
├── NotAList           what was fetched is no feed, sitemap or listing (permanent until it changes)
├── GuardMissing       Scrapy would fetch past the guard; nothing is fetched (permanent: a fault of ours)
└── CrawlPaused        crawling cannot go on now (retryable; what was in flight went back to the queue)
    ├── CrawlerBusy    another crawler works on this data folder
    ├── DiskFull       the archive or the database cannot grow
    └── WorkersFailed  the parsing processes do not start
"""


class CrawlerError(Exception):
    """The root of this package's errors."""


class NotAList(CrawlerError):
    """What was fetched is no feed, sitemap or listing. `reason` says in plain words what it is."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class GuardMissing(CrawlerError):
    """Scrapy would fetch past the guard."""


class CrawlPaused(CrawlerError):
    """Crawling cannot go on now; starting it again later may help. Nothing is half done."""


class CrawlerBusy(CrawlPaused):
    """Another crawler works on this data folder."""


class DiskFull(CrawlPaused):
    """The archive or the database cannot grow."""


class WorkersFailed(CrawlPaused):
    """The parsing processes do not start."""

"""The one Scrapy project: every setting that is not Scrapy's own default, made from the crawl's policy."""

from typing import Any

from scrapy.logformatter import LogFormatter

from crawler.handler import GUARDED
from crawler.sources import NAME, CrawlPolicy


class QuietLog(LogFormatter):
    """Says nothing of single responses: the crawl logs outcomes itself."""

    def crawled(self, *_: Any) -> None:  # type: ignore[override]
        return None


def settings(policy: CrawlPolicy) -> dict[str, Any]:
    """Scrapy's settings. The `_BASE` lists are set as well, so that nothing comes in by default.

    Left out on purpose: Scrapy's retries, compression, redirects, cookies, robots and duplicate filter (ours stand in
    their place or are not wanted), its remote doors (telnet, remote control), file, data, ftp and s3 handlers.
    """
    return {
        "BOT_NAME": NAME,
        "USER_AGENT": policy.agent,
        "DOWNLOAD_HANDLERS_BASE": {},
        "DOWNLOAD_HANDLERS": GUARDED,
        "DOWNLOADER_MIDDLEWARES_BASE": {},
        "DOWNLOADER_MIDDLEWARES": {
            "crawler.middlewares.RobotsMiddleware": 100,
            "crawler.middlewares.RedirectMiddleware": 600,
        },
        "SPIDER_MIDDLEWARES_BASE": {},
        "EXTENSIONS_BASE": {},
        "EXTENSIONS": {"scrapy.extensions.throttle.AutoThrottle": 0},
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "CONCURRENT_REQUESTS": policy.in_flight,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "CONCURRENT_ITEMS": 1,  # callbacks yield nothing, and Scrapy starts so many tasks for each
        "DOWNLOAD_DELAY": policy.delay.total_seconds(),
        "DOWNLOAD_DELAY_JITTER": 0.25,
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": policy.delay.total_seconds(),
        "AUTOTHROTTLE_MAX_DELAY": policy.longest_delay.total_seconds(),
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0,
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
        "LOG_FORMATTER": "crawler.project.QuietLog",
        "SCRAPER_SLOT_MAX_ACTIVE_SIZE": 32 * 1024 * 1024,
        "WARN_ON_GENERATOR_RETURN_VALUE": False,
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
        "JOBDIR": None,  # it loses requests at a kill: the frontier is a table
    }

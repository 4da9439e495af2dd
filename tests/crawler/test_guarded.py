"""Scrapy starts only behind the guard, and nothing that content says gets past it."""

import subprocess
import sys

import pytest
from scrapy.settings import Settings

from crawler import project
from crawler.errors import GuardMissing
from crawler.handler import GUARDED, check_guarded
from crawler.sources import CrawlPolicy
from tests.conftest import StartNewsroom
from tests.crawler.installation import Installation, source
from tests.crawler.rounds import crawl_all


def settings(**changes: object) -> Settings:
    return Settings(project.settings(CrawlPolicy()) | changes)


def test_only_http_and_https_can_be_fetched_and_only_by_our_handler() -> None:
    made = settings()
    assert dict(made.getwithbase("DOWNLOAD_HANDLERS")) == GUARDED
    for base in ("DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "EXTENSIONS"):
        assert all(
            path.startswith("crawler.") or path == "scrapy.extensions.throttle.AutoThrottle"
            for path in made.getwithbase(base)
        )
    assert not made.getbool("REMOTE_CONTROL_ENABLED") and not made.getbool("TELNETCONSOLE_ENABLED")
    assert made.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1 and made.getbool("AUTOTHROTTLE_ENABLED")


@pytest.mark.parametrize(
    "changes",
    [
        {"DOWNLOAD_HANDLERS": {}},
        {"DOWNLOAD_HANDLERS": GUARDED | {"file": "scrapy.core.downloader.handlers.file.FileDownloadHandler"}},
        {
            "DOWNLOAD_HANDLERS_BASE": {
                "data": "scrapy.core.downloader.handlers.datauri.DataURIDownloadHandler"
            }
        },
        {
            "DOWNLOAD_HANDLERS": GUARDED
            | {"https": "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"}
        },
        {"DOWNLOAD_HANDLERS": GUARDED | {"https": None}},
    ],
)
def test_any_other_way_out_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(GuardMissing):
        check_guarded(settings(**changes), None)


def test_a_handler_that_scrapy_could_not_make_is_missed() -> None:
    class Handlers:
        def _get_handler(self, scheme: str) -> None:
            return None

    with pytest.raises(GuardMissing, match="http"):
        check_guarded(settings(), Handlers())


def test_the_agent_names_the_product_and_a_contact_only_if_there_is_one() -> None:
    assert CrawlPolicy().agent == "presswatch/0.1 (+news monitoring)"
    assert (
        CrawlPolicy(contact="desk@paper.example").agent
        == "presswatch/0.1 (+news monitoring; desk@paper.example)"
    )


def test_the_crawling_process_does_without_the_parsers() -> None:
    """They cost memory in every process that loads them, and belong into killable ones."""
    code = (
        "import sys, crawler.process, crawler.spider, crawler.project, crawler.calls, crawler.workers;"
        "print([m for m in ('trafilatura', 'feedparser', 'htmldate', 'fastfeedparser') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def article(path: str, **values: object) -> dict[str, object]:
    body = "The court heard a long case about a man who was held for many months.\n\nHe was not charged."
    return {"path": path, "title": f"Article {path}", "body": body, "published": "-1h"} | values


def test_nothing_behind_the_guard_is_touched_by_a_crawl(
    installation: Installation, newsroom: StartNewsroom
) -> None:
    """Only the first site's address is opened; its pages, feed and redirects lead to the second's."""
    room = newsroom(
        {
            "sites": [
                {"id": "canary", "name": "Canary", "articles": [article("/secret/")]},
                {"id": "open", "name": "Open", "articles": [article("/a/"), article("/b/"), article("/c/")]},
            ]
        }
    )
    canary, home = room.sites["canary"].url, room.sites["open"]
    port = canary.rpartition(":")[2]
    room.misbehave(
        "open",
        {"kind": "redirect", "path": "/a/*", "to": f"{canary}/secret/", "status": 302},
        {"kind": "redirect", "path": "/b/*", "to": f"http://localhost:{port}/"},
        {"kind": "redirect", "path": "/c/*", "to": "file:///etc/passwd"},
    )
    installation.sync(
        source("open", home.feed),
        source("canary", f"{canary}/feed/"),
        source("numeric", f"http://2130706433:{port}/feed/"),
        source("mapped", f"http://[::ffff:127.0.0.1]:{port}/feed/"),
    )
    host = home.url.split("//")[1].partition(":")[0]
    crawl_all(installation, allow_networks=(host,))
    assert room.requests(site="canary") == []
    outcomes = {row.url.rpartition(f":{port}")[2]: row.outcome for row in installation.frontier()}
    assert outcomes["/a/"] == "refused" and outcomes["/c/"] == "bad address"
    assert outcomes["/b/"] in ("refused", "connect")
    errors = [installation.source(id).last_error for id in ("canary", "numeric", "mapped")]
    assert all(error for error in errors) and "allow_networks" in errors[0]

"""Real processes with real limits; each kind of death is a page's own, and the others go on."""

import asyncio
import gzip
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool

import pytest

from crawler import calls
from crawler.parsed import NotParsed, ParsedList, ParsedPage, Unchanged
from crawler.workers import Workers

pytestmark = pytest.mark.anyio

HTML = (
    b"<html lang=en><head><title>A trial</title></head><body><article><h1>A trial</h1>%s</article></body></html>"
    % (b"<p>The court heard a long case about a man who was held for many months without a charge.</p>" * 8)
)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    workers = Workers(2, 1024 * 1024 * 1024, 1.0)
    yield workers
    asyncio.run(workers.close())


def spin(_seconds: float) -> None:
    from crawler import parsing

    parsing.bound_time(_seconds)
    while True:
        pass


def sleep(_seconds: float) -> None:
    time.sleep(60)


def swallow(_seconds: float) -> int:
    return len(bytearray(3 * 1024 * 1024 * 1024))


def die(_seconds: float) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def raises(_seconds: float) -> None:
    raise RecursionError("too deep")


def page_of(workers: Workers, body: bytes = HTML, encoding: tuple[str, ...] = (), known: str | None = None):
    url = "https://one.example/a"
    return workers.run(
        url, calls.parse_page, body, encoding, 100_000, url, "text/html", {"title": "T"}, "en", None, known
    )


async def test_a_page_is_extracted_and_analysed(workers: Workers) -> None:
    page = await page_of(workers, gzip.compress(HTML), ("gzip",))
    assert isinstance(page, ParsedPage) and page.state == "article"
    assert page.content.title == "A trial" and "held for many months" in page.content.text
    assert page.pack and page.body_hash and page.urls == ("https://one.example/a",)
    same = await page_of(workers, known=page.body_hash)
    assert same == Unchanged(page.body_hash)


async def test_a_bomb_is_told_as_too_large(workers: Workers) -> None:
    told = await page_of(workers, gzip.compress(b"\0" * 50_000_000), ("gzip",))
    assert isinstance(told, NotParsed) and told.outcome.word == "too large"


@pytest.mark.parametrize(("named", "kept"), [("The man was not found", True), ("A trial", False)])
async def test_a_short_piece_on_something_not_found_is_no_missing_page(
    workers: Workers, named: str, kept: bool
) -> None:
    html = (
        b"<html><head><title>The man was not found &ndash; One</title></head><body><h1>The man was not found</h1>"
        + (
            b"<p>A man who disappeared in the capital on Monday was still not found on Friday, police said.</p></body></html>"
        )
    )
    url = "https://one.example/a"
    page = await workers.run(
        url, calls.parse_page, html, (), 100_000, url, "text/html", {"title": named}, "en", None, None
    )
    assert isinstance(page, ParsedPage) and (page.state != "soft-404") is kept


async def test_a_list_names_pages_with_their_keys_and_hints(workers: Workers) -> None:
    feed = b"""<rss version="2.0"><channel><title>News</title><item><title>A trial</title>
    <link>http://www.one.example/a?utm_source=rss</link><description>Said in court</description></item>
    <item><title>No address</title><link>ftp://one.example/b</link></item></channel></rss>"""
    url = "https://one.example/feed"
    read = await workers.run(
        url, calls.parse_list, feed, (), 100_000, url, "application/rss+xml", None, None, None
    )
    assert isinstance(read, ParsedList) and read.kind == "rss" and read.title == "News"
    (named,) = read.named
    assert (named.url, named.url_key, named.host) == (
        "http://www.one.example/a",
        "one.example/a",
        "www.one.example",
    )
    assert named.hints["title"] == "A trial" and named.hints["summary"] == "Said in court"
    again = await workers.run(
        url, calls.parse_list, feed, (), 100_000, url, "application/rss+xml", None, "rss", read.body_hash
    )
    assert again == Unchanged(read.body_hash)
    page = await workers.run(url, calls.parse_list, HTML, (), 100_000, url, "text/html", None, "rss", None)
    assert isinstance(page, NotParsed) and page.outcome.word == "not a list"


async def test_feed_text_alone_makes_an_article_that_says_so(workers: Workers) -> None:
    hints = {"title": "A trial", "summary": "Said in court"}
    page = await workers.run(
        "u", calls.parse_feed_text, "https://one.example/a", hints, "en", "behind a wall"
    )
    assert isinstance(page, ParsedPage) and page.body_hash is None
    assert (page.content.title, page.content.text, page.content.language) == (
        "A trial",
        "Said in court",
        "en",
    )
    assert page.content.warnings == ("from the feed alone: behind a wall",)


@pytest.mark.parametrize(
    ("deed", "word"),
    [
        (spin, "parse timeout"),
        (sleep, "parse timeout"),
        (swallow, "parse memory"),
        (die, "parser failed"),
        (raises, "parser failed"),
    ],
)
async def test_a_death_is_one_pages_own_and_the_others_go_on(workers: Workers, deed, word: str) -> None:
    others = [asyncio.ensure_future(page_of(workers)) for _ in range(3)]
    told = await workers.run("https://one.example/bad", deed)
    assert isinstance(told, NotParsed) and told.outcome.word == word and told.outcome.retry
    assert all(isinstance(page, ParsedPage) for page in await asyncio.gather(*others))


async def test_what_was_running_at_the_close_is_told_as_stopped() -> None:
    workers = Workers(1, 1024 * 1024 * 1024, 30.0)
    running = [asyncio.ensure_future(workers.run("u", sleep)) for _ in range(2)]
    await asyncio.sleep(0.5)
    await workers.close()
    for told in await asyncio.gather(*running):
        assert isinstance(told, NotParsed) and told.outcome.retry
    assert isinstance(await page_of(workers), NotParsed)
    await workers.close()


async def test_workers_that_broke_down_are_started_anew_and_nothing_waits_for_ever() -> None:
    workers = Workers(1, 1024 * 1024 * 1024, 30.0)
    assert isinstance(await page_of(workers), ParsedPage)
    broken = workers._pool
    assert broken is not None
    waiting = [asyncio.ensure_future(workers.run("u", sleep)) for _ in range(20)]
    await asyncio.sleep(0.3)
    broken._pool_manager.handle_broken_pool(BrokenProcessPool("as its loops do when a pipe breaks"))
    for told in await asyncio.gather(*waiting):
        assert isinstance(told, NotParsed) and told.outcome.retry
    assert isinstance(await page_of(workers), ParsedPage) and workers._pool is not broken
    await workers.close()

"""The search page as a browser gets it: a real server on loopback, a real database and index."""

import re
import threading
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from lxml import html

from presswatch.library import Library
from presswatch.web.app import create_app
from presswatch.web.language import EXAMPLES, SECTIONS, asks_something
from presswatch.web.marking import marked, search_link
from presswatch.web.safety import host_of, is_loopback
from tests.presswatch import installation


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    opened = installation.library(installation.fill(tmp_path_factory.mktemp("web")))
    yield opened
    opened.index.close()
    opened.db.close()


@pytest.fixture(scope="module")
def browser(library: Library) -> Iterator[httpx.Client]:
    server = uvicorn.Server(uvicorn.Config(create_app(library), port=0, access_log=False, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    port = server.servers[0].sockets[0].getsockname()[1]
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        yield client
    server.should_exit = True
    thread.join(10)


def parsed(page: str) -> Any:
    """The page as a tree."""
    return html.document_fromstring(page)


def texts(page: str, path: str) -> list[str]:
    return [" ".join(node.text_content().split()) for node in parsed(page).xpath(path)]


PAGES = [
    "/",
    "/?q=orlov",
    "/?q=(",
    "/article/51?q=orlov",
    "/article/9999",
    "/sources",
    "/help",
    "/nowhere",
    "/static/style.css",
]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_lets_a_browser_load_or_run_anything(browser: httpx.Client, path: str) -> None:
    answer = browser.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "style-src 'self'" in policy
    assert "unsafe" not in policy and "script-src" not in policy and "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    if "html" in answer.headers["content-type"]:
        assert not re.search(r"<script|\son\w+=|style=|javascript:", answer.text)
        assert not re.search(r'(src|action)="(https?:)?//', answer.text)
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("localhost:8642", 200),
        ("[::1]:8642", 200),
        ("LOCALHOST.", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("localhost.evil.example:80", 421),
        ("192.168.1.5", 421),
        ("0.0.0.0", 421),
        ("", 421),
    ],
)
def test_only_this_machine_s_names_are_answered(browser: httpx.Client, host: str, status: int) -> None:
    answer = browser.get("/?q=orlov", headers={"host": host})
    assert answer.status_code == status
    assert ("Orlov" in answer.text) == (status == 200)


def test_a_host_header_is_read_without_its_port() -> None:
    assert [host_of(h) for h in ("a:80", "a", "[::1]:80", "[::1]")] == ["a", "a", "[::1]", "[::1]"]
    assert is_loopback("127.9.9.9") and not is_loopback("128.0.0.1")


def test_matches_are_marked_in_title_text_and_caption(browser: httpx.Client) -> None:
    page = browser.get("/", params={"q": "entity:orlov OR detained"}).text
    assert texts(page, "//h2[@class='count']") == ["4 articles change 52"]
    assert {"Anton Orlov", "Орлова", "أورلوف", "detained"} <= set(texts(page, "//mark"))
    assert texts(page, "//p[@class='label']") == ["in a caption"]
    caption = texts(page, "//li[p[@class='label']]/p[@class='excerpt']")
    assert caption == ["A vigil for the detained in Almina."]


def test_the_page_says_how_a_text_reads(browser: httpx.Client) -> None:
    page = parsed(browser.get("/", params={"q": "lang:ar"}).text)
    (title,) = page.xpath("//li[@class='hit']/h3")
    assert (title.get("dir"), title.get("lang")) == ("rtl", "ar")


def test_pages_follow_one_another_and_none_is_lost(browser: httpx.Client) -> None:
    seen: list[str] = []
    link = search_link("harbour")
    for _ in range(5):
        page = browser.get(link).text
        seen += texts(page, "//li[@class='hit']/h3")
        more = parsed(page).xpath("//a[@rel='next']/@href")
        if not more:
            break
        link = more[0]
    assert len(seen) == len(set(seen)) == 46


def test_a_wrong_query_is_shown_with_its_fault(browser: httpx.Client) -> None:
    answer = browser.get("/", params={"q": "orlov AND (detained"})
    assert answer.status_code == 400
    (excerpt,) = parsed(answer.text).xpath("//div[@role='alert']/pre")
    line, caret = excerpt.text_content().split("\n")[:2]
    assert line == "orlov AND (detained" and caret == " " * 10 + "^"
    assert 'value="orlov AND (detained"' in answer.text


def test_what_may_have_been_meant_stands_beside_the_answer(browser: httpx.Client) -> None:
    page = browser.get("/", params={"q": "orlov or source:kourier"}).text
    notes = texts(page, "//p[@class='note']")
    assert len(notes) == 2 and "written OR" in notes[0] and "source:courier?" in notes[1]


def test_a_hit_tells_in_short_how_it_mentions_an_entity(browser: httpx.Client) -> None:
    ways = "//li[@class='hit']/p[@class='meta'][last()]/bdi"
    page = browser.get("/", params={"q": "entity:orlov lang:ru"}).text
    assert texts(page, ways) == ["“Орлова” (as it is given, 1.00)", "“Орлов” (as it is given, 1.00)"]
    assert not texts(browser.get("/", params={"q": "Орлова"}).text, ways)


def test_a_query_of_several_lines_stays_one(browser: httpx.Client) -> None:
    several = "// who\r\nentity:orlov OR\r\nvigil\r\n// and what"
    page = parsed(browser.get("/", params={"q": several}).text)
    assert page.xpath("string(//textarea)").strip() == several.replace("\r\n", "\n")
    link = {row.xpath("string(a)"): row for row in page.xpath("//aside//li")}["Russian"].xpath("a/@href")[0]
    assert texts(browser.get(link).text, "//h2[@class='count']") == ["1 article change 52"]
    refused = parsed(browser.get("/", params={"q": "orlov\r\n  titel:x"}).text)
    assert refused.xpath("string(//div[@class='wrong']/h2)") == "There is no field “titel” (line 2, column 3)"
    assert refused.xpath("string(//div[@class='wrong']//b)") == "titel:"
    (more,) = parsed(browser.get("/", params={"q": "orlov"}).text).xpath("//a[text()='Several lines']/@href")
    assert parsed(browser.get(more).text).xpath("string(//textarea)").strip() == "orlov"


def test_undated_articles_are_counted_apart(browser: httpx.Client) -> None:
    page = browser.get("/", params={"q": "vigil published:30d"}).text
    assert texts(page, "//h2[@class='count']") == ["0 articles 1 undated left aside change 52"]


def test_narrowing_down_asks_for_the_same_and_more(browser: httpx.Client) -> None:
    page = parsed(browser.get("/", params={"q": "entity:orlov OR vigil"}).text)
    rows = {row.xpath("string(a)"): row for row in page.xpath("//aside//li")}
    assert rows["Russian"].xpath("string(span)") == "1"
    assert rows["Вести Тольмена"].xpath("string(a/@href)").endswith("source%3Avesti")
    narrowed = browser.get(rows["Russian"].xpath("a/@href")[0]).text
    assert texts(narrowed, "//h2[@class='count']") == ["1 article change 52"]
    assert 'value="(entity:orlov OR vigil) lang:ru"' in unescape(narrowed)


def test_what_a_publisher_wrote_is_text_and_never_markup(browser: httpx.Client) -> None:
    for path in ("/?q=budget", "/article/47?q=budget", "/"):
        page = browser.get(path).text
        assert "<script>" not in page and "<b>less" not in page
        assert "&lt;script&gt;" in page
        assert "\x1b" not in page


def test_a_query_is_text_in_every_place_it_stands(browser: httpx.Client) -> None:
    attack = '"><script>alert(1)</script> <img src=x onerror=alert(1)>'
    for path in ("/", "/article/51"):
        page = browser.get(path, params={"q": attack}).text
        assert "<script" not in page and "<img" not in page


def test_an_article_is_shown_with_its_marks_and_leads_to_its_publisher(browser: httpx.Client) -> None:
    page = browser.get("/article/51", params={"q": "entity:orlov author:halloran"}).text
    assert texts(page, "//h1/mark") == ["Anton Orlov"]
    assert texts(page, "//p[@class='byline']/mark") == ["Halloran"]
    assert texts(page, "//section[contains(@class, 'captions')]//mark") == ["Anton Orlov"]
    (link,) = parsed(page).xpath("//a[contains(@class, 'button')]")
    assert link.get("href") == "https://courier.example/2026/orlov-detained"  # without what tracks a reader
    assert {"noreferrer", "noopener"} <= set(link.get("rel").split())


def test_every_version_can_be_seen(browser: httpx.Client) -> None:
    first = browser.get("/article/51", params={"version": 1}).text
    assert "detained on the Kestrel bridge" in first and "An earlier version" in first
    assert "released after a night" in browser.get("/article/51").text
    assert browser.get("/article/51", params={"version": 3}).status_code == 404


def test_an_article_without_text_says_so(browser: httpx.Client) -> None:
    page = browser.get("/article/46").text
    assert "No text was found on its page." in page and "no text was found" in page


@pytest.mark.parametrize(
    "path", ["/article/9999", "/article/x", "/nowhere", "/?order=best", "/?q=" + "a" * 5000]
)
def test_what_is_not_there_is_said_on_a_page(browser: httpx.Client, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code in (400, 404) and texts(answer.text, "//h1")


@pytest.mark.parametrize("after", ["rubbish", f"newest.{'9' * 3900}.1", "newest.1.99999999999"])
def test_a_cursor_that_is_none_is_said(browser: httpx.Client, after: str) -> None:
    answer = browser.get("/", params={"q": "orlov", "after": after})
    assert answer.status_code == 400 and 'role="alert"' in answer.text


def test_an_address_finds_its_article_or_is_said_not_to_be_kept(browser: httpx.Client) -> None:
    kept, gone = "vesti.example/news/77", "vesti.example/news/78"
    for address in (f"https://www.{kept}", f"www.{kept}", kept):
        page = browser.get("/", params={"q": address}).text
        assert texts(page, "//h2[@class='count']") == ["1 article change 52"] and "Орлова" in page
    for address, more in ((f"https://{gone}", ""), (gone, "; it is looked for as words")):
        page = browser.get("/", params={"q": address}).text
        said = f"{address} is not kept: no article was read at this address{more}"
        assert texts(page, "//p[@class='note']") == [said]
        assert texts(page, "//h2[@class='count']") == ["0 articles change 52"]


def test_sources_are_shown_with_their_state(browser: httpx.Client) -> None:
    page = browser.get("/sources").text
    assert len(texts(page, "//tbody/tr")) == 3
    assert texts(page, "//span[contains(@class, 'state')]") == ["not read yet"] * 3


def test_every_example_is_a_query_that_can_be_asked(browser: httpx.Client) -> None:
    rows = [*EXAMPLES, *(row for _, rows in SECTIONS for row in rows)]
    for example, _ in rows:
        if asks_something(example):
            assert browser.get("/", params={"q": example}).status_code == 200, example


def test_the_help_names_the_entities_there_are(browser: httpx.Client) -> None:
    page = parsed(browser.get("/help").text)
    assert page.xpath("//a[@href='/?q=entity%3Aorlov']")


def test_marks_are_the_only_markup_that_gets_through() -> None:
    from articles.snippets import Piece

    pieces = [Piece("<mark>a</mark> & ", False), Piece("<i>\u202eb</i>", True)]
    assert marked(pieces) == "&lt;mark&gt;a&lt;/mark&gt; &amp; <mark>&lt;i&gt;b&lt;/i&gt;</mark>"


def test_nothing_of_what_is_asked_is_logged(
    browser: httpx.Client, caplog: pytest.LogCaptureFixture, free_port: Callable[[], int]
) -> None:
    browser.get("/", params={"q": "verysecretname"})
    browser.get("/", params={"q": "verysecretname AND ("})
    assert "verysecretname" not in "".join(r.getMessage() for r in caplog.records if r.name != "httpx")


def test_an_empty_archive_says_how_to_begin(tmp_path: Path) -> None:
    from presswatch import wiring
    from presswatch.settings import read_settings
    from presswatch.web import views

    (tmp_path / "presswatch.toml").write_text(installation.CONFIG, "utf-8")
    settings = read_settings(tmp_path / "presswatch.toml", {})
    wiring.open_database(settings, make=True).close()
    library = installation.library(settings)
    assert views.front(library)["latest"] == []
    assert views.results(library, "anything", "newest", None)["answer"]["total"] == "0 articles"
    library.db.close()

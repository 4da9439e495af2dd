"""Title, authors, dates, language: which of a page's claims is believed."""

from datetime import UTC, datetime, timedelta

import pytest

from articles.article import Content, Published
from crawler.extract import Hints, extract

NOW = datetime(2024, 6, 1, 12, 0, tzinfo=UTC)
URL = "https://news.example/politics/the-bridge-is-closed-4711"
NO_HINTS = Hints()
TEXT = "".join(
    f"<p>Sentence number {n} of the article says that the bridge over the river was closed on Monday.</p>"
    for n in range(8)
)


def read(
    head: str = "",
    body: str = "",
    *,
    url: str = URL,
    hints: Hints = NO_HINTS,
    zone: str | None = None,
    text: str = TEXT,
) -> Content:
    page = f"<html lang='en'><head>{head}</head><body><article>{body}{text}</article></body></html>"
    return extract(page.encode(), url=url, hints=hints, zone=zone, now=NOW).content


def ld(json: str) -> str:
    return f'<script type="application/ld+json">{json}</script>'


def test_site_name_is_taken_off_a_title() -> None:
    head = (
        "<title>The bridge is closed – River News</title><meta property='og:site_name' content='River News'>"
    )
    assert read(head).title == "The bridge is closed"


def test_dash_inside_a_title_stays() -> None:
    head = "<title>Closed – for good | River News</title><meta property='og:site_name' content='River News'>"
    assert read(head).title == "Closed – for good"


def test_headline_of_the_newsroom_wins_over_the_networks_wording() -> None:
    head = "<meta property='og:title' content='Bridge closed: what drivers must know now'>"
    assert (
        read(head, "<h1>Bridge closed: what drivers must know</h1>").title
        == "Bridge closed: what drivers must know"
    )


def test_logo_in_h1_is_no_title() -> None:
    assert (
        read("<meta property='og:title' content='The bridge is closed'>", "<h1>River News</h1>").title
        == "The bridge is closed"
    )


def test_title_loses_newlines_markup_and_entities() -> None:
    head = ld('{"@type":"NewsArticle","headline":"The <b>bridge</b>\\n is &amp; stays\\r\\n closed"}')
    assert read(head).title == "The bridge is & stays closed"


@pytest.mark.parametrize(
    ("stated", "authors"),
    [
        ('"author": {"@type":"Person","name":"By Ann Lee"}', ("Ann Lee",)),
        ('"author": [{"name":"Ann Lee"},{"name":"Bo Ek"}]', ("Ann Lee", "Bo Ek")),
        ('"author": "Ann Lee and Bo Ek"', ("Ann Lee", "Bo Ek")),
        ('"author": {"name":"https://news.example/author/7"}', ()),
        ('"author": {"name":"River News"}, "publisher": {"name":"River News"}', ()),
        ('"author": {"@type":"Organization","name":"The Desk"}', ()),
        ('"author": {"name":"Von Jürgen Öhler und Zoë Weiß"}', ("Jürgen Öhler", "Zoë Weiß")),
        ('"author": {"name":"Ирина Ёлкина"}', ("Ирина Ёлкина",)),
        ('"author": {"name":"Siobh&aacute;n O&#039;Neil"}', ("Siobhán O'Neil",)),
    ],
)
def test_authors(stated: str, authors: tuple[str, ...]) -> None:
    assert read(ld(f'{{"@type":"NewsArticle",{stated}}}')).authors == authors


def test_authors_of_the_feed_where_the_page_names_none() -> None:
    assert read(hints=Hints(authors=("Ann Lee",))).authors == ("Ann Lee",)


def published(head: str = "", body: str = "", **more: object) -> tuple[str, str, str, str | None]:
    found = read(head, body, **more).published  # type: ignore[arg-type]
    assert found is not None
    return found.start.isoformat(), found.precision, found.how, found.zone


def test_json_ld_before_opengraph_before_time() -> None:
    json = ld('{"@type":"NewsArticle","datePublished":"2024-03-05T10:00:00+01:00"}')
    graph = "<meta property='article:published_time' content='2024-03-06T10:00:00Z'>"
    element = "<time datetime='2024-03-07T10:00:00Z'>7 March</time>"
    assert published(json + graph, element) == ("2024-03-05T09:00:00+00:00", "time", "json-ld", "+01:00")
    assert published(graph, element) == ("2024-03-06T10:00:00+00:00", "time", "opengraph", "Z")
    assert published("", element) == ("2024-03-07T10:00:00+00:00", "time", "time-element", "Z")


def test_day_is_refined_by_a_time_of_that_day() -> None:
    json = ld('{"@type":"NewsArticle","datePublished":"2024-03-05"}')
    graph = "<meta property='article:published_time' content='2024-03-05T10:00:00Z'>"
    assert published(json + graph)[:3] == ("2024-03-05T10:00:00+00:00", "time", "opengraph")


def test_modified_is_not_published() -> None:
    json = ld('{"@type":"NewsArticle","dateModified":"2024-03-05T10:00:00Z"}')
    assert (
        read(json + "<meta property='article:modified_time' content='2024-03-05T10:00:00Z'>").published
        is None
    )


def test_feed_before_address() -> None:
    moment = datetime(2024, 3, 5, 10, 0, tzinfo=UTC)
    hint = Published(moment, moment + timedelta(seconds=1), "time", "feed", "Z")
    url = "https://news.example/2024/03/05/bridge/"
    assert read(url=url, hints=Hints(published=hint)).published == hint
    assert published(url=url) == ("2024-03-05T00:00:00+00:00", "day", "url", None)


def test_page_before_feed() -> None:
    moment = datetime(2024, 3, 9, 10, 0, tzinfo=UTC)
    hint = Published(moment, moment + timedelta(seconds=1), "time", "feed", "Z")
    graph = "<meta property='article:published_time' content='2024-03-05T10:00:00Z'>"
    assert published(graph, hints=Hints(published=hint))[2] == "opengraph"


def test_time_without_offset_is_in_the_sources_zone() -> None:
    graph = "<meta property='article:published_time' content='2024-03-05 10:00:00'>"
    assert published(graph, zone="Europe/Kyiv") == (
        "2024-03-05T08:00:00+00:00",
        "time",
        "opengraph",
        "+02:00",
    )
    assert published(graph) == ("2024-03-05T10:00:00+00:00", "time", "opengraph", None)


def test_future_date_is_not_believed() -> None:
    graph = "<meta property='article:published_time' content='2034-03-05T10:00:00Z'>"
    assert published(graph, url="https://news.example/2024/03/05/bridge/")[2] == "url"


def test_undated_page_has_no_date() -> None:
    assert read().published is None


@pytest.mark.parametrize(
    ("lang", "text", "code"),
    [
        ("en-GB", TEXT, "en"),
        (
            "en",
            "<p>"
            + "Der Rat hat die Entscheidung über das Wasserwerk nicht vertagt, und die Stadt muss auf das Geld warten. "
            * 6
            + "</p>",
            "de",
        ),
        ("en", "<p>" + "Движение по мосту остановили утром, и жители ждут открытия. " * 8 + "</p>", "ru"),
        (
            "ru",
            "<p>" + "Рух мостом зупинили вранці, і мешканці чекають на його відкриття. " * 8 + "</p>",
            "ru",
        ),
        (
            "",
            "<p>"
            + "Рух мостом зупинили вранці, і мешканці чекають на його відкриття в їхньому місті. " * 8
            + "</p>",
            "uk",
        ),
        ("", "<p>" + "橋は月曜日に閉鎖され、住民は再開を待っている。" * 10 + "</p>", "ja"),
        ("", "<p>" + "大桥周一关闭，居民等待重新开放。" * 12 + "</p>", "zh"),
        (
            "",
            "<p>"
            + "پل روز دوشنبه بسته شد و مردم منتظر بازگشایی آن هستند، گزارش‌ها چنین می‌گویند. " * 8
            + "</p>",
            "fa",
        ),
    ],
)
def test_language(lang: str, text: str, code: str) -> None:
    page = f"<html lang='{lang}'><body><article>{text}</article></body></html>"
    assert extract(page.encode(), url=URL, now=NOW).content.language == code


def test_canonical_amp_and_links_are_absolute_claims() -> None:
    head = "<link rel='canonical' href='/bridge'><link rel='amphtml' href='https://news.example/amp/bridge'>"
    page = f"<html><head>{head}</head><body><article>{TEXT}<a href='../next#top'>next</a><a href='javascript:x()'>x</a></article></body></html>"
    found = extract(page.encode(), url=URL, links=True)
    assert found.canonical == "https://news.example/bridge"
    assert found.amp_url == "https://news.example/amp/bridge"
    assert found.links == ("https://news.example/next",)

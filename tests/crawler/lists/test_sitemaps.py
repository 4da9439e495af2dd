"""Sitemaps: news, plain, indices, packed, and as plain text."""

import gzip
from datetime import UTC, datetime

import pytest

from crawler.lists import ListReading, NotAList, read_list

SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def read(text: str, content_type: str | None = "application/xml") -> ListReading:
    return read_list(text.encode(), url="https://example.com/sitemap.xml", content_type=content_type)


def test_a_news_sitemap() -> None:
    reading = read(
        f"<urlset {SPACE} {NEWS}>"
        "<url><loc>https://example.com/a</loc><lastmod>2026-11-23T10:00:00Z</lastmod><news:news><news:publication><news:name>P</news:name>"
        "<news:language>pt-br</news:language></news:publication><news:publication_date>2026-11-22</news:publication_date>"
        "<news:title>Older &amp;amp; wiser</news:title></news:news></url>"
        "<url><loc>https://example.com/b</loc><news:news><news:publication_date>2026-11-23T08:30:00+01:00</news:publication_date>"
        "<news:title>Newer</news:title></news:news></url></urlset>"
    )
    assert reading.kind == "sitemap"
    newer, older = reading.items
    assert (newer.title, older.title, older.language) == ("Newer", "Older & wiser", "pt")
    assert newer.published and newer.published.start == datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
    assert (newer.published.how, newer.published.precision) == ("sitemap", "time")
    assert older.published and older.published.precision == "day"


def test_lastmod_is_never_a_publication_date_and_sections_are_left_out() -> None:
    pages = [
        "/",
        "/politics",
        "/about-us",
        "/tag/storm",
        "/world/storm-hits-the-coast",
        "/p/17",
        "/world/storm-hits-the-coast/",
    ]
    reading = read(
        f"<urlset {SPACE}>"
        + "".join(f"<url><loc>https://example.com{p}</loc><lastmod>2026-11-23</lastmod></url>" for p in pages)
        + "</urlset>"
    )
    assert [one.url for one in reading.items] == [
        "https://example.com/world/storm-hits-the-coast",
        "https://example.com/p/17",
    ]
    assert all(one.published is None and one.modified is not None for one in reading.items)
    assert reading.warnings == ("4 addresses that are no articles were left out",)


def test_an_index_names_news_first_and_then_the_newest() -> None:
    parts = [
        "sitemap-2024.xml",
        "sitemap-2026.xml",
        "image-sitemap.xml",
        "sitemap-2025.xml",
        "sitemap-news.xml",
    ]
    reading = read(
        f"<sitemapindex {SPACE}>"
        + "".join(f"<sitemap><loc>https://example.com/{part}</loc></sitemap>" for part in parts)
        + "</sitemapindex>"
    )
    assert (reading.kind, reading.items) == ("sitemap-index", ())
    assert [one.rpartition("/")[2] for one in reading.more_lists] == [
        "sitemap-news.xml",
        "sitemap-2026.xml",
        "sitemap-2025.xml",
        "sitemap-2024.xml",
    ]


def test_a_huge_index_is_bounded_and_says_so() -> None:
    parts = "".join(f"<sitemap><loc>https://example.com/{n}.xml</loc></sitemap>" for n in range(3000))
    reading = read(f"<sitemapindex {SPACE}>{parts}</sitemapindex>")
    assert len(reading.more_lists) == 50 and reading.more_lists[0] == "https://example.com/2999.xml"
    assert reading.warnings == ("50 of 3000 sitemaps were taken",)


def test_a_packed_sitemap() -> None:
    text = f"<urlset {SPACE}><url><loc>https://example.com/2026/11/23/storm</loc></url></urlset>"
    reading = read_list(
        gzip.compress(text.encode()),
        url="https://example.com/sitemap.xml.gz",
        content_type="application/x-gzip",
    )
    assert [one.url for one in reading.items] == ["https://example.com/2026/11/23/storm"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"\x1f\x8b\x08broken", "gzip"), (gzip.compress(b" " * 70_000_000, mtime=0), "60 MB")],
)
def test_packed_files_that_cannot_be_used(data: bytes, reason: str) -> None:
    with pytest.raises(NotAList, match=reason):
        read_list(data, url="https://example.com/sitemap.xml.gz")


def test_a_plain_text_sitemap() -> None:
    reading = read(
        "https://example.com/2026/11/23/storm\nhttps://example.com/2026/11/22/flood\n", "text/plain"
    )
    assert (reading.kind, len(reading.items)) == ("sitemap", 2)


def test_an_empty_sitemap_is_a_reading_with_a_warning() -> None:
    assert read(f"<urlset {SPACE}/>").warnings == ("empty sitemap",)

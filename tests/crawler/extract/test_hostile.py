"""Pages that break parsers: deep, wide, huge, broken, empty. None may raise, and text that is there comes out."""

import gzip

import pytest

from crawler.extract import extract

URL = "https://news.example/a/bridge-4711"
SENTENCE = "The bridge over the river was closed on Monday, the mayor of the town said in the evening. "
TEXT = "".join(f"<p>{n}. {SENTENCE}</p>" for n in range(6))


@pytest.mark.parametrize("tag", ["div", "span", "section", "b", "blockquote", "table><tr><td"])
@pytest.mark.parametrize("depth", [300, 3000, 30_000])
def test_deep_nesting(tag: str, depth: int) -> None:
    page = "<html><body>" + f"<{tag}>" * depth + TEXT + "</body></html>"
    found = extract(page.encode(), url=URL)
    assert found.state == "article"
    assert SENTENCE.strip() in found.content.text


def test_forty_thousand_attributes() -> None:
    attributes = " ".join(f'a{n}="x"' for n in range(40_000))
    found = extract(f"<html><body><article {attributes}>{TEXT}</article></body></html>".encode(), url=URL)
    assert SENTENCE.strip() in found.content.text


@pytest.mark.parametrize(
    "data",
    [
        b"", b"   ", b"\x00", b"<", b"<!--", b"<html", b"\xff\xfe", b"\xef\xbb\xbf", b"{}", b"%PDF-1.7 \x00\x01", b"GIF89a\x00",
        b"<?xml version='1.0'?><rss/>", b"<html><head></head></html>", b"<script>", b"]]>", b"\x1b$B",
        "<p>\ud83d</p>".encode("utf-8", "surrogatepass"), gzip.compress(b"<p>x</p>", mtime=0), bytes(range(256)) * 40,
    ],
)  # fmt: skip
def test_what_is_no_page_is_no_error(data: bytes) -> None:
    found = extract(data, url=URL, content_type="text/html")
    assert found.state in ("empty", "garbled", "article")


def test_broken_markup() -> None:
    page = f"<html><body><div><p>{SENTENCE}<p>{SENTENCE * 3}<div></p></b></i><ul><li>{SENTENCE}<table><tr><p>{SENTENCE}</body>"
    assert SENTENCE.strip() in extract(page.encode(), url=URL).content.text


def test_characters_that_xml_forbids() -> None:
    page = f"<html><body><article><p>{SENTENCE}&#1;&#x0b;&#xfffe;{SENTENCE}</p>{TEXT}</article></body></html>"
    found = extract(page.encode(), url=URL)
    assert SENTENCE.strip() in found.content.text
    assert "\x01" not in found.content.text


def test_huge_page() -> None:
    page = "<html><body><article>" + f"<p>{SENTENCE}</p>" * 50_000 + "</article></body></html>"
    assert SENTENCE.strip() in extract(page.encode(), url=URL).content.text


def test_broken_json_ld() -> None:
    scripts = "".join(
        f'<script type="application/ld+json">{script}</script>'
        for script in (
            "{",
            "[[[[",
            '{"@graph": 5}',
            '{"@type": ["NewsArticle", null], "author": [null, 5, [[]]], "headline": {"a": 1}, "datePublished": 7}',
            "null",
            "[" * 5000,
        )
    )
    found = extract(
        f"<html><head>{scripts}</head><body><article>{TEXT}</article></body></html>".encode(), url=URL
    )
    assert found.state == "article"


@pytest.mark.parametrize(
    "url", ["", "not a url", "http://[::1", "https://news.example/%ff%fe/2024/99/99/", "x" * 5000]
)
def test_strange_addresses(url: str) -> None:
    page = f"<html><head><link rel=canonical href='http://[bad'><base href='//['></head><body><article>{TEXT}<a href='http://['>x</a></article></body></html>"
    assert extract(page.encode(), url=url, links=True).state == "article"


def test_title_with_newlines_and_markup_is_one_plain_line() -> None:
    page = f"<html><head><meta property='og:title' content='The &lt;b&gt;bridge&lt;/b&gt;\r\nis\tclosed\u200b'></head><body><article>{TEXT}</article></body></html>"
    assert extract(page.encode(), url=URL).content.title == "The bridge is closed"

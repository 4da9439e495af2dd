"""What is no list gets a reason; what is hostile costs nothing; no bytes make `read_list` raise anything else."""

import contextlib
import gzip
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.lists import NotAList, read_list
from crawler.lists.fallback import bearable, read_with_feedparser
from crawler.lists.plain import plain_line, plain_text

FEED = "https://example.com/feed.xml"
HOME = "https://example.com/"


def page(title: str, body: str = "<p>One moment.</p>") -> bytes:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>".encode()


@pytest.mark.parametrize(
    ("data", "url", "reason"),
    [
        (b"", FEED, "empty"),
        (b" \r\n\t ", FEED, "empty"),
        (b"\xef\xbb\xbf", FEED, "empty"),
        (page("Example Herald", "<p>Hello.</p>"), FEED, "HTML page where a feed was expected"),
        (page("Example Herald", "<p>Hello.</p>"), HOME, "without links to articles"),
        (page("Just a moment..."), HOME, "challenge page"),
        (page("Just a moment..."), FEED, "challenge page"),
        (page("x", "<script>window._cf_chl_opt={}</script>"), HOME, "challenge page"),
        (page("Before you continue to Example"), HOME, "consent wall"),
        (page("Access Denied"), HOME, "refusal"),
        (page("404 Not Found"), FEED, "error page"),
        (page("Sign in"), HOME, "login page"),
        (b"%PDF-1.7 ...", FEED, "PDF"),
        (b"\x89PNG\r\n", FEED, "picture"),
        (b'{"error": "no"}', FEED, "not a JSON Feed"),
        (b'{"error": ', FEED, "broken JSON"),
        (b"[" * 100_000, FEED, "broken JSON"),
        (b"<opml><body/></opml>", FEED, "OPML"),
        (b"<note><to>x</to></note>", FEED, "neither a feed nor a sitemap"),
        (b"<?xml version='1.0'?>", FEED, "XML"),
        (b"Too many requests", FEED, "plain text"),
    ],
)
def test_what_is_no_list_is_told(data: bytes, url: str, reason: str) -> None:
    with pytest.raises(NotAList, match=reason) as raised:
        read_list(data, url=url, content_type="text/html" if b"<html" in data else None)
    assert raised.value.reason == str(raised.value)


def test_a_page_where_a_feed_was_is_told_whatever_the_address() -> None:
    data = page(
        "Herald",
        "".join(
            f'<h2><a href="/2026/11/23/story-{n}-of-the-day">A story of the day, {n}</a></h2>'
            for n in range(9)
        ),
    )
    assert len(read_list(data, url=HOME).items) == 9
    with pytest.raises(NotAList, match="HTML page where a feed was"):
        read_list(data, url=HOME, expected="rss")


LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "doctype",
    [
        LAUGHS,
        '<!DOCTYPE r [<!ENTITY j SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
def test_entities_of_the_document_are_never_resolved(doctype: str) -> None:
    text = f"<?xml version='1.0'?>{doctype}<rss><channel><item><title>A &j; B</title><link>https://example.com/a</link></item></channel></rss>"
    (one,) = read_list(text.encode(), url=FEED).items
    assert one.title == "A &j; B"


@pytest.mark.timeout(20)
def test_a_bomb_of_attributes_costs_nothing_and_never_reaches_feedparser() -> None:
    attributes = " ".join(f'a{n}="1"' for n in range(40_000))
    whole = f"<rss><channel><item {attributes}><title>A</title><link>https://example.com/a</link></item></channel></rss>"
    assert [one.title for one in read_list(whole.encode(), url=FEED).items] == ["A"]
    assert not bearable(whole)
    broken = whole.replace("</title>", "</titel>")
    with contextlib.suppress(NotAList):
        assert len(read_list(broken.encode(), url=FEED).items) <= 1


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "data",
    [
        b"<rss><channel>" + b"<a>" * 200_000,
        b"<rss><channel><item>" + b"<![CDATA[" * 100_000,
        b"<rss>" + b"&amp" * 300_000,
        b"<" * 1_000_000,
        b"<rss><channel>" + b"<item>" * 100_000,
        b"<html><body>" + b"<div>" * 100_000 + b"<a href='/2026/11/23/a-long-story-of-the-day'>A long story of the day</a>",
        b"<html><body>" + b"<a href='/2026/11/23/a-long-story-of-the-day'>" * 50_000,
        b"<html><body><article>" + b"".join(b"<p><a href='/2026/11/23/a-long-story-%d'>A long story of the day</a>" % n for n in range(30_000)),
        b"<!--" * 200_000,
        b"<!DOCTYPE x [" + b"<!ENTITY a 'b'>" * 50_000,
        b"<urlset>" + b"<url><loc>" * 100_000,
        b"<rss><channel><item><title>" + b"&lt;script " * 100_000 + b"</title></item></channel></rss>",
        b"<rss><channel><item><link>https://example.com/a</link><description>" + b"&lt;!-- &lt;style &lt;a " * 100_000 + b"</description></item></channel></rss>",
        gzip.compress(b"<rss>" + b"\0" * 30_000_000),
        b"{" + b'"a":' * 200_000,
    ],
    ids=range(15),
)  # fmt: skip
def test_hostile_lists_end_in_time(data: bytes) -> None:
    for url in (FEED, HOME):
        try:
            assert len(read_list(data, url=url).items) <= 10_000
        except NotAList as refusal:
            assert refusal.reason


def test_300_nested_divs_hide_no_article() -> None:
    data = page(
        "Herald",
        "<div>" * 300
        + "<h2><a href='/2026/11/23/storm-hits-the-coast'>Storm hits the coast again</a></h2>"
        + "</div>" * 300,
    )
    assert [one.title for one in read_list(data, url=HOME).items] == ["Storm hits the coast again"]


def test_feedparser_reads_what_the_tree_cannot_hold() -> None:
    text = "<rss><channel><title>T</title><item><title>A</title><link>https://example.com/a</link><pubDate>Mon, 23 Nov 2026 08:30:00 GMT</pubDate></item>"
    reading = read_with_feedparser(text, url=FEED, zone=None)
    assert reading is not None
    (one,) = reading.items
    assert (one.url, one.title) == ("https://example.com/a", "A")
    assert one.published and one.published.start.isoformat() == "2026-11-23T08:30:00+00:00"
    assert read_with_feedparser("nothing of the kind", url=FEED, zone=None) is None


SEEDS = [
    b'<?xml version="1.0" encoding="windows-1251"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>T</title><item>'
    b"<title><![CDATA[A <b>b</b>]]></title><link>https://example.com/a?x=1&amp;y=2</link><pubDate>Mon, 23 Nov 2026 08:30:00 +0100</pubDate>"
    b"<dc:creator>C</dc:creator><guid>1</guid></item><item><link>/b</link></item></channel></rss>",
    b'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://[x/"><entry><link href="http://[::1/a"/><updated>2026-02-31</updated></entry></feed>',
    b'<urlset><url><loc>https://example.com/a-b-c-d</loc><lastmod>x</lastmod><n:news xmlns:n="n"><n:title>T</n:title></n:news></url></urlset>',
    b'<html lang="en"><base href="http://[/"><a href="http://[::1/x">x</a><h2><a href="/2026/11/23/a-b-c">A b c d e f</a></h2><time datetime="x"></html>',
    json.dumps({"version": "https://jsonfeed.org/version/1", "items": [{"url": "http://[", "id": 1e400}, {"url": "/a", "authors": [1, {"name": 2}]}]}).encode(),
    b"https://example.com/a-b-c-d-e\nhttps://example.com/2026/11/23/x\n",
]  # fmt: skip


def test_where_feedparser_fails_what_was_read_without_it_stays() -> None:
    """A tag that is cut, and another's end without its beginning: feedparser raises KeyError, and all was lost."""
    broken = bytearray(SEEDS[0])
    del broken[319:326]
    del broken[186:216]
    reading = read_list(bytes(broken), url=FEED)
    assert (reading.kind, [item.title for item in reading.items]) == ("rss", ["A b"])


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_no_bytes_make_it_raise_anything_else(data: st.DataObject) -> None:
    seed = bytearray(data.draw(st.sampled_from(SEEDS)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(seed)))
        end = data.draw(st.integers(at, min(len(seed), at + 30)))
        seed[at:end] = data.draw(
            st.binary(max_size=8)
            | st.sampled_from([b"<", b">", b"&", b"]]>", b"<item>", b"\xff\xfe", b"&#0;", b"http://["])
        )
    url = data.draw(st.sampled_from([FEED, HOME, "http://127.1.2.3:8080/x"]))
    header = data.draw(
        st.sampled_from(
            [None, "text/html; charset=x-bogus", "application/xml; charset=utf-16", "a/b; charset=utf-7"]
        )
    )
    try:
        reading = read_list(bytes(seed), url=url, content_type=header, zone="Europe/Berlin")
    except NotAList as refusal:
        assert refusal.reason and not refusal.reason.startswith("the list could not be read")
        return
    for one in reading.items:
        assert one.url.startswith(("http://", "https://"))
        assert "\n" not in one.title


@given(st.binary(max_size=300))
def test_no_random_bytes_either(data: bytes) -> None:
    try:
        read_list(data, url=HOME)
    except NotAList as refusal:
        assert not refusal.reason.startswith("the list could not be read")


@given(st.text(alphabet="<>/!-&;#ab pscript\n\xa0\u00ad", max_size=200))
def test_plain_text_is_plain(markup: str) -> None:
    line, text = plain_line(markup), plain_text(markup)
    assert "\n" not in line and line == line.strip()
    assert "\n\n\n" not in text and text == text.strip()

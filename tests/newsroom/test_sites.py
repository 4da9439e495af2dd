"""The newsroom itself: layouts, lists, charsets, steps, twins, the log and its faults, asked as a client would."""

import gzip
import http.client
import json
import socket
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest

from tests.conftest import StartNewsroom
from tests.newsroom import Newsroom
from tests.newsroom.faults import KINDS

TEXT = "The court heard the case.\n\n[photo] A man waits | Jane Roe/Agency\n\n[related] Another case\n\n> I was there."


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


def get(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(url, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with _OPENER.open(request, timeout=5) as reply:
            return reply.status, dict(reply.headers), reply.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()


def site(**values: Any) -> dict[str, Any]:
    article = {"path": "/a/1/", "title": "The trial of Ayla Öz", "body": TEXT, "published": "-3h"}
    return {"id": "one", "name": "The One", "articles": [article]} | values


def one(newsroom: StartNewsroom, **values: Any) -> Newsroom:
    return newsroom({"sites": [site(**values)]})


@pytest.mark.parametrize("layout", ["wordpress", "daily", "table", "blog", "portal", "agency"])
def test_every_layout_prints_the_article_and_its_furniture(newsroom: StartNewsroom, layout: str) -> None:
    room = one(newsroom, layout=layout)
    status, headers, body = get(room.urls("one")["/a/1/"])
    page = body.decode("utf-8")
    assert status == 200 and headers["Content-Type"] == "text/html; charset=utf-8"
    for text in (
        "The trial of Ayla Öz",
        "The court heard the case.",
        "A man waits",
        "Jane Roe/Agency",
        "I was there.",
    ):
        assert text in page
    assert "RELATED" in page


@pytest.mark.parametrize("kind", ["rss", "atom", "rdf"])
def test_feeds_are_read_by_the_reference_parser(newsroom: StartNewsroom, kind: str) -> None:
    clock = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    room = newsroom({"sites": [site(lists=[kind], zone="Europe/Berlin")]}, clock=clock)
    feed = feedparser.parse(get(room.sites["one"].feed)[2])
    assert not feed.bozo
    (entry,) = feed.entries
    assert (entry.title, entry.link) == ("The trial of Ayla Öz", room.urls("one")["/a/1/"])
    stamp = entry.get("published") or entry.updated
    assert stamp.startswith("Sun, 01 Mar 2026 10:00:00 +0100") or stamp == "2026-03-01T10:00:00+01:00"


def test_json_feeds_and_sitemaps(newsroom: StartNewsroom) -> None:
    room = one(newsroom, lists=["json-feed", "sitemap"])
    feed = json.loads(get(room.sites["one"].lists["json-feed"])[2])
    assert [i["url"] for i in feed["items"]] == [room.urls("one")["/a/1/"]]
    assert room.urls("one")["/a/1/"].encode() in get(room.sites["one"].lists["sitemap"])[2]
    assert b"Sitemap: http" in get(room.sites["one"].url + "/robots.txt")[2]
    home = get(room.sites["one"].home)[2]
    assert b'rel="alternate"' in home and b'href="/a/1/"' in home


def test_steps_bring_new_articles_and_edits_and_validators_notice(newsroom: StartNewsroom) -> None:
    first = {"path": "/a/", "title": "First", "body": "Before.", "edits": [{"step": 1, "body": "After."}]}
    second = {"path": "/b/", "title": "Second", "body": "New.", "step": 1}
    gone = {"path": "/c/", "title": "Third", "body": "Soon gone.", "edits": [{"step": 1, "gone": True}]}
    room = one(newsroom, articles=[first, second, gone])
    feed, urls = room.sites["one"].feed, room.urls("one")
    _, headers, body = get(feed)
    assert b"Second" not in body and get(urls["/b/"])[0] == 404
    assert get(feed, If_None_Match=headers["ETag"])[0] == 304
    assert get(feed, If_Modified_Since=headers["Last-Modified"])[0] == 304
    assert room.advance() == 1
    assert get(feed, If_Modified_Since=headers["Last-Modified"])[0] == 200
    assert b"Second" in get(feed, If_None_Match=headers["ETag"])[2]
    assert b"After." in get(urls["/a/"])[2] and get(urls["/b/"])[0] == 200 and get(urls["/c/"])[0] == 410
    log = [r for r in room.requests() if r.path == "/feed/"]
    assert [(r.status, r.conditional) for r in log] == [
        (200, False),
        (304, True),
        (304, True),
        (200, True),
        (200, True),
    ]
    assert all(r.done for r in log)


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("windows-1251", "Суд в Грозном"),
        ("windows-1256", "محكمة في المدينة"),
        ("gb18030", "法院审理"),
        ("iso-8859-9", "Mahkeme şimdi açık"),
        ("utf-8", "한국어 ሰላም"),
    ],
)
def test_charsets(newsroom: StartNewsroom, charset: str, text: str) -> None:
    article = {"path": "/a/", "title": text, "body": text}
    room = one(newsroom, charset=charset, articles=[article])
    for url in (room.urls("one")["/a/"], room.sites["one"].feed):
        _, headers, body = get(url)
        assert headers["Content-Type"].endswith(f"charset={charset}")
        assert text in body.decode(charset)
    wrong = one(newsroom, charset=charset, declared="iso-8859-1", articles=[article])
    _, headers, body = get(wrong.urls("one")["/a/"])
    assert headers["Content-Type"].endswith("charset=iso-8859-1") and text in body.decode(charset)


def test_twins_copies_and_things_said_at_run_time(newsroom: StartNewsroom) -> None:
    copy = {"path": "/wire/", "copy": "one/a/1/", "tracking": "utm_source=rss", "canonical": "home"}
    other = {"id": "two", "name": "Two", "layout": "portal", "articles": [copy]}
    room = newsroom({"sites": [site(), other]})
    base = room.sites["two"].url
    assert f"{base}/wire/?utm_source=rss".encode() in get(room.sites["two"].feed)[2]
    page = get(f"{base}/wire/?utm_source=rss")[2].decode()
    assert "The court heard the case." in page and f'rel="canonical" href="{base}/"' in page
    assert (
        f"{base}/wire/amp/" in page
        and get(f"{base}/wire/amp/")[0] == 200
        and get(f"{base}/m/wire/")[0] == 200
    )
    url = room.publish("two", path="/extra/", title="Extra <b> & more", body="Said later.")
    assert b"Extra &lt;b&gt; &amp; more" in get(url)[2]
    with pytest.raises(ValueError, match="unknown"):
        room.publish("two", path="/x/", titel="A slip")


def test_recorded_pages_are_served_byte_for_byte(tmp_path) -> None:
    html = "<html><head><meta charset=windows-1251></head><body>Привет</body></html>".encode("windows-1251")
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "a.html.gz").write_bytes(gzip.compress(html))
    row = {"file": "html/a.html.gz", "site": "de/X", "title": "Ä & B", "published": "2026-01-02"}
    rows = [
        row | {"url": "https://x.test/%C3%A4/p?id=1&b=2#c"},
        row | {"url": "https://x.test/%C3%A4/p?id=1&b=2"},
    ]
    (tmp_path / "pages.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    with Newsroom.start_pages(tmp_path) as room:
        base = room.sites["de/X"].url
        feed = feedparser.parse(get(room.sites["de/X"].feed)[2])
        assert [e.link for e in feed.entries] == [
            base + "/%C3%A4/p?id=1&b=2",
            base + "/%C3%A4/p?id=1&b=2&edition=2",
        ]
        for entry in feed.entries:
            status, headers, body = get(entry.link)
            assert (status, headers["Content-Type"], body) == (200, "text/html", html)
        assert b"newsroom-feed.xml" in get(base + "/")[2]


def test_robots_can_be_missing_or_ill(newsroom: StartNewsroom) -> None:
    room = newsroom({"sites": [site(robots="404"), site(id="two", robots="503")]})
    assert [get(s.url + "/robots.txt")[0] for s in room.sites.values()] == [404, 503]


def test_a_fault_has_a_path_a_time_and_a_number_of_uses(newsroom: StartNewsroom) -> None:
    room = one(
        newsroom,
        faults=[{"kind": "status", "status": 503, "retry_after": "120", "path": "/feed/", "times": 1}],
    )
    status, headers, _ = get(room.sites["one"].feed)
    assert (status, headers["Retry-After"]) == (503, "120")
    assert get(room.sites["one"].feed)[0] == 200
    room.misbehave("one", {"kind": "status", "status": 500, "since": 1, "until": 2})
    statuses = [get(room.sites["one"].home)[0]]
    for _ in range(2):
        room.advance()
        statuses += [get(room.sites["one"].home)[0], get(room.sites["one"].url + "/robots.txt")[0]]
    assert statuses == [200, 500, 200, 200, 200]


def test_faults_that_answer(newsroom: StartNewsroom) -> None:
    room = one(newsroom)
    page = room.urls("one")["/a/1/"]

    def seen(**fault: Any) -> tuple[int, dict[str, str], bytes]:
        room.misbehave("one", fault)
        return get(page)

    for kind, words in {
        "challenge": b"Checking your browser",
        "cookie-wall": b"accept all cookies",
        "soft-404": b"does not exist",
        "login": b"for subscribers",
        "html": b"new home",
        "no-text": b'<div id="app">',
    }.items():
        status, _, body = seen(kind=kind)
        assert status == 200 and words in body
    assert seen(kind="redirect", to="file:///etc/passwd", status=302)[:2][0] == 302
    assert seen(kind="redirect", to="file:///etc/passwd")[1]["Location"] == "file:///etc/passwd"
    assert seen(kind="nested")[2].count(b"<div>") >= 300
    assert seen(kind="attributes")[2].count(b'="x"') == 40_000
    _, headers, body = seen(kind="gzip-bomb", size=20 * 1024 * 1024)
    assert headers["Content-Encoding"] == "gzip" and len(body) < 100_000
    assert len(gzip.decompress(body)) > 20 * 1024 * 1024
    assert seen(kind="mislabelled", to="image/png")[1]["Content-Type"] == "image/png"
    room.misbehave("one", {"kind": "broken"})
    assert feedparser.parse(get(room.sites["one"].feed)[2]).bozo
    room.misbehave("one", {"kind": "empty-feed"})
    assert not feedparser.parse(get(room.sites["one"].feed)[2]).entries
    room.misbehave("one")
    assert get(page)[0] == 200


def test_faults_on_the_connection(newsroom: StartNewsroom) -> None:
    room = one(newsroom)
    page = room.urls("one")["/a/1/"]
    room.misbehave("one", {"kind": "cut"})
    with pytest.raises(http.client.IncompleteRead):
        get(page)
    room.misbehave("one", {"kind": "reset"})
    with pytest.raises((ConnectionResetError, http.client.IncompleteRead)):
        get(page)
    room.misbehave("one", {"kind": "huge", "size": 3 * 1024 * 1024})
    assert len(get(page)[2]) == 3 * 1024 * 1024
    room.misbehave("one", {"kind": "huge-declared"})
    assert http_length(page) == 50 * 1024 * 1024
    room.misbehave("one", {"kind": "not-http"})
    with pytest.raises((http.client.BadStatusLine, urllib.error.URLError)):
        get(page)
    room.misbehave("one", {"kind": "silent"})
    with pytest.raises(TimeoutError):
        urllib.request.urlopen(page, timeout=0.3)
    room.misbehave("one", {"kind": "drip", "seconds": 0.05})
    with urllib.request.urlopen(page, timeout=5) as reply:
        assert reply.read(3) == b"<!D"
    assert room.requests()[-1].done is False
    assert room.requests()[-2].status == 0


def http_length(url: str) -> int:
    with urllib.request.urlopen(url, timeout=5) as reply:
        return int(reply.headers["Content-Length"])


def test_every_kind_of_fault_is_tested_above() -> None:
    text = Path(__file__).read_text("utf-8")
    assert not [k for k in KINDS if f'"{k}"' not in text and k not in ("slow", "body")]


def test_the_process_ends_with_its_owner(newsroom: StartNewsroom) -> None:
    room = one(newsroom)
    host, _, port = room.sites["one"].url.removeprefix("http://").partition(":")
    room.stop()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), timeout=2)

"""The digest's two forms say the same, read well, and carry nothing that publishers slipped in."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.contents import Group, Part, Piece, Reading, SourceTrouble, Unsubscribe
from alerts.mail import letter
from alerts.render import render
from alerts.render.clean import clean, clean_pieces, direction
from alerts.render.text import columns, wrapped
from alerts.render.wording import subject
from articles.article import Precision, Published
from tests.alerts.desk import MAIL, at
from tests.alerts.samples import EMPTY, FULL, NOW, item, pieces

_LETTERS = re.compile(r"[^\w]+")


def _squeezed(text: str) -> str:
    return _LETTERS.sub("", text).casefold()


def _said(page: lxml.html.HtmlElement) -> Iterator[str]:
    for element in page.iter("h1", "h2", "h3", "p", "li"):
        yield element.text_content()


def test_both_forms_say_the_same() -> None:
    made = render(FULL, unsubscribe=Unsubscribe("desk@paper.example"))
    page = lxml.html.document_fromstring(made.html)
    plain = _squeezed(made.text)
    for said in _said(page):
        assert _squeezed(said) in plain, said
    listed = [link.get("href") for link in page.iter("a")]
    assert listed == re.findall(r"^ *(https?://\S+)$", made.text, re.MULTILINE)
    assert len(listed) == 9
    # And nothing stands only in the text, but the numbers of its items and its links.
    html_says = _squeezed(" ".join(_said(page)))
    for line in made.text.splitlines():
        bare = _squeezed(re.sub(r"^ *\d+\. ", "", line))
        assert "http" in line or bare in html_says, line


def test_html_stands_by_itself() -> None:
    made = render(FULL).html
    page = lxml.html.document_fromstring(made)
    assert not list(page.iter("script", "img", "link", "iframe", "object", "form", "svg"))
    assert "url(" not in made
    assert not re.search(r"(src|background|action)=", made)
    assert all((link.get("href") or "").startswith("https://paper.example/") for link in page.iter("a"))
    assert page.get("lang") == "en"
    assert [len(list(page.iter(tag))) for tag in ("main", "header", "footer", "h1")] == [1, 1, 1, 1]
    assert len(list(page.iter("h3"))) == FULL.articles
    assert "prefers-color-scheme: dark" in made
    assert all(element.get("style") for element in page.iter("h1", "h2", "h3", "p"))


def test_each_item_reads_its_own_way() -> None:
    page = lxml.html.document_fromstring(render(FULL).html)
    titles = [(h3.get("lang"), h3.get("dir")) for h3 in page.iter("h3")]
    assert titles[2] == ("ar", "rtl")
    assert titles[3] == ("zh", "ltr")
    marks = [mark.text for mark in page.iter("mark")]
    assert "غروزني" in marks
    assert "Кадырова" in marks


def test_hostile_titles_are_only_words() -> None:
    made = render(FULL)
    assert "<script" not in made.html
    for form in (made.html, made.text, made.subject):
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x07]", form)
    assert "A title Bcc: all@evil.example <script>alert(1)</script> & esrever end" in " ".join(
        made.text.split()
    )


def test_text_fits_a_terminal_and_links_stay_whole() -> None:
    made = render(FULL).text
    for line in made.splitlines():
        assert columns(line) <= 80 or line.strip().startswith("https://"), line
        assert line == line.rstrip()
    assert "https://paper.example/%D8%AA?id=" + "9" * 120 in made
    assert "In a caption: A street in *Grozny*." in made
    assert "Begins: The day began with rain." in made
    assert "14 older articles" in made


def test_it_ends_with_what_could_not_be_read() -> None:
    made = render(FULL).text.partition("WHAT WE COULD NOT READ")[2].partition("───")[0]
    told = " ".join(made.split())
    for line in (
        "38 of 40 sources read well.",
        "The Herald: silent for 3 days (usually 4 h)",
        "The Gazette: refuses us since Friday (403)",
        "Articles this week: 12 behind a cookie wall",
    ):
        assert line in told
    german = " ".join(render(replace(FULL, language="de")).text.split())
    assert "The Gazette: weist uns seit Freitag ab (403)" in german
    assert "The Herald: schweigt seit 3 Tagen" in german and "12 hinter einer Cookie-Schranke" in german


@pytest.mark.parametrize(
    ("reported", "since", "told"),
    [
        ("the site does not let us read it (401)", NOW - timedelta(hours=2), "refuses us since 06:00 (401)"),
        ("the site does not let us read it (403)", NOW - timedelta(days=8), "refuses us since 15 Nov (403)"),
        (
            "https://paper.example/feed: the site does not let us read it (403)",
            NOW - timedelta(days=6),
            "https://paper.example/feed: refuses us since Tuesday (403)",
        ),
        (
            "the site has a fault (500)",
            NOW - timedelta(days=1),
            "the site has a fault (500) (since Sunday)",
        ),
        ("cannot be read", None, "cannot be read"),
    ],
)
def test_a_trouble_is_told_with_its_day(reported: str, since: datetime | None, told: str) -> None:
    trouble = SourceTrouble("x", "The X", reported, since)
    made = render(replace(EMPTY, reading=Reading(1, 0, (trouble,)))).text
    assert f"The X: {told}" in " ".join(made.split())


def test_times_are_no_more_precise_than_known() -> None:
    made = " ".join(render(FULL).text.split())
    assert "published 23 Nov, 03:00 · first seen" in made
    assert "published 23 Nov, 03:00 (time zone assumed)" in made
    assert "published 22 Nov · first seen" in made
    assert "publication date not given" in made


def test_an_empty_digest_is_two_lines() -> None:
    made = render(EMPTY)
    assert (
        "NOTHING NEW IN 2 WATCHES\nNothing was found since 22 Nov, 08:00. Times are those of Europe/Berlin.\n"
        in made.text
    )
    assert made.subject == "presswatch: nothing new in 2 watches — 23 Nov 2026, no. 13"
    assert "WE COULD NOT READ" not in made.text


def test_the_subject_says_what_is_in_it() -> None:
    assert subject(FULL) == "presswatch: 8 articles — grozny 7, leader 1 — 23 Nov 2026, no. 12"


_text = st.text(
    st.sampled_from("aé字ع\u0301\u202e\u2066\u200b\x00\x1b\r\n\t\u2028\ud800\ufffe<>&\"'*.= ")
    | st.characters(),
    max_size=40,
)
_zones = st.sampled_from(
    ["Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Apia", "America/St_Johns", "Antarctica/Troll", "UTC"]
)
_times = st.datetimes(timezones=st.just(UTC)) | st.sampled_from([at(1, 1, 1), at(9999, 12, 31, 23, 59)])
_offsets = st.none() | st.sampled_from(["-12:00", "+14:00", "Z", "?"])


@settings(max_examples=40, deadline=None)
@given(st.lists(_text, min_size=9, max_size=9), _times, _times, _offsets, _zones)
def test_nothing_that_a_publisher_writes_costs_a_reader_the_digest(
    words: list[str], published: datetime, seen: datetime, offset: str | None, zone: str
) -> None:
    precision: Precision = "day" if published.second % 2 else "time"
    one = replace(
        item(1, "", ""),
        title=(Piece(words[0], False), Piece(words[1], True), Piece(words[2], False)),
        excerpt=(Piece(words[3], True), Piece(words[4], False)),
        url=words[5] if len(words[5]) % 2 else f"https://paper.example/{words[5]}",
        source=words[6],
        language=words[7],
        published=Published(published, published, precision, "meta", offset),
        first_seen=seen,
        parts=(Part(words[0], (words[1],), ("body",)),),
    )
    contents = replace(FULL, groups=(Group(words[8], words[7], (one,)),), zone=zone, subscription=words[6])
    made = render(contents)
    raw = letter(
        made, mail=MAIL, recipient="anna@reader.example", subscription="d", id="<1@x>", at=NOW
    ).as_bytes()
    assert raw.isascii() and max(map(len, raw.split(b"\r\n"))) <= 998
    for text in (made.text, made.html, made.subject):
        assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)
    page = lxml.html.document_fromstring(made.html)
    assert all((link.get("href") or "").startswith(("http://", "https://")) for link in page.iter("a"))
    assert not list(page.iter("script", "img", "iframe"))


def test_why_it_matched() -> None:
    made = " ".join(render(FULL).text.split())
    assert "Matched: Кадырова, Кадыров (Ramzan Kadyrov) Also meets: harbour (port)" in made


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("a\r\nb", "a b"),
        ("a\u2028b\u0085c", "a b c"),
        ("\u202eabc\u2066d\u2069", "abcd"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("co\u00adop\u200b", "coop"),
        ("\ud800x", "x"),
        ("x" * 400, "x" * 299 + "…"),
    ],
)
def test_cleaning(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


def test_marks_stay_where_they_were() -> None:
    assert clean_pieces(pieces("  a\n |b\u202e| \n c ")) == pieces("a |b| c")
    assert clean_pieces(pieces("ab|cd|ef"), 4) == pieces("ab|cd|…")
    assert clean_pieces(pieces("abcd|ef|"), 3) == pieces("ab…")


def test_direction_follows_the_text_before_the_language() -> None:
    assert direction("ar", "BBC: محكمة في غروزني") == "rtl"
    assert direction("ar", "Only Latin letters") == "ltr"
    assert direction("en", "محكمة") == "rtl"
    assert direction("he", "12 345") == "rtl"
    assert direction(None, "") == "ltr"


def test_wrapping_counts_columns() -> None:
    assert wrapped("a b c", width=3) == ["a b", "c"]
    assert wrapped("法院星期一开庭", width=6) == ["法院星", "期一开", "庭"]
    assert wrapped("ab cdefgh", "> ", "| ", 6) == ["> ab c", "| defg", "| h"]
    assert wrapped("", "x ") == ["x "]

"""Feeds of every version, read from bytes as they are served."""

import json
from datetime import UTC, datetime

import pytest

from crawler.lists import ListReading, NotAList, read_list

URL = "https://example.com/feed.xml"


def read(text: str | bytes, content_type: str | None = "application/xml", **more: str) -> ListReading:
    data = text.encode() if isinstance(text, str) else text
    return read_list(data, url=more.pop("url", URL), content_type=content_type, **more)  # type: ignore[arg-type]


def rss(items: str, *, head: str = "", attributes: str = 'version="2.0"') -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rss {attributes}><channel><title>The Paper</title>{head}{items}</channel></rss>'


def item(inside: str) -> str:
    return f"<item>{inside}</item>"


def test_rss_2_whole() -> None:
    reading = read(
        rss(
            item(
                "<title>Storm &amp;amp; flood\n hit the &lt;b&gt;coast&lt;/b&gt;</title><link>https://example.com/a-1?utm_source=rss</link>"
                '<guid isPermaLink="false">tag:1</guid><pubDate>Mon, 23 Nov 2026 08:30:00 +0100</pubDate>'
                "<dc:creator>Ana Lopes</dc:creator><author>desk@example.com (Ben Okri)</author>"
                "<description>&lt;p&gt;First.&lt;/p&gt;&lt;p&gt;Second&amp;nbsp;one.&lt;/p&gt;</description>"
                "<content:encoded><![CDATA[<p>First.</p><script>x()</script><p>Second <i>one</i>.<br>Third.</p>]]></content:encoded>"
            ),
            head="<language>en-GB</language>",
            attributes='version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"',
        )
    )
    assert (reading.kind, reading.title, reading.warnings) == ("rss", "The Paper", ())
    (one,) = reading.items
    assert one.url == "https://example.com/a-1"
    assert one.title == "Storm & flood hit the coast"
    assert one.summary == "First.\n\nSecond one."
    assert one.text == "First.\n\nSecond one.\nThird."
    assert one.authors == ("Ben Okri", "Ana Lopes")
    assert (one.guid, one.language) == ("tag:1", "en")
    assert one.published and one.published.start == datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
    assert one.published.how == "feed"


@pytest.mark.parametrize("version", ["0.91", "0.92", "2.0"])
def test_rss_of_other_versions(version: str) -> None:
    reading = read(rss(item("<title>A</title><link>/a</link>"), attributes=f'version="{version}"'))
    assert [(one.url, one.title) for one in reading.items] == [("https://example.com/a", "A")]


@pytest.mark.parametrize("space", ["http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"])
def test_rdf_with_items_beside_the_channel(space: str) -> None:
    reading = read(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns="{space}"><channel><title>Old</title><dc:language>de</dc:language></channel>'
        '<item rdf:about="https://example.com/x"><title>X</title><link>https://example.com/x</link>'
        "<dc:date>2026-11-23T08:30+01:00</dc:date><dc:creator>C</dc:creator></item>"
        '<item rdf:about="https://example.com/y"><title>Y</title></item></rdf:RDF>'
    )
    assert (reading.kind, reading.title) == ("rdf", "Old")
    assert [one.url for one in reading.items] == ["https://example.com/x", "https://example.com/y"]
    first = reading.items[0]
    assert (first.language, first.authors) == ("de", ("C",))
    assert first.published and first.published.start == datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("space", "date"), [("http://www.w3.org/2005/Atom", "published"), ("http://purl.org/atom/ns#", "issued")]
)
def test_atom(space: str, date: str) -> None:
    reading = read(
        f'<feed xmlns="{space}" xml:lang="fr" xml:base="https://example.com/base/"><title type="text">Le Journal</title>'
        '<entry><title type="html">L&amp;#8217;orage</title><link rel="self" href="/self"/><link rel="alternate" type="text/html" href="a"/>'
        '<link rel="replies" type="application/atom+xml" href="/comments"/>'
        f"<id>urn:1</id><{date}>2026-11-23T08:30:00Z</{date}><updated>2026-11-24T08:30:00Z</updated>"
        "<author><name>Zoé</name><email>z@example.com</email></author><summary>Court</summary>"
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Un &lt; deux.</p><p>Fin.</p></div></content></entry></feed>'
    )
    assert (reading.kind, reading.title) == ("atom", "Le Journal")
    (one,) = reading.items
    assert (one.url, one.title, one.language) == ("https://example.com/base/a", "L’orage", "fr")
    assert (one.text, one.summary, one.authors) == ("Un < deux.\n\nFin.", "Court", ("Zoé",))
    assert one.published and one.published.start.day == 23
    assert one.modified and one.modified.start.day == 24


def test_atom_that_only_says_when_it_was_updated() -> None:
    reading = read(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title><link href="https://example.com/a"/>'
        "<updated>2026-11-24</updated></entry></feed>"
    )
    assert reading.items[0].published and reading.items[0].published.precision == "day"


@pytest.mark.parametrize("version", ["https://jsonfeed.org/version/1", "https://jsonfeed.org/version/1.1"])
def test_json_feed(version: str) -> None:
    author = {"name": "Ida"}
    entry = {
        "id": 7,
        "url": "/a?fbclid=1",
        "title": "T &amp; U",
        "content_html": "<p>One</p><p>Two</p>",
        "date_published": "2026-11-23T08:30:00Z",
        "language": "sv-SE",
    } | ({"authors": [author]} if version.endswith("1.1") else {"author": author})
    reading = read(
        json.dumps({"version": version, "title": "J", "items": [entry, {"id": "x"}, 3]}),
        "application/feed+json",
    )
    (one,) = reading.items
    assert (one.url, one.title, one.text) == ("https://example.com/a", "T & U", "One\n\nTwo")
    assert (one.guid, one.authors, one.language) == ("7", ("Ida",), "sv")
    assert reading.warnings == ("1 entries without a link",)


def test_two_articles_with_one_guid_are_two() -> None:
    reading = read(
        rss(
            item("<link>https://example.com/a</link><guid>g</guid>")
            + item("<link>https://example.com/b</link><guid>g</guid>")
        )
    )
    assert [one.url for one in reading.items] == ["https://example.com/a", "https://example.com/b"]


def test_the_publishers_address_behind_a_feed_service() -> None:
    reading = read(
        rss(
            item(
                "<link>http://feedproxy.example.net/~r/x</link><feedburner:origLink>https://example.com/a</feedburner:origLink>"
            ),
            attributes='version="2.0" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"',
        )
    )
    assert reading.items[0].url == "https://example.com/a"


@pytest.mark.parametrize(
    ("inside", "url"),
    [
        ("<guid>https://example.com/a</guid>", "https://example.com/a"),
        ("<link>\n https://example.com/a?b=1&amp;amp;c=2 \n</link>", "https://example.com/a?b=1&c=2"),
        ("<link><![CDATA[https://example.com/a?b=1&c=2]]></link>", "https://example.com/a?b=1&c=2"),
        (
            '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" href="https://example.com/a"/>',
            "https://example.com/a",
        ),
        ('<link href="https://example.com/a"/>', "https://example.com/a"),
    ],
)
def test_where_the_link_may_stand(inside: str, url: str) -> None:
    assert read(rss(item(f"<title>A</title>{inside}"))).items[0].url == url


def test_entries_without_a_link_are_counted_and_a_guid_that_is_no_link_is_none() -> None:
    reading = read(
        rss(
            item("<title>A</title>")
            + item('<guid isPermaLink="false">https://example.com/x</guid>')
            + item("<link>mailto:x</link>")
        )
    )
    assert reading.items == () and reading.warnings == ("3 entries without a link",)


def test_an_empty_feed_is_a_reading_with_a_warning() -> None:
    assert read(rss("")).warnings == ("empty feed",)
    assert read('<feed xmlns="http://www.w3.org/2005/Atom"/>').warnings == ("empty feed",)
    assert read(
        '{"version": "https://jsonfeed.org/version/1", "items": []}', "application/json"
    ).warnings == ("empty feed",)


@pytest.mark.parametrize(
    ("codec", "declared", "header", "warned"),
    [
        ("utf-8", "utf-8", "utf-8", False),
        ("windows-1251", "windows-1251", None, False),
        ("windows-1251", None, "windows-1251", False),
        ("koi8-r", "koi8-r", "koi8-r", False),
        ("windows-1251", "windows-1251", "iso-8859-1", False),
        ("utf-8", "windows-1251", None, True),
        ("utf-8", "utf-8", "iso-8859-1", True),
        ("utf-16", "utf-16", None, False),
        ("utf-8-sig", "utf-8", None, False),
        ("utf-16-le", "utf-16", None, False),
        ("windows-1251", "utf-8", None, True),
        ("windows-1251", None, None, True),
    ],
)
def test_charsets_as_served_and_as_they_are(
    codec: str, declared: str | None, header: str | None, warned: bool
) -> None:
    title = "Жители города вышли на площадь после решения суда о новой дороге через лес"
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    data = (
        declaration + rss(item(f"<title>{title}</title><link>https://example.com/a</link>")).split("\n", 1)[1]
    ).encode(codec)
    reading = read(data, f"text/xml; charset={header}" if header else "text/xml")
    assert reading.items[0].title == title
    assert bool(reading.warnings) is warned


def test_one_broken_character_does_not_change_the_charset() -> None:
    data = rss(
        item("<title>Жители города вышли на площадь §</title><link>https://example.com/a</link>")
    ).encode()
    reading = read(data.replace("§".encode(), b"\xa7"))
    assert reading.items[0].title == "Жители города вышли на площадь �"
    assert reading.warnings == ("some characters are broken",)


@pytest.mark.parametrize(
    "text",
    [
        rss(item("<title>A & B</title><link>https://example.com/a?x=1&y=2</link>") + item("<title>C</title><link>https://example.com/c</link>")),
        rss(item("<title>A &nbsp;&eacute; &bogus;</title><link>https://example.com/a?x=1&amp;y=2</link>") + item("<title>C</title><link>https://example.com/c</link>")),
        "\n\n<br /><b>Warning</b>: in line 3\n" + rss(item("<title>A</title><link>https://example.com/a?x=1&amp;y=2</link>") + item("<title>C</title><link>https://example.com/c</link>")),
        rss(item("<title>A \x0b\x01 1 < 2</title><link>https://example.com/a?x=1&amp;y=2</link>") + item("<title>C</title><link>https://example.com/c</link>")),
        rss(item("<title>A</title><link>https://example.com/a?x=1&amp;y=2</link><dc:creator>undeclared</dc:creator>") + item("<title>C</title><link>https://example.com/c</link>")),
        rss(item("<title>A</title><link>https://example.com/a?x=1&amp;y=2</link>") + item("<title>C</title><link>https://example.com/c</link>")).replace("</channel></rss>", ""),
        rss(item("<title>A</title><link>https://example.com/a?x=1&amp;y=2</link>") + item("<title>C</title><link>https://example.com/c</link>")) + "<!-- made in 3 s --><p>",
        "<!DOCTYPE html>" + rss(item("<title>A</title><link>https://example.com/a?x=1&amp;y=2</link>") + item("<title>C</title><link>https://example.com/c</link>")).split("\n", 1)[1],
    ],
)  # fmt: skip
def test_broken_xml_still_yields_what_is_whole(text: str) -> None:
    assert [one.url for one in read(text, "text/html").items] == [
        "https://example.com/a?x=1&y=2",
        "https://example.com/c",
    ]


def test_a_feed_that_ends_in_the_middle_yields_the_items_that_are_whole() -> None:
    whole = rss("".join(item(f"<title>T{n}</title><link>https://example.com/{n}</link>") for n in range(5)))
    cut = whole[: whole.index("/3</link>")]
    assert [one.title for one in read(cut).items] == ["T0", "T1", "T2"]


def test_mismatched_tags_are_left_to_feedparser() -> None:
    broken = rss(
        "".join(
            item(
                f"<title>T{n}</title><link>https://example.com/{n}</link><description><p>one<b>two</description>"
            )
            for n in range(4)
        )
    )
    assert [one.url for one in read(broken).items] == [f"https://example.com/{n}" for n in range(4)]


def test_feeds_of_comments_are_refused() -> None:
    comment = item("<title>By: X</title><link>https://example.com/a-1#comment-9</link>")
    for text, url in (
        (rss(comment * 3), URL),
        (rss(item("<link>https://example.com/a</link>")), "https://example.com/comments/feed/"),
    ):
        with pytest.raises(NotAList, match="comments"):
            read(text, url=url)


def test_titles_never_carry_lines_or_markup() -> None:
    titles = {
        "<![CDATA[One\r\n\ttwo <em>three</em>]]>": "One two three",
        "<![CDATA[<p>Bcc: x@example.com</p>\n\nFour]]>": "Bcc: x@example.com Four",
        "a &amp;lt; b &amp;amp; c": "a < b & c",
        "The &lt;div&gt; tag": "The tag",
        "<![CDATA[<script>alert(1)</script>Five]]>": "Five",
        "If x &lt; y then": "If x < y then",
        "<![CDATA[Soft\u00adhyphen]]>": "Softhyphen",
    }
    reading = read(
        rss(
            "".join(
                item(f"<title>{raw}</title><link>https://example.com/{n}</link>")
                for n, raw in enumerate(titles)
            )
        )
    )
    assert [one.title for one in reading.items] == list(titles.values())

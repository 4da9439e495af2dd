"""Home and section pages: which links are articles, and which lists a page names."""

from datetime import UTC, datetime

import pytest

from crawler.lists import guesses, read_list

URL = "https://www.example.com/"

HOME = """<!DOCTYPE html><html lang="en-GB"><head><title>The Example &amp; Herald</title>
<link rel="alternate" type="application/rss+xml" title="News" href="/rss.xml">
<link rel="alternate" type="application/rss+xml" title="Comments Feed" href="/comments/feed/">
<link rel="alternate" type="application/json+oembed" href="/oembed.json">
<link rel="alternate" hreflang="fr" href="https://fr.example.com/">
<link rel="stylesheet" href="/style.css"></head><body>
<header class="site-header"><a href="/"><img alt="The Example"></a>
<nav><ul><li><a href="/world">World</a><li><a href="/world-news/middle-east-and-africa">Middle East and Africa</a>
<li><a href="/politics/">Politics</a><li><a href="/subscribe">Subscribe today for half the price</a></ul></nav></header>
<main><section>
<article class="lead"><a href="/2026/11/23/storm-hits-the-coast"><img src="s.jpg" alt=""></a>
<h2><a href="/2026/11/23/storm-hits-the-coast?utm_source=home">Storm hits the <em>coast</em></a></h2>
<p class="byline">By <a href="/author/ana-lopes-reporter">Ana Lopes</a></p>
<time datetime="2026-11-23T08:30:00+01:00">an hour ago</time><a href="/2026/11/23/storm-hits-the-coast#comments">12 comments</a></article>
<article><a href="/story/4711"><h3>Council votes on the harbour</h3><p>A teaser that goes on.</p></a><time datetime="2026-11-22">22 Nov</time></article>
<article><h3><a href="/news/quake">Quake shakes three towns in the north</a></h3></article>
<div class="teaser"><h3><a href="https://sport.example.com/match-report-united-lose-again">United lose again</a></h3></div>
<div class="teaser"><h3><a href="https://partner.example.org/2026/11/23/ten-best-mattresses-of-the-year">Ten best mattresses of the year</a></h3></div>
<div class="tags"><a href="/topics/storm-damage-in-coastal-towns">Storm damage in coastal towns</a> <a href="/tag/storm">storm</a></div>
<ul class="pagination"><li><a href="/?page=2">2</a><li><a href="/page/3">3</a></ul>
</section></main>
<aside><ol><li><a href="/world/why-the-river-turned-red-overnight">Why the river turned red overnight</a></ol></aside>
<footer><a href="/about-us">About The Example</a> <a href="/privacy-policy">Privacy policy of our newspaper group</a>
<a href="/rss/world.xml">RSS</a> <a href="mailto:a@example.com">Mail</a> <a href="javascript:void(0)">Menu</a> <a href="/files/report-2026-11-23.pdf">Report</a></footer>
</body></html>"""


def test_a_home_page_gives_its_articles_in_order_and_its_feeds() -> None:
    reading = read_list(HOME.encode(), url=URL, content_type="text/html; charset=utf-8")
    assert (reading.kind, reading.title) == ("home", "The Example & Herald")
    assert [(one.url, one.title) for one in reading.items] == [
        ("https://www.example.com/2026/11/23/storm-hits-the-coast", "Storm hits the coast"),
        ("https://www.example.com/story/4711", "Council votes on the harbour"),
        ("https://www.example.com/news/quake", "Quake shakes three towns in the north"),
        ("https://sport.example.com/match-report-united-lose-again", "United lose again"),
        (
            "https://www.example.com/world/why-the-river-turned-red-overnight",
            "Why the river turned red overnight",
        ),
    ]
    assert {one.language for one in reading.items} == {"en"}
    assert reading.more_lists == ("https://www.example.com/rss.xml", "https://www.example.com/rss/world.xml")


def test_the_time_in_an_articles_card_is_its_date() -> None:
    lead, story, quake = read_list(HOME.encode(), url=URL).items[:3]
    assert lead.published and lead.published.start == datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
    assert lead.published.how == "time-element"
    assert story.published and (story.published.precision, story.published.start.day) == ("day", 22)
    assert quake.published is None


def test_a_section_page_is_a_listing() -> None:
    assert read_list(HOME.encode(), url="https://www.example.com/world").kind == "listing"


def test_the_home_of_an_edition_is_a_home() -> None:
    for path, kind in (
        ("ru", "home"),
        ("en-gb/", "home"),
        ("russian", "home"),
        ("politics", "listing"),
        ("ru/politics", "listing"),
    ):
        assert read_list(HOME.encode(), url=URL + path).kind == kind


def test_frames_of_a_whole_page_are_not_taken_for_navigation() -> None:
    links = "".join(
        f'<li><a href="/2026/11/23/a-long-story-{n}">A long story of the day, number {n}</a></li>'
        for n in range(30)
    )
    page = f'<html><body><form action="/default.aspx"><div id="page" class="site nav-closed has-menu"><ul>{links}</ul></div></form></body></html>'
    assert len(read_list(page.encode(), url=URL).items) == 30


def test_sites_on_loopback_addresses_are_told_apart_by_port() -> None:
    page = "".join(
        f'<h3><a href="http://127.1.2.3:{port}/a/{n}">One long headline number {n}</a></h3>'
        for port in (8080, 8081)
        for n in (1, 2)
    )
    reading = read_list(f"<html><body>{page}</body></html>".encode(), url="http://127.1.2.3:8080/")
    assert [one.url for one in reading.items] == ["http://127.1.2.3:8080/a/1", "http://127.1.2.3:8080/a/2"]


@pytest.mark.parametrize(
    ("headline", "path"),
    [
        ("Жители города вышли на площадь", "/news/20288.html"),
        ("自己教育への寄付を強いる制度が指摘された", "/article/373431"),
        ("الحكومة تعلن عن خطة جديدة للمياه", "/article/5515"),
        ("Açlık grevi on beşinci gününde sürüyor", "/haber/2026/11/13/aclik-grevi"),
        (
            "Ein Satz, der etwas sagt",
            "/politik/ein-satz-der-etwas-sagt-a-01234567-89ab-cdef-0123-456789abcdef",
        ),
        ("Number in the query of the address", "/read.php?id=17"),
        ("A code that says nothing at all", "/news/articles/c4gpz0yk2l3o"),
    ],
)
def test_headlines_in_any_script_and_address_of_any_shape(headline: str, path: str) -> None:
    page = f'<html><body><div><h2><a href="{path}">{headline}</a></h2></div><div><a href="/news/">News</a></div></body></html>'
    reading = read_list(page.encode(), url="http://127.0.0.9:8000/", content_type="text/html; charset=utf-8")
    assert [(one.url, one.title) for one in reading.items] == [(f"http://127.0.0.9:8000{path}", headline)]


def test_links_count_from_the_base_element() -> None:
    page = '<html><head><base href="/en/"></head><body><h2><a href="2026/11/23/storm-hits">Storm hits the whole coast</a></h2></body></html>'
    assert [one.url for one in read_list(page.encode(), url=URL).items] == [
        "https://www.example.com/en/2026/11/23/storm-hits"
    ]


def test_guesses_put_the_sitemaps_of_robots_txt_first() -> None:
    robots = "User-agent: *\nDisallow: /x\nSitemap: https://example.com/sitemap.xml\nsitemap:/news-sitemap.xml\nSitemap: javascript:1\n"
    found = guesses("https://example.com/", robots)
    assert found[:2] == ("https://example.com/news-sitemap.xml", "https://example.com/sitemap.xml")
    assert "https://example.com/feed" in found and "https://example.com/rss.xml" in found
    assert len(set(found)) == len(found)


def test_guesses_below_a_folder_come_before_those_of_the_site() -> None:
    found = guesses("http://127.1.2.3:8080/blog/index.html")
    assert found.index("http://127.1.2.3:8080/blog/feed") < found.index("http://127.1.2.3:8080/feed")
    assert guesses("mailto:x") == ()

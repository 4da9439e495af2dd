"""What comes with status 200 in an article's place is told by its state; a page that has its text is an article."""

import pytest

from crawler.extract import Extraction, Hints, extract

URL = "https://news.example/politics/the-bridge-is-closed-4711"
TEXT = "".join(
    f"<p>Sentence {n} of the article says that the bridge over the river was closed on Monday.</p>"
    for n in range(15)
)
TEASER = "<p>The bridge over the river was closed on Monday, the mayor said, and it will stay closed…</p>"
FREE = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"The bridge","isAccessibleForFree":"False"}</script>'


def read(
    body: str, head: str = "<title>The bridge</title>", *, url: str = URL, hints: Hints | None = None
) -> Extraction:
    return extract(
        f"<html><head>{head}</head><body>{body}</body></html>".encode(), url=url, hints=hints or Hints()
    )


def test_challenge_page_is_a_wall_and_the_feed_stands_in() -> None:
    body = '<div class="main"><h1>news.example</h1><p>Verifying you are human. This may take a few seconds.</p></div><script src="/cdn-cgi/challenge-platform/x.js"></script>'
    found = read(
        body,
        "<title>Just a moment...</title>",
        hints=Hints(title="The bridge", text="The bridge was closed."),
    )
    assert found.state == "wall"
    assert found.content.text == "The bridge was closed."
    assert found.content.title == "The bridge"
    assert "the text is the feed's: the page was behind a wall" in found.content.warnings


@pytest.mark.parametrize(
    "words",
    [
        "We value your privacy. We and our 812 partners store cookies on your device. Accept all. Reject all.",
        "Bevor Sie fortfahren: Wir verwenden Cookies und Daten. Alle akzeptieren.",
        "We value your privacy. Our partners store cookies.</p><p>To go on reading, accept all cookies or subscribe to our offer.",
        "Avant de continuer, choisissez. Nous utilisons des cookies. Tout accepter.",
    ],
)
def test_consent_page_is_a_wall(words: str) -> None:
    assert read(f"<main><p>{words}</p></main>", "<title>news.example</title>").state == "wall"


def test_stub_for_subscribers_is_a_wall() -> None:
    assert read(f"<article>{TEASER}</article><div>Subscribe to continue reading</div>", FREE).state == "wall"


def test_metered_page_with_its_text_is_an_article() -> None:
    found = read(
        f"<article>{TEXT}</article><div>Subscribe to continue reading. Already a subscriber? Log in.</div>",
        FREE,
    )
    assert found.state == "article"
    assert "Sentence 14" in found.content.text


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Page not found | News", "The page you asked for does not exist."),
        ("404", "Nothing here."),
        ("Seite nicht gefunden", "Leider ist hier nichts."),
        ("Страница не найдена", "Попробуйте начать с главной."),
        ("الصفحة غير موجودة", "عد إلى الصفحة الرئيسية"),
        ("页面不存在", "返回首页"),
        ("Sayfa bulunamadı", "Ana sayfaya dönün."),
    ],
)
def test_soft_404(title: str, words: str) -> None:
    assert read(f"<main><h1>{title}</h1><p>{words}</p></main>", f"<title>{title}</title>").state == "soft-404"


def test_article_about_404_is_an_article() -> None:
    assert (
        read(
            f"<article><h1>Why “404 not found” is turning thirty</h1>{TEXT}</article>",
            "<title>Why “404 not found” is turning thirty</title>",
        ).state
        == "article"
    )


def test_front_page_is_not_an_article() -> None:
    teasers = "".join(
        f"<div><h2><a href='/a/{n}'>Headline number {n} about something that happened</a></h2></div>"
        for n in range(60)
    )
    found = read(
        f"<main>{teasers}</main>",
        "<title>News</title><meta property='og:type' content='website'>",
        url="https://news.example/",
    )
    assert found.state == "not-an-article"


def test_page_without_text_is_empty_and_the_feed_stands_in() -> None:
    found = read(
        "<div id='app'></div><script>render()</script>", hints=Hints(summary="The bridge was closed.")
    )
    assert found.state == "empty"
    assert found.reason
    assert found.content.text == "The bridge was closed."


def test_text_that_only_scripts_know_is_found() -> None:
    sentences = "".join(
        f"\\u003cp\\u003eSentence {n} of the article says that the \\u003cb\\u003ebridge\\u003c/b\\u003e was closed.\\u003c/p\\u003e"
        for n in range(12)
    )
    found = read(f'<div id="app"></div><script>window.state = {{"body": "{sentences}"}}</script>')
    assert found.state == "article"
    assert "Sentence 3 of the article says that the bridge was closed." in found.content.text.split("\n\n")


def test_text_that_only_json_ld_has_is_found() -> None:
    body = " ".join(f"Sentence {n} says that the bridge was closed." for n in range(20))
    found = read(
        "<div id='app'>Loading</div>",
        f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"The bridge","articleBody":"{body}"}}</script>',
    )
    assert found.state == "article"
    assert "Sentence 7 says that the bridge was closed." in found.content.text

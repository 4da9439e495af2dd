"""The HTML as mail programs take it: what they drop, clip or fetch is not in it, and a screen reader finds its way."""

import re
from dataclasses import replace
from email.message import EmailMessage
from itertools import pairwise

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.contents import Contents, Group, Piece, Unsubscribe
from alerts.copies import with_copies
from alerts.discretion import discreet
from alerts.mail import letter
from alerts.manner import Manner
from alerts.render import render
from alerts.render.notice import goodbye
from alerts.tokens import Links
from tests.alerts.desk import MAIL
from tests.alerts.samples import EMPTY, FULL, NOW, STORIES, item

LINKS = Links("https://mail.example", b"k" * 32, 1, NOW)
WAY_OUT = Unsubscribe("op@paper.example", LINKS.to("stop"))
SAMPLES = {
    "full": FULL,
    "with stories": STORIES,
    "discreet with stories": discreet(STORIES),
    "empty": EMPTY,
    "german": replace(FULL, language="de"),
    "discreet": discreet(with_copies(FULL, LINKS)),
    "with copies": with_copies(FULL, LINKS),
}
# What the programs that most people read mail with all know; anything else they may drop, and must be able to.
PROPERTIES = {
    *(
        "color",
        "background",
        "font-family",
        "font-size",
        "font-weight",
        "line-height",
        "letter-spacing",
        "text-align",
    ),
    *("text-decoration", "white-space", "margin", "margin-top", "margin-bottom", "margin-left", "padding"),
    *(
        "padding-bottom",
        "border",
        "border-top",
        "border-bottom",
        "border-left",
        "border-right",
        "border-collapse",
    ),
    *("display", "max-width", "overflow-wrap", "word-break"),
}
ORNAMENTS = {"text-decoration-color", "text-decoration-thickness", "text-underline-offset", "border-radius"}
ELEMENTS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "table",
        "tbody",
        "tr",
        "td",
        "div",
        "header",
        "main",
    ),
    *(
        "section",
        "article",
        "footer",
        "h1",
        "h2",
        "h3",
        "p",
        "a",
        "ul",
        "li",
        "strong",
        "mark",
        "bdi",
        "span",
    ),
}


def page(contents: Contents) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(render(contents, unsubscribe=WAY_OUT).html)


@pytest.mark.parametrize("name", SAMPLES)
def test_only_what_every_mail_program_knows(name: str) -> None:
    found = page(SAMPLES[name])
    assert {element.tag for element in found.iter() if isinstance(element.tag, str)} <= ELEMENTS
    for element in found.body.iter():
        if not isinstance(element.tag, str):
            continue
        style = element.get("style") or ""
        used = {part.split(":")[0].strip() for part in style.split(";") if part.strip()}
        assert used <= PROPERTIES | ORNAMENTS, used - PROPERTIES - ORNAMENTS
        assert "url(" not in style and "var(" not in style and "position" not in style
        # Shown without its <style> as well: programs that drop it keep what stands at the element.
        if element.tag in ("h1", "h2", "h3", "p", "li", "mark", "a", "td"):
            assert style, lxml.html.tostring(element)[:200]


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_is_fetched_and_nothing_runs(name: str) -> None:
    html = render(SAMPLES[name], unsubscribe=WAY_OUT).html
    assert not re.search(
        r"<(img|script|link|iframe|object|embed|video|audio|source|form|input|svg|base)\b", html
    )
    assert not re.search(r"\b(src|srcset|background|poster|action|on\w+)\s*=", html)
    assert not re.search(r"@import|url\(|expression\(|@font-face", html)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_screen_reader_finds_its_way(name: str) -> None:
    contents = SAMPLES[name]
    found = page(contents)
    assert found.get("lang") == contents.language and found.findtext("head/title")
    (whole,) = found.xpath("//*[@role='article']")  # <html> and its language are lost in web mail; this stays
    assert whole.get("lang") == contents.language and whole.get("aria-label")
    assert [len(found.xpath(f"//{tag}")) for tag in ("main", "header", "footer", "h1")] == [1, 1, 1, 1]
    levels = [int(heading.tag[1]) for heading in found.xpath("//h1|//h2|//h3")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(table.get("role") == "presentation" for table in found.xpath("//table"))
    assert all(section.get("aria-label") for section in found.xpath("//section"))
    assert all(link.text_content().strip() for link in found.xpath("//a"))
    for article in found.xpath("//article"):
        (title,) = article.xpath("h2|h3")
        assert title.get("dir") in ("ltr", "rtl") and title.get("lang")
        assert all(p.get("lang") and p.get("dir") for p in article.xpath("p[contains(@class, 'excerpt')]"))


def test_the_last_letter_is_held_to_the_same() -> None:
    made = goodbye(Manner(), "casework", LINKS.to("back"), "op@paper.example")
    found = lxml.html.document_fromstring(made.html)
    assert [link.get("href") for link in found.iter("a")] == [LINKS.to("back")]
    assert LINKS.to("back") in made.text and "14 days" in made.text
    assert found.get("lang") == "en" and found.findtext("body//main/h1") == made.subject


_words = st.text(
    st.sampled_from("ab \r\n\t\0\x0b\x1b\u2028\u202e\u2066\u200b\ud800\ufffe<>&\"'*=:;,@[](){}%\\عあ🙂\u0301")
    | st.characters(),
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_words, min_size=8, max_size=8), st.sampled_from(["en", "de"]), st.booleans())
def test_no_header_is_ever_built_from_what_a_publisher_wrote(
    words: list[str], code: str, quiet: bool
) -> None:
    wild = replace(
        item(1, "x", "y", url=words[0], source=words[1], language=words[2]),
        title=(Piece(words[3], False), Piece("\r\nBcc: all@evil.example\r\n\r\n", True)),
        excerpt=(Piece(words[4], True), Piece(words[5], False)),
        more=((Piece(words[6], False),),),
    )
    tame = replace(item(1, "x", "y"), changes=(1,))

    def headers(one: object) -> list[tuple[str, str]]:
        contents = replace(FULL, groups=(Group("grozny", "grozny", (one,)),), language=code)  # type: ignore[arg-type]
        contents = discreet(contents) if quiet else contents
        made = render(contents, unsubscribe=WAY_OUT)
        message: EmailMessage = letter(
            made,
            mail=MAIL,
            recipient="anna@reader.example",
            subscription="desk",
            id="<1@x>",
            at=NOW,
            closed=quiet,
            one_click=WAY_OUT.url,
        )
        raw = message.as_bytes()
        assert raw.isascii() and max(map(len, raw.split(b"\r\n"))) <= 998
        head = raw.split(b"\r\n\r\n", 1)[0].decode()
        assert "evil" not in head
        return [(name, str(value)) for name, value in message.items() if name.lower() != "content-type"]

    assert headers(wild) == headers(tame)

"""A page whose article is a few sentences gives those, and never the titles of other pieces that stand around them."""

import pytest

from crawler.extract import extract

URL = "https://news.example/story/4290"
BRIEFS = {
    "en": ("The lifeboat crew was honoured", "The crew of the lifeboat was honoured on Saturday for a search of nine hours."),
    "zh": ("港口恢复作业", "港口星期一上午恢复作业。两天前的风暴曾使四艘货轮无法靠岸。"),
}  # fmt: skip
LATEST = """<b>Latest news</b><br><a href="/1">Court orders arrest of a journalist</a><br><br>
<a href="/2">Harbour master halves the mooring fees after a protest</a><br><br>"""
TABLE = """<table><tr><td colspan=3><a href="/">Harbour Post</a><br>News from the quays</td></tr><tr valign=top>
<td><table><tr><td><a href="/">Front page</a><br><a href="/about/">About us</a></td></tr></table></td>
<td><table><tr><td><font size=1>06.11.2026, 13:40</font><h1>{title}</h1><i>Rita Borg</i>{body}</td></tr></table></td>
<td>{latest}</td></tr><tr><td colspan=3><font size=1>&copy; 2026 Harbour Post. All rights reserved.</font></td></tr></table>"""
ARTICLE = """<div class="top"><a href="/">Harbour Post</a></div><article><p class="label">Harbour</p><h1>{title}</h1>{body}</article>
<div class="rail">{latest}</div>"""


@pytest.mark.parametrize("language", BRIEFS)
@pytest.mark.parametrize("layout", [TABLE, ARTICLE], ids=["table", "article"])
@pytest.mark.parametrize("body", ["<div class=text><p>{}</p></div>", "<p>{}</p>", "<div>{}</div>"])
def test_brief_is_its_own_sentences(language: str, layout: str, body: str) -> None:
    title, text = BRIEFS[language]
    page = layout.format(title=title, body=body.format(text), latest=LATEST)
    found = extract(f"<html><head><title>{title}</title></head><body>{page}</body></html>".encode(), url=URL)
    assert found.state == "article"
    assert found.content.title == title
    assert found.content.text == text


def test_rest_of_a_date_line_is_no_paragraph() -> None:
    page = """<h1>The bridge</h1><p class="date"><time datetime="2024-05-01T10:00:00Z">1 May</time>, Jane Roe</p>
    <p>The bridge over the river was closed on Monday, and it will stay closed until the spring.</p>"""
    text = extract(f"<html><body>{page}</body></html>".encode(), url=URL).content.text
    assert text == "The bridge over the river was closed on Monday, and it will stay closed until the spring."


def test_caption_in_a_table_loses_its_credit() -> None:
    paragraphs = "".join(
        f"<p>Sentence {n} says that the bridge over the river was closed.</p>" for n in range(9)
    )
    picture = '<table><tr><td><img src="4.jpg"></td></tr><tr><td class="caption">Supporters outside the court (Harbour/L. Okafor)</td></tr></table>'
    content = extract(
        f"<html><body><article><h1>The bridge</h1>{paragraphs}{picture}</article></body></html>".encode(),
        url=URL,
    ).content
    assert content.captions == ("Supporters outside the court",)
    assert "Supporters" not in content.text

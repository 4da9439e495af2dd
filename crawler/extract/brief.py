"""The text of a page whose article is a few sentences: taken from around its headline, where the body extractor would take the whole page."""

import re
from collections.abc import Iterator
from typing import Final

from lxml.html import HtmlElement

from crawler.extract.lines import one_line
from crawler.extract.names import names_body

BRIEF = 700  # by `weight`; the body extractor looks beyond its own choice below 250 characters
_SOME = 40  # by `weight`: about what one sentence needs
_LINKED = 0.3  # of the text that a level adds: what stands there is lists of other pieces
_LINE_LINKED = 0.5
_HEADLINES = ("h1", "h2", "h3")
_ENDS = ("article", "main", "body", "html")
_TAGS: Final = """
a abbr b big bdi bdo cite code del dfn em font i ins kbd label mark nobr q s samp small span strike strong sub sup time tt u
    var wbr img picture source ruby rt rp rb
"""
_INLINE = frozenset(_TAGS.split())
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
_SENTENCE = re.compile(r"[.!?…。！？।؟۔።]")
_WORD = re.compile(r"[^\W_]+")


def weight(text: str) -> float:
    """Its length in characters, where one of Han, kana or Thai says as much as two and a half letters."""
    return len(text) + 1.5 * len(_UNSPACED.findall(text))


def brief_paragraphs(root: HtmlElement, title: str) -> tuple[str, ...]:
    """The article's paragraphs if it is a brief, else nothing. `root` is the pruned tree (it is not changed).

    From the headline outwards, a level at a time, until a level adds mostly links or an <article> ends. What is there behind the
    headline is the article, or a block inside that is named like a body. Lines that stand in links are left out.
    """
    headline = _headline(root, title)
    if headline is None:
        return ()
    holder = _holder(headline)
    if holder is None:
        return ()
    body = _body_in(holder, headline)
    found = _lines(holder if body is None else body, None if body is not None else headline)
    taken = tuple(line for line in found if body is not None or _is_text(line))
    return taken if _SOME <= sum(map(weight, taken)) < BRIEF else ()


def _headline(root: HtmlElement, title: str) -> HtmlElement | None:
    wanted = _key(title)
    first: list[HtmlElement] = []
    for element in root.iter(*_HEADLINES):
        if wanted and _key(element.text_content()) == wanted:
            return element
        if element.tag == "h1":
            first.append(element)
    return first[0] if len(first) == 1 else None


def _holder(headline: HtmlElement) -> HtmlElement | None:
    """The outermost element around the headline that adds text rather than links; None if its text is no brief."""
    holder: HtmlElement | None = None
    inside, plain = headline, 0.0
    for level in headline.iterancestors():
        if level.tag in ("body", "html"):
            break
        added = linked = 0.0
        for child in level:
            if child is not inside:
                added += weight(one_line(child.text_content()))
                linked += _linked(child)
        if plain >= _SOME and linked > _LINKED * added:
            break
        plain += added - linked
        if plain > 3 * BRIEF:
            return None
        inside = level
        if plain >= _SOME:
            holder = level
            if level.tag in _ENDS:
                break
    return holder


def _linked(element: HtmlElement) -> float:
    return sum(weight(one_line(link.text_content())) for link in element.iter("a"))


def _body_in(holder: HtmlElement, headline: HtmlElement) -> HtmlElement | None:
    """The block inside that is marked as the article's body and holds some text."""
    around = set(headline.iterancestors())
    best: HtmlElement | None = None
    most = float(_SOME)
    for block in holder.iter("div", "section", "td", "article"):
        if block in around or block is holder:
            continue
        if block.get("itemprop") == "articleBody" or names_body(
            f"{block.get('class') or ''} {block.get('id') or ''}"
        ):
            size = weight(one_line(block.text_content())) - _linked(block)
            if size > most:
                best, most = block, size
    return best


def _lines(holder: HtmlElement, headline: HtmlElement | None) -> Iterator[str]:
    """Lines of text as a reader sees them, from the headline on, but for those in links."""
    pieces: list[str] = []
    linked = 0
    started = headline is None
    for event, text, in_link in _pieces(holder, headline):
        if event == "headline":
            started, pieces, linked = True, [], 0
        elif event == "text":
            pieces.append(text)
            linked += len(text) if in_link else 0
        else:
            line = one_line("".join(pieces))
            if started and line and linked <= _LINE_LINKED * len(line):
                yield line
            pieces, linked = [], 0
    line = one_line("".join(pieces))
    if started and line and linked <= _LINE_LINKED * len(line):
        yield line


def _pieces(holder: HtmlElement, headline: HtmlElement | None) -> Iterator[tuple[str, str, bool]]:
    """Text with breaks between blocks. The tree is not deeper than parsing allows, and this holds a stack of its own."""
    stack: list[tuple[HtmlElement, bool, bool]] = [(holder, False, False)]  # element, in a link, at its end
    while stack:
        element, in_link, ended = stack.pop()
        breaks = not isinstance(element.tag, str) or element.tag not in _INLINE
        if ended:
            if breaks:
                yield "break", "", False
            if element is not holder and element.tail:
                yield "text", element.tail, in_link
            continue
        stack.append((element, in_link, True))
        if breaks:
            yield "break", "", False
        if element is headline:
            yield "headline", "", False
            continue
        within = in_link or element.tag == "a"
        if element.text:
            yield "text", element.text, within
        stack.extend((child, within, False) for child in reversed(element))


def _is_text(line: str) -> bool:
    """Not a byline, a date or a label: it holds the end of a sentence, or is long."""
    return weight(line) >= 2 * _SOME or (weight(line) >= _SOME / 2 and _SENTENCE.search(line) is not None)


def _key(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))

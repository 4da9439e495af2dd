"""The walk between parsing and the body extractor: takes out what is never article text, and sets captions aside."""

from collections.abc import Iterator
from typing import Final

from lxml.html import HtmlElement

from crawler.extract.furniture import MAX_POINTER, is_furniture
from crawler.extract.lines import one_line
from crawler.extract.names import names_body, names_caption, names_chrome, names_credit

_TAGS: Final = """
script style noscript template svg math iframe frame frameset object embed applet audio video canvas map button select input textarea
datalist nav dialog menu link meta head noindex fencedframe progress meter output
"""
_DROPPED = frozenset(_TAGS.split())
_GUARDED = frozenset(("aside", "footer"))  # dropped unless they hold much of the page's text
_BLOCKS = frozenset(
    (
        "div",
        "section",
        "ul",
        "ol",
        "p",
        "figure",
        "article",
        "table",
        "dl",
        "details",
        "header",
        "form",
        "li",
        "span",
        "blockquote",
        "amp-embed",
    )
)
_LINES = frozenset(("p", "li", "h2", "h3", "h4", "h5", "h6", "div", "dt", "dd"))
_INLINE = frozenset(
    (
        "a",
        "span",
        "strong",
        "b",
        "em",
        "i",
        "u",
        "font",
        "small",
        "br",
        "img",
        "wbr",
        "time",
        "mark",
        "sup",
        "sub",
        "label",
        "cite",
        "picture",
        "source",
    )
)
_CAPTION_TAGS = frozenset(("p", "div", "span", "em", "small", "i", "dd", "td"))
_CARD_TAGS = ("p", "h2", "h3", "h4", "h5", "h6")
_TEXT_TAGS = ("p", "blockquote", "li")
_SHARE_OF_TEXT = (
    0.35  # a block that holds more of the page's paragraphs than this is no chrome, whatever its name
)
_LONG = 80  # characters of a paragraph that surely is one
_MAX_ALT = 400
_MAX_CAPTION = 1000


class Pruned:
    """What the walk set aside: captions as written (credits still in them), alternative texts of pictures, and lines cut as furniture."""

    __slots__ = ("alternatives", "captions", "cut", "parts")

    def __init__(self) -> None:
        self.captions: list[str] = []
        self.cut: list[str] = []
        self.alternatives: list[str] = []
        self.parts: dict[str, list[HtmlElement]] = {}


def prune(root: HtmlElement) -> Pruned:
    """Take scripts, chrome, pointers, calls and captions out of the tree, in place, in one walk without recursion."""
    pruned = Pruned()
    total = sum(len(paragraph.text_content()) for paragraph in root.iter("p")) or 1
    stack = [root]
    while stack:
        element = stack.pop()
        kept: list[HtmlElement] = []
        for child in list(element):
            tag = child.tag
            if tag in _DROPPED or not isinstance(tag, str):
                _remove(element, child)
                continue
            if tag == "img":
                _note_alternative(child, pruned)
                continue
            label = child.get("class") or ""
            if tag == "figcaption" or (
                label and tag in _CAPTION_TAGS and names_caption(label) and _is_caption(child)
            ):
                if (caption := _caption_text(child)) and not _in_link(child):
                    pruned.captions.append(caption)
                _remove(element, child)
                continue
            if tag in _BLOCKS:
                if name := child.get("id"):
                    label = f"{label} {name}"
                if label and names_chrome(label) and _is_small(child, total):
                    _remove(element, child)
                    continue
                if label and names_body(label):
                    pruned.parts.setdefault(label, []).append(child)
            elif tag in _GUARDED and _is_small(child, total):
                _remove(element, child)
                continue
            if tag == "a" and _is_card(child, total):
                _remove(element, child)
                continue
            if tag in _LINES and _is_line(child):
                text = one_line(child.text_content())
                if text and len(text) <= MAX_POINTER and is_furniture(text, child):
                    pruned.cut.append(text)
                    _remove(element, child)
                    continue
            if len(child):
                kept.append(child)
        kept.reverse()
        stack.extend(kept)
    _join_parts(pruned.parts)
    return pruned


def _remove(parent: HtmlElement, child: HtmlElement) -> None:
    """Take `child` out and leave the text behind it where it was."""
    tail = child.tail
    if tail and not tail.isspace():
        previous = child.getprevious()
        if previous is not None:
            previous.tail = f"{previous.tail or ''} {tail}"
        else:
            parent.text = f"{parent.text or ''} {tail}"
    parent.remove(child)


def _is_small(block: HtmlElement, total: int) -> bool:
    """It holds no headline and little of the page's paragraph text."""
    if block.tag in _TEXT_TAGS:
        return len(block.text_content()) <= total * _SHARE_OF_TEXT
    if sum(len(paragraph.text_content()) for paragraph in block.iter("p")) > total * _SHARE_OF_TEXT:
        return False
    return block.find(".//h1") is None


def _is_card(link: HtmlElement, total: int) -> bool:
    """A link around whole paragraphs or headings is a teaser of another piece."""
    return len(link) > 0 and next(link.iter(*_CARD_TAGS), None) is not None and _is_small(link, total)


def _is_line(element: HtmlElement) -> bool:
    """A block with nothing but a line of text in it."""
    if len(element) > 8 or len(element.text or "") > MAX_POINTER:
        return False
    return all(child.tag in _INLINE for child in element)


def _note_alternative(image: HtmlElement, pruned: Pruned) -> None:
    """Keep the alternative text of a picture in the article: not of a teaser's, which stands in a link."""
    alternative = image.get("alt")
    if not alternative or not 25 <= len(alternative) <= _MAX_ALT:
        return
    inside = False
    for parent in image.iterancestors("a", "article", "main", "figure"):
        if parent.tag == "a":
            return
        inside = True
    if inside:
        pruned.alternatives.append(one_line(alternative))


def _in_link(element: HtmlElement) -> bool:
    return next(element.iterancestors("a"), None) is not None


def _is_caption(element: HtmlElement) -> bool:
    return (
        len(element) < 12 and element.find(".//img") is None and len(element.text_content()) <= _MAX_CAPTION
    )


def _caption_text(element: HtmlElement) -> str:
    return one_line("".join(_spoken(element)))


def _spoken(element: HtmlElement) -> Iterator[str]:
    """Text of a caption without elements that by their name hold a credit or a control."""
    if element.text:
        yield element.text
    for child in element:
        if (
            isinstance(child.tag, str)
            and child.tag not in _DROPPED
            and not names_credit(child.get("class") or "")
        ):
            if child.tag in ("div", "p", "br", "li"):
                yield " "
            yield from _spoken(child)
        yield " "
        if child.tail:
            yield child.tail


def _join_parts(groups: dict[str, list[HtmlElement]]) -> None:
    """A body cut in several blocks of one name (advertisements between them) becomes one block again.

    The extractor takes the first block that is named like a body and would stop there. Blocks are joined if
    they hold paragraphs, stand in the same <article> and have no headline of their own.
    """
    for blocks in groups.values():
        holding = [block for block in blocks if _holds_text(block)] if len(blocks) > 1 else []
        if len(holding) < 2:
            continue
        first, *others = holding
        article = _article_of(first)
        for other in others:
            if (
                _article_of(other) is article
                and other.find(".//h1") is None
                and first not in other.iterancestors()
            ):
                first.extend(list(other))


def _holds_text(block: HtmlElement) -> bool:
    return any(len(paragraph.text_content()) >= _LONG for paragraph in block.iterchildren("p")) or any(
        len(paragraph.text_content()) >= _LONG for paragraph in block.iterfind("*/p")
    )


def _article_of(block: HtmlElement) -> HtmlElement | None:
    return next(block.iterancestors("article"), None)

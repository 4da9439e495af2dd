"""The article's text: Trafilatura's body extractor on the pruned tree, checked against JSON-LD and the page's paragraphs."""

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass

from lxml.etree import _Element
from lxml.html import HtmlElement
from trafilatura.htmlprocessing import convert_tags, tree_cleaning
from trafilatura.main_extractor import extract_content
from trafilatura.settings import Extractor

from crawler.extract.brief import brief_paragraphs
from crawler.extract.lines import one_line
from crawler.extract.page import drop_invalid_characters

log = logging.getLogger(__name__)

# Comments are no article text; `fast` leaves out readability and justext, which cost more than all the rest
_OPTIONS = Extractor(output_format="python", fast=True, comments=False)
_RECALL = Extractor(output_format="python", fast=True, comments=False, recall=True)
_SHORT = 3000  # characters of a result that may be only a part (Trafilatura's own bounds for a second try)
_COVERED = 0.2  # of the page's text
_WORD = re.compile(r"\w+")
_TELLING = 300  # characters of JSON-LD's text or of a cluster that are worth a comparison
_LITTLE = 1500  # characters of the whole result on a page that may be a brief with furniture
_TELLING_KEY = 30  # letters that two texts don't share by chance
_ENOUGH = 0.6
_APPENDIX = 0.3  # of the text, at the most
_PARAGRAPH_TAGS = ("p", "h2", "h3", "h4", "li", "blockquote", "pre", "dd")


@dataclass(frozen=True, slots=True)
class Body:
    """Paragraphs in order, and which way they were found: "main", "paragraphs", "json-ld", "brief"."""

    paragraphs: tuple[str, ...]
    way: str


def find_body(root: HtmlElement, stated: str, url: str, *, title: str) -> Body:
    """The article's paragraphs. `root` is the pruned tree (it is not changed), `stated` the text that JSON-LD gives, or "".

    Trafilatura's result stands unless it misses most of what JSON-LD states, or the page's main cluster of
    paragraphs holds it and twice as much besides, or the text around the headline is a brief and the result holds
    more than that: from a page with little text the extractor takes the headlines of other pieces as well.
    """
    main = _main(root, url) or _again(root, url)
    length = sum(map(len, main))
    if len(stated) >= _TELLING:
        words = Counter(_WORD.findall(stated))
        if _share(words, main) >= _ENOUGH:
            return Body(_without_appendix(main, words), "main")
        if found := _stated_paragraphs(root, words):
            return Body(found, "json-ld")
        return Body(tuple(stated.split("\n")), "json-ld")
    cluster = cluster_paragraphs(root)
    clustered = sum(map(len, cluster))
    # a page with more text than this around is an article whose headline stands apart from it
    if max(length, clustered) < _LITTLE and (brief := brief_paragraphs(root, title)):
        return Body(main if main and _all_in(main, brief) else brief, "brief")
    if (
        clustered > 2 * length
        and clustered > _TELLING
        and (length < 100 or _share(Counter(_WORD.findall(" ".join(main))), cluster) > 0.5)
    ):
        return Body(cluster, "paragraphs")
    return Body(main, "main")


def _all_in(paragraphs: Sequence[str], others: Sequence[str]) -> bool:
    """Every paragraph is one of the others, or a sentence of them: a label's one word may stand in a sentence by chance."""
    keys = {"".join(_WORD.findall(text)) for text in others}
    whole = "".join("".join(_WORD.findall(text)) for text in others)
    return all(
        key in keys or (len(key) >= _TELLING_KEY and key in whole)
        for key in ("".join(_WORD.findall(text)) for text in paragraphs)
    )


def _without_appendix(paragraphs: tuple[str, ...], words: Counter[str]) -> tuple[str, ...]:
    """Leave out what follows the last paragraph that JSON-LD's text has too: notes on authors, offers, other pieces.

    Only if that is little: some publishers state the beginning alone.
    """
    last = len(paragraphs)
    while last and not _is_stated(Counter(_WORD.findall(paragraphs[last - 1])), words):
        last -= 1
    dropped = sum(map(len, paragraphs[last:]))
    return paragraphs[:last] if dropped <= _APPENDIX * sum(map(len, paragraphs)) else paragraphs


def _is_stated(own: Counter[str], words: Counter[str]) -> bool:
    return own.total() >= 3 and (own & words).total() >= 0.85 * own.total()


def _share(words: Counter[str], paragraphs: Sequence[str]) -> float:
    """How much of `words` the paragraphs hold, from 0 to 1."""
    found = Counter(_WORD.findall("\n".join(paragraphs)))
    return (words & found).total() / max(1, words.total())


def _stated_paragraphs(root: HtmlElement, words: Counter[str]) -> tuple[str, ...]:
    """The page's own paragraphs that JSON-LD's text consists of, if they make up most of it: they know where paragraphs end."""
    taken: list[str] = []
    left = Counter(words)
    for text in paragraphs_under(root):
        own = Counter(_WORD.findall(text))
        if own.total() >= 3 and (own & left).total() >= 0.9 * own.total():
            taken.append(text)
            left -= own
    return tuple(taken) if left.total() < (1 - _ENOUGH) * words.total() else ()


def _main(root: HtmlElement, url: str) -> tuple[str, ...]:
    try:
        body, text = _extract(root, _OPTIONS)
        if 0 < len(text) < _SHORT and len(text) < _COVERED * len(one_line(root.text_content())):
            # a little text of a big page: a layout that the narrow rules don't know
            wider, wider_text = _extract(root, _RECALL)
            if len(wider_text) > 1.5 * len(text):
                body = wider
        return tuple(render(body))
    # whatever trips the extractor on a page that nobody foresaw must not lose the article: there is another way
    except Exception as error:  # noqa: BLE001 - the reason stands above
        log.warning("the body extractor failed on %s: %r", url, error)
    return ()


def _extract(root: HtmlElement, options: Extractor) -> tuple[_Element, str]:
    """Trafilatura's first stage. Its others (a second clean-up, baseline, readability, justext) cost twice as much and are not needed here."""
    tree = convert_tags(tree_cleaning(copy(root), options), options)
    return extract_content(tree, options)


def _again(root: HtmlElement, url: str) -> tuple[str, ...]:
    """Characters that the page gave as references (`&#1;`) and XML forbids make the extractor give up; they are rare."""
    return _main(root, url) if drop_invalid_characters(root) else ()


def render(body: _Element) -> Iterator[str]:
    """Paragraphs of Trafilatura's result: a list item and a table row are one each."""
    if body.text and (text := one_line(body.text)):
        yield text
    for block in body:
        if block.tag == "list":
            for item in block.iter("item"):
                if text := one_line(" ".join(map(str, item.itertext()))):
                    yield text
        elif block.tag == "table":
            for row in block.iter("row"):
                if text := " | ".join(
                    cell for raw in row.iter("cell") if (cell := one_line(" ".join(map(str, raw.itertext()))))
                ):
                    yield text
        else:
            yield from _lines(block)
        if block.tail and (text := one_line(block.tail)):
            yield text


def _lines(block: _Element) -> Iterator[str]:
    """A block's text; two line breaks in a row begin a new paragraph, as a block inside a quotation does."""
    pieces: list[str] = [block.text or ""]
    for element in block.iterdescendants():
        if element.tag == "lb":
            pieces.append("\n")
        elif element.tag in ("p", "quote", "item", "head"):
            pieces.append("\n\n")
        pieces.append(element.text or "")
        pieces.append(element.tail or "")
    for part in "".join(pieces).split("\n"):
        if text := one_line(part):
            yield text


def cluster_paragraphs(root: HtmlElement) -> tuple[str, ...]:
    """The paragraphs under the element that holds most of the page's paragraph text: a way of its own to the body.

    Every paragraph of 40 characters or more and few links counts for its parent, and half for its grandparent.
    """
    scores: dict[HtmlElement, float] = {}
    for paragraph in root.iter("p", "pre", "blockquote"):
        text = paragraph.text_content()
        size = len(text.strip())
        if size < 40:
            continue
        linked = sum(len(link.text_content()) for link in paragraph.iter("a"))
        if linked > size * 0.5:
            continue
        weight = 1.0
        for holder in paragraph.iterancestors():
            scores[holder] = scores.get(holder, 0.0) + size * weight
            weight /= 2
            if weight < 0.2:
                break
    if not scores:
        return ()
    best = max(scores, key=lambda element: scores[element])
    return tuple(paragraphs_under(best))


def paragraphs_under(element: HtmlElement) -> Iterator[str]:
    taken: set[HtmlElement] = set()
    for block in element.iter(*_PARAGRAPH_TAGS):
        if any(parent in taken for parent in block.iterancestors()):
            continue
        taken.add(block)
        text = one_line(block.text_content())
        if not text:
            continue
        linked = sum(len(link.text_content()) for link in block.iter("a"))
        if linked > len(text) * 0.7 and len(text) < 200:
            continue
        yield text


def joined(paragraphs: Sequence[str]) -> str:
    """Paragraphs as the one text that is kept: a blank line between them."""
    return "\n\n".join(paragraphs)

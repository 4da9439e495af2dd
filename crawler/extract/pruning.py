"""The walk between parsing and the body extractor: takes out what is never article text, and sets captions aside."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from lxml.html import HtmlElement

from crawler.extract.furniture import is_call, is_credit, is_pointer
from crawler.extract.lines import one_line

_DROPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "frame",
        "frameset",
        "object",
        "embed",
        "applet",
        "audio",
        "video",
        "canvas",
        "map",
        "button",
        "select",
        "input",
        "textarea",
        "datalist",
        "nav",
        "dialog",
        "menu",
        "link",
        "meta",
        "head",
        "noindex",
        "fencedframe",
        "progress",
        "meter",
        "output",
    ]
)
_BLOCKS = frozenset(
    [
        "div",
        "section",
        "aside",
        "ul",
        "ol",
        "p",
        "figure",
        "article",
        "table",
        "dl",
        "details",
        "header",
        "footer",
        "form",
        "li",
        "span",
        "blockquote",
        "amp-embed",
    ]
)
_LINES = frozenset(["p", "li", "h2", "h3", "h4", "h5", "h6", "div", "dt", "dd", "span"])
_INLINE = frozenset(
    [
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
    ]
)
_NAMED = frozenset(["p", "div", "span", "em", "small", "i", "dd"])
# Words of class and id names of the blocks that surround articles everywhere. A name is cut into its
# words ("RelatedArticles", "related_articles" and "related-articles" are the same) and one of these, or a pair, decides.
_CHROME_WORDS = frozenset(
    [
        "related",
        "relatedarticles",
        "relatedcontent",
        "relatedposts",
        "relatedstories",
        "readmore",
        "recirc",
        "recirculation",
        "recommended",
        "recommendation",
        "recommendations",
        "trending",
        "outbrain",
        "taboola",
        "zergnet",
        "newsletter",
        "newsletters",
        "subscribe",
        "signup",
        "share",
        "sharing",
        "sharebar",
        "sharebuttons",
        "socialshare",
        "sharedaddy",
        "addtoany",
        "comments",
        "comment",
        "disqus",
        "respond",
        "livefyre",
        "breadcrumb",
        "breadcrumbs",
        "pagination",
        "pager",
        "advert",
        "adverts",
        "advertisement",
        "advertising",
        "ad",
        "ads",
        "adsbygoogle",
        "adslot",
        "sponsor",
        "sponsored",
        "promo",
        "promos",
        "promotion",
        "affiliate",
        "gdpr",
        "onetrust",
        "authorbio",
        "authorbox",
        "biobox",
        "tags",
        "taglist",
        "credit",
        "credits",
        "copyright",
        "bildquelle",
        "bildnachweis",
        "fotocredit",
        "photocredit",
        "imagecredit",
        "screenreader",
        "visuallyhidden",
        "sronly",
    ]
)
_CHROME_PAIRS = frozenset(
    [
        "read more",
        "read also",
        "read next",
        "see also",
        "more on",
        "more from",
        "more stories",
        "more news",
        "more articles",
        "you may",
        "you might",
        "also like",
        "also read",
        "most read",
        "most popular",
        "most viewed",
        "mailing list",
        "sign up",
        "social media",
        "social links",
        "social icons",
        "social bar",
        "social buttons",
        "social follow",
        "follow us",
        "coral talk",
        "post navigation",
        "nav links",
        "toc container",
        "skip link",
        "skip links",
        "cookie banner",
        "cookie bar",
        "cookie consent",
        "cookie notice",
        "cookie popup",
        "cookie policy",
        "cookie law",
        "cookies banner",
        "consent banner",
        "consent manager",
        "consent popup",
        "cmp container",
        "cmp banner",
        "author bio",
        "author box",
        "author info",
        "author card",
        "author description",
        "author profile",
        "author about",
        "author details",
        "about author",
        "about the",
        "bio box",
        "contributor bio",
        "tag list",
        "tag cloud",
        "tag links",
        "topics list",
        "keywords list",
        "screen reader",
        "visually hidden",
        "sr only",
        "image source",
        "image attribution",
        "paid content",
        "next article",
        "next post",
        "up next",
    ]
)
_CAMEL = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_BODY_NAME = re.compile(
    r"(?:article|story|post|entry|news|page)[_-]*(?:content|body|text)|articleBody|body-?text|(?:^|\s)(?:text|content)(?:\s|$)",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"caption|bildunterschrift|bildtext|legende|l[ée]gende|pie-?de-?foto|didascalia|bijschrift|podpis|image-?description|media-?description|photo-?desc|img-?desc|подпись",
    re.IGNORECASE,
)
_CAPTION_OTHER = re.compile(
    r"captioned?-(?:image|media|content|video|wrapper|container)|no-?caption|closed-?caption|video-?caption-?(?:settings|select)|captions?-(?:settings|menu|text-track)|wp-caption(?!-text|-dd)",
    re.IGNORECASE,
)
_CREDIT_CLASS = re.compile(
    r"credit|copyright|byline|source|quelle|author|photographer|rights|attribution|agency|hidden|button|expand",
    re.IGNORECASE,
)
_SHARE_OF_TEXT = (
    0.35  # a block that holds more of the page's paragraphs than this is no chrome, whatever its name
)
_MAX_ALT = 400


class Pruned:
    """What the walk set aside: captions as written (credits still in them) and alternative texts of pictures."""

    __slots__ = ("alternatives", "captions", "parts")

    def __init__(self) -> None:
        self.captions: list[str] = []
        self.alternatives: list[str] = []
        self.parts: dict[str, list[HtmlElement]] = {}


def prune(root: HtmlElement) -> Pruned:
    """Take scripts, chrome, pointers, calls and captions out of the tree, in place, in one walk without recursion."""
    pruned = Pruned()
    total = 0
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
                alternative = child.get("alt")
                if alternative and 25 <= len(alternative) <= _MAX_ALT:
                    pruned.alternatives.append(one_line(alternative))
                continue
            if tag == "figcaption" or (tag in _NAMED and _is_caption(child)):
                if caption := _caption_text(child):
                    pruned.captions.append(caption)
                _remove(element, child)
                continue
            if tag in _BLOCKS:
                label = child.get("class") or ""
                name = child.get("id")
                if name:
                    label = f"{label} {name}"
                if label and _names_chrome(label):
                    total = total or _paragraph_text(root) or 1
                    if _paragraph_text(child) <= total * _SHARE_OF_TEXT and child.find(".//h1") is None:
                        _remove(element, child)
                        continue
                if label and _names_text(label):
                    pruned.parts.setdefault(label, []).append(child)
            if tag in _LINES and _is_furniture(child):
                _remove(element, child)
                continue
            kept.append(child)
        stack.extend(reversed(kept))
    _join_parts(pruned.parts)
    return pruned


def _join_parts(groups: dict[str, list[HtmlElement]]) -> None:
    """A body cut in several blocks of one name (advertisements between them) becomes one block again.

    The extractor takes the first block that is named like a body and would stop there. Blocks are joined if
    they hold paragraphs, stand in the same <article> and have no headline of their own.
    """
    for blocks in groups.values():
        if len(blocks) < 2:
            continue
        first, *others = [block for block in blocks if _holds_text(block)] or [None]
        if first is None or not others:
            continue
        article = _article_of(first)
        for other in others:
            if (
                _article_of(other) is article
                and other.find(".//h1") is None
                and first not in other.iterancestors()
            ):
                first.extend(list(other))


def _holds_text(block: HtmlElement) -> bool:
    return any(len(paragraph.text_content()) >= 80 for paragraph in block.iterchildren("p")) or any(
        len(paragraph.text_content()) >= 80 for paragraph in block.iterfind("*/p")
    )


def _article_of(block: HtmlElement) -> HtmlElement | None:
    return next(block.iterancestors("article"), None)


@lru_cache(maxsize=4096)
def _names_text(label: str) -> bool:
    return _BODY_NAME.search(label) is not None


@lru_cache(maxsize=8192)
def _names_chrome(label: str) -> bool:
    for name in label.split():
        if ":" in name or "[" in name:  # a utility class: it says how, not what
            continue
        words = name.lower().replace("_", "-").split("-")
        if not _CHROME_WORDS.isdisjoint(words):
            return True
        if name.isalnum():
            # in a made-up name ("AdDsWC") short words mean nothing
            words = [word.lower() for word in _CAMEL.findall(name)]
            if any(len(word) > 6 and word in _CHROME_WORDS for word in words):
                return True
        if any(f"{one} {two}" in _CHROME_PAIRS for one, two in pairwise(words)):
            return True
    return False


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


def _paragraph_text(element: HtmlElement) -> int:
    own = len(element.text_content()) if element.tag in ("p", "blockquote", "li") else 0
    return own or sum(len(paragraph.text_content()) for paragraph in element.iter("p"))


def _is_caption(element: HtmlElement) -> bool:
    label = element.get("class")
    if not label or _CAPTION.search(label) is None or _CAPTION_OTHER.search(label):
        return False
    return len(element) < 12 and element.find(".//img") is None and len(element.text_content()) <= 1000


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
            and not _CREDIT_CLASS.search(child.get("class") or "")
        ):
            if child.tag in ("div", "p", "br", "li"):
                yield " "
            yield from _spoken(child)
        yield " "
        if child.tail:
            yield child.tail


def _is_furniture(element: HtmlElement) -> bool:
    """A short line that points elsewhere, calls for something, or credits a picture."""
    if (
        len(element) > 8
        or len(element.text or "") > 240
        or any(child.tag not in _INLINE for child in element)
    ):
        return False
    text = one_line(element.text_content())
    if not text or len(text) > 240:
        return False
    if is_call(text) or is_credit(text):
        return True
    linked = sum(len(link.text_content()) for link in element.iter("a"))
    return is_pointer(text, linked=linked / len(text))

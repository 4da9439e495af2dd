"""What a list's bytes are, before anything parses them: unpacked, decoded, and named by how they begin."""

import re
import zlib
from dataclasses import dataclass
from typing import Literal

from crawler.lists.charset import decode
from crawler.lists.reading import NotAList

Form = Literal["xml", "json", "html", "text"]

_MOST_BYTES = 60_000_000  # a sitemap may have 50 MB unpacked (sitemaps.org)
_OPENING = re.compile(r"<(?![!?])/?([A-Za-z_][\w.:-]*)")
_LISTS = frozenset({"rss", "feed", "rdf", "rdf:rdf", "urlset", "sitemapindex", "channel"})
_PAGES = frozenset(
    {
        "html",
        "head",
        "body",
        "title",
        "meta",
        "link",
        "div",
        "script",
        "center",
        "table",
        "p",
        "h1",
        "style",
        "noscript",
        "br",
        "b",
    }
)
_LIST_OPENING = re.compile(
    r"<\?xml[^>]*\?>\s*(?:<[?!][^<>]*>\s*)*<(?:rss|feed|rdf:RDF|urlset|sitemapindex)[\s>]|<(?:rss|rdf:RDF|urlset|sitemapindex)\s[^<>]*>",
    re.I,
)
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_OTHER_XML = frozenset({"opml", "svg", "error", "response"})
_PAGE = re.compile(r"<!doctype\s+html|<html\b", re.I)
_HEAD = 20_000
_KNOWN_BYTES = (
    (b"%PDF", "a PDF file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"PK\x03\x04", "a zip archive"),
    (b"ID3", "a sound file"),
)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A list's text, its form and the lower-case name of its first element (for XML and HTML)."""

    text: str
    form: Form
    element: str = ""
    warning: str | None = None


def recognise(data: bytes, content_type: str | None) -> Recognised:
    """Unpack, decode and name the form of `data`. Raises NotAList for nothing and for what is no text."""
    if data[:2] == b"\x1f\x8b":
        data = _unpacked(data)
    if not data.strip():
        raise NotAList("the answer is empty")
    for start, name in _KNOWN_BYTES:
        if data.startswith(start):
            raise NotAList(f"{name} instead of a list")
    text, warning = decode(data, content_type)
    text = text.lstrip("\ufeff\x00 \t\r\n")
    if not text:
        raise NotAList("the answer is empty")
    if text[0] in "{[":
        return Recognised(text, "json", warning=warning)
    head = text[:_HEAD]
    if not text.startswith("<") and not _LIST_OPENING.search(head):
        return Recognised(
            text, "html" if "<a " in head or "<html" in head.lower() else "text", warning=warning
        )
    element = _first_element(head)
    if element not in _LISTS and (opening := _LIST_OPENING.search(head)):
        text = text[opening.start() :]  # a program's warnings printed before the feed
        element = _first_element(text[:_HEAD])
    if element in _LISTS:
        return Recognised(text, "xml", element.rpartition(":")[2], warning)
    said = "html" in (content_type or "").lower() and element not in _OTHER_XML
    if element in _PAGES or (said and not head.startswith("<?xml")) or _PAGE.search(head):
        return Recognised(text, "html", element, warning)
    return Recognised(text, "xml", element, warning)


def _first_element(head: str) -> str:
    match = _OPENING.search(_COMMENT.sub("", head) if "<!--" in head and "-->" in head else head)
    return match[1].lower() if match else ""


def _unpacked(data: bytes) -> bytes:
    """A gzip body that is the file itself (a .xml.gz sitemap), as far as it is whole and bearable."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        whole = unpacker.decompress(data, _MOST_BYTES)
    except zlib.error as error:
        raise NotAList("a broken gzip file") from error
    if unpacker.unconsumed_tail:
        raise NotAList(f"a gzip file of more than {_MOST_BYTES // 1_000_000} MB unpacked")
    return whole

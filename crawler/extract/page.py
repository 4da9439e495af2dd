"""The first step of extraction: bytes of a response become one parsed tree, whatever their charset and shape."""

import codecs
import re
from dataclasses import dataclass

import chardet
from lxml import etree
from lxml.html import HtmlElement, HTMLParser

MAX_DEPTH = 120  # of elements; deeper wrappers are unwrapped, later steps recurse
_STAYS = frozenset(
    (
        "p",
        "br",
        "img",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "figcaption",
        "script",
        "style",
        "meta",
        "link",
        "title",
    )
)

# What browsers decode under these labels (WHATWG Encoding Standard, section 4.2), in Python's names.
_LABELS = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "windows-1252": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "tis-620": "cp874",
    "iso-8859-11": "cp874",
    "windows-874": "cp874",
    "iso-8859-8-i": "iso-8859-8",
    "x-cp1251": "cp1251",
    "win-1251": "cp1251",
    "unicode": "utf-16",
}
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE
)
_HEADER_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_CONTROLS = bytes(range(0x00, 0x09)) + b"\x0b\x0c" + bytes(range(0x0E, 0x20))
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
_WRAPPER_TAG = re.compile(
    rb"</?(?:div|span|section|font|b|i|u|em|strong|small|big|center|article|main|aside|header|footer|table|tbody|tr|td|th|ul|ol|li|"
    rb"blockquote|q|dl|dt|dd|form|fieldset|figure|details|label|sup|sub|tt|code|a|nav|ins|del)\b[^<>]*>",
    re.IGNORECASE,
)
_LATIN_CODECS = (
    "cp1250",
    "cp1252",
    "cp1254",
    "cp1257",
    *(f"iso8859-{part}" for part in (1, 2, 3, 4, 9, 10, 13, 15, 16)),
)
_LETTERS = re.compile(rb"[A-Za-z]")
_HIGH_LETTERS = re.compile(rb"[\xc0-\xff]")
_INVALID_CHARS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TOO_DEEP = etree.XPath("boolean(" + "/*" * MAX_DEPTH + ")")


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page; `root` is None if there was nothing to parse. `charset` is a Python codec name."""

    root: HtmlElement | None
    charset: str
    warnings: tuple[str, ...] = ()


def parse_page(data: bytes, content_type: str | None = None) -> Page:
    """Decode and parse `data` once; never raises for any input.

    The charset is taken from a byte order mark, else UTF-8 if the bytes are valid UTF-8 (whatever is
    declared: a page of another charset is practically never valid UTF-8 by chance), else what the page's
    meta tag and the HTTP header agree on, else what chardet finds likely.
    """
    text, charset, warnings = decode(data, content_type)
    root = _parse(text)
    if root is None:
        return Page(None, charset, warnings)
    if _TOO_DEEP(root):
        _unwrap_deep(root)
        warnings = (*warnings, "deeply nested markup was flattened")
    return Page(root, charset, warnings)


def decode(data: bytes, content_type: str | None = None) -> tuple[bytes, str, tuple[str, ...]]:
    """The page as UTF-8 bytes without control characters, its charset, and warnings."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _as_utf8(data[len(mark) :], name), name, ()
    head = data[:4096]
    for name, zeros in (("utf-16-le", head[1:16:2]), ("utf-16-be", head[0:15:2])):
        if len(zeros) > 3 and not zeros.strip(
            b"\x00"
        ):  # no mark, but every second byte of the markup is zero
            return _as_utf8(data, name), name, ()
    try:
        data.decode("utf-8")
        if b"\x1b$" not in head and b"\x1b(" not in head:  # ISO-2022 is seven-bit, hence valid UTF-8 as well
            return data.translate(None, _CONTROLS), "utf-8", ()
    except UnicodeDecodeError:
        pass
    in_page = _codec(found[1].decode("ascii")) if (found := _META_CHARSET.search(head)) else None
    in_header = _codec(sent[1]) if content_type and (sent := _HEADER_CHARSET.search(content_type)) else None
    name = _choose(data, in_page, in_header)
    declared = in_page or in_header
    warnings: tuple[str, ...] = ()
    if declared is not None and name != declared:
        warnings = (f"the page says charset {declared} but is {name}",)
    return _as_utf8(data, name), name, warnings


def _codec(label: str) -> str | None:
    name = label.strip().lower()
    try:
        return codecs.lookup(_LABELS.get(name, name)).name
    except (LookupError, ValueError):
        return None


def _choose(data: bytes, in_page: str | None, in_header: str | None) -> str:
    if "utf-8" in (in_page, in_header) and _nearly_utf8(data):
        return "utf-8"
    telling = _telling(data)
    # more than half of the letters are beyond ASCII: whatever this is, it isn't in Latin script
    latin = len(_HIGH_LETTERS.findall(telling)) <= len(_LETTERS.findall(telling))
    claims = [
        claim
        for claim in (in_page, in_header)
        if claim not in (None, "utf-8") and (latin or claim not in _LATIN_CODECS)
    ]
    if len(claims) == 2 and claims[0] == claims[1] and _decodes(data, claims[0] or ""):
        return claims[0] or "cp1252"
    guess = chardet.detect(telling)
    found = _codec(str(guess.get("encoding") or "")) or "cp1252"
    if found in claims:
        return found
    # a multi-byte claim that decodes without an error is proof enough; a single-byte one decodes anything
    for claim in claims:
        if claim and not claim.startswith(("cp125", "iso8859", "koi8")) and _decodes(data, claim):
            return claim
    if claims and claims[0] and (guess.get("confidence") or 0) < 0.7:
        return claims[0]
    return "utf-8" if found == "utf-8" or (not claims and _nearly_utf8(data)) else found


def _telling(data: bytes) -> bytes:
    """The lines that hold other than ASCII, up to 60 kB: what a detector needs and no more."""
    lines = [line for line in re.split(rb"[\n<>]", data[:1_000_000]) if line and not line.isascii()]
    return b"\n".join(lines)[:60_000]


def _decodes(data: bytes, name: str) -> bool:
    try:
        data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _nearly_utf8(data: bytes) -> bool:
    """A few broken sequences (a cut, a foreign snippet) among many sound ones."""
    broken = data.decode("utf-8", "replace").count("\ufffd") - data.count("\ufffd".encode())
    return broken * 20 < len(_MULTIBYTE.findall(data))


def _as_utf8(data: bytes, name: str) -> bytes:
    if name == "utf-8":
        return data.decode("utf-8", "replace").encode("utf-8").translate(None, _CONTROLS)
    text = data.decode(name, "replace")
    return text.encode("utf-8", "replace").translate(None, _CONTROLS)


def _parse(data: bytes) -> HtmlElement | None:
    root, too_deep = _parse_once(data)
    if too_deep:
        # libxml2 gives up at 2,048 levels and drops what follows: without wrappers the text is still there
        root, _ = _parse_once(_WRAPPER_TAG.sub(b"<br>", data))
    return root


def _parse_once(data: bytes) -> tuple[HtmlElement | None, bool]:
    parser = HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=True
    )
    # one element class for all: lxml.html's own lookup is Python code run for every node
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    try:
        root = etree.fromstring(data, parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None, False
    too_deep = any("Excessive depth" in entry.message for entry in parser.error_log)
    return root, too_deep


def _unwrap_deep(root: HtmlElement) -> None:
    depths: dict[HtmlElement, int] = {root: 0}
    for element in list(root.iterdescendants()):
        parent = element.getparent()
        depth = depths[parent] + 1
        if depth > MAX_DEPTH // 2 and element.tag not in _STAYS:
            depths[element] = depth - 1
            element.drop_tag()
        else:
            depths[element] = depth


def drop_invalid_characters(root: HtmlElement) -> bool:
    """Take characters that XML forbids (given as references, `&#1;`) out of all text, in place; whether there were any."""
    found = False
    for element in root.iter():
        for name in ("text", "tail"):
            value = getattr(element, name)
            if value and _INVALID_CHARS.search(value):
                setattr(element, name, _INVALID_CHARS.sub("", value))
                found = True
    return found

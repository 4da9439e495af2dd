"""A list's text to an element tree, whole or mended: the one XML parser of the lists.

No DTD, no entity of the document's own, no network: a document type is cut off before parsing, so that neither
external entities nor "billion laughs" (CWE-776, CWE-611) exist for the parser. HTML's named entities become characters.
"""

import re
from dataclasses import dataclass
from html.entities import html5

from lxml import etree

_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^<>\[]*(?:\[(?:[^\]<]|<[^<>]*>)*\]\s*)?>", re.I)
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31});")
_LOOSE_AMPERSAND = re.compile(r"&(?!(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)")
_LOOSE_LESS = re.compile(r"<(?=[\s\d=<])")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]+")
_CONTROL_REFERENCE = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcBC]|1[0-9a-fA-F]|[eEfF]))\s*;"
)
_HEAD = 20_000


@dataclass(frozen=True, slots=True)
class Parsed:
    """The root element, and whether the text had to be mended to get it."""

    root: etree._Element
    mended: bool


def parse_xml(text: str) -> Parsed | None:
    """The tree of `text`, or None if no element can be read from it. Broken markup is mended where that can be done."""
    text = _DECLARATION.sub("", text, count=1).lstrip("\ufeff \t\r\n")
    head = text[:_HEAD]
    if "<!" in head:
        text = _DOCTYPE.sub("", head, count=1) + text[_HEAD:]
    if "<!ENTITY" in text or "<!DOCTYPE" in text[:_HEAD]:
        return None  # a type that could not be cut off is not argued with
    if "&" in text:
        text = _NAMED.sub(_character, text)
    root = _tree(text, recover=False)
    if root is not None:
        return Parsed(root, mended=False)
    root = _tree(_mended(text), recover=True)
    return None if root is None else Parsed(root, mended=True)


def _tree(text: str, *, recover: bool) -> etree._Element | None:
    parser = etree.XMLParser(
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
        encoding="utf-8",
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root if isinstance(getattr(root, "tag", None), str) else None


def _mended(text: str) -> str:
    text = _CONTROL_REFERENCE.sub("", _CONTROLS.sub("", text))
    pieces, done = [], 0
    while (start := text.find("<![CDATA[", done)) >= 0 and (end := text.find("]]>", start)) >= 0:
        # inside CDATA nothing needs mending, and mending would change it
        pieces += [_mend_markup(text[done:start]), text[start : end + 3]]
        done = end + 3
    return "".join((*pieces, _mend_markup(text[done:])))


def _mend_markup(text: str) -> str:
    return _LOOSE_LESS.sub("&lt;", _LOOSE_AMPERSAND.sub("&amp;", text))


def _character(match: re.Match[str]) -> str:
    character = html5.get(match[1] + ";")
    if character is None:
        return f"&amp;{match[1]};"
    return character.replace("&", "&amp;").replace("<", "&lt;")

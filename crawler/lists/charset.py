"""Bytes of a list to text: which encoding they are really in, before any parser sees them.

RFC 7303 (byte order mark, then the header, then the XML declaration) and the Encoding Standard's labels ("iso-8859-1"
is windows-1252), checked against the bytes, since every one of these is wrong on some site.
"""

import codecs
import re

import chardet

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]+)|<meta[^>]{0,200}?charset\s*=\s*["']?([A-Za-z0-9._:-]+)""",
    re.I,
)
_HEADER = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]+)""", re.I)
_REALLY = {  # label -> what browsers decode it with
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "tis-620": "cp874",
    "iso8859-11": "cp874",
}
_STATEFUL = ("iso2022", "hz", "utf_7", "utf-7")
_CHARDET_SAMPLE = 100_000
_FEW = 0.02


def decode(data: bytes, content_type: str | None = None) -> tuple[str, str | None]:
    """The text of `data`, without a byte order mark, and a warning if its encoding was declared wrongly or not at all.

    Never raises: what cannot be decoded becomes U+FFFD.
    """
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace"), None
    if b"\x00" in data[:4] and (wide := _wide(data)):
        return data.decode(wide, "replace"), None
    header = _codec(_HEADER.search(content_type or ""))
    declared = _codec(_DECLARED.search(data[:2048]))
    if data.isascii() and not any((name or "").startswith(_STATEFUL) for name in (header, declared)):
        return data.decode("ascii"), None
    try:
        text = data.decode(
            "utf-8"
        )  # bytes of another encoding hardly ever are valid UTF-8, whatever is declared
        named = header or declared or "utf-8"
        if named.startswith(_STATEFUL):
            return data.decode(named, "replace"), None
        return text, None if named == "utf-8" else f"declared as {named}, but is utf-8"
    except UnicodeDecodeError:
        pass
    return _other(data, header, declared)


def _other(data: bytes, header: str | None, declared: str | None) -> tuple[str, str | None]:
    # a header of iso-8859-1 is a server's default more often than a fact
    names = [declared, header] if header == "cp1252" else [header, declared]
    for name in names:
        if name and name != "utf-8":
            try:
                return data.decode(name), None
            except (UnicodeDecodeError, LookupError):
                pass
    text = data.decode("utf-8", "replace")
    beyond = sum(1 for byte in data if byte >= 0x80)
    if text.count("\ufffd") <= 1 + beyond * _FEW:  # utf-8 with a cut or broken character
        return text, "some characters are broken"
    guess = chardet.detect(data[:_CHARDET_SAMPLE]).get("encoding")
    for name in (guess, *names):
        if name and name != "utf-8":
            try:
                return data.decode(name, "replace"), f"charset guessed: {name}"
            except LookupError:
                pass
    return text, "some characters are broken"


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark, known by the zero bytes around "<" or "{"."""
    return {b"<\x00": "utf-16-le", b"\x00<": "utf-16-be", b"{\x00": "utf-16-le", b"\x00{": "utf-16-be"}.get(
        data[:2]
    )


def _codec(match: re.Match[bytes] | re.Match[str] | None) -> str | None:
    label = next((group for group in match.groups() if group), None) if match else None
    if label is None:
        return None
    try:
        name = codecs.lookup(label.decode("ascii") if isinstance(label, bytes) else label).name
    except (LookupError, ValueError):
        return None
    if name.startswith(("utf-16", "utf-32")):
        return None  # bytes that reach this are not
    return _REALLY.get(name, name)

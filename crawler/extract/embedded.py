"""Article text of pages that carry it only as data for their scripts; tried when a page shows no text."""

import html
import re

from crawler.extract.lines import one_line

_SCRIPT = re.compile(rb"<script\b[^>]*>(.*?)</script>", re.IGNORECASE | re.DOTALL)
_MARKED = re.compile(rb"\\u003cp[ >\\]|<p[ >]|&lt;p(?:&gt;|\s)")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\([nrt\"\\/])")
_PARAGRAPH = re.compile(r"<p\b[^<>]*>(.*?)</p>", re.IGNORECASE | re.DOTALL)
_CAPTION_BLOCK = re.compile(
    r"<(figcaption|figure)\b.*?</\1>|<div[^<>]*caption[^<>]*>.*?</div>", re.IGNORECASE | re.DOTALL
)
_BREAK = re.compile(r"<br\s*/?>\s*(?:<br\s*/?>)?", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_LIMIT = 3_000_000  # bytes of one script
_ENOUGH = 300


def embedded_paragraphs(data: bytes) -> tuple[str, ...]:
    """Paragraphs of the script that holds most of them as markup (`\\u003cp\\u003e…`), or none."""
    best: tuple[str, ...] = ()
    for match in _SCRIPT.finditer(data):
        script = match[1]
        if len(script) > _LIMIT or len(_MARKED.findall(script, 0, _LIMIT)) < 3:
            continue
        found = _paragraphs(script.decode("utf-8", "replace"))
        if sum(map(len, found)) > sum(map(len, best)):
            best = found
    return best if sum(map(len, best)) >= _ENOUGH else ()


def _paragraphs(script: str) -> tuple[str, ...]:
    text = script
    for _ in range(3):  # JSON inside a JSON string inside a script
        if "\\u003c" not in text and '\\"' not in text:
            break
        text = _ESCAPE.sub(_unescape, text)
    if "&lt;p" in text:
        text = html.unescape(text)
    text = _CAPTION_BLOCK.sub(" ", text)
    found: dict[str, None] = {}
    for match in _PARAGRAPH.finditer(text):
        for part in _BREAK.split(match[1]):
            if line := one_line(html.unescape(_TAG.sub("", part))):
                found[line] = None
    return tuple(found)


def _unescape(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    return {"n": "\n", "r": "\n", "t": "\t"}.get(match[2], match[2])

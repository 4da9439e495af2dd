"""Markup as feeds carry it, to plain text: between the parsers and the values that they return.

Nothing here is for display: tags are dropped, not cleaned. All steps are linear in the length of the input.
"""

import re
from html import unescape

_TAG = re.compile(r"<(?:/?([a-zA-Z][a-zA-Z0-9]*)[^<>]*|[!?][^<>]*)>")
_BLOCKS = (
    "p div h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table tr blockquote pre section article header footer figure figcaption"
    " aside hr main nav"
)
_GAPS = {name: "\n\n" for block in _BLOCKS.split() for name in (block, block.upper())} | {
    "br": "\n",
    "BR": "\n",
}
_ALL_SPACES = re.compile(r"\s+")
_EMPTY_LINES = re.compile(r"\n{3,}")
_DROPPED = re.compile(r"<(?:!--|(script|style|iframe)\b)", re.I)
_DROPPED_END = {name: re.compile(rf"</{name}\s*>", re.I) for name in ("script", "style", "iframe")}
_COMMENT_END = re.compile("-->")
# elements that sites put into titles; other "<words>" in a title are the title's own
_INLINE = re.compile(
    r"</?(?:a|abbr|b|big|bdi|br|cite|code|del|div|em|font|h[1-6]|i|img|ins|kbd|mark|nobr|p|q|s|small|span|strike|strong"
    r"|sub|sup|svg|tt|u|wbr|script|style|iframe|object|video|audio|input|button|link|meta)(?:\s[^<>]*)?/?>",
    re.I,
)
_EMPHASIS = re.compile(r"</?(?:b|br|em|font|i|span|strong|u)(?:\s[^<>]*)?/?>", re.I)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.I)
LONGEST_TITLE = 2_000
LONGEST_TEXT = 500_000


def plain_line(markup: str, limit: int = LONGEST_TITLE) -> str:
    """One line of plain text, for titles and names: entities read (twice escaped ones too), tags and newlines gone."""
    text = markup[: limit * 20]
    if "<" in text:
        text = _INLINE.sub("", _without_dropped(text))
    if "&" in text:
        text = unescape(text)
        if "<" in text:  # written to be read as "<words>", but for what is plainly emphasis escaped twice
            text = _EMPHASIS.sub("", text)
        if "&" in text and _ENTITY.search(text):
            text = unescape(text)
    return _clip(_ALL_SPACES.sub(" ", text.replace("\u00ad", "")).strip(), limit)


def plain_text(markup: str, limit: int = LONGEST_TEXT) -> str:
    """Paragraphs of plain text, separated by a blank line."""
    text = markup[: limit * 4]
    if "<" not in text and "&lt;" in text:
        text = unescape(text)  # escaped once more than the format asks for
    if "<" in text:
        pieces = _TAG.split(" ".join(_without_dropped(text).split()))
        pieces[1::2] = [_GAPS.get(name, "") for name in pieces[1::2]]
        text = "".join(pieces)
    if "&" in text:
        text = unescape(text)
        if "&" in text and _ENTITY.search(text):
            text = unescape(text)
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return _clip(_EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip("\n"), limit)


def _without_dropped(text: str) -> str:
    """Without comments, scripts and styles and what is in them; an unclosed one ends nothing."""
    pieces: list[str] = []
    done = at = 0
    unclosed: set[str] = set()
    while opening := _DROPPED.search(text, at):
        name = (opening[1] or "").lower()
        end = None if name in unclosed else _DROPPED_END.get(name, _COMMENT_END).search(text, opening.end())
        if end is None:
            unclosed.add(name)  # not looked for again: a text of openings would cost the square of its length
            at = opening.end()
            continue
        pieces.append(text[done : opening.start()])
        done = at = end.end()
    return "".join((*pieces, text[done:])) if done else text


def _clip(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"

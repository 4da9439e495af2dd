"""The digest as plain text for a terminal 80 columns wide; says what the HTML says, marks as *word*."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from alerts.contents import Contents, Group, Item, Piece
from alerts.render import wording
from alerts.render.clean import clean, clean_pieces

WIDTH = 76
_RULE = "─" * WIDTH
_INDENT = "    "
_TOGETHER = "\u00a0"


def text(contents: Contents, unsubscribe: str | None = None) -> str:
    """The plain-text form: "\\n" line ends, at most 76 columns but for links, which are never broken."""
    return "\n".join(_lines(contents, unsubscribe)) + "\n"


def wrapped(value: str, first: str = "", rest: str | None = None, width: int = WIDTH) -> list[str]:
    """Text in lines of at most `width` terminal columns (wide characters count two, UAX 11), by words; a word
    that is longer than a line, as in scripts without spaces, is cut where the line ends."""
    rest = first if rest is None else rest
    lines: list[str] = []
    line, used, empty = first, columns(first), True
    for word in re.findall("[^ ]+", value):
        wide = columns(word)
        if not empty and used + 1 + wide > width and (wide <= width - columns(rest) or used > width * 3 // 4):
            lines.append(line)
            line, used, empty = rest, columns(rest), True
        glue = "" if empty else " "
        line, used, empty = line + glue, used + len(glue), False
        for character in word:
            size = columns(character)
            if used + size > width and used > columns(rest):
                lines.append(line)
                line, used = rest, columns(rest)
            line, used = line + character, used + size
    return [made.replace(_TOGETHER, " ") for made in (lines if empty and lines else [*lines, line])]


def columns(value: str) -> int:
    """How many columns a terminal takes for it: two for wide characters, none for combining marks."""
    if value.isascii():
        return len(value)
    return sum(
        0
        if unicodedata.combining(c) or c in "\u200c\u200d"
        else 2
        if unicodedata.east_asian_width(c) in "WF"
        else 1
        for c in value
    )


def marks(pieces: Sequence[Piece], longest: int = 600) -> str:
    """Pieces as one line with *marks*."""
    return "".join(f"*{p.text}*" if p.marked else p.text for p in clean_pieces(pieces, longest))


def _lines(contents: Contents, unsubscribe: str | None) -> Iterator[str]:
    yield f"presswatch · {wording.kind(contents)} no. {contents.number}"
    yield wording.dateline(contents)
    yield ""
    yield wording.heading(contents).upper()
    yield from wrapped(wording.span(contents))
    if overview := wording.overview(contents):
        yield ""
        yield from wrapped(
            " · ".join(f"{name} {number}".replace(" ", _TOGETHER) for name, number in overview)
        )
    number = 0
    for group in contents.groups:
        yield ""
        yield _RULE
        yield from _group(group, number, contents)
        number += len(group.items) + len(group.listed)
    yield from _beside(contents)
    yield from _unread(contents)
    yield ""
    yield _RULE
    for sentence in wording.footer(contents, unsubscribe):
        yield from wrapped(sentence)


def _group(group: Group, number: int, contents: Contents) -> Iterator[str]:
    size = len(group.items) + len(group.listed)
    counted = wording.count(size, "article") if size else ""
    yield from wrapped(f"{clean(group.watch)}{' · ' + counted if counted else ''}".upper())
    yield from wrapped(f"Query: {clean(group.query, wording.QUERY_LENGTH)}")
    for item in group.items:
        number += 1
        yield ""
        yield from _item(item, number, contents)
    if group.listed:
        yield ""
        yield from wrapped(wording.over_limit(group))
    for listed in group.listed:
        number += 1
        yield ""
        yield from wrapped(
            f"{clean(listed.title, 300)} · {clean(listed.source, 80)}", f"{number:>2}. ", _INDENT
        )
        yield f"{_INDENT}{wording.link(listed.url)}"
    if group.elsewhere:
        yield ""
        yield from wrapped(wording.elsewhere(group))


def _item(item: Item, number: int, contents: Contents) -> Iterator[str]:
    yield from wrapped(marks(item.title, 300), f"{number:>2}. ", _INDENT)
    # Each of them stays on one line.
    facts = [
        fact.replace(" ", _TOGETHER) for fact in (clean(item.source, 80), *wording.times(item, contents))
    ]
    yield from wrapped(" · ".join(facts), _INDENT)
    if item.excerpt:
        yield ""
        yield from wrapped(wording.place(item) + marks(item.excerpt), _INDENT)
        yield ""
    yield from wrapped(wording.matched(item), _INDENT)
    if item.also:
        yield from wrapped(f"Also meets: {wording.also(item)}", _INDENT)
    yield f"{_INDENT}{wording.link(item.url)}"


def _beside(contents: Contents) -> Iterator[str]:
    for sentence in wording.beside(contents):
        yield ""
        yield from wrapped(sentence)


def _unread(contents: Contents) -> Iterator[str]:
    unread = wording.unread(contents)
    if not unread and not contents.reading.sources:
        return
    yield ""
    yield _RULE
    yield "WHAT COULD NOT BE READ"
    yield ""
    if well := wording.read_well(contents):
        yield from wrapped(f"{well}.")
    for name, what, link in unread:
        yield from wrapped(f"{name}: {what}", "  - ", _INDENT)
        if link:
            yield f"{_INDENT}{link}"

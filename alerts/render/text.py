"""The digest as plain text for a terminal 80 columns wide; says what the HTML says, marks as *word*."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from alerts.contents import Beside, Contents, Group, Item, Listed, Piece, Unsubscribe
from alerts.render import stories, unread, wording
from alerts.render.clean import clean, clean_pieces

WIDTH = 76
_RULE = "─" * WIDTH
_INDENT = "    "
_TOGETHER = "\u00a0"
LONGEST = 50_000  # characters of a paragraph; it is cut where it is taken from the article


def text(contents: Contents, unsubscribe: Unsubscribe | None = None) -> str:
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
        if used + wide <= width:
            line, used = line + word, used + wide
            continue
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


def _lines(contents: Contents, unsubscribe: Unsubscribe | None) -> Iterator[str]:
    yield " · ".join(part for part in (wording.brand(contents), wording.kind(contents)) if part)
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
        number += wording.size(group)
    for sentence in wording.beside(contents):
        yield ""
        yield from wrapped(sentence)
    yield from _unread(contents)
    yield ""
    yield _RULE
    for sentence in wording.footer(contents, unsubscribe):
        yield from wrapped(sentence)
    if unsubscribe is not None and unsubscribe.url:
        yield f"{wording.stop_label(contents)}:"
        yield unsubscribe.url


def _group(group: Group, number: int, contents: Contents) -> Iterator[str]:
    if group.watch:
        counted = f" · {wording.articles(contents, wording.size(group))}" if wording.size(group) else ""
        yield from wrapped(f"{clean(group.watch)}{counted}".upper())
    label, query = wording.query(contents, group)
    if query:
        yield from wrapped(f"{label} {query}")
    for item in group.items:
        number += 1
        yield ""
        yield from _item(item, number, contents)
    if group.listed:
        yield ""
        yield from wrapped(wording.by_title(contents, group))
    for listed in group.listed:
        number += 1
        yield ""
        yield from wrapped(
            f"{clean(listed.title, 300)} · {clean(listed.source, 80)}", f"{number:>2}. ", _INDENT
        )
        yield from _links(listed, contents)
    if group.sent:
        yield ""
        yield from wrapped(stories.sent_before(contents))
    for one in group.sent:
        yield from _beside_it(one, contents)
    if group.elsewhere:
        yield ""
        yield from wrapped(wording.elsewhere(contents, group))


def _item(item: Item, number: int, contents: Contents) -> Iterator[str]:
    yield from wrapped(marks(item.title, 300), f"{number:>2}. ", _INDENT)
    # Each of them stays on one line.
    facts = [
        fact.replace(" ", _TOGETHER) for fact in (clean(item.source, 80), *wording.times(contents, item))
    ]
    yield from wrapped(" · ".join(facts), _INDENT)
    if item.excerpt:
        yield ""
        before = wording.place(contents, item)
        yield from wrapped(
            f"{before} {marks(item.excerpt, LONGEST)}" if before else marks(item.excerpt, LONGEST), _INDENT
        )
        yield ""
    for paragraph in item.more:
        yield from wrapped(marks(paragraph, LONGEST), _INDENT)
        yield ""
    for told in (wording.matched(contents, item), wording.also(contents, item)):
        if told:
            yield from wrapped(told, _INDENT)
    if told := stories.of_itself(contents, item):
        yield from wrapped(told, _INDENT)
    yield from _links(item, contents)
    if item.beside:
        yield ""
        yield f"{_INDENT}{stories.also_in(contents)}"
    for one in item.beside:
        yield from _beside_it(one, contents)


def _beside_it(one: Beside, contents: Contents) -> Iterator[str]:
    inner = _INDENT + "  "
    yield from wrapped(f"{clean(one.title, 300)} · {stories.line(contents, one)}", f"{_INDENT}- ", inner)
    if link := wording.link(one.url):
        yield f"{inner}{link}"


def _links(item: Item | Listed, contents: Contents) -> Iterator[str]:
    if link := wording.link(item.url):
        yield f"{_INDENT}{link}"
    if item.kept:
        yield f"{_INDENT}{wording.copy_label(contents)}:"
        yield f"{_INDENT}{item.kept}"
    if number := wording.in_archive(contents, item):
        yield f"{_INDENT}{number}"


def _unread(contents: Contents) -> Iterator[str]:
    entries, well = unread.entries(contents), unread.read_well(contents)
    if not entries and not well:
        return
    yield ""
    yield _RULE
    yield unread.title(contents).upper()
    yield ""
    if well:
        yield from wrapped(well)
    for name, what, link in entries:
        yield from wrapped(f"{name}: {what}", "  - ", _INDENT)
        if link:
            yield f"{_INDENT}{link}"

"""A TOML text with one more item in a list, and every other character as it was; between `toml_places` and `entity_edits`.

tomlkit writes tables of a list (`[[entity]]`) together where others stand between them, and comments with them.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping

import tomlkit

from presswatch.toml_places import Path, spans


def with_item(text: str, table: Path, key: str, item: str) -> str:
    """A valid text with a text more in the list `key` of a table, which is made where it is missing.

    Raises TypeError where the key holds no list.
    """
    plain = text.replace("\r\n", "\n")
    found = spans(plain)
    quoted = tomlkit.item(item).as_string()
    if (*table, key) in found.values:
        edits = _into_list(plain, *found.values[*table, key], _last(found.values, (*table, key)), quoted)
    elif table in found.values:  # an inline table
        edits = [(found.last[table], f", {key} = [{quoted}]")]
    else:
        end = _line_end(plain, found.last[table])
        edits = [(end, f"\n{_indent(plain, found.last[table])}{key} = [{quoted}]")]
    return _edited(text, edits)


def _last(values: Mapping[Path, tuple[int, int]], path: Path) -> tuple[int, int] | None:
    """Where the last item of a list stands."""
    number = 0
    while (*path, number) in values:
        number += 1
    return values.get((*path, number - 1))


def _into_list(
    text: str, start: int, end: int, last: tuple[int, int] | None, quoted: str
) -> list[tuple[int, str]]:
    if text[start] != "[":
        raise TypeError
    if last is None:
        return [(start + 1, quoted)]
    line = _line_end(text, last[1])
    if line >= end:
        return [(last[1], f", {quoted}")]
    # An item a line: behind the last one, and behind its comment.
    comma = re.match(r"[ \t]*,", text[last[1] : line])
    below = f"\n{_indent(text, last[0])}{quoted}{',' if comma else ''}"
    return [(line, below)] if comma else [(last[1], ","), (line, below)]


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found


def _indent(text: str, at: int) -> str:
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line[: len(line) - len(line.lstrip(" \t"))]


def _edited(text: str, edits: list[tuple[int, str]]) -> str:
    """The text with something more at each place, which counts a line's end as one character."""
    ends = [match.start() - number for number, match in enumerate(re.finditer("\r\n", text))]
    newline = "\r\n" if ends else "\n"
    for at, more in reversed(edits):
        real = at + bisect_left(ends, at)
        text = text[:real] + more.replace("\n", newline) + text[real:]
    return text

"""Where each key of a TOML text stands, for the mistakes that settings report (tomllib keeps no positions)."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""{1,3}'  # up to two quotes may stand before the closing three
    r"|'''.*?'''{1,3}"
    r'|"(?:[^"\\]|\\.)*"'
    r"|'[^']*'",
    re.S,
)
_SCALAR = re.compile(r"[^,\]}\n#]*")
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.S)
_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b", '"': '"', "\\": "\\"}


@dataclass(frozen=True, slots=True)
class Place:
    """Lines count from 1: where the key (or list item, or table header) stands, and where its text begins."""

    line: int
    text_line: int


@dataclass(frozen=True, slots=True)
class Spans:
    """Characters [start, end) of each value by its path, and of each table where the last of its own pairs ends."""

    values: Mapping[Path, tuple[int, int]]
    last: Mapping[Path, int]


def places(text: str) -> Mapping[Path, Place]:
    """Every key path of a *valid* TOML text, list items and tables of a list by number from 0."""
    return _scanned(text.replace("\r\n", "\n")).found


def spans(text: str) -> Spans:
    """Where each value of a valid TOML text stands; its lines end with a line feed alone."""
    scanner = _scanned(text)
    return Spans(scanner.values, scanner.last)


def _scanned(text: str) -> "_Scanner":
    scanner = _Scanner(text)
    scanner.document()
    return scanner


class _Scanner:
    """Walks a text that tomllib has accepted, so that it need not find faults."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Path, Place] = {}
        self.values: dict[Path, tuple[int, int]] = {}
        self.last: dict[Path, int] = {}
        self.lists: dict[Path, int] = {}  # tables of a list: how many so far
        self.breaks = [m.start() for m in re.finditer("\n", text)]

    def line(self, offset: int) -> int:
        return bisect_right(self.breaks, offset - 1) + 1 if offset else 1

    def mark(self, path: Path, offset: int, text_offset: int | None = None) -> None:
        line = self.line(offset)
        self.found.setdefault(path, Place(line, line if text_offset is None else self.line(text_offset)))

    def skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if match is None:
            return ""
        self.at = match.end()
        return match.group()

    def document(self) -> None:
        prefix: Path = ()
        self.skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                prefix = self.header()
            else:
                self.pair(prefix)
            self.skip(_BLANK)

    def header(self) -> Path:
        start = self.at
        many = self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        path: Path = ()
        names = self.key()
        for number, name in enumerate(names):
            path = (*path, name)
            last = number == len(names) - 1
            if last and many:
                self.lists[path] = self.lists.get(path, 0) + 1
            if path in self.lists:
                self.mark(path, start)
                path = (*path, self.lists[path] - 1)
            self.mark(path, start)
        self.at += 2 if many else 1
        return path

    def key(self) -> list[str]:
        names = []
        while True:
            self.skip(_SPACE)
            quoted = self.text[self.at] in "\"'"
            raw = self.skip(_STRING if quoted else _BARE_KEY)
            names.append(_unquoted(raw) if quoted else raw)
            self.skip(_SPACE)
            if not self.text.startswith(".", self.at):
                return names
            self.at += 1

    def pair(self, prefix: Path) -> None:
        start = self.at
        path = prefix
        for name in self.key():
            if path != prefix:
                self.mark(path, start)  # a dotted key makes the tables on its way
            path = (*path, name)
        self.at += 1  # the equals sign
        self.skip(_SPACE)
        self.mark(path, start, self.text_start())
        self.value(path)
        self.last[prefix] = self.values[path][1]

    def text_start(self) -> int:
        """Where the value's text begins: a line break straight after three quotes is not part of it."""
        triple = self.text[self.at : self.at + 3]
        skipped = triple in ('"""', "'''") and self.text.startswith("\n", self.at + 3)
        return self.at + 4 if skipped else self.at

    def value(self, path: Path) -> None:
        start, first = self.at, self.text[self.at]
        if first in "\"'":
            self.skip(_STRING)
        elif first == "[":
            self.array(path)
        elif first == "{":
            self.inline_table(path)
        else:
            self.skip(_SCALAR)
        self.values[path] = start, start + len(self.text[start : self.at].rstrip())

    def array(self, path: Path) -> None:
        number = 0
        while self.next_item("]"):
            self.mark((*path, number), self.at, self.text_start())
            self.value((*path, number))
            number += 1

    def inline_table(self, path: Path) -> None:
        while self.next_item("}"):
            self.pair(path)

    def next_item(self, closing: str) -> bool:
        """Step over the bracket or comma and what is blank; False behind the closing bracket."""
        self.skip(_BLANK)
        if self.text[self.at] != closing:
            self.at += 1
            self.skip(_BLANK)
        if self.text[self.at] != closing:
            return True
        self.at += 1
        return False


def _unquoted(raw: str) -> str:
    if raw.startswith("'"):
        return raw[1:-1]

    def one(match: re.Match[str]) -> str:
        code = match.group(1)
        return chr(int(code[1:], 16)) if code[0] in "uU" and len(code) > 1 else _ESCAPES.get(code, code)

    return _ESCAPE.sub(one, raw[1:-1])

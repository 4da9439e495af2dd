"""One configuration file's bytes read as TOML, with the place of every key, for settings.

What stands in a table with a syntax error is left out and the rest is read, so that one slip does not hide the others.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from presswatch.config_errors import Mistake
from presswatch.toml_places import Path, Place, places

_AT = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")
_SECRET = re.compile("passw|secret|token", re.I)  # such a line is never shown
_TWICE = re.compile(r"Cannot declare \((.*)\) twice")
_HEADER = re.compile(r"\s*\[\[?\s*[\w\"'-]")
_SAID_BETTER = {
    "Invalid value": 'this is no value: text stands in quotes, as in name = "BBC"',
    "Cannot overwrite a value": "this key is set twice in one table",
    "Expected newline or end of document after a statement": "something is left over here: text stands in quotes, and each key on a line of its own",
    "Expected '=' after a key in a key/value pair": "a key, then =, then a value is wanted here",
    "Invalid statement": "a key or a [table] is wanted here",
    "Unterminated string": "a text's closing quotes are missing",
    "Illegal character '\\n'": "a text's closing quote is missing at the end of this line",
    "Unclosed array": "a list's closing ] is missing",
    "Unclosed inline table": "an inline table's closing } is missing on this line",
    "Expected ']]' at the end of an array declaration": "the closing ]] is missing",
    "Expected ']' at the end of a table declaration": "the closing ] is missing",
}


@dataclass(frozen=True, slots=True)
class ConfigText:
    """A file as far as it could be read. `whole` is False when a part of it was left out."""

    name: str
    data: Mapping[str, Any]
    places: Mapping[Path, Place]
    mistakes: tuple[Mistake, ...] = ()

    @property
    def whole(self) -> bool:
        return not self.mistakes

    def place(self, path: Path) -> Place | None:
        """Where the key stands, or else the nearest table or list that holds it."""
        for end in range(len(path), 0, -1):
            if found := self.places.get(path[:end]):
                return found
        return None

    def line(self, path: Path) -> int | None:
        """The line of `place`, or None for a file without it."""
        found = self.place(path)
        return found.line if found else None


def read_text(raw: bytes, name: str) -> ConfigText:
    """Read TOML 1.0 (UTF-8, a byte order mark is passed over). Raises nothing: every fault is a mistake."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        wrong = f"this is not UTF-8 (byte 0x{raw[error.start]:02x}); save the file as UTF-8"
        return ConfigText(name, {}, {}, (Mistake(name, line, "", wrong),))
    lines = text.replace("\r\n", "\n").split("\n")
    mistakes: list[Mistake] = []
    while True:
        try:
            data = tomllib.loads("\n".join(lines))
            return ConfigText(name, data, places("\n".join(lines)), tuple(mistakes))
        except tomllib.TOMLDecodeError as error:
            line, column, wrong = _understood(str(error), lines)
        except RecursionError:
            line, column, wrong = 1, 1, "brackets are nested too deeply"
        if column is not None and lines[line - 1].strip() and not _SECRET.search(lines[line - 1]):
            wrong = f"{wrong} (column {column})\n{lines[line - 1][:160]}\n{' ' * min(column - 1, 160)}^"
        message, _, excerpt = wrong.partition("\n")
        mistakes.append(Mistake(name, line, "", message, excerpt=excerpt or None))
        if not _leave_out(lines, line - 1):
            return ConfigText(name, {}, {}, tuple(mistakes))


def _plainly(said: str) -> str:
    """tomllib's message, or a better one."""
    if twice := _TWICE.fullmatch(said):
        name = ".".join(re.findall(r"'([^']*)'", twice.group(1)))
        return f"there is a [{name}] already, or a [[{name}]]: one of the two writings is wanted"
    return _SAID_BETTER.get(said, said)


def _understood(error: str, lines: list[str]) -> tuple[int, int | None, str]:
    """The line, the column and a plainer wording of tomllib's message."""
    found = _AT.search(error)
    said = error[: found.start()] if found else error
    wrong = f"not TOML: {_plainly(said)}"
    if found and found.group(1):
        return int(found.group(1)), int(found.group(2)), wrong
    filled = [number for number, line in enumerate(lines, 1) if line.strip()]
    last = filled[-1] if filled else 1
    if said == "Unterminated string":
        opened = [n for n, line in enumerate(lines, 1) if line.count('"""') % 2 or line.count("'''") % 2]
        return (opened[-1] if opened else last), None, wrong
    if said == "Invalid value" and not lines[last - 1].rstrip().endswith("="):
        return last, None, "not TOML: the file ends in the middle of a value; a closing ] or quote is missing"
    return last, None, wrong


def _leave_out(lines: list[str], at: int) -> bool:
    """Blank the table around line `at` (its header and all up to the next one); False if nothing was there."""
    start = at
    while start > 0 and not _HEADER.match(lines[start]):
        start -= 1
    end = at + 1
    while end < len(lines) and not _HEADER.match(lines[end]):
        end += 1
    if not any(line.strip() for line in lines[start:end]):
        return False
    lines[start:end] = [""] * (end - start)
    return True

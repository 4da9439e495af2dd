"""A mistake in the configuration, as settings and check report it: where, which key, what is wrong, what was meant."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Literal

Level = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to mend. `line` counts from 1 and is None where no line can be named (a missing file).

    `key` is the dotted way to the value, tables of a list by their id (`source "bbc".country`).
    `suggestion` is what was probably meant, ready to be typed. `excerpt` is a piece of text with a caret
    below it, for a query. `outside`: not the configuration is wrong, but what it speaks of (a server, a disk).
    Never holds a secret's value.
    """

    file: str
    line: int | None
    key: str
    message: str
    suggestion: str | None = None
    excerpt: str | None = None
    level: Level = "error"
    outside: bool = False

    @property
    def place(self) -> str:
        """`file:line`, or the file alone."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def as_dict(self) -> dict[str, str | int | None]:
        """As a machine reads it."""
        return asdict(self)

    def line_of_text(self) -> str:
        """`file:line: key: what is wrong; did you mean "x"?`, and the excerpt below it."""
        key = f"{self.key}: " if self.key else ""
        hint = f'; did you mean "{self.suggestion}"?' if self.suggestion else ""
        below = "".join(f"\n  {line}" for line in self.excerpt.splitlines()) if self.excerpt else ""
        return f"{self.place}: {key}{self.message}{hint}{below}"


class BadValue(ValueError):
    """A value cannot be used; `suggestion` is what was probably meant."""

    def __init__(self, message: str, suggestion: str | None = None) -> None:
        super().__init__(message)
        self.suggestion = suggestion


def nearest(word: str, names: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The name most like `word`, whatever the case, or None where none is near."""
    by_fold = {name.casefold(): name for name in sorted(names, reverse=True)}
    found = get_close_matches(word.casefold(), list(by_fold), n=1, cutoff=cutoff)
    return by_fold[found[0]] if found else None


def in_order(mistakes: Iterable[Mistake]) -> tuple[Mistake, ...]:
    """Each once, by file (the main file first, as it was read), then by line."""
    unique = list(dict.fromkeys(mistakes))
    files = {name: number for number, name in enumerate(dict.fromkeys(m.file for m in unique))}
    return tuple(sorted(unique, key=lambda m: (files[m.file], m.line or 0)))

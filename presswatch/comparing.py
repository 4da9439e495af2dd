"""Pairs of names from a table, compared; between the command `entity compare` and the scorer."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from articles.names import Verdict, compare
from presswatch.errors import BadInput

TYPES = ("person", "organisation", "place")


@dataclass(frozen=True, slots=True)
class Compared:
    """A pair of the table with what the scorer says of it."""

    name: str
    surface: str
    verdict: Verdict

    def as_json(self) -> dict[str, Any]:
        """`name`, `surface`, `score` (0 to 1), `same` at the normal precision, `why` in words."""
        return {
            "name": self.name,
            "surface": self.surface,
            "score": self.verdict.score,
            "same": self.verdict.same,
            "why": "; ".join(self.verdict.reasons),
        }


def compare_file(file: Path) -> Iterator[Compared | BadInput]:
    """One result a row, in order; a row that cannot be used is a BadInput that begins with file:line.

    The table is UTF-8, its columns parted by tabs, its first line their names: `name`, `surface` and, where there is
    one, `type` ("person" where it is empty). Raises BadInput for a file without these, OSError.
    """
    with file.open("rb") as rows:
        header = _cells(next(rows, b""), f"{file}:1", first=True)
        wanted = [header.index(column) if column in header else -1 for column in ("name", "surface", "type")]
        if -1 in wanted[:2]:
            raise BadInput(
                f"{file}:1: the first line names the columns; “name” and “surface” must be among them"
            )
        for number, line in enumerate(rows, 2):
            if not line.strip():
                continue
            try:
                yield _compared(_cells(line, f"{file}:{number}"), wanted, f"{file}:{number}")
            except BadInput as error:
                yield error


def _compared(cells: list[str], wanted: list[int], where: str) -> Compared:
    name, surface, kind = (cells[at].strip() if 0 <= at < len(cells) else "" for at in wanted)
    if not name or not surface:
        raise BadInput(f"{where}: there is no {'surface' if name else 'name'}")
    if kind and kind not in TYPES:
        raise BadInput(f"{where}: the type is “{kind}”; it may be {', '.join(TYPES)}")
    return Compared(name, surface, compare(name, surface, kind or "person"))


def _cells(line: bytes, where: str, *, first: bool = False) -> list[str]:
    try:
        text = line.decode("utf-8-sig" if first else "utf-8")
    except UnicodeDecodeError:
        raise BadInput(f"{where}: is not UTF-8") from None
    return text.rstrip("\r\n").split("\t")

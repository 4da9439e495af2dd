"""A file of another collection cut into its records, JSON or CSV, each with where it stands; between the file and `entity_imports`."""

import csv
import json
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from presswatch.errors import BadInput
from presswatch.json_objects import an_object, json_object

Record = tuple[
    str, Mapping[str, Any] | BadInput
]  # where it stands (file:line or file: entity n), and what it is


def records(file: Path) -> Iterator[Record]:
    """Every record in order; one that is none is a BadInput without its place.

    By its ending a `.csv`; else JSON: one object, a list, Wikidata's `{"entities": …}`, or an object a line. Raises BadInput
    where the file as a whole cannot be used, OSError.
    """
    data = file.read_bytes()
    if not data.strip():
        raise BadInput(f"{file}: is empty")
    table = file.suffix.lower() == ".csv"
    text = _text(file, data, "save the table as “CSV UTF-8”" if table else "JSON is written in UTF-8")
    return _rows(file, text) if table else _objects(file, text)


def _text(file: Path, data: bytes, wanted: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        told = f"is not UTF-8 (byte 0x{data[error.start]:02x} at {error.start}): {wanted}"
        raise BadInput(f"{file}:{line}: {told}") from None
    if (at := text.find("\0")) >= 0:
        line = text.count("\n", 0, at) + 1
        raise BadInput(f"{file}:{line}: is no text (a byte of zero): {wanted}")
    return text


def _rows(file: Path, text: str) -> Iterator[Record]:
    reader = csv.DictReader(
        StringIO(text, newline=""), restkey="more", delimiter=_parted_by(text), strict=True
    )
    try:
        if not {"id", "name"} <= set(reader.fieldnames or ()):
            raise BadInput(f"{file}:1: the columns “id” and “name” must be there")
        for row in reader:
            where = f"{file}:{reader.line_num}"
            if any(row.get("more") or ()):
                yield where, BadInput("has more cells than columns: quote what holds , or ;")
                continue
            aliases = [name for name in (row.get("aliases") or "").split(";") if name.strip()]
            yield where, {**row, "aliases": aliases}
    except csv.Error as error:
        raise BadInput(f"{file}:{reader.reader.line_num}: cannot be read as CSV: {error}") from None


def _parted_by(text: str) -> str:
    """What is between the cells: `;` where the first line names the columns so, as a European Excel does; else `,`."""
    first = next(csv.reader(StringIO(text, newline=""), delimiter=";"))
    return ";" if {"id", "name"} <= set(first) else ","


def _objects(file: Path, text: str) -> Iterator[Record]:
    try:
        whole = json.loads(text)
    except RecursionError:
        raise BadInput(f"{file}: brackets are nested too deeply") from None
    except json.JSONDecodeError as error:
        lines = list(_lines(file, text))
        if all(isinstance(item, BadInput) for _, item in lines):  # then it is no object a line either
            told = f"not JSON: {error.msg} (column {error.colno})"
            raise BadInput(f"{file}:{error.lineno}: {told}") from None
        yield from lines
        return
    found = whole.get("entities", whole) if isinstance(whole, dict) else whole
    if isinstance(found, dict):
        # Wikidata has them by their ids.
        by_id = found and "id" not in found and all(isinstance(one, dict) for one in found.values())
        found = list(found.values()) if by_id else [found] if found else []
    if not isinstance(found, list) or not found:
        raise BadInput(f"{file}: holds no entities: an object each is wanted, in a list or one a line")
    for number, item in enumerate(found, 1):
        yield f"{file}: entity {number}", an_object(item)


def _lines(file: Path, text: str) -> Iterator[Record]:
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip().rstrip(",")
        if not bare or bare in ("[", "]"):  # Wikidata's dumps are a list, an entity a line
            continue
        try:
            yield f"{file}:{number}", json_object(bare)
        except BadInput as error:
            yield f"{file}:{number}", error

"""Entities of other collections as `[[entity]]` tables: FollowTheMoney and OpenSanctions, Wikidata, CSV; behind the command `entity import`."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, Final

import tomlkit

from presswatch.config_values import ENTITY_TYPES
from presswatch.errors import BadInput

_SCHEMATA: Final = {
    "Person": "person",
    **dict.fromkeys(("Organization", "Company", "PublicBody", "LegalEntity"), "organisation"),
    "Address": "place",
}
_CLASSES: Final = {
    "Q5": "person",
    **dict.fromkeys(("Q43229", "Q4830453", "Q783794"), "organisation"),
    **dict.fromkeys(("Q515", "Q6256", "Q486972"), "place"),
}


@dataclass(frozen=True, slots=True)
class Imported:
    """One entity as it will be written: an id that the configuration takes, a name, a type, aliases."""

    id: str
    name: str
    type: str
    aliases: tuple[str, ...] = ()
    given: str = ""
    family: str = ""


def import_file(file: Path) -> Iterator[Imported | BadInput]:
    """One result an entity, in order; what cannot be used is a BadInput that begins with file:line or file: entity.

    By its ending a `.csv` in UTF-8 with the columns `id`, `name` and, where there are, `type` and `aliases` (parted by
    `;`), its cells parted by `,` or, where the first line has it so, by `;`; else JSON, one object, a list, Wikidata's
    `{"entities": …}`, or an object a line. Raises BadInput where the file as a whole cannot be used, OSError.
    """
    data = file.read_bytes()
    if not data.strip():
        raise BadInput(f"{file}: is empty")
    items = _rows(file, data) if file.suffix.lower() == ".csv" else _objects(file, data)
    taken: set[str] = set()
    for where, item in items:
        try:
            made = item if isinstance(item, BadInput) else _entity(item)
            if isinstance(made, Imported):
                if made.id in taken:
                    raise BadInput(f"the id “{made.id}” is that of an earlier one")
                taken.add(made.id)
            yield made
        except BadInput as error:
            yield BadInput(f"{where}: {error}")


def as_toml(entities: Iterable[Imported]) -> str:
    """The tables as text for the configuration file."""
    document = tomlkit.document()
    tables = tomlkit.aot()
    for entity in entities:
        table = tomlkit.table()
        for key in ("id", "name", "type", "aliases", "given", "family"):
            value = getattr(entity, key)
            if value:
                table.add(key, list(value) if isinstance(value, tuple) else value)
        tables.append(table)
    document.add("entity", tables)
    return tomlkit.dumps(document)


def _entity(item: Mapping[str, Any]) -> Imported:
    if "schema" in item and "properties" in item:
        return _from_ftm(item)
    if "labels" in item:
        return _from_wikidata(item)
    aliases = item.get("aliases") or []
    return _made(item.get("id"), [item.get("name"), *aliases], str(item.get("type") or "person"))


def _from_ftm(item: Mapping[str, Any]) -> Imported:
    # https://followthemoney.tech/explorer/
    properties = item["properties"]
    if not isinstance(properties, Mapping):
        raise BadInput('"properties" is no object')
    kind = _SCHEMATA.get(str(item["schema"]))
    if kind is None:
        raise BadInput(f"the schema {item['schema']} is no person, organisation or place")
    names = [item.get("caption"), *_texts(properties.get("name")), *_texts(properties.get("alias"))]
    first, last = _texts(properties.get("firstName")), _texts(properties.get("lastName"))
    return _made(item.get("id"), names, kind, *(some[0] if len(some) == 1 else "" for some in (first, last)))


def _from_wikidata(item: Mapping[str, Any]) -> Imported:
    # https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html
    try:
        labels = {lang: one["value"] for lang, one in dict(item["labels"] or {}).items()}
        aliases = [one["value"] for some in dict(item.get("aliases") or {}).values() for one in some]
        kinds = [_CLASSES.get(one, "") for one in _instances(item)]
    except (AttributeError, KeyError, TypeError, ValueError):
        raise BadInput("its labels, aliases or claims are not as Wikidata writes them") from None
    first = labels.get("en") or labels.get("mul") or next(iter(labels.values()), None)
    return _made(item.get("id"), [first, *labels.values(), *aliases], next(filter(None, kinds), "person"))


def _instances(item: Mapping[str, Any]) -> Iterator[str]:
    for claim in dict(item.get("claims") or {}).get("P31", ()):
        value = claim.get("mainsnak", {}).get("datavalue", {}).get("value", {})
        if isinstance(value, Mapping):
            yield str(value.get("id", ""))


def _made(id: object, names: Iterable[object], kind: str, given: str = "", family: str = "") -> Imported:
    known = list(
        dict.fromkeys(" ".join(name.split()) for name in names if isinstance(name, str) and name.strip())
    )
    if not isinstance(id, str | int) or not str(id).strip():
        raise BadInput('there is no "id"')
    if not known:
        raise BadInput("there is no name")
    if kind.casefold() not in ENTITY_TYPES:
        raise BadInput(f"the type is “{kind}”; it may be person, organisation or place")
    plain = [name for name in known if not set(name) & set('*?="')]
    if not plain:
        raise BadInput("its names hold signs of the query language")
    clean = (
        "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in str(id).strip())
        .strip("-.")
        .lower()
    )
    return Imported(
        clean or "entity", plain[0], ENTITY_TYPES[kind.casefold()], tuple(plain[1:]), given, family
    )


def _rows(file: Path, data: bytes) -> Iterator[tuple[str, dict[str, Any] | BadInput]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadInput(f"{file}:{line}: is not UTF-8: save the table as “CSV UTF-8”") from None
    reader = csv.DictReader(
        StringIO(text, newline=""), restkey="more", delimiter=_parted_by(text), strict=True
    )
    try:
        if not {"id", "name"} <= set(reader.fieldnames or ()):
            raise BadInput(f"{file}:1: the columns “id” and “name” must be there")
        for row in reader:
            where = f"{file}:{reader.line_num}"
            if any(row.get("more") or ()):
                yield where, BadInput(f"{where}: has more cells than columns: quote what holds , or ;")
                continue
            aliases = [name for name in (row.get("aliases") or "").split(";") if name.strip()]
            yield where, {**row, "aliases": aliases}
    except csv.Error as error:
        raise BadInput(f"{file}:{reader.reader.line_num}: cannot be read as CSV: {error}") from None


def _parted_by(text: str) -> str:
    """What is between the cells: `;` where the first line names the columns so, as a European Excel does; else `,`."""
    first = next(csv.reader(StringIO(text, newline=""), delimiter=";"))
    return ";" if {"id", "name"} <= set(first) else ","


def _objects(file: Path, data: bytes) -> Iterator[tuple[str, dict[str, Any] | BadInput]]:
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError):
        yield from _lines(file, data)
        return
    found = whole.get("entities", whole) if isinstance(whole, dict) else whole
    if isinstance(found, dict):
        found = [found] if "id" in found else list(found.values())
    if not isinstance(found, list):
        raise BadInput(f"{file}: holds no entities")
    for number, item in enumerate(found, 1):
        yield (
            f"{file}: entity {number}",
            item if isinstance(item, dict) else BadInput(f"{file}: entity {number}: is no JSON object"),
        )


def _lines(file: Path, data: bytes) -> Iterator[tuple[str, dict[str, Any] | BadInput]]:
    for number, line in enumerate(data.splitlines(), 1):
        text = line.strip().rstrip(b",")
        if not text or text in (b"[", b"]"):  # Wikidata's dumps are a list, an entity a line
            continue
        where = f"{file}:{number}"
        try:
            item = json.loads(text)
        except (ValueError, RecursionError) as error:
            yield where, BadInput(f"{where}: not JSON: {getattr(error, 'msg', error)}")
            continue
        yield where, item if isinstance(item, dict) else BadInput(f"{where}: is no JSON object")


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []

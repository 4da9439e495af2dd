"""Entities from a file of JSON lines, for trying watches out; between the command `match` and the entities that queries name."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from articles.entities import Entity
from articles.errors import QueryError
from articles.query import entity_tree
from presswatch.config_values import ENTITY_TYPES
from presswatch.errors import BadInput
from presswatch.json_objects import json_object


@dataclass(frozen=True, slots=True)
class ReadEntities:
    """What a file holds, by id, and what in it cannot be used, each line beginning with file:line."""

    entities: dict[str, Entity]
    bad: tuple[str, ...]


def read_entities(file: Path) -> ReadEntities:
    """Read lines of `{"id", "name", "type", "aliases"}`; type and aliases may be missing. Raises OSError."""
    found: dict[str, Entity] = {}
    bad: list[str] = []
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                entity = entity_from(json_object(line))
                if entity.id in found:
                    raise BadInput(f"the id {entity.id} is there twice; the first one stays")
                entity_tree(entity)
                found[entity.id] = entity
            except (BadInput, QueryError) as error:
                bad.append(f"{file}:{number}: {error}")
    return ReadEntities(found, tuple(bad))


def entity_from(item: Mapping[str, Any]) -> Entity:
    """An entity from its JSON. Raises BadInput that names the key."""
    id, name = item.get("id"), item.get("name")
    if not isinstance(id, str | int) or isinstance(id, bool) or not str(id).strip():
        raise BadInput('there is no "id"')
    if not isinstance(name, str) or not name.strip():
        raise BadInput('there is no "name"')
    kind = item.get("type") or "person"
    if not isinstance(kind, str) or kind.casefold() not in ENTITY_TYPES:
        raise BadInput(
            f'"type" is {json.dumps(kind, ensure_ascii=False)}; it may be person, organisation or place'
        )
    return Entity(str(id), name.strip(), ENTITY_TYPES[kind.casefold()], tuple(_texts(item.get("aliases"))))


def _texts(value: object) -> Iterator[str]:
    if value is None:
        return
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise BadInput('"aliases" is no list of texts')
    yield from (one.strip() for one in value if one.strip())

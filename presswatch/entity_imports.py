"""Entities of other collections as `[[entity]]` tables: FollowTheMoney and OpenSanctions, Wikidata, CSV; behind the command `entity import`."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import tomlkit

from articles.analysis import fold
from articles.errors import QueryError
from articles.names.compare import compare
from articles.names.letters import writing
from articles.names.parts import parse_name
from articles.query.rewriting import near_words
from presswatch.config_values import ENTITY_TYPES
from presswatch.entity_records import records
from presswatch.errors import BadInput

_SCHEMATA: Final = {
    "person": "person",
    **dict.fromkeys(("organization", "company", "publicbody", "legalentity"), "organisation"),
    "address": "place",
}
_CLASSES: Final = {
    "Q5": "person",
    **dict.fromkeys(("Q43229", "Q4830453", "Q783794"), "organisation"),
    **dict.fromkeys(("Q515", "Q6256", "Q486972"), "place"),
}
_PARTS: Final = ("given", "family", "patronymic")
_EXPECTED: Final = '"id" and "name" are wanted, or "schema" and "properties" as FollowTheMoney has them, or "labels" as Wikidata has'


@dataclass(frozen=True, slots=True)
class Imported:
    """One entity as it will be written: an id that the configuration takes, a name, a type, aliases.

    `left_out` says of what was left out why, beginning with where the entity stands; "" where nothing was.
    """

    id: str
    name: str
    type: str
    aliases: tuple[str, ...] = ()
    given: str = ""
    family: str = ""
    patronymic: str = ""
    left_out: str = ""


def import_file(file: Path) -> Iterator[Imported | BadInput]:
    """One result an entity, in order; what cannot be used is a BadInput that begins with file:line or file: entity.

    A CSV has the columns `id`, `name` and, where there are, `type` or FollowTheMoney's `schema`, `aliases` (parted by `;`),
    `given`, `family` and `patronymic`, its cells parted by `,` or, where the first line has it so, by `;`. For JSON see
    `entity_records`. Raises BadInput where the file as a whole cannot be used, OSError.
    """
    taken: set[str] = set()
    for where, item in records(file):
        try:
            if isinstance(item, BadInput):
                raise item
            made = _entity(item, where)
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
        for key in ("id", "name", "type", "aliases", *_PARTS):
            value = getattr(entity, key)
            if value:
                table.add(key, list(value) if isinstance(value, tuple) else value)
        tables.append(table)
    document.add("entity", tables)
    return tomlkit.dumps(document)


def _entity(item: Mapping[str, Any], where: str) -> Imported:
    if "schema" in item and "properties" in item:
        return _from_ftm(item, where)
    if "labels" in item:
        return _from_wikidata(item, where)
    if "name" not in item:
        raise BadInput(f"is no entity: {_EXPECTED}")
    aliases = item.get("aliases") or []
    if not isinstance(aliases, list):
        raise BadInput('"aliases" is no list of texts')
    told = str(item.get("type") or "").strip().casefold()
    kind = ENTITY_TYPES.get(told) if told else _of_schema(item["schema"]) if item.get("schema") else "person"
    if kind is None:
        raise BadInput(f"the type is “{item['type']}”; it may be person, organisation or place")
    parts = {key: [str(item[key])] for key in _PARTS if item.get(key)}
    return _made(where, item.get("id"), [item["name"], *aliases], kind, parts)


def _of_schema(schema: object) -> str:
    kind = _SCHEMATA.get(str(schema).strip().casefold())
    if kind is None:
        raise BadInput(f"the schema {schema} is no person, organisation or place")
    return kind


def _from_ftm(item: Mapping[str, Any], where: str) -> Imported:
    # https://followthemoney.tech/explorer/
    properties = item["properties"]
    if not isinstance(properties, Mapping):
        raise BadInput('"properties" is no object')
    kind = _of_schema(item["schema"])
    names = [item.get("caption"), *_texts(properties.get("name")), *_texts(properties.get("alias"))]
    theirs = zip(_PARTS, ("firstName", "lastName", "fatherName"), strict=True)
    return _made(
        where, item.get("id"), names, kind, {key: _texts(properties.get(its)) for key, its in theirs}
    )


def _from_wikidata(item: Mapping[str, Any], where: str) -> Imported:
    # https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html
    try:
        labels = {lang: one["value"] for lang, one in dict(item["labels"] or {}).items()}
        aliases = [one["value"] for some in dict(item.get("aliases") or {}).values() for one in some]
        kinds = [_CLASSES.get(one, "") for one in _instances(item)]
    except (AttributeError, KeyError, TypeError, ValueError):
        raise BadInput("its labels, aliases or claims are not as Wikidata writes them") from None
    first = labels.get("en") or labels.get("mul") or next(iter(labels.values()), None)
    names = [first, *labels.values(), *aliases]
    return _made(where, item.get("id"), names, next(filter(None, kinds), "person"), {})


def _instances(item: Mapping[str, Any]) -> Iterator[str]:
    for claim in dict(item.get("claims") or {}).get("P31", ()):
        value = claim.get("mainsnak", {}).get("datavalue", {}).get("value", {})
        if isinstance(value, Mapping):
            yield str(value.get("id", ""))


def _made(
    where: str, id: object, names: Iterable[object], kind: str, parts: Mapping[str, Sequence[str]]
) -> Imported:
    if not isinstance(id, str | int) or not str(id).strip():
        raise BadInput('there is no "id"')
    given = list(dict.fromkeys(filter(None, (_line(name) for name in names if isinstance(name, str)))))
    known = list(filter(_has_words, given))
    if not known:
        raise BadInput(
            f"there is no letter or digit in its name “{given[0]}”" if given else "there is no name"
        )
    told = {key: value for key in _PARTS if (value := _one_of(parts.get(key, ()), known[0]))}
    alone = _alone(known, told.get("family", "")) if kind == "person" else []
    kept = [name for name in known if name not in alone]
    signs = [name for name in given if name not in known]
    why = [
        f"{', '.join(f'“{name}”' for name in some)} ({because})"
        for some, because in ((signs, "no letter or digit"), (alone, _NO_WHOLE_NAME))
        if some
    ]
    left_out = f"{where}: left out of the names of “{kept[0]}”: {'; '.join(why)}" if why else ""
    return Imported(_id(str(id)), kept[0], kind, tuple(kept[1:]), **told, left_out=left_out)


_NO_WHOLE_NAME: Final = "one word of the name: by itself it would count wherever anybody of that name stands"


def _alone(names: Sequence[str], family: str) -> list[str]:
    """A person's aliases that are no more than one word of the whole name: whoever bears it would be found by it.

    In scripts without spaces (习近平) one word says nothing.
    """
    first, *aliases = names
    if len(first.split()) < 2:
        return []
    words = {part.text for name in names if len(name.split()) > 1 for part in parse_name(name).parts}
    words.update(part.text for part in parse_name(family).parts if family)
    return [
        alias
        for alias in aliases
        if len(alias.split()) == 1
        and writing(alias) not in ("han", "kana", "hangul")
        and all(any(compare(word, part.text).same for word in words) for part in parse_name(alias).parts)
    ]


def _one_of(values: Iterable[str], name: str) -> str:
    """What a collection has for a part of a name: what stands in the name, else what is in its script; "" for several."""
    known = list({fold(line): line for value in values if (line := _line(value))}.values())
    its = set(fold(name).split())
    inside = [value for value in known if set(fold(value).split()) <= its]
    some = inside or [value for value in known if writing(value) == writing(name)]
    return some[0] if len(some) == 1 else ""


def _line(text: str) -> str:
    """One line without control characters, and without the query language's signs: in articles these part words, too."""
    return " ".join("".join(" " if c in "*?=" or _is_control(c) else c for c in text).split())


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp")


def _has_words(name: str) -> bool:
    try:
        near_words(name)
    except QueryError:
        return False
    return True


def _id(text: str) -> str:
    plain = re.sub(r"[^\w.-]", "-", text.strip().lower()).strip("-.")
    return plain[:80].rstrip("-.") or "entity"


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []

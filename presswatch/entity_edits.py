"""What a person says of an entity, written into the configuration: “not this one”, “this one too”, “somebody new”; behind `entity reject` and `accept`."""

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import tomlkit

from articles.errors import QueryError
from articles.names.letters import internal
from articles.query.rewriting import near_words
from presswatch.config_errors import BadValue
from presswatch.config_values import parse_line
from presswatch.errors import BadInput
from presswatch.settings import files_of
from presswatch.toml_edits import with_item
from presswatch.units import counted

_MARK: Final = "\ufeff"  # a byte order mark, which settings pass over
Edited = tuple[Path, tuple[str, ...]]  # the file where the entity stands, and its list as it is then


def reject(config: Path, id: str, surface: str) -> Edited:
    """Add a spelling to an entity's `reject`, in the file of the configuration where it stands; nothing else is changed.

    The file is replaced in one step. Raises BadInput where there is no such entity or a file is no TOML, OSError.
    """
    return _add(config, id, "reject", surface)


def accept(config: Path, id: str, surface: str) -> Edited:
    """Add a spelling to an entity's `aliases`, in the same way."""
    return _add(config, id, "aliases", surface)


def accept_new(config: Path, name: str, type_: str) -> str:
    """Add an entity of this name at the end of the main file; its id, made of the name, is returned.

    Raises BadInput where that id is there already, or no id can be made of the name; OSError.
    """
    wanted = _wanted(name)
    id = "-".join(filter(None, (re.sub(r"[^a-z0-9]", "", internal(word)) for word in wanted.split())))
    if not id:
        raise BadInput(f"no id can be made of “{wanted}”: write it into {config} yourself")
    for file in files_of(config):
        if any(one.get("id") == id for _, one in _entities(_parsed(file, _read(file)))):
            raise BadInput(
                f"{file}: there is an entity “{id}” already: presswatch entity accept {id} '{wanted}'"
            )
    table = tomlkit.table()
    for key, value in (("id", id), ("name", wanted), ("type", type_)):
        table.add(key, value)
    tables = tomlkit.aot()
    tables.append(table)
    apart = tomlkit.document()
    apart.add("entity", tables)
    text = _read(config)
    newline = "\r\n" if "\r\n" in text else "\n"
    more = f"\n\n{tomlkit.dumps(apart)}".replace("\n", newline)
    _write(config, text.rstrip("\r\n") + more)
    return id


def _add(config: Path, id: str, key: str, surface: str) -> Edited:
    wanted = _wanted(surface)
    files = files_of(config)
    for file in files:
        text = _read(file)
        for number, table in _entities(_parsed(file, text)):
            if table.get("id") == id:
                known = table.get(key, [])
                if not isinstance(known, list):
                    raise BadInput(f"{file}: the {key} of entity “{id}” are no list of texts")
                if wanted not in known:
                    bare = text.removeprefix(_MARK)
                    edited = with_item(bare, ("entity", number), key, wanted)
                    _write(file, text[: len(text) - len(bare)] + edited)
                    known = [*known, wanted]
                return file, tuple(map(str, known))
    others = f", nor in the {counted(len(files) - 1, 'file')} beside it" if files[1:] else ""
    raise BadInput(f"{config}: there is no entity “{id}” in this file{others}")


def _wanted(surface: str) -> str:
    try:
        wanted = " ".join(parse_line(surface).split())
        wanted.encode()
        near_words(wanted)
    except UnicodeEncodeError:
        raise BadInput("the spelling is not UTF-8") from None
    except (BadValue, QueryError) as error:
        why = error.message if isinstance(error, QueryError) else error
        raise BadInput(f"“{surface}” cannot be written down: {why}") from None
    return wanted


def _entities(values: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    found = values.get("entity")
    for number, one in enumerate(found if isinstance(found, list) else ()):
        if isinstance(one, dict):
            yield number, one


def _read(file: Path) -> str:
    """The text with its byte order mark and its line ends as they are."""
    try:
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(f"{file}: {error}") from None


def _parsed(file: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.removeprefix(_MARK))
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{file}: {error}") from None


def _write(file: Path, text: str) -> None:
    _parsed(file, text)  # an edit that cannot be read back is not written
    file = file.resolve()
    beside = file.with_name(f".{file.name}.new")
    beside.write_bytes(text.encode())
    beside.chmod(file.stat().st_mode & 0o777)
    os.replace(beside, file)  # noqa: PTH105

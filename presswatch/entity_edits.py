"""What a person says of an entity, written into the configuration file: “not this one”, “this one too”, “somebody new”; behind `entity reject` and `accept`."""

import os
import re
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from articles.names.letters import internal
from presswatch.errors import BadInput


def reject(file: Path, id: str, surface: str) -> tuple[str, ...]:
    """Add a spelling to an entity's `reject` and keep all else as it stands; what is rejected then is returned.

    The file is replaced in one step. Raises BadInput where the file has no such entity or is no TOML, OSError.
    """
    return _add(file, id, "reject", surface)


def accept(file: Path, id: str, surface: str) -> tuple[str, ...]:
    """Add a spelling to an entity's `aliases`, in the same way; its aliases are returned."""
    return _add(file, id, "aliases", surface)


def accept_new(file: Path, name: str, type_: str) -> str:
    """Add an entity of this name at the end of the file; its id, made of the name, is returned.

    Raises BadInput where that id is there already, or no id can be made of the name; OSError.
    """
    wanted = _wanted(name)
    id = "-".join(filter(None, (re.sub(r"[^a-z0-9]", "", internal(word)) for word in wanted.split())))
    if not id:
        raise BadInput(f"no id can be made of “{wanted}”: write it into {file} yourself")
    document = _read(file)
    if any(one.get("id") == id for one in document.get("entity", ())):
        raise BadInput(f"{file}: there is an entity “{id}” already: presswatch entity accept {id} '{wanted}'")
    table = tomlkit.table()
    for key, value in (("id", id), ("name", wanted), ("type", type_)):
        table.add(key, value)
    tables = tomlkit.aot()
    tables.append(table)
    apart = tomlkit.document()
    apart.add("entity", tables)
    _write(file, file.read_text("utf-8").rstrip("\n") + "\n\n" + tomlkit.dumps(apart))
    return id


def _add(file: Path, id: str, key: str, surface: str) -> tuple[str, ...]:
    wanted, document = _wanted(surface), _read(file)
    table = next((one for one in document.get("entity", ()) if one.get("id") == id), None)
    if table is None:
        raise BadInput(f"{file}: there is no entity “{id}” in this file")
    known = list(table.get(key, ()))
    if wanted not in known:
        known.append(wanted)
        table[key] = known
        _write(file, tomlkit.dumps(document))
    return tuple(known)


def _wanted(surface: str) -> str:
    if not (wanted := " ".join(surface.split())):
        raise BadInput("there is no spelling to write down")
    return wanted


def _read(file: Path) -> Any:
    try:
        return tomlkit.parse(file.read_text("utf-8"))
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise BadInput(f"{file}: {error}") from None


def _write(file: Path, text: str) -> None:
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(text, "utf-8")
    beside.chmod(file.stat().st_mode & 0o777)
    os.replace(beside, file)  # noqa: PTH105

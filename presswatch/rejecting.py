"""“Not this one”: a spelling that is somebody else, written beside its entity in the configuration file; behind `entity reject`."""

import os
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError

from presswatch.errors import BadInput


def reject(file: Path, id: str, surface: str) -> tuple[str, ...]:
    """Add a spelling to an entity's `reject` and keep all else as it stands; what is rejected then is returned.

    The file is replaced in one step. Raises BadInput where the file has no such entity or is no TOML, OSError.
    """
    wanted = " ".join(surface.split())
    if not wanted:
        raise BadInput("there is no spelling to reject")
    try:
        document = tomlkit.parse(file.read_text("utf-8"))
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise BadInput(f"{file}: {error}") from None
    table = next((one for one in document.get("entity", ()) if one.get("id") == id), None)
    if table is None:
        raise BadInput(f"{file}: there is no entity “{id}” in this file")
    known = list(table.get("reject", ()))
    if wanted not in known:
        known.append(wanted)
        table["reject"] = known
        beside = file.with_name(f".{file.name}.new")
        beside.write_text(tomlkit.dumps(document), "utf-8")
        beside.chmod(file.stat().st_mode & 0o777)
        os.replace(beside, file)  # noqa: PTH105
    return tuple(known)

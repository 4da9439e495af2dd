"""Where an address still stands: in the configuration, and in the backups that were made; for `presswatch forget`."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import sqlalchemy as sa

from articles.store.database import Database
from articles.store.tables import backups
from presswatch.settings import Examined
from presswatch.wiring import DATABASE_NAME

Holds = Literal["holds it", "does not hold it", "is not there any more", "cannot be read"]


@dataclass(frozen=True, slots=True)
class BackupWord:
    """A backup that was made from here, and whether it still holds the address."""

    folder: Path
    made: datetime
    holds: Holds


def configured(examined: Examined, address: str) -> Iterator[str]:
    """The places (file:line and what stands there) at which the configuration names an address, whatever its case."""
    settings = examined.settings
    if settings is None:
        return
    wanted = address.lower()
    named = [
        ("subscription", one.id, f"to[{number}]", to, f'reader of "{one.id}"')
        for one in settings.subscriptions
        for number, to in enumerate(one.to, 1)
    ]
    if settings.operator.email is not None:
        named.append(("operator", "", "email", settings.operator.email, "[operator] email"))
    if settings.mail is not None:
        named.append(("mail", "", "from", settings.mail.sender, "[mail] from"))
        if settings.mail.discreet_from is not None:
            named.append(("mail", "", "discreet_from", settings.mail.discreet_from, "[mail] discreet_from"))
        if settings.mail.operator is not None:
            named.append(("mail", "", "operator", settings.mail.operator, "[mail] operator"))
    for kind, id, key, value, what in named:
        if value.lower() == wanted:
            file, place = examined.written.get((kind, id, key), (examined.name, None))
            yield f"{file}:{place.line} ({what})" if place is not None else f"{file} ({what})"


def backups_of(db: Database, address: str) -> list[BackupWord]:
    """Every backup that is known to have been made, the newest first, with what it still holds."""
    with db.read() as conn:
        rows = conn.execute(sa.select(backups.c.folder, backups.c.made).order_by(backups.c.made.desc())).all()
    return [BackupWord(Path(row.folder), row.made, _holds(Path(row.folder), address)) for row in rows]


def _holds(folder: Path, address: str) -> Holds:
    database = folder / DATABASE_NAME
    if not database.is_file():
        return "is not there any more"
    try:
        with closing(
            sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        ) as conn:
            query = "SELECT 1 FROM readers WHERE lower(address) = lower(?) LIMIT 1"
            if conn.execute(query, (address,)).fetchone() is not None:
                return "holds it"
        for file in (folder / "presswatch.toml", *folder.glob("*.d/*.toml")):
            if file.is_file() and address.lower() in file.read_text("utf-8", "replace").lower():
                return "holds it"
    except (sqlite3.Error, OSError):
        return "cannot be read"
    return "does not hold it"

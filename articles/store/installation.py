"""Which installation a database belongs to, and whether it was copied or restored since; asked when it is opened.

A copy must not mail what its original mails, and a restored backup not what was mailed since. So each database
knows its place: the machine, its own file, and a stamp file beside it whose inode and change time no copying
keeps. Anything else than the place recorded is a copy: it gets a new lineage, and its mail is held.
"""

import json
import logging
import secrets
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from articles.errors import StoreError
from articles.store.tables import installation

if TYPE_CHECKING:
    from articles.store.database import Database

log = logging.getLogger(__name__)

_MACHINE_ID = Path("/etc/machine-id")  # machine-id(5); containers often have none


def settle(db: "Database") -> str:
    """The lineage of the database: kept where it lies where it was, new (with mail held) where it is a copy."""
    with db.read() as conn:
        row = conn.execute(sa.select(installation.c.lineage, installation.c.place)).one_or_none()
    if row is not None and _same_place(row.place, db.path):
        return str(row.lineage)
    with db.write() as conn:
        row = conn.execute(sa.select(installation)).one_or_none()
        if row is None:
            lineage = secrets.token_hex(16)
            conn.execute(
                sa.insert(installation).values(
                    id=1,
                    lineage=lineage,
                    secret=secrets.token_bytes(32),
                    made=db.clock.now(),
                    place=_take_place(db.path),
                )
            )
            return lineage
        if _same_place(row.place, db.path):
            return str(row.lineage)
        lineage = secrets.token_hex(16)
        held = row.mail_held_since or db.clock.now()
        conn.execute(
            sa.update(installation).values(lineage=lineage, mail_held_since=held, place=_take_place(db.path))
        )
        log.warning("%s is a copy or a restored backup: it is followed anew, and mail is held", db.path)
        return lineage


def renew_stamp(db: "Database") -> None:
    """Take a new stamp, so that a database file put back from before this moment is known as restored.

    To be called when a process begins that sends mail. A kill between the two writes leaves both valid.
    """
    token = secrets.token_hex(16)
    with db.write() as conn:
        place = conn.scalar(sa.select(installation.c.place)) or {}
        conn.execute(sa.update(installation).values(place={**place, "next": token}))
    with db.write() as conn:
        conn.execute(sa.update(installation).values(place=_take_place(db.path, token)))


def installation_key(conn: sa.Connection) -> bytes:
    """32 secret random bytes, for keyed hashes; the same in a copy."""
    key: bytes | None = conn.scalar(sa.select(installation.c.secret))
    if key is None:
        raise StoreError("the database has no installation row; it was not opened by Database.open")
    return key


def mail_hold(conn: sa.Connection) -> datetime | None:
    """Since when no mail may leave; None when it may."""
    held: datetime | None = conn.scalar(sa.select(installation.c.mail_held_since))
    return held


def set_mail_hold(conn: sa.Connection, at: datetime | None) -> None:
    """Hold mail from `at` (UTC), or let it go (None)."""
    conn.execute(sa.update(installation).values(mail_held_since=at))


def stamp_path(database: Path) -> Path:
    """The stamp file that lies beside a database."""
    return database.with_name(database.name + ".stamp")


def _machine() -> str:
    try:
        return _MACHINE_ID.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def _take_place(database: Path, token: str | None = None) -> dict[str, Any]:
    token = token or secrets.token_hex(16)
    stamp = stamp_path(database)
    fresh = stamp.with_name(stamp.name + ".new")
    fresh.write_text(json.dumps({"stamp": token}), encoding="ascii")
    fresh.replace(stamp)
    status = stamp.stat()
    return {
        "machine": _machine(),
        "inode": database.stat().st_ino,
        "stamp": token,
        "stamp_inode": status.st_ino,
        "stamp_changed": status.st_ctime_ns,
    }


def _same_place(place: dict[str, Any] | None, database: Path) -> bool:
    if place is None:
        return False
    machine = _machine()
    if machine and place["machine"] and machine != place["machine"]:
        return False
    stamp = stamp_path(database)
    try:
        token = json.loads(stamp.read_text(encoding="ascii"))["stamp"]
        status = stamp.stat()
    except (OSError, ValueError, KeyError, TypeError):
        return False
    if token == place.get("next"):  # killed while the stamp was being renewed
        return bool(database.stat().st_ino == place["inode"])
    return bool(
        token == place["stamp"]
        and status.st_ino == place["stamp_inode"]
        and status.st_ctime_ns == place["stamp_changed"]
        and database.stat().st_ino == place["inode"]
    )

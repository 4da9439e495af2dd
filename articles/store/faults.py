"""What the database driver raises, told in this package's errors; between SQLite and `database`."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy.exc

from articles.errors import ArticlesError, StoreError, StoreUnavailable

# SQLite's primary result codes, https://www.sqlite.org/rescode.html; the low byte of an extended one.
_RETRYABLE = {
    sqlite3.SQLITE_BUSY: "is locked by another process",
    sqlite3.SQLITE_LOCKED: "is locked by another connection",
    sqlite3.SQLITE_FULL: "cannot grow: the disk is full",
    sqlite3.SQLITE_IOERR: "cannot be read or written (is the disk full or gone?)",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened (does its folder exist, and may it be written?)",
    sqlite3.SQLITE_NOMEM: "cannot be used: memory is exhausted",
}
_PERMANENT = {
    sqlite3.SQLITE_CORRUPT: "is damaged; restore a backup",
    sqlite3.SQLITE_NOTADB: "is not a database, or is damaged",
    sqlite3.SQLITE_READONLY: "may not be written (by this user, or by what only reads)",
    sqlite3.SQLITE_PERM: "may not be opened by this user",
    sqlite3.SQLITE_AUTH: "may not be used by this user",
}


def explain(path: Path, error: BaseException) -> ArticlesError | None:
    """The error to raise for what SQLite said of the database at `path`; None if it is a fault of the caller."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    primary = code & 0xFF
    if primary in _RETRYABLE:
        return StoreUnavailable(f"the database {path} {_RETRYABLE[primary]} ({error})")
    if primary in _PERMANENT:
        return StoreError(f"the database {path} {_PERMANENT[primary]} ({error})")
    return None


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Raise StoreUnavailable or StoreError for the driver's errors; the caller's own mistakes pass as they are."""
    try:
        yield
    except sqlalchemy.exc.DBAPIError as error:
        told = explain(path, error.orig) if error.orig else None
        if told is None:
            raise
        raise told from error
    except sqlite3.Error as error:
        told = explain(path, error)
        if told is None:
            raise
        raise told from error

"""A copy of an installation, made while it runs: the database at one moment, and the pages archived up to then.

The copy is marked, so that opening it (where it lies, or put back) begins a new lineage with mail held.
"""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from articles.errors import StoreError, StoreUnavailable
from articles.store import changes
from articles.store.database import Database
from articles.store.faults import explained
from articles.store.tables import articles, backups, installation

MANIFEST = "manifest.json"
Progress = Callable[[int, int], None]  # bytes done, bytes in all
Archived = Callable[[sa.Connection], Iterable[tuple[Path, int]]]  # files under the data folder, known bytes

_PAGES_A_STEP = 500
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class BackedUp:
    """One file of a backup: its path in it, its size in bytes, its SHA-256."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What a backup holds. `missing` are archive files that were deleted while it was made."""

    folder: Path
    made: datetime
    change: int
    articles: int
    files: tuple[BackedUp, ...]
    missing: tuple[str, ...]


def backup(
    db: Database,
    target: Path,
    data_dir: Path,
    progress: Progress | None = None,
    archived: Archived | None = None,
) -> BackupReport:
    """Copy the database, and of each file that `archived` names (asked of the copy) its known first bytes.

    Writers go on meanwhile. `target` must not exist or be empty; it appears whole or not at all.
    Raises StoreError if it is not empty, StoreUnavailable if it cannot be written (disk full).
    """
    target = target.absolute()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise StoreError(f"the backup cannot go to {target}: it is there already and not empty")
    partial = target.with_name(f".{target.name}.partial")
    try:
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        report = _fill(db, partial, data_dir, target, progress or _silent, archived)
        if target.exists():
            target.rmdir()
        partial.rename(target)
        _note(db, report)
    except OSError as error:
        raise StoreUnavailable(f"the backup to {target} cannot be written: {error}") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return report


def verify(folder: Path) -> list[str]:
    """What is wrong with a backup, file by file, against its manifest; nothing if it is whole."""
    try:
        files = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError) as error:
        return [f"{folder / MANIFEST}: cannot be read ({error})"]
    faults = []
    for file in files:
        path = folder / file["path"]
        if not path.is_file():
            faults.append(f"{path}: is missing")
        elif _sha256(path) != file["sha256"]:
            faults.append(f"{path}: is not what was written")
    return faults


def _fill(
    db: Database, folder: Path, data_dir: Path, target: Path, progress: Progress, archived: Archived | None
) -> BackupReport:
    copy = folder / db.path.name
    _copy_database(db.path, copy, progress)
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(copy)))
    try:
        with explained(copy), engine.begin() as conn:
            conn.execute(sa.update(installation).values(place=None))  # whoever opens it finds a copy
            change = changes.last_change(conn)
            kept = conn.scalar(sa.select(sa.func.count()).where(articles.c.removed.is_(None))) or 0
            wanted = list(archived(conn)) if archived else []
    finally:
        engine.dispose()
    files, missing = [_entry(folder, copy)], []
    done, total = copy.stat().st_size, copy.stat().st_size + sum(size for _, size in wanted)
    for path, size in wanted:
        destination = folder / path.relative_to(data_dir)
        try:
            _copy_bytes(path, destination, size)
        except FileNotFoundError:
            missing.append(str(path))
        else:
            files.append(_entry(folder, destination))
        done += size
        progress(done, total)
    report = BackupReport(target, db.clock.now(), change, kept, tuple(files), tuple(missing))
    manifest = {
        **asdict(report),
        "folder": str(target),
        "made": report.made.isoformat(),
        "database": copy.name,
    }
    (folder / MANIFEST).write_text(
        json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    return report


def _note(db: Database, report: BackupReport) -> None:
    # So that it is known how old the last one is, and what those that there are still hold.
    values = {
        "folder": str(report.folder),
        "made": report.made,
        "bytes": sum(file.size for file in report.files),
    }
    with db.write() as conn:
        conn.execute(sa.insert(backups).values(**values))


def _copy_database(source: Path, copy: Path, progress: Progress) -> None:
    """SQLite's online backup, https://www.sqlite.org/backup.html.

    The reading transaction held open makes all steps read one moment: else every commit begins the copy anew.
    """

    def told(_status: int, remaining: int, total: int) -> None:
        progress((total - remaining) * page_size, total * page_size)

    with (
        explained(source),
        closing(sqlite3.connect(source, isolation_level=None)) as reading,
        closing(sqlite3.connect(copy, isolation_level=None)) as writing,
    ):
        page_size = reading.execute("PRAGMA page_size").fetchone()[0]
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM sqlite_master").fetchone()
        reading.backup(writing, pages=_PAGES_A_STEP, progress=told, sleep=0)
        writing.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it


def _copy_bytes(source: Path, destination: Path, size: int) -> None:
    destination.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as reading, destination.open("wb") as writing:
        while size > 0 and (chunk := reading.read(min(_CHUNK, size))):
            writing.write(chunk)
            size -= len(chunk)


def _entry(folder: Path, path: Path) -> BackedUp:
    return BackedUp(str(path.relative_to(folder)), path.stat().st_size, _sha256(path))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _silent(_done: int, _total: int) -> None:
    pass

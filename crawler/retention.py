"""How long raw pages stay: whole files end when their last page is old enough or the disk's share is used up.

Pages of matched articles are copied into files that are kept for good before. Called by the scheduler.
"""

import logging
import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from articles.store.database import Database
from crawler.archive import FOLDER
from crawler.errors import DiskFull
from crawler.sources import ArchivePolicy
from crawler.tables import archive_files, archive_records

log = logging.getLogger(__name__)

Matched = Callable[[sa.Connection, Collection[int]], Collection[int]]
_GROWTH_WINDOW = timedelta(days=7)
_LEAST_WINDOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Retained:
    """What an upkeep did: files ended, bytes they took, pages copied to be kept."""

    files: int
    bytes: int
    kept_pages: int


@dataclass(frozen=True, slots=True)
class DiskForecast:
    """Bytes of the archive and the database, free bytes, growth a day, and when the disk will be full.

    `full_on` is None where it will not be: what is kept has an end, and that end fits.
    """

    archive: int
    database: int
    free: int
    per_day: int
    full_on: datetime | None


def retain(db: Database, data_dir: Path, policy: ArchivePolicy, matched: Matched, now: datetime) -> Retained:
    """End the files whose time or share is over, the oldest first. The newest, being written, always stays.

    `matched` says which of some articles are matched: their raw pages stay for good. Raises DiskFull if they
    cannot be copied; nothing is ended then that was not copied before.
    """
    folder = data_dir / FOLDER
    ended = size = kept = 0
    with db.read() as conn:
        files = conn.execute(
            sa.select(archive_files).where(~archive_files.c.kept).order_by(archive_files.c.started_at, archive_files.c.id)
        ).all()  # fmt: skip
        total = conn.scalar(sa.select(sa.func.coalesce(sa.func.sum(archive_files.c.size), 0))) or 0
    for file in files[:-1]:
        over = policy.max_disk is not None and total > policy.max_disk
        if not over and file.last_at > now - policy.keep_pages:
            continue
        with db.write() as conn:
            copied, copied_bytes = _keep_matched(conn, folder, file, matched, now)
            conn.execute(sa.delete(archive_records).where(archive_records.c.file == file.id))
            conn.execute(sa.delete(archive_files).where(archive_files.c.id == file.id))
        # after the commit: a kill in between leaves a file that the next start removes
        (folder / file.name).unlink(missing_ok=True)
        log.info("archive file %s ended, %d of its pages are kept for good", file.name, copied)
        ended, size, kept = ended + 1, size + file.size, kept + copied
        total += copied_bytes - file.size
    return Retained(ended, size, kept)


def disk_forecast(
    conn: sa.Connection, data_dir: Path, policy: ArchivePolicy, database: Path, now: datetime
) -> DiskForecast:
    """How full the disk is, and from the last week's growth when it will be full."""
    archive = conn.scalar(sa.select(sa.func.coalesce(sa.func.sum(archive_files.c.size), 0))) or 0
    first = conn.scalar(sa.select(sa.func.min(archive_records.c.fetched_at)))
    stored = sum(p.stat().st_size for p in database.parent.glob(database.name + "*"))
    free = shutil.disk_usage(data_dir).free
    if first is None:
        return DiskForecast(archive, stored, free, 0, None)
    window = min(max(now - first, _LEAST_WINDOW), _GROWTH_WINDOW) / timedelta(days=1)
    recent = conn.execute(
        sa.select(
            sa.func.coalesce(sa.func.sum(archive_records.c.length), 0).label("bytes"),
            sa.func.count().label("pages"),
        ).where(archive_records.c.fetched_at > now - _GROWTH_WINDOW)
    ).one()
    pages = conn.scalar(sa.select(sa.func.count()).select_from(archive_records)) or 1
    pages_a_day = recent.bytes / window
    rows_a_day = stored * (recent.pages / pages) / window  # the database grows with the pages that it keeps
    # the archive stops growing when as much ends a day as comes
    most = pages_a_day * (policy.keep_pages / timedelta(days=1))
    if policy.max_disk is not None:
        most = min(most, policy.max_disk)
    room = free - max(0.0, most - archive)
    growing = rows_a_day if room > 0 else pages_a_day + rows_a_day
    days = (room if room > 0 else free) / growing if growing > 0 else None
    full_on = now + timedelta(days=days) if days is not None and days < 3650 else None
    return DiskForecast(archive, stored, free, round(pages_a_day + rows_a_day), full_on)


def _keep_matched(
    conn: sa.Connection, folder: Path, file: sa.Row[Any], matched: Matched, now: datetime
) -> tuple[int, int]:
    rows = conn.execute(
        sa.select(archive_records)
        .where(archive_records.c.file == file.id, archive_records.c.article_id.is_not(None))
        .order_by(archive_records.c.offset)
    ).all()
    wanted = set(matched(conn, {row.article_id for row in rows})) if rows else set()
    rows = [row for row in rows if row.article_id in wanted]
    if not rows:
        return 0, 0
    name = f"kept-{file.name.removeprefix('pages-')}"
    made = conn.execute(
        sa.insert(archive_files)
        .values(name=name, kept=True, started_at=file.started_at, last_at=now, size=0)
        .returning(archive_files.c.id)
    ).scalar_one()
    size = 0
    try:
        with (folder / file.name).open("rb") as old, (folder / name).open("wb") as new:
            for row in rows:  # a gzip member is whole by itself: it is copied as it is
                old.seek(row.offset)
                new.write(old.read(row.length))
                conn.execute(
                    sa.update(archive_records)
                    .where(archive_records.c.id == row.id)
                    .values(file=made, offset=size)
                )
                size += row.length
    except OSError as error:
        (folder / name).unlink(missing_ok=True)
        raise DiskFull(f"the archive {folder} cannot be tidied: {error.strerror}") from error
    conn.execute(sa.update(archive_files).where(archive_files.c.id == made).values(size=size))
    return len(rows), size

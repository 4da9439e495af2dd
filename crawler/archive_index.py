"""The archive's index in the database: which record lies where, and up to where each file counts."""

import logging
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import Place
from crawler.tables import archive_files, archive_records

log = logging.getLogger(__name__)

_PATTERN = "*.warc.gz"


def index_record(conn: sa.Connection, place: Place, frontier_id: int, article_id: int | None) -> None:
    """Note a record in the transaction that keeps what it brought; the file counts up to its end from then on."""
    row = conn.execute(
        sa.select(archive_files.c.id, archive_files.c.size).where(archive_files.c.name == place.file)
    ).first()
    if row is None:
        file = conn.execute(
            sa.insert(archive_files)
            .values(
                name=place.file,
                kept=False,
                started_at=place.fetched_at,
                last_at=place.fetched_at,
                size=place.end,
            )
            .returning(archive_files.c.id)
        ).scalar_one()
    else:
        file = row.id
        conn.execute(
            sa.update(archive_files)
            .where(archive_files.c.id == file)
            .values(size=max(row.size, place.end), last_at=place.fetched_at)
        )
    conn.execute(
        sa.insert(archive_records).values(
            file=file,
            offset=place.offset,
            length=place.length,
            url=place.url,
            fetched_at=place.fetched_at,
            frontier=frontier_id,
            article_id=article_id,
        )
    )


def mend(conn: sa.Connection, folder: Path) -> None:
    """Before anything is written: cut each file at the last offset that the database knows, drop unknown files.

    What is cut was fetched but never kept: its address is in the frontier still. A file that is shorter than it
    should be (a power cut, a lost disk) loses its index rows behind its end, with an error in the log.
    """
    if not folder.is_dir():
        return
    known = {row.name: row for row in conn.execute(sa.select(archive_files))}
    for path in sorted(folder.glob(_PATTERN)):
        row = known.pop(path.name, None)
        size = path.stat().st_size
        if row is None:
            log.warning("archive file %s holds nothing that was kept: it is removed", path.name)
            path.unlink()
        elif size > row.size:
            log.warning("archive file %s is cut at %d of %d bytes", path.name, row.size, size)
            with path.open("r+b") as file:
                file.truncate(row.size)
        elif size < row.size:
            _shorten(conn, row.id, path.name, size)
    for name, row in known.items():
        log.error("archive file %s is gone", name)
        _drop(conn, row.id)


def read_page(conn: sa.Connection, folder: Path, article_id: int) -> list[tuple[str, datetime, bytes]]:
    """The raw answers kept of an article: address, time, unpacked body; the oldest first."""
    found = []
    query = (
        sa.select(archive_records, archive_files.c.name)
        .join(archive_files, archive_files.c.id == archive_records.c.file)
        .where(archive_records.c.article_id == article_id)
        .order_by(archive_records.c.fetched_at)
    )
    for row in conn.execute(query):
        with (folder / row.name).open("rb") as file:
            file.seek(row.offset)
            record = next(iter(ArchiveIterator(file)))
            found.append((row.url, row.fetched_at, record.content_stream().read()))
    return found


def _shorten(conn: sa.Connection, file: int, name: str, size: int) -> None:
    behind = sa.and_(
        archive_records.c.file == file, archive_records.c.offset + archive_records.c.length > size
    )
    lost = conn.execute(sa.delete(archive_records).where(behind)).rowcount
    conn.execute(sa.update(archive_files).where(archive_files.c.id == file).values(size=size))
    log.error("archive file %s is shorter than it was: %d raw pages are lost", name, lost)


def _drop(conn: sa.Connection, file: int) -> None:
    conn.execute(sa.delete(archive_records).where(archive_records.c.file == file))
    conn.execute(sa.delete(archive_files).where(archive_files.c.id == file))

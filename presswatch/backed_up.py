"""What a backup holds beside the database: raw pages up to the bytes that the database knows, and the configuration."""

import shutil
from collections.abc import Iterable
from pathlib import Path

import sqlalchemy as sa

from crawler.archive import FOLDER
from crawler.tables import archive_files


def archived_files(conn: sa.Connection, data: Path) -> Iterable[tuple[Path, int]]:
    """Each file of raw pages with its known size in bytes."""
    rows = conn.execute(sa.select(archive_files.c.name, archive_files.c.size).order_by(archive_files.c.id))
    return [(data / FOLDER / row.name, row.size) for row in rows]


def copy_config(config: Path, folder: Path) -> None:
    """Copy the configuration and the folders beside it, readable by their owner only: it may hold a password."""
    for path in (
        config,
        *sorted(config.parent.glob("sources.d/*.toml")),
        *sorted(config.parent.glob("watches.d/*.toml")),
    ):
        target = folder / path.relative_to(config.parent)
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(path, target)
        target.chmod(0o600)

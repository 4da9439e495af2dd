"""The database of one installation, opened and migrated; under everything that is kept.

One connection writes at a time (`BEGIN IMMEDIATE`); readers see the moment at which their transaction began.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy import event

import articles.store.migrations
from articles.clock import Clock, SystemClock
from articles.errors import ArticlesError, NewerDatabase, StoreError, StoreUnavailable
from articles.store import installation
from articles.store.faults import explain, explained

BUSY_SECONDS = 30.0
_WRITES = "presswatch_writes"
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # what was said to be kept outlives a power cut
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # what was deleted is overwritten: a reader who is forgotten leaves nothing behind
    "PRAGMA cache_size=-8000",
    "PRAGMA journal_size_limit=67108864",
)


class Database:
    """One installation's database. Safe across threads; another process opens its own (after a fork or a spawn).

    `path` is the database file, `lineage` names its history: a restored or copied database gets another one.
    """

    def __init__(self, path: Path, engine: sa.Engine, clock: Clock) -> None:
        self.path = path
        self.clock = clock
        self._engine = engine
        self.lineage = ""

    @classmethod
    def open(
        cls, path: Path, *, clock: Clock | None = None, busy_seconds: float = BUSY_SECONDS
    ) -> "Database":
        """Open or make the database and migrate it to this code's revision, all or nothing.

        A copy or a restored backup is given a new lineage, and its mail is held (`articles.store.installation`).
        Raises NewerDatabase (a later presswatch wrote it), StoreError (damaged, or not ours) and
        StoreUnavailable (locked for `busy_seconds`, disk full, no such folder).
        """
        path = path.absolute()
        database = cls(path, _engine(path, busy_seconds), clock or SystemClock())
        try:
            database._migrate()
            database.lineage = installation.settle(database)
        # Whatever it was (an interrupt too): it goes on, but no connection stays open.
        except BaseException:
            database.close()
            raise
        return database

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A transaction that sees one moment and cannot write. Keep it short: it holds back the log's checkpoint."""
        with explained(self.path), self._engine.connect() as conn, conn.begin():
            yield conn

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """The one writing transaction: committed at the end of the block, or nothing of it if anything is raised."""
        with explained(self.path), self._engine.connect() as conn:
            conn.execution_options(**{_WRITES: True})
            with conn.begin():
                yield conn

    @contextmanager
    def erase(self) -> Iterator[sa.Connection]:
        """As `write`, for what shall leave no trace: the log, which holds former pages, is emptied after the commit.

        Raises StoreUnavailable if it cannot be, because others read; what was committed stays.
        """
        with self.write() as conn:
            yield conn
        with explained(self.path), closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS)) as raw:
            busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise StoreUnavailable(
                f"{self.path}-wal cannot be emptied while others read: what was deleted may stand in it for some minutes"
            )

    def close(self) -> None:
        """Let go of every connection; idempotent."""
        self._engine.dispose()

    def __enter__(self) -> "Database":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _migrate(self) -> None:
        with self.read() as conn:
            if _revision(conn, self.path) == articles.store.migrations.HEAD:
                return
        with self.write() as conn:  # the lock: of two that start, the second finds the work done
            revision = _revision(conn, self.path)
            if revision == articles.store.migrations.HEAD:
                return
            self._upgrade(conn, revision)

    def _upgrade(self, conn: sa.Connection, revision: str | None) -> None:
        # Imported here, for most starts find nothing to migrate: it is a tenth of a command's time to start.
        import alembic.command
        import alembic.config
        import alembic.util

        config = alembic.config.Config()
        config.set_main_option("script_location", "articles.store:migrations")
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = conn
        try:
            alembic.command.upgrade(config, "head")
        except alembic.util.CommandError as error:
            raise NewerDatabase(
                f"the database {self.path} was written by a later version of presswatch (its revision is "
                f"{revision}, this version knows up to {articles.store.migrations.HEAD}): install that version"
            ) from error


def _revision(conn: sa.Connection, path: Path) -> str | None:
    """The revision that the database says it has; None for an empty one."""
    tables = set(sa.inspect(conn).get_table_names())
    if "alembic_version" in tables:
        revision: str | None = conn.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return revision
    if tables:
        raise StoreError(f"the database {path} holds tables that are not presswatch's: {min(tables)}")
    return None


def _engine(path: Path, busy_seconds: float) -> sa.Engine:
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)),
        connect_args={"timeout": busy_seconds},
        hide_parameters=True,  # an error's text goes to logs, and parameters are readers' addresses and queries
        json_serializer=lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")),
        json_deserializer=orjson.loads,
    )

    def on_connect(raw: sqlite3.Connection, _record: Any) -> None:
        raw.isolation_level = None  # the driver begins no transactions of its own: `on_begin` does
        for pragma in _PRAGMAS:
            raw.execute(pragma).close()

    def on_begin(conn: sa.Connection) -> None:
        # A transaction that will write takes the lock at once: one that read first could not be let in later.
        writes = conn.get_execution_options().get(_WRITES)
        conn.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
        conn.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    def on_error(context: sa.ExceptionContext) -> ArticlesError | None:
        # Told here already, so that whoever looks at a fault within a transaction knows a full disk from bad data.
        return explain(path, context.original_exception)

    event.listen(engine, "handle_error", on_error)
    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
    return engine

"""The options that many commands have, each described once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from presswatch.library import Library
    from presswatch.settings import Settings

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        help="The configuration file, or the folder it is in.",
        show_default="PRESSWATCH_CONFIG, or ./presswatch.toml",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for a machine to read.")]


def settings_from(config: Path | None) -> "Settings":
    """The settings that a command works with. Raises ConfigErrors."""
    from presswatch.settings import find_config, read_settings

    return read_settings(find_config(config))


def settings_if_there(path: Path) -> "Settings | None":
    """The settings, or None where there is no configuration yet. Raises ConfigErrors for a bad one."""
    from presswatch.settings import read_settings

    return read_settings(path) if path.exists() else None


def examples(*lines: str) -> str:
    """An epilog that shows how a command is used; each line stands by itself."""
    from presswatch.cli.exits import EPILOG

    shown = "\n".join(f"  [cyan]{line}[/cyan]" for line in lines)
    return f"[bold]Examples[/bold]\n\n{shown}\n\n{EPILOG}"


@contextmanager
def open_library(config: Path | None, query: str | None = None) -> "Iterator[Library]":
    """The library of an installation that has data, closed behind. Raises ConfigErrors, NothingYet, StoreError.

    With a `query`, QueryError for its own mistakes comes first: they are told where nothing was read yet, too.
    """
    from articles.query import parse
    from presswatch import wiring
    from presswatch.library import Library

    settings = settings_from(config)
    entities = {item.id: item for item in wiring.entities(settings)}
    saved = wiring.saved_queries(settings)
    if query is not None:
        parse(query, zone=settings.zone, entities=entities, saved=saved)
    with wiring.open_database(settings) as db:
        index = wiring.open_index(settings, db)
        try:
            yield Library(db, index, entities, settings.zone, saved)
        finally:
            index.close()

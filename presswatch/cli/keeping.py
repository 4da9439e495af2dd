"""The commands that look after the data: `backup`, and `index` with `status`, `rebuild` and `verify`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from presswatch.cli import exits
from presswatch.cli.options import ConfigOption, JsonOption, examples, settings_from

index = typer.Typer(
    name="index",
    no_args_is_help=True,
    help="The search index: where it stands, whether it is right, and building it anew from the database, which it is only made from.",
    epilog=examples("presswatch index status", "presswatch index verify", "presswatch index rebuild"),
)
MOST_SHOWN = 20  # lines about single versions


def add_to(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command(epilog=examples("presswatch backup /backups/2026-11-23"))(backup)
    app.add_typer(index)


def backup(
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet, or is empty.")],
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Copy everything into a folder while presswatch runs: database, raw pages, configuration.

    To restore it, put the files into the data folder of another installation. It starts with its mail held, and
    `presswatch mail status` shows what would be sent. The search index is not copied: it is built anew.
    """
    from articles.store import backup as store
    from presswatch import wiring
    from presswatch.backed_up import archived_files, copy_config
    from presswatch.cli.console import bar, print_json, say
    from presswatch.errors import BadInput
    from presswatch.units import counted, show_size

    settings = settings_from(config)
    if folder.absolute().is_relative_to(settings.data):
        raise BadInput(f"{folder}: is in the data folder, and would be lost with it; name another place")
    others = os.umask(0o077)  # a copy is no more for others to read than the data folder is
    try:
        with wiring.open_database(settings) as db, bar("copying") as progress:
            done = store.backup(
                db, folder, settings.data, progress, lambda conn: archived_files(conn, settings.data)
            )
        copy_config(settings.file, folder)
    finally:
        os.umask(others)
    size = sum(file.size for file in done.files)
    if json:
        print_json(
            {
                "folder": str(done.folder),
                "change": done.change,
                "articles": done.articles,
                "bytes": size,
                "files": len(done.files),
                "missing": done.missing,
            }
        )
    else:
        say(
            f"{folder}: {counted(done.articles, 'article')} up to change {done.change}, {counted(len(done.files), 'file')}, {show_size(size)}",
            "green",
        )
    if done.missing:
        say(f"{counted(len(done.missing), 'file')} of raw pages ended while they were copied", "yellow")


@index.command("status", epilog=examples("presswatch index status --json"))
def status(config: ConfigOption = None, json: JsonOption = False) -> None:
    """Say which change the index has reached, what it refused, and whether it must be built anew."""
    from dataclasses import asdict

    from presswatch import wiring
    from presswatch.cli.console import out, print_json
    from presswatch.standing import standing
    from presswatch.units import counted

    settings = settings_from(config)
    with wiring.open_database(settings) as db:
        found = standing(settings, db)
    if json:
        told = asdict(found.index) | {"engine": settings.index.engine, "last_change": found.change}
        print_json(told | {"refused": [one | {"at": one["at"].isoformat()} for one in told["refused"]]})
    else:
        lag = f"{counted(found.index.behind, 'change')} behind" if found.index.behind else "up to date"
        stands = f"at change {found.index.change} of {found.change}, {lag}"
        if found.index.problem and not found.index.change:  # nobody could be asked
            stands = f"where it stands is not known; the database is at change {found.change}"
        out().print(f"{settings.index.engine}: {stands}")
        if found.index.problem:
            out().print(found.index.problem, style="yellow")
        for one in found.index.refused[:MOST_SHOWN]:
            out().print(
                f"version {one.version} cannot be searched: {one.reason}", style="yellow", markup=False
            )
        if len(found.index.refused) > MOST_SHOWN:
            out().print(f"and {len(found.index.refused) - MOST_SHOWN:,} more; --json has all", style="yellow")
    if found.index.problem or found.index.refused:
        raise typer.Exit(exits.PROBLEMS)


@index.command("rebuild", epilog=examples("presswatch index rebuild", "presswatch index rebuild --json"))
def rebuild(config: ConfigOption = None, json: JsonOption = False) -> None:
    """Build the index anew from the database.

    The embedded one is emptied first: stop `presswatch run`, for one process writes it. In Elasticsearch a new one is
    built beside the old, which is searched and kept up to date until the new takes its place; cut off, a rebuild goes on
    where it was.
    """
    from articles.index.indexer import rebuild as build
    from presswatch import wiring
    from presswatch.cli.console import bar, print_json, say
    from presswatch.units import counted

    settings = settings_from(config)
    with wiring.open_database(settings) as db:
        engine = wiring.open_index(settings, db)
        try:
            with bar("indexing") as progress:
                number = build(db, engine, progress=progress)
        except KeyboardInterrupt:
            goes_on = "run" if settings.index.engine == "embedded" else "index rebuild"
            say(f"interrupted; `presswatch {goes_on}` goes on from what was built", "yellow")
            raise
        finally:
            engine.close()
    if json:
        print_json({"engine": settings.index.engine, "changes": number})
    else:
        say(f"built anew from {counted(number, 'change')}", "green")


@index.command("verify", epilog=examples("presswatch index verify", "presswatch index verify --json"))
def verify(config: ConfigOption = None, json: JsonOption = False) -> None:
    """Compare the index with the database, version by version, and print what differs; changes nothing.

    Compared are numbers, the changes that caused and ended a version, and the hash of its content.
    `presswatch index rebuild` mends what differs.
    """
    from dataclasses import asdict

    from articles.index.verifying import verify as compare
    from presswatch import wiring
    from presswatch.cli.console import bar, out, print_json, say
    from presswatch.units import counted

    settings = settings_from(config)
    with wiring.open_database(settings) as db:
        engine = wiring.open_index(settings, db)
        try:
            with bar("comparing") as progress:
                found = list(compare(db, engine, progress=progress))
        finally:
            engine.close()
    if json:
        print_json({"engine": settings.index.engine, "differences": [asdict(one) for one in found]})
    else:
        for one in found[:MOST_SHOWN]:
            out().print(f"version {one.version}: {one.words}", markup=False)
        if len(found) > MOST_SHOWN:
            out().print(f"and {len(found) - MOST_SHOWN:,} more; --json has all")
        if not found:
            say("the index is what the database makes of it", "green")
        else:
            say(f"{counted(len(found), 'difference')}: `presswatch index rebuild` mends them", "yellow")
    if found:
        raise typer.Exit(exits.PROBLEMS)

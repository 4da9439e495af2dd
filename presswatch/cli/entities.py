"""The commands about the people, organisations and places that watches may name: `entity compare`."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from presswatch.cli import exits
from presswatch.cli.options import examples


def add_to(app: typer.Typer) -> None:
    """Give the application these commands."""
    group = typer.Typer(no_args_is_help=True, help="The people, organisations and places that watches name.")
    group.command(epilog=examples("presswatch entity compare --tsv pairs.tsv | jq -c 'select(.same)'"))(
        compare
    )
    app.add_typer(group, name="entity")


def compare(
    tsv: Annotated[
        Path,
        typer.Option(
            "--tsv",
            help="Columns parted by tabs, named in the first line: name, surface, and type if known.",
            show_default=False,
        ),
    ],
) -> None:
    """Say how likely two names mean the same, whatever their script and inflection: one JSON line a pair.

    "score" is from 0 to 1, "same" is what entity: takes at the normal precision, "why" says it in words. A row that
    cannot be used is named on standard error and stops nothing; the command then ends with 1.
    """
    from presswatch.cli.console import complain
    from presswatch.comparing import compare_file
    from presswatch.errors import BadInput

    failed = False
    for result in compare_file(tsv):
        if isinstance(result, BadInput):
            complain(str(result))
            failed = True
            continue
        sys.stdout.write(json.dumps(result.as_json(), ensure_ascii=False) + "\n")
    if failed:
        raise typer.Exit(exits.PROBLEMS)

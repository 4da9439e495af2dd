"""The command `status`: how sources, articles, the index, mail and the disk stand, in words or as JSON."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from presswatch.cli.options import ConfigOption, JsonOption, examples

if TYPE_CHECKING:
    from presswatch.settings import Settings
    from presswatch.standing import Standing


def add_to(app: typer.Typer) -> None:
    """Give the application this command."""
    app.command(
        epilog=examples(
            "presswatch status",
            "presswatch status --todo",
            "presswatch status --json | jq '.sources[].state'",
        )
    )(status)


def status(
    config: ConfigOption = None,
    todo: Annotated[
        bool, typer.Option("--todo", help="Only what needs a hand, the worst first, each with its command.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Say how everything stands: each source, what is kept, what waits to be indexed and mailed, when the disk is full.

    With --todo only what needs a hand, as the operator's letter of every Monday has it.
    """
    from presswatch import wiring
    from presswatch.cli.console import print_json
    from presswatch.cli.options import settings_from
    from presswatch.standing import standing

    settings = settings_from(config)
    if todo:
        _todo(settings, json=json)
        return
    with wiring.open_database(settings) as db:
        found = standing(settings, db)
    if json:
        print_json(found.as_json())
    else:
        _print(found)


def _todo(settings: "Settings", *, json: bool) -> None:
    from presswatch import logs, wiring
    from presswatch.cli.console import out, print_json, printable
    from scheduler.operator_week import lines, read_todo

    with wiring.open_database(settings) as db:
        parts = wiring.parts(settings, db, logs.no_logs)
        index = parts.open_index()
        try:
            found = read_todo(parts, index)
        finally:
            index.close()
    if json:
        print_json(found.as_json())
        return
    for line in lines(found):
        out().print(printable(line))


def _print(found: "Standing") -> None:
    from rich.table import Table
    from rich.text import Text

    from alerts.render import times
    from presswatch.cli.console import hang, out, printable
    from presswatch.states import STATE_NAMES, trouble_words

    def at(value: datetime | None) -> str:
        return times.moment(value, found.zone, found.now) if value else "never"

    table = Table(box=None, pad_edge=False, header_style="dim", show_edge=False)
    for name in ("source", "state", "last read", "articles", "7 days"):
        table.add_column(name, justify="right" if name in ("articles", "7 days") else "left")
    styles = {"well": "green", "failing": "red", "silent": "yellow", "new": "dim"}
    for source in found.sources:
        table.add_row(
            printable(source.id),
            Text(STATE_NAMES[source.state], style=styles[source.state]),
            at(source.last_read),
            f"{source.articles:,}",
            f"{source.articles_7d:,}",
        )
    if found.sources:
        out().print(table)
        out().print()
        for source in found.sources:
            if trouble := trouble_words(source, found.zone, found.now):
                colour = "yellow" if source.state in ("well", "new") else styles[source.state]
                hang(Text("! ", colour), Text(printable(f"{source.id}: {trouble}"), colour))
    for name, line in found.lines(at):
        hang(Text(f"{name:9} "), Text(printable(line)))
    for line in found.alarms(at):
        hang(Text("! ", "yellow"), Text(printable(line), "yellow"))

"""The commands around the configuration: `init`, `check` and `opml`."""

from pathlib import Path
from typing import Annotated

import typer

from presswatch.cli import exits
from presswatch.cli.options import ConfigOption, JsonOption, examples, settings_if_there
from presswatch.units import counted


def add_to(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command(epilog=examples("presswatch init", "presswatch init /srv/presswatch"))(init)
    app.command(epilog=examples("presswatch check", "presswatch check --json | jq .findings"))(check)
    app.command(epilog=examples("presswatch opml feeds.opml", "presswatch opml feeds.opml --append"))(opml)


def init(
    folder: Annotated[Path, typer.Argument(help="Where to write it.", show_default="this folder")] = Path(),
) -> None:
    """Write a first presswatch.toml, with well-known news sources and two watches to begin with.

    A file that is there already is never written over.
    """
    from presswatch.cli.console import say
    from presswatch.starter import write_starter

    path = write_starter(folder)
    say(f"{path} is written. Look into it, then: presswatch check, and presswatch run --once", "green")
    say("What sources, mail providers and whoever takes the disk can learn, and what to set: docs/risks.md")


def check(
    config: ConfigOption = None,
    json: JsonOption = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask neither the mail server nor the search engine.")
    ] = False,
) -> None:
    """Find every mistake in the configuration and its queries, and what would go wrong later.

    Changes nothing and mails nothing: of the mail server and the search engine it only asks whether they answer. Ends with 2 for a mistake in
    the configuration or a query, with 1 if something around it is wrong.
    """
    from rich.text import Text

    from presswatch.check import check as find
    from presswatch.cli.console import err, hang, out, print_json, printable
    from presswatch.settings import find_config

    path = find_config(config)
    report = find(path, ask_servers=not offline)
    if json:
        print_json({"ok": report.ok, "config": str(path), "findings": [f.as_dict() for f in report.findings]})
    else:
        styles = {"error": "red", "warning": "yellow", "note": "dim"}
        for finding in report.findings:
            said, *below = printable(finding.line_of_text()).split("\n")
            hang(Text(f"{finding.level:7} ", styles[finding.level]), Text(said))
            for line in below:
                out().print(line, soft_wrap=True)
        errors = sum(f.level == "error" for f in report.findings)
        what = report.summary if report.ok else f"{counted(errors, 'mistake')} in {path}"
        if report.usable and not report.ok:
            what = f"no mistake in {path}, {counted(errors, 'problem')} beside it"
        err().print(printable(what), style="green" if report.ok else "bold red")
    raise typer.Exit(exits.OK if report.ok else exits.PROBLEMS if report.usable else exits.USAGE)


def opml(
    file: Annotated[
        Path, typer.Argument(help="The OPML file that another reader wrote.", exists=True, dir_okay=False)
    ],
    append: Annotated[bool, typer.Option("--append", help="Add them to sources.d/opml.toml.")] = False,
    config: ConfigOption = None,
) -> None:
    """Take the feeds of another reader in as sources; folders become tags.

    Prints the tables for you to look at, or adds them to sources.d/opml.toml. Feeds that are sources already are left out.
    """
    from presswatch.cli.console import say
    from presswatch.errors import BadInput
    from presswatch.opml import read_opml, to_toml
    from presswatch.settings import find_config

    path = find_config(config)
    settings = settings_if_there(path)
    known = settings.sources if settings else ()
    try:
        reading = read_opml(file.read_bytes(), [s.id for s in known], [s.url for s in known])
    except BadInput as error:
        raise BadInput(f"{file}: {error}") from None
    for warning in reading.warnings:
        say(f"{file}: {warning}", "yellow")
    if not append:
        typer.echo(to_toml(reading.sources), nl=False)
    elif reading.sources:
        target = path.parent / "sources.d" / "opml.toml"
        target.parent.mkdir(exist_ok=True)
        before = target.read_text("utf-8") if target.exists() else ""
        with target.open("a", encoding="utf-8") as out:
            out.write(("\n" if before and not before.endswith("\n\n") else "") + to_toml(reading.sources))
    where = f" added to {path.parent / 'sources.d' / 'opml.toml'}" if append else ""
    say(f"{counted(len(reading.sources), 'source')}{where}", "green")
    if not reading.sources:
        raise typer.Exit(exits.PROBLEMS)

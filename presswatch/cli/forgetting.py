"""The command `forget`: a reader is removed everywhere, and what backups still hold is named."""

from typing import Annotated

import typer

from presswatch.cli import exits
from presswatch.cli.options import ConfigOption, JsonOption, examples


def add_to(app: typer.Typer) -> None:
    """Give the application this command."""
    app.command(
        epilog=examples("presswatch forget anna@example.org", "presswatch forget anna@example.org --dry-run")
    )(forget)


def forget(
    address: Annotated[
        str, typer.Argument(help="The address of a reader who is no longer in the configuration.")
    ],
    config: ConfigOption = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would happen.")] = False,
    json: JsonOption = False,
) -> None:
    """Remove a reader everywhere: letters, what the server said, the account of every article. It cannot be undone.

    Refused while the configuration still names the address. Says which backups still hold it; those are yours to delete.
    """
    import sys
    from dataclasses import asdict

    from alerts import forget as forgetting
    from presswatch import wiring
    from presswatch.cli.console import out, print_json, printable
    from presswatch.config_errors import BadValue
    from presswatch.config_values import parse_address
    from presswatch.errors import BadInput, ConfigErrors
    from presswatch.forgetting import backups_of, configured
    from presswatch.settings import examine, find_config
    from presswatch.units import counted

    try:
        address = parse_address(address)
    except BadValue as error:
        raise BadInput(str(error)) from None
    examined = examine(find_config(config))
    if examined.settings is None:
        raise ConfigErrors(examined.mistakes)
    if named := list(configured(examined, address)):
        raise BadInput(f"{address} is still in the configuration, take it out first: {', '.join(named)}")
    with wiring.open_database(examined.settings) as db:
        held = forgetting.kept_of(db, address)
        if not json:
            for one in held:
                what = f"{one.subscription}: {counted(one.letters, 'letter')}, {counted(one.entries, 'article')} accounted for"
                out().print(printable(f"  {what}"))
        asks = held and not (yes or dry_run or json) and sys.stdin.isatty()
        if asks and not typer.confirm("Remove all this for good?"):
            raise typer.Exit(exits.PROBLEMS)
        if not dry_run and held:
            held = forgetting.forget(db, address)
        found = backups_of(db, address)
    if json:
        print_json(
            {
                "forgotten": bool(held) and not dry_run,
                "kept": [asdict(one) for one in held],
                "backups": [asdict(one) | {"folder": str(one.folder)} for one in found],
            }
        )
        return
    done = "would be removed" if dry_run else "removed; nothing here knows this address now"
    out().print(done if held else "nothing here knows this address")
    for backup in found:
        style = "yellow" if backup.holds in ("holds it", "cannot be read") else "dim"
        out().print(
            printable(f"  backup {backup.folder} of {backup.made:%d %b %Y}: {backup.holds}"), style=style
        )
    out().print(
        "  letters that left, and copies that were made by other means, are out of reach", style="dim"
    )

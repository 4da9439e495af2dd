"""The command `presswatch`: its commands are gathered here, and every expected failure ends in one line and a code."""

from typing import Annotated, Any

import typer

from presswatch.cli import (
    accounting,
    asking,
    configuring,
    counting,
    demo,
    entities,
    exits,
    extracting,
    forgetting,
    helping,
    keeping,
    mailing,
    matching,
    running,
    searching,
    standing,
    watching,
)
from presswatch.cli.options import ConfigOption


class Commands(helping.Group):
    """Runs a command and turns what may go wrong into a line on standard error and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort, typer.TyperException):
            raise
        except KeyboardInterrupt:
            raise typer.Exit(exits.INTERRUPTED) from None
        # whatever it is, it is told by its type here, and raised again if it is a fault of ours
        except Exception as error:
            code = exits.code_of(error)
            if code is None:
                raise
            from presswatch.cli.console import complain

            complain(exits.text_of(error))
            raise typer.Exit(code) from None


app = typer.Typer(
    name="presswatch",
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=(
        "[bold]Begin[/bold]  presswatch init, presswatch check, presswatch run. To see it all work: presswatch demo."
        f"\n\n{exits.EPILOG}"
    ),
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version as installed

        typer.echo(f"presswatch {installed('presswatch')}")
        raise typer.Exit


@app.callback()
def presswatch(
    ctx: typer.Context,
    config: ConfigOption = None,
    version: Annotated[  # eager: it needs no command behind it
        bool,
        typer.Option("--version", help="Print the version and end.", is_eager=True, callback=_print_version),
    ] = False,
) -> None:
    """Watches the press: reads news sources round the clock, keeps every article,
    and mails a digest when what you watch for appears."""
    del version
    if config is not None:  # given before the command: a default for every command's own --config
        ctx.default_map = _for_each_command(ctx.command, {"config": config})


def _for_each_command(group: Any, values: dict[str, Any]) -> dict[str, Any]:
    """The same defaults for every command of a group, and of the groups in it."""
    commands: dict[str, Any] = getattr(group, "commands", {})
    return {
        name: _for_each_command(one, values) if hasattr(one, "commands") else values
        for name, one in commands.items()
    }


for commands in (
    configuring,
    running,
    extracting,
    matching,
    searching,
    counting,
    asking,
    entities,
    standing,
    accounting,
    mailing,
    watching,
    keeping,
    forgetting,
    demo,
):
    commands.add_to(app)
helping.tidy(app)


def main() -> None:
    """The entry point of the installed command."""
    app()

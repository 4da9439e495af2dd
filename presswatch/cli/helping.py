"""How `--help` reads: paragraphs that fill the line, flags that take no value; for the command and its groups."""

import inspect
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup


class Command(TyperCommand):
    """A command whose flags are shown without a type: they are given or not."""

    def get_params(self, ctx: Any) -> Any:
        return _without_types(super().get_params(ctx))


class Group(TyperGroup):
    """A group of commands, shown likewise."""

    def get_params(self, ctx: Any) -> Any:
        return _without_types(super().get_params(ctx))


def _without_types(params: list[Any]) -> list[Any]:
    for param in params:
        if getattr(param, "is_flag", False) and param.metavar is None:
            param.metavar = ""
    return params


def tidy(app: typer.Typer) -> None:
    """Give every command of the application and of its groups help that reads so."""
    for command in app.registered_commands:
        command.cls = Command
        text = command.help or inspect.getdoc(command.callback) or ""
        # typer keeps the line ends of all paragraphs but the first: they are those of the source, not of the terminal;
        # and it takes brackets for markup, where ours are tables of the configuration
        command.help = "\n\n".join(part.replace("\n", " ") for part in text.split("\n\n")).replace("[", "\\[")
    for group in app.registered_groups:
        if group.typer_instance is not None:
            group.cls = Group
            tidy(group.typer_instance)

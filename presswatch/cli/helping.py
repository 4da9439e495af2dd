"""How commands are typed and `--help` reads: queries that begin with a minus, flags without a type; for the command and its groups."""

import inspect
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup


class Command(TyperCommand):
    """A command whose flags are shown without a type: they are given or not."""

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        if any(
            "QUERY" in (param.metavar or "") and param.param_type_name == "argument" for param in self.params
        ):
            args = _queries_kept(args, _options(super().get_params(ctx)))
        return super().parse_args(ctx, args)

    def get_params(self, ctx: Any) -> Any:
        return _without_types(super().get_params(ctx))


class Group(TyperGroup):
    """A group of commands, shown likewise."""

    def get_params(self, ctx: Any) -> Any:
        return _without_types(super().get_params(ctx))


def _options(params: list[Any]) -> dict[str, bool]:
    """Each way to write an option ("--limit", "-n"), and whether a value stands behind it."""
    return {
        name: not getattr(param, "is_flag", False)
        for param in params
        if param.param_type_name == "option"
        for name in (*param.opts, *param.secondary_opts)
    }


def _queries_kept(args: list[str], options: dict[str, bool]) -> list[str]:
    """The words typed, where "-football kadyrov" is no row of one-letter options but a query that begins with NOT.

    Such a word gets a space before it, which a query does not count and which no option begins with. One word alone
    whose first letter is an option's ("-n5") stays that option.
    """
    kept: list[str] = []
    for at, word in enumerate(args):
        if word == "--":
            return kept + args[at:]
        before = args[at - 1] if at else ""
        minus = word.startswith("-") and not word.startswith("--") and len(word) > 1
        term = minus and word not in options and (" " in word or word[:2] not in options)
        kept.append(f" {word}" if term and not options.get(before, False) else word)
    return kept


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

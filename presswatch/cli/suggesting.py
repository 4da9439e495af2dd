"""The commands `entity suggest` and `entity accept`: what the archive offers, and what a person takes of it."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from presswatch.cli import exits
from presswatch.cli.options import ConfigOption, JsonOption, examples

if TYPE_CHECKING:
    from presswatch.suggestions import Suggested


def add_to(group: typer.Typer) -> None:
    """Give the group `entity` these commands."""
    group.command(
        epilog=examples(
            "presswatch entity suggest kadyrov",
            "presswatch entity suggest --watch chechnya",
            "presswatch entity suggest --watch chechnya --model xx_ent_wiki_sm --json",
        )
    )(suggest)
    group.command(
        epilog=examples(
            "presswatch entity accept kadyrov 'Kadirow'", "presswatch entity accept --new 'Magomed Daudov'"
        )
    )(accept)


def suggest(
    id: Annotated[str, typer.Argument(help="An entity: spellings near those that it finds.")] = "",
    watch: Annotated[
        str,
        typer.Option("--watch", help="A watch: names that are frequent in what it met, and nobody's yet."),
    ] = "",
    model: Annotated[
        str,
        typer.Option(
            "--model", help="An installed spaCy pipeline that says what a name is, instead of capitals."
        ),
    ] = "",
    most: Annotated[int, typer.Option("--most", min=1, help="How many.")] = 20,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Suggest spellings of an entity, or names in a watch's matches, with their number and a sentence.

    Nothing is added by this: `entity accept` takes one, `entity reject` says that it is somebody else. Without an
    entity and a watch, the spellings of all entities.
    """
    from presswatch import suggestions
    from presswatch.cli.console import bar, print_json, say
    from presswatch.cli.counting import interrupted
    from presswatch.cli.options import open_library
    from presswatch.errors import BadInput
    from presswatch.recognising import recogniser

    if id and watch:
        raise BadInput("give an entity or --watch, not both")
    if model and not watch:
        raise BadInput("--model is for --watch: spellings are compared with the entity's name")
    recognise = recogniser(model) if model else None
    with open_library(config) as library, interrupted() as stop:
        if id and id not in library.entities:
            raise BadInput(f"There is no entity “{id}” in the configuration.")
        if watch:
            found = suggestions.for_watch(library, watch, most, recognise)
        else:
            found = []
            for entity in [library.entities[id]] if id else library.entities.values():
                with bar(f"looking for {entity.id}") as progress:
                    found += suggestions.for_entity(library, entity, progress, stop)[:most]
                if stop.is_set():
                    break
    if as_json:
        print_json([one.as_json() for one in found])
    else:
        _print(found)
    if not found:
        say("Nothing to suggest.")
    if stop.is_set():
        raise typer.Exit(exits.INTERRUPTED)


def accept(
    id: Annotated[
        str, typer.Argument(metavar="ID SPELLING | --new NAME", help="The entity's id, or with --new a name.")
    ],
    surface: Annotated[
        str, typer.Argument(metavar="", help="Another spelling of it.", show_default=False)
    ] = "",
    new: Annotated[bool, typer.Option("--new", help="Somebody who is not there yet.")] = False,
    type_: Annotated[
        str, typer.Option("--type", help="With --new: person, organisation or place.")
    ] = "person",
    config: ConfigOption = None,
) -> None:
    """Take a suggestion: write a spelling beside its entity in the configuration, or a new entity behind the others.

    Watches that name the entity are new revisions from then on; `entity find` and `watch look-back` look at the past.
    """
    from presswatch import entity_edits
    from presswatch.cli.console import say
    from presswatch.comparing import TYPES
    from presswatch.errors import BadInput
    from presswatch.settings import find_config

    main = find_config(config)
    if new == bool(surface):
        raise BadInput("give an entity and a spelling, or --new and a name")
    if type_ not in TYPES:
        raise BadInput(f"--type may be {', '.join(TYPES)}")
    if new:
        made = entity_edits.accept_new(main, id, type_)
        say(f"{main}: entity “{made}”, named {id}")
        return
    file, aliases = entity_edits.accept(main, id, surface)
    say(f"{file}: entity “{id}”: aliases = {json.dumps(list(aliases), ensure_ascii=False)}")


def _print(found: "list[Suggested]") -> None:
    from rich.text import Text

    from presswatch.cli.console import out, printable

    for one in found:
        told = one.suggestion
        number = f"{one.here:>6}" if one.archive is None else f"{one.here:>6} of {one.archive}"
        who = f"near {one.entity}, {told.likeness:.2f}" if one.entity else told.type
        others = f"; also {', '.join(list(told.other)[:4])}" if told.other else ""
        out().print(
            Text(printable(f"{number}  {told.surface}")).append(printable(f"  ({who}{others})"), "dim")
        )
        out().print(Text(printable(f"        {told.sample}"), "dim"))

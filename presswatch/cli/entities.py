"""The commands about the people, organisations and places that watches may name: `entity show`, `find`, `compare` and more."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from presswatch.cli import exits, suggesting
from presswatch.cli.options import ConfigOption, JsonOption, examples, settings_from


def add_to(app: typer.Typer) -> None:
    """Give the application these commands."""
    group = typer.Typer(no_args_is_help=True, help="The people, organisations and places that watches name.")
    group.command(epilog=examples("presswatch entity compare --tsv pairs.tsv | jq -c 'select(.same)'"))(
        compare
    )
    group.command(epilog=examples("presswatch entity show kadyrov", "presswatch entity show kadyrov --json"))(
        show
    )
    group.command(epilog=examples("presswatch entity find kadyrov", "presswatch entity find kadyrov --json"))(
        find
    )
    group.command(epilog=examples("presswatch entity reject kadyrov 'Айшат Кадырова'"))(reject)
    group.command("import", epilog=examples("presswatch entity import sanctions.json > entities.toml"))(
        import_
    )
    suggesting.add_to(group)
    app.add_typer(group, name="entity")


def show(
    id: Annotated[str, typer.Argument(help="The entity's id.", show_default=False)],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show which spellings of an entity are looked for, by where they come from.

    Rules find more than any list holds: what is shown beside the given names are samples, each of which would be
    found. `off` in the configuration switches a kind off.
    """
    from articles.names.variants import variants
    from presswatch import wiring
    from presswatch.cli.console import out, print_json, printable
    from presswatch.errors import BadInput

    known = {item.id: item for item in wiring.entities(settings_from(config))}
    if id not in known:
        raise BadInput(f"There is no entity “{id}” in the configuration.")
    entity = known[id]
    found = variants(entity)
    if as_json:
        about = {"id": entity.id, "name": entity.name, "type": entity.type, "precision": entity.precision}
        rules = {
            "context": entity.context,
            "not": entity.without,
            "off": entity.off,
            "reject": entity.rejected,
        }
        print_json({**about, **rules, "variants": found})
        return
    out().print(printable(f"{entity.name}: {entity.type}, {entity.precision}"), style="bold")
    for source, names in found.items():
        off = " (switched off)" if source in entity.off else ""
        out().print(printable(f"{source + off:<16}{', '.join(names) or '-'}"))
    for rule, words in (("context", entity.context), ("not", entity.without), ("reject", entity.rejected)):
        if words:
            out().print(printable(f"{rule:<16}{', '.join(words)}"))


def find(
    id: Annotated[str, typer.Argument(help="The entity's id.", show_default=False)],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find an entity in all that was kept, and show how it is mentioned there, by what stands in the articles.

    What was found is kept. An entity that was edited is looked for anew, another time only in what has come since. It may be
    stopped (Ctrl-C) and goes on from there. Nobody is mailed: `watch look-back` has a watch look at its past.
    """
    from articles.finding import kept_mentions
    from presswatch.cli.console import bar, out, print_json, printable, say
    from presswatch.cli.counting import interrupted
    from presswatch.cli.options import open_library
    from presswatch.entity_surfaces import by_surface
    from presswatch.errors import BadInput
    from presswatch.units import counted

    with open_library(config) as library, interrupted() as stop:
        if id not in library.entities:
            raise BadInput(f"There is no entity “{id}” in the configuration.")
        entity = library.entities[id]
        with bar(f"looking for {id}") as progress:
            looked = library.look_for(entity, progress, stop)
        with library.db.read() as conn:
            surfaces = by_surface(kept_mentions(conn, entity))
    if as_json:
        print_json({"id": id, "whole": looked.whole, "surfaces": [one.as_json() for one in surfaces]})
    else:
        for one in surfaces:
            out().print(
                printable(f"{one.articles:>6}  {one.surface}  ({one.variant}, {one.score:.2f}{one.why})")
            )
    say(f"{counted(looked.judged, 'version')} judged, {looked.found:,} with a mention")
    if not looked.whole:
        say("It was stopped; the next time it goes on from here.")
        raise typer.Exit(exits.INTERRUPTED)


def reject(
    id: Annotated[str, typer.Argument(help="The entity's id.", show_default=False)],
    surface: Annotated[
        str, typer.Argument(help="What stands in the article and is somebody else.", show_default=False)
    ],
    config: ConfigOption = None,
) -> None:
    """Say “not this one” of a spelling: it is written beside the entity in the configuration, and counts no more.

    Watches that name the entity are new revisions from then on.
    """
    from presswatch.cli.console import say
    from presswatch.entity_edits import reject as reject_in
    from presswatch.settings import find_config

    file, rejected = reject_in(find_config(config), id, surface)
    say(f"{file}: entity “{id}”: reject = {json.dumps(list(rejected), ensure_ascii=False)}")


def import_(
    file: Annotated[
        Path,
        typer.Argument(help="FollowTheMoney, OpenSanctions or Wikidata JSON, or a .csv.", show_default=False),
    ],
) -> None:
    """Print entities of another collection as tables for the configuration; nothing is added by itself.

    A CSV (UTF-8, parted by , or ;) has the columns id, name, and type (or schema, as OpenSanctions has it), aliases
    (parted by ;), given, family and patronymic where there are. What cannot be used is named on standard error and
    stops nothing; the command then ends with 1. So are names that are left out: those without a letter or digit, and a
    person's alias that is one word of the whole name.
    """
    from presswatch.cli.console import complain, say
    from presswatch.entity_imports import Imported, as_toml, import_file
    from presswatch.errors import BadInput
    from presswatch.units import counted

    found: list[Imported] = []
    failed = 0
    for result in import_file(file):
        if isinstance(result, BadInput):
            complain(str(result))
            failed += 1
        else:
            found.append(result)
            if result.left_out:
                say(result.left_out)
    sys.stdout.write(as_toml(found) if found else "")
    say(f"{counted(len(found), 'entity', 'entities')}")
    if failed:
        raise typer.Exit(exits.PROBLEMS)


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

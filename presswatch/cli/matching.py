"""The command `match`: watches and articles from files, for people who test watches before anybody subscribes."""

import gc
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from presswatch.cli import exits
from presswatch.cli.options import ConfigOption, JsonOption, examples, settings_if_there


def add_to(app: typer.Typer) -> None:
    """Give the application this command."""
    app.command(
        epilog=examples(
            "presswatch match --watches watches.jsonl --articles articles.jsonl --json",
            "presswatch match --watches watches.json --articles articles.jsonl --json | jq -c 'select(.watches != [])'",
            "presswatch match --entities people.jsonl --watches watches.jsonl --articles articles.jsonl --json",
            "presswatch extract pages/*.html.gz | jq -c '.id = .file' > articles.jsonl",
        )
    )(match)


def match(
    watches: Annotated[
        Path,
        typer.Option(
            "--watches", help='Lines of {"id", "query"}, or a JSON array of them.', show_default=False
        ),
    ],
    articles: Annotated[
        Path,
        typer.Option(
            "--articles",
            help='Lines of {"id", "title", "text"}, and if known captions, authors, published, seen, language, '
            "source, source_name, country, tags, url, site.",
            show_default=False,
        ),
    ],
    entities: Annotated[
        Path | None,
        typer.Option(
            "--entities",
            help='Lines of {"id", "name", "type", "aliases"}: people, organisations and places that the watches name as entity:id.',
            show_default=False,
        ),
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    why: Annotated[
        bool,
        typer.Option(
            "--why", help="Also say how entities are mentioned: what stands there, how surely, why."
        ),
    ] = False,
) -> None:
    """Say which watches each article meets, as live matching would; nothing is kept and nothing is mailed.

    With --json one line an article: {"id": …, "watches": […]}, and with --why "mentions" by entity. A line that cannot be used, and a watch that cannot judge an
    article (it is too long, or would take too much work), is named on standard error and stops nothing; the command then ends with 1. The configuration,
    if there is one, gives the entities, the saved queries and the time zone. An article without "seen" is seen now.
    """
    from articles.clock import SystemClock
    from articles.query.mentioning import mentions_json
    from presswatch.cli.console import bar, complain, printable, say
    from presswatch.matching import BadLine, Matched, match_file, read_watches
    from presswatch.settings import find_config
    from presswatch.units import counted

    settings = settings_if_there(find_config(config))
    known, saved = {}, {}
    wrong: list[str] = []
    if settings:  # else the parts of a whole installation need not be loaded
        from presswatch import wiring

        known = {item.id: item for item in wiring.entities(settings)}
        saved = wiring.saved_queries(settings)
    if entities:
        from presswatch.entity_files import read_entities

        read = read_entities(entities)
        known |= read.entities
        wrong += read.bad
    compiled, bad = read_watches(watches, known, settings.zone if settings else "UTC", saved)
    gc.freeze()  # nothing of the watches is garbage, and with thousands each look for some costs more than an article
    gc.set_threshold(100_000)  # nor is what is remembered of words
    wrong += [line.text for line in bad]
    for text in wrong:
        complain(text)
    failed, aside, count = len(wrong), 0, 0
    total = articles.stat().st_size
    with bar("matching") as progress:
        for done, result in match_file(compiled, articles, SystemClock().now(), known, why=why):
            progress(done, total)
            if not isinstance(result, Matched):
                complain(result.text)
                failed += isinstance(result, BadLine)
                aside += not isinstance(result, BadLine)
                continue
            count += 1
            if as_json:
                told: dict[str, object] = {"id": result.id, "watches": result.watches}
                if why:
                    told["mentions"] = mentions_json(result.mentions)
                line_out = json.dumps(told, ensure_ascii=False)
            else:
                lines = [f"{result.id}: {', '.join(result.watches) or '-'}"]
                lines += [f"  {id}: {one.told}" for id, ways in result.mentions.items() for one in ways]
                line_out = printable("\n".join(lines))
            sys.stdout.write(line_out + "\n")
    say(
        f"{counted(count, 'article')}, {counted(len(compiled), 'watch', 'watches')}"
        + (f", {counted(failed, 'line')} that cannot be used" if failed else "")
        + (f", {counted(aside, 'judgement')} put aside" if aside else "")
    )
    if failed or aside:
        raise typer.Exit(exits.PROBLEMS)

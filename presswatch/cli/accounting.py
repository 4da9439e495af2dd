"""The commands that account for every article: `trace`, `why` and `why-not`."""

from typing import TYPE_CHECKING, Annotated

import typer

from presswatch.cli.options import ConfigOption, JsonOption, examples, settings_from

if TYPE_CHECKING:
    from collections.abc import Iterator

    from articles.query.verdicts import Verdict
    from presswatch.whys import Reasoned

_MARKS = {True: ("+", "green"), False: ("-", "red"), None: ("?", "yellow")}


def add_to(app: typer.Typer) -> None:
    """Give the application these commands."""
    app.command(
        epilog=examples(
            "presswatch trace https://example.org/news/1",
            "presswatch trace 1204",
            "presswatch trace 1204 --json | jq '.steps[].what'",
        )
    )(trace)
    app.command(
        epilog=examples(
            "presswatch why desk/12", "presswatch why desk/12 3", "presswatch why '<…@example.org>' 3 --json"
        )
    )(why)
    app.command("why-not", epilog=examples("presswatch why-not detentions https://example.org/news/1"))(
        why_not
    )


def trace(
    what: Annotated[str, typer.Argument(metavar="URL|ARTICLE", help="An address, or an article's number.")],
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Tell a page's whole life: who named it, robots.txt, when it was fetched, what was read, which watches it met,
    and which mails it left in. Also of pages that were never kept."""
    from rich.text import Text

    from alerts.render import times
    from presswatch import tracing, wiring
    from presswatch.cli.console import hang, out, print_json, printable

    settings = settings_from(config)
    with wiring.open_database(settings) as db:
        index = wiring.open_index(settings, db)
        try:
            found = tracing.trace(db, index, what)
        finally:
            index.close()
        now = db.clock.now()
    if json:
        from dataclasses import asdict

        print_json(asdict(found))
        return
    name = f"article {found.article}" if found.article is not None else "never kept"
    out().print(Text(printable(what), "bold").append(f"  {name}", "dim"))
    for url in found.urls:
        if url != what:
            out().print(Text(f"  {printable(url)}", "dim"))
    for step in found.steps:
        at = times.moment(step.at, settings.zone, now) if step.at is not None else ""
        hang(Text(f"{at:20} {step.stage:11} "), Text(printable(step.what)))


def why(
    message: Annotated[
        str,
        typer.Argument(
            metavar="MESSAGE", help="SUBSCRIPTION/NUMBER as its subject has it, or its Message-ID."
        ),
    ],
    item: Annotated[
        int | None, typer.Argument(metavar="[N]", min=1, help="Which article in it.", show_default="all")
    ] = None,
    config: ConfigOption = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="ADDRESS", help="Whose, where several have one.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Say why articles were in a mail: each part of the query, and the words that met it, as the watch was then."""
    from rich.text import Text

    from presswatch import whys, wiring
    from presswatch.cli.console import out, print_json, printable

    settings = settings_from(config)
    with wiring.open_database(settings) as db:
        found = whys.why(db, message, item, to)
    if json:
        print_json(
            [
                {
                    "message": one.letter.message_id,
                    "number": one.letter.number,
                    "item": one.place,
                    "changes": [entry.change for entry in one.entries],
                    "watches": [whys.reasoned_json(reasoned) for reasoned in one.reasoned],
                }
                for one in found
            ]
        )
        return
    for one in found:
        number = f"{one.place}." if one.place else "-"  # a story that was sent before is told in a line
        # Versions of one article, and others of its story, may share an item: the one that stands in full is told first.
        for entry in sorted(one.entries, key=lambda entry: (entry.reason is not None, entry.change)):
            own = [reasoned for reasoned in one.reasoned if reasoned.change == entry.change]
            title = next((r.version.content.title for r in own if r.version is not None), "(it was removed)")
            source = next((f" · {r.version.origin.source_name}" for r in own if r.version is not None), "")
            listed = f" ({entry.reason})" if entry.reason else ""
            out().print(Text(printable(f"{number} {title}{source}{listed}"), "bold"))
            for reasoned in own:
                _print(reasoned)
            number = "   beside it:"


def why_not(
    watch: Annotated[str, typer.Argument(help="Its id.")],
    article: Annotated[
        str, typer.Argument(metavar="ARTICLE|URL", help="An article's number, or its address.")
    ],
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Say why a watch did not bring an article: the part of its query that failed, or what else kept it back."""
    from rich.text import Text

    from presswatch import whys, wiring
    from presswatch.cli.console import hang, out, print_json, printable
    from presswatch.tracing import ledger_words

    settings = settings_from(config)
    with wiring.open_database(settings) as db:
        found = whys.why_not(db, watch, article)
    told = [ledger_words(entry) for entry in found.entries]
    if json:
        print_json(whys.reasoned_json(found.reasoned) | {"notes": found.notes, "account": told})
        return
    version = found.reasoned.version
    if version is not None:
        out().print(Text(printable(version.content.title), "bold"))
    _print(found.reasoned)
    for part in found.reasoned.failing:
        note = f" ({part.note})" if part.note else ""
        word = "it cannot be known whether" if part.met is None else "what failed:"
        hang(Text("! ", "yellow"), Text(printable(f"{word} {part.part}{note}"), "yellow"))
    for note in (*found.notes, *told):
        hang(Text("! ", "yellow"), Text(printable(note), "yellow"))


def _print(reasoned: "Reasoned") -> None:
    from rich.text import Text

    from presswatch.cli.console import out, printable

    revision = reasoned.revision
    out().print(Text(printable(f"  {revision.watch}, revision {revision.number}"), "dim"))
    if reasoned.verdict is None:
        out().print(Text(printable(f"  {revision.query}")))
        return
    for depth, verdict in _lines(reasoned.verdict):
        mark, colour = _MARKS[verdict.met]
        words = f"  {', '.join(verdict.words)}" if verdict.words else ""
        note = f"  ({verdict.note})" if verdict.note else ""
        line = Text(f"  {'  ' * depth}{mark} ", colour).append(printable(verdict.part), "none")
        out().print(line.append(printable(words), "cyan").append(printable(note), "dim"))
        for one in verdict.mentions:
            out().print(Text(printable(f"  {'  ' * depth}    {one.told}"), "dim"))


def _lines(verdict: "Verdict", depth: int = 0) -> "Iterator[tuple[int, Verdict]]":
    yield depth, verdict
    for part in verdict.parts:
        yield from _lines(part, depth + 1)

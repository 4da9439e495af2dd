"""The commands `watch test`: what a watch would have found, and `watch look-back`, which has it find that."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from presswatch.cli.options import ConfigOption, JsonOption, examples, settings_from

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from presswatch.backtested import Told
    from presswatch.library import Library

_EXAMPLES = examples(
    "presswatch watch test chechnya --days 30",
    "presswatch watch test 'kadyrov* NEAR/5 (detain* OR arrest*) NOT football' --send 'daily at 08:00'",
    "presswatch watch test chechnya --json",
)


def add_to(app: typer.Typer) -> None:
    """Give the application these commands."""
    group = typer.Typer(
        no_args_is_help=True, help="Try a watch out, or have it look at the past.", epilog=_EXAMPLES
    )
    group.callback()(lambda: None)
    group.command(epilog=_EXAMPLES)(test)
    group.command("look-back", epilog=examples("presswatch watch look-back chechnya --since 30d"))(look_back)
    app.add_typer(group, name="watch")


def test(
    words: Annotated[
        list[str], typer.Argument(metavar="NAME|QUERY", help="A configured watch, or a query in quotes.")
    ],
    config: ConfigOption = None,
    days: Annotated[int, typer.Option("--days", min=1, max=3650, help="How far back.")] = 30,
    send: Annotated[
        str | None,
        typer.Option(
            "--send",
            help="Count the mails that this would make.",
            show_default="its subscriptions', or daily",
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Say what a watch would have found in the last days: how much, where, by which words, in how many mails.

    Judges every version that was first seen in that time as live matching does, so that it gives what a digest with
    the same watch gave. Shows samples, what each NOT took away, and what narrower and wider forms would bring.
    """
    from datetime import timedelta

    from presswatch import wiring
    from presswatch.backtested import as_json, tell
    from presswatch.cli.console import print_json
    from presswatch.cli.options import open_library

    settings = settings_from(config)
    typed = " ".join(words).lstrip()
    named = {watch.id: watch.query for watch in wiring.watches(settings)}
    sends = {
        one.id: (one.send, one.timezone) for one in wiring.subscriptions(settings) if typed in one.watches
    }
    if send is not None or not sends:
        sends = {"": (send or "daily at 08:00", settings.zone)}
    with open_library(config) as library:
        tree = library.parse(named.get(typed, typed), watch=True)
        watch = typed if typed in named else None
        tested, changed = library.try_out(tree, timedelta(days=days), watch, named.get(typed))
        told = tell(typed, tree, tested, sends, changed, library.zone, named)
        if json:
            print_json(as_json(told))
            return
        _print(library, told)


def look_back(
    watch: Annotated[str, typer.Argument(help="A configured watch that has run at least once.")],
    since: Annotated[str, typer.Option("--since", help="From when on: a day (2026-11-01) or an age (30d).")],
    config: ConfigOption = None,
) -> None:
    """Have a watch look at what came before it was written. Its readers get what it finds in their next digests.

    What it met already stays as it is: nobody is mailed anything twice. `watch test` shows first what that would be.
    """
    from alerts import watches
    from presswatch import wiring
    from presswatch.config_errors import BadValue
    from presswatch.config_values import parse_since
    from presswatch.errors import BadInput
    from presswatch.units import counted

    settings = settings_from(config)
    try:
        parse_since(since)
    except BadValue as error:
        raise BadInput(str(error)) from None
    with wiring.open_database(settings) as db, db.write() as conn:
        number = watches.look_back(conn, watch, since, settings.zone, db.clock.now())
    typer.echo(f"{watch} looks at {counted(number, 'version')} once more in the next round")


def _print(library: "Library", told: "Told") -> None:
    from rich.text import Text

    from presswatch.cli.console import out, printable
    from presswatch.plot import over_time
    from presswatch.units import counted

    tested = told.tested
    out().print(Text(printable(told.query), "bold"))
    stories = f" in {counted(tested.stories, 'story', 'stories')}" if tested.matches else ""
    found = f"{counted(tested.articles, 'article')}{stories} in {counted(told.days, 'day')}"
    versions = (
        f" ({counted(len(tested.matches), 'version')})" if len(tested.matches) != tested.articles else ""
    )
    out().print(f"{found}{versions}")
    for name, (send, number) in told.mails.items():
        whom = f' for "{name}"' if name else ""
        out().print(f"{counted(number, 'mail')} with something in it, sent {send}{whom}")
    for note in [*told.notes, *(one.told for one in told.changed)]:
        out().print(Text("Note  ", "bold yellow").append(printable(note), "none"))
    if not tested.matches:
        _forms("Would be found", [*tested.without, *tested.wider])
        return
    _bars("By source", told.by_source)
    unit, counts = over_time(told.by_day, told.first, told.last)
    _bars(f"By {unit} ({library.zone})", counts)
    _bars("By what it was found", dict(list(tested.parts.items())[:10]))
    _bars("By the words that stood there", dict(list(tested.words.items())[:10]))
    out().print(Text("\nSamples", "bold"))
    for match in told.samples:
        _sample(library, match)
    if tested.without:
        out().print(Text("\nWhat each NOT takes away", "bold"))
    for form in tested.without:
        more = f"{'' if form.whole else 'at least '}{counted(form.more, 'article')}"
        out().print(printable(f"  {form.what.removeprefix('without ')}: {more}"))
        for match in form.samples:
            _sample(library, match)
    _forms("Narrower", tested.narrower)
    _forms("Wider", tested.wider)


def _bars(title: str, values: dict[str, int]) -> None:
    from rich.text import Text

    from presswatch.cli.console import out, printable
    from presswatch.plot import bars

    out().print(Text(f"\n{title}", "bold"))
    longest = min(50, max((len(name) for name in values), default=0))
    for name, number, drawn in bars(values, 30):
        out().print(Text(f"  {printable(name)[:50].ljust(longest)}  {number:>6,}  ").append(drawn, "cyan"))


def _forms(title: str, forms: "Sequence[Any]") -> None:
    from rich.text import Text

    from presswatch.cli.console import out, printable
    from presswatch.units import counted

    if forms:
        out().print(Text(f"\n{title}", "bold"))
    for form in forms:
        number = f"{'' if form.whole else 'at least '}{counted(form.articles, 'article')}"
        out().print(Text(printable(f"  {form.what}: {number}  ")).append(printable(form.query), "dim"))


def _sample(library: "Library", match: Any) -> None:
    from rich.text import Text

    from presswatch.cli.console import out, printable
    from presswatch.cli.searching import marked
    from presswatch.showing import shown

    stored = match.stored
    item = shown(stored.version, stored.analysed, match.spans, library.zone, library.clock.now())
    out().print(Text("  ") + marked(item.title, "bold") + Text(printable(f"  {item.source}"), "dim"))
    for line in _wrapped(marked(item.excerpt.pieces)):
        out().print(Text("    ") + line)


def _wrapped(text: Any) -> "Iterator[Any]":
    from presswatch.cli.console import out

    for line in text.wrap(out(), max(30, out().width - 6)) if text else ():
        line.rstrip()
        yield line

"""The command `count`: how many articles a query finds, by day, source, language and the like."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from presswatch.cli.options import ConfigOption, JsonOption, examples, open_library

if TYPE_CHECKING:
    from threading import Event

    from articles.counting import Tally
    from articles.index.port import By


class ByName(StrEnum):
    """What a count may be split by."""

    day = "day"
    source = "source"
    site = "site"
    lang = "lang"
    country = "country"
    tag = "tag"


class DateName(StrEnum):
    """Whose days are meant."""

    published = "published"
    seen = "seen"


class UnitName(StrEnum):
    """What is counted."""

    articles = "articles"
    versions = "versions"
    stories = "stories"


def add_to(app: typer.Typer) -> None:
    """Give the application this command."""
    app.command(
        epilog=examples(
            "presswatch count 'kadyrov* AND detain*' --by day",
            "presswatch count 'entity:kadyrov published:30d' --by source --csv > by-source.csv",
            "presswatch count 'kadyrov NEAR/5 prison' --exact --as-of 120400",
        )
    )(count)


def count(
    words: Annotated[
        list[str],
        typer.Argument(metavar="QUERY", help="What to count, in quotes."),
    ],
    config: ConfigOption = None,
    by: Annotated[ByName | None, typer.Option("--by", help="Split the number by this.")] = None,
    date: Annotated[
        DateName, typer.Option("--date", help="With --by day: the day of publication, or when first seen.")
    ] = DateName.published,
    unit: Annotated[
        UnitName,
        typer.Option(
            "--unit", help="Articles, every version of them, or stories: articles that tell the same."
        ),
    ] = UnitName.articles,
    exact: Annotated[
        bool, typer.Option("--exact", help="The true number, whatever it takes; Ctrl-C ends it early.")
    ] = False,
    as_of: Annotated[
        int | None,
        typer.Option("--as-of", metavar="CHANGE", min=0, help="As things stood at this change number."),
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV for a spreadsheet.")] = False,
    json: JsonOption = False,
) -> None:
    """Count what a query finds, in all or by day, source, language, country, site or tag.

    Days are those of the configured time zone. The answer is exact or says "between"; it says how many have no date,
    and names the change number it was made at, by which --as-of repeats it.
    """
    from articles.index.port import Days
    from presswatch.cli import exits
    from presswatch.cli.console import bar, say_notes

    query = " ".join(words).lstrip()
    with open_library(config, query) as library, bar("judging") as progress, interrupted() as stop:
        split: By | None = by.value if by else None
        if split == "day":
            split = Days(date.value, library.zone)
        tree = library.parse(query)
        tally = library.tally(
            tree,
            by=split,
            unit=unit.value,
            as_of=as_of,
            exact=exact,
            progress=progress,
            stop=stop,
        )
        notes = library.advise(tree, query)
    say_notes(notes)
    tell(query, tally, library.zone, csv=csv, json=json)
    if stop.is_set():
        raise typer.Exit(exits.INTERRUPTED)


def tell(query: str, tally: "Tally", zone: str, *, csv: bool = False, json: bool = False) -> None:
    """Print a count in the form that was asked for; `zone` is whose days its query means."""
    from rich.text import Text

    from presswatch.cli.console import out, print_json, say

    if json:
        print_json(as_json(query, tally, zone))
    elif csv:
        _csv(tally, zone)
        say(_summary(tally, zone))
    else:
        for line in _bars(tally, out().width):
            out().print(line)
        out().print(Text(_summary(tally, zone), "bold"))
        if not tally.total.exact:
            out().print(Text("--exact has every one of them judged", "dim"))


@contextmanager
def interrupted() -> "Iterator[Event]":
    """An event that Ctrl-C sets, so that what is known by then is told; the second one ends at once."""
    import signal
    from threading import Event, current_thread, main_thread

    stop = Event()
    if current_thread() is not main_thread():
        yield stop
        return
    before = signal.getsignal(signal.SIGINT)

    def end(*_: object) -> None:
        stop.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, end)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def as_json(query: str, tally: "Tally", zone: str) -> dict[str, Any]:
    """All of it as plain values; where `exact` is false the values are upper bounds."""
    from articles.index.port import Days

    by, aside = tally.by, tally.aside
    days = isinstance(by, Days)
    return {
        "query": query,
        "unit": tally.unit,
        "total": {"low": tally.total.low, "high": tally.total.high},
        "exact": tally.total.exact,
        "by": "day" if isinstance(by, Days) else by,
        "date": by.name if isinstance(by, Days) else None,
        "zone": zone,
        "values": _ordered(tally.total.by, days=days),
        "without_value": tally.valueless,
        "undated": {"low": tally.undated.low, "high": tally.undated.high},
        "left_out_undated": {"low": aside.low, "high": aside.high} if aside else None,
        "at": tally.at.isoformat(),
        "as_of": tally.as_of,
        "behind": tally.behind,
    }


def _ordered(values: dict[str, int], *, days: bool) -> dict[str, int]:
    """Days in their order, others with the most first."""
    return dict(sorted(values.items(), key=lambda item: (0 if days else -item[1], item[0])))


def _csv(tally: "Tally", zone: str) -> None:
    """A line for each value, or one in all; each repeats what is to be known of the whole count."""
    import csv

    from articles.export import cell
    from articles.index.port import Days

    by = "day" if isinstance(tally.by, Days) else tally.by
    undated = "undated_in_all" if tally.undated.exact else "undated_in_all_at_most"
    names = ["unit", undated, "zone", "as_of"]
    whole = [tally.unit, tally.undated.high, zone, tally.as_of]
    writer = csv.writer(sys.stdout, quoting=csv.QUOTE_ALL)
    number = tally.unit if tally.total.exact else f"{tally.unit}_at_most"
    if by is None:
        writer.writerows([["low", "high", *names], [tally.total.low, tally.total.high, *whole]])
        return
    writer.writerow([by, number, *names])
    for value, found in _ordered(tally.total.by, days=by == "day").items():
        writer.writerow([cell(value), found, *whole])
    if tally.valueless:
        writer.writerow(["", tally.valueless, *whole])


def _bars(tally: "Tally", width: int) -> "Iterator[Any]":
    from rich.text import Text

    from articles.index.port import Days
    from presswatch.cli.console import printable
    from presswatch.plot import bars, every_day

    days = isinstance(tally.by, Days)
    values = every_day(tally.total.by) if days else _ordered(tally.total.by, days=False)
    if tally.valueless:
        values["no date" if days else "not known"] = tally.valueless
    longest = max((len(name) for name in values), default=0)
    digits = len(f"{max(values.values(), default=0):,}")
    at_most = "" if tally.total.exact else "≤ "
    room = max(5, min(width, 100) - longest - digits - len(at_most) - 4)
    for name, number, drawn in bars(values, room):
        shown = f"{printable(name).ljust(longest)}  {at_most}{f'{number:,}'.rjust(digits)}  "
        yield Text(shown).append(drawn, "cyan")


def _summary(tally: "Tally", zone: str) -> str:
    """The whole number, with its unit, its zone, what has no date, and the change number that repeats it."""
    from articles.index.port import Days
    from presswatch.explained import range_words

    one = tally.total.exact and tally.total.high == 1
    said = [f"{range_words(tally.total)} {_ONE[tally.unit] if one else tally.unit}"]
    meant = f" by when they were {_MEANT[tally.by.name]}" if isinstance(tally.by, Days) else ""
    said.append(f"days of {zone}{meant}")
    said.append(f"{range_words(tally.undated)} without a date of publication")
    if tally.aside is not None and tally.aside.high:
        said.append(f"{range_words(tally.aside)} undated left aside")
    if tally.behind:
        said.append(f"{tally.behind:,} changes not indexed yet")
    return f"{', '.join(said)} (change {tally.as_of})"


_ONE = {"articles": "article", "versions": "version", "stories": "story"}
_MEANT = {"published": "published", "seen": "first seen"}

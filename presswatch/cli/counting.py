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

    Days are those of the configured time zone. The answer is exact or says "between"; it names the change number
    it was made at, and --as-of repeats it.
    """
    from articles.index.port import Days
    from presswatch.cli import exits
    from presswatch.cli.console import bar, out, print_json

    query = " ".join(words).lstrip()
    with open_library(config, query) as library, bar("judging") as progress, interrupted() as stop:
        split: By | None = by.value if by else None
        if split == "day":
            split = Days(date.value, library.zone)
        tally = library.tally(
            library.parse(query),
            by=split,
            unit=unit.value,
            as_of=as_of,
            exact=exact,
            progress=progress,
            stop=stop,
        )
    if json:
        print_json(as_json(query, tally))
    elif csv:
        _csv(tally, by)
    else:
        for line in _lines(tally, out().width):
            out().print(line)
    if stop.is_set():
        raise typer.Exit(exits.INTERRUPTED)


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


def as_json(query: str, tally: "Tally") -> dict[str, Any]:
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
        "zone": by.zone if isinstance(by, Days) else None,
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


def _csv(tally: "Tally", by: ByName | None) -> None:
    import csv

    from articles.export import cell

    writer = csv.writer(sys.stdout, quoting=csv.QUOTE_ALL)
    number = tally.unit if tally.total.exact else f"{tally.unit}_at_most"
    if by is None:
        writer.writerows([["low", "high", "as_of"], [tally.total.low, tally.total.high, tally.as_of]])
        return
    writer.writerow([by.value, number, "as_of"])
    for value, found in _ordered(tally.total.by, days=by is ByName.day).items():
        writer.writerow([cell(value), found, tally.as_of])
    if tally.valueless:
        writer.writerow(["", tally.valueless, tally.as_of])


def _lines(tally: "Tally", width: int) -> "Iterator[Any]":
    from rich.text import Text

    from articles.index.port import Days
    from presswatch.cli.console import printable
    from presswatch.explained import range_words
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
    one = tally.total.exact and tally.total.high == 1
    said = [f"{range_words(tally.total)} {_ONE[tally.unit] if one else tally.unit}"]
    if isinstance(tally.by, Days):
        said.append(f"days of {tally.by.zone} by when they were {_MEANT[tally.by.name]}")
    by_published = isinstance(tally.by, Days) and tally.by.name == "published"
    if tally.undated.high and (by_published or tally.aside is not None):  # else no date was asked for
        said.append(f"{range_words(tally.undated)} without a date of publication")
    if tally.aside is not None and tally.aside.high:
        said.append(f"{range_words(tally.aside)} undated ones left out")
    if tally.behind:
        said.append(f"{tally.behind:,} changes not indexed yet")
    yield Text(f"{', '.join(said)} (change {tally.as_of})", "bold")
    if not tally.total.exact:
        yield Text("--exact has every one of them judged", "dim")


_ONE = {"articles": "article", "versions": "version", "stories": "story"}
_MEANT = {"published": "published", "seen": "first seen"}

"""Feeds a CPU second, and agreement with feedparser, on recorded feeds: ours, feedparser and fastfeedparser in one run.

    python -m benchmarks.feeds [--feeds DIR] [--json FILE] [--rounds N]

Each feed is read from bytes in memory by each reader in turn; the readers' order changes from feed to feed. Ours does
more than the others: titles, summaries and whole texts come out as plain text. Agreement counts entries, their
links (by identity key), titles (as plain text) and dates (to the second) where both have the same number of entries.
Every difference between ours and feedparser is listed with its reason; one without a reason fails the run.
"""

import argparse
import calendar
import contextlib
import gzip
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import fastfeedparser
import feedparser
from rich.console import Console
from rich.progress import track
from rich.table import Table

from articles.identity import NotAWebAddress, url_key
from crawler.lists import NotAList, read_list
from crawler.lists.plain import plain_line

URL = "https://feed.example/feed"
OUT = Path(__file__).resolve().parent / "out" / "feeds.json"
LEAST_AGREEMENT = 0.995


@dataclass(frozen=True, slots=True)
class Entry:
    """What the readers are compared by; `date` in Unix seconds."""

    link: str
    title: str
    date: int | None


@dataclass(slots=True)
class Reader:
    """One of the compared readers and how it fared."""

    name: str
    read: Callable[[bytes], list[Entry]]
    seconds: float = 0.0
    failed: int = 0
    same: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("feeds", "links", "titles", "dates"), 0)
    )
    of: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("feeds", "links", "titles", "dates"), 0)
    )


def read_ours(data: bytes) -> list[Entry]:
    reading = read_list(data, url=URL)
    return [
        Entry(one.url, one.title, int(one.published.start.timestamp()) if one.published else None)
        for one in reading.items
    ]


def read_feedparser(data: bytes) -> list[Entry]:
    feed = feedparser.parse(data, response_headers={"content-location": URL})
    entries = []
    for one in feed.entries:
        moment = one.get("published_parsed") or one.get("updated_parsed")
        entries.append(
            Entry(one.get("link", ""), one.get("title", ""), calendar.timegm(moment) if moment else None)
        )
    return entries


def read_fastfeedparser(data: bytes) -> list[Entry]:
    feed = fastfeedparser.parse(data)
    entries = []
    for one in feed.entries:
        date: int | None = None
        with contextlib.suppress(TypeError, ValueError):
            date = int(datetime.fromisoformat(one.get("published") or one.get("updated")).timestamp())
        entries.append(Entry(one.get("link") or "", one.get("title") or "", date))
    return entries


def key(link: str) -> str:
    try:
        return url_key(link)
    except NotAWebAddress:
        return link


def compare(reader: Reader, entries: list[Entry] | None, reference: list[Entry], name: str) -> list[str]:
    """Count what agrees with feedparser; the differences, one line each."""
    reader.of["feeds"] += 1
    if entries is None or len(entries) != len(reference):
        linked = [one for one in reference if one.link]
        reason = "entries without a link are left out" if entries and len(entries) == len(linked) else "?"
        return [
            f"{name}: {len(entries) if entries is not None else 'no'} entries, not {len(reference)} ({reason})"
        ]
    reader.same["feeds"] += 1
    differences = []
    for ours, theirs in zip(entries, reference, strict=True):
        for what, one, other, reason in (
            ("links", key(ours.link), key(theirs.link), "?"),
            ("titles", plain_line(ours.title), plain_line(theirs.title), why_title(ours.title, theirs.title)),
            ("dates", ours.date, theirs.date, why_date(ours.date, theirs.date)),
        ):
            reader.of[what] += 1
            reader.same[what] += one == other
            if one != other:
                differences.append(f"{name}: {what[:-1]} {one!r}, not {other!r} ({reason})")
    return differences


def why_title(ours: str, theirs: str) -> str:
    with contextlib.suppress(UnicodeError):
        if ours.encode("cp1252").decode("utf-8") == theirs:
            return "feedparser takes what the feed says for UTF-8 read as Latin-1"
    return "?"


def why_date(ours: int | None, theirs: int | None) -> str:
    if ours is None and theirs is not None and theirs < datetime(1990, 1, 1).astimezone().timestamp():
        return "a date before 1990 is a mistake, and none is better"
    return "?"


def main() -> int:
    """Run, print the table, write JSON; 1 if a difference has no reason or agreement is too low."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.feeds", description=__doc__)
    parser.add_argument("--feeds", type=Path, default=Path("../shared/feeds"), help="folder of *.gz feeds")
    parser.add_argument("--json", type=Path, default=OUT)
    parser.add_argument("--rounds", type=int, default=3)
    options, _ = parser.parse_known_args()
    console = Console(stderr=True)
    files = sorted(options.feeds.glob("*.gz"))
    if not files:
        console.print(f"no recorded feeds in {options.feeds}; name their folder with --feeds")
        return 1
    readers = [
        Reader("presswatch", read_ours),
        Reader("feedparser", read_feedparser),
        Reader("fastfeedparser", read_fastfeedparser),
    ]
    feeds = {file.name: gzip.decompress(file.read_bytes()) for file in files}
    differences: list[str] = []
    for turn in range(options.rounds):
        for at, (name, data) in enumerate(
            track(feeds.items(), description=f"round {turn + 1}", console=console)
        ):
            entries = read_in_turn(readers, data, at + turn)
            if turn == 0:
                reference = entries["feedparser"] or []
                for reader in readers:
                    found = compare(reader, entries[reader.name], reference, name)
                    differences += found if reader.name == "presswatch" else []
    report(readers, len(files) * options.rounds, differences, options.json)
    ours = readers[0]
    agreed = all(ours.same[what] >= LEAST_AGREEMENT * ours.of[what] for what in ("links", "titles", "dates"))
    return 0 if agreed and not any("(?)" in line for line in differences) else 1


def read_in_turn(readers: list[Reader], data: bytes, start: int) -> dict[str, list[Entry] | None]:
    """Read one feed with every reader, beginning with another one each time."""
    entries: dict[str, list[Entry] | None] = {}
    for step in range(len(readers)):
        reader = readers[(start + step) % len(readers)]
        began = time.process_time()
        try:
            entries[reader.name] = reader.read(data)
        # a peer may raise anything on a feed that it cannot read; that is counted against it
        except (NotAList, Exception):  # noqa: BLE001
            entries[reader.name] = None
            reader.failed += 1
        reader.seconds += time.process_time() - began
    return entries


def report(readers: list[Reader], reads: int, differences: list[str], file: Path) -> None:
    """Print the table and the differences, and write both as JSON."""
    table = Table(title="Feeds, compared with feedparser")
    for column in (
        "reader",
        "feeds a CPU second",
        "not read",
        "same count",
        "same links",
        "same titles",
        "same dates",
    ):
        table.add_column(column, justify="left" if column == "reader" else "right")
    for one in readers:
        table.add_row(
            one.name,
            f"{reads / one.seconds:.0f}",
            str(one.failed),
            *(f"{one.same[what]}/{one.of[what]}" for what in ("feeds", "links", "titles", "dates")),
        )
    console = Console()
    console.print(table)
    for line in differences:
        console.print("  " + line, highlight=False, markup=False)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        json.dumps(
            {
                "readers": [
                    {
                        "name": one.name,
                        "feeds_per_cpu_second": round(reads / one.seconds, 1),
                        "failed": one.failed,
                        "same": one.same,
                        "of": one.of,
                    }
                    for one in readers
                ],
                "differences": differences,
            },
            indent=2,
        )
        + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    sys.exit(main())

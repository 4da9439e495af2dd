"""Live matching against Lucene Monitor: articles a second with 1,000 and 10,000 watches, compile time, memory."""

import argparse
import gc
import json
import os
import random
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from statistics import mean, median
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

from alerts.watchlist import Watchlist
from articles.analysis import skim
from articles.article import Content, Origin, Version
from articles.query import Judged, evaluate, parse, show
from articles.query.nodes import Node
from benchmarks.lucene import Both, NoPeer, Ours, alone, class_path, monitor
from benchmarks.matching_texts import (
    Text,
    articles,
    desk_queries,
    invented_paragraphs,
    paragraphs_of_pages,
    queries,
)

SEED = 20_261_123
COUNTS = (1_000, 10_000)
COMPILINGS = 15  # times that all queries are, of both sides in turns
MATCHINGS = 25  # of matching, with each of the peer's analysers
TURN = 0.4  # seconds of one of ours, about as long as the peer's
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ORIGIN = Origin("paper", "The Paper")
MOST_MATCHES = 30
MOST_MEMORY = 200_000_000


@dataclass
class Compiled:
    """The queries of a run, compiled anew as often as it is asked, and the articles that they are put to."""

    written: list[str]
    texts: list[Text]
    watchlist: Watchlist[int] = field(default_factory=Watchlist)
    parse_seconds: float = 0.0

    def compile_seconds(self) -> float:
        """Compile all queries anew, from trees that nobody saw before; seconds, parsing them not included."""
        self.watchlist = Watchlist()
        gc.collect()
        began = time.thread_time()
        trees = [parse(text) for text in self.written]
        parsed = time.thread_time()
        self.watchlist = Watchlist(enumerate(trees))
        self.watchlist.match(judged(Text("", ())), NOON)  # the table is made before the first search
        self.parse_seconds = parsed - began
        return time.thread_time() - parsed

    def per_second(self) -> float:
        """Articles a second in one turn, analysis included."""
        began = ended = time.thread_time()
        done = 0
        while ended - began < TURN:
            for text in self.texts:
                self.watchlist.match(judged(text), NOON)
            done += len(self.texts)
            ended = time.thread_time()
        return done / (ended - began)

    def matches(self) -> list[set[int]]:
        """Of each article."""
        return [set(self.watchlist.match(judged(text), NOON)) for text in self.texts]


def judged(text: Text) -> Judged:
    """An article as it comes, analysed."""
    content = Content(text.title, "\n\n".join(text.paragraphs))
    version = Version(
        1, 1, 1, "https://a.example/", "a.example", content, ORIGIN, NOON, NOON, True, False, "new"
    )
    return Judged(version, skim(content), {})


def seldom(texts: list[Text], asked: list[Node]) -> list[Node]:
    """The queries with which no article has more than MOST_MATCHES."""
    compiled = Watchlist(enumerate(asked))
    met: dict[int, list[int]] = {}
    for number, text in enumerate(texts):
        for key in compiled.match(judged(text), NOON):
            met.setdefault(key, []).append(number)
    counts = [0] * len(texts)
    kept = []
    for key, tree in enumerate(asked):
        places = met.get(key, [])
        if len(places) <= len(texts) // 10 and all(counts[number] < MOST_MATCHES for number in places):
            kept.append(tree)
            for number in places:
                counts[number] += 1
    return kept


def memory_of(written: list[str]) -> int:
    """Bytes that the queries take, parsed and compiled, in a process that holds nothing else."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_memory_here, (written,))


def _memory_here(written: list[str]) -> int:
    before = psutil.Process().memory_info().rss
    compiled = Watchlist(enumerate(map(parse, written)))
    compiled.match(judged(Text("", ())), NOON)
    return int(psutil.Process().memory_info().rss - before)


def wrong(texts: list[Text], asked: list[Node], ours: list[set[int]], theirs: list[set[int]]) -> list[str]:
    """Where the matches are not the judge's (for some articles) or not the peer's (for all), if there is one."""
    found = []
    for number, text in enumerate(texts[:6]):
        doc = judged(text)
        plain = {n for n, tree in enumerate(asked) if evaluate(tree, doc, NOON) is not None}
        if plain != ours[number]:
            found.append(f"article {number}: other matches than the judge's, one query after the other")
    for number, (left, right) in enumerate(zip(ours, theirs, strict=False)):
        found += [
            f"article {number}: {'only we match' if n in left else 'only the peer matches'} {show(asked[n])}"
            for n in sorted(left ^ right)
        ]
    return found


def paragraphs_analysed(text: Text) -> list[str]:
    fields = judged(text).analysed.fields
    return [" ".join(terms) for name in ("title", "body") for terms in fields[name].by_paragraph()]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching", description=__doc__)
    parser.add_argument(
        "--pages", type=Path, default=Path(os.environ.get("PRESSWATCH_PAGES", "../shared/pages"))
    )
    parser.add_argument("--articles", type=int, default=150)
    parser.add_argument("--json", type=Path, default=Path("benchmarks/out/matching.json"))
    args = parser.parse_args()
    rng = random.Random(SEED)
    recorded = paragraphs_of_pages(args.pages)
    print(
        f"Articles: shuffled paragraphs {'of the recorded pages' if recorded else 'of a seeded generator'}, "
        "every third written over into Cyrillic, Greek, Arabic or Chinese letters; queries: seeded, from their words.",
        flush=True,
    )
    texts = articles(recorded or invented_paragraphs(rng), args.articles, rng)
    mixed = seldom(texts, queries(texts, 2 * max(COUNTS), rng))[: max(COUNTS)]
    desk = seldom(texts, desk_queries(texts, 2 * max(COUNTS), rng))[: max(COUNTS)]
    runs = [("mixed", rng.sample(mixed, COUNTS[0])), ("mixed", mixed), ("desk", desk)]
    try:
        jars = class_path()
    except NoPeer as error:
        jars = ""
        print(error, file=sys.stderr)
    analysed = [paragraphs_analysed(text) for text in texts]
    raw = [[text.title, *text.paragraphs] for text in texts]
    results: dict[str, dict[str, Any]] = {}
    faults: list[str] = []
    for kind, some in runs:
        compiled = Compiled([show(query) for query in some], texts)
        ours = Ours(compiled.compile_seconds, COMPILINGS, compiled.per_second, MATCHINGS)
        try:
            both = monitor(jars, some, analysed, raw, ours) if jars else alone(ours)
        except NoPeer as error:
            print(error, file=sys.stderr)
            both = alone(ours)
        matches = compiled.matches()
        faults += wrong(texts, some, matches, both.matches)
        sizes = [len(found) for found in matches]
        results[f"{kind} {len(some):,}"] = {
            "matches_an_article": [min(sizes), round(mean(sizes), 1), max(sizes)],
            **measured(both),
            "parse_seconds": compiled.parse_seconds,
            "memory_bytes": memory_of(compiled.written),
        }
    Console(width=130).print(table_of(results, len(texts)))
    faults += missed(results)
    for fault in faults[:20]:
        print(fault, file=sys.stderr)
    args.json.parent.mkdir(parents=True, exist_ok=True)
    args.json.write_text(
        json.dumps({"pages": bool(recorded), "results": results, "faults": faults}, indent=2)
    )
    return 1 if faults else 0


def measured(both: Both) -> dict[str, Any]:
    """Medians of the rounds; `times` is that of their ratios, against the faster of the peer's analysers."""
    found: dict[str, Any] = {
        "articles_per_second": median(ours for ours, _ in both.whitespace + both.standard),
        "compile_seconds": median(ours for ours, _ in both.compiling),
    }
    if both.matches:
        rounds = [[ours / theirs for ours, theirs in pairs] for pairs in (both.whitespace, both.standard)]
        found |= {
            "lucene_whitespace_per_second": median(theirs for _, theirs in both.whitespace),
            "lucene_standard_per_second": median(theirs for _, theirs in both.standard),
            "lucene_compile_seconds": median(theirs for _, theirs in both.compiling),
            "times": min(map(median, rounds)),
            "times_by_round": rounds,
            "compile_share": median(ours / theirs for ours, theirs in both.compiling),
        }
    return found


def table_of(results: dict[str, dict[str, Any]], articles: int) -> Table:
    """The figures to be read."""
    table = Table(
        title=f"{articles} articles of 10 kB, a second of one thread's processor time, analysis included"
    )
    columns = {
        "ours, articles/s": ("articles_per_second", ".0f"),
        "Lucene, articles/s": ("lucene_whitespace_per_second", ".0f"),
        "(its analyser)": ("lucene_standard_per_second", ".0f"),
        "times": ("times", ".2f"),
        "compile, s": ("compile_seconds", ".2f"),
        "Lucene, s": ("lucene_compile_seconds", ".2f"),
        "share": ("compile_share", ".2f"),
    }
    for name in ("watches", "matches an article", *columns, "MB"):
        table.add_column(name, justify="right")
    for name, result in results.items():
        least, _, most = result["matches_an_article"]
        figures = [f"{result[key]:{form}}" if key in result else "-" for key, form in columns.values()]
        table.add_row(name, f"{least} to {most}", *figures, f"{result['memory_bytes'] / 1e6:.0f}")
    return table


def missed(results: dict[str, dict[str, Any]]) -> list[str]:
    """The targets that were not reached, one line each."""
    few, many, *_ = results.values()
    found = []
    if few["articles_per_second"] > many["articles_per_second"] * COUNTS[1] / COUNTS[0]:
        found.append("the cost grows faster than the number of watches")
    for name, result in results.items():
        least = 1.0 if result is few else 5.0
        if result["memory_bytes"] > MOST_MEMORY:
            found.append(f"{name} watches take {result['memory_bytes'] / 1e6:.0f} MB, more than 200")
        if "times" not in result:
            continue
        if result["times"] < least:
            found.append(f"with {name} watches {result['times']:.1f} times the peer, not {least:.0f}")
        if result["compile_share"] > 1:
            found.append(f"compiling {name} watches is slower than the peer's registration")
    return found


if __name__ == "__main__":
    sys.exit(main())

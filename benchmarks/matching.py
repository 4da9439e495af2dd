"""Live matching against Lucene Monitor: articles a second with 1,000 and 10,000 watches, compile time, memory."""

import argparse
import gc
import json
import os
import random
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from statistics import mean
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

from alerts.watchlist import Watchlist
from articles.analysis import skim
from articles.article import Content, Origin, Version
from articles.query import Judged, evaluate, parse, show
from articles.query.nodes import Node
from benchmarks.lucene import NoPeer, Peer, class_path, monitor
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
SECONDS = 5.0  # for which our side is measured
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ORIGIN = Origin("paper", "The Paper")
MOST_MATCHES = 30
MOST_MEMORY = 200_000_000


@dataclass(frozen=True)
class Ours:
    """Seconds to parse and to compile all queries, bytes that they take compiled, articles a second, matches."""

    parse_seconds: float
    compile_seconds: float
    memory: int
    per_second: float
    matches: list[set[int]]


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
    before = psutil.Process().memory_info().rss
    compiled = Watchlist(enumerate(map(parse, written)))
    compiled.match(judged(Text("", ())), NOON)
    return int(psutil.Process().memory_info().rss - before)


def ours(texts: list[Text], asked: list[Node]) -> Ours:
    """Our side: the best round of some seconds after one that warms up, analysis included.

    So long, since the peer's rounds take as long: a shared machine is slower for seconds at a time.
    """
    written = [show(query) for query in asked]
    with get_context("spawn").Pool(1) as pool:
        memory = pool.apply(memory_of, (written,))
    gc.collect()
    began = time.thread_time()
    trees = [parse(text) for text in written]
    parsed = time.thread_time() - began
    blank = judged(Text("", ()))
    began = time.thread_time()
    compiled = Watchlist(enumerate(trees))
    compiled.match(blank, NOON)  # the automaton is made before the first search
    took = time.thread_time() - began
    del trees
    gc.collect()
    best = 0.0
    matches = [compiled.match(judged(text), NOON) for text in texts]
    start = began = time.thread_time()
    while began - start < SECONDS:
        for text in texts:
            compiled.match(judged(text), NOON)
        ended = time.thread_time()
        best, began = max(best, len(texts) / (ended - began)), ended
    return Ours(parsed, took, memory, best, [set(found) for found in matches])


def wrong(texts: list[Text], asked: list[Node], mine: Ours, peer: Peer | None) -> list[str]:
    """Where the matches are not the judge's (for some articles) or not the peer's (for all)."""
    found = []
    for number, text in enumerate(texts[:6]):
        doc = judged(text)
        plain = {n for n, tree in enumerate(asked) if evaluate(tree, doc, NOON) is not None}
        if plain != mine.matches[number]:
            found.append(f"article {number}: other matches than the judge's, one query after the other")
    for number, (left, right) in enumerate(zip(mine.matches, peer.matches if peer else [], strict=False)):
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
    table = Table(
        title=f"{len(texts)} articles of 10 kB, a second of one thread's processor time, analysis included"
    )
    for name in ("queries", "watches", "matches an article", "ours, articles/s", "Lucene, articles/s", "(its analyser)",
                 "times", "compile, s", "Lucene, s", "MB"):  # fmt: skip
        table.add_column(name, justify="right")
    results: dict[str, dict[str, Any]] = {}
    faults: list[str] = []
    for kind, some in runs:
        mine = ours(texts, some)
        peer = None
        if jars:
            try:
                peer = monitor(
                    jars,
                    some,
                    [paragraphs_analysed(text) for text in texts],
                    [[text.title, *text.paragraphs] for text in texts],
                )
            except NoPeer as error:
                print(error, file=sys.stderr)
        faults += wrong(texts, some, mine, peer)
        results[f"{kind} {len(some):,}"] = result = measured(mine, peer)
        table.add_row(
            kind,
            f"{len(some):,}",
            f"{result['matches_an_article'][0]} to {result['matches_an_article'][2]}",
            f"{mine.per_second:.0f}",
            *(
                ["-"] * 3
                if peer is None
                else [
                    f"{peer.whitespace_per_second:.0f}",
                    f"{peer.standard_per_second:.0f}",
                    f"{result['times']:.1f}",
                ]
            ),
            f"{mine.compile_seconds:.2f}",
            "-" if peer is None else f"{peer.compile_seconds:.2f}",
            f"{mine.memory / 1e6:.0f}",
        )
    Console(width=130).print(table)
    faults += missed(results)
    for fault in faults[:20]:
        print(fault, file=sys.stderr)
    args.json.parent.mkdir(parents=True, exist_ok=True)
    args.json.write_text(
        json.dumps({"pages": bool(recorded), "results": results, "faults": faults}, indent=2)
    )
    return 1 if faults else 0


def measured(mine: Ours, peer: Peer | None) -> dict[str, Any]:
    """The figures of one run; `times` is against the faster of the peer's analysers."""
    sizes = [len(found) for found in mine.matches]
    result: dict[str, Any] = {
        "matches_an_article": [min(sizes), round(mean(sizes), 1), max(sizes)],
        "articles_per_second": mine.per_second,
        "parse_seconds": mine.parse_seconds,
        "compile_seconds": mine.compile_seconds,
        "memory_bytes": mine.memory,
    }
    if peer is not None:
        result |= {
            "lucene_whitespace_per_second": peer.whitespace_per_second,
            "lucene_standard_per_second": peer.standard_per_second,
            "lucene_compile_seconds": peer.compile_seconds,
            "times": mine.per_second / max(peer.whitespace_per_second, peer.standard_per_second),
        }
    return result


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
        if result["compile_seconds"] > result["lucene_compile_seconds"]:
            found.append(f"compiling {name} watches is slower than the peer's registration")
    return found


if __name__ == "__main__":
    sys.exit(main())

"""Archive search on the embedded engine against Elasticsearch: counts, newest, best, by source and by day, over 300,000 articles."""

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, Final

from rich.console import Console
from rich.progress import track
from rich.table import Table

from articles.analysis import analyse_field
from articles.counting import tally
from articles.index.documents import WRITTEN_BY
from articles.index.embedded import EmbeddedIndex
from articles.index.port import Days, IndexState
from articles.query.nodes import Near, Node, Or, Phrase, Term
from articles.query.printer import show
from articles.search import search
from articles.store.database import Database
from benchmarks.archive_filling import LAST, filled, from_pages, texts
from benchmarks.archive_peer import Peer, documents, fill, open_folder, server
from tests.elasticsearch_server import Unavailable

ZONE: Final = "Europe/Berlin"
AT: Final[datetime] = LAST
SLOWEST: Final = 1.0  # of Elasticsearch's time, in any cell
MEDIAN: Final = 1 / 3
_BATCH = 5_000


@dataclass(frozen=True)
class Ours:
    """The questions of the benchmark, put to presswatch's own doors."""

    db: Database
    index: EmbeddedIndex

    def count(self, tree: Node) -> int:
        total = tally(self.db, self.index, tree, at=AT).total
        return total.high if total.exact else -1

    def newest(self, tree: Node) -> tuple[int, list[int]]:
        answer = search(self.db, self.index, tree, at=AT, limit=20)
        return answer.total.high if answer.total.exact else -1, [hit.version.change for hit in answer.hits]

    def best(self, tree: Node) -> tuple[int, list[int]]:
        answer = search(self.db, self.index, tree, at=AT, limit=20, order="relevance")
        return answer.total.high if answer.total.exact else -1, [hit.version.change for hit in answer.hits]

    def by_source(self, tree: Node) -> tuple[int, dict[str, int]]:
        total = tally(self.db, self.index, tree, at=AT, by="source").total
        return total.high if total.exact else -1, total.by

    def by_day(self, tree: Node) -> tuple[int, dict[str, int]]:
        total = tally(self.db, self.index, tree, at=AT, by=Days("seen", ZONE)).total
        return total.high if total.exact else -1, total.by


ASKED: Final[dict[str, tuple[Callable[[Ours, Node], Any], Callable[[Peer, Node], Any]]]] = {
    "count": (Ours.count, Peer.count),
    "newest 20": (Ours.newest, Peer.newest),
    "best 20": (Ours.best, Peer.best),
    "by source": (Ours.by_source, Peer.by_source),
    "by day": (Ours.by_day, Peer.by_day),
}


def queries(pages: Path) -> dict[str, Node]:
    """A rare word, a common one, a phrase, an OR and a NEAR of two words, by how often they stand in the paragraphs."""
    cut = [analyse_field(text).terms for text in texts(pages)]
    often = Counter(term for terms in cut for term in set(terms) if len(term) > 2)
    ranked = sorted(often, key=lambda term: (-often[term], term))
    pairs = Counter(pair for terms in cut for pair in set(pairwise(terms)) if min(map(len, pair)) > 3)
    near = Counter(
        (terms[at], terms[at + 4])
        for terms in cut
        for at in range(len(terms) - 4)
        if terms[at] != terms[at + 4] and min(len(terms[at]), len(terms[at + 4])) > 3
    )
    rare = next(term for term in ranked if often[term] == 2)
    phrase, close = (sorted(some, key=lambda pair: (-some[pair], pair))[19] for some in (pairs, near))
    return {
        "rare": Term(rare),
        "common": Term(ranked[1]),
        "phrase": Phrase(tuple(map(Term, phrase))),
        "OR": Or(tuple(Term(ranked[at]) for at in (60, 120, 240, 480))),
        "NEAR": Near(tuple(map(Term, close)), 5),
    }


def indexed(db: Database, folder: Path, count: int) -> EmbeddedIndex:
    """The embedded index of what the database holds; what an earlier call began goes on."""
    index = EmbeddedIndex(folder / "index", zone=ZONE, heap_bytes=200_000_000)
    state = index.state()
    done = state.change if state else 0
    some = []
    for document in (
        documents(db, done + 1, count, "Articles for the embedded engine") if done < count else ()
    ):
        some.append(document)
        if len(some) == _BATCH or document.change == count:
            index.apply(some, [], IndexState(db.lineage, WRITTEN_BY, document.change))
            some = []
    index.close()
    return index


def timed(ours: Callable[[], Any], theirs: Callable[[], Any], rounds: int) -> tuple[float, float]:
    """Median seconds of both, asked in turn."""
    took: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 3):
        for side, ask in enumerate((ours, theirs)):
            began = time.perf_counter()
            ask()
            if number >= 3:  # what came before warms up
                took[side].append(time.perf_counter() - began)
    return median(took[0]), median(took[1])


def differing(name: str, ours: Any, theirs: Any) -> bool:
    """Whether both found something else; the best are others where scores differ, and only counted."""
    if name == "best 20":
        return bool(ours[0] != theirs[0] or len(ours[1]) != len(theirs[1]))
    return bool(ours != theirs)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.archive", description=__doc__)
    parser.add_argument(
        "--pages", type=Path, default=Path(os.environ.get("PRESSWATCH_PAGES", "../shared/pages"))
    )
    parser.add_argument("--articles", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--folder", type=Path, help="where to keep the archive between runs (about 8 GB)")
    parser.add_argument("--json", type=Path, default=Path("benchmarks/out/archive.json"))
    args = parser.parse_args()
    with ExitStack() as stack:
        folder = args.folder or stack.enter_context(open_folder())
        try:  # first what may not be there: the rest takes minutes
            client = stack.enter_context(server(folder / "elasticsearch"))
        except Unavailable as error:
            print(
                f"{error}\nElasticsearch is what this is measured against: `make elasticsearch`",
                file=sys.stderr,
            )
            return 1
        db = stack.enter_context(filled(folder, args.articles, args.pages))
        index = stack.enter_context(indexed(db, folder, args.articles))
        fill(client, db, args.articles)
        return compared(Ours(db, index), Peer(client, ZONE), args)


def compared(ours: Ours, peer: Peer, args: argparse.Namespace) -> int:
    """Ask both, print the table, write the JSON; 1 where they differ or an aim is missed."""
    rows: list[dict[str, Any]] = []
    faults: list[str] = []
    trees = queries(args.pages)
    for kind, tree in track(trees.items(), "Queries"):
        for name, (mine, theirs) in ASKED.items():
            found, expected = mine(ours, tree), theirs(peer, tree)
            if differing(name, found, expected):
                faults.append(
                    f"{kind} {show(tree)}, {name}: {str(found)[:300]}, Elasticsearch {str(expected)[:300]}"
                )
            us, them = timed(partial(mine, ours, tree), partial(theirs, peer, tree), args.rounds)
            hits = found if isinstance(found, int) else found[0]
            rows.append({"query": kind, "written": show(tree), "asked": name, "hits": hits,
                         "ours_ms": us * 1000, "elasticsearch_ms": them * 1000, "ratio": us / them})  # fmt: skip
    middle = median(row["ratio"] for row in rows)
    Console(width=110).print(drawn(rows, args, trees))
    faults += [
        f"{row['query']}, {row['asked']}: {row['ratio']:.2f} of Elasticsearch's time"
        for row in rows
        if row["ratio"] > SLOWEST
    ]
    if remembered := peer.remembered():
        faults.append(f"Elasticsearch answered {remembered} questions from a cache")
    if middle > MEDIAN:
        faults.append(f"the median is {middle:.2f} of Elasticsearch's time, not a third")
    print(f"Median of the ratios: {middle:.2f}")
    for fault in faults:
        print(fault, file=sys.stderr)
    args.json.parent.mkdir(parents=True, exist_ok=True)
    result = {
        "articles": args.articles,
        "recorded_pages": from_pages(args.pages),
        "rows": rows,
        "median": middle,
        "faults": faults,
    }
    args.json.write_text(json.dumps(result, indent=2))
    return 1 if faults else 0


def drawn(rows: Sequence[dict[str, Any]], args: argparse.Namespace, trees: dict[str, Node]) -> Table:
    """The table: a row a query, a column a question."""
    source = "paragraphs of recorded pages" if from_pages(args.pages) else "invented paragraphs"
    table = Table(
        title=f"{args.articles:,} articles of shuffled {source}: ms here / in Elasticsearch (ratio)"
    )
    table.add_column("query")
    table.add_column("hits", justify="right")
    for name in ASKED:
        table.add_column(name, justify="right")
    for kind in trees:
        cells = [row for row in rows if row["query"] == kind]
        shown = [
            f"{row['ours_ms']:.1f} / {row['elasticsearch_ms']:.1f} ({row['ratio']:.2f})" for row in cells
        ]
        table.add_row(kind, f"{cells[0]['hits']:,}", *shown)
    return table


if __name__ == "__main__":
    sys.exit(main())

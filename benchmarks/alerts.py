"""From an article's commit to its "as read" mail at the mail server, with 1,000 watches: gathered as by default, and at once."""

import argparse
import json
import multiprocessing
import random
import re
import resource
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from alerts.subscriptions import Subscription
from alerts.watches import Watch
from alerts.watchlist import Watchlist
from articles.clock import SystemClock
from articles.query import show
from articles.store.database import Database
from articles.store.versions import keep
from benchmarks.matching import NOON, judged
from benchmarks.matching_texts import Text, articles, invented_paragraphs, queries
from scheduler.service import Service
from tests.articles.arriving import arrival
from tests.newsroom.mailbox import Mailbox, Received
from tests.scheduler.parts import parts

SEED = 20_261_123
WATCHES = 1_000
READERS = 100  # of "as read", ten watches each
SETTLED = 10.0  # seconds until the watches are in the database and compiled
MET = 20  # watches of different readers, one of which each article surely meets
P95_GATHERED, P95_AT_ONCE = 90.0, 10.0  # seconds
_TOKEN = re.compile(r"\bzq\d+zq\b")


class Desk:
    """The mail server's side: when which article arrived first, and how many letters."""

    def __init__(self) -> None:
        self.first: dict[str, float] = {}
        self.letters: Counter[str] = Counter()
        self.lock = threading.Lock()

    def received(self, letter: Received) -> None:
        """Note a letter that was taken."""
        now = time.monotonic()
        with self.lock:
            self.letters[letter.recipients[0]] += 1
            for token in _TOKEN.findall(letter.part("plain")):
                self.first.setdefault(token, now)


def texts_and_watches(rng: random.Random, number: int) -> tuple[list[Text], list[str]]:
    """Articles of 10 kB and 1,000 mixed queries whose words come from such articles, none of which meets any of these."""
    made = articles(invented_paragraphs(rng), number + 60, rng)
    published, others = made[:number], made[number:]
    asked = queries(others, 3 * WATCHES, rng)
    compiled = Watchlist(enumerate(asked))
    met = {key for text in published for key in compiled.match(judged(text), NOON)}
    return published, [show(tree) for key, tree in enumerate(asked) if key not in met][:WATCHES]


def serve(folder: Path, port: int, watches: list[str], gather: float, stop: Connection) -> None:
    """In a process of its own: the alerts half, as `presswatch run --only alerts` runs it."""
    named = tuple(Watch(f"w{number}", query) for number, query in enumerate(watches))
    desks = tuple(
        Subscription(
            f"desk{number}",
            (f"reader{number}@example.org",),
            tuple(f"w{number * 10 + k}" for k in range(10)),
            "as read",
            gather=timedelta(seconds=gather),
        )
        for number in range(READERS)
    )
    with Database.open(folder / "presswatch.db") as db:
        service = Service(parts(db, port, SystemClock(), named, desks), ("alerts",))
        thread = threading.Thread(target=service.run)
        thread.start()
        time.sleep(SETTLED)
        used = resource.getrusage(resource.RUSAGE_SELF)
        before = used.ru_utime + used.ru_stime
        stop.send("ready")
        stop.recv()
        service.stop()
        thread.join()
    used = resource.getrusage(resource.RUSAGE_SELF)
    stop.send((used.ru_maxrss * 1024, used.ru_utime + used.ru_stime - before))


def latency(gather: float, number: int, every: float) -> dict[str, Any]:
    """Seconds from the commit of each of `number` articles, one every `every` seconds, to its first mail's arrival."""
    rng = random.Random(SEED)
    texts, asked = texts_and_watches(rng, number)
    desk = Desk()
    box = Mailbox(on_message=desk.received).start()
    ours, theirs = multiprocessing.Pipe()
    context = multiprocessing.get_context("forkserver")
    committed: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="presswatch-bench-") as temporary:
        folder = Path(temporary)
        Database.open(folder / "presswatch.db").close()
        surely = {10 * place: f"zqmeets{place}" for place in range(MET)}
        watched = [surely.get(place, query) for place, query in enumerate(asked)]
        child = context.Process(target=serve, args=(folder, box.port, watched, gather, theirs))
        child.start()
        ours.recv()
        with Database.open(folder / "presswatch.db") as db:
            for place, text in enumerate(texts):
                token = f"zq{place}zq"
                with db.write() as conn:
                    body = "\n\n".join(
                        (f"It was said today: zqmeets{place % MET} {token}.", *text.paragraphs)
                    )
                    keep(
                        conn,
                        arrival(
                            f"https://paper.example/{place}",
                            body,
                            f"{token} {text.title}",
                            seen=datetime.now(UTC),
                        ),
                    )
                committed[token] = time.monotonic()
                time.sleep(every)
            until = time.monotonic() + gather + 120
            while len(desk.first) < len(committed) and time.monotonic() < until:
                time.sleep(0.1)
        ours.send("stop")
        memory, cpu = ours.recv()
        child.join()
    box.stop()
    took = sorted(desk.first[token] - at for token, at in committed.items() if token in desk.first)
    return {
        "gather_seconds": gather,
        "articles": number,
        "mailed": len(took),
        "letters": sum(desk.letters.values()),
        "p50_seconds": took[len(took) // 2],
        "p95_seconds": took[min(len(took) - 1, int(len(took) * 0.95))],
        "longest_seconds": took[-1],
        "memory_bytes": memory,
        "cpu_seconds": cpu,
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.alerts", description=__doc__)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--every", type=float, default=2.0, help="seconds between two articles")
    parser.add_argument("--json", type=Path, default=Path("benchmarks/out/alerts.json"))
    args = parser.parse_args()
    found: dict[str, Any] = {}
    columns = (
        "as read",
        "articles mailed",
        "letters",
        "median",
        "p95",
        "must be under",
        "processor an article",
        "",
    )
    table = Table(*columns, title="From commit to mail, 1,000 watches")
    good = True
    for name, gather, bound in (("at once", 0.0, P95_AT_ONCE), ("gathered 30 s", 30.0, P95_GATHERED)):
        measured = found[name] = latency(gather, args.articles, args.every)
        reached = measured["p95_seconds"] <= bound and measured["mailed"] == measured["articles"]
        good &= reached
        table.add_row(
            name,
            f"{measured['mailed']} of {measured['articles']}",
            f"{measured['letters']}",
            f"{measured['p50_seconds']:.1f} s",
            f"{measured['p95_seconds']:.1f} s",
            f"{bound:.0f} s",
            f"{measured['cpu_seconds'] / measured['articles']:.2f} s",
            "yes" if reached else "no",
        )
    Console().print(table)
    args.json.parent.mkdir(parents=True, exist_ok=True)
    args.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

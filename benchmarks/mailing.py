"""1,000 subscriptions due at 08:00: from due to handed over, against smtplib alone handing over the same letters; memory."""

import argparse
import json
import random
import resource
import smtplib
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from alerts import tables
from alerts.digests import build_due
from alerts.mail import MailPolicy
from alerts.match import match_new
from alerts.outbox import deliver_due
from alerts.smtp import SmtpChannel
from alerts.subscriptions import Subscription, sync_subscriptions
from alerts.watches import Watch, sync_watches
from articles.store.database import Database
from articles.store.versions import keep
from tests.articles.arriving import Fixed, arrival

BOUND_SECONDS, BOUND_BYTES = 120, 500_000_000
EVENING = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 25, 8, 0, 30, tzinfo=UTC)
WORDS = [
    f"{first}{last}"
    for first in ("gro", "vel", "tol", "kes", "mar", "dan")
    for last in ("zny", "more", "men", "trel", "ta", "iel")
]
# The other side, in a process of its own so that it costs us nothing: accepts what comes and says which port it has.
SERVER = """
import sys, time
from tests.newsroom.mailbox import Mailbox
box = Mailbox().start()
print(box.port, flush=True)
sys.stdin.read()
"""


def fill(db: Database, clock: Fixed, subscriptions: int, articles: int) -> None:
    """Readers with three watches each, and articles that they meet, matched in the evening."""
    pick = random.Random(7)
    clock.at = EVENING
    wanted = [Watch(f"w{n}", f"{word} OR {word}an*") for n, word in enumerate(WORDS)]
    desks = [
        Subscription(
            f"desk{n}",
            (f"reader{n}@reader.example",),
            tuple(f"w{k}" for k in pick.sample(range(len(WORDS)), 3)),
            "daily at 08:00",
        )
        for n in range(subscriptions)
    ]
    with db.write() as conn:
        sync_watches(conn, wanted, (), clock.at)
        sync_subscriptions(conn, desks, clock.at)
    for number in range(articles):
        text = " ".join(pick.choices(["the", "court", "rose", "late", "and", "snow", "fell", "on"], k=300))
        named = ". ".join(f"It was said in {word} that {text[:120]}" for word in pick.sample(WORDS, 2))
        with db.write() as conn:
            keep(
                conn,
                arrival(
                    f"https://paper.example/{number}",
                    f"{named}.\n\n{text}.",
                    f"Title {number}",
                    seen=clock.at,
                ),
            )
    match_new(db, clock.at + timedelta(minutes=1))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mailing", description=__doc__)
    parser.add_argument("--subscriptions", type=int, default=1000)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--json", type=Path, default=Path("benchmarks/out/mailing.json"))
    args = parser.parse_args()
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None and server.stdin is not None
    port = int(server.stdout.readline())
    mail = MailPolicy(
        host="127.0.0.1", port=port, sender="desk@paper.example", security="none", helo="desk.example"
    )
    clock = Fixed()
    try:
        with (
            tempfile.TemporaryDirectory(prefix="presswatch-bench-") as folder,
            Database.open(Path(folder) / "presswatch.db", clock=clock) as db,
        ):
            fill(db, clock, args.subscriptions, args.articles)
            clock.at = MORNING
            began, worked = time.perf_counter(), time.process_time()
            made = build_due(db, clock.at, mail=mail)
            built, built_work = time.perf_counter() - began, time.process_time() - worked
            channel = SmtpChannel(replace(mail))
            began, worked = time.perf_counter(), time.process_time()
            sent = deliver_due(db, channel, clock.at).sent
            delivered, sent_work = time.perf_counter() - began, time.process_time() - worked
            channel.close()
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
            with db.read() as conn:
                rows = conn.execute(tables.messages.select()).all()
            bare = by_smtplib(port, [(row.recipient, row.body) for row in rows])
            articles = sum(row.articles for row in rows) / max(1, len(rows))
            size = sum(len(row.body) for row in rows) / max(1, len(rows))
    finally:
        server.stdin.close()
        server.wait(10)
    told = {
        "subscriptions": args.subscriptions,
        "letters": sent,
        "articles_a_letter": round(articles, 1),
        "bytes_a_letter": round(size),
        "built_seconds": round(built, 1),
        "built_processor_seconds": round(built_work, 1),
        "delivered_seconds": round(delivered, 1),
        "delivered_processor_seconds": round(sent_work, 1),
        "smtplib_seconds": round(bare, 1),
        "delivery_to_smtplib": round(delivered / bare, 2),
        "peak_bytes": peak,
    }
    well = (
        len(made) == sent == args.subscriptions and built + delivered < BOUND_SECONDS and peak < BOUND_BYTES
    )
    table = Table(title=f"{args.subscriptions:,} subscriptions due at 08:00", show_header=False)
    for name, value in told.items():
        table.add_row(name.replace("_", " "), f"{value:,}")
    table.add_row(f"under {BOUND_SECONDS} seconds and {BOUND_BYTES // 1_000_000} MB", "yes" if well else "NO")
    Console().print(table)
    args.json.parent.mkdir(parents=True, exist_ok=True)
    args.json.write_text(json.dumps(told | {"well": well}, indent=2), "utf-8")
    return 0 if well else 1


def by_smtplib(port: int, letters: list[tuple[str, bytes]]) -> float:
    """Seconds that the standard library takes for the same letters over one connection, noting nothing."""
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port, local_hostname="desk.example") as smtp:
        for recipient, body in letters:
            smtp.sendmail("desk@paper.example", [recipient], body)
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())

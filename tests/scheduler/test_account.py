"""Random days of an installation: every article is mailed to whom it must, once, whatever the server, a kill or a clock does.

Articles come in, the operator edits, the mail server misbehaves, the process is killed with SIGKILL, the clock
jumps. PRESSWATCH_ACCOUNT_SEEDS makes it longer: so many seeds instead of a few.
"""

import multiprocessing
import os
import random
import re
import sqlite3
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

from alerts.subscriptions import Subscription
from alerts.watches import Watch
from articles.store.changes import remove
from articles.store.database import Database
from articles.store.versions import keep
from tests.articles.arriving import MONDAY, arrival
from tests.newsroom.mailbox import Behaviour, Mailbox
from tests.scheduler.oracle import Kept, Oracle, Query, Wish
from tests.scheduler.session import rounds

SEEDS = int(os.environ.get("PRESSWATCH_ACCOUNT_SEEDS", "2"))
STEPS = 25
WORDS = ["qalfa", "qbravo", "qcharlie", "qdelta"]
SENDS = ["as read", "as read", "hourly", "daily at 08:00", "weekly on monday at 08:00"]
SOURCES = ["paper", "gazette", "herald"]
ZONES = ["UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati", "Europe/Berlin"]
FAULTS: list[Behaviour] = [b for b in get_args(Behaviour) if b not in ("accept", "slow")]
_TOKEN = re.compile(r"\bzq(\d+)v(\d+)\b")


class Office:
    """One installation under random treatment, and the oracle that is told of all of it."""

    def __init__(self, folder: Path, mailbox: Mailbox, seed: int) -> None:
        self.folder, self.mailbox, self.random = folder, mailbox, random.Random(seed)
        self.oracle = Oracle()
        self.now = self.latest = MONDAY
        self.db = Database.open(folder / "presswatch.db")
        self.articles: list[int] = []  # how many versions each has; 0: removed
        self.texts: dict[int, frozenset[str]] = {}
        self.queries: dict[str, Query | None] = {}
        self.names = 0
        self.subscriptions: dict[str, tuple[list[str], list[str], str, str]] = {}
        self.wishes: dict[str, Wish] = {}
        self.limits: dict[str, int] = {}
        self.was: dict[str, str] = {}
        self.processes = multiprocessing.get_context("forkserver")
        self.processes.set_forkserver_preload(["tests.scheduler.session"])

    def run(self, number: int = 1, kill_after: float | None = None) -> None:
        """A process that runs rounds; killed after so many seconds if it takes longer."""
        watches = tuple(
            Watch(name, query.text() if query else "qalfa AND (", was=self.was.get(name))
            for name, query in self.queries.items()
        )
        subscriptions = tuple(
            Subscription(
                name,
                tuple(to),
                tuple(names),
                send,
                zone,
                self.was.get(name),
                gather=timedelta(seconds=self.limits[name]),
                when_empty="skip" if self.limits[name] % 2 else "send",
                most=self.limits[name],
                on_change=self.wishes[name].on_change,
                mute=(mute,) if (mute := self.wishes[name].mute) else (),
            )
            for name, (to, names, send, zone) in self.subscriptions.items()
        )
        process = self.processes.Process(
            target=rounds, args=(self.folder, self.mailbox.port, self.now, number, watches, subscriptions)
        )
        process.start()
        if kill_after is not None:
            time.sleep(kill_after)
            process.kill()
        process.join(60)
        said = (self.folder / "log.txt").read_text("utf-8")
        assert process.exitcode in ((0,) if kill_after is None else (0, -9)), said[-3000:]

    def come(self) -> None:
        """Something new, an edit, the same page read anew; sometimes of a source's past."""
        pick = self.random
        known = [number for number, versions in enumerate(self.articles) if versions]
        number = pick.choice(known) if known and pick.random() < 0.4 else len(self.articles)
        edit = number < len(self.articles)
        words = frozenset(pick.sample(WORDS, pick.randrange(4)))
        past = pick.random() < 0.15
        reread = edit and pick.random() < 0.3
        version = self.articles[number] + 1 if edit else 1
        # What is almost a word of a query must meet none.
        text = " ".join(
            [*(pick.choice([w, w.upper(), f"({w})"]) for w in sorted(words)), "qalfax", "xqbravo"]
        )
        with self.db.write() as conn:
            kept = keep(
                conn,
                arrival(
                    f"https://paper.example/news/{number}",
                    f"It was said: {text} number {version}.",
                    f"zq{number}v{version} in the news",
                    captions=("A picture of nobody.",) if pick.random() < 0.5 else (),
                    source=SOURCES[number % 3],
                    seen=self.now,
                    past=past,
                    response_hash="same" if reread or not edit else f"page {number} {version}",
                ),
            )
        if not edit:
            self.articles.append(0)
        assert kept.change is not None
        self.articles[number] = version
        silent = kept.status == "re-extracted"
        self.oracle.came(Kept(kept.change, number, version, words, past, silent, SOURCES[number % 3]))

    def edit(self) -> None:
        """The operator edits the configuration, or removes an article, when all that came was matched."""
        self.run()
        self.oracle.matched()
        self.was.clear()
        for _ in range(self.random.randrange(1, 3)):
            self._edit_one()
        to_and_watches = {name: (to, names) for name, (to, names, _, _) in self.subscriptions.items()}
        self.oracle.configured(self.queries, to_and_watches, self.wishes)
        if self.random.random() < 0.5:
            self.run(1, self.random.uniform(0, 0.3))
        self.run()
        self.oracle.matched()

    def _edit_one(self) -> None:
        pick = self.random
        watch = pick.choice(sorted(self.queries)) if self.queries else ""
        name = pick.choice(sorted(self.subscriptions)) if self.subscriptions else ""
        action = pick.randrange(11) if len(self.subscriptions) > 1 and len(self.queries) > 2 else 99
        broken = sorted(name for name, query in self.queries.items() if query is None)
        if broken and pick.random() < 0.5:
            watch, action = pick.choice(broken), 0
        if action == 0:
            self.queries[watch] = self._query()
        elif action in (1, 2, 10):
            self.queries[watch] = None
        elif action == 3 and not self.was:
            self._rename(watch, name)
        elif action == 4:
            del self.queries[watch]
            for key, (to, names, send, zone) in self.subscriptions.items():
                self.subscriptions[key] = (to, [n for n in names if n != watch], send, zone)
        elif action in (5, 6):
            to, names, _, _ = self.subscriptions[name]
            if pick.random() < 0.5:
                to = [*to, self._name("reader") + "@reader.example"]
            elif len(to) > 1:
                to = to[1:]
            names = pick.sample(sorted(self.queries), pick.randrange(1, len(self.queries)))
            self.subscriptions[name] = (to, names, pick.choice(SENDS), pick.choice(ZONES))
        elif action == 7:
            del self.subscriptions[name]
        elif action == 8 and any(self.articles):
            number = pick.choice([n for n, versions in enumerate(self.articles) if versions])
            change = next(v.change for v in self.oracle.kept.values() if v.article == number)
            with self.db.write() as conn:
                query = 'SELECT article_id FROM versions WHERE "change" = ?'
                article = conn.exec_driver_sql(query, (change,)).scalar_one()
                gone = remove(conn, article, self.now, "asked to")
            assert gone is not None
            self.articles[number] = 0
            self.oracle.removed(number, gone)
        else:
            self.queries[self._name("watch")] = self._query()
            to = [self._name("reader") + "@reader.example" for _ in range(pick.randrange(1, 4))]
            names = pick.sample(sorted(self.queries), pick.randrange(1, len(self.queries) + 1))
            desk = self._name("desk")
            self.wishes[desk] = Wish(pick.random() < 0.4, pick.choice([None, None, *SOURCES]))
            self.limits[desk] = pick.choice([1, 2, 20])
            self.subscriptions[desk] = (to, names, pick.choice(SENDS), pick.choice(ZONES))

    def _rename(self, watch: str, name: str) -> None:
        if self.random.random() < 0.5:
            new = self._name("watch")
            self.was[new] = watch
            self.queries[new] = self.queries.pop(watch)
            for key, (to, names, send, zone) in self.subscriptions.items():
                self.subscriptions[key] = (to, [new if n == watch else n for n in names], send, zone)
            self.oracle.renamed("watch", watch, new)
        else:
            new = self._name("desk")
            self.was[new] = name
            self.subscriptions[new] = self.subscriptions.pop(name)
            self.wishes[new], self.limits[new] = self.wishes[name], self.limits[name]
            self.oracle.renamed("subscription", name, new)

    def _name(self, kind: str) -> str:
        self.names += 1
        return f"{kind}{self.names}"

    def _query(self) -> Query:
        words = self.random.sample(WORDS, 3)
        shapes = [
            Query(some=frozenset(words[:2])),
            Query(every=frozenset(words[:1])),
            Query(every=frozenset(words[:2])),
            Query(every=frozenset(words[:1]), none=frozenset(words[1:2])),
        ]
        return self.random.choice(shapes)

    def pass_time(self) -> None:
        """Mostly forward; sometimes for days, sometimes back."""
        steps = [timedelta(seconds=40), timedelta(minutes=20), timedelta(hours=5), timedelta(hours=20)]
        steps += [timedelta(days=5), -timedelta(hours=3), -timedelta(days=2)]
        self.now += self.random.choices(steps, [4, 4, 4, 4, 1, 1, 1])[0]
        self.latest = max(self.latest, self.now)

    def misbehave(self) -> None:
        """The mail server has a mood, and another one for some addresses."""
        pick = self.random
        self.mailbox.stop()
        self.mailbox.behaviour = "accept" if pick.random() < 0.7 else pick.choice(FAULTS)
        readers = sorted(self.oracle.readers)
        some = pick.sample(readers, min(len(readers), 2))
        self.mailbox.by_recipient = {address: pick.choice(FAULTS) for address in some}
        if pick.random() < 0.9:
            self.mailbox.start()

    def drain(self) -> None:
        """All is well again, and time goes by until nothing waits any more."""
        self.mailbox.stop()
        self.mailbox.behaviour, self.mailbox.by_recipient = "accept", {}
        self.mailbox.start()
        self.now = self.latest
        waiting = """
            SELECT (SELECT count(*) FROM messages WHERE state IN ('queued', 'sending'))
            + (SELECT count(*) FROM ledger WHERE state IN ('pending', 'undelivered'))"""
        for _ in range(60):
            self.now += timedelta(hours=26)
            self.run(2)
            if not self.rows(waiting)[0][0]:
                return
        raise AssertionError("something waits for ever")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.folder / "presswatch.db")) as conn:
            return conn.execute(query).fetchall()


@pytest.fixture
def office(tmp_path: Path, mailbox: Mailbox, request: pytest.FixtureRequest) -> Iterator[Office]:
    made = Office(tmp_path, mailbox, request.param)
    yield made
    made.db.close()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("office", range(SEEDS), indirect=True)
def test_every_article_is_accounted_for(office: Office) -> None:
    office.edit()
    for _ in range(STEPS):
        action = office.random.random()
        if action < 0.12:
            office.edit()
        elif action < 0.55:
            for _ in range(office.random.randrange(1, 5)):
                office.come()
        else:
            office.misbehave()
            office.pass_time()
            office.run(
                office.random.randrange(1, 3),
                office.random.uniform(0, 0.4) if office.random.random() < 0.5 else None,
            )
    office.run()
    office.oracle.matched()
    office.drain()
    _check(office)


def _check(office: Office) -> None:
    oracle = office.oracle
    shown: dict[tuple[str, int, int], set[str]] = defaultdict(set)  # address, article, version -> Message-IDs
    letters: dict[tuple[str, str], bytes] = {}
    numbers: dict[tuple[str, str], str] = {}
    past: Counter[str] = Counter()
    # A letter that a server took without our knowing, and then refused for good, is sent anew under another id.
    unknown = {
        row[0]
        for row in office.rows(
            "SELECT m.message_id FROM messages m JOIN attempts a ON a.message_key = m.key WHERE a.ambiguous AND m.state = 'failed'"
        )
    }
    for received in office.mailbox.received:
        (address,) = received.recipients
        message = received.message
        id_ = str(message["Message-ID"])
        assert letters.setdefault((address, id_), received.raw) == received.raw, "the same letter, changed"
        plain = _TOKEN.findall(received.part("plain"))
        assert sorted(plain) == sorted(_TOKEN.findall(received.part("html")))
        assert len({article for article, _ in plain}) == len(plain), "an article twice in one letter"
        number = str(message["Subject"]).rpartition("no. ")[2]
        assert numbers.setdefault((address, number), id_) == id_, "two letters of one number"
        if id_ in unknown:
            continue
        for article, version in plain:
            shown[address, int(article), int(version)].add(id_)
    for (address, _), raw in letters.items():
        told = re.search(r"(\d+) older articles? also matched", type(received)("", (), raw).words)
        past[address] += int(told[1]) if told else 0

    by_token = {(v.article, v.number): v.change for v in oracle.kept.values()}
    for (address, article, version), ids in shown.items():
        reader = oracle.readers[address]
        assert len(ids) == 1, f"{address} was mailed article {article}, version {version} {len(ids)} times"
        if article not in reader.free:
            assert reader.told.get(by_token[article, version]) == "due", (
                f"{address}: wrong hit {article}v{version}"
            )
    for address, reader in oracle.readers.items():
        last: dict[int, int] = {}
        for change, state in sorted(reader.told.items()):
            if state == "due" and change in oracle.kept:
                last[oracle.kept[change].article] = oracle.kept[change].number
        for article, version in last.items():
            if article not in reader.free and not reader.gone:
                assert shown[address, article, version], f"{address}: {article}v{version} never came"
        expected = sum(state == "past" for state in reader.told.values())
        assert past[address] <= expected or unknown
    assert letters, "nothing was mailed at all"

    said = (office.folder / "log.txt").read_text("utf-8")
    for secret in ("@reader.example", *WORDS):
        assert secret not in said, f"the log holds {secret}"

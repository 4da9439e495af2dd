"""One campaign: a newsroom, a mail server and one installation, killed turn after turn, and counted by the oracle whenever the faults end."""

import random
import time
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tests.crash_sweep import oracle
from tests.crash_sweep.clock import Clock
from tests.crash_sweep.desk import DESKS, FICKLE, REFUSED, config
from tests.crash_sweep.door import MANNERS, Door
from tests.crash_sweep.oracle import Verdict
from tests.crash_sweep.post import PASSING, PERMANENT, Post
from tests.crash_sweep.program import Half, Program, of
from tests.crash_sweep.report import Report
from tests.crash_sweep.script import FEED, SITES, Publication, Script
from tests.newsroom import Newsroom
from tests.newsroom.mailbox import Behaviour

TURN_SECONDS = 45.0  # real ones, within which an armed process comes to its point or is killed anyway
QUIET_SECONDS = 75.0  # real ones; so long nothing happens before what is due is given up
HOUR, MINUTE = timedelta(hours=1, seconds=30), timedelta(seconds=61)
SOON_SECONDS = 8.0  # the same between two steps that both have to pass
TRACED = 5  # articles whose traces are compared with the letters
OF_READING = ("due", "fetched", "archived", "parsed", "committed", "indexed")
_READERS = frozenset(reader for desk in DESKS for reader in desk.to)
_DAILY = frozenset(reader for desk in DESKS if desk.send.startswith("daily") for reader in desk.to)
_HOURLY = frozenset(reader for desk in DESKS if desk.send == "hourly" for reader in desk.to)
JUMPS = tuple(timedelta(seconds=s) for s in (90, 3_600, 93_600, -90, -3_600, -93_600))


@dataclass(frozen=True, slots=True)
class Plan:
    """What a campaign does: the crash point of each turn, None for a random moment; how many articles a turn prints, and
    after how many turns all is counted."""

    name: str
    seed: int
    turns: tuple[str | None, ...]
    articles: int = 5
    count_every: int = 10
    faults: bool = True
    two_at_once: float = 0.3  # of the random turns
    stop_at_first: bool = False
    elasticsearch: bool = False  # or the embedded index


class Found(Exception):
    """Something is wrong, and the plan was to stop at the first finding."""


class Campaign:
    """Runs one plan in a folder of its own."""

    def __init__(self, plan: Plan, folder: Path, tree: Path | None = None, elasticsearch: str = "") -> None:
        """`elasticsearch` is the address of a server for plans that want one."""
        self.plan, self.report = plan, Report(campaigns=1)
        self._random, self._script = random.Random(plan.seed), Script(plan.seed)
        self._clock = Clock(folder)
        self._post = Post()
        self._post.start()
        past = self._script.past(self._clock.now())
        sites = [
            {
                "id": s.id,
                "name": s.id.capitalize(),
                "layout": s.layout,
                "lists": [s.list],
                "feed_length": FEED,
            }
            | {"articles": [p.as_article() for p in past if p.site == s.id]}
            for s in SITES
        ]
        self._room = Newsroom.start({"sites": sites}, clock=self._clock.now())
        lists = {name: site.feed for name, site in self._room.sites.items()}
        self._door = Door(elasticsearch, plan.seed) if plan.elasticsearch else None
        index = (self._door.url, folder.name.lower()) if self._door else ()
        text = config(lists, self._room.network, self._post.port, *index)
        self._program = Program(folder, text, self._clock.environment(), tree)
        self._kills: list[float] = []
        self._step = 0

    def run(self, progress: Callable[[], None] = lambda: None) -> Report:
        """Every turn, and the counts between; what is wrong is in the report."""
        began = time.monotonic()
        try:
            left, number = deque(self.plan.turns), 0
            while left and number < 2 * len(self.plan.turns):
                point, number = left.popleft(), number + 1
                if not self._turn(point):
                    left.append(point)  # it did not come there: once more
                progress()
                if number % self.plan.count_every == 0 and left:
                    self._settle()
            self._settle(last=True)
        except Found:
            pass
        finally:
            self._program.end()
            self._room.stop()
            self._post.stop()
            if self._door:
                self._door.stop()
                self.report.faults += self._door.met
        self.report.faults += self._post.met
        self.report.seconds = time.monotonic() - began
        return self.report

    # --- a turn ---

    def _turn(self, point: str | None) -> bool:
        # Whether somebody was killed as planned.
        self.report.turns += 1
        batch = self._script.batch(self._advance(), self._clock.now(), self.plan.articles, self._unread())
        self._print(batch)
        self._clock.passes(timedelta(seconds=self._random.randint(61, 100)))
        if self.plan.faults:
            self._misbehave()
        victim: Half = "both" if self._random.random() < 0.12 else _half(point, self._random)
        self._clear_for(victim)
        arrival = self._random.choice((1, 1, 1, 1, 2))
        armed = f"{point}:{arrival}" if point else None
        self._program.crashed()
        process = self._program.start(victim, armed)
        if point is None:
            if self.plan.faults and self._random.random() < self.plan.two_at_once:
                self.report.two_at_once += 1
                if not self._program.only_one((process, self._program.start(victim))):
                    self._wrong("two schedulers: both ran at once")
            time.sleep(self._random.uniform(0.2, 7.0))
            return self._strike(victim)
        until = time.monotonic() + TURN_SECONDS
        while (
            not (crashed := self._program.crashed()) and process.poll() is None and time.monotonic() < until
        ):
            time.sleep(0.03)
        crashed = crashed or self._program.crashed()
        self._kills.append(time.monotonic())
        (self.report.kills if crashed else self.report.not_reached)[point] += 1
        if crashed and process.poll() is None and self._random.random() < 0.3:
            return True  # the crawler's process died; the one that started it starts another
        self._end_all_of(victim)
        return crashed

    def _strike(self, victim: Half) -> bool:
        # A random moment: the whole family, the parent alone, or the crawler's process alone.
        self._program.reap()
        running = [p for p in self._program.running if of(p) == victim]
        kind = self._random.choice(("family", "family", "parent", "crawler"))
        self._kills.append(time.monotonic())
        if not running:
            self.report.not_reached["random"] += 1
        elif kind == "crawler" and self._program.kill_crawler(running[0]):
            self.report.kills["crawler alone"] += 1
        else:
            self._program.kill(running[0], family=kind == "family")
            self.report.kills["random"] += 1
        return bool(running)

    def _clear_for(self, victim: Half) -> None:
        # The victim's half must be free, the other half runs in a process of its own all the time.
        self._program.reap()
        for process in list(self._program.running):
            if victim == "both" or of(process) in (victim, "both"):
                self._kills.append(time.monotonic())
                if self._random.random() < 0.5:
                    self._program.stop(process)
                else:
                    self._program.kill(process)
                    self.report.kills["between turns"] += 1
        if victim != "both" and not self._program.running:
            self._program.start("alerts" if victim == "crawl" else "crawl")

    def _end_all_of(self, victim: Half) -> None:
        self._program.reap()
        for process in list(self._program.running):
            if victim == "both" or of(process) == victim:
                self._kills.append(time.monotonic())
                self._program.kill(process)

    def _misbehave(self) -> None:
        pick = self._random
        behaviours: dict[str, Behaviour] = {}
        if pick.random() < 0.6:
            behaviours = {reader: pick.choice(PASSING) for reader in sorted(_READERS - {REFUSED})}
        behaviours[REFUSED] = pick.choice(PERMANENT)
        self._post.behave(behaviours)
        for site in SITES:
            faults = []
            if pick.random() < 0.1:
                kind = pick.choice(("status", "cut", "reset"))
                faults = [{"kind": kind, "status": 503, "times": pick.randint(1, 3)}]
                self.report.faults[f"site: {kind}"] += 1
            self._room.misbehave(site.id, *faults)
        if self._door:
            self._door.behave(pick.choice(MANNERS))
        if self._clock.wrong:
            self._clock.jumps(timedelta())
        elif pick.random() < 0.15:
            self.report.clock_jumps += 1
            self._clock.jumps(pick.choice(JUMPS))

    # --- the faults end, and all is counted ---

    def _settle(self, *, last: bool = False) -> None:
        """End every fault but one (a reader whose server goes on refusing for a while, who may cost the others nothing),
        let two intervals pass, and have the oracle count."""
        self.report.settled += 1
        self._clock.jumps(timedelta())
        for site in SITES:
            self._room.misbehave(site.id)
        self._post.behave({FICKLE: "temporary", REFUSED: "refuse recipient"})
        if self._door:
            self._door.behave("well")
        while last and self._step < max(state.step for one in self._script.written for state in one.states):
            self._advance()  # what is asked for must have been printed
        self._clear_for("both")
        self._program.reap()
        if self._random.random() < 0.5:
            self._program.start("both")
        else:
            self._program.start("crawl"), self._program.start("alerts")
        others = _READERS - _DAILY - {FICKLE, REFUSED}
        self._pass(MINUTE, self._all_kept, SOON_SECONDS)
        self._ring()
        self._pass(MINUTE, self._all_kept, SOON_SECONDS)
        self._pass(HOUR, self._all_kept)
        self._pass(HOUR, lambda: not self._missing(others))
        self._hold(self._verdict(others))
        self._post.behave({REFUSED: "refuse recipient"} if not last else {})
        self._pass(4 * HOUR, lambda: not self._missing({FICKLE}))
        self._hold(self._verdict({FICKLE}))
        if last:
            self._four_days()
        verdict = self._verdict(_READERS if last else (), archive=True, edits=last)
        news = [one for one in self._script.written if not (one.past or one.maybe_past)]
        for one in self._random.sample(news, TRACED) if last else ():
            url = self._room.sites[one.site].url + one.path
            oracle.trace(one, self._program.traced(url), self._post.taken(), verdict)
        self._hold(verdict)
        if last:
            self.report.articles, self.report.versions = verdict.articles, verdict.versions
            self.report.alerts, self.report.letters = verdict.alerts, verdict.letters
            self.report.repeats = verdict.repeats

    def _four_days(self) -> None:
        # For the daily letter, for what was refused for good and comes again, and for the last second look at an article.
        for day in range(4):
            if day in (0, 3):
                self._ring()
                self._pass(MINUTE, self._all_kept, SOON_SECONDS)
            self._pass(23 * HOUR, lambda: not self._missing(_READERS - _HOURLY), SOON_SECONDS)
        self._pass(MINUTE, self._all_read)
        self._pass(HOUR, lambda: not self._missing(_READERS, edits=True))

    def _pass(self, span: timedelta, done: Callable[[], bool], quiet: float = QUIET_SECONDS) -> None:
        # Until it is done, or nothing was kept and no letter came for a while (`quiet`, real seconds).
        self._clock.passes(span)
        seen, since = (-1, -1), time.monotonic()
        while not done() and time.monotonic() < since + quiet:
            now = self._program.changes(), len(self._post.taken())
            if now != seen:
                seen, since = now, time.monotonic()
            time.sleep(0.5)

    def _unread(self) -> set[str]:
        # The sites of which nothing is kept: their lists may not have been read for the first time.
        stored = self._program.stored()
        return {
            name for name, site in self._room.sites.items() if not any(u.startswith(site.url) for u in stored)
        }

    def _all_kept(self) -> bool:
        return len(self._program.stored()) >= len(self._script.written) and self._program.matched()

    def _all_read(self) -> bool:
        verdict = Verdict()
        self._count_documents(verdict)
        return not verdict.wrong and self._program.matched()

    def _missing(self, readers: Collection[str], *, edits: bool = False) -> list[str]:
        verdict = Verdict()
        oracle.alerts(self._script.written, self._post.taken(), verdict, readers=readers, edits=edits)
        return verdict.alerts_missing

    def _verdict(self, readers: Collection[str], *, archive: bool = False, edits: bool = False) -> Verdict:
        verdict = Verdict()
        taken = self._post.taken()
        oracle.alerts(self._script.written, taken, verdict, readers=readers, edits=edits)
        oracle.repeats(taken, self._kills, verdict)
        if archive:
            until = time.monotonic() + QUIET_SECONDS  # a server that was away is asked again after a pause
            while (
                self._door
                and time.monotonic() < until
                and self._program.indexed() < len(self._script.written)
            ):
                time.sleep(2)
            self._count_documents(verdict, last_text=edits)
        return verdict

    def _count_documents(self, verdict: Verdict, *, last_text: bool = True) -> None:
        program = self._program
        kept = program.exported(), program.indexed(), program.stored()
        oracle.documents(self._script.written, *kept, verdict, last_text=last_text)

    def _hold(self, verdict: Verdict) -> None:
        for line in verdict.wrong:
            self._wrong(line)

    def _wrong(self, line: str) -> None:
        if line not in self.report.wrong:
            self.report.wrong.append(line)
        if self.plan.stop_at_first:
            raise Found

    def _ring(self) -> None:
        self._print([self._script.bell(self._advance(), self._clock.now())])

    def _print(self, batch: list[Publication]) -> None:
        for one in batch:
            self._room.publish(one.site, **one.as_article())

    def _advance(self) -> int:
        self._step = self._room.advance()
        return self._step


def _half(point: str | None, pick: random.Random) -> Half:
    if point is None:
        return pick.choice(("both", "both", "crawl", "alerts"))
    return "crawl" if point.split(" ", 1)[1] in OF_READING else "alerts"

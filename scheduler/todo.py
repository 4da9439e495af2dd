"""What needs a hand: the facts of every stage as tasks, grouped by cause, the worst first, each with a command."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from alerts.status import AlertsState, alerts_state
from articles.errors import ArticlesError
from articles.index.documents import WRITTEN_BY
from articles.index.port import ArticleIndex
from articles.store.changes import last_change
from articles.store.database import Database
from articles.store.tables import backups
from crawler.outcomes import hidden_in_words
from crawler.progress import Progress, progress
from crawler.retention import DiskForecast, disk_forecast
from crawler.sources import ArchivePolicy
from crawler.state import SourceState, source_states

SOON_FULL = timedelta(days=30)
OLD_BACKUP = timedelta(days=7)
BEHIND = 5_000  # changes
NOT_RUNNING = timedelta(hours=1)
MOST_NAMED = 10
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Task:
    """One cause with all that it concerns. `what` is a line, `concerns` names (sources, addresses, watches)."""

    cause: str
    what: str
    command: str
    concerns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """How every stage stands at `now`. `index` says what is wrong with the search engine, None if nothing is;
    `index_behind` counts changes; `backup` is when the last one was made."""

    now: datetime
    sources: tuple[SourceState, ...]
    crawl: Progress
    alerts: AlertsState
    disk: DiskForecast
    index: str | None
    index_behind: int
    backup: datetime | None
    config: str


@dataclass(frozen=True, slots=True)
class Todo:
    """The tasks, the worst first, and the one line that says how things stand otherwise."""

    now: datetime
    tasks: tuple[Task, ...]
    summary: str

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {"now": self.now, "tasks": [asdict(task) for task in self.tasks], "summary": self.summary}


def read_facts(
    db: Database, index: ArticleIndex, data_dir: Path, archive: ArchivePolicy, config: str
) -> Facts:
    """Ask every stage. Raises StoreError, StoreUnavailable."""
    now = db.clock.now()
    with db.read() as conn:
        problem, behind = _index(index, db.lineage, last_change(conn))
        return Facts(
            now=now,
            sources=tuple(source_states(conn, now)),
            crawl=progress(conn, now),
            alerts=alerts_state(conn, now),
            disk=disk_forecast(conn, data_dir, archive, db.path, now),
            index=problem,
            index_behind=behind,
            backup=conn.scalar(sa.select(sa.func.max(backups.c.made))),
            config=config,
        )


def todo(facts: Facts) -> Todo:
    """What needs a hand, by what it costs: first what loses articles, then what keeps mail back, then what can wait."""
    tasks = [
        task
        for found in (
            _disk(facts),
            _held(facts),
            _crawl(facts),
            _mail(facts),
            _watches(facts),
            _index_tasks(facts),
            _failing(facts.sources, facts),
            _silent(facts.sources, facts),
            _pages(facts.sources),
            _asides(facts),
            _backup(facts),
        )
        for task in found
    ]
    return Todo(facts.now, tuple(tasks), _summary(facts))


def _disk(facts: Facts) -> Iterator[Task]:
    full = facts.disk.full_on
    if facts.crawl.error and "full" in facts.crawl.error:
        yield Task("disk", f"reading paused: {facts.crawl.error}", "presswatch status")
    elif full is not None and full < facts.now + SOON_FULL:
        what = f"the disk is full on {full:%d %b %Y}: make room, or lower [archive] max_disk or keep_pages"
        yield Task("disk", what, "presswatch status")


def _held(facts: Facts) -> Iterator[Task]:
    since = facts.alerts.mail_held_since
    if since is not None:
        what = f"mail is held since {since:%d %b %Y}: this is a copy or a restored backup"
        yield Task("mail held", what, "presswatch mail status, then presswatch mail release or skip")


def _crawl(facts: Facts) -> Iterator[Task]:
    noted = facts.crawl.updated_at
    if facts.crawl.error and "full" not in facts.crawl.error:
        yield Task("reading", f"reading paused: {facts.crawl.error}", "presswatch run")
    elif facts.sources and (noted is None or noted < facts.now - NOT_RUNNING):
        last = "yet" if noted is None else f"since {noted:%d %b %Y, %H:%M} UTC"
        yield Task("reading", f"nothing was read {last}: presswatch does not run", "presswatch run")


def _mail(facts: Facts) -> Iterator[Task]:
    alerts = facts.alerts
    if alerts.queued and alerts.stuck_since is not None and alerts.stuck_since < facts.now - NOT_RUNNING:
        what = f"{_count(alerts.queued, 'message')} cannot leave, the oldest since {alerts.stuck_since:%d %b %Y, %H:%M} UTC"
        yield Task("mail server", what, "presswatch mail test ADDRESS")
    by_answer: dict[str, list[str]] = defaultdict(list)
    for reader in alerts.readers:
        if reader.refused is not None:
            by_answer[reader.refused].append(f"{reader.recipient} ({reader.subscription})")
    for answer, whom in _largest(by_answer):
        what = f"the mail server refused {_count(len(whom), 'address', 'addresses')}: {answer}"
        yield Task(
            "refused addresses",
            what,
            f"presswatch mail status, then mend `to` in {facts.config}",
            _named(whom),
        )
    unwritable = [f"{r.recipient} ({r.subscription}): {r.unwritable}" for r in alerts.readers if r.unwritable]
    if unwritable:
        what = f"no letter can be written to {_count(len(unwritable), 'address', 'addresses')}; what they wait for is kept"
        yield Task(
            "letters",
            what,
            f"mend the subscription in {facts.config}, then presswatch check",
            _named(unwritable),
        )
    if alerts.failed_operator:
        yield Task(
            "refused addresses",
            f"mail to the operator was refused: {alerts.failed_operator}",
            "presswatch mail test ADDRESS",
        )


def _watches(facts: Facts) -> Iterator[Task]:
    broken = [f"{one.id}: {one.error.splitlines()[0]}" for one in facts.alerts.broken]
    if broken:
        what = (
            "1 watch stands still, and catches up"
            if len(broken) == 1
            else f"{len(broken)} watches stand still, and catch up"
        )
        what += " once mended"
        yield Task("watches", what, "presswatch check", _named(broken))
    if facts.alerts.behind > BEHIND:
        yield Task("matching", f"matching is {facts.alerts.behind:,} changes behind", "presswatch status")


def _index_tasks(facts: Facts) -> Iterator[Task]:
    if facts.index:
        yield Task("search index", facts.index, "presswatch index rebuild")
    elif facts.index_behind > BEHIND:
        yield Task(
            "search index",
            f"the search index is {facts.index_behind:,} changes behind",
            "presswatch index status",
        )


def _failing(sources: Sequence[SourceState], facts: Facts) -> Iterator[Task]:
    by_error: dict[str, list[str]] = defaultdict(list)
    for source in sources:
        if source.state == "failing":
            # A list that its source named says its address before the error.
            error = (source.last_error or "cannot be read").rpartition(": the site")[2]
            error = f"the site{error}" if error != (source.last_error or "cannot be read") else error
            since = f" since {source.failing_since:%d %b}" if source.failing_since else ""
            by_error[error].append(f"{source.id}{since} ({source.url})")
    for error, which in _largest(by_error):
        what = f"{_count(len(which), 'source')} cannot be read: {error}"
        yield Task(
            "failing sources",
            what,
            f"open its address in a browser, then mend {facts.config} and `presswatch check`",
            _named(which),
        )


def _silent(sources: Sequence[SourceState], facts: Facts) -> Iterator[Task]:
    silent = [
        f"{source.id} for {(facts.now - (source.last_new or facts.now)) // DAY} days"
        + (f" (usually {_hours(source.usual)})" if source.usual else "")
        for source in sources
        if source.state == "silent"
    ]
    if silent:
        what = f"{_count(len(silent), 'source names', 'sources name')} nothing new: has the feed moved?"
        yield Task(
            "silent sources",
            what,
            f"open its address in a browser, then mend url in {facts.config}",
            _named(silent),
        )


def _pages(sources: Sequence[SourceState]) -> Iterator[Task]:
    walled = [
        (sum(source.problems.values()), source)
        for source in sources
        if sum(source.problems.values()) >= max(5, source.articles_7d // 2)
    ]
    if walled:
        walled.sort(key=lambda one: -one[0])
        what = f"{sum(number for number, _ in walled):,} pages this week without their text"
        named = [f"{source.id}: {hidden_in_words(source.problems)}" for _, source in walled]
        yield Task("hidden pages", what, "presswatch trace URL", _named(named))


def _asides(facts: Facts) -> Iterator[Task]:
    if facts.alerts.set_aside_recently:
        what = (
            f"{_count(facts.alerts.set_aside_recently, 'article')} this week could not be judged by a watch"
        )
        yield Task("put aside", what, "presswatch trace ARTICLE")


def _backup(facts: Facts) -> Iterator[Task]:
    if facts.backup is None:
        yield Task("backup", "there is no backup yet", "presswatch backup DIR")
    elif facts.backup < facts.now - OLD_BACKUP:
        age = (facts.now - facts.backup) // DAY
        yield Task("backup", f"the last backup is {age} days old", "presswatch backup DIR")


def _summary(facts: Facts) -> str:
    well = sum(source.state == "well" for source in facts.sources)
    told = [
        f"{well} of {_count(len(facts.sources), 'source')} read well",
        f"{sum(source.articles_7d for source in facts.sources):,} articles this week",
        "no backup" if facts.backup is None else f"last backup {facts.backup:%d %b %Y}",
        f"disk full on {facts.disk.full_on:%d %b %Y}"
        if facts.disk.full_on
        else "disk not full within ten years",
    ]
    return ", ".join(told)


def _index(index: ArticleIndex, lineage: str, change: int) -> tuple[str | None, int]:
    try:
        state = index.state()
    except ArticlesError as error:
        return str(error), 0
    if state is None:
        return None, change
    if state.lineage != lineage or state.fingerprint != WRITTEN_BY:
        return "it is of another database or release, and is built anew by the next run", 0
    return None, max(0, change - state.change)


def _largest(groups: dict[str, list[str]]) -> list[tuple[str, list[str]]]:
    return sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))


def _named(names: Sequence[str]) -> tuple[str, ...]:
    more = len(names) - MOST_NAMED
    return (*names[:MOST_NAMED], f"and {more} more") if more > 0 else tuple(names)


def _hours(span: timedelta) -> str:
    hours = span / timedelta(hours=1)
    return (
        f"{round(hours)} h"
        if 1 <= hours < 48
        else f"{round(hours * 60)} min"
        if hours < 1
        else f"{round(hours / 24)} days"
    )


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"

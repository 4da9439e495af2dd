"""How an installation stands, gathered from every stage at one moment; for `presswatch status`."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from alerts.status import AlertsState, alerts_state
from articles.errors import ArticlesError
from articles.index.documents import WRITTEN_BY
from articles.store.changes import last_change
from articles.store.database import Database
from articles.store.quarantine import PutAside, all_aside
from articles.store.tables import articles, versions
from crawler.progress import Progress, progress
from crawler.retention import DiskForecast, disk_forecast
from crawler.state import SourceState, source_states
from presswatch import wiring
from presswatch.settings import Settings
from presswatch.states import WORST_FIRST
from presswatch.units import counted, show_size

At = Callable[[datetime | None], str]


@dataclass(frozen=True, slots=True)
class IndexStanding:
    """Where the search index is: at which change, how many behind; `problem` if it cannot be used as it is.

    `refused` are the versions that the engine would never take, which cannot be searched.
    """

    change: int
    behind: int
    problem: str | None = None
    refused: tuple[PutAside, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that `status` says. `articles` and `versions` are counts; times are UTC; `zone` is the reader's."""

    now: datetime
    zone: str
    sources: tuple[SourceState, ...]
    crawl: Progress
    articles: int
    versions: int
    change: int
    index: IndexStanding
    alerts: AlertsState
    disk: DiskForecast

    def as_json(self) -> dict[str, Any]:
        """Plain values, times in ISO 8601."""
        made: dict[str, Any] = _plain(asdict(self))
        return made

    def lines(self, at: At) -> Iterator[tuple[str, str]]:
        """What there is to say beside the sources, by a heading in one word."""
        kept = f"{counted(self.articles, 'article')} in {counted(self.versions, 'version')}, up to change {self.change}"
        yield "kept", kept
        waits = [
            f"{number:,} {what}"
            for number, what in (
                (self.crawl.queued, "to read"),
                (self.crawl.in_flight, "being read"),
                (self.crawl.later, "to read later"),
            )
            if number
        ]
        asked = f"{self.crawl.done:,} lists and pages asked for"
        yield "reading", ", ".join([*waits, asked, f"{self.crawl.gave_up:,} given up"])
        behind = f"{counted(self.index.behind, 'change')} behind" if self.index.behind else "up to date"
        yield "index", self.index.problem or behind
        alerts = self.alerts
        matching = f"{counted(alerts.behind, 'change')} to look at" if alerts.behind else "up to date"
        yield (
            "watches",
            f"{counted(alerts.watches, 'watch', 'watches')}, {counted(alerts.matches, 'match', 'matches')}, {matching}",
        )
        pending = sum(reader.pending for reader in alerts.readers)
        undelivered = sum(reader.undelivered for reader in alerts.readers)
        mail = [
            f"{counted(pending, 'article')} for the next digests" if pending else "",
            f"{counted(undelivered, 'article')} not delivered, for a later digest" if undelivered else "",
            f"{counted(alerts.queued, 'message')} waiting" if alerts.queued else "",
            f"{counted(alerts.sending, 'message')} being sent" if alerts.sending else "",
            f"next try {at(alerts.next_try)}" if alerts.next_try else "",
        ]
        yield "mail", ", ".join(part for part in mail if part) or "nothing waits"
        for reader in alerts.readers:
            due = f"next {at(reader.next_due)}" if reader.next_due else reader.send
            last = f"last sent {at(reader.last_sent)}" if reader.last_sent else "none sent yet"
            yield (
                "",
                f"{reader.subscription} to {reader.recipient}: {counted(reader.digests, 'digest')}, {last}, {due}",
            )
        disk = self.disk
        full = f"full on {at(disk.full_on)}" if disk.full_on else "not full within ten years"
        grows = f", {show_size(disk.per_day)} more a day" if disk.per_day else ""
        yield (
            "disk",
            f"archive {show_size(disk.archive)}, database {show_size(disk.database)}{grows}; {show_size(disk.free)} free, {full}",
        )

    def alarms(self, at: At) -> Iterator[str]:
        """What needs a person."""
        alerts = self.alerts
        if alerts.mail_held_since is not None:
            yield f"mail is held since {at(alerts.mail_held_since)}: this is a copy or a restored backup; `presswatch mail status` shows what would be sent"
        for broken in alerts.broken:
            yield f"watch {broken.id} stands still since {at(broken.since)}: {broken.error.splitlines()[0]}"
        for reader in alerts.readers:
            if reader.trouble:
                yield f"mail to {reader.recipient} did not leave: {reader.trouble}"
        if alerts.set_aside:
            yield f"{counted(alerts.set_aside, 'article')} could not be judged by a watch and was put aside"
        if self.index.problem:
            yield f"the search index: {self.index.problem}"
        if self.index.refused:
            number = counted(len(self.index.refused), "version")
            yield f"{number} cannot be searched: `presswatch index status` says why"
        if self.crawl.error:
            yield f"the crawl paused: {self.crawl.error}"


def standing(settings: Settings, db: Database) -> Standing:
    """Ask every stage. Raises StoreError, StoreUnavailable."""
    now = db.clock.now()
    with db.read() as conn:
        change = last_change(conn)
        return Standing(
            now=now,
            zone=settings.zone,
            sources=tuple(sorted(source_states(conn, now), key=lambda s: (WORST_FIRST.index(s.state), s.id))),
            crawl=progress(conn, now),
            articles=conn.scalar(
                sa.select(sa.func.count()).select_from(articles).where(articles.c.removed.is_(None))
            )
            or 0,
            versions=conn.scalar(sa.select(sa.func.count()).select_from(versions)) or 0,
            change=change,
            index=_index(settings, db, change),
            alerts=alerts_state(conn, now),
            disk=disk_forecast(conn, settings.data, wiring.archive_policy(settings), db.path, now),
        )


def _index(settings: Settings, db: Database, change: int) -> IndexStanding:
    with db.read() as conn:
        refused = tuple(all_aside(conn))
    index = wiring.open_index(settings, db)
    try:
        state = index.state()
    except ArticlesError as error:
        return IndexStanding(0, change, str(error), refused)
    finally:
        index.close()
    if state is None:
        return IndexStanding(0, change, None, refused)
    problem = None
    if state.lineage != db.lineage:
        problem = (
            "it follows another database; `presswatch index rebuild` builds it anew, and so does the next run"
        )
    elif state.fingerprint != WRITTEN_BY:
        problem = "its terms are of another release; `presswatch index rebuild` builds it anew, and so does the next run"
    return IndexStanding(state.change, max(0, change - state.change), problem, refused)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value

"""What the pieces of one crawl share: the way out, the archive, the workers, the writer, and why it must end."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

import sqlalchemy as sa

from articles.article import Origin
from crawler.archive import Archive
from crawler.robots import Robots
from crawler.sources import CrawlPolicy
from crawler.tables import sources
from crawler.workers import Workers
from crawler.writer import Writer
from net import Client

log = logging.getLogger(__name__)

_RELOAD = timedelta(seconds=10)


class StopSignal(Protocol):
    """An event of threading or multiprocessing."""

    def is_set(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What the reading of a page needs to know of its source."""

    origin: Origin
    language: str | None
    zone: str | None


class SourceBook:
    """The sources as they stand in the database, looked up again every few seconds. For the writer's thread."""

    def __init__(self) -> None:
        self._facts: dict[int, SourceFacts] = {}
        self._loaded: datetime | None = None

    def refresh(self, conn: sa.Connection, wanted: Collection[int] = ()) -> None:
        """Look the sources up again if that was a while ago, or if one of `wanted` is new."""
        now = datetime.now(UTC)
        known = all(source in self._facts for source in wanted)
        if known and self._loaded is not None and now - self._loaded < _RELOAD:
            return
        self._loaded = now
        self._facts = {
            row.key: SourceFacts(
                Origin(row.id, row.name, row.country, tuple(row.tags)), row.language, row.timezone
            )
            for row in conn.execute(sa.select(sources))
        }

    def __getitem__(self, source: int) -> SourceFacts:
        return self._facts[source]


@dataclass(slots=True)
class Tally:
    """What this run has done so far."""

    lists_read: int = 0
    pages_fetched: int = 0
    articles_kept: int = 0
    failures: int = 0


@dataclass(slots=True)
class Parts:
    """Everything that one crawl works with."""

    run: str
    policy: CrawlPolicy
    client: Client
    robots: Robots
    archive: Archive
    workers: Workers
    writer: Writer
    book: SourceBook = field(default_factory=SourceBook)
    tally: Tally = field(default_factory=Tally)
    fault: Exception | None = None
    stopping: bool = False  # what fails from now on fails because we end: it goes back to the queue
    on_fault: Callable[[], None] = lambda: None

    def fail(self, fault: Exception) -> None:
        """End the crawl because of a fault that no other page would escape; the first one counts."""
        if self.fault is None:
            log.error("the crawl pauses: %s", fault)
            self.fault = fault
            self.on_fault()

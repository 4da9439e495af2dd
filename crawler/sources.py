"""What the operator asks of the crawler, as plain frozen values: sources, manners and limits, the archive."""

from dataclasses import dataclass
from datetime import timedelta

NAME = "presswatch"  # the product, and its group in robots.txt
USER_AGENT = f"{NAME}/0.1 (+news monitoring)"


@dataclass(frozen=True, slots=True)
class Source:
    """One news source. `url` is a home page, feed, sitemap or listing page; `was` an id that it had before."""

    id: str
    name: str
    url: str
    country: str | None = None  # ISO 3166-1 alpha-2
    language: str | None = None  # BCP 47 primary subtag
    tags: tuple[str, ...] = ()
    read_every: timedelta = timedelta(minutes=30)
    timezone: str | None = None  # IANA name; of times that the site gives without one
    was: str | None = None


@dataclass(frozen=True, slots=True)
class CrawlPolicy:
    """Manners and limits.

    `delay` is the least time between two requests to one host; AutoThrottle makes it longer for a slow one.
    `worker_seconds` (of CPU) and `worker_memory_bytes` (of address space) bound the parsing of one page or list.
    `retry_pauses` come between the tries of one page, `recheck_after` are ages at which a kept article is read again.
    """

    user_agent: str = USER_AGENT
    contact: str | None = None
    allow_networks: tuple[str, ...] = ()
    max_page_bytes: int = 10 * 1024 * 1024
    deadline_seconds: float = 60.0
    catch_up: timedelta = timedelta(days=2)
    delay: timedelta = timedelta(seconds=1)
    longest_delay: timedelta = timedelta(seconds=60)
    workers: int = 2
    worker_memory_bytes: int = 1536 * 1024 * 1024
    worker_seconds: float = 20.0
    in_flight: int = 64
    retry_pauses: tuple[timedelta, ...] = (
        timedelta(minutes=1),
        timedelta(minutes=5),
        timedelta(minutes=30),
        timedelta(hours=2),
        timedelta(hours=6),
    )
    recheck_after: tuple[timedelta, ...] = (
        timedelta(hours=1),
        timedelta(hours=6),
        timedelta(days=1),
        timedelta(days=3),
    )

    @property
    def agent(self) -> str:
        """The User-Agent header: the product, and who to write to if the operator said so."""
        if not self.contact:
            return self.user_agent
        return f"{self.user_agent.removesuffix(')')}; {self.contact})"


@dataclass(frozen=True, slots=True)
class ArchivePolicy:
    """How long raw pages are kept, and how many bytes they may take in all; None: as many as the disk has."""

    keep_pages: timedelta = timedelta(days=30)
    max_disk: int | None = None

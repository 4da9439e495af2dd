"""One turn of each stage: what the scheduler's jobs and `run --once` both call, on the parts of an installation."""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from alerts.digests import build_due, due_readers
from alerts.match import Matching, Stop
from alerts.matched import matched_articles
from alerts.operator import sync_operator
from alerts.outbox import DeliveryReport, deliver_due, recover
from alerts.refused import newly_refused, tell_refused
from alerts.stopping import close_stopped
from alerts.subscriptions import sync_subscriptions
from alerts.thinning import Thinned, thin
from alerts.watches import BrokenWatch, sync_watches
from articles.crash_points import reached
from articles.index.indexer import catch_up
from articles.index.port import ArticleIndex
from articles.store.changes import last_change
from articles.store.installation import mail_hold, renew_stamp
from articles.stories.following import StoryFollower
from crawler.retention import Retained, retain
from crawler.state import enqueue_due, source_states, sync_sources
from scheduler.parts import Parts
from scheduler.reading import reading

log = logging.getLogger(__name__)


@dataclass(slots=True)
class RoundReport:
    """What one full round did; counts unless said otherwise. `problems` are stages that failed, in plain words."""

    sources_due: int = 0
    versions: int = 0
    stories: int = 0  # versions that tell a story that was known
    indexed: int = 0
    matches: int = 0
    digests: int = 0
    sent: int = 0
    retried: int = 0
    failed: int = 0
    mail_held_since: datetime | None = None
    broken_watches: tuple[str, ...] = ()
    problems: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Plain values, times in ISO 8601."""
        made = {name: getattr(self, name) for name in self.__slots__}
        made["mail_held_since"] = self.mail_held_since and self.mail_held_since.isoformat()
        made["broken_watches"] = list(self.broken_watches)
        return made


def settle(parts: Parts) -> list[BrokenWatch]:
    """Bring the store in line with the configuration, in one transaction; the watches that stand still."""
    now = parts.clock.now()
    with parts.db.write() as conn:
        sync_sources(conn, parts.sources, now)
        broken = sync_watches(conn, parts.watches, parts.entities, now, zone=parts.zone)
        sync_subscriptions(conn, parts.subscriptions, now)
        sync_operator(conn, parts.operator.email if parts.mail is not None else None, parts.zone, now)
    return broken


def begin_mailing(parts: Parts) -> None:
    """Before the first mail leaves: an older copy put back later is known as one, and what a process that is
    gone was sending is queued again. Only for the holder of the lock of alerts."""
    renew_stamp(parts.db)
    recover(parts.db, parts.clock.now())


def due(parts: Parts) -> list[str]:
    """Queue what is due to be read; the ids of its sources."""
    with parts.db.write() as conn:
        queued = enqueue_due(conn, parts.clock.now())
        reached("before due")
    reached("after due")
    return queued


def kept(parts: Parts) -> int:
    """The last number of the change log; what it grew by is what was kept."""
    with parts.db.read() as conn:
        return last_change(conn)


def index(parts: Parts, projection: ArticleIndex, stop: Stop | None = None) -> int:
    """Follow the change log into the search engine; how many changes were taken."""
    return catch_up(parts.db, projection, stop=stop.is_set if stop else None)


def group(stories: StoryFollower, stop: Stop | None = None) -> int:
    """Group what is new into stories; how many versions tell one that was known."""
    done = stories.catch_up(stop.is_set if stop else None)
    if done.joined:
        log.info("grouped %d versions: %d tell a story that was known", done.versions, done.joined)
    return done.joined


def match(parts: Parts, matching: Matching, stop: Stop | None = None) -> int:
    """Run the watches over what is new; how many matches there were."""
    report = matching.run(parts.clock.now(), stop=stop)
    if report.matches or report.set_aside:
        log.info(
            "matched %d versions: %d matches, %d put aside", report.versions, report.matches, report.set_aside
        )
    return report.matches


def digests(parts: Parts, *, force: bool = False, stop: Stop | None = None) -> int:
    """Freeze the digests that are due; how many. `force` does not wait for "as read" to be gathered."""
    now = parts.clock.now()
    # How sources fare costs more than to ask who is due, which comes every few seconds.
    if parts.mail is None or not due_readers(parts.db, now, force=force):
        return 0
    with parts.db.read() as conn:
        fared = reading(source_states(conn, now), now)
    return len(build_due(parts.db, now, mail=parts.mail, reading=fared, force=force, stop=stop))


def deliver(parts: Parts, stop: Stop | None = None) -> DeliveryReport:
    """Hand over what the outbox holds; nothing where there is no mail server or mail is held."""
    if parts.channel is None:
        return DeliveryReport()
    return deliver_due(
        parts.db,
        parts.channel,
        parts.clock.now(),
        more=parts.more_channels,
        per_minute=parts.per_minute,
        stop=stop,
    )


def deliver_otherwise(parts: Parts, stop: Stop | None = None) -> DeliveryReport:
    """Hand over what leaves by webhook or feed, apart from mail, so that neither waits for the other."""
    done = DeliveryReport()
    for kind, channel in parts.others.items():
        done += deliver_due(parts.db, channel, parts.clock.now(), kind=kind, stop=stop)
    return done


def tell_refused_addresses(parts: Parts) -> bool:
    """Tell the operator, once a day at most, to whom no letter gets through; whether there is a letter about it now."""
    if parts.mail is None or parts.operator.email is None:
        return False
    with parts.db.read() as conn:
        if not newly_refused(conn):
            return False
    with parts.db.write() as conn:
        return tell_refused(conn, parts.mail, parts.clock.now(), parts.config) is not None


def held_since(parts: Parts) -> datetime | None:
    """Since when mail is held; None when it may leave."""
    with parts.db.read() as conn:
        return mail_hold(conn)


def upkeep(parts: Parts) -> Retained:
    """End what the archive need not keep, and what readers stopped too long ago to undo it."""
    with parts.db.write() as conn:
        close_stopped(conn, parts.clock.now())
    return retain(parts.db, parts.data_dir, parts.archive, matched_articles, parts.clock.now())


def thin_ledger(parts: Parts, stop: Stop | None = None) -> Thinned:
    """Make counts of what the ledger has kept long enough."""
    return thin(parts.db, parts.keep_ledger, parts.clock.now(), stop=stop)

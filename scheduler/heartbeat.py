"""The heartbeat: tells a monitoring service that reading, matching and mailing all go on, and stays silent when one does not."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from alerts import tables
from alerts.outbox import DeliveryReport
from articles.store.installation import mail_hold
from crawler.progress import progress
from crawler.sources import USER_AGENT
from net import Client, EndpointGuard, NetError
from scheduler.jobs import Job
from scheduler.parts import Parts

log = logging.getLogger(__name__)

DEADLINE = 20.0  # seconds for one ping


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells whether the stages go on, at one moment.

    `done` is how long ago (seconds, monotonic) each stage's last turn ended well, None if none has. The numbers only
    tell whether they moved: `crawled` events of the crawl, `matched` the position of matching, `frozen` and `tried` the
    last message and the last attempt. `crawl_due` rows of the frontier could be read; `crawl_noted` is when the crawler
    last said that it lives. `server_gone`: the mail server could not be used at the last delivery.
    """

    now: datetime
    crawl_noted: datetime | None
    crawl_error: bool
    crawl_due: int
    crawled: int
    matched: int
    frozen: int
    tried: int
    mail_waits: bool
    mail_held: bool
    mail_used: bool
    server_gone: bool
    done: Mapping[str, float | None]


def standing_still(before: Signs | None, now: Signs, every: timedelta) -> list[str]:
    """The stages ("crawling", "matching", "mail") that stand still; `before` is what there was one interval earlier."""
    stopped = []
    noted = now.crawl_noted
    silent = noted is None or not timedelta(0) <= now.now - noted + timedelta(minutes=1) <= every + timedelta(
        minutes=1
    )
    idle = before is not None and now.crawl_due > 0 and before.crawl_due > 0 and now.crawled == before.crawled
    if silent or now.crawl_error or idle:
        stopped.append("crawling")
    if not _went_on(before, now, "match", every, lambda signs: signs.matched):
        stopped.append("matching")
    if now.mail_used and (
        now.server_gone
        or (now.mail_held and now.mail_waits)
        or not _went_on(before, now, "digests", every, lambda signs: signs.frozen)
        or not _went_on(before, now, "deliver", every, lambda signs: signs.tried)
    ):
        stopped.append("mail")
    return stopped


def _went_on(
    before: Signs | None, now: Signs, stage: str, every: timedelta, number: Callable[[Signs], int]
) -> bool:
    # Its last turn ended well not long ago, or a long one is getting on.
    done = now.done.get(stage)
    if done is not None and done <= every.total_seconds():
        return True
    return before is not None and number(now) != number(before)


class Heartbeat:
    """Asks for the address once an interval as long as nothing stands still. One at a time."""

    def __init__(self, parts: Parts, url: str, every: timedelta, jobs: Mapping[str, Job]) -> None:
        self._parts, self._url, self._every, self._jobs = parts, url, every, jobs
        self._before: Signs | None = None
        self._server_gone = False
        self._told: list[str] = []

    def delivered(self, report: DeliveryReport) -> None:
        """Note what came of a round of delivery."""
        if report.unavailable:
            self._server_gone = True
        elif report.sent or report.failed or report.retried:
            self._server_gone = False

    def beat(self) -> list[str]:
        """One interval's end: ask for the address, or say in the log what stands still; the stages that do."""
        signs = self._signs()
        stopped = standing_still(self._before, signs, self._every)
        self._before = signs
        if stopped != self._told:
            if stopped:
                log.error("no heartbeat: %s stopped", ", ".join(stopped))
            elif self._told:
                log.info("the heartbeat goes on")
            self._told = stopped
        if not stopped:
            asyncio.run(self._ping())
        return stopped

    async def _ping(self) -> None:
        # Its address is a secret of the operator's: the log does not name it.
        try:
            async with Client(
                EndpointGuard([self._url]), user_agent=USER_AGENT, limit=64 * 1024, deadline=DEADLINE
            ) as client:
                response = await client.get(self._url)
        except NetError as error:
            log.warning("the heartbeat could not be sent: it %s", error.reason)
            return
        if response.status >= 300:
            log.warning("the heartbeat was answered with status %d", response.status)

    def _signs(self) -> Signs:
        parts, now = self._parts, self._parts.clock.now()
        m, a = tables.messages.c, tables.attempts.c
        with parts.db.read() as conn:
            crawl = progress(conn, now)
            waits = conn.scalar(sa.select(m.key).where(m.state.in_(("queued", "sending"))).limit(1))
            pending = conn.scalar(
                sa.select(tables.ledger.c.change).where(tables.ledger.c.state == "pending").limit(1)
            )
            held = mail_hold(conn) is not None
            matched = conn.scalar(sa.select(tables.match_state.c.position)) or 0
            frozen = conn.scalar(sa.select(sa.func.max(m.key))) or 0
            tried = conn.scalar(sa.select(sa.func.max(a.key))) or 0
        ticks = time.monotonic()
        return Signs(
            now=now,
            crawl_noted=crawl.updated_at,
            crawl_error=crawl.error is not None,
            crawl_due=crawl.queued + crawl.in_flight,
            crawled=crawl.lists_read + crawl.pages_fetched + crawl.failures,
            matched=matched,
            frozen=frozen,
            tried=tried,
            mail_waits=waits is not None or pending is not None,
            mail_held=held,
            mail_used=parts.channel is not None,
            server_gone=self._server_gone,
            done={
                name: None if job.done_at is None else ticks - job.done_at for name, job in self._jobs.items()
            },
        )

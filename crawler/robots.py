"""robots.txt as RFC 9309 has it: asked for through the one way out, kept in a table, answered for every request.

Protego reads the rules; what a missing or unreachable file means, redirects, size and age are decided here.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
from protego import Protego

from crawler.outcomes import Outcome, of_net_error
from crawler.sources import NAME
from crawler.tables import robots
from net import Client, NetError, PermanentNetError
from net.address import origin_of

log = logging.getLogger(__name__)

_T = TypeVar("_T")
_MOST_BYTES = 500 * 1024  # RFC 9309, 2.5
_MOST_HOPS = 5  # 2.3.1.2
_FRESH = timedelta(hours=24)  # 2.4
_STILL_USABLE = timedelta(days=30)  # 2.3.1.4: an old copy while the file is unreachable
_ASK_AGAIN = timedelta(minutes=5)  # after it was unreachable
_FORBIDDEN = Outcome("robots", "the site's robots.txt asks robots not to read it")


class Store(Protocol):
    """Runs work on the database and answers when it is committed."""

    def do(self, work: Callable[[sa.Connection], _T], *, urgent: bool = False) -> Awaitable[_T]: ...


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of one origin. `trouble` says why nothing may be read there now."""

    rules: Protego | None
    expires: datetime
    trouble: Outcome | None = None


class Robots:
    """Says whether a URL may be read by the group "presswatch". One request an origin at a time, once a day."""

    def __init__(self, client: Client, store: Store) -> None:
        self._client = client
        self._store = store
        self._known: dict[str, _Known] = {}
        self._asking: dict[str, asyncio.Task[_Known]] = {}

    async def forbids(self, url: str) -> Outcome | None:
        """Why a URL may not be read, or None if it may.

        A file that is not there (4xx) allows everything; one that cannot be reached (5xx, no connection) forbids
        everything for the time being, unless a copy not older than 30 days is kept.
        """
        known = await self._look_up(origin_of(url))
        if known.trouble is not None:
            return known.trouble
        if known.rules is None or known.rules.can_fetch(url, NAME):
            return None
        return _FORBIDDEN

    async def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that the file of this URL's origin names (2.2.4)."""
        known = await self._look_up(origin_of(url))
        return tuple(known.rules.sitemaps) if known.rules is not None else ()

    async def _look_up(self, origin: str) -> _Known:
        known = self._known.get(origin)
        if known is not None and known.expires > datetime.now(UTC):
            return known
        task = self._asking.get(origin)
        if task is None:
            task = asyncio.ensure_future(self._ask(origin))
            self._asking[origin] = task
            task.add_done_callback(lambda _: self._asking.pop(origin, None))
        return await asyncio.shield(task)

    async def _ask(self, origin: str) -> _Known:
        now = datetime.now(UTC)
        row = await self._store.do(lambda conn: _read(conn, origin), urgent=True)
        if row is not None and row.expires_at > now:
            return self._remember(origin, _Known(_rules(row.rules), row.expires_at))
        try:
            response = await self._client.fetch(f"{origin}/robots.txt", most=_MOST_HOPS)
            status, body = response.status, response.content()[:_MOST_BYTES].decode("utf-8", "replace")
            trouble = None
            if status >= 500 or status == 429:
                trouble = Outcome("robots", f"the site's robots.txt cannot be read ({status})", retry=True)
        except PermanentNetError as error:
            # too many hops, too large, a way that leads to addresses we don't go to: as if it were not there
            log.info("robots.txt of %s cannot be used: %s", origin, error.reason)
            status, body, trouble = 0, "", None
        except NetError as error:
            trouble = of_net_error(error)
            status, body = 0, ""
        if trouble is not None:
            if row is not None and row.fetched_at > now - _STILL_USABLE:
                return self._remember(origin, _Known(_rules(row.rules), now + _ASK_AGAIN))
            return self._remember(origin, _Known(None, now + _ASK_AGAIN, trouble))
        rules = body if 200 <= status < 300 else ""
        await self._store.do(lambda conn: _write(conn, origin, status, rules, now))
        return self._remember(origin, _Known(_rules(rules), now + _FRESH))

    def _remember(self, origin: str, known: _Known) -> _Known:
        self._known[origin] = known
        return known


def _rules(text: str) -> Protego | None:
    return Protego.parse(text) if text.strip() else None


def _read(conn: sa.Connection, origin: str) -> sa.Row[Any] | None:
    return conn.execute(sa.select(robots).where(robots.c.origin == origin)).first()


def _write(conn: sa.Connection, origin: str, status: int, rules: str, now: datetime) -> None:
    conn.execute(sa.delete(robots).where(robots.c.origin == origin))
    conn.execute(
        sa.insert(robots).values(
            origin=origin, fetched_at=now, expires_at=now + _FRESH, status=status, rules=rules
        )
    )

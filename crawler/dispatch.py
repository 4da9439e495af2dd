"""Hands claimed rows of the frontier to the spider: few at a time, spread over hosts, until idle or stopped."""

import asyncio
import time
from collections import Counter, deque
from datetime import UTC, datetime

import sqlalchemy as sa

from crawler import frontier
from crawler.frontier import Task
from crawler.parts import Parts

_LEAST_PAUSE = 0.05  # seconds between two claims
_POLL = 1.0  # seconds between looks at an empty frontier
_MOST_PAUSE_AT_HAND = 0.25


class Dispatcher:
    """Claims work in batches. What is at hand or being worked on never exceeds the policy's `in_flight`."""

    def __init__(self, parts: Parts, *, until_idle: bool) -> None:
        self._parts = parts
        self._until_idle = until_idle
        self._ready: deque[Task] = deque()
        self._hosts: Counter[str] = Counter()  # claimed and not yet fetched
        self._in_flight = 0
        self._changed = asyncio.Event()
        self._stopped = False
        self._claimed_at = 0.0

    async def next(self) -> Task | None:
        """The next row to fetch; None when the crawl is over: stopped, or idle if that was wanted.

        Idle means: nothing is due and nothing is in flight. Retries due later do not hold it.
        """
        while not self._stopped:
            if self._ready:
                return self._ready.popleft()
            self._changed.clear()
            room = self._parts.policy.in_flight - self._in_flight
            since = time.monotonic() - self._claimed_at
            enough = room >= self._parts.policy.in_flight // 2 or since >= _MOST_PAUSE_AT_HAND
            if room > 0 and enough and since >= _LEAST_PAUSE:
                claimed = await self._claim(room)
                self._ready.extend(claimed)
                if claimed:
                    continue
                if self._until_idle and self._in_flight == 0:
                    return None
            wait = _POLL if self._in_flight == 0 else _MOST_PAUSE_AT_HAND
            try:
                async with asyncio.timeout(_LEAST_PAUSE if self._changed.is_set() else wait):
                    await self._changed.wait()
                    await asyncio.sleep(max(0.0, _LEAST_PAUSE - (time.monotonic() - self._claimed_at)))
            except TimeoutError:
                continue
        return None

    async def _claim(self, room: int) -> list[Task]:
        busy = [host for host, number in self._hosts.items() if number]
        run, book = self._parts.run, self._parts.book
        # where hosts need not wait, the next row is at hand while one is fetched
        per_host = 1 if self._parts.policy.delay else 2

        def work(conn: sa.Connection) -> list[Task]:
            claimed = frontier.claim(conn, run, datetime.now(UTC), room, busy=busy, per_host=per_host)
            book.refresh(conn, {task.source for task in claimed})
            return claimed

        claimed = await self._parts.writer.do(work, urgent=True)
        self._claimed_at = time.monotonic()
        self._in_flight += len(claimed)
        self._hosts.update(task.host for task in claimed)
        return claimed

    def fetched(self, task: Task) -> None:
        """The host has answered (or will not); another row of it may be claimed."""
        self._hosts[task.host] -= 1
        if not self._hosts[task.host]:
            del self._hosts[task.host]
        self._changed.set()

    def finished(self) -> None:
        """One row's turn is over, and kept."""
        self._in_flight -= 1
        self._changed.set()

    def stop(self) -> None:
        """Hand out nothing more."""
        self._stopped = True
        self._changed.set()

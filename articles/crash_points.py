"""Labelled moments at which a crash sweep may kill the process; every stage that writes passes them, and wiring arms one."""

import logging
import os
import signal
import threading
from dataclasses import dataclass

log = logging.getLogger(__name__)

# Before and after each step that a kill may fall between. "Before" lies inside the transaction or the dialogue, with all
# of its work done and nothing committed; "after" follows its end.
POINTS = (
    "before due",  # a list is queued to be read
    "after due",
    "before fetched",  # one answer of a site
    "after fetched",
    "before archived",  # the raw page is in a WARC file
    "after archived",
    "before parsed",  # a worker has read the page
    "after parsed",
    "before committed",  # the version is kept and its turn is over
    "after committed",
    "before indexed",  # a batch is in the search engine
    "after indexed",
    "before matched",  # a batch's matches, ledger and position
    "after matched",
    "before digest frozen",  # the letter is in the outbox
    "after digest frozen",
    "before sending",  # the letter is claimed
    "after sending",
    "before accepted",  # the final dot is on its way, the answer is not read
    "after accepted",
    "before marked",  # the answer is noted
    "after marked",
)


@dataclass(frozen=True, slots=True)
class CrashAt:
    """The `arrival`-th time (from 1) that this process comes to `point`."""

    point: str
    arrival: int = 1


class _Trap:
    """What this process is armed with, and how often it came there."""

    def __init__(self) -> None:
        self.crash: CrashAt | None = None
        self.arrivals = 0
        self.lock = threading.Lock()


_trap = _Trap()


def parse_crash(text: str) -> CrashAt:
    """ "after matched" or "after matched:3". Raises ValueError, naming the points that there are."""
    point, _, number = text.partition(":")
    if point not in POINTS:
        raise ValueError(f"{point!r} is no crash point; there are: {', '.join(POINTS)}")
    if number and not (number.isascii() and number.isdigit() and int(number) > 0):
        raise ValueError(f"{number!r} is no count of arrivals")
    return CrashAt(point, int(number or 1))


def arm(crash: CrashAt | None) -> None:
    """From now on this process dies at that arrival; at none with None. Counting begins anew."""
    with _trap.lock:
        _trap.crash, _trap.arrivals = crash, 0


def reached(point: str) -> None:
    """The process is at `point`. Does nothing unless it is armed for it; then it ends by SIGKILL, as a power cut would."""
    crash = _trap.crash
    if crash is None or crash.point != point:
        return
    with _trap.lock:
        _trap.arrivals += 1
        if _trap.arrivals != crash.arrival:
            return
    log.warning("killed %s, arrival %d, as the crash sweep asked", point, crash.arrival)
    os.kill(os.getpid(), signal.SIGKILL)

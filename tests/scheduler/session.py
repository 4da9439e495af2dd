"""A process that runs rounds of alerts on an installation, until it is done or killed; started by the account's test."""

import logging
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from alerts.subscriptions import Subscription
from alerts.watches import Watch
from articles.crash_points import CrashAt
from articles.store.database import Database
from scheduler.service import Service
from tests.scheduler.parts import parts


class Ticking:
    """A clock that goes on a little whenever it is asked."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        self.at += timedelta(milliseconds=20)
        return self.at


def rounds(
    folder: Path,
    port: int,
    at: datetime,
    number: int,
    watches: tuple[Watch, ...],
    subscriptions: tuple[Subscription, ...],
    crash: CrashAt | None = None,
) -> None:
    """So many rounds, the first at `at`, a minute apart; what is logged goes to `folder/log.txt`.

    Killed at `crash`, counted within one of them.
    """
    sys.stderr = (folder / "log.txt").open("a", encoding="utf-8")
    logging.basicConfig(level=logging.DEBUG, handlers=[logging.StreamHandler(sys.stderr)], force=True)
    clock = Ticking(at)
    with Database.open(folder / "presswatch.db", clock=clock) as db:
        for _ in range(number):
            made = replace(parts(db, port, clock, watches, subscriptions), crash=crash)
            done = Service(made, ("alerts",)).run_once()
            assert not done.problems and done.mail_held_since is None, done
            clock.at += timedelta(minutes=1)

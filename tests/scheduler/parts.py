"""An installation without sources for the tests of the scheduler: real database, index and mail channel."""

from dataclasses import replace
from pathlib import Path

from alerts.smtp import SmtpChannel
from alerts.subscriptions import Subscription
from alerts.watches import Watch
from articles.clock import Clock
from articles.index.embedded import EmbeddedIndex
from articles.store.database import Database
from crawler.sources import ArchivePolicy, CrawlPolicy
from scheduler.parts import Parts
from tests.alerts.desk import MAIL, PATIENCE


def no_logs() -> None:
    """Leave logging as it is."""


def parts(
    db: Database,
    port: int,
    clock: Clock,
    watches: tuple[Watch, ...] = (),
    subscriptions: tuple[Subscription, ...] = (),
) -> Parts:
    """Parts that mail through a server at `port` of this machine."""
    folder: Path = db.path.parent
    mail = replace(MAIL, port=port)
    return Parts(
        db=db,
        data_dir=folder,
        open_index=lambda: EmbeddedIndex(folder / "index"),
        clock=clock,
        zone="UTC",
        sources=(),
        policy=CrawlPolicy(),
        archive=ArchivePolicy(),
        entities=(),
        watches=watches,
        subscriptions=subscriptions,
        mail=mail,
        channel=SmtpChannel(mail, patience=PATIENCE),
        set_up_logs=no_logs,
    )

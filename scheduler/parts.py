"""What the composition root hands to the scheduler: one installation as opened objects and plain values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Literal

from alerts.channel import Channel, Kind
from alerts.mail import MailPolicy
from alerts.subscriptions import Subscription
from alerts.watches import Watch
from articles.clock import Clock
from articles.crash_points import CrashAt
from articles.entities import Entity
from articles.index.port import ArticleIndex
from articles.store.database import Database
from crawler.sources import ArchivePolicy, CrawlPolicy, Source

Half = Literal["crawl", "alerts"]
BOTH: tuple[Half, ...] = ("crawl", "alerts")


@dataclass(frozen=True, slots=True)
class Operator:
    """Who looks after an installation: who gets its week, and what is asked for, how often, while all stages go on."""

    email: str | None = None
    heartbeat: str | None = None
    heartbeat_every: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Parts:
    """One installation. `zone` is an IANA name; `mail` and `channel` are None where no mail server is configured."""

    db: Database
    data_dir: Path
    open_index: Callable[[], ArticleIndex]
    clock: Clock
    zone: str
    sources: tuple[Source, ...]
    policy: CrawlPolicy
    archive: ArchivePolicy
    entities: tuple[Entity, ...]
    watches: tuple[Watch, ...]
    subscriptions: tuple[Subscription, ...]
    mail: MailPolicy | None
    channel: Channel | None
    set_up_logs: Callable[[], None]  # called in every process that is started; picklable
    operator: Operator = Operator()
    config: str = "presswatch.toml"  # how the configuration is named to people
    keep_ledger: timedelta = timedelta(days=180)
    crash: CrashAt | None = None  # where a crash sweep ends the process; None everywhere else
    more_channels: tuple[Channel, ...] = ()  # further connections to the mail server
    others: Mapping[Kind, Channel] = field(default_factory=dict)  # the ways beside mail
    per_minute: int | None = None  # letters that the mail server is handed
    story_window: timedelta = timedelta(days=14)  # how far apart articles of one story may be seen

"""The composition root: settings become the plain values and open parts that the stages take, for every door."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from alerts.mail import MailPolicy
from alerts.manner import Manner
from alerts.smtp import SmtpChannel
from alerts.subscriptions import Subscription
from alerts.watches import Watch
from articles.clock import SystemClock
from articles.entities import Entity
from articles.errors import QueryError
from articles.index.embedded import EmbeddedIndex
from articles.index.port import ArticleIndex
from articles.query import parse, show
from articles.store.database import Database
from crawler.sources import ArchivePolicy, CrawlPolicy, Source
from presswatch import config_values
from presswatch.config_tables import EntitySettings, SubscriptionSettings
from presswatch.errors import NothingYet, NotWritable
from presswatch.settings import Settings
from scheduler.parts import Operator, Parts

if TYPE_CHECKING:
    from articles.elastic import Endpoint

DATABASE_NAME = "presswatch.db"
INDEX_FOLDER = "index"


def sources(settings: Settings) -> tuple[Source, ...]:
    """The sources for the crawler; one without a name is shown by its id."""
    return tuple(
        Source(
            id=source.id,
            name=source.name or source.id,
            url=source.url,
            country=source.country,
            language=source.language,
            tags=source.tags,
            read_every=source.read_every,
            timezone=source.timezone,
            was=source.was,
        )
        for source in settings.sources
    )


def crawl_policy(settings: Settings) -> CrawlPolicy:
    """The crawler's manners and limits."""
    crawl = settings.crawl
    return CrawlPolicy(
        contact=crawl.contact,
        allow_networks=crawl.allow_networks,
        max_page_bytes=crawl.max_page,
        deadline_seconds=crawl.deadline / timedelta(seconds=1),
        catch_up=crawl.catch_up,
        delay=crawl.delay,
        workers=crawl.workers,
    )


def archive_policy(settings: Settings) -> ArchivePolicy:
    """How long raw pages are kept."""
    return ArchivePolicy(settings.archive.keep_pages, settings.archive.max_disk)


def entities(settings: Settings) -> tuple[Entity, ...]:
    """Whom watches may name."""
    return tuple(entity(item) for item in settings.entities)


def entity(item: EntitySettings) -> Entity:
    """An entity as it is written in the configuration."""
    return Entity(
        item.id,
        item.name,
        config_values.parse_entity_type(item.type),
        item.aliases,
        item.notes,
        item.precision,
        item.off,
        item.given,
        item.family,
        item.patronymic,
        item.context,
        item.without,
        item.reject,
    )


def saved_queries(settings: Settings) -> dict[str, str]:
    """The texts of the queries that others include, by their ids."""
    return {item.id: item.query for item in settings.queries}


def watches(settings: Settings) -> tuple[Watch, ...]:
    """What is looked for, whether its query can be parsed or not; what a query includes stands in it."""
    saved = saved_queries(settings)

    def included(query: str) -> str:
        try:
            return show(parse(query, zone=settings.zone, saved=saved), typed=True) if "@" in query else query
        except QueryError:
            return query  # the watch stands still, and says why

    return tuple(
        Watch(item.id, included(item.query), item.notes, item.was, item.since) for item in settings.watches
    )


def subscriptions(settings: Settings) -> tuple[Subscription, ...]:
    """Who is mailed, in the reader's zone or that of the whole configuration."""
    return tuple(
        Subscription(
            id=item.id,
            to=item.to,
            watches=item.watches,
            send=item.send,
            timezone=item.timezone or settings.zone,
            was=item.was,
            gather=item.gather,
            when_empty=item.when_empty,
            most=item.limit,
            on_change=item.on_change,
            mute=item.mute,
            manner=manner(settings, item),
            webhook=item.webhook,
            feed=item.feed,
        )
        for item in settings.subscriptions
    )


def manner(settings: Settings, item: SubscriptionSettings) -> Manner:
    """How the letters of a subscription are written."""
    return Manner(
        item.language,
        item.excerpt,
        item.discreet,
        settings.openpgp_keys.get(item.id),
        item.lead_sources,
    )


def webhook_secrets(settings: Settings) -> dict[tuple[str, str], str]:
    """What signs the digests that are posted, by subscription and address."""
    return {
        (item.id, item.webhook): settings.webhook_secrets[item.id].get_secret_value()
        for item in settings.subscriptions
        if item.webhook is not None
    }


def more_channels(settings: Settings) -> tuple[SmtpChannel, ...]:
    """The connections to the mail server beside the first."""
    mail = mail_policy(settings)
    if mail is None or settings.mail is None:
        return ()
    return tuple(SmtpChannel(mail) for _ in range(settings.mail.connections - 1))


def mail_policy(settings: Settings) -> MailPolicy | None:
    """How mail leaves; None where no server is configured."""
    mail, secret = settings.mail, settings.mail_password
    if mail is None:
        return None
    return MailPolicy(
        host=mail.host,
        sender=mail.sender,
        closed_sender=mail.discreet_from,
        port=mail.server_port,
        security=mail.security,
        username=mail.username,
        password=secret.get_secret_value() if secret is not None else None,
        sender_name=mail.sender_name,
        operator=mail.operator or settings.operator.email,
        public_url=settings.web.public_url,
    )


def database_path(settings: Settings) -> Path:
    """The database file of an installation."""
    return settings.data / DATABASE_NAME


def make_folder(data: Path) -> None:
    """The data folder, for its owner only: what a newsroom reads is its own affair. Raises NotWritable."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise NotWritable(f"{data}: the data folder cannot be made: {error.strerror}") from None


def open_database(settings: Settings, *, make: bool = False) -> Database:
    """The database, migrated; with `make` an empty one where there is none.

    Raises NothingYet, NotWritable, and what Database.open raises.
    """
    path = database_path(settings)
    if make:
        make_folder(settings.data)
    elif not path.exists():
        raise NothingYet(f"{settings.data}: nothing was read yet: `presswatch run` reads the sources")
    return Database.open(path)


def open_index(settings: Settings, db: Database) -> ArticleIndex:
    """The search engine that the configuration names, for what `db` holds. It is asked nothing yet."""
    if settings.index.engine == "embedded":
        return EmbeddedIndex(settings.data / INDEX_FOLDER, zone=settings.zone)
    from articles.elastic import ElasticIndex  # its client takes half a second to load

    index = settings.index
    # Each database has indices of its own: a copy that is tried out elsewhere does not touch the original's.
    return ElasticIndex(
        index_endpoint(settings),
        f"{index.name}-{db.lineage}",
        settings.data / INDEX_FOLDER / "elasticsearch.lock",
        shards=index.shards,
        replicas=index.replicas,
    )


def index_endpoint(settings: Settings) -> "Endpoint":
    """Where the search engine listens and how it lets us in."""
    from articles.elastic import Endpoint

    index, password, api_key = settings.index, settings.index_password, settings.index_api_key
    return Endpoint(
        urls=index.url,
        username=index.username,
        password=password.get_secret_value() if password is not None else None,
        api_key=api_key.get_secret_value() if api_key is not None else None,
        ca_file=settings.file.parent / Path(index.ca_file).expanduser() if index.ca_file else None,
        fingerprint=index.fingerprint,
    )


def parts(settings: Settings, db: Database, set_up_logs: Callable[[], None]) -> Parts:
    """Everything that the scheduler works with, around an open database; `set_up_logs` must be picklable."""
    from alerts.feed import FeedChannel  # what only those need who send takes a tenth of a second to load
    from alerts.webhook import WebhookChannel

    mail = mail_policy(settings)
    return Parts(
        db=db,
        data_dir=settings.data,
        open_index=lambda: open_index(settings, db),
        clock=SystemClock(),
        zone=settings.zone,
        sources=sources(settings),
        policy=crawl_policy(settings),
        archive=archive_policy(settings),
        entities=entities(settings),
        watches=watches(settings),
        subscriptions=subscriptions(settings),
        mail=mail,
        channel=SmtpChannel(mail) if mail is not None else None,
        more_channels=more_channels(settings),
        others={"webhook": WebhookChannel(webhook_secrets(settings)), "feed": FeedChannel()},
        per_minute=settings.mail.per_minute if settings.mail is not None else None,
        set_up_logs=set_up_logs,
        operator=Operator(
            settings.operator.email, settings.operator.heartbeat, settings.operator.heartbeat_every
        ),
        config=settings.file.name,
        keep_ledger=settings.keep_ledger,
        crash=settings.crash,
        story_window=settings.story_window,
    )

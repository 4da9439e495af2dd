"""The tables of the configuration as frozen models: which keys there are and what each may hold, for settings."""

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from presswatch import codes, config_values, units
from presswatch.config_errors import BadValue

T = TypeVar("T")


def _written(parse: Callable[[str], T], kind: str) -> BeforeValidator:
    """A validator for what is written as text and means something else."""

    def read(value: object) -> T:
        if not isinstance(value, str):
            raise BadValue(f"{value} cannot be used: {kind} is wanted")
        return parse(value)

    return BeforeValidator(read)


def _duration(low: str, high: str) -> BeforeValidator:
    def read(text: str) -> timedelta:
        value = units.parse_duration(text)
        if not units.parse_duration(low) <= value <= units.parse_duration(high):
            raise BadValue(f'"{text}" cannot be used: it may be from "{low}" to "{high}"')
        return value

    return _written(read, f'a duration in quotes, such as "{low}",')


def _size(low: str) -> BeforeValidator:
    def read(text: str) -> int:
        value = units.parse_size(text)
        if value < units.parse_size(low):
            raise BadValue(f'"{text}" cannot be used: at least "{low}" is wanted')
        return value

    return _written(read, f'a size in quotes, such as "{low}",')


def _each_once(values: tuple[str, ...]) -> tuple[str, ...]:
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        raise BadValue(f'"{twice[0]}" stands in it twice')
    return values


Id = Annotated[str, AfterValidator(config_values.parse_id)]
Line = Annotated[str, AfterValidator(config_values.parse_line)]
Url = Annotated[str, AfterValidator(config_values.parse_url)]
Host = Annotated[str, AfterValidator(config_values.parse_host)]
Address = Annotated[str, AfterValidator(config_values.parse_address)]
Zone = Annotated[str, AfterValidator(codes.parse_zone)]
# lists of TOML become tuples, which cannot be changed
Lines = Annotated[tuple[Line, ...], Field(strict=False), AfterValidator(_each_once)]
Ids = Annotated[tuple[Id, ...], Field(strict=False, min_length=1), AfterValidator(_each_once)]
Addresses = Annotated[tuple[Address, ...], Field(strict=False, min_length=1), AfterValidator(_each_once)]
Endpoint = Annotated[str, AfterValidator(config_values.parse_endpoint)]
Endpoints = Annotated[
    tuple[Endpoint, ...],
    Field(strict=False),
    BeforeValidator(lambda value: [value] if isinstance(value, str) else value),
    AfterValidator(_each_once),
]
Network = Annotated[str, AfterValidator(config_values.parse_network)]
Networks = Annotated[tuple[Network, ...], Field(strict=False)]


class Table(BaseModel):
    """What all tables share: unknown keys and other types than written are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)

    @classmethod
    def keys(cls) -> set[str]:
        """The keys as they are written in the file."""
        return {field.alias or name for name, field in cls.model_fields.items()}


class SourceSettings(Table):
    """`[[source]]`: where articles come from; `url` is a home page, feed, sitemap or listing page."""

    id: Id
    name: Line = ""
    url: Url
    country: Annotated[str, AfterValidator(codes.parse_country)] | None = None
    language: Annotated[str, AfterValidator(codes.parse_language)] | None = None
    tags: Lines = ()
    read_every: Annotated[timedelta, _duration("1m", "30d")] = timedelta(minutes=30)
    timezone: Zone | None = None
    was: Id | None = None


class EntitySettings(Table):
    """`[[entity]]`: a person, organisation or place; `name` and `aliases` may hold wildcards."""

    id: Id
    name: Line
    type: Annotated[str, AfterValidator(config_values.parse_entity_type)] = "person"
    aliases: Lines = ()
    given: str = ""
    family: str = ""
    patronymic: str = ""
    context: Lines = ()
    without: Lines = Field((), alias="not")
    precision: Literal["strict", "normal", "wide"] = "normal"
    off: Annotated[
        tuple[Literal["transliterated", "inflected", "spelling", "family name"], ...], Field(strict=False)
    ] = ()
    reject: Lines = ()
    notes: str = ""


class QuerySettings(Table):
    """`[[query]]`: a saved query, which others include as `@id`."""

    id: Id
    query: Annotated[
        str, AfterValidator(lambda text: text if text.strip() else config_values.parse_line(text))
    ]
    notes: str = ""


class WatchSettings(Table):
    """`[[watch]]`: what to look for. Whether the query can be parsed is for check and alerts to say."""

    id: Id
    query: Annotated[
        str, AfterValidator(lambda text: text if text.strip() else config_values.parse_line(text))
    ]
    notes: str = ""
    was: Id | None = None
    since: Annotated[str, AfterValidator(config_values.parse_since)] | None = None


class SubscriptionSettings(Table):
    """`[[subscription]]`: who is mailed which watches, and when."""

    id: Id
    to: Addresses = ()
    webhook: Url | None = None
    webhook_secret_file: Line | None = None
    feed: bool = False
    watches: Ids
    send: Annotated[str, AfterValidator(config_values.parse_when)]
    timezone: Zone | None = None
    gather: Annotated[timedelta, _duration("0s", "1h")] = timedelta(seconds=30)
    when_empty: Literal["send", "skip"] = "send"
    limit: Annotated[int, Field(ge=1, le=500)] = 20
    on_change: bool = False
    language: Literal["en", "de"] = "en"
    excerpt: Literal["sentence", "paragraph", "full"] = "sentence"
    discreet: bool = False
    openpgp_key: Line | None = None
    mute: Annotated[Lines, AfterValidator(config_values.parse_mutes)] = ()
    lead_sources: Lines = ()
    was: Id | None = None


class MailSettings(Table):
    """`[mail]`: the server that digests leave through."""

    host: Host
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: Line | None = None
    password: SecretStr | None = None
    password_file: Line | None = None
    sender: Address = Field(alias="from")
    sender_name: Line = Field("presswatch", alias="from_name")
    discreet_from: Address | None = None
    operator: Address | None = None
    per_minute: Annotated[int, Field(ge=1, le=100_000)] | None = None
    connections: Annotated[int, Field(ge=1, le=20)] = 2

    @property
    def server_port(self) -> int:
        """The port given, or the usual one (RFC 6409, RFC 8314)."""
        return self.port or {"starttls": 587, "tls": 465, "none": 25}[self.security]


class OperatorSettings(Table):
    """`[operator]`: who looks after it, and what is told that it runs."""

    email: Address | None = None
    heartbeat: Url | None = None
    heartbeat_every: Annotated[timedelta, _duration("1m", "1d")] = timedelta(minutes=5)


class CrawlSettings(Table):
    """`[crawl]`: how sites are read."""

    contact: Line | None = None
    allow_networks: Networks = ()
    catch_up: Annotated[timedelta, _duration("0s", "365d")] = timedelta(days=2)
    delay: Annotated[timedelta, _duration("0s", "10m")] = timedelta(seconds=1)
    deadline: Annotated[timedelta, _duration("1s", "10m")] = timedelta(seconds=60)
    max_page: Annotated[int, _size("100KB")] = 10 * 1024 * 1024
    workers: Annotated[int, Field(ge=1, le=64)] = 2


class IndexSettings(Table):
    """`[index]`: the search engine. All but `engine` is for Elasticsearch; its secrets are never written here."""

    engine: Literal["embedded", "elasticsearch"] = "embedded"
    url: Endpoints = ()
    name: Annotated[str, AfterValidator(config_values.parse_index_name)] = "presswatch"
    username: Line | None = None
    password_file: Line | None = None
    api_key_file: Line | None = None
    ca_file: Line | None = None
    fingerprint: Annotated[str, AfterValidator(config_values.parse_fingerprint)] | None = None
    shards: Annotated[int, Field(ge=1, le=256)] = 1
    replicas: Annotated[int, Field(ge=0, le=8)] = 0


class ArchiveSettings(Table):
    """`[archive]`: how long raw pages are kept."""

    keep_pages: Annotated[timedelta, _duration("0s", "3650d")] = timedelta(days=30)
    max_disk: Annotated[int, _size("100MB")] | None = None


class WebSettings(Table):
    """`[web]`: the search page, on this machine only, and the readers' pages, which never search."""

    port: Annotated[int, Field(ge=1, le=65535)] = 8642
    public_url: Annotated[Url, AfterValidator(config_values.parse_public_url)] | None = None
    public_host: Host = "127.0.0.1"
    public_port: Annotated[int, Field(ge=1, le=65535)] = 8643


class TopSettings(Table):
    """What stands above the first table."""

    timezone: Zone | None = None
    data: Line = "presswatch-data"
    story_window: Annotated[timedelta, _duration("1d", "90d")] = timedelta(days=14)
    keep_ledger: Annotated[timedelta, _duration("30d", "3650d")] = timedelta(days=180)
    sources: Annotated[tuple[Url, ...], Field(strict=False)] = ()


MODELS: dict[str, type[Table]] = {
    "source": SourceSettings,
    "entity": EntitySettings,
    "query": QuerySettings,
    "watch": WatchSettings,
    "subscription": SubscriptionSettings,
    "mail": MailSettings,
    "operator": OperatorSettings,
    "crawl": CrawlSettings,
    "index": IndexSettings,
    "archive": ArchiveSettings,
    "web": WebSettings,
}

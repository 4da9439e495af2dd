"""The configuration: environment and files read once into frozen models, which wiring hands on as plain values.

`presswatch.toml`, and beside it `sources.d/*.toml` and `watches.d/*.toml`. Every mistake is reported at once.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, SecretStr, ValidationError

from articles.crash_points import CrashAt, parse_crash
from presswatch import config_values
from presswatch.config_errors import BadValue, Mistake, in_order
from presswatch.config_secrets import index_secrets, read_secret, webhook_secret
from presswatch.config_tables import (
    MODELS,
    ArchiveSettings,
    CrawlSettings,
    EntitySettings,
    IndexSettings,
    MailSettings,
    OperatorSettings,
    QuerySettings,
    SourceSettings,
    SubscriptionSettings,
    Table,
    TopSettings,
    WatchSettings,
    WebSettings,
)
from presswatch.config_text import ConfigText, read_text
from presswatch.cross_checks import cross_check
from presswatch.errors import ConfigErrors
from presswatch.keyrings import read_keyring
from presswatch.model_errors import said
from presswatch.toml_places import Path as KeyPath
from presswatch.toml_places import Place

CONFIG_NAME = "presswatch.toml"
CONFIG_VARIABLE = "PRESSWATCH_CONFIG"
PASSWORD_VARIABLE = "PRESSWATCH_MAIL_PASSWORD"  # noqa: S105 (a name, not a secret)
CRASH_VARIABLE = "PRESSWATCH_CRASH_AT"  # only for crash sweeps: "after matched:3"
LISTS = ("source", "entity", "query", "watch", "subscription")
TABLES = ("mail", "operator", "crawl", "index", "archive", "web")
TOP = ("timezone", "data", "story_window", "keep_ledger")  # only in the main file


class Settings(Table):
    """All of it, valid. `data` is absolute; `mail_password` is what the environment or its file holds,
    `openpgp_keys` the keyring of each subscription that has one, armored,
    `webhook_secrets` what signs its webhook."""

    file: Path
    data: Path
    timezone: str | None = None
    story_window: timedelta = timedelta(days=14)
    sources: tuple[SourceSettings, ...] = ()
    entities: tuple[EntitySettings, ...] = ()
    queries: tuple[QuerySettings, ...] = ()
    watches: tuple[WatchSettings, ...] = ()
    subscriptions: tuple[SubscriptionSettings, ...] = ()
    mail: MailSettings | None = None
    mail_password: SecretStr | None = None
    openpgp_keys: Mapping[str, str] = MappingProxyType({})
    webhook_secrets: Mapping[str, SecretStr] = MappingProxyType({})
    operator: OperatorSettings = OperatorSettings()
    keep_ledger: timedelta = timedelta(days=180)
    crawl: CrawlSettings = CrawlSettings()
    index: IndexSettings = IndexSettings()
    index_password: SecretStr | None = None
    index_api_key: SecretStr | None = None
    archive: ArchiveSettings = ArchiveSettings()
    web: WebSettings = WebSettings()
    crash: CrashAt | None = None

    @property
    def zone(self) -> str:
        """The zone that days and times are meant in where nothing nearer says another."""
        return self.timezone or "UTC"


@dataclass(frozen=True, slots=True)
class Examined:
    """A configuration as far as it can be used. `settings` is None when there are mistakes.

    `watches`, `entities` and `queries` are those without a mistake; `written` says where each key of one, of a source
    or subscription (kind, id, key), or of a table such as [mail] (its name, "", key), stands, whether it is good or not;
    items of a list likewise, as "aliases[1]".
    """

    name: str  # the main file, as it was named
    settings: Settings | None
    mistakes: tuple[Mistake, ...]
    watches: tuple[WatchSettings, ...]
    entities: tuple[EntitySettings, ...]
    queries: tuple[QuerySettings, ...]
    written: Mapping[tuple[str, str, str], tuple[str, Place]]


def find_config(given: Path | None = None, environ: Mapping[str, str] = os.environ) -> Path:
    """The configuration file: as given, or `PRESSWATCH_CONFIG`, or `presswatch.toml` here; a folder means the one in it."""
    path = given or Path(environ.get(CONFIG_VARIABLE) or CONFIG_NAME)
    return path / CONFIG_NAME if path.is_dir() else path


def files_of(path: Path) -> list[Path]:
    """The files of a configuration in the order in which they are read, the main one (`path`) first."""
    beside = (sorted((path.parent / folder).glob("*.toml")) for folder in ("sources.d", "watches.d"))
    return [path, *chain.from_iterable(beside)]


def read_settings(path: Path, environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of one installation. Raises ConfigErrors with every mistake of every file."""
    examined = examine(path, environ)
    if examined.settings is None:
        raise ConfigErrors(examined.mistakes)
    return examined.settings


def examine(path: Path, environ: Mapping[str, str] = os.environ) -> Examined:
    """Read everything and say every mistake of every file; raises nothing for them."""
    reading = _Reading(path, environ)
    reading.files()
    settings = None if reading.mistakes else Settings(**reading.values)
    watches = tuple(item for item in reading.found["watch"] if isinstance(item, WatchSettings))
    entities = tuple(item for item in reading.found["entity"] if isinstance(item, EntitySettings))
    queries = tuple(item for item in reading.found["query"] if isinstance(item, QuerySettings))
    mistakes = in_order(reading.mistakes)
    return Examined(str(path), settings, mistakes, watches, entities, queries, reading.written)


class _Reading:
    """One pass over the files: what could be read of them, and what is wrong."""

    def __init__(self, path: Path, environ: Mapping[str, str]) -> None:
        self.path = path
        self.folder = path.absolute().parent
        self.environ = environ
        self.mistakes: list[Mistake] = []
        self.values: dict[str, Any] = {}
        self.written: dict[tuple[str, str, str], tuple[str, Place]] = {}
        self.found: dict[str, list[BaseModel]] = {kind: [] for kind in LISTS}

    def files(self) -> None:
        main = self.text(self.path)
        if main is None:
            return
        others = [self.text(file) for file in files_of(self.path)[1:]]
        texts = [main, *(text for text in others if text is not None)]
        for text in texts:
            self.mistakes += text.mistakes
            self.tables(text, main=text is main)
        self.mistakes += cross_check(texts)
        for kind, name in (
            ("source", "sources"),
            ("entity", "entities"),
            ("query", "queries"),
            ("watch", "watches"),
        ):
            self.values[name] = tuple(self.found[kind])
        self.values["subscriptions"] = tuple(self.found["subscription"])
        self.values["file"] = self.path.absolute()
        self.values["data"] = self.folder / Path(self.values.get("data", "presswatch-data")).expanduser()
        self.password(main)
        self.index_secrets(main)
        self.readers()
        self.crash()

    def text(self, path: Path) -> ConfigText | None:
        try:
            return read_text(path.read_bytes(), str(path))
        except FileNotFoundError:
            wrong = "there is no such file; `presswatch init` writes one, --config names another"
        except OSError as error:
            wrong = f"cannot be read: {error.strerror}"
        self.mistakes.append(Mistake(str(path), None, "", wrong))
        return None

    def tables(self, text: ConfigText, *, main: bool) -> None:
        top = {}
        for key, value in text.data.items():
            if key in LISTS:
                self.list_of(text, key, value)
            elif key in TABLES and not main:
                self.wrong(text, (key,), key, f"belongs in {self.path.name}, not here")
            elif key in TABLES:
                if isinstance(value, dict):
                    self.note(text, key, "", value, (key,))
                    self.values |= {key: self.model(text, MODELS[key], value, (key,), f"[{key}]")}
                else:
                    self.wrong(text, (key,), key, f"is one table: write [{key}], in single brackets")
            elif main or key not in TOP:
                top[key] = value
            else:
                self.wrong(text, (key,), key, f"belongs in {self.path.name}, not here")
        self.top(text, top, main=main)

    def top(self, text: ConfigText, values: dict[str, Any], *, main: bool) -> None:
        model = self.model(text, TopSettings, values, (), "")
        urls = values.get("sources")
        for number, url in enumerate(urls if isinstance(urls, list) else ()):
            if isinstance(url, str):
                self.one_line_source(text, url, number)
        if main and isinstance(model, TopSettings):
            self.values |= {name: getattr(model, name) for name in TOP}

    def one_line_source(self, text: ConfigText, url: str, number: int) -> None:
        try:
            id = config_values.id_of_url(config_values.parse_url(url))
        except BadValue:
            return  # said already, with its line
        self.found["source"].append(SourceSettings(id=id, url=url))
        if place := text.place(("sources", number)):
            self.written["source", id, "id"] = (text.name, place)

    def list_of(self, text: ConfigText, kind: str, value: object) -> None:
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.wrong(text, (kind,), kind, f"is a list of tables: write [[{kind}]], in double brackets")
            return
        for number, item in enumerate(value):
            id = item.get("id")
            label = f'{kind} "{id}"' if isinstance(id, str) else f"{kind} number {number + 1}"
            model = self.model(text, MODELS[kind], item, (kind, number), label)
            if model is not None:
                self.found[kind].append(model)
            if isinstance(id, str):
                self.note(text, kind, id, item, (kind, number))

    def note(self, text: ConfigText, kind: str, id: str, values: Mapping[str, object], path: KeyPath) -> None:
        for key, value in values.items():
            items = range(len(value)) if isinstance(value, list) else ()
            for name, place in (
                (key, text.place((*path, key))),
                *((f"{key}[{number + 1}]", text.place((*path, key, number))) for number in items),
            ):
                if place:
                    self.written.setdefault((kind, id, name), (text.name, place))

    def model(
        self,
        text: ConfigText,
        model: type[Table],
        value: dict[str, Any],
        path: KeyPath,
        label: str,
    ) -> Table | None:
        try:
            return model.model_validate(value)
        except ValidationError as errors:
            keys = model.keys() | ({*LISTS, *TABLES} if model is TopSettings else set())
            homes = {key: f"in [{name}]" for name in TABLES for key in MODELS[name].keys()}  # noqa: SIM118
            homes |= dict.fromkeys(TopSettings.keys(), "above the first [table]")
            for where, wrong, near in said(errors.errors(), keys, homes):
                name = ".".join(str(part) if isinstance(part, str) else f"[{part + 1}]" for part in where)
                full = f"{label}.{name}".replace(".[", "[") if label else name.replace(".[", "[")
                nameless = wrong == "is missing" and where == ("id",) and isinstance(value.get("url"), str)
                meant = config_values.id_of_url(value["url"]) if nameless else near
                self.wrong(text, (*path, *where), full, wrong, meant)
            return None

    def wrong(
        self, text: ConfigText, path: KeyPath, key: str, message: str, meant: str | None = None
    ) -> None:
        self.mistakes.append(Mistake(text.name, text.line(path), key, message, meant))

    def crash(self) -> None:
        """Where a crash sweep ends the process; never in the file, and for nobody else."""
        try:
            self.values["crash"] = parse_crash(value) if (value := self.environ.get(CRASH_VARIABLE)) else None
        except ValueError as error:
            self.mistakes.append(Mistake(CRASH_VARIABLE, None, "", str(error)))

    def index_secrets(self, main: ConfigText) -> None:
        index = self.values.get("index")
        if isinstance(index, IndexSettings):
            secrets = index_secrets(index, self.folder, self.environ)
            for key, wrong in secrets.mistakes:
                self.wrong(main, ("index", key), f"[index].{key}", wrong)
            self.values |= {"index_password": secrets.password, "index_api_key": secrets.api_key}

    def readers(self) -> None:
        """What closes and signs the digests of each subscription: its keyring, its webhook's secret."""
        rings: dict[str, str] = {}
        secrets: dict[str, SecretStr] = {}
        for item in self.found["subscription"]:
            assert isinstance(item, SubscriptionSettings)
            key = "openpgp_key"
            try:
                if item.openpgp_key is not None:
                    rings[item.id] = read_keyring(self.folder, item.openpgp_key)
                key = "webhook"
                if item.webhook is not None:
                    secrets[item.id] = webhook_secret(item, self.folder, self.environ)
            except BadValue as error:
                file, place = self.written["subscription", item.id, key]
                label = f'subscription "{item.id}".{key}'
                self.mistakes.append(Mistake(file, place.line, label, str(error)))
        self.values |= {"openpgp_keys": rings, "webhook_secrets": secrets}

    def password(self, main: ConfigText) -> None:
        """The environment's word first, then the file's, then what stands in the configuration."""
        mail = self.values.get("mail")
        if not isinstance(mail, MailSettings):
            return
        secret = mail.password
        if mail.password is not None and mail.password_file is not None:
            twice = "leave it out: there is a password_file too"
            self.wrong(main, ("mail", "password"), "[mail].password", twice)
        if mail.password_file is not None:
            try:
                secret = read_secret(self.folder / Path(mail.password_file).expanduser())
            except BadValue as error:
                wrong = f'"{mail.password_file}" cannot be used: {error}'
                self.wrong(main, ("mail", "password_file"), "[mail].password_file", wrong)
        if self.environ.get(PASSWORD_VARIABLE):
            secret = SecretStr(self.environ[PASSWORD_VARIABLE])
        if mail.username is not None and secret is None:
            wrong = f"a user name without a password: set {PASSWORD_VARIABLE} or password_file"
            self.wrong(main, ("mail", "username"), "[mail].username", wrong)
        self.values["mail_password"] = secret

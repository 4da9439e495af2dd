"""`presswatch check`: everything that can be known to go wrong before anything runs; between settings and the command."""

import os
import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from alerts.errors import DeliveryFailure
from alerts.forms import missed_by_entity, missed_by_query
from alerts.probe import check_server
from alerts.smtp import Patience
from articles.entities import Entity
from articles.errors import IndexUnavailable, QueryError
from articles.names.sought import sought
from articles.query import advise, advise_watch, entity_tree, parse
from articles.query.nodes import And, DateRange, Day, In, Node, Not, Or
from articles.query.rewriting import near_words
from articles.store.migrations import HEAD
from presswatch import wiring
from presswatch.beginnings import beginnings
from presswatch.check_archive import archive_advice
from presswatch.config_errors import Level, Mistake, in_order
from presswatch.config_tables import EntitySettings, WatchSettings
from presswatch.known_names import Known, is_known, labels_in, said_of
from presswatch.risky import clear_webhooks, telling_senders, untold_leavers, unusable_keys
from presswatch.settings import Examined, Settings, examine
from presswatch.units import counted

_HASTE = Patience(connect=10, greeting=10, command=10, letter=30)  # seconds; a person waits for the answer


@dataclass(frozen=True, slots=True)
class Report:
    """All findings: mistakes, warnings and notes; `ok` when none of them is an error.

    `usable`: the configuration itself is without a mistake, whatever is wrong around it.
    """

    findings: tuple[Mistake, ...]
    summary: str

    @property
    def usable(self) -> bool:
        return not any(finding.level == "error" and not finding.outside for finding in self.findings)

    @property
    def ok(self) -> bool:
        return not any(finding.level == "error" for finding in self.findings)


def check(path: Path, *, ask_servers: bool = True) -> Report:
    """Look at the configuration, its queries, the data folder, the mail server and the search engine. Changes and mails nothing."""
    examined = examine(path)
    found = [*examined.mistakes, *_queries(examined)]
    settings = examined.settings
    summary = ""
    if settings is not None:
        found += [*_unused(settings, examined), *_secret(settings, path), *_data(settings, examined.name)]
        found += beginnings(settings, examined)
        found += [*unusable_keys(settings, examined), *telling_senders(settings, examined)]
        found += [*clear_webhooks(settings, examined), *untold_leavers(settings, examined)]
        if ask_servers and settings.mail is not None:
            found += _mail_server(settings, examined)
        found += _search_engine(settings, examined, ask=ask_servers)
        counts = (
            counted(len(settings.sources), "source"),
            counted(len(settings.entities), "entity", "entities"),
            counted(len(settings.watches), "watch", "watches"),
            counted(len(settings.subscriptions), "subscription"),
        )
        summary = f"well: {', '.join(counts)}"
    return Report(in_order(found), summary)


def _queries(examined: Examined) -> Iterator[Mistake]:
    known = {id for kind, id, key in examined.written if kind == "entity" and key == "id"}
    zone = examined.settings.zone if examined.settings else "UTC"
    for entity in examined.entities:
        yield from _spellings(examined, entity)
    saved = {query.id: query.query for query in examined.queries}
    for query in examined.queries:
        try:
            parse(query.query, zone=zone, entities=known, saved=saved, whole=False)
        except QueryError as error:
            yield _at(examined, ("query", query.id, "query"), _said(error), error)
    trees: list[tuple[str, Node]] = []
    for watch in examined.watches:
        try:
            tree = parse(watch.query, zone=zone, entities=known, saved=saved, watch=True)
        except QueryError as error:
            yield _at(examined, ("watch", watch.id, "query"), _said(error), error)
            continue
        yield from _advice(examined, watch, tree)
        trees.append((watch.id, tree))
    settings = examined.settings
    if settings is None or not _has_archive(settings):
        return
    for name, note in archive_advice(settings, trees):
        if name:
            yield _at(examined, ("watch", name, "query"), note, level="warning")
        else:
            yield Mistake(examined.name, None, "", note, level="note")


def _has_archive(settings: Settings) -> bool:
    """Whether there is a database that is as this version wants it: looking at it must not change it."""
    path = wiring.database_path(settings)
    return path.exists() and not list(_database(path, ""))


def _spellings(examined: Examined, entity: EntitySettings) -> Iterator[Mistake]:
    """Spellings that cannot be used and forms that all of them together would miss, each at its own line."""
    keys = {
        entity.name: "name",
        **{alias: f"aliases[{n}]" for n, alias in enumerate(entity.aliases, 1) if alias != entity.name},
    }
    broken = False
    for spelling, key in keys.items():
        try:
            entity_tree(Entity(entity.id, spelling))
        except QueryError as error:
            broken = True
            told = error.message.removeprefix(f"Entity “{entity.id}”, spelling “{spelling}”: ")
            said = _said(QueryError(told, error.text, error.column, error.length, error.suggestion))
            yield _at(examined, ("entity", entity.id, key), said, error)
    for key, texts in (("context", entity.context), ("not", entity.without)):
        for number, text in enumerate(texts, 1):
            try:
                near_words(text)
            except QueryError as error:
                broken = True
                yield _at(examined, ("entity", entity.id, f"{key}[{number}]"), _said(error), error)
    if broken:
        return
    made = wiring.entity(entity)
    if sought(made).names and "inflected" not in made.off:
        return  # its forms are found
    for missed in missed_by_entity(made):
        at = next((key for spelling, key in keys.items() if missed.word in spelling), "name")
        wrong = f"{missed.language} name: {missed}"
        yield _at(examined, ("entity", entity.id, at), wrong, level="warning")


def _advice(examined: Examined, watch: WatchSettings, tree: Node) -> Iterator[Mistake]:
    key = ("watch", watch.id, "query")
    for missed in missed_by_query(watch.query, tree):
        yield _at(examined, key, f"{missed.language} name: {missed}", level="warning")
    yield from _unknown_names(examined, watch, tree)
    for advice in [*advise(tree, watch.query), *advise_watch(tree)]:
        yield _at(examined, key, advice.message, QueryError("", watch.query, advice.column), "warning")
    if examined.settings and examined.settings.timezone is None and _has_day(tree):
        wrong = "days in this query are days of UTC: set timezone at the top of the file"
        yield _at(examined, key, wrong, level="warning")


def _unknown_names(examined: Examined, watch: WatchSettings, tree: Node) -> Iterator[Mistake]:
    """A watch looks at what comes in: a source, tag or country that is not configured never will."""
    settings = examined.settings
    if settings is None:
        return
    known: Known = {
        "source": [name for source in settings.sources for name in (source.id, source.name or "")],
        "tag": [tag for source in settings.sources for tag in source.tags],
        "country": [source.country for source in settings.sources if source.country],
    }
    for label in labels_in(tree):
        if label.name in known and not is_known(label, known):
            yield _at(examined, ("watch", watch.id, "query"), said_of(label, known), level="warning")


def _has_day(tree: Node) -> bool:
    if isinstance(tree, DateRange):
        return isinstance(tree.low, Day) or isinstance(tree.high, Day)
    if isinstance(tree, And | Or):
        return any(_has_day(part) for part in tree.parts)
    return _has_day(tree.part) if isinstance(tree, Not | In) else False


def _said(error: QueryError) -> str:
    start = error.text.rfind("\n", 0, error.column) + 1
    where = f"{error.message} (column {error.column - start + 1})" if error.text else error.message
    return f"{where}. {error.suggestion}" if error.suggestion else where


def _at(
    examined: Examined,
    key: tuple[str, str, str],
    message: str,
    error: QueryError | None = None,
    level: Level = "error",
) -> Mistake:
    """A finding at the very line of the query that is concerned, with a caret below it."""
    file, place = examined.written.get(key) or examined.written[key[0], key[1], "id"]
    name = f'{key[0]} "{key[1]}".{key[2]}'
    if error is None or not error.text:
        return Mistake(file, place.line, name, message, level=level)
    line = place.text_line + error.text.count("\n", 0, error.column)
    excerpt = "\n".join(error.excerpt())
    in_the_file = key[2] == "query"
    return Mistake(file, line if in_the_file else place.line, name, message, excerpt=excerpt, level=level)


def _unused(settings: Settings, examined: Examined) -> Iterator[Mistake]:
    main = examined.name
    if not settings.sources:
        yield Mistake(
            main, None, "", "there is no source: nothing will be read; `presswatch init` shows some"
        )
    if not settings.watches:
        yield Mistake(
            main, None, "", "there is no watch: articles are kept, and nobody is told", level="note"
        )
    mailed: Collection[str] = {
        watch for subscription in settings.subscriptions for watch in subscription.watches
    }
    for watch in settings.watches:
        if watch.id not in mailed:
            file, place = examined.written["watch", watch.id, "id"]
            wrong = "no subscription has this watch: nobody is mailed what it finds"
            yield Mistake(file, place.line, f'watch "{watch.id}"', wrong, level="note")
    first: dict[str, str] = {}
    for source in settings.sources:
        other = first.setdefault(source.url, source.id)
        if other != source.id:
            file, place = examined.written["source", source.id, "id"]
            wrong = f'it has the same address as "{other}" and would be read twice'
            yield Mistake(file, place.line, f'source "{source.id}".url', wrong, level="warning")


def _secret(settings: Settings, path: Path) -> Iterator[Mistake]:
    mail = settings.mail
    if mail is None:
        return
    if mail.password is not None and path.stat().st_mode & 0o044:
        wrong = f"others on this machine may read it: chmod 600 {path.name}, or use password_file"
        yield Mistake(str(path), None, "[mail].password", wrong, level="warning")
    if mail.security == "none" and settings.mail_password is not None:
        wrong = 'the password would travel in the clear: "starttls" or "tls" is wanted'
        yield Mistake(str(path), None, "[mail].security", wrong, level="warning")


def _data(settings: Settings, name: str) -> Iterator[Mistake]:
    folder = next(p for p in (settings.data, *settings.data.parents) if p.exists())
    if not folder.is_dir():
        yield Mistake(name, None, "data", f"{folder} is in the way: a folder is wanted there", outside=True)
    elif not os.access(folder, os.W_OK | os.X_OK):
        yield Mistake(name, None, "data", f"{folder} cannot be written by this user", outside=True)
    database = wiring.database_path(settings)
    if database.exists():
        yield from _database(database, name)


def _database(path: Path, config: str) -> Iterator[Mistake]:
    """Whether this version can work with it; asked read-only, since opening it as usual would migrate it."""
    try:
        connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=5)
        try:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        finally:
            connection.close()
    except sqlite3.Error as error:
        yield Mistake(config, None, "data", f"{path} cannot be read: {error}", outside=True)
        return
    if row and row[0] > HEAD:
        yield Mistake(
            config,
            None,
            "data",
            f"{path} was written by a later version of presswatch ({row[0]})",
            outside=True,
        )
    elif row and row[0] != HEAD:
        yield Mistake(
            config,
            None,
            "data",
            f"{path} is of an older version and is brought up to date by the next run",
            level="note",
        )


def _mail_server(settings: Settings, examined: Examined) -> Iterator[Mistake]:
    """Connects, greets, encrypts and logs in, as a letter would be sent; no letter is."""
    policy = wiring.mail_policy(settings)
    assert policy is not None
    file, place = examined.written["mail", "", "host"]
    try:
        check_server(policy, report=lambda _step, _answer: None, patience=_HASTE)
    except DeliveryFailure as error:
        wrong = f"the mail server cannot be used: {error}"
        yield Mistake(file, place.line, "[mail]", wrong, outside=True)


def _search_engine(settings: Settings, examined: Examined, *, ask: bool) -> Iterator[Mistake]:
    """Connects, shows who we are, and asks for its version and our rights; makes nothing there."""
    if settings.index.engine != "elasticsearch":
        return
    from articles.elastic import probe  # its client takes half a second to load

    file, place = examined.written["index", "", "url"]
    secret = settings.index_password or settings.index_api_key
    for url in settings.index.url:
        if secret is not None and url.startswith("http://") and not _is_here(url):
            wrong = "the password would travel in the clear: an https:// address is wanted"
            yield Mistake(file, place.line, "[index].url", wrong, level="warning")
    try:
        if ask:
            probe(wiring.index_endpoint(settings), settings.index.name)
    except IndexUnavailable as error:
        yield Mistake(file, place.line, "[index]", str(error), outside=True)


def _is_here(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host == "localhost" or host.startswith("127.") or host == "::1"

"""Watches and articles from files through live matching: between the command `match` and the compiled watches."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from alerts.settling import MAX_TERMS, to_settle, too_long
from alerts.watchlist import Watchlist, uncollected
from articles.analysis import skim
from articles.article import Content, Origin, Published, Version
from articles.entities import Entity
from articles.errors import NotAWebAddress, QueryError, TooMuchWork
from articles.identity import site_of
from articles.query import Judged, meets, parse
from articles.query.mentioning import EntityMention
from articles.query.metering import Meter
from articles.query.verdicts import mentioned
from presswatch.errors import BadInput
from presswatch.json_objects import an_object, json_object


@dataclass(frozen=True, slots=True)
class Matched:
    """The ids of the watches that an article meets, and how it mentions the entities that they name."""

    id: str | int
    watches: tuple[str, ...]
    mentions: Mapping[str, tuple[EntityMention, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BadLine:
    """What is wrong in a file, in plain words that begin with file:line."""

    text: str


@dataclass(frozen=True, slots=True)
class PutAside:
    """That a watch did not judge an article, and why; in plain words that begin with file:line."""

    text: str


def read_watches(
    file: Path, entities: Mapping[str, Entity], zone: str, saved: Mapping[str, str]
) -> tuple[Watchlist[str], list[BadLine]]:
    """Compile `{"id", "query"}` lines, or a JSON array of these, and say what cannot be used.

    `zone` (IANA) is whose days the queries mean, `saved` the texts that `@name` includes. Raises BadInput for a file that is no such thing, OSError.
    """
    compiled: Watchlist[str] = Watchlist()
    bad: list[BadLine] = []
    with uncollected():
        for where, item in _watch_items(file):
            try:
                if isinstance(item, BadInput):
                    raise item
                id, query = item.get("id"), item.get("query")
                if not isinstance(id, str | int) or isinstance(id, bool) or not isinstance(query, str):
                    raise BadInput('a watch is {"id": …, "query": "…"}')
                if str(id) in compiled:
                    raise BadInput(f"the id {id} is there twice; the first one stays")
                tree = parse(query, zone=zone, entities=entities, saved=saved, watch=True)
                compiled.add(str(id), tree, entities)
            except (BadInput, QueryError) as error:
                bad.append(BadLine(f"{where}: {error}"))
    return compiled, bad


def match_file(
    compiled: Watchlist[str],
    file: Path,
    now: datetime,
    entities: Mapping[str, Entity],
    *,
    why: bool = False,
) -> Iterator[tuple[int, Matched | BadLine | PutAside]]:
    """One result an article, in order, each with how many bytes of the file were read; blank lines are passed over.

    `now` (aware) is when an article without "seen" was seen; `entities` are those of the watches. With `why` the
    entities of the watches that are met are told with their mentions. Watches that would take too much work on an
    article are named behind its result. Raises OSError.
    """
    read = 0
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            read += len(line)
            if not line.strip():
                continue
            try:
                item = json_object(line)
                doc = _judged(item, now, entities)
                met, aside = _settled(compiled, doc, long=len(line) > MAX_TERMS)
                found = {
                    id: ways
                    for watch in (met if why else ())
                    for id, ways in mentioned(compiled.tree(watch), doc).items()
                }
                yield read, Matched(item["id"], met, found)
                for watch, reason in aside.items():
                    yield read, PutAside(f"{file}:{number}: watch {watch} did not judge it: {reason}")
            except BadInput as error:
                yield read, BadLine(f"{file}:{number}: {error}")


def _settled(compiled: Watchlist[str], doc: Judged, *, long: bool) -> tuple[tuple[str, ...], dict[str, str]]:
    """The watches that an article meets, and those for which it is put aside, with reasons, by the rules of live matching.

    Only a line that is `long`, of more bytes than an article has words, can be too long.
    """
    if long and (reason := too_long(doc)):
        return (), dict.fromkeys(to_settle(compiled, doc), reason)
    costly: dict[str, str] = {}  # at a glance, which hangs on what other watches asked before
    met = compiled.match(doc, doc.version.seen, costly)
    aside: dict[str, str] = {}
    for id in costly:
        try:
            assert doc.meter is not None
            doc.meter.begin()
            if meets(compiled.tree(id), doc, doc.version.seen) is not None:
                met.append(id)
        except TooMuchWork as error:
            aside[id] = str(error)
    return tuple([id for id in compiled if id in met] if costly else met), aside


def _watch_items(file: Path) -> Iterator[tuple[str, "dict[str, Any] | BadInput"]]:
    data = file.read_bytes()
    if data.lstrip()[:1] == b"[":
        try:
            items = json.loads(data)
        except (ValueError, RecursionError) as error:
            line = getattr(error, "lineno", 1)
            raise BadInput(f"{file}:{line}: not JSON: {getattr(error, 'msg', error)}") from None
        for number, item in enumerate(items, 1):
            yield f"{file}: watch {number}", an_object(item)
        return
    for number, line in enumerate(data.splitlines(), 1):
        if line.strip():
            try:
                yield f"{file}:{number}", json_object(line)
            except BadInput as error:
                yield f"{file}:{number}", error


def _judged(item: dict[str, Any], now: datetime, entities: Mapping[str, Entity]) -> Judged:
    if not isinstance(item.get("id"), str | int) or isinstance(item["id"], bool):
        raise BadInput('there is no "id"')
    url = _text(item, "url")
    source = _text(item, "source")
    content = Content(
        _text(item, "title"),
        _text(item, "text"),
        _texts(item, "captions"),
        _texts(item, "authors"),
        _moment(item, "published"),
        _text(item, "language").lower() or None,
    )
    seen = _moment(item, "seen")
    origin = Origin(
        source, _text(item, "source_name") or source, _text(item, "country") or None, _texts(item, "tags")
    )
    when = now if seen is None else seen.start
    try:
        site = _text(item, "site") or (site_of(url) if url else "")
    except NotAWebAddress as error:
        raise BadInput(str(error)) from None
    return Judged(
        Version(0, 0, 1, url, site, content, origin, when, when, True, False, "new"),
        skim(content),
        entities,
        Meter(),
    )


def _text(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadInput(f'"{name}" is no text')
    return value


def _texts(item: dict[str, Any], name: str) -> tuple[str, ...]:
    value = item.get(name)
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise BadInput(f'"{name}" is no list of texts')
    return tuple(value)


def _moment(item: dict[str, Any], name: str) -> Published | None:
    """A day as 24 hours, a time as one second (ISO 8601); UTC where no offset is given."""
    text = _text(item, name)
    if not text:
        return None
    try:
        start = datetime.fromisoformat(text)
        start = (start if start.tzinfo else start.replace(tzinfo=UTC)).astimezone(UTC)
        day = len(text) <= len("2026-11-01")
        end = start + (timedelta(days=1) if day else timedelta(seconds=1))
    except (ValueError, OverflowError):
        raise BadInput(
            f'"{name}" is no date or time: write 2026-11-01 or 2026-11-01T14:30:00+01:00'
        ) from None
    return Published(start, end, "day" if day else "time", "text")

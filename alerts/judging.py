"""Judging: which of the running watches a batch of versions meets, between the store and what matching writes."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from alerts.settling import Found, Runner, settle, to_settle
from alerts.watchlist import Watchlist
from articles.article import Version
from articles.entities import Entity
from articles.errors import StoreUnavailable
from articles.query import Judged
from articles.query.metering import Meter
from articles.store.versions import Stored, article_versions, load, load_versions

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Outcome:
    """All that came of one version: `failed` are the watches that could not judge it, with the reason.

    `title` and `url` name it for the reader; `stored` is None if it could not be read at all, and `unread` says why.
    """

    change: int
    article_id: int
    title: str
    url: str
    stored: Stored | None = None
    unread: str = ""
    had_text: bool = False
    found: list[Found] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)


class Bench:
    """The running watches with all that is computed once for many versions."""

    def __init__(
        self,
        runners: Sequence[Runner],
        entities: Mapping[str, Entity],
        meter: Callable[[], Meter] = Meter,
    ) -> None:
        """`meter` makes the account of what judging one version may cost."""
        self._meter = meter
        self._compiled: Watchlist[int] = Watchlist()
        self._entities_of: dict[int, tuple[Entity, ...]] = {}
        self.runners: Sequence[Runner] = ()
        self.entities: Mapping[str, Entity] = {}
        self.seat(runners, entities)

    @property
    def compiled(self) -> int:
        """How many queries were compiled here so far."""
        return self._compiled.compiled

    def seat(self, runners: Sequence[Runner], entities: Mapping[str, Entity]) -> None:
        """Have these run from now on; only those are compiled that are new or name another entity revision."""
        if runners is self.runners:
            return
        by_key = {runner.revision_key: runner for runner in runners}
        for key in self._entities_of.keys() - by_key.keys():
            self._compiled.discard(key)
            del self._entities_of[key]
        for key, runner in by_key.items():
            named = tuple(entities[name] for name in runner.entities if name in entities)
            if self._entities_of.get(key) != named:
                self._compiled.add(key, runner.tree, entities)
                self._entities_of[key] = named
        self._by_key = by_key
        self._order = {key: place for place, key in enumerate(by_key)}
        self.runners = runners
        self.entities = entities

    def judge(self, conn: Connection, changes: Sequence[tuple[int, int]]) -> list[Outcome]:
        """What comes of these versions, given as (change, article id), in order; removed ones are left out.

        Raises StoreUnavailable; nothing that a version holds makes it raise.
        """
        if not self.runners:
            return []
        first = min(runner.from_change for runner in self.runners)
        outcomes = read_each(conn, [one for one in changes if one[0] > first])
        for outcome in outcomes:
            if outcome.stored is None:
                keys = [r.watch_key for r in self.runners if r.from_change < outcome.change]
                outcome.failed = dict.fromkeys(keys, outcome.unread)
            else:
                self._judge(outcome, outcome.stored)
        return outcomes

    def _judge(self, outcome: Outcome, stored: Stored) -> None:
        doc = Judged(stored.version, stored.analysed, self.entities, self._meter())
        for key in to_settle(self._compiled, doc, self._order.__getitem__):
            runner = self._by_key[key]
            if runner.from_change >= outcome.change:
                continue
            found = settle(runner, doc)
            if isinstance(found, str):
                outcome.failed[runner.watch_key] = found
            elif found is not None:
                outcome.found.append(found)


def read_each(conn: Connection, changes: Sequence[tuple[int, int]]) -> list[Outcome]:
    """These versions, given as (change, article id), in order, with nothing judged yet; removed ones are left out.

    Raises StoreUnavailable; nothing that a version holds makes it raise.
    """
    try:
        return [_outcome(conn, one) for one in load(conn, [change for change, _ in changes])]
    except StoreUnavailable:
        raise
    # One damaged row must not hold up the others: each is read by itself, and the damaged one put aside.
    except Exception:
        log.exception("changes %s cannot be read together", [change for change, _ in changes])
        return [outcome for change, article in changes for outcome in _read(conn, change, article)]


def _read(conn: Connection, change: int, article: int) -> list[Outcome]:
    try:
        return [_outcome(conn, one) for one in load(conn, [change])]
    except StoreUnavailable:
        raise
    # Whatever is wrong with this row, the readers of every watch are told that it could not be read.
    except Exception as error:
        log.exception("change %d cannot be read", change)
        reason = f"what was kept of it cannot be read ({type(error).__name__})"
        return [Outcome(change, article, *_name(conn, change, article), unread=reason)]


def _outcome(conn: Connection, stored: Stored) -> Outcome:
    version = stored.version
    title, url, had_text = version.content.title, version.url, _had_text(conn, version)
    return Outcome(version.change, version.article_id, title, url, stored, had_text=had_text)


def _had_text(conn: Connection, version: Version) -> bool:
    # Whether the version before this one had text; asked only where it decides what is news.
    if version.reason != "re-extracted":
        return False
    earlier = [other for other in article_versions(conn, version.article_id) if other.number < version.number]
    return bool(earlier) and bool(earlier[-1].content.text.strip())


def _name(conn: Connection, change: int, article: int) -> tuple[str, str]:
    try:
        version = load_versions(conn, [change])[0]
    except StoreUnavailable:
        raise
    # The row is damaged anyway; its number still names it.
    except Exception:
        log.exception("change %d has no readable title", change)
        return f"article {article}", ""
    return version.content.title, version.url

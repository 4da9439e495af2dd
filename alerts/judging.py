"""Judging: which of the running watches a batch of versions meets, between the store and what matching writes."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from alerts import why
from alerts.contents import Part
from alerts.watchlist import Watchlist
from articles.article import Span, Version
from articles.entities import Entity
from articles.errors import StoreUnavailable, TooMuchWork
from articles.finding import mentions_in
from articles.query import Judged, evaluate
from articles.query import why as reasons
from articles.query.mentioning import EntityMention
from articles.query.metering import Meter
from articles.query.nodes import Node
from articles.query.sheet import Sheet
from articles.store.versions import Stored, article_versions, load, load_versions

log = logging.getLogger(__name__)

MAX_TERMS = 300_000  # words of one version; a longer one is no article and is put aside


@dataclass(frozen=True, slots=True)
class Runner:
    """A watch revision that runs over changes above `from_change`; `entities` are the revisions it names."""

    watch_key: int
    watch_id: str
    revision_key: int
    tree: Node
    entities: Mapping[str, str]
    from_change: int


@dataclass(frozen=True, slots=True)
class Found:
    """A watch that a version meets, where, by which parts of its query, and where each entity that it names stands."""

    runner: Runner
    spans: tuple[Span, ...]
    parts: tuple[Part, ...]
    mentions: Mapping[str, tuple[EntityMention, ...]]


@dataclass(slots=True)
class Outcome:
    """All that came of one version: `failed` are the watches that could not judge it, with the reason.

    `title` and `url` name it for the reader; `version` is None if it could not be read at all.
    """

    change: int
    article_id: int
    title: str
    url: str
    version: Version | None = None
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
        wanted = [(change, article) for change, article in changes if change > first]
        try:
            return [self._judge(conn, one) for one in load(conn, [change for change, _ in wanted])]
        except StoreUnavailable:
            raise
        # One damaged row must not hold up the others: each is read by itself, and the damaged one put aside.
        except Exception:
            log.exception("changes %s cannot be read together", [change for change, _ in wanted])
            return [outcome for change, article in wanted for outcome in self._one(conn, change, article)]

    def _one(self, conn: Connection, change: int, article: int) -> list[Outcome]:
        try:
            return [self._judge(conn, one) for one in load(conn, [change])]
        except StoreUnavailable:
            raise
        # Whatever is wrong with this row, the readers of every watch are told that it could not be read.
        except Exception as error:
            log.exception("change %d cannot be read", change)
            reason = f"what was kept of it cannot be read ({type(error).__name__})"
            keys = [runner.watch_key for runner in self.runners if runner.from_change < change]
            return [
                Outcome(change, article, *_name(conn, change, article), failed=dict.fromkeys(keys, reason))
            ]

    def _judge(self, conn: Connection, one: Stored) -> Outcome:
        version = one.version
        outcome = Outcome(
            version.change,
            version.article_id,
            version.content.title,
            version.url,
            version,
            _had_text(conn, version),
        )
        size = sum(len(part.terms) for part in one.analysed.fields.values())
        meter = self._meter()
        doc = Judged(version, one.analysed, self.entities, meter)
        sheet = Sheet(doc, version.seen)
        for key, check in sorted(self._compiled.candidates(sheet), key=lambda found: self._order[found[0]]):
            runner = self._by_key[key]
            if runner.from_change >= version.change:
                continue
            if size > MAX_TERMS:
                outcome.failed[runner.watch_key] = f"it is too long to be judged ({size:,} words)"
                continue
            meter.begin()
            try:
                if check is not None and check(sheet) is not True:
                    continue
                spans = evaluate(runner.tree, doc, version.seen)
                if spans is not None:
                    met = reasons(runner.tree, doc, version.seen)
                    parts = why.parts(met, version.content, self.entities)
                    named = (self.entities[id] for id in runner.entities if id in self.entities)
                    mentioned = {entity.id: mentions_in(doc, entity) for entity in named}
                    outcome.found.append(Found(runner, spans, parts, mentioned))
            except TooMuchWork as error:
                log.warning("watch %s and %s: %s", runner.watch_id, version.url, error)
                outcome.failed[runner.watch_key] = str(error)
            # Whatever one watch and one article do to the judge, the others must still be judged.
            except Exception as error:
                log.exception("watch %s cannot judge %s", runner.watch_id, version.url)
                outcome.failed[runner.watch_key] = f"the watch failed on it ({type(error).__name__})"
        return outcome


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

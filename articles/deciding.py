"""The judge's work on what an engine proposes, within a bound; between the index port and `search`."""

import logging
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from articles.analysis import Analysed
from articles.article import Span, Version
from articles.entities import Entity
from articles.found import Found
from articles.index import documents
from articles.index.port import ArticleIndex, By, Candidates, Count, Hit, Order, Scope
from articles.open_words import refuse_open_words
from articles.query import Judged, evaluate, expand
from articles.query.nodes import Node
from articles.store.changes import last_change
from articles.store.database import Database
from articles.store.stories import stories_of
from articles.store.versions import Packed, load_packed, load_versions
from articles.stories.asking import at_present, names_a_story

log = logging.getLogger(__name__)

_PAGE = 1_000  # candidates whose stories are read at a time
_BATCH = 100  # candidates read and judged at a time


@dataclass(frozen=True, slots=True)
class Budget:
    """The most that the judge does for one answer where an engine was not exact. None is no limit."""

    candidates: int | None = 2_000
    seconds: float | None = 0.2


USUAL = Budget()
UNBOUNDED = Budget(None, None)


Progress = Callable[[int, int], None]  # candidates judged, and in all


class Stop(Protocol):
    """Asked before each candidate, as `threading.Event` is."""

    def is_set(self) -> bool:
        """Whether to come to an end with what is known by then."""
        ...


class Purse:
    """What is left of a budget; shared by all parts of one answer. `stop` empties it.

    Its seconds pass from a candidate on, until `rest`: what an engine takes to propose is not the judge's time.
    """

    def __init__(self, budget: Budget, stop: Stop | None = None) -> None:
        self._stop = stop
        self._candidates = budget.candidates
        self._seconds = budget.seconds
        self._since: float | None = None
        self.empty = False

    def spend(self) -> bool:
        """Take one candidate's judging out; False if there is nothing left."""
        now = time.monotonic()
        self._since = now if self._since is None else self._since
        late = self._seconds is not None and now - self._since > self._seconds
        if self._candidates == 0 or late or (self._stop is not None and self._stop.is_set()):
            self.empty = True
            return False
        if self._candidates is not None:
            self._candidates -= 1
        return True

    def rest(self) -> None:
        """Nothing is judged until the next candidate."""
        if self._since is not None and self._seconds is not None:
            self._seconds -= time.monotonic() - self._since
        self._since = None


class Question:
    """One query put to an engine and the judge.

    Raises QueryError for an entity that is not configured and for a word that begins with `*` where there are too
    many words to compare it with.
    """

    def __init__(
        self,
        db: Database,
        index: ArticleIndex,
        tree: Node,
        at: datetime,
        entities: Mapping[str, Entity],
        purse: Purse,
    ) -> None:
        tree = at_present(db, tree)
        self._db = db
        self._index = index
        self._tree = tree
        self._lasting = not names_a_story(tree)  # a version's story may become another; all else of it stays
        self._asked = expand(tree, entities)
        refuse_open_words(self._asked, index)
        self._at = at
        self._entities = entities
        self._purse = purse
        self._verdicts: dict[int, bool] = {}  # of candidates, by change number
        self._bounds: dict[Scope, Count] = {}  # told with a page of candidates
        self.applied = 0  # the last change that the engine had applied when `decided` asked it
        self.last: int | None = None  # the database's, as it was when the first hits were read
        self.settled = Scope()  # what `decided` looks at: as asked for, at the change that it is true at

    def decided(
        self, scope: Scope, order: Order, after: int | None, page: int, *, total: bool = False
    ) -> Iterator[tuple[Hit, Found | None]]:
        """Candidates in order, each with what the judge says; ends early when the purse is empty.

        Where the engine is exact nothing is taken from the purse, and what it holds by today's rules, of the very
        content that is kept, is a match: the judge is asked when its places are.
        With `total` the engine counts as it finds, which spares `count` the question. A scope without a change is
        that of the first page, for all: `settled` tells which that was.
        """
        while True:
            self._purse.rest()
            answer = self._index.find(
                self._asked, self._at, order=order, limit=page, after=after, scope=scope, total=total
            )
            self.applied = answer.applied
            scope = self.settled = replace(scope, as_of=answer.change)
            if answer.total is not None:
                self._bounds[scope] = Count(answer.total if answer.exact else 0, answer.total)
                total = False
            sure = answer.exact and self._lasting and answer.fingerprint == documents.WRITTEN_BY
            for hit, packed in self._read(answer.hits):
                if not answer.exact and not self._purse.spend():
                    return
                same = hit.content == documents.content_bits(packed.content_hash.hex())
                found = self._taken(hit, packed) if sure and same else self._judge(hit, packed)
                if found is None and answer.exact:
                    log.warning(
                        "version %d was said to match and does not: is the index up to date?", hit.change
                    )
                yield hit, found
            if not answer.more or not answer.hits:
                return
            after, page = answer.hits[-1].key, max(page, _BATCH)

    def count(self, scope: Scope, by: By | None = None, progress: Progress | None = None) -> Count:
        """How many match: exact, or judged as far as the purse allows; `progress` is told once a batch."""
        self._purse.rest()
        known = self._bounds.get(scope) if by is None else None
        bound = known or self._index.count(self._asked, self._at, by=by, scope=scope)
        if bound.exact:
            return bound
        values: Counter[str] = Counter()
        if by is not None:
            self._verdicts.clear()  # what was judged without looking at its values
        after, more = None, bound.high > len(self._verdicts)
        while more and not self._purse.empty:
            self._purse.rest()
            answer = self._index.find(self._asked, self._at, limit=_BATCH, after=after, scope=scope)
            new = tuple(hit for hit in answer.hits if hit.change not in self._verdicts)
            for hit, packed in self._read(new):
                if not self._purse.spend():
                    break
                found = self._judge(hit, packed)
                if found is not None and by is not None:
                    values.update(documents.values(found.version, by))
            if progress is not None:
                progress(len(self._verdicts), bound.high)
            more = answer.more
            after = answer.hits[-1].key if answer.hits else None
        met = sum(self._verdicts.values())
        if self._purse.empty:
            return Count(met, bound.high - (len(self._verdicts) - met), bound.by)
        return Count(met, met, dict(values))

    def stories(self, scope: Scope, by: By | None = None, progress: Progress | None = None) -> Count:
        """How many stories, as they are grouped today, the matches tell; with `by`, a story counts for every value it has.

        Exact, or as far as the purse allows, then without values; where the engine is exact a page of it is one candidate.
        """
        bound = self._index.count(self._asked, self._at, scope=scope).high
        told: set[int] = set()
        values: defaultdict[str, set[int]] = defaultdict(set)
        looked_at, after, more = 0, None, bound > 0
        while more and not self._purse.empty:
            self._purse.rest()
            answer = self._index.find(self._asked, self._at, limit=_PAGE, after=after, scope=scope)
            for story, version in self._told(answer, by):
                told.add(story)
                if by is not None and version is not None:
                    for value in documents.values(version, by):
                        values[value].add(story)
            looked_at += len(answer.hits)
            if progress is not None:
                progress(looked_at, bound)
            more = answer.more
            after = answer.hits[-1].key if answer.hits else None
        if self._purse.empty:
            return Count(len(told), max(len(told), bound))
        return Count(len(told), len(told), {value: len(some) for value, some in values.items()})

    def _told(self, answer: Candidates, by: By | None) -> Iterator[tuple[int, Version | None]]:
        """The story of each hit that matches, with its version where it was read."""
        if not answer.exact:
            for hit, packed in self._read(answer.hits):
                if not self._purse.spend():
                    return
                if self._judge(hit, packed) is not None:
                    yield packed.version.story, packed.version
        elif self._purse.spend():
            changes = [hit.change for hit in answer.hits]
            with self._db.read() as conn:
                if by is None:
                    yield from ((story, None) for story in stories_of(conn, changes).values())
                else:
                    yield from ((version.story, version) for version in load_versions(conn, changes))

    def _read(self, hits: tuple[Hit, ...]) -> Iterator[tuple[Hit, Packed]]:
        """The hits' versions; what was removed since the engine last looked is left out."""
        for start in range(0, len(hits), _BATCH):
            some = hits[start : start + _BATCH]
            with self._db.read() as conn:
                if self.last is None:
                    self.last = last_change(conn)
                kept = {one.version.change: one for one in load_packed(conn, [hit.change for hit in some])}
            for hit in some:
                if hit.change in kept:
                    yield hit, kept[hit.change]
                else:
                    self._verdicts[hit.change] = False

    def _taken(self, hit: Hit, packed: Packed) -> Found:
        """A hit that needs no judge, who is asked when its places are."""
        self._verdicts[hit.change] = True

        def spans(analysed: Analysed) -> tuple[Span, ...]:
            found = self._places(packed.version, analysed)
            if found is None:
                log.warning("version %d was said to match and has no place that does", hit.change)
            return found or ()

        return Found(packed.version, packed.analysed, spans, hit.score)

    def _judge(self, hit: Hit, packed: Packed) -> Found | None:
        analysed = packed.analysed()
        spans = self._places(packed.version, analysed)
        self._verdicts[hit.change] = spans is not None
        return None if spans is None else Found(packed.version, analysed, spans, hit.score)

    def _places(self, version: Version, analysed: Analysed) -> tuple[Span, ...] | None:
        """What the judge says of a version."""
        return evaluate(self._tree, Judged(version, analysed, self._entities), self._at)

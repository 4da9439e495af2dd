"""The articles kept, as the doors ask for them: one place that knows the store, the index, the entities and the zone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa

from alerts.asides import put_aside
from alerts.backtest import BackTest, back_test
from alerts.changed import Changed, Configured, SourceFacts, changed_since, in_force
from articles.article import Span, Version
from articles.clock import Clock, SystemClock
from articles.counting import Tally, Unit, tally
from articles.deciding import UNBOUNDED, USUAL, Progress, Stop
from articles.entities import Entity
from articles.explaining import Explanation, advise_from, explain
from articles.finding import Looked, look_for
from articles.index.port import ArticleIndex, By, Count, Facet, Order
from articles.looking_up import LookedUp, look_up
from articles.query import Advice, Judged, advise, evaluate, parse
from articles.query.mentioning import EntityMention
from articles.query.nodes import Node
from articles.query.verdicts import mentioned
from articles.search import Answer, Found, count, export, search
from articles.store.database import Database
from articles.store.stories import members
from articles.store.tables import versions
from articles.store.versions import article_versions, find_article, load, load_versions
from crawler.tables import sources
from presswatch.known_names import Known, is_known, labels_in, said_of


@dataclass(frozen=True, slots=True)
class Library:
    """Open parts of one installation. `zone` is whose days a query's dates mean. Safe across threads."""

    db: Database
    index: ArticleIndex
    entities: Mapping[str, Entity]
    zone: str = "UTC"
    saved: Mapping[str, str] = field(default_factory=dict)  # queries that others include, by name
    clock: Clock = SystemClock()  # noqa: RUF009 (it holds nothing)

    def parse(self, query: str, *, watch: bool = False) -> Node:
        """The tree of a query, or of a watch; entities must be configured. Raises QueryError."""
        return parse(query, zone=self.zone, entities=self.entities, saved=self.saved, watch=watch)

    def advise(self, tree: Node, query: str) -> list[str]:
        """The notes of `advice` in words."""
        return [note.message for note in self.advice(tree, query)]

    def ask(
        self,
        tree: Node,
        *,
        order: Order = "newest",
        limit: int = 20,
        after: str | None = None,
        as_of: int | None = None,
    ) -> Answer:
        """A page of what matches now. Raises what `articles.search.search` raises."""
        return search(
            self.db,
            self.index,
            tree,
            at=self.clock.now(),
            order=order,
            limit=limit,
            after=after,
            as_of=as_of,
            entities=self.entities,
        )

    def look_up(self, query: str, as_of: int | None = None) -> LookedUp | None:
        """The article that a pasted address leads to; None if the query is no single address. Raises QueryError."""
        return look_up(self.db, query, as_of)

    def count(
        self, tree: Node, *, by: Facet | None = None, as_of: int | None = None, exact: bool = False
    ) -> Count:
        """How many versions match; with `exact` the true number, whatever it takes."""
        return count(
            self.db,
            self.index,
            tree,
            at=self.clock.now(),
            by=by,
            as_of=as_of,
            exact=exact,
            entities=self.entities,
        )

    def tally(
        self,
        tree: Node,
        *,
        by: By | None = None,
        unit: Unit = "articles",
        as_of: int | None = None,
        exact: bool = False,
        progress: Progress | None = None,
        stop: Stop | None = None,
    ) -> Tally:
        """How many there are, in all and by value, with all that is to be known of the number."""
        return tally(
            self.db,
            self.index,
            tree,
            at=self.clock.now(),
            by=by,
            unit=unit,
            as_of=as_of,
            exact=exact,
            entities=self.entities,
            progress=progress,
            stop=stop,
        )

    def try_out(
        self, tree: Node, window: timedelta, watch: str | None = None, query: str | None = None
    ) -> tuple[BackTest, list[Changed]]:
        """What a watch would have found in the stretch of time up to now, and what live matching had otherwise in it.

        `watch` is the id of the configured watch that has this `query`, None where it was only typed.
        """
        now = self.clock.now()
        start = now - window
        configured_sources = sa.select(sources.c.id, sources.c.name, sources.c.country, sources.c.tags)
        with self.db.read() as conn:
            facts = {
                row.id: SourceFacts(row.name, row.country, tuple(row.tags))
                for row in conn.execute(configured_sources)
            }
            configured = Configured(self.entities, self.zone, facts)
            changed = changed_since(conn, watch, tree, configured, start, query)
            aside = put_aside(conn, watch, start, now) if watch is not None and in_force(changed) else ()
        tested = back_test(self.db, self.index, tree, self.entities, start=start, end=now, aside=aside)
        return tested, changed

    def explain(self, tree: Node, *, exact: bool = False, stop: Stop | None = None) -> Explanation:
        """How a query is understood and how common its parts are; with `exact` true numbers, whatever it takes."""
        budget = UNBOUNDED if exact else USUAL
        return explain(
            self.db,
            self.index,
            tree,
            at=self.clock.now(),
            entities=self.entities,
            budget=budget,
            stop=stop,
        )

    def advice(self, tree: Node, query: str, explained: Explanation | None = None) -> list[Advice]:
        """Notes on a query that can be used as it is: what may have been meant otherwise, names that nothing has; with
        its explanation, also what the archive says.
        """
        told = advise_from(explained) if explained else ()
        return [*advise(tree, query), *told, *map(Advice, self._unknown(tree))]

    def every(self, tree: Node, *, order: Order = "newest", as_of: int | None = None) -> Iterator[Found]:
        """All that matches, exact, read as it is taken."""
        return export(
            self.db,
            self.index,
            tree,
            at=self.clock.now(),
            order=order,
            as_of=as_of,
            entities=self.entities,
        )

    def by(self, tree: Node, facet: Facet, as_of: int) -> dict[str, int]:
        """How many versions match for each value, the most first; upper bounds where the count is not exact."""
        found = self.count(tree, by=facet, as_of=as_of).by
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def spans(self, tree: Node, found: Found, at: datetime | None = None) -> tuple[Span, ...]:
        """Where a version matches; nowhere if it does not."""
        judged = Judged(found.version, found.analysed, self.entities)
        return evaluate(tree, judged, at or self.clock.now()) or ()

    def mentions(self, tree: Node, found: Found) -> Mapping[str, tuple[EntityMention, ...]]:
        """How a version mentions the entities that a query names, by their ids, the surest first of each."""
        return mentioned(tree, Judged(found.version, found.analysed, self.entities))

    def look_for(self, entity: Entity, progress: Progress | None = None, stop: Stop | None = None) -> Looked:
        """Look for an entity in all that was kept, and keep what is found. Raises what `articles.finding` raises."""
        return look_for(self.db, self.index, entity, self.clock.now(), progress=progress, stop=stop)

    def article(self, article_id: int) -> list[Version]:
        """All versions of an article, the first one first; none if there is no such article."""
        with self.db.read() as conn:
            return article_versions(conn, article_id)

    def story(self, version: Version) -> list[Version]:
        """The other articles of a version's story, each in its last version that tells it; the first seen first."""
        with self.db.read() as conn:
            told = load_versions(conn, members(conn, version.story))
        last = {one.article_id: one for one in told if one.article_id != version.article_id}
        return list(last.values())

    def find(self, url: str) -> int | None:
        """The article that an address leads to. Raises NotAWebAddress."""
        with self.db.read() as conn:
            return find_article(conn, url)

    def version(self, change: int) -> Found | None:
        """One version with its terms, matched by nothing."""
        with self.db.read() as conn:
            stored = load(conn, [change])
        return Found(stored[0].version, stored[0].analysed, ()) if stored else None

    def latest(self, limit: int) -> list[Found]:
        """The current versions that were kept last, the last one first."""
        current = versions.c.superseded_by.is_(None)
        query = sa.select(versions.c.change).where(current).order_by(versions.c.change.desc()).limit(limit)
        with self.db.read() as conn:
            stored = load(conn, list(conn.scalars(query)))
        return [Found(item.version, item.analysed, ()) for item in stored]

    def source_names(self) -> dict[str, str]:
        """The name of every source that was ever read, by its id."""
        query = sa.select(sources.c.id, sources.c.name)
        with self.db.read() as conn:
            return {row.id: row.name for row in conn.execute(query)}

    def _unknown(self, tree: Node) -> Iterator[str]:
        """Names that neither a source nor anything kept has."""
        labels = list(labels_in(tree))
        if not labels:
            return
        with self.db.read() as conn:
            rows = conn.execute(
                sa.select(sources.c.id, sources.c.name, sources.c.country, sources.c.tags)
            ).all()
        known: Known = {
            "source": [name for row in rows for name in (row.id, row.name)],
            "country": [row.country for row in rows if row.country],
            "tag": [tag for row in rows for tag in row.tags],
        }
        for label in labels:
            if not is_known(label, known) and self.count(label).high == 0:
                yield said_of(label, known)

    def kept(self) -> int:
        """How many articles are kept."""
        with self.db.read() as conn:
            current = versions.c.superseded_by.is_(None)
            return conn.scalar(sa.select(sa.func.count()).select_from(versions).where(current)) or 0

"""Judging: which of the running watches a batch of versions meets, between the store and what matching writes."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from alerts import why
from alerts.contents import Part
from alerts.prefilter import Prefilter
from articles.article import Span, Version
from articles.entities import Entity
from articles.errors import StoreUnavailable
from articles.query import Judged, evaluate, expand
from articles.query import why as reasons
from articles.query.nodes import Node
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
    """A watch that a version meets, where, and by which parts of its query."""

    runner: Runner
    spans: tuple[Span, ...]
    parts: tuple[Part, ...]


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

    def __init__(self, runners: Sequence[Runner], entities: Mapping[str, Entity]) -> None:
        self.runners = runners
        self.entities = entities
        self._prefilter: Prefilter[int] = Prefilter(
            (place, expand(runner.tree, entities)) for place, runner in enumerate(runners)
        )

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
        terms: set[str] = set()
        terms.update(*(part.index() for part in one.analysed.fields.values()))
        size = sum(len(part.terms) for part in one.analysed.fields.values())
        doc = Judged(version, one.analysed, self.entities)
        for place in sorted(self._prefilter.candidates(terms)):
            runner = self.runners[place]
            if runner.from_change >= version.change:
                continue
            if size > MAX_TERMS:
                outcome.failed[runner.watch_key] = f"it is too long to be judged ({size:,} words)"
                continue
            try:
                spans = evaluate(runner.tree, doc, version.seen)
                if spans is not None:
                    met = reasons(runner.tree, doc, version.seen)
                    parts = why.parts(met, version.content, self.entities)
                    outcome.found.append(Found(runner, spans, parts))
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

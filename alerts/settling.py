"""Settling: what one watch has of one version within the limits of work, by the same rule live and in back-tests; below `judging`."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from alerts import why
from alerts.contents import Part
from alerts.watchlist import Key, Watchlist
from articles.article import Span
from articles.errors import TooMuchWork
from articles.finding import mentions_in
from articles.query import Judged, meets, spans_of
from articles.query.deciding import Check
from articles.query.mentioning import EntityMention
from articles.query.nodes import Node
from articles.query.sheet import Sheet

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


def settle(runner: Runner, doc: Judged) -> Found | str | None:
    """Where a watch is met, None if it is not; or the reason for which the version is put aside for it.

    Hangs on this watch and this version alone, as long as the version's meter has something left for all.
    """
    if reason := too_long(doc):
        return reason
    version = doc.version
    try:
        if doc.meter is not None:
            doc.meter.begin()
        met = meets(runner.tree, doc, version.seen)
        if met is None:
            return None
        named = (doc.entities[id] for id in runner.entities if id in doc.entities)
        mentioned = {entity.id: mentions_in(doc, entity) for entity in named}
        return Found(runner, spans_of(met), why.parts(met, version.content, doc.entities), mentioned)
    except TooMuchWork as error:
        return str(error)
    # Whatever one watch and one article do to the judge, the others must still be judged.
    except Exception as error:
        log.exception("watch %s cannot judge %s", runner.watch_id, version.url)
        return f"the watch failed on it ({type(error).__name__})"


def to_settle(
    watches: Watchlist[Key], doc: Judged, order: Callable[[Key], int] | None = None
) -> Iterator[Key]:
    """The watches that are not ruled out by what a version shows at a glance, in `order`."""
    sheet = Sheet(doc, doc.version.seen)
    candidates = watches.candidates(sheet)
    if order is not None:
        candidates.sort(key=lambda found: order(found[0]))
    long = bool(too_long(doc))
    for key, check in candidates:
        if long or not _ruled_out(check, sheet, doc):
            yield key


def _ruled_out(check: Check | None, sheet: Sheet, doc: Judged) -> bool:
    if check is None:
        return False
    if doc.meter is not None:
        doc.meter.begin()
    try:
        return check(sheet) is not True
    # What the question costs hangs on what other watches asked before. So it only spares the judge work: where it would
    # take too much, or does whatever else, the judge decides on an account of its own.
    except Exception as error:
        if not isinstance(error, TooMuchWork):
            log.exception("%s cannot be asked whether it shows a watch", doc.version.url)
        return False


def too_long(doc: Judged) -> str:
    """Why a version is put aside for every watch that it may meet; "" where it is no longer than an article."""
    size = sum(part.size for part in doc.analysed.fields.values())
    if size > MAX_TERMS:
        return f"it is too long to be judged ({size:,} words)"
    return ""

"""Suggestions for an entity, or from a watch's matches: which versions are read for them; between the library and `entity suggest`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from alerts import tables
from alerts.errors import UnknownWatch
from articles.deciding import Progress, Stop
from articles.entities import Entity
from articles.finding import kept_mentions
from articles.query import parse, show
from articles.query.joining import any_of
from articles.query.nodes import Node, Phrase, Term
from articles.store.versions import Stored, load
from articles.suggesting import Recognise, Suggestion, new_names, spellings
from presswatch.library import Library

MOST_READ: Final = 2_000  # versions, the newest first
_BATCH: Final = 100


@dataclass(frozen=True, slots=True)
class Suggested:
    """A suggestion with how many articles it stands in, in any of its forms: of those that were read, and of all that are kept."""

    suggestion: Suggestion
    here: int
    archive: int | None = None
    entity: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        one = self.suggestion
        told = {"surface": one.surface, "likeness": one.likeness, "articles": self.here}
        about: dict[str, Any] = (
            {"entity": self.entity}
            if self.entity
            else {"type": one.type, "other": list(one.other), "archive": self.archive}
        )
        return {**told, **about, "sample": one.sample, "article": one.article}


def for_entity(
    library: Library, entity: Entity, progress: Progress | None = None, stop: Stop | None = None
) -> list[Suggested]:
    """Spellings near those that are known, in the newest articles that mention the entity; the archive is looked through first.

    Raises what `articles.finding.look_for` raises.
    """
    library.look_for(entity, progress, stop)
    with library.db.read() as conn:
        changes = list(dict.fromkeys(one.change for one in kept_mentions(conn, entity)))[:MOST_READ]
    found = spellings(entity, _versions(library, changes))
    return [Suggested(one, len(one.articles), entity=entity.id) for one in found]


def for_watch(library: Library, watch: str, most: int, recognise: Recognise | None) -> list[Suggested]:
    """Frequent names in the articles of a watch's newest matches, as these stand now, that are no configured entity's, those first that stand mostly there.

    Raises UnknownWatch, IndexUnavailable, IndexFailed.
    """
    m, w = tables.matches.c, tables.watches.c
    with library.db.read() as conn:
        key = conn.execute(sa.select(w.key).where(w.id == watch)).scalar()
        if key is None:
            raise UnknownWatch(f"There is no watch “{watch}”, or it has not run yet.")
        query = sa.select(m.change).where(m.watch_key == key).order_by(m.change.desc()).limit(MOST_READ)
        changes = list(conn.execute(query).scalars())
    read = [stored for stored in _versions(library, changes) if stored.version.current]
    found = new_names(read, library.entities.values(), recognise=recognise)
    told = [Suggested(one, len(one.articles), _in_archive(library, one)) for one in found[: 3 * most]]
    return sorted(told, key=_rank, reverse=True)[:most]


def _rank(one: Suggested) -> tuple[float, int]:
    # A name that stands everywhere tells nothing of this watch.
    return one.here * one.here / max(one.archive or 0, one.here), one.here


def _in_archive(library: Library, one: Suggestion) -> int:
    tree = any_of(_phrase(surface) for surface in (one.surface, *one.other))
    found = library.tally(tree, unit="articles").total.high
    return max(found, len(one.articles))  # an index that is behind does not know all that was read


def _phrase(surface: str) -> Node:
    words = [Term(word) for word in parse_words(surface)]
    return Phrase(tuple(words)) if len(words) > 1 else words[0]


def parse_words(surface: str) -> list[str]:
    """A surface as the words that an index knows."""
    tree = parse(f'"{surface.replace(chr(34), " ")}"')
    parts = tree.parts if isinstance(tree, Phrase) else (tree,)
    return [part.text if isinstance(part, Term) else show(part) for part in parts]


def _versions(library: Library, changes: Sequence[int]) -> Iterator[Stored]:
    for start in range(0, len(changes), _BATCH):
        with library.db.read() as conn:
            some = load(conn, list(changes[start : start + _BATCH]))
        yield from some

"""What the archive says of the watches' queries, where there is one; between `check` and the library."""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Final

from articles.entities import Entity
from articles.errors import ArticlesError
from articles.explaining import advise_from
from articles.query.nodes import Node
from presswatch import wiring
from presswatch.library import Library
from presswatch.settings import Settings
from presswatch.units import counted

MOST_SECONDS: Final = 10.0  # a person waits for the answer


def archive_advice(settings: Settings, watches: Sequence[tuple[str, Node]]) -> Iterator[tuple[str, str]]:
    """(watch, note) for what stands in half of the archive or more. The database must be there and of this version.

    Where the search engine cannot be asked and where there are too many watches to ask of all, the watch is "".
    """
    until = time.monotonic() + MOST_SECONDS
    entities: dict[str, Entity] = {entity.id: entity for entity in wiring.entities(settings)}
    try:
        with wiring.open_database(settings) as db, closing(wiring.open_index(settings, db)) as index:
            library = Library(db, index, entities, settings.zone, wiring.saved_queries(settings))
            for number, (watch, tree) in enumerate(watches):
                if time.monotonic() > until:
                    rest = counted(len(watches) - number, "watch", "watches")
                    yield "", f"the archive was not asked about {rest}: it would take too long"
                    return
                for note in advise_from(library.explain(tree)):
                    yield watch, note.message
    except ArticlesError as error:
        yield "", f"the archive could not be asked about the watches: {error}"

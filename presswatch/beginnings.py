"""What a new or edited watch will do with the past, told before it runs; between the configuration and `presswatch check`."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from articles.store.migrations import HEAD
from presswatch import wiring
from presswatch.config_errors import Mistake
from presswatch.settings import Examined, Settings

_IN_FORCE = """
    SELECT w.id, r.query, w.retired_at, r.error FROM watches w
    JOIN watch_revisions r ON r.watch_key = w.key AND r.number = w.revision"""


def beginnings(settings: Settings, examined: Examined) -> Iterator[Mistake]:
    """A note for each watch that the next run finds new, edited or mended; none before the first run, when all are new."""
    database = wiring.database_path(settings)
    if not database.exists():
        return
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=5)) as conn:
            if conn.execute("SELECT version_num FROM alembic_version").fetchone() != (HEAD,):
                return
            known = {row[0]: row[1:] for row in conn.execute(_IN_FORCE)}
    except sqlite3.Error:
        return  # what is wrong with the database is said elsewhere
    for watch in wiring.watches(settings):
        there = known.get(watch.id) or (known.get(watch.was) if watch.was else None)
        what = _what(there, watch.query)
        if what is None:
            continue
        past = (
            f"it looks at what came since {watch.since} as well"
            if watch.since
            else "`since` or `presswatch watch look-back` has it look at the past"
        )
        file, place = examined.written["watch", watch.id, "id"]
        yield Mistake(file, place.line, f'watch "{watch.id}"', f"{what}; {past}", level="note")


def _what(there: tuple[str, int | None, str | None] | None, query: str) -> str | None:
    if there is None or there[1] is not None:
        return "is new: it looks at what comes from the next run on"
    before, _, error = there
    if " ".join(before.split()) == " ".join(query.split()):
        return None
    if error is not None:
        return "was mended: it first catches up from where it stopped"
    return "was edited: it goes on from where its former query had got to"

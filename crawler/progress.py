"""How a crawl gets on, as one row that others may look at while it runs."""

from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from crawler import frontier
from crawler.parts import Tally
from crawler.tables import crawl_progress
from crawler.tables import frontier as rows


@dataclass(frozen=True, slots=True)
class Progress:
    """The frontier as it stands, and what the present or last run did since `started_at`.

    `queued` may be read now, `later` waits for its time. `error` says why the crawl paused; counts are of rows and events.
    """

    queued: int
    in_flight: int
    later: int
    done: int
    gave_up: int
    running: bool = False
    started_at: datetime | None = None
    updated_at: datetime | None = None
    lists_read: int = 0
    pages_fetched: int = 0
    articles_kept: int = 0
    failures: int = 0
    error: str | None = None


def progress(conn: sa.Connection, now: datetime) -> Progress:
    """How the crawl gets on. `running` is what the crawler said last; a killed one cannot unsay it."""
    states = frontier.counts(conn)
    later = (
        conn.scalar(sa.select(sa.func.count()).where(rows.c.state == "queued", rows.c.not_before > now)) or 0
    )
    found = Progress(
        queued=states.get("queued", 0) - later,
        in_flight=states.get("in flight", 0),
        later=later,
        done=states.get("done", 0),
        gave_up=states.get("gave up", 0),
    )
    row = conn.execute(sa.select(crawl_progress)).first()
    if row is None:
        return found
    return replace(found, **{key: value for key, value in row._asdict().items() if key != "id"})


def note_progress(
    conn: sa.Connection,
    tally: Tally,
    now: datetime,
    *,
    started: bool = False,
    running: bool = True,
    error: Exception | None = None,
) -> None:
    """Write down what a run has done so far."""
    values = {
        "updated_at": now,
        "running": running,
        "lists_read": tally.lists_read,
        "pages_fetched": tally.pages_fetched,
        "articles_kept": tally.articles_kept,
        "failures": tally.failures,
        "error": str(error) if error is not None else None,
    }
    if started:
        conn.execute(sa.delete(crawl_progress))
        conn.execute(sa.insert(crawl_progress).values(id=1, started_at=now, **values))
    else:
        conn.execute(sa.update(crawl_progress).values(**values))

"""When a source is silent: told from the gaps between the moments at which it named something new; for the state of sources."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import sqlalchemy as sa

from crawler.tables import frontier

WINDOW = timedelta(days=14)  # whose gaps say what is usual
LEAST = timedelta(days=1)  # nobody is silent sooner
_UNKNOWN = timedelta(days=7)  # or twenty intervals: where nothing is known of what is usual


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How long a source usually says nothing: the longest gap and the middle one of the last 14 days; None: not known."""

    longest: timedelta | None = None
    usual: timedelta | None = None


def rhythm(moments: Sequence[datetime]) -> Rhythm:
    """Of the moments (rising) at which something new was named."""
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    return Rhythm(max(gaps), statistics.median_low(gaps)) if gaps else Rhythm()


def is_silent(quiet: timedelta, found: Rhythm, read_every: timedelta) -> bool:
    """Whether `quiet` is too long: longer than three times the longest gap and than a day."""
    if found.longest is None:
        return quiet > max(_UNKNOWN, 20 * read_every)
    return quiet > max(3 * found.longest, LEAST)


def rhythm_of(conn: sa.Connection, source: int, until: datetime) -> Rhythm:
    """The rhythm of a source (its key) in the 14 days up to the last time that it named something new."""
    named = (
        sa.select(frontier.c.added_at)
        .distinct()
        .where(
            frontier.c.source == source,
            frontier.c.kind == "page",
            frontier.c.added_at >= until - WINDOW,
            frontier.c.added_at <= until,
        )
        .order_by(frontier.c.added_at)
    )
    return rhythm(list(conn.scalars(named)))

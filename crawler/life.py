"""What became of an address before it was an article, or instead: read from the frontier, the archive and robots; for `trace`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from protego import Protego

from articles.identity import same_site
from crawler.sources import NAME
from crawler.tables import archive_files, archive_records, frontier, lists, robots, sources
from net.address import origin_of, request_url
from net.errors import BadAddress


@dataclass(frozen=True, slots=True)
class RobotsWord:
    """What the robots.txt of an origin, as last read, says of an address."""

    origin: str
    fetched_at: datetime
    status: int
    allows: bool


@dataclass(frozen=True, slots=True)
class RawPage:
    """An answer in the archive."""

    file: str
    offset: int
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class NearSource:
    """A source and the address that it reads; since when it cannot be read, and why, None while it can."""

    id: str
    url: str
    failing_since: datetime | None
    error: str | None


@dataclass(frozen=True, slots=True)
class PageLife:
    """One row of the frontier, as the tables have it. `named_by` is the address of the list that named it."""

    url: str
    source_id: str
    source_name: str
    named_by: str | None
    list_kind: str | None
    named_at: datetime
    state: str
    outcome: str | None
    reason: str | None
    attempts: int
    not_before: datetime
    fetched_at: datetime | None
    finished_at: datetime | None
    past: bool
    rechecks: int
    recheck_at: datetime | None
    article_id: int | None
    robots: RobotsWord | None
    raw: tuple[RawPage, ...]


def page_lives(conn: sa.Connection, keys: Collection[str], article_id: int | None) -> list[PageLife]:
    """The rows of these addresses (keys of `articles.identity.url_key`) and of an article, the first named first."""
    which: sa.ColumnElement[bool] = frontier.c.url_key.in_(keys)
    if article_id is not None:
        which = sa.or_(which, frontier.c.article_id == article_id)
    rows = conn.execute(
        sa.select(
            frontier,
            sources.c.id.label("source_id"),
            sources.c.name.label("source_name"),
            lists.c.url.label("named_by"),
            lists.c.kind.label("list_kind"),
        )
        .join(sources, sources.c.key == frontier.c.source)
        .outerjoin(lists, lists.c.id == frontier.c.list)
        .where(which, frontier.c.kind == "page")
        .order_by(frontier.c.added_at, frontier.c.id)
    ).all()
    return [
        PageLife(
            url=row.url,
            source_id=row.source_id,
            source_name=row.source_name,
            named_by=row.named_by,
            list_kind=row.list_kind,
            named_at=row.added_at,
            state=row.state,
            outcome=row.outcome,
            reason=row.reason,
            attempts=row.attempts,
            not_before=row.not_before,
            fetched_at=row.fetched_at,
            finished_at=row.finished_at,
            past=row.past,
            rechecks=row.rechecks,
            recheck_at=row.recheck_at,
            article_id=row.article_id,
            robots=robots_word(conn, row.url),
            raw=_raw(conn, row.id),
        )
        for row in rows
    ]


def robots_word(conn: sa.Connection, url: str) -> RobotsWord | None:
    """What the robots.txt that was read last says of an address; None if none was read."""
    try:
        origin = origin_of(request_url(url))
    except BadAddress:
        return None
    row = conn.execute(sa.select(robots).where(robots.c.origin == origin)).first()
    if row is None:
        return None
    allows = not row.rules.strip() or Protego.parse(row.rules).can_fetch(url, NAME)
    return RobotsWord(origin, row.fetched_at, row.status, allows)


def sources_near(conn: sa.Connection, url: str) -> list[NearSource]:
    """The sources that are read now and belong to the publisher of an address."""
    c = sources.c
    rows = conn.execute(sa.select(c.id, c.url, c.failing_since, c.last_error).where(c.active).order_by(c.id))
    return [NearSource(*row) for row in rows if same_site(row.url, url)]


def _raw(conn: sa.Connection, frontier_id: int) -> tuple[RawPage, ...]:
    rows = conn.execute(
        sa.select(archive_files.c.name, archive_records.c.offset, archive_records.c.fetched_at)
        .join(archive_files, archive_files.c.id == archive_records.c.file)
        .where(archive_records.c.frontier == frontier_id)
        .order_by(archive_records.c.fetched_at)
    )
    return tuple(RawPage(*row) for row in rows)

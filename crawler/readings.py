"""Keeps what the reading of a list brought: new pages into the frontier, new lists, and how its source fares."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa

from articles.identity import same_site
from crawler import frontier
from crawler.frontier import GUESS, Task
from crawler.outcomes import Outcome, next_list_reading
from crawler.parsed import ParsedList, Validators
from crawler.tables import lists, sources

MOST_LISTS = 6  # of one home page or sitemap index
_DISCOVER_EVERY = timedelta(days=1)  # a home page whose feeds work is only looked at for new ones
_STALE = timedelta(days=7)  # feeds that bring nothing for so long do not replace their home page
_RETIRE_AFTER = 3  # failures in a row of a list that nobody wrote down
_DISCOVERING = ("home", "sitemap-index")


def choose_lists(parsed: ParsedList, url: str, sitemaps: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The lists to read of those that a home page or sitemap index names: the publisher's own, in its order, a few.

    Feeds that lie elsewhere, at a feed service, only where it names none of its own, and then the first. Of the sitemaps in robots.txt only news sitemaps are taken, unless the page names neither lists nor pages.
    """
    if parsed.kind not in _DISCOVERING:
        return ()
    own = [link for link in dict.fromkeys(parsed.more) if same_site(link, url) and link != url]
    if parsed.kind == "sitemap-index":
        own.sort(key=lambda link: "news" not in link.lower())
        return tuple(own[:MOST_LISTS])
    own = own[:MOST_LISTS] or list(parsed.more[:1])
    listed = [link for link in sitemaps if same_site(link, url)]
    own += [link for link in listed if "news" in link.lower() and link not in own][:2]
    return tuple(own or ([] if parsed.named else listed[:1]))


def choose_guesses(parsed: ParsedList, found: tuple[str, ...]) -> tuple[str, ...]:
    """Usual places to try where a home page names no list: feeds and news sitemaps; all of a site only if it names
    no page either."""
    if found or parsed.kind != "home":
        return ()
    return tuple(
        link for link in parsed.guesses if not parsed.named or "sitemap" not in link or "news" in link
    )


def list_unchanged(conn: sa.Connection, task: Task, validators: Validators | None, now: datetime) -> None:
    """A list that says the same as last time was read with success."""
    row = _row(conn, task)
    discovers = row.kind == "home" and _children_work(conn, row, now)
    values: dict[str, Any] = {} if validators is None else _validators(validators)
    _succeeded(conn, task, row, now, discovers=discovers, names_articles=not discovers, **values)


def list_read(
    conn: sa.Connection,
    task: Task,
    parsed: ParsedList,
    validators: Validators,
    now: datetime,
    sitemaps: tuple[str, ...] = (),
) -> int:
    """Keep a list's reading; how many pages it named that nobody had named before.

    A home page is read as a listing only as long as no feed or sitemap of it works and is fresh.
    """
    row = _row(conn, task)
    found = choose_lists(parsed, row.url, sitemaps)
    # an index that was read before holds no past of its own: a sitemap that it starts anew is news
    _add_lists(conn, task, row, found, "unknown", row.past or parsed.kind == "home", now)
    _add_lists(conn, task, row, choose_guesses(parsed, found), GUESS, True, now)
    discovers = parsed.kind == "sitemap-index" or (parsed.kind == "home" and _children_work(conn, row, now))
    if not discovers and not parsed.named and not row.items:
        what = {"home": "page", "listing": "page"}.get(
            parsed.kind, "sitemap" if "sitemap" in parsed.kind else "feed"
        )
        nothing = Outcome("empty", f"the {what} names no articles")
        list_failed(conn, task, nothing, now, kind=parsed.kind)
        return 0
    new = 0
    if not discovers:
        new = frontier.add_pages(conn, task.source, row.id, parsed.named, past=row.past, now=now)
        if new:
            conn.execute(sa.update(sources).where(sources.c.key == task.source).values(last_new=now))
    _succeeded(
        conn,
        task,
        row,
        now,
        discovers=discovers,
        names_articles=not discovers,
        kind=parsed.kind,
        title=parsed.title or None,
        items=len(parsed.named),
        body_hash=parsed.body_hash,
        **_validators(validators),
    )
    return new


def list_failed(
    conn: sa.Connection, task: Task, outcome: Outcome, now: datetime, *, kind: str | None = None
) -> None:
    """Keep that a list could not be read, and when it is tried again; its source is failing from now on."""
    row = _row(conn, task)
    failures = row.failures + 1
    again = next_list_reading(outcome, failures, _read_every(conn, task), now)
    patience = 1 if row.kind == GUESS else _RETIRE_AFTER
    retired = row.parent is not None and failures >= patience and not outcome.retry
    conn.execute(
        sa.update(lists)
        .where(lists.c.id == row.id)
        .values(
            kind=kind or row.kind,
            failures=failures,
            last_read=now,
            last_error=outcome.reason,
            next_due=again,
            active=row.active and not retired,
        )
    )
    if row.parent is not None and failures == _RETIRE_AFTER and row.kind != GUESS:
        # its home page is looked at again at once: for other lists, or as a listing
        conn.execute(sa.update(lists).where(lists.c.id == row.parent).values(next_due=now))
    if outcome.after is not None:
        frontier.hold_host(conn, task.host, outcome.after)
    frontier.finish(conn, task, replace(outcome, retry=False), now, fetched_at=now)
    conn.execute(sa.update(sources).where(sources.c.key == task.source).values(last_read=now))
    _settle(conn, task.source, now)


def _succeeded(
    conn: sa.Connection,
    task: Task,
    row: sa.Row[Any],
    now: datetime,
    *,
    discovers: bool,
    names_articles: bool,
    **values: Any,
) -> None:
    every = _read_every(conn, task)
    if discovers and values.get("kind", row.kind) == "home":
        every = max(every, _DISCOVER_EVERY)
    values |= {"last_read": now, "failures": 0, "last_error": None, "next_due": now + every}
    values["last_success"] = now
    if names_articles or values.get("kind", row.kind) != "home":
        values["past"] = False
    if discovers:  # should it be read as a listing one day, it must not be skipped as unchanged
        values |= {"etag": None, "last_modified": None, "body_hash": None}
    conn.execute(sa.update(lists).where(lists.c.id == row.id).values(**values))
    frontier.finish(conn, task, Outcome("kept", ""), now, fetched_at=now)
    seen = {"last_read": now} | ({"last_success": now} if names_articles else {})
    conn.execute(sa.update(sources).where(sources.c.key == task.source).values(**seen))
    _settle(conn, task.source, now)


def _add_lists(
    conn: sa.Connection,
    task: Task,
    row: sa.Row[Any],
    found: tuple[str, ...],
    kind: str,
    past: bool,
    now: datetime,
) -> None:
    """Add lists that were not known, to be read in this same round."""
    known = set(conn.scalars(sa.select(lists.c.url).where(lists.c.source == task.source)))
    for url in found:
        if url in known:
            continue
        values = {"source": task.source, "parent": row.id, "url": url, "kind": kind, "past": past}
        values |= {"active": True, "next_due": now, "failures": 0, "items": 0}
        added = conn.execute(sa.insert(lists).values(**values).returning(lists.c.id)).scalar_one()
        frontier.queue_list(conn, task.source, added, url, urlsplit(url).hostname or "", now)


def _children_work(conn: sa.Connection, row: sa.Row[Any], now: datetime) -> bool:
    """Whether lists found on this page stand in for it: some were not tried yet, or work and are fresh."""
    children = conn.execute(
        sa.select(lists.c.last_read, lists.c.failures).where(
            lists.c.parent == row.id, lists.c.active, lists.c.kind != GUESS
        )
    ).all()
    if any(child.last_read is None for child in children):
        return True
    if all(child.failures for child in children):
        return False
    source = conn.execute(sa.select(sources).where(sources.c.key == row.source)).one()
    return bool((source.last_new or source.added_at) > now - _STALE)


def _settle(conn: sa.Connection, source: int, now: datetime) -> None:
    """A source fails as long as one of its lists does."""
    worst = conn.execute(
        sa.select(lists.c.url, lists.c.last_error, lists.c.parent)
        .where(lists.c.source == source, lists.c.active, lists.c.failures > 0, lists.c.kind != GUESS)
        .order_by(lists.c.parent.is_not(None), lists.c.id)
        .limit(1)
    ).first()
    if worst is None:
        values: dict[str, Any] = {"last_error": None, "failing_since": None}
    else:
        error = worst.last_error if worst.parent is None else f"{worst.url}: {worst.last_error}"
        values = {
            "last_error": error,
            "failing_since": sa.func.coalesce(
                sources.c.failing_since, sa.literal(now, lists.c.next_due.type)
            ),
        }
    conn.execute(sa.update(sources).where(sources.c.key == source).values(**values))


def _row(conn: sa.Connection, task: Task) -> sa.Row[Any]:
    return conn.execute(sa.select(lists).where(lists.c.id == task.list)).one()


def _read_every(conn: sa.Connection, task: Task) -> timedelta:
    query = sa.select(sources.c.read_every).where(sources.c.key == task.source)
    return timedelta(seconds=conn.execute(query).scalar_one())


def _validators(validators: Validators) -> dict[str, Any]:
    return {"etag": validators.etag, "last_modified": validators.last_modified}

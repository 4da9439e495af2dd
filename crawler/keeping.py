"""Keeps what a page brought: an article's version, or the reason why there is none, with the end of its turn."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from articles.article import Origin
from articles.store.versions import Arrival, Kept, keep
from crawler import frontier
from crawler.frontier import Task, next_recheck
from crawler.outcomes import Outcome, Word, is_past, next_try, of_wall
from crawler.parsed import PageState, ParsedPage, Validators
from crawler.sources import CrawlPolicy

_WORDS: dict[PageState, Word] = {
    "article": "kept",
    "empty": "empty",
    "garbled": "garbled",
    "soft-404": "soft 404",
    "not-an-article": "not an article",
}
# a second try after a while may find the text
_MAY_PASS: tuple[PageState, ...] = ("empty", "garbled", "wall")


@dataclass(frozen=True, slots=True)
class Turn:
    """How a page's turn ended."""

    outcome: Outcome
    kept: Kept | None = None


def page_read(
    conn: sa.Connection,
    task: Task,
    parsed: ParsedPage,
    validators: Validators,
    origin: Origin,
    policy: CrawlPolicy,
    fetched: datetime,
) -> Turn:
    """Keep a page that was fetched and parsed at `fetched`, in the transaction that ends its turn.

    What has a text or at least a title is kept; the rest is tried once more or given up, with its reason.
    """
    word = of_wall(parsed.reason) if parsed.state == "wall" else _WORDS[parsed.state]
    may_pass = parsed.state in _MAY_PASS
    outcome = Outcome(word, parsed.reason, retry=may_pass, tries=2 if may_pass else None)
    if not worth_keeping(parsed, task):
        return page_failed(conn, task, outcome, None, origin, policy, fetched)
    past = _is_past(task, parsed, policy)
    kept = _keep(conn, task, parsed, origin, past, fetched)
    if task.rechecks and word == "kept" and kept.status == "unchanged":
        outcome = Outcome("unchanged", "")
    frontier.finish(
        conn,
        task,
        outcome,
        fetched,
        article_id=kept.article_id,
        recheck_at=None if past else _recheck(task, policy, fetched),
        fetched_at=fetched,
        past=past,
        hints=None,
        etag=validators.etag,
        last_modified=validators.last_modified,
        body_hash=parsed.body_hash,
    )
    return Turn(outcome, kept)


def page_unchanged(conn: sa.Connection, task: Task, policy: CrawlPolicy, fetched: datetime) -> Turn:
    """A second look found the same page."""
    outcome = Outcome("unchanged", "")
    again = _recheck(task, policy, fetched)
    frontier.finish(conn, task, outcome, fetched, recheck_at=again, fetched_at=fetched)
    return Turn(outcome)


def page_failed(
    conn: sa.Connection,
    task: Task,
    outcome: Outcome,
    feed_text: ParsedPage | None,
    origin: Origin,
    policy: CrawlPolicy,
    at: datetime,
) -> Turn:
    """Keep that a page could not be had: tried again later, or given up with the reason.

    `feed_text` is what its feed says of it, if that is to stand in. A failed second look changes nothing that is kept.
    """
    kept = None
    if feed_text is not None:
        kept = _keep(conn, task, feed_text, origin, _is_past(task, feed_text, policy), at)
    article_id = kept.article_id if kept is not None else None
    if task.rechecks:
        again = _recheck(task, policy, at) if outcome.retry else None
        unchanged = Outcome("unchanged", outcome.reason)  # what was kept of it is no trouble
        frontier.finish(conn, task, unchanged, at, recheck_at=again, fetched_at=at)
        return Turn(outcome, kept)
    if outcome.after is not None:
        frontier.hold_host(conn, task.host, outcome.after)
    again = next_try(outcome, task.attempts + 1, policy.retry_pauses, at)
    frontier.fail(conn, task, outcome, at, again, article_id=article_id)
    return Turn(outcome, kept)


def worth_keeping(parsed: ParsedPage, task: Task) -> bool:
    """Whether there is something of an article in what was parsed.

    Behind a wall and in garbled bytes the page's own words are not the article's: there a list must have named it.
    """
    if parsed.state in ("soft-404", "not-an-article"):
        return False
    named = bool((task.hints or {}).get("title"))
    if parsed.state in ("wall", "garbled"):
        return named and bool(parsed.content.title or parsed.content.text)
    return bool(parsed.content.text or parsed.content.title)


def _keep(
    conn: sa.Connection,
    task: Task,
    parsed: ParsedPage,
    origin: Origin,
    past: bool,
    fetched: datetime,
) -> Kept:
    # at an address to which walls and errors lead, many articles meet: only what was asked for is this one's
    final = parsed.urls if parsed.state == "article" else ()
    return keep(
        conn,
        Arrival(
            urls=tuple(dict.fromkeys((*final, task.url))),
            canonical=parsed.canonical if parsed.state == "article" else None,
            content=parsed.content,
            analysed_pack=parsed.pack,
            names_pack=parsed.names,
            origin=origin,
            seen=fetched,
            past=past,
            extractor=parsed.extractor,
            response_hash=parsed.body_hash,
        ),
    )


def _is_past(task: Task, parsed: ParsedPage, policy: CrawlPolicy) -> bool:
    published = parsed.content.published
    return is_past(task.past, published.end if published else None, task.added_at, policy.catch_up)


def _recheck(task: Task, policy: CrawlPolicy, now: datetime) -> datetime | None:
    return next_recheck(task.rechecks, task.added_at, policy.recheck_after, now)

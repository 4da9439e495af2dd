"""What a subscription does not want to hear of: sources, articles and stories, between its configuration and the ledger."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, insert, or_, select, update

from alerts import tables
from alerts.reasons import MUTED, PENDING, SUPPRESSED, UNDELIVERED
from articles.article import Version
from articles.identity import url_key
from articles.store.stories import stories_of
from articles.store.tables import article_urls, versions

STORY = "story:"


def mute_of(entry: str) -> tuple[str, str]:
    """What an entry of `mute` names, as (kind, value): an article's address, `story:ID`, or else a source's id.

    Raises NotAWebAddress for an address that is none, ValueError for a story that is no number.
    """
    if "://" in entry:
        return "article", url_key(entry)
    if entry.startswith(STORY):
        return "story", str(int(entry.removeprefix(STORY)))
    return "source", entry


def sync_mutes(conn: Connection, subscription: int, entries: Sequence[str], now: datetime) -> bool:
    """Make a subscription's mutes say what `entries` say; what waits and is muted from now on is suppressed.

    Whether anything changed. What was muted stays so: taking an entry out lets in what comes from then on.
    """
    t = tables.mutes
    wanted = {mute_of(entry) for entry in entries}
    rows = conn.execute(select(t.c.kind, t.c.value).where(t.c.subscription_key == subscription)).all()
    there = {(row.kind, row.value) for row in rows}
    for kind, value in there - wanted:
        gone = and_(t.c.subscription_key == subscription, t.c.kind == kind, t.c.value == value)
        conn.execute(delete(t).where(gone))
    added = sorted(wanted - there)
    if added:
        conn.execute(insert(t), [{"subscription_key": subscription, "kind": k, "value": v} for k, v in added])
        _suppress(conn, subscription, added, now)
    return there != wanted


def muting(conn: Connection, subscriptions: Collection[int], version: Version) -> set[int]:
    """Which of the subscriptions (keys) do not want to hear of a version."""
    t = tables.mutes.c
    keys = select(article_urls.c.url_key).where(article_urls.c.article_id == version.article_id)
    query = (
        select(t.subscription_key)
        .distinct()
        .where(
            t.subscription_key.in_(subscriptions),
            or_(
                and_(t.kind == "source", t.value == version.origin.source_id),
                and_(t.kind == "article", t.value.in_(keys)),
            ),
        )
    )
    return set(conn.execute(query).scalars())


def of_muted_stories(conn: Connection, subscription: int, changes: Collection[int]) -> set[int]:
    """Those of the versions that tell a story which the subscription mutes, under whatever number it is known now.

    Asked when a digest is gathered: what story an article tells is known some seconds after it was matched.
    """
    t = tables.mutes.c
    query = select(t.value).where(t.subscription_key == subscription, t.kind == "story")
    muted = {int(value) for value in conn.execute(query).scalars()}
    if not muted:
        return set()
    now = set(stories_of(conn, muted).values())
    return {change for change, story in stories_of(conn, changes).items() if story in now}


def _suppress(conn: Connection, subscription: int, added: Sequence[tuple[str, str]], now: datetime) -> None:
    entry, r = tables.ledger.c, tables.readers.c
    met: list[Any] = []
    if sources := [value for kind, value in added if kind == "source"]:
        met.append(entry.change.in_(select(versions.c.change).where(versions.c.source_id.in_(sources))))
    if keys := [value for kind, value in added if kind == "article"]:
        articles = select(article_urls.c.article_id).where(article_urls.c.url_key.in_(keys))
        met.append(entry.article_id.in_(articles))
    if met:
        conn.execute(
            update(tables.ledger)
            .where(
                entry.reader_key.in_(select(r.key).where(r.subscription_key == subscription)),
                entry.state.in_((PENDING, UNDELIVERED)),
                or_(*met),
            )
            .values(state=SUPPRESSED, reason=MUTED, message_key=None, since=now)
        )

"""A page's whole life, from the list that named it to the mail that it left in; for `presswatch trace`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from alerts import account
from alerts.account import Entry
from alerts.reasons import BESIDE
from articles.article import Version
from articles.errors import ArticlesError
from articles.identity import url_key
from articles.index.port import ArticleIndex
from articles.store.database import Database
from articles.store.stories import members
from articles.store.tables import article_links, article_urls, articles
from articles.store.versions import article_versions, find_article
from crawler.life import PageLife, page_lives, robots_word, sources_near
from presswatch.errors import NotKept
from presswatch.units import counted

_REASONS = {"new": "first read", "edited": "changed by its publisher", "re-extracted": "read better"}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: the stage, when (UTC; None for what has no moment of its own), and what, in plain words.

    `change` is the version that it concerns, `about` what else a machine may want of it.
    """

    stage: str
    at: datetime | None
    what: str
    change: int | None = None
    about: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """All that is known of an address or an article; `article` is None for a page that was never kept."""

    asked: str
    article: int | None
    urls: tuple[str, ...]
    steps: tuple[Step, ...]


def trace(db: Database, index: ArticleIndex, asked: str) -> Trace:
    """The life of an article (its number) or of an address, whether it was ever kept or not.

    Raises NotKept for a number that no article has, NotAWebAddress.
    """
    with db.read() as conn:
        number = int(asked) if asked.isdecimal() else find_article(conn, asked)
        asked_for = {} if asked.isdecimal() else {url_key(asked): asked}
        keys = dict(asked_for)
        row = None
        if number is not None:
            row = conn.execute(sa.select(articles).where(articles.c.id == number)).one_or_none()
            if row is None:
                raise NotKept(f"there is no article {asked}; `presswatch search` finds what was kept")
            known = sa.select(article_urls.c.url_key, article_urls.c.url)
            keys |= {r.url_key: r.url for r in conn.execute(known.where(article_urls.c.article_id == number))}
        lives = page_lives(conn, list(keys), number)
        first = min(
            (life for life in lives if life.article_id is not None and life.fetched_at is not None),
            key=lambda life: (life.fetched_at, life.named_at),
            default=None,
        )
        steps = [step for life in lives for step in (*_page(life), *_duplicate(life, first))]
        if first is not None and asked_for and not any(url_key(life.url) in asked_for for life in lives):
            steps.append(_known_as(asked, first))
        if not lives and number is None:
            steps += _never_named(conn, asked)
        if number is not None and row is not None:
            versions = article_versions(conn, number)
            steps += _kept(conn, number, versions)
            steps += _indexed(index, versions)
            steps += _alerts(conn, [version.change for version in versions])
            if row.removed is not None:
                steps.append(Step("removed", row.removed, row.removed_reason or "removed"))
    return Trace(asked, number, tuple(keys.values()), tuple(steps))


def _page(life: PageLife) -> Iterator[Step]:
    who = f"the {life.list_kind or 'list'} {life.named_by}" if life.named_by else "a list that is gone"
    past = "; it was there when the source was first read" if life.past else ""
    about = {"url": life.url, "source": life.source_id}
    yield Step(
        "discovered", life.named_at, f"{life.url} was named by {who} of {life.source_id}{past}", about=about
    )
    if life.robots is not None:
        word = "allows it" if life.robots.allows else "forbids it"
        yield Step(
            "robots",
            life.robots.fetched_at,
            f"robots.txt of {life.robots.origin} ({life.robots.status}) {word}",
        )
    for raw in life.raw:
        yield Step(
            "fetched",
            raw.fetched_at,
            f"its answer is in archive/{raw.file} at byte {raw.offset:,}",
            about={"file": raw.file, "offset": raw.offset},
        )
    if life.fetched_at is not None and life.fetched_at not in [raw.fetched_at for raw in life.raw]:
        yield Step("fetched", life.fetched_at, "it was asked for; its answer is not in the archive")
    yield Step(
        "extracted" if life.outcome else "waits",
        _when(life),
        _outcome(life),
        about=about | {"outcome": life.outcome},
    )


def _duplicate(life: PageLife, first: PageLife | None) -> Iterator[Step]:
    if first is None or life is first or life.article_id != first.article_id:
        return
    what = f"it is article {first.article_id}, which was read at {first.url} before"
    yield Step("duplicate", _when(life), what, about={"article": first.article_id, "url": first.url})


def _known_as(asked: str, first: PageLife) -> Step:
    what = f"{asked} is an address of article {first.article_id}, which was read at {first.url}"
    return Step("duplicate", None, what, about={"article": first.article_id, "url": first.url})


def _when(life: PageLife) -> datetime | None:
    return life.finished_at or (life.not_before if life.state == "queued" else life.fetched_at)


def _outcome(life: PageLife) -> str:
    tries = f" ({counted(life.attempts, 'try', 'tries')})" if life.attempts > 1 else ""
    if life.state == "in flight":
        return f"it is being read now{tries}"
    if life.state == "queued":
        why = f"last: {life.outcome} ({life.reason}); " if life.outcome else ""
        return (
            f"{why}it is in the queue to be read{' again' if life.attempts or life.rechecks else ''}{tries}"
        )
    words = {
        "kept": "it was read and kept",
        "unchanged": "it was looked at again and had not changed",
    }.get(life.outcome or "", f"{life.outcome}: {life.reason}" if life.reason else life.outcome or life.state)
    again = f", {counted(life.rechecks, 'later look', 'later looks')}" if life.rechecks else ""
    return f"{words}{tries}{again}"


def _never_named(conn: sa.Connection, url: str) -> Iterator[Step]:
    near = sources_near(conn, url)
    if not near:
        yield Step("discovered", None, "no list has named this address, and no source is of its publisher")
    for source in near:
        what = f"no list has named this address; the source {source.id} reads {source.url}"
        if source.failing_since is not None:
            what += f", which cannot be read: {source.error or 'no reason was noted'}"
        yield Step("discovered", source.failing_since, what)
    if (word := robots_word(conn, url)) is not None:
        yield Step(
            "robots",
            word.fetched_at,
            f"robots.txt of {word.origin} ({word.status}) {'allows it' if word.allows else 'forbids it'}",
        )


def _kept(conn: sa.Connection, number: int, versions: Sequence[Version]) -> Iterator[Step]:
    for version in versions:
        warned = f"; noticed: {', '.join(version.content.warnings)}" if version.content.warnings else ""
        past = "; past of its source, not mailed" if version.past else ""
        what = (
            f"version {version.number} of article {number} (change {version.change}): "
            f"{_REASONS.get(version.reason, version.reason)}{past}{warned}"
        )
        yield Step("kept", version.seen, what, version.change)
    links = sa.select(article_links).where(
        sa.or_(article_links.c.older == number, article_links.c.newer == number)
    )
    for link in conn.execute(links.order_by(article_links.c.at)):
        other = link.newer if link.older == number else link.older
        older = "is the older one" if link.older == number else "goes on as the older one"
        what = f"{link.kind} as article {other} by {link.url}; {'it' if link.older == number else f'article {other}'} {older}"
        yield Step("duplicate", link.at, what, about={"article": other})
    for version in versions:
        if not version.current:
            continue
        others = [change for change in members(conn, version.story) if change != version.change]
        if others:
            what = f"it tells story {version.story} with {counted(len(others), 'other version')}"
            yield Step("story", None, what, version.change, {"story": version.story, "versions": others})


def _indexed(index: ArticleIndex, versions: Sequence[Version]) -> Iterator[Step]:
    try:
        state = index.state()
    except ArticlesError as error:
        yield Step("indexed", None, f"the search index cannot be asked: {error}")
        return
    reached = state.change if state is not None else 0
    for version in versions:
        there = "is in the search index" if version.change <= reached else "is not in the search index yet"
        yield Step(
            "indexed",
            None,
            f"version {version.number} {there}, which stands at change {reached}",
            version.change,
        )


def _alerts(conn: sa.Connection, changes: Sequence[int]) -> Iterator[Step]:
    for match in account.matches(conn, changes):
        revision = match.revision
        yield Step(
            "matched",
            match.at,
            f"change {match.change} met watch {revision.watch} (revision {revision.number})",
            match.change,
            {"watch": revision.watch, "revision": revision.number},
        )
    for aside in account.asides(conn, changes):
        what = f"change {aside.change} could not be judged by watch {aside.watch}: {aside.reason}"
        yield Step("put aside", aside.at, what, aside.change, {"watch": aside.watch})
    for entry in account.entries(conn, changes=changes):
        taken = entry.letter.finished_at if entry.letter and entry.letter.state == "sent" else None
        yield Step(
            "mailed" if entry.letter else "account",
            taken or entry.since,  # when the server took it, else since when it stands so
            ledger_words(entry),
            entry.change,
            _facts(entry),
        )


def ledger_words(entry: Entry) -> str:
    """What became of a version for a reader, in one line."""
    who = f"for {entry.recipient} ({entry.subscription}), change {entry.change}"
    letter = entry.letter
    where = ""
    if letter is not None:
        place = f", item {entry.place}" if entry.place else ""
        how = {
            "queued": "waits to be sent",
            "sending": "is being sent",
            "sent": "was taken by the mail server" if letter.channel == "mail" else "was taken",
            "failed": "was refused",
            "dropped": "was dropped",
        }[letter.state]
        said = f" ({letter.code or 'no code'} {letter.answer})" if letter.answer else ""
        where = f" digest no. {letter.number}{place}, which {how}{said}"
    return {
        "pending": f"{who}: waits for the next digest",
        "in message": f"{who}: in{where}",
        "undelivered": f"{who}: not delivered with{where}; it comes again when the address works",
        "suppressed": f"{who}: not in full, {entry.reason}; in{where}"
        if where and entry.reason in BESIDE
        else f"{who}: not mailed, {entry.reason}" + (f"; told in{where}" if where else ""),
    }[entry.state]


def _facts(entry: Entry) -> dict[str, Any]:
    letter = entry.letter
    return {
        "subscription": entry.subscription,
        "recipient": entry.recipient,
        "state": entry.state,
        "reason": entry.reason,
        "place": entry.place,
        "message": None
        if letter is None
        else {
            "id": letter.message_id,
            "number": letter.number,
            "state": letter.state,
            "sent": letter.finished_at if letter.state == "sent" else None,
            "code": letter.code,
            "answer": letter.answer,
        },
    }

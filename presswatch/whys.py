"""Why an article was mailed, and why another one was not: the query tree judged again as it was; for `why` and `why-not`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from alerts import account
from alerts.account import Entry, Letter, Match, Revision
from alerts.watches import load_entities
from articles.article import Version
from articles.query import Judged, parse
from articles.query.verdicts import Verdict, failed, verdicts
from articles.store.changes import last_change
from articles.store.database import Database
from articles.store.versions import Stored, article_versions, find_article, load
from presswatch.errors import BadInput, NotKept


@dataclass(frozen=True, slots=True)
class Reasoned:
    """A watch's revision and a version (by its `change`) with the verdict on each part; None where the text was removed since.

    `matched_at` is when live matching met it, None if it did not.
    """

    change: int
    revision: Revision
    version: Version | None
    verdict: Verdict | None
    matched_at: datetime | None

    @property
    def failing(self) -> tuple[Verdict, ...]:
        """The smallest parts that keep the query from being met."""
        return tuple(failed(self.verdict)) if self.verdict is not None else ()


@dataclass(frozen=True, slots=True)
class Why:
    """An item of a letter with the watches that it met."""

    letter: Letter
    place: int
    entries: tuple[Entry, ...]
    reasoned: tuple[Reasoned, ...]


@dataclass(frozen=True, slots=True)
class WhyNot:
    """A watch and an article: the verdict on its last version, and in plain words what else decided."""

    reasoned: Reasoned
    notes: tuple[str, ...]
    entries: tuple[Entry, ...]


def why(db: Database, named: str, place: int | None = None, to: str | None = None) -> list[Why]:
    """Why the items of a letter (all of them, or the one at `place`) were in it, as its watches were when they matched.

    Raises UnknownMessage, and BadInput where the name means several letters, or there is no such item.
    """
    with db.read() as conn:
        letters = [one for one in account.find_letters(conn, named) if to in (None, one.recipient)]
        if len(letters) != 1:
            who = ", ".join(one.recipient for one in letters) or "nobody of that address"
            raise BadInput(f"{named} went to {who}: say whose with --to")
        letter = letters[0]
        entries = [entry for entry in account.entries(conn, letter=letter.key) if entry.place is not None]
        places = sorted({entry.place for entry in entries if entry.place is not None})
        wanted = places if place is None else [place]
        if place is not None and place not in places:
            held = f"1 to {places[-1]}" if places else "none: it was empty, or is too old to be known in full"
            raise BadInput(f"there is no item {place} in {named}; there are {held}")
        theirs = account.watches_of(conn, letter.subscription)
        made = []
        for number in wanted:
            own = tuple(entry for entry in entries if entry.place == number)
            matches = account.matches(conn, [entry.change for entry in own])
            met = [match for match in matches if match.revision.watch in theirs] or matches
            made.append(Why(letter, number, own, tuple(_of_match(conn, match) for match in met)))
    return made


def why_not(db: Database, watch: str, article: str) -> WhyNot:
    """Why a watch did not bring an article, or what became of it if it did.

    The watch as it is in force is judged on the article's last version. Raises UnknownWatch, NotKept, NotAWebAddress.
    """
    with db.read() as conn:
        revision = account.revisions(conn, watch)[-1]
        number = int(article) if article.isdecimal() else find_article(conn, article)
        versions = article_versions(conn, number) if number is not None else []
        if not versions:
            raise NotKept(
                f"article {article} was not kept; `presswatch trace {article}` says what became of it"
            )
        changes = [version.change for version in versions]
        stored = load(conn, [changes[-1]])
        own = [match for match in account.matches(conn, changes) if match.revision.watch == watch]
        readers = {(subscription, address) for subscription, address, _ in account.subscribers(conn, watch)}
        entries = tuple(
            entry
            for entry in account.entries(conn, changes=changes)
            if (entry.subscription, entry.recipient) in readers
        )
        matched = next((match for match in own if match.change == changes[-1]), None)
        verdict = _judged(conn, revision, stored[0]) if stored and revision.error is None else None
        reasoned = Reasoned(changes[-1], revision, versions[-1], verdict, matched.at if matched else None)
        notes = _notes(conn, revision, versions, own, verdict, readers=bool(readers))
        asides = [aside for aside in account.asides(conn, changes) if aside.watch == watch]
    notes += [f"change {a.change} could not be judged by it: {a.reason}" for a in asides]
    return WhyNot(reasoned, tuple(notes), entries if own else ())


def _of_match(conn: sa.Connection, match: Match) -> Reasoned:
    stored = load(conn, [match.change])
    if not stored:
        return Reasoned(match.change, match.revision, None, None, match.at)
    verdict = _judged(conn, match.revision, stored[0])
    return Reasoned(match.change, match.revision, stored[0].version, verdict, match.at)


def _judged(conn: sa.Connection, revision: Revision, stored: Stored) -> Verdict:
    tree = parse(revision.query, zone=revision.zone)
    doc = Judged(stored.version, stored.analysed, load_entities(conn, revision.entities))
    return verdicts(tree, doc, stored.version.seen)


def _notes(
    conn: sa.Connection,
    revision: Revision,
    versions: Sequence[Version],
    own: Sequence[Match],
    verdict: Verdict | None,
    *,
    readers: bool,
) -> list[str]:
    notes = []
    last = versions[-1]
    if revision.retired_at is not None:
        notes.append("the watch is no longer in the configuration")
    if revision.error is not None:
        notes.append(f"the watch stands still: {revision.error.splitlines()[0]}")
    if not readers:
        notes.append("no subscription has this watch")
    for match in own:
        notes.append(f"change {match.change} met it (revision {match.revision.number})")
    if last.change <= revision.from_change and not any(match.change == last.change for match in own):
        notes.append(
            f"its revision {revision.number} looks at what came after change {revision.from_change}, and this is change {last.change}"
        )
    position = account.position_of(conn, revision.key)
    if last.change > position:
        waiting = last_change(conn) - position
        notes.append(f"matching has not come to it yet: it stands at change {position}, {waiting} behind")
    if verdict is not None and verdict.met and not notes:
        notes.append("it would be met by the watch as it is now")
    return notes


def reasoned_json(one: Reasoned) -> dict[str, Any]:
    """Plain values."""
    version = one.version
    return {
        "watch": one.revision.watch,
        "revision": one.revision.number,
        "query": one.revision.query,
        "matched_at": one.matched_at,
        "article": None if version is None else version.article_id,
        "change": one.change,
        "title": None if version is None else version.content.title,
        "url": None if version is None else version.url,
        "verdict": None if one.verdict is None else verdict_json(one.verdict),
        "failed": [part.part for part in one.failing],
    }


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """A part of the query: `met` is null where it cannot be known."""
    return {
        "part": verdict.part,
        "met": verdict.met,
        "words": list(verdict.words),
        "spans": [{"field": s.field, "start": s.start, "end": s.end} for s in verdict.spans],
        "note": verdict.note or None,
        "parts": [verdict_json(part) for part in verdict.parts],
        **({"mentions": [one.as_json() for one in verdict.mentions]} if verdict.mentions else {}),
    }

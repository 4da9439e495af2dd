"""What a back-test found, as numbers to print and as a value for machines; between alerts and the doors."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import floor
from typing import Any

from alerts.backtest import BackTest, Form, Match, mails
from alerts.changed import Changed
from alerts.schedule import parse_send
from articles.export import record
from articles.found import Found
from articles.index.days import day_of
from articles.query import advise_watch, show
from articles.query.nodes import Node


@dataclass(frozen=True, slots=True)
class Told:
    """A back-test with what is counted of it, in articles. Days are of the configured zone, by when first seen.

    `changed` is what live matching had otherwise in that time. `mails`: by subscription ("" where the rule was only asked for) how it is sent, and how many mails it makes.
    """

    query: str
    tested: BackTest
    by_source: dict[str, int]
    by_day: dict[str, int]
    samples: tuple[Match, ...]
    mails: dict[str, tuple[str, int]]
    notes: tuple[str, ...]
    changed: tuple[Changed, ...]
    zone: str

    @property
    def days(self) -> int:
        """How many days it looked back."""
        return (self.tested.end - self.tested.start) // timedelta(days=1)


def tell(
    query: str,
    tree: Node,
    tested: BackTest,
    sends: Mapping[str, tuple[str, str]],
    changed: Sequence[Changed],
    zone: str,
    *,
    named: bool = False,
) -> Told:
    """Count what was found. `query` is as it was typed, or with `named` the watch's id.

    `sends` is by subscription its `send` and its zone. Raises ScheduleError.
    """
    first = {match.stored.version.article_id: match for match in reversed(tested.matches)}
    versions = [match.stored.version for match in first.values()]
    days = Counter(day_of(floor(version.seen.timestamp()), zone) for version in versions)
    notes = [note.message for note in advise_watch(tree)]
    return Told(
        query=f"{query}: {show(tree, typed=True)}" if named else " ".join(query.split()),
        tested=tested,
        by_source=dict(Counter(version.origin.source_id for version in versions).most_common()),
        by_day=dict(sorted(days.items())),
        samples=_samples(tested.matches),
        mails={
            name: (send, mails(tested.matches, parse_send(send), of_zone))
            for name, (send, of_zone) in sends.items()
        },
        notes=tuple(notes),
        changed=tuple(changed),
        zone=zone,
    )


def as_json(told: Told) -> dict[str, Any]:
    """All of it as plain values; what numbers count are articles."""
    tested = told.tested
    return {
        "query": told.query,
        "from": tested.start.isoformat(),
        "to": tested.end.isoformat(),
        "zone": told.zone,
        "articles": tested.articles,
        "versions": len(tested.matches),
        "stories": tested.stories,
        "changes": [match.stored.version.change for match in tested.matches],
        "mails": [
            {"subscription": name or None, "send": send, "mails": number}
            for name, (send, number) in told.mails.items()
        ],
        "by_source": told.by_source,
        "by_day": told.by_day,
        "by_part": dict(tested.parts),
        "by_word": dict(tested.words),
        "samples": [_record(match) for match in told.samples],
        "without_not": [_form(form) for form in tested.without],
        "narrower": [_form(form) for form in tested.narrower],
        "wider": [_form(form) for form in tested.wider],
        "notes": list(told.notes),
        "changed": [
            {
                "what": one.what,
                "name": one.name,
                "at": one.at.isoformat() if one.at else None,
                "message": one.told,
            }
            for one in told.changed
        ],
    }


def _samples(matches: Sequence[Match]) -> tuple[Match, ...]:
    """The first, the middle and the last."""
    return (
        tuple(matches[place] for place in sorted({0, len(matches) // 2, len(matches) - 1})) if matches else ()
    )


def _form(form: Form) -> dict[str, Any]:
    return {
        "what": form.what,
        "query": form.query,
        "articles": form.articles,
        "more": form.more,
        "at_least": not form.whole,
        "samples": [_record(match) for match in form.samples],
    }


def _record(match: Match) -> dict[str, Any]:
    return record(Found(match.stored.version, match.stored.analysed, match.spans))

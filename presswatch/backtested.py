"""What a back-test found, as numbers to print and as a value for machines; between alerts and the doors."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import floor
from typing import Any

from alerts.asides import Unjudged
from alerts.backtest import BackTest, Form, Match, mails, one_an_article
from alerts.changed import Changed
from alerts.schedule import parse_send
from articles.export import record
from articles.found import Found
from articles.identity import clean_link
from articles.index.days import day_of
from articles.query import advise_watch, show
from articles.query.nodes import Node
from presswatch.known_names import said_of_watch
from presswatch.units import counted

MOST_ASIDE = 3  # that are named to a person; a machine gets all


@dataclass(frozen=True, slots=True)
class Told:
    """A back-test with what is counted of it, in articles. Days are of the configured zone, by when first seen.

    `first` and `last` are the days that could have had any: those of the window, from the first on that anything is kept of.
    `changed` is what live matching had otherwise in that time. `mails`: by subscription ("" where the rule was only asked for) how it is sent, and how many mails it makes.
    """

    query: str
    tested: BackTest
    by_source: dict[str, int]
    by_day: dict[str, int]
    first: date
    last: date
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
    watches: Collection[str] = (),
) -> Told:
    """Count what was found. `query` is what was typed: the id of one of the watches, or else a query.

    `sends` is by subscription its `send` and its zone. Raises ScheduleError.
    """
    articles = one_an_article(tested.matches)
    versions = [match.stored.version for match in articles]
    days = Counter(_day(version.seen, zone) for version in versions)
    begun = tested.start if tested.kept_from is None else max(tested.start, tested.kept_from)
    notes = [
        *filter(None, [said_of_watch(query, watches)]),
        *(note.message for note in advise_watch(tree)),
        *([f"nothing is kept from before {_day(begun, zone)}"] if begun > tested.start else ()),
        *_said_of_aside(tested.aside),
    ]
    return Told(
        query=f"{query}: {show(tree, typed=True)}" if query in watches else " ".join(query.split()),
        tested=tested,
        by_source=dict(Counter(version.origin.source_id for version in versions).most_common()),
        by_day=dict(sorted(days.items())),
        first=date.fromisoformat(_day(begun, zone)),
        last=date.fromisoformat(_day(tested.end, zone)),
        samples=_samples(articles),
        mails={
            name: (send, mails(tested, parse_send(send), of_zone)) for name, (send, of_zone) in sends.items()
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
        "put_aside": [
            {
                "article": one.article_id,
                "change": one.change,
                "title": one.title,
                "url": one.url,
                "reason": one.reason,
            }
            for one in tested.aside
        ],
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


def _day(moment: datetime, zone: str) -> str:
    return day_of(floor(moment.timestamp()), zone)


def _said_of_aside(aside: Sequence[Unjudged]) -> Iterator[str]:
    which = [f"“{one.title}” ({clean_link(one.url)}): {one.reason}" for one in aside]
    if (more := len(which) - MOST_ASIDE) > 0:
        which[MOST_ASIDE:] = [f"and {more:,} more"]
    if which:
        number = len({one.article_id for one in aside})
        yield f"{counted(number, 'article')} put aside, as live matching does: {'; '.join(which)}"


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

"""Counting by day in tantivy, beside `embedded`: the days that documents name, or in another zone than theirs histograms of
days that begin at one time of day, the rare longer and shorter days apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import tantivy
from tantivy import Query

from articles.index import schema
from articles.index.days import DAY, count_days, stretches
from articles.index.port import Days

ALL: Final = {
    "terms": {"field": "dated"}
}  # how many there are, with a date and without, told with another aggregation
_MOST_BUCKETS: Final = 60_000  # in one answer; the engine's limit is 65,000


@dataclass(frozen=True, slots=True)
class _Plan:
    """The days of a zone that anything in the index lies in, as [start, end) in seconds.

    `regular` are the names of those of 24 hours by the second of a UTC day at which they begin, and their start;
    `odd` are those that a change of the clock made longer or shorter.
    """

    regular: dict[int, dict[float, str]]
    odd: dict[str, tuple[int, int]]


class EmbeddedDays:
    """Counts by day in one pass over what a query finds. Days are worked out once for a state of the index."""

    def __init__(self) -> None:
        self._plans: dict[Days, tuple[object, _Plan]] = {}

    def count(
        self, searcher: tantivy.Searcher, query: Query, by: Days, state: object, zone: str
    ) -> tuple[dict[int, int], dict[str, int]]:
        """What ALL tells (see `in_all`), and how many there are of each day that has any; `state` and `zone` are the index's."""
        if by.zone == zone:
            named = {"terms": {"field": schema.DAYS[by.name], "size": _MOST_BUCKETS}}
            told = searcher.aggregate(query, {"all": ALL, "by": named})
            if not told["by"].get("sum_other_doc_count"):  # else there are more days than it names
                buckets = {bucket["key"]: bucket["doc_count"] for bucket in told["by"]["buckets"]}
                return in_all(told), dict(sorted(buckets.items()))
        key = (state, searcher.num_docs, searcher.num_segments)
        known = self._plans.get(by)
        if known is None or known[0] != key:
            known = self._plans[by] = (key, _plan(searcher, by))
        plan = known[1]
        if sum(map(len, plan.regular.values())) * len(plan.regular) > _MOST_BUCKETS:
            return in_all(searcher.aggregate(query, {"all": ALL})), _in_two_passes(searcher, query, by)
        field = _field(by)
        asked: dict[str, Any] = {"all": ALL}
        for phase in plan.regular:
            days = {"field": field, "interval": float(DAY), "offset": float(phase), "min_doc_count": 1}
            asked[str(phase)] = {"histogram": days}
        if plan.odd:
            ranges = [{"from": float(low), "to": float(high)} for low, high in plan.odd.values()]
            asked["odd"] = {"range": {"field": field, "ranges": ranges}}
        answers = searcher.aggregate(query, asked)
        found: dict[str, int] = {}
        for phase, names in plan.regular.items():
            for bucket in answers[str(phase)]["buckets"]:
                name = names.get(bucket["key"])  # none: a stretch of days that begin at another time
                if name is not None:
                    found[name] = bucket["doc_count"]
        if plan.odd:
            counts = {bucket.get("from"): bucket["doc_count"] for bucket in answers["odd"]["buckets"]}
            found |= {
                name: number for name, (low, _) in plan.odd.items() if (number := counts.get(float(low)))
            }
        return in_all(answers), dict(sorted(found.items()))


def in_all(answers: dict[str, Any]) -> dict[int, int]:
    """How many have no date of publication (0) and how many have one (1), as ALL tells under "all"."""
    return {int(bucket["key"]): int(bucket["doc_count"]) for bucket in answers["all"]["buckets"]}


def _plan(searcher: tantivy.Searcher, by: Days) -> _Plan:
    regular: dict[int, dict[float, str]] = {}
    odd: dict[str, tuple[int, int]] = {}
    for name, (low, high) in stretches(_utc_days(searcher, Query.all_query(), by), by.zone).items():
        if high - low == DAY:
            regular.setdefault(low % DAY, {})[float(low)] = name
        else:
            odd[name] = (low, high)
    return _Plan(regular, odd)


def _utc_days(searcher: tantivy.Searcher, query: Query, by: Days) -> list[int]:
    """The first seconds of the UTC days that have any."""
    coarse = {"histogram": {"field": _field(by), "interval": float(DAY), "min_doc_count": 1}}
    return [int(one["key"]) for one in searcher.aggregate(query, {"by": coarse})["by"]["buckets"]]


def _in_two_passes(searcher: tantivy.Searcher, query: Query, by: Days) -> dict[str, int]:
    """For an archive of very many days: first which UTC days have any of what is asked for, then those near."""

    def count(stretches: Sequence[tuple[int, int]]) -> list[int]:
        ranges = [{"from": float(low), "to": float(high)} for low, high in stretches]
        asked = {"by": {"range": {"field": _field(by), "ranges": ranges}}}
        counts = {
            one.get("from"): one["doc_count"] for one in searcher.aggregate(query, asked)["by"]["buckets"]
        }
        return [counts.get(float(low), 0) for low, _ in stretches]

    return count_days(_utc_days(searcher, query, by), by.zone, count)


def _field(by: Days) -> str:
    return "seen" if by.name == "seen" else "published_middle"

"""The reading half of the engine: one request for an answer, the state it is true at included; beside `writer`.

An answer is true at the change that the state tells of. The state that was last seen is asked with, and told anew
with the answer: only where it has moved since is the question asked again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from articles.elastic import mapping
from articles.elastic.server import Reply, Server, blocked
from articles.errors import IndexFailed, IndexUnavailable
from articles.index.documents import content_bits
from articles.index.port import RELEVANCE_DEPTH, By, Days, Hit, IndexState, Order

PAGE: Final = 9_000  # hits a request; the server's own bound is 10,000
_MOST_VALUES: Final = 50_000  # of one facet
_SORTS: Final[Mapping[Order, list[dict[str, str]]]] = {
    "newest": [{"by_seen": "desc"}],
    "oldest": [{"by_seen": "asc"}],
    "published": [{"by_published": "desc"}],
    "relevance": [{"_score": "desc"}, {"by_seen": "desc"}],
}
_STATE_SEARCH: Final = {"size": 1, "query": {"ids": {"values": [mapping.STATE]}}}
# What the server says when a pattern stands for more words, or needs more states, than it takes.
_TOO_MANY: Final = (
    "too_many_clauses",
    "too many terms",
    "TooManyClauses",
    "too_complex",
    "TooComplex",
    "too many clauses",
    "too many nested clauses",
)


class TooManyWords(Exception):
    """A search stands for more than the server takes; asked wider it may be taken."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the server said to one search, and the state it stood at (None for an index that is new)."""

    state: IndexState | None
    body: Mapping[str, Any]


def state(server: Server, alias: str) -> tuple[IndexState, str] | None:
    """Where the index behind `alias` stands, and its name; None where there is none. Raises IndexFailed for nonsense."""
    reply = server.ask("GET", f"/{alias}/_doc/{mapping.STATE}", accept=(404,))
    if reply.status == 404:
        return None
    return _read_state(alias, reply.body["_source"]), reply.body["_index"]


def ask(server: Server, alias: str, search: Mapping[str, Any], **header: Any) -> Answers | None:
    """One search, and the state of the same moment; None where there is no index.

    Raises TooManyWords, IndexUnavailable and IndexFailed. A search that some shard did not answer is none.
    """
    heads = {"index": alias, "allow_partial_search_results": False}
    lines = [heads, _STATE_SEARCH, heads | header, search]
    reply = server.ask("POST", "/_msearch", lines)
    told, answer = (Reply(one["status"], one) for one in reply.body["responses"])
    for one in (told, answer):
        if one.type == "index_not_found_exception":
            return None
        _check(server, one)
    hits = told.body["hits"]["hits"]
    return Answers(_read_state(alias, hits[0]["_source"]) if hits else None, answer.body)


def _read_state(alias: str, source: dict[str, Any]) -> IndexState:
    try:
        return mapping.read_state(source)
    except (KeyError, TypeError, ValueError) as error:
        raise IndexFailed(
            f"the search index {alias} cannot be read ({error}): `presswatch index rebuild` mends it"
        ) from error


def page(order: Order, limit: int, after: int | None, *, total: bool) -> dict[str, Any]:
    """The part of a search that says which hits are wanted: `limit` of them behind the sort key `after`."""
    asked: dict[str, Any] = {
        "sort": _SORTS[order],
        "track_total_hits": total,
        "_source": False,
        "stored_fields": "_none_",
        "docvalue_fields": ["change", "content_hash"],
    }
    if order == "relevance":
        start = min(after or 0, RELEVANCE_DEPTH)
        return asked | {"from": start, "size": min(limit, RELEVANCE_DEPTH - start)}
    asked["size"] = min(limit, PAGE)
    if after is not None:
        asked["search_after"] = [mapping.signed(min(after, 2**64 - 1))]
    return asked


def hits(body: Mapping[str, Any], order: Order, after: int | None) -> list[Hit]:
    """The hits of an answer, with their sort keys; by relevance, their ranks."""
    found: Sequence[Any] = body["hits"]["hits"]
    if order == "relevance":
        return [_hit(one, rank, one["sort"][0]) for rank, one in enumerate(found, (after or 0) + 1)]
    return [_hit(one, mapping.unsigned(one["sort"][0]), 0.0) for one in found]


def _hit(one: Mapping[str, Any], key: int, score: float) -> Hit:
    fields = one["fields"]
    return Hit(fields["change"][0], key, score, content_bits(fields["content_hash"][0]))


def number(body: Mapping[str, Any]) -> int:
    """How many hits there are in all."""
    return int(body["hits"]["total"]["value"])


def split(by: By) -> dict[str, Any]:
    """The aggregation that counts by value; by day, which UTC days have any."""
    if isinstance(by, Days):
        return {"date_histogram": {"field": day_field(by), "fixed_interval": "1d", "min_doc_count": 1}}
    return {"terms": {"field": f"facet_{by}", "size": _MOST_VALUES}}


def day_field(by: Days) -> str:
    """The field whose seconds say which day a version is counted on."""
    return "seen" if by.name == "seen" else "published_middle"


def stretches(by: Days, wanted: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """The aggregation that counts what lies in stretches of seconds [low, high)."""
    ranges = [{"key": f"{n}", "from": str(low), "to": str(high)} for n, (low, high) in enumerate(wanted)]
    return {"date_range": {"field": day_field(by), "format": "epoch_second", "keyed": True, "ranges": ranges}}


def _check(server: Server, reply: Reply) -> None:
    if reply.status == 200 and not reply.body.get("timed_out"):
        return
    causes = reply.causes
    if any(said in causes for said in _TOO_MANY):
        raise TooManyWords
    if reply.status in (400, 404):
        raise IndexFailed(f"{server.name} does not understand a search (status {reply.status}, {reply.type})")
    why = (
        blocked(causes)
        if "block" in causes
        else f"status {reply.status}, {reply.type or 'no answer in time'}"
    )
    raise IndexUnavailable(f"{server.name} cannot answer now: {why}")

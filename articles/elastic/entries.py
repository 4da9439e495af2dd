"""Reads what an index holds of every version, page by page from one point in time; beside `reader`, for comparing with the store."""

from collections.abc import Iterator
from typing import Any, Final

from articles.elastic import mapping
from articles.elastic.server import WRITE_SECONDS, Server
from articles.index.documents import content_bits
from articles.index.port import Entry

_PAGE: Final = 5_000
_KEEP: Final = "2m"  # how long the server keeps the point in time between two pages


def entries(server: Server, alias: str) -> Iterator[Entry]:
    """Every version that was not removed, by change number; none where there is no index.

    Raises IndexUnavailable and IndexFailed.
    """
    opened = server.ask("POST", f"/{alias}/_pit", keep_alive=_KEEP, accept=(404,))
    if opened.status == 404:
        return
    point = opened.body["id"]
    last = 0
    try:
        while True:
            page = {
                "pit": {"id": point, "keep_alive": _KEEP},
                "size": _PAGE,
                "sort": [{"change": "asc"}],
                "search_after": [last],
                "query": {"exists": {"field": "change"}},
                "track_total_hits": False,
                "_source": False,
                "version": True,
                "docvalue_fields": ["change", "superseded", "content_hash"],
            }
            reply = server.ask(
                "POST", "/_search", page, seconds=WRITE_SECONDS, allow_partial_search_results=False
            )
            point = reply.body.get("pit_id", point)
            found = reply.body["hits"]["hits"]
            for hit in found:
                yield _entry(hit)
            if len(found) < _PAGE:
                return
            last = found[-1]["sort"][0]
    finally:
        server.ask("DELETE", "/_pit", {"id": point}, accept=(404,))


def _entry(hit: dict[str, Any]) -> Entry:
    fields = hit["fields"]
    superseded = fields["superseded"][0]
    return Entry(
        change=fields["change"][0],
        superseded=None if superseded == mapping.NEVER else superseded,
        cause=hit["_version"],
        content=content_bits(fields["content_hash"][0]),
    )

"""Writes documents in bulk and tells each one's fate: written, older than what is there, refused for good; under the engine.

An answer is per item: one that the server cannot take now is tried again with growing pauses, one that it can never
take is given back with its reason, and the others are written. Every write names the change that caused it as its
version (`external_gte`), so that one that comes late or twice never undoes a newer one.
"""

import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from articles.elastic.server import WRITE_SECONDS, Server, blocked
from articles.errors import IndexUnavailable
from articles.index.port import Refused

PAUSES: Final = (0.2, 0.6, 1.5, 3.0)  # seconds before each new try
_SHARD_SECONDS: Final = "10s"  # how long the server itself waits for a shard
_TEMPORARY: Final = frozenset((403, 408, 429, 500, 502, 503, 504))
_CONFLICT: Final = 409
_LONGEST_REASON: Final = 500  # characters


@dataclass(frozen=True, slots=True)
class Write:
    """One document to write: its id, the change that caused it, and its source as JSON."""

    id: str
    version: int
    source: bytes

    @property
    def lines(self) -> tuple[bytes, bytes]:
        head = f'{{"index":{{"_id":"{self.id}","version":{self.version},"version_type":"external_gte"}}}}'
        return head.encode(), self.source


def encoded(source: dict[str, Any]) -> bytes:
    """A source as JSON."""
    try:
        return orjson.dumps(source)
    except (
        TypeError
    ):  # half a character (a lone surrogate), which is no UTF-8: the server has the last word on it
        return json.dumps(source, ensure_ascii=False).encode("utf-8", "surrogatepass")


def send(
    server: Server, index: str, writes: Sequence[Write], pause: Callable[[float], None] = time.sleep
) -> list[Refused]:
    """Write all of them; those that the server will never take, with its reasons.

    Raises IndexUnavailable when some could not be written after every pause; those that could are.
    """
    refused: list[Refused] = []
    left = list(writes)
    for wait in (*PAUSES, None):
        try:
            left, why = _once(server, index, left, refused)
        except IndexUnavailable as error:
            if wait is None:
                raise
            why = str(error)
        if not left:
            return refused
        if wait is None:
            raise IndexUnavailable(
                f"{server.name} did not take {len(left)} of {len(writes)} documents: {why}"
            )
        pause(wait)
    return refused


def _once(
    server: Server, index: str, writes: Sequence[Write], refused: list[Refused]
) -> tuple[list[Write], str]:
    body = [line for write in writes for line in write.lines]
    reply = server.ask(
        "POST", f"/{index}/_bulk", body, seconds=WRITE_SECONDS, timeout=_SHARD_SECONDS, accept=(413,),
        filter_path="errors,items.*.status,items.*.error",
    )  # fmt: skip
    if reply.status == 413:
        return _halves(server, index, writes, refused)
    if not reply.body.get("errors"):
        return [], ""
    left: list[Write] = []
    why = ""
    for write, item in zip(writes, reply.body["items"], strict=True):
        status, error = item["index"]["status"], item["index"].get("error")
        if error is None or status == _CONFLICT:  # newer than this is there already
            continue
        if status == 404:
            raise IndexUnavailable(f"the index {index} is not there any more: another was built in its place")
        if status in _TEMPORARY:
            left.append(write)
            why = _temporary(status, error)
        else:
            refused.append(Refused(int(write.id), _reason(error)))
    return left, why


def _halves(
    server: Server, index: str, writes: Sequence[Write], refused: list[Refused]
) -> tuple[list[Write], str]:
    """More than the server takes at once: in two halves, down to a document that is too large by itself."""
    if len(writes) == 1:
        refused.append(Refused(int(writes[0].id), f"{len(writes[0].source):,} bytes are more than it takes"))
        return [], ""
    middle = len(writes) // 2
    left, why = _once(server, index, writes[:middle], refused)
    more, why_more = _once(server, index, writes[middle:], refused)
    return left + more, why or why_more


def _temporary(status: int, error: dict[str, Any]) -> str:
    if error.get("type") == "cluster_block_exception":
        return blocked(str(error.get("reason")))
    return f"status {status}, {error.get('type')}"


def _reason(error: dict[str, Any]) -> str:
    """What the server said, down to the cause, without what it quotes of the article."""
    said = [f"{error.get('type')}"]
    cause: Any = error
    while isinstance(cause, dict):
        said.append(str(cause.get("reason", "")).partition(" Preview of field's value")[0])
        cause = cause.get("caused_by")
    whole = re.sub(r"\[(?:-?\d+, ){3}[^\]]*\]", "[…]", ": ".join(said))  # the bytes of a term
    return whole if len(whole) <= _LONGEST_REASON else whole[: _LONGEST_REASON - 1] + "…"

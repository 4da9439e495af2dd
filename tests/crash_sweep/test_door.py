"""The door of a sweep's Elasticsearch refuses what it says, lets through the rest, and the real server behind it tells the same."""

import json
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from tests.crash_sweep.door import Door

NUMBER = 40


@pytest.fixture
def door(elasticsearch_url: str) -> Iterator[Door]:
    door = Door(elasticsearch_url, seed=1)
    yield door
    door.stop()


@pytest.fixture
def index(door: Door) -> Iterator[str]:
    name = f"door-{uuid.uuid4().hex}"
    _ask(door, f"/{name}", method="PUT")
    yield name
    _ask(door, f"/{name}", method="DELETE")


def test_a_busy_server_takes_some_documents_and_says_which(door: Door, index: str) -> None:
    door.behave("busy")
    reply = _bulk(door, index)
    statuses = {
        item["index"]["_id"]: item["index"]["status"] for item in reply["items"] if "_id" in item["index"]
    }
    refused = [item for item in reply["items"] if item["index"]["status"] == 429]
    assert reply["errors"] and len(reply["items"]) == NUMBER
    assert len(statuses) + len(refused) == NUMBER and 0 < len(refused) < NUMBER
    door.behave("well")
    assert _there(door, index) == set(statuses)
    assert door.met["search server: busy"] == len(refused)


def test_a_line_that_breaks_after_the_write_leaves_the_documents(door: Door, index: str) -> None:
    door.behave("hang up")
    met = 0
    while not door.met:  # half of the requests meet it
        try:
            _bulk(door, index)
        except (OSError, urllib.error.URLError):
            met += 1
    assert met == 1
    door.behave("well")
    assert len(_there(door, index)) == NUMBER


def test_a_server_that_is_unavailable_has_written_nothing(door: Door, index: str) -> None:
    door.behave("unavailable")
    taken = 0
    while not door.met:
        try:
            taken += len(_bulk(door, index, begin=taken)["items"])
        except urllib.error.HTTPError as error:
            assert error.code == 503
    assert door.met == {"search server: unavailable": 1}
    assert len(_there(door, index)) == taken


def _bulk(door: Door, index: str, *, begin: int = 0) -> dict[str, Any]:
    lines = [line for n in range(begin, begin + NUMBER) for line in ({"index": {"_id": str(n)}}, {"n": n})]
    body = "".join(json.dumps(line) + "\n" for line in lines)
    return _ask(
        door, f"/{index}/_bulk?refresh=true", method="POST", body=body.encode(), type="application/x-ndjson"
    )


def _there(door: Door, index: str) -> set[str]:
    found = _ask(door, f"/{index}/_search?size={100 * NUMBER}")
    return {hit["_id"] for hit in found["hits"]["hits"]}


def _ask(
    door: Door, target: str, *, method: str = "GET", body: bytes | None = None, type: str = "application/json"
) -> dict[str, Any]:
    headers = {"Content-Type": type, "Accept": "application/json"}
    request = urllib.request.Request(door.url + target, body, headers, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        made: dict[str, Any] = json.load(answer)
    return made

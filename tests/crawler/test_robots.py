import asyncio
from collections.abc import Callable
from typing import TypeVar

import pytest
import sqlalchemy as sa

from crawler.robots import Robots
from crawler.tables import robots
from net import AddressGuard, Client
from tests.crawler.installation import Installation
from tests.net.servers import Handler, RawServer, answers, raw_server

pytestmark = pytest.mark.anyio
T = TypeVar("T")


class Direct:
    """Writes at once, in the caller's thread."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation

    async def do(self, work: Callable[[sa.Connection], T], *, urgent: bool = False) -> T:
        with self.installation.db.write() as conn:
            return work(conn)


async def ask(installation: Installation, server: RawServer, *paths: str) -> list[str | None]:
    """What a crawler that just started is told of each path: the reason, or None."""
    async with Client(AddressGuard(["127.0.0.0/8"]), user_agent="t", deadline=2) as client:
        asked = Robots(client, Direct(installation))
        found = await asyncio.gather(*(asked.forbids(server.url(path)) for path in paths))
        return [outcome.reason if outcome else None for outcome in found]


RULES = b"""User-agent: *
Disallow: /

User-agent: presswatch
Disallow: /private
Allow: /private/open
Disallow: /*.pdf$

Sitemap: http://127.0.0.1/news.xml
"""


async def test_our_group_decides_by_the_longest_rule(installation: Installation) -> None:
    async with raw_server(answers(RULES)) as server:
        told = await ask(installation, server, "/a", "/private/a", "/private/open", "/a.pdf", "/a.pdf?x")
        assert len(server.requests) == 1  # one request for all of them
    assert [reason is None for reason in told] == [True, False, True, False, True]
    assert told[1] == "the site's robots.txt asks robots not to read it"


async def test_the_file_is_kept_for_a_day_across_starts(installation: Installation) -> None:
    async with raw_server(answers(RULES)) as server:
        await ask(installation, server, "/a")
        await ask(installation, server, "/a")
        assert len(server.requests) == 1
        with installation.db.write() as conn:
            conn.execute(sa.update(robots).values(expires_at=sa.literal(0)))
        await ask(installation, server, "/a")
        assert len(server.requests) == 2


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "410 Gone", "401 Unauthorized"])
async def test_no_file_forbids_nothing(installation: Installation, status: str) -> None:
    async with raw_server(answers(b"User-agent: *\nDisallow: /", status)) as server:
        assert await ask(installation, server, "/a") == [None]


@pytest.mark.parametrize("status", ["503 Unavailable", "500 Fault", "429 Slow down"])
async def test_an_unreachable_file_forbids_everything_for_now(
    installation: Installation, status: str
) -> None:
    async with raw_server(answers(b"", status)) as server:
        assert await ask(installation, server, "/a") == [
            f"the site's robots.txt cannot be read ({status[:3]})"
        ]
    assert installation.rows(sa.select(robots)) == []


async def test_no_connection_is_said_as_it_is(installation: Installation) -> None:
    async with raw_server(answers(b"")) as server:
        pass
    (reason,) = await ask(installation, server, "/a")
    assert reason is not None and "cannot be connected to" in reason


async def test_an_old_copy_counts_while_the_file_is_unreachable(installation: Installation) -> None:
    async with raw_server(answers(RULES)) as server:
        await ask(installation, server, "/a")
        server.handler = answers(b"", "503 Unavailable")
        with installation.db.write() as conn:
            conn.execute(sa.update(robots).values(expires_at=sa.literal(0)))
        told = await ask(installation, server, "/a", "/private/a")
        assert [reason is None for reason in told] == [True, False]


def redirecting(hops: int) -> Handler:
    async def handle(head: bytes, writer: asyncio.StreamWriter) -> None:
        path = head.split()[1].decode()
        number = int(path.rpartition("/")[2]) if path != "/robots.txt" else 0
        if number < hops:
            writer.write(f"HTTP/1.1 301 M\r\nContent-Length: 0\r\nLocation: /r/{number + 1}\r\n\r\n".encode())
        else:
            writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(RULES)}\r\n\r\n".encode() + RULES)

    return handle


@pytest.mark.parametrize(("hops", "forbidden"), [(5, True), (6, False)])
async def test_five_redirects_are_followed_and_more_mean_no_file(
    installation: Installation, hops: int, forbidden: bool
) -> None:
    async with raw_server(redirecting(hops)) as server:
        (reason,) = await ask(installation, server, "/private/a")
        assert (reason is not None) is forbidden


async def test_a_way_to_an_address_that_is_not_public_means_no_file(installation: Installation) -> None:
    async with raw_server(answers(b"tweet"), host="127.0.0.9") as canary:
        to = f"Location: http://10.0.0.1:{canary.port}/robots.txt\r\n"
        async with raw_server(answers(b"", "302 Found", to)) as server:
            assert await ask(installation, server, "/a") == [None]
        assert canary.connections == 0


async def test_the_sitemaps_that_it_names(installation: Installation) -> None:
    async with (
        raw_server(answers(RULES)) as server,
        Client(AddressGuard(["127.0.0.0/8"]), user_agent="t") as client,
    ):
        asked = Robots(client, Direct(installation))
        assert await asked.sitemaps(server.url("/a")) == ("http://127.0.0.1/news.xml",)

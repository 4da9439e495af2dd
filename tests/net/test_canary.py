"""A listener on loopback that content must never reach, by whatever way a link spells it."""

import asyncio
import socket

import pytest

from net import AddressGuard, Client, EndpointGuard
from net.errors import AddressRefused, NetError
from tests.net.servers import answers, raw_server

SPELLINGS = [
    "http://127.0.0.1:{port}/",
    "http://127.1:{port}/",
    "http://127.000.000.001:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0x7f.0.0.1:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://017700000001:{port}/",
    "http://0:{port}/",
    "http://0.0.0.0:{port}/",
    "http://[::1]:{port}/",
    "http://[::]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[::127.0.0.1]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/",
    "http://[2002:7f00:1::]:{port}/",
    "http://localhost:{port}/",
    "http://LOCALHOST.:{port}/",
    "http://user@127.0.0.1:{port}/",
    "http://①②⑦.⓪.⓪.①:{port}/",
    "http://127。0。0。1:{port}/",
    "https://127.0.0.1:{port}/",
    "http://{hostname}:{port}/",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_the_canary_is_never_touched(spelling: str) -> None:
    async with raw_server(answers(b"tweet")) as canary:
        async with Client(AddressGuard(), user_agent="t", deadline=5) as client:
            with pytest.raises(NetError):
                await client.fetch(spelling.format(port=canary.port, hostname=socket.gethostname()))
        await asyncio.sleep(0)
        assert canary.connections == 0


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_not_by_a_redirect_from_an_allowed_network_either(spelling: str) -> None:
    """127.0.0.2 is opened for the site; where it leads to (127.0.0.1 and its names) is not."""
    async with raw_server(answers(b"tweet")) as canary:
        target = spelling.format(port=canary.port, hostname=socket.gethostname())
        location = f"Location: {target}\r\n".encode().decode("latin-1")
        async with raw_server(answers(b"", "302 Found", location), host="127.0.0.2") as site:
            async with Client(AddressGuard(["127.0.0.2"]), user_agent="t", deadline=5) as client:
                with pytest.raises(NetError):
                    await client.fetch(f"http://127.0.0.2:{site.port}/")
            assert len(site.requests) == 1
        assert canary.connections == 0


async def test_the_same_canary_is_reached_when_the_operator_opens_it() -> None:
    async with raw_server(answers(b"tweet")) as canary:
        async with Client(AddressGuard(["127.0.0.0/8"]), user_agent="t") as client:
            for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]"):
                assert (await client.fetch(f"http://{host}:{canary.port}/")).raw == b"tweet"
        assert canary.connections > 0


async def test_the_socket_itself_is_guarded_whatever_was_resolved_before() -> None:
    """A name that changes its answer between a check and the connection meets the check at the socket."""
    client = Client(AddressGuard(), user_agent="t")
    try:
        with pytest.raises(AddressRefused):
            client._open_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80)))
    finally:
        await client.close()


async def test_an_endpoint_that_redirects_leads_nowhere_else() -> None:
    async with raw_server(answers(b"tweet")) as canary:
        location = f"Location: http://127.0.0.1:{canary.port}/\r\n"
        async with raw_server(answers(b"", "302 Found", location)) as endpoint:
            url = f"http://127.0.0.1:{endpoint.port}/ping"
            async with Client(EndpointGuard([url]), user_agent="t", deadline=5) as client:
                assert (await client.get(url)).status == 302
                assert (await client.post(url, b"{}", [("Content-Type", "application/json")])).status == 302
                with pytest.raises(AddressRefused):
                    await client.fetch(url)
            assert endpoint.requests[1].startswith(b"POST /ping")
        assert canary.connections == 0

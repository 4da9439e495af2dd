import asyncio
import gzip
import socket
import ssl
import subprocess
from pathlib import Path

import pytest

from net import AddressGuard, Client
from net.errors import (
    AddressRefused,
    BadAddress,
    BodyBroken,
    ConnectFailed,
    ConnectionBroken,
    NameNotResolved,
    NetError,
    TimedOut,
    TlsFailed,
    TooLarge,
    TooManyRedirects,
)
from tests.net.servers import answers, raw_server


def local_client(limit: int = 1_000_000, deadline: float = 5.0) -> Client:
    return Client(AddressGuard(["127.0.0.0/8"]), user_agent="presswatch-test", limit=limit, deadline=deadline)


async def test_an_answer_is_kept_as_it_came() -> None:
    packed = gzip.compress(b"<p>Hallo</p>")
    async with (
        raw_server(answers(packed, "200 Na gut", "Content-Encoding: gzip\r\nX-Odd: \xe9\r\n")) as server,
        local_client() as client,
    ):
        response = await client.get(server.url("/a?b=%20c#d"), [("If-None-Match", '"x"')])
    assert (response.status, response.reason, response.version) == (200, "Na gut", "HTTP/1.1")
    assert response.raw == packed and response.content() == b"<p>Hallo</p>"
    assert ("X-Odd", "\xe9") in response.headers and response.header("x-odd") == "\xe9"
    asked = server.requests[0].decode()
    assert asked.startswith("GET /a?b=%20c HTTP/1.1\r\n")
    assert "User-Agent: presswatch-test\r\n" in asked and 'If-None-Match: "x"' in asked
    assert ("If-None-Match", '"x"') in response.request_headers


async def test_credentials_in_a_url_and_cookies_go_nowhere() -> None:
    async with raw_server(answers(b"", headers="Set-Cookie: a=b\r\n")) as server, local_client() as client:
        await client.get(server.url().replace("://", "://user:secret@"))
        await client.get(server.url())
    assert b"secret" not in b"".join(server.requests) and b"uthorization" not in b"".join(server.requests)
    assert b"ookie" not in server.requests[1]


async def test_a_body_over_the_limit_is_not_read_to_its_end() -> None:
    sent = 0

    async def endless(head: bytes, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while sent < 500_000_000:
            writer.write(b"x" * 65536)
            sent += 65536
            await writer.drain()

    async with raw_server(endless) as server, local_client() as client:
        with pytest.raises(TooLarge, match="1000000 bytes"):
            await client.get(server.url())
    assert sent < 100_000_000


async def test_a_length_over_the_limit_is_refused_before_the_body() -> None:
    async with (
        raw_server(answers(b"x" * 1001)) as server,
        local_client(limit=1000) as client,
    ):
        with pytest.raises(TooLarge, match="1001"):
            await client.get(server.url())


async def test_a_bomb_is_refused_when_unpacked() -> None:
    bomb = gzip.compress(b"\0" * 20_000_000)
    async with (
        raw_server(answers(bomb, headers="Content-Encoding: gzip\r\n")) as server,
        local_client() as client,
    ):
        response = await client.get(server.url())
        with pytest.raises(TooLarge):
            response.content(10_000_000)


async def test_drops_of_bytes_do_not_move_the_deadline() -> None:
    async def drip(head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(1000):
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    async with raw_server(drip) as server, local_client(deadline=0.3) as client:
        with pytest.raises(TimedOut, match=r"0\.3 seconds"):
            await client.get(server.url())


async def test_headers_have_a_limit() -> None:
    async with (
        raw_server(answers(b"", headers="X-Big: " + "x" * 100_000 + "\r\n")) as server,
        local_client() as client,
    ):
        with pytest.raises(ConnectionBroken):
            await client.get(server.url())


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"hello\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort",
        b"HTTP/1.1 abc OK\r\n\r\n",
    ],
)
async def test_what_is_not_whole_http_is_broken(answer: bytes) -> None:
    async def speak(head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()
        writer.close()

    async with raw_server(speak) as server, local_client() as client:
        with pytest.raises(ConnectionBroken):
            await client.get(server.url())


async def test_a_broken_body_is_named() -> None:
    async with (
        raw_server(answers(b"\x1f\x8bnonsense", headers="Content-Encoding: gzip\r\n")) as server,
        local_client() as client,
    ):
        response = await client.get(server.url("/page"))
        with pytest.raises(BodyBroken, match="/page"):
            response.content()


async def test_no_listener_and_no_name() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        async with local_client() as client:
            with pytest.raises(ConnectFailed):
                await client.get(f"http://127.0.0.1:{port}/")
    async with local_client() as client:
        with pytest.raises(NameNotResolved):
            await client.get("http://nobody.invalid/")


async def test_a_certificate_that_nobody_signed_is_refused(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2",
         "-keyout", key, "-out", certificate],
        capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("openssl is not there to make a certificate")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    async with raw_server(answers(b"x"), ssl=context) as server, local_client() as client:
        with pytest.raises(TlsFailed):
            await client.get(server.url().replace("http:", "https:"))
    assert not server.requests


async def test_redirects_are_followed_one_checked_hop_at_a_time() -> None:
    async def hops(head: bytes, writer: asyncio.StreamWriter) -> None:
        path = head.split()[1].decode()
        if path.startswith("/hop") and path != "/hop9":
            where = f"Location: hop{int(path[4:]) + 1}?\r\n" if path != "/hop3" else "Location: /hop9\r\n"
            writer.write(
                f"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n{where}\r\n".replace("?\r", "\r").encode()
            )
        elif path == "/file":
            writer.write(b"HTTP/1.1 301 Moved\r\nContent-Length: 0\r\nLocation: file:///etc/passwd\r\n\r\n")
        elif path == "/umlaut":
            writer.write("HTTP/1.1 301 Moved\r\nContent-Length: 0\r\nLocation: /ü\r\n\r\n".encode())
        else:
            writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(path)}\r\n\r\n{path}".encode())

    async with raw_server(hops) as server, local_client() as client:
        assert (await client.fetch(server.url("/hop0"))).raw == b"/hop9"
        assert (await client.fetch(server.url("/umlaut"))).raw == b"/%C3%BC"
        with pytest.raises(TooManyRedirects):
            await client.fetch(server.url("/hop0"), most=2)
        with pytest.raises(BadAddress):
            await client.fetch(server.url("/file"))
        assert (await client.get(server.url("/hop0"))).location == server.url("/hop1")


async def test_an_error_is_one_of_ours_and_names_the_url() -> None:
    async with local_client() as client:
        for link in ("ftp://a.example/", "http://10.1.2.3/x", "http://[::1]/"):
            with pytest.raises(NetError, match=link.split("://")[1].strip("/").replace("[", r"\[")):
                await client.get(link)
        with pytest.raises(AddressRefused):
            await client.get("http://10.1.2.3/x")

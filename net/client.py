"""The one way out: asks for one URL at a time, guarded, bounded and in time; callers follow redirects hop by hop."""

import asyncio
import contextlib
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from net.address import request_url
from net.decode import ACCEPT_ENCODING, codings, decode, in_words
from net.errors import (
    NetError,
    TimedOut,
    TooLarge,
    TooManyRedirects,
)
from net.faults import explain
from net.guard import Guard

MAX_BODY = 10 * 1024 * 1024  # bytes, on the wire and unpacked
MAX_REDIRECTS = 10
_LONGEST_HEADER = 32 * 1024
_MOST_HEADERS = 200
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Response:
    """One answer as it came. `raw` is the body without transfer coding but with its content coding.

    `latency` is seconds until the headers were there. Header values are text as Latin-1 reads them.
    """

    url: str
    status: int
    reason: str
    version: str
    headers: tuple[tuple[str, str], ...]
    raw: bytes
    request_headers: tuple[tuple[str, str], ...]
    latency: float

    def header(self, name: str) -> str | None:
        """The first header of this name, whatever its case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @property
    def encoding(self) -> tuple[str, ...]:
        """The content codings of `raw`."""
        return codings(", ".join(v for k, v in self.headers if k.lower() == "content-encoding"))

    def content(self, limit: int = MAX_BODY) -> bytes:
        """The unpacked body. Raises TooLarge and BodyBroken."""
        return decode(self.raw, self.encoding, limit, self.url)

    @property
    def location(self) -> str | None:
        """Where a redirect leads, checked as a URL; None where this is no redirect. Raises BadAddress."""
        link = self.header("location") if self.status in _REDIRECTS else None
        if link is None:
            return None
        with contextlib.suppress(UnicodeError):  # many servers send bytes of UTF-8 instead of percent escapes
            link = link.encode("latin-1").decode("utf-8")
        return request_url(link, self.url)


class _GuardedResolver(AbstractResolver):
    """DNS through the system; addresses that may not be reached are dropped, and a name of only such is refused."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._system = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._system.resolve(host, port, family)
        allowed = [r for r in found if self._guard.allows(r["host"])]
        if found and not allowed:
            self._guard.check(found[0]["host"], host)
        return allowed

    async def close(self) -> None:
        await self._system.close()


class Client:
    """Fetches over http and https through a guard. Open it inside a running event loop.

    `limit` is the most bytes of a body, `deadline` seconds for one answer from the name's look-up to the last
    byte. Keeps no cookies, no credentials, and reads no proxy from the environment.
    """

    def __init__(
        self, guard: Guard, *, user_agent: str, limit: int = MAX_BODY, deadline: float = 30.0
    ) -> None:
        self.guard = guard
        self.limit = limit
        self.deadline = deadline
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=_GuardedResolver(guard),
                # asked for every address that is connected to, literal or resolved: nothing
                # (a rebinding name, a cache) comes between this check and the connection
                socket_factory=self._open_socket,
                ttl_dns_cache=60,
                limit=0,
                keepalive_timeout=20,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            max_line_size=_LONGEST_HEADER,
            max_field_size=_LONGEST_HEADER,
            max_headers=_MOST_HEADERS,
            headers={"User-Agent": user_agent, "Accept-Encoding": ACCEPT_ENCODING},
        )
        self._user_agent = user_agent

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection; idempotent."""
        await self._session.close()

    def _open_socket(self, info: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
        family, kind, protocol, _, address = info
        self.guard.check(str(address[0]))
        return socket.socket(family, kind, protocol)

    async def get(self, link: str, headers: Iterable[tuple[str, str]] = ()) -> Response:
        """One answer of one server, redirects as they come. Raises NetError in all its kinds, nothing else."""
        return await self._ask("GET", link, headers, None)

    async def post(self, link: str, body: bytes, headers: Iterable[tuple[str, str]] = ()) -> Response:
        """Send a body to one server; its answer, redirects as they come. Raises NetError in all its kinds, nothing else."""
        return await self._ask("POST", link, headers, body)

    async def _ask(
        self, method: str, link: str, headers: Iterable[tuple[str, str]], body: bytes | None
    ) -> Response:
        url = request_url(link)
        self.guard.check_url(url)
        asked = tuple(headers)
        began = time.monotonic()
        try:
            async with asyncio.timeout(self.deadline):
                return await self._answer(method, url, asked, body, began)
        except NetError as error:
            raise error if error.url == url else type(error)(error.reason, url) from None
        except TimeoutError as error:
            raise TimedOut(f"gave no whole answer in {self.deadline:g} seconds", url) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # ValueError: what a server's headers can make the HTTP parser and the URL library raise
            raise explain(error, url) from error

    async def _answer(
        self, method: str, url: str, asked: tuple[tuple[str, str], ...], body: bytes | None, began: float
    ) -> Response:
        async with self._session.request(
            method,
            URL(url, encoded=True),
            headers=asked,
            data=body,
            allow_redirects=False,
            timeout=_NO_TIMEOUT,
        ) as answer:
            latency = time.monotonic() - began
            if (answer.content_length or 0) > self.limit:
                raise TooLarge(
                    f"is over {in_words(self.limit)} ({in_words(answer.content_length or 0)})", url
                )
            parts: list[bytes] = []
            size = 0
            async for part in answer.content.iter_any():
                size += len(part)
                if size > self.limit:
                    raise TooLarge(f"is over {in_words(self.limit)}", url)
                parts.append(part)
            version = answer.version or aiohttp.HttpVersion11
            return Response(
                url=url,
                status=answer.status,
                reason=answer.reason or "",
                version=f"HTTP/{version.major}.{version.minor}",
                headers=tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in answer.raw_headers),
                raw=b"".join(parts),
                request_headers=tuple(answer.request_info.headers.items()),
                latency=latency,
            )

    async def fetch(
        self, link: str, headers: Iterable[tuple[str, str]] = (), *, most: int = MAX_REDIRECTS
    ) -> Response:
        """The answer at the end of at most `most` redirects, every hop checked as the first. Raises NetError."""
        asked = tuple(headers)
        url = link
        for _ in range(most + 1):
            response = await self.get(url, asked)
            if (target := response.location) is None:
                return response
            url = target
        raise TooManyRedirects(f"redirects more than {most} times", link)


_NO_TIMEOUT = aiohttp.ClientTimeout(total=None, connect=None, sock_connect=None, sock_read=None)

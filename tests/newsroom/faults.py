"""Ways in which a site misbehaves, down to the socket; the server hands the connection over to one of them."""

import asyncio
import gzip
import socket
import struct
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from tests.newsroom.press import Answer
from tests.newsroom.script import Fault

MEGABYTE = 1024 * 1024
_PAGES = Path(__file__).parent / "layouts" / "faults"


@dataclass(frozen=True, slots=True)
class Raw:
    """A fault that needs the connection itself; it is closed afterwards."""

    status: int
    misbehave: Callable[[asyncio.StreamWriter], Awaitable[None]]


def apply(fault: Fault, answer: Answer) -> Answer | Raw:
    """What is sent in place of `answer`: another answer, or raw misbehaviour."""
    if fault.kind in _RAW:
        return Raw(200 if fault.kind != "silent" else 0, lambda w: _RAW[fault.kind](w, fault, answer))
    return replace(_ANSWERS[fault.kind](fault, answer), fault=None)


# --- answers that are wrong but whole -------------------------------------------------------------------


def _status(fault: Fault, answer: Answer) -> Answer:
    headers = (("Retry-After", fault.retry_after),) if fault.retry_after else ()
    body = (
        fault.body
        or f"<html><head><title>{fault.status}</title></head><body><h1>{fault.status}</h1></body></html>"
    )
    return Answer(fault.status, "text/html; charset=utf-8", body.encode(), headers)


def _redirect(fault: Fault, answer: Answer) -> Answer:
    return Answer(fault.status or 301, "text/html", b"moved", (("Location", fault.to),))


def _page(name: str) -> Callable[[Fault, Answer], Answer]:
    def send(fault: Fault, answer: Answer) -> Answer:
        return Answer(fault.status or 200, "text/html; charset=utf-8", (_PAGES / f"{name}.html").read_bytes())

    return send


def _body(fault: Fault, answer: Answer) -> Answer:
    """Any body in place of the right one, with the right one's type (or `to` as the type)."""
    return Answer(200, fault.to or answer.content_type, fault.body.encode())


def _empty_feed(fault: Fault, answer: Answer) -> Answer:
    feed = (
        b'<?xml version="1.0"?><rss version="2.0"><channel><title>Empty</title><link>/</link></channel></rss>'
    )
    return Answer(200, "application/rss+xml", feed)


def _broken(fault: Fault, answer: Answer) -> Answer:
    """The first two fifths of it, with a stray ampersand and a control character."""
    return replace(answer, body=b"\n  <& \x0b" + answer.body[: max(40, len(answer.body) * 2 // 5)])


def _nested(fault: Fault, answer: Answer) -> Answer:
    """The page's body inside 300 nested div elements (or `size` of them)."""
    depth = fault.size or 300
    head, mark, rest = answer.body.partition(b"<body")
    attributes, close, inner = rest.partition(b">")
    inner, end, tail = inner.rpartition(b"</body>")
    return replace(
        answer,
        body=head + mark + attributes + close + b"<div>" * depth + inner + b"</div>" * depth + end + tail,
    )


def _many_attributes(fault: Fault, answer: Answer) -> Answer:
    """40,000 attributes on one element of the feed or page."""
    flood = b" ".join(b'a%d="x"' % i for i in range(fault.size or 40_000))
    mark = b"<channel" if b"<channel" in answer.body else b"<body"
    return replace(answer, body=answer.body.replace(mark, mark + b" " + flood, 1))


def _no_text(fault: Fault, answer: Answer) -> Answer:
    body = (
        b'<!doctype html><html><head><meta charset="utf-8"><title>In pictures</title></head><body>'
        b'<div id="app"></div><img src="/photos/1.jpg" alt=""><script src="/app.js"></script></body></html>'
    )
    return Answer(200, "text/html; charset=utf-8", body)


@cache
def _zeros(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(MEGABYTE)
    return b"".join(packer.compress(block) for _ in range(size // MEGABYTE)) + packer.flush()


def _gzip_bomb(fault: Fault, answer: Answer) -> Answer:
    """Some hundred kilobytes that unpack to `size` bytes (300 MB)."""
    packed = gzip.compress(answer.body[:200]) + _zeros(fault.size or 300 * MEGABYTE)
    return Answer(200, answer.content_type, packed, (("Content-Encoding", "gzip"),))


def _mislabelled(fault: Fault, answer: Answer) -> Answer:
    """The right bytes with a wrong type or charset in the header (`to`)."""
    return replace(answer, content_type=fault.to)


_ANSWERS: dict[str, Callable[[Fault, Answer], Answer]] = {
    "status": _status,
    "redirect": _redirect,
    "challenge": _page("challenge"),
    "cookie-wall": _page("cookie-wall"),
    "soft-404": _page("soft-404"),
    "login": _page("login"),
    "html": _page("plain"),
    "body": _body,
    "empty-feed": _empty_feed,
    "broken": _broken,
    "nested": _nested,
    "attributes": _many_attributes,
    "no-text": _no_text,
    "gzip-bomb": _gzip_bomb,
    "mislabelled": _mislabelled,
}


# --- misbehaviour on the connection ---------------------------------------------------------------------


def _head(answer: Answer, *more: str) -> bytes:
    lines = ["HTTP/1.1 200 OK", f"Content-Type: {answer.content_type}", *more, "", ""]
    return "\r\n".join(lines).encode("latin-1")


async def _silent(writer: asyncio.StreamWriter, fault: Fault, answer: Answer) -> None:
    await asyncio.sleep(fault.seconds or 3600)


async def _slow(writer: asyncio.StreamWriter, fault: Fault, answer: Answer) -> None:
    await asyncio.sleep(fault.seconds)
    writer.write(_head(answer, f"Content-Length: {len(answer.body)}", "Connection: close") + answer.body)
    await writer.drain()


async def _drip(writer: asyncio.StreamWriter, fault: Fault, answer: Answer) -> None:
    """A byte every `seconds` (half a second), so that no idle timeout ever fires."""
    writer.write(_head(answer, f"Content-Length: {len(answer.body)}"))
    for i in range(len(answer.body)):
        writer.write(answer.body[i : i + 1])
        await writer.drain()
        await asyncio.sleep(fault.seconds or 0.5)


async def _cut(writer: asyncio.StreamWriter, fault: Fault, answer: Answer) -> None:
    """Half of what Content-Length promised, then a plain end."""
    writer.write(_head(answer, f"Content-Length: {len(answer.body)}") + answer.body[: len(answer.body) // 2])
    await writer.drain()


async def _reset(writer: asyncio.StreamWriter, fault: Fault, answer: Answer) -> None:
    """Half of it, then a TCP reset: an abortive close by a zero linger time."""
    await _cut(writer, fault, answer)
    await asyncio.sleep(0.05)
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def _huge(writer: asyncio.StreamWriter, fault: Fault, answer: Answer) -> None:
    """A page of `size` bytes (50 MB) in chunks, without a declared length."""
    writer.write(_head(answer, "Transfer-Encoding: chunked"))
    filler = (b"<p>" + b"one more word " * 72 + b"</p>\n")[:1024].ljust(1024)
    chunk = b"10000\r\n" + filler * 64 + b"\r\n"
    for _ in range((fault.size or 50 * MEGABYTE) // 65536):
        writer.write(chunk)
        await writer.drain()
    writer.write(b"0\r\n\r\n")
    await writer.drain()


async def _huge_declared(writer: asyncio.StreamWriter, fault: Fault, answer: Answer) -> None:
    """The same, its length declared beforehand."""
    size = fault.size or 50 * MEGABYTE
    writer.write(_head(answer, f"Content-Length: {size}"))
    for _ in range(size // 65536):
        writer.write(bytes(65536))
        await writer.drain()


async def _not_http(writer: asyncio.StreamWriter, fault: Fault, answer: Answer) -> None:
    writer.write(b"220 ftp.example ready\r\n\x00\x01\x02 this is not the web\r\n")
    await writer.drain()


_RAW: dict[str, Callable[[asyncio.StreamWriter, Fault, Answer], Awaitable[None]]] = {
    "silent": _silent,
    "slow": _slow,
    "drip": _drip,
    "cut": _cut,
    "reset": _reset,
    "huge": _huge,
    "huge-declared": _huge_declared,
    "not-http": _not_http,
}
KINDS = (*_ANSWERS, *_RAW)

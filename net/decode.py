"""Unpacks what the client received: every content coding of the web, never beyond a limit of bytes."""

import zlib
from collections.abc import Sequence

import brotli
import zstandard

from net.errors import BodyBroken, TooLarge

ACCEPT_ENCODING = "gzip, deflate, br, zstd"
_CHUNK = 256 * 1024
_ZSTD_WINDOW = 8 * 1024 * 1024  # bytes; RFC 9659 sets this bound for the web
_ZSTD_SLICE = 256  # bytes
_MOST_CODINGS = 3


def codings(header: str | None) -> tuple[str, ...]:
    """The content codings of a `Content-Encoding` header, in the order in which they were applied."""
    names = [n.strip().lower() for n in (header or "").split(",")]
    return tuple(n.removeprefix("x-") for n in names if n and n != "identity")


def decode(body: bytes, encoding: Sequence[str], limit: int, url: str = "") -> bytes:
    """The body without its content codings (RFC 9110, 8.4), at most `limit` bytes.

    A body that says gzip but is not is taken as it stands, as servers that double the header send it.
    Raises TooLarge beyond the limit, having produced no more than that, and BodyBroken for anything else.
    """
    if len(encoding) > _MOST_CODINGS:
        raise BodyBroken(f"is packed {len(encoding)} times", url)
    for name in reversed(encoding):
        if not body:
            return body
        try:
            if name == "gzip":
                body = _gunzip(body, limit, url)
            elif name == "deflate":
                body = _inflate(body, limit, url)
            elif name == "br":
                body = _unbrotli(body, limit, url)
            elif name == "zstd":
                body = _unzstd(body, limit, url)
            else:
                raise BodyBroken(f"is packed in an unknown way ({name[:40]})", url)
        except (zlib.error, brotli.error, zstandard.ZstdError) as error:
            raise BodyBroken(f"cannot be unpacked (it is broken, or not {name})", url) from error
    if len(body) > limit:
        raise TooLarge(f"is over {in_words(limit)}", url)
    return body


def in_words(size: int) -> str:
    """A number of bytes as a person reads it: "10 MB" (of 1024 times 1024)."""
    return f"{size / 2**20:.3g} MB" if size >= 2**20 else f"{size} bytes"


class _Bounded:
    """Collects output and stops at the limit."""

    def __init__(self, limit: int, url: str) -> None:
        self.parts: list[bytes] = []
        self.size = 0
        self.limit = limit
        self.url = url

    def add(self, part: bytes) -> None:
        self.size += len(part)
        if self.size > self.limit:
            raise TooLarge(f"is over {in_words(self.limit)} when unpacked", self.url)
        self.parts.append(part)

    def bytes(self) -> bytes:
        return b"".join(self.parts)


def _gunzip(body: bytes, limit: int, url: str) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    out = _Bounded(limit, url)
    while body.startswith(
        b"\x1f\x8b"
    ):  # members follow each other (RFC 1952); other trailing bytes are padding
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        body = _drain_zlib(member, body, out)
    return out.bytes()


def _inflate(body: bytes, limit: int, url: str) -> bytes:
    # RFC 9110 means zlib's format; some servers send the bare stream
    out = _Bounded(limit, url)
    try:
        _drain_zlib(zlib.decompressobj(), body, out)
    except zlib.error:
        out = _Bounded(limit, url)
        _drain_zlib(zlib.decompressobj(-zlib.MAX_WBITS), body, out)
    return out.bytes()


def _drain_zlib(member: "zlib._Decompress", body: bytes, out: _Bounded) -> bytes:
    while True:
        part = member.decompress(body, _CHUNK)
        out.add(part)
        if member.eof:
            return member.unused_data
        body = member.unconsumed_tail
        if not part and not body:
            raise zlib.error("it ends too early")


def _unbrotli(body: bytes, limit: int, url: str) -> bytes:
    out = _Bounded(limit, url)
    stream = brotli.Decompressor()
    part = stream.process(body, output_buffer_limit=_CHUNK)
    while True:
        out.add(part)
        if stream.is_finished():
            return out.bytes()
        if not part and stream.can_accept_more_data():
            raise brotli.error("it ends too early")
        part = stream.process(b"", output_buffer_limit=_CHUNK)


def _unzstd(body: bytes, limit: int, url: str) -> bytes:
    # the library bounds no single call, and a block of 4 bytes may unpack to 128 kB: so it gets slices
    out = _Bounded(limit, url)
    plain = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    frame, ended = plain.decompressobj(), False
    for at in range(0, len(body), _ZSTD_SLICE):
        rest = body[at : at + _ZSTD_SLICE]
        while rest:
            if ended:
                frame, ended = plain.decompressobj(), False
            out.add(frame.decompress(rest))
            ended = frame.eof
            rest = frame.unused_data if ended else b""
    if not ended:
        raise zstandard.ZstdError("it ends too early")
    return out.bytes()

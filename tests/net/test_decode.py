import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard

from net.decode import codings, decode
from net.errors import BodyBroken, TooLarge

TEXT = ("Ein Satz, der sich wiederholt. " * 20_000).encode()


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKERS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("gzip", gzip.compress),
    ("deflate", zlib.compress),
    ("deflate", raw_deflate),
    ("br", brotli.compress),
    ("zstd", zstandard.compress),
]


@pytest.mark.parametrize(("name", "pack"), PACKERS)
def test_every_coding_of_the_web(name: str, pack: Callable[[bytes], bytes]) -> None:
    assert decode(pack(TEXT), [name], len(TEXT)) == TEXT
    assert decode(pack(b""), [name], 10) == b""


@pytest.mark.parametrize(("name", "pack"), PACKERS)
def test_a_bomb_stops_at_the_limit(name: str, pack: Callable[[bytes], bytes]) -> None:
    bomb = pack(b"\0" * 30_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(TooLarge, match="unpacked"):
        decode(bomb, [name], 10_000_000)


@pytest.mark.parametrize(("name", "pack"), PACKERS)
def test_a_body_that_ends_too_early_is_broken(name: str, pack: Callable[[bytes], bytes]) -> None:
    packed = pack(bytes(i * i % 251 for i in range(50_000)))
    with pytest.raises(BodyBroken):
        decode(packed[: len(packed) // 2], [name], 1_000_000)


def test_codings_are_undone_from_the_last() -> None:
    assert decode(brotli.compress(gzip.compress(TEXT)), ["gzip", "br"], len(TEXT)) == TEXT
    with pytest.raises(BodyBroken, match="4 times"):
        decode(b"x", ["gzip"] * 4, 100)


def test_gzip_members_follow_each_other_and_padding_is_ignored() -> None:
    assert decode(gzip.compress(b"one ") + gzip.compress(b"two") + b"\0\0", ["gzip"], 100) == b"one two"


def test_plain_bytes_that_say_gzip_are_taken_as_they_are() -> None:
    assert decode(b"<html>", ["gzip"], 100) == b"<html>"


def test_an_unknown_coding_and_a_plain_body_over_the_limit() -> None:
    with pytest.raises(BodyBroken, match="unknown way"):
        decode(b"x", ["lzma"], 100)
    with pytest.raises(TooLarge):
        decode(b"x" * 101, [], 100)


def test_the_header_names_codings_in_order() -> None:
    assert codings(" X-GZIP , br,identity") == ("gzip", "br")
    assert codings(None) == ()

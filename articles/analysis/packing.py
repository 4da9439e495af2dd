"""Analysed terms as bytes: what the store keeps with a version, so that nothing is analysed twice.

Layout: "PT1" and the fingerprint (16 ASCII letters), then one Zstandard frame (RFC 8878) of: a JSON header; all terms
joined by line feeds; gaps and lengths of all terms, one byte each where they fit, else four.
"""

from array import array
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import sub
from typing import Any, Final

import orjson

from articles.analysis.fingerprint import FINGERPRINT
from articles.analysis.packed import PackedTerms
from articles.analysis.terms import Analysed
from articles.article import TEXT_FIELDS
from articles.errors import StoreError
from articles.frames import compress, decompress

_MAGIC: Final = b"PT1"
_HEAD: Final = len(_MAGIC) + 16


def pack(analysed: Analysed) -> bytes:
    """The analysed terms, compressed, with this analyser's fingerprint in front."""
    headers: list[dict[str, Any]] = []
    chunks: list[bytes] = []
    for name in TEXT_FIELDS:
        terms = analysed.fields[name]
        gaps = _bytes(map(sub, terms.starts, [0, *terms.starts[:-1]] if terms.terms else []))
        lengths = _bytes(map(sub, terms.ends, terms.starts))
        words = "\n".join(terms.terms).encode()
        headers.append(
            {
                "n": len(terms.terms),
                "sizes": [len(words), len(gaps), len(lengths)],
                "s": _runs(terms.sentences),
                "p": _runs(terms.paragraphs),
            }
        )
        chunks += [words, gaps, lengths]
    header = orjson.dumps([analysed.lead_end, headers])
    body = b"".join([len(header).to_bytes(4, "little"), header, *chunks])
    return _MAGIC + FINGERPRINT.encode() + compress(body)


def packed_fingerprint(packed: bytes) -> str:
    """The fingerprint of the analyser that made `packed`; StoreError where it is no such thing."""
    if packed[: len(_MAGIC)] != _MAGIC or len(packed) < _HEAD:
        raise StoreError("Packed terms cannot be read: they do not begin as packed terms do")
    return packed[len(_MAGIC) : _HEAD].decode("ascii", "replace")


def unpack(packed: bytes) -> Analysed:
    """What `pack` was given, whichever analyser made it; StoreError where the bytes are damaged."""
    packed_fingerprint(packed)
    try:
        body = decompress(packed[_HEAD:])
        size = int.from_bytes(body[:4], "little")
        lead_end, headers = orjson.loads(body[4 : 4 + size])
        fields = {}
        at = 4 + size
        for name, header in zip(TEXT_FIELDS, headers, strict=True):
            pieces = []
            for length in header["sizes"]:
                pieces.append(body[at : at + length])
                at += length
            words, gaps, lengths = pieces
            fields[name] = PackedTerms(words, header["n"], gaps, lengths, header["s"], header["p"])
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"Packed terms cannot be read: {error}") from error
    return Analysed(fields, lead_end)


def _bytes(numbers: Iterable[int]) -> bytes:
    listed = list(numbers)
    return bytes(listed) if max(listed, default=0) < 256 else array("I", listed).tobytes()


def _runs(numbers: Sequence[int]) -> list[int]:
    """How often 0, 1, 2… stand in a rising sequence without gaps."""
    return [sum(1 for _ in group) for _, group in groupby(numbers)]

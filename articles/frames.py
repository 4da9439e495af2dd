"""Zstandard frames (RFC 8878), in which the store keeps what is worked out of texts; under `analysis.packing` and `names.article_keys`."""

import threading
from typing import Final

import zstandard

_LEVEL: Final = 3
_OF_THREAD = threading.local()  # making a decompressor costs more than reading most frames with it


def compress(data: bytes) -> bytes:
    """One frame of `data`."""
    return zstandard.compress(data, _LEVEL)


def decompress(frame: bytes) -> bytes:
    """What `compress` was given. Raises ValueError where the frame is damaged."""
    reader: zstandard.ZstdDecompressor | None = getattr(_OF_THREAD, "reader", None)
    if reader is None:
        reader = _OF_THREAD.reader = zstandard.ZstdDecompressor()
    try:
        return reader.decompress(frame)
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error

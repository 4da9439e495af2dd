"""The keys under which an article can be found by name, and their bytes in the store; between `scanning` and the search engines.

They are worked out once, where an article is analysed, and kept with its terms. Layout: which rules made them (16 ASCII
letters), then one Zstandard frame (RFC 8878) of the keys joined by line feeds.
"""

import hashlib
import unicodedata
from importlib.metadata import version
from typing import Final

from articles.article import TEXT_FIELDS, Content, field_text
from articles.errors import StoreError
from articles.frames import compress, decompress
from articles.names.scanning import scan

RULES: Final = 5  # raised whenever the code gives other keys for some text
TITLED: Final = "t:"  # before the key of a name that stands behind an office or form of address
_HEAD: Final = 16


def _fingerprint() -> str:
    """Sixteen hex digits, of our rules and of the tables that are others'."""
    rules = [RULES, unicodedata.unidata_version, version("anyascii")]
    return hashlib.sha256(repr(rules).encode()).hexdigest()[:_HEAD]


KEY_RULES: Final = _fingerprint()


def article_keys(content: Content) -> tuple[str, ...]:
    """The keys of all that may be names, each once; once more as titled where an office stands before a word."""
    found: dict[str, None] = {}
    for name in TEXT_FIELDS:
        text = scan(field_text(content, name))
        titled = {place for place in range(len(text.surfaces)) if text.titled(place)}
        found.update(dict.fromkeys(text.hanzi))
        for key, places in text.at.items():
            found[key] = None
            if titled and not titled.isdisjoint(places):
                found[f"{TITLED}{key}"] = None
    return tuple(found)


def pack_keys(keys: tuple[str, ...]) -> bytes:
    """The keys of an article, compressed, with these rules' fingerprint in front."""
    return KEY_RULES.encode() + compress("\n".join(keys).encode())


def packed_rules(packed: bytes) -> str:
    """The fingerprint of the rules that made `packed`."""
    return packed[:_HEAD].decode("ascii", "replace")


def unpack_keys(packed: bytes) -> tuple[str, ...]:
    """What `pack_keys` was given, whichever rules made it; StoreError where the bytes are damaged."""
    try:
        joined = decompress(packed[_HEAD:]).decode()
    except ValueError as error:
        raise StoreError(f"Packed name keys cannot be read: {error}") from error
    return tuple(joined.split("\n")) if joined else ()

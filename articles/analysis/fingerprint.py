"""Which analyser made the terms that are kept: a hash of its tables' version and its rules."""

import hashlib
from typing import Final

import unicodedata2

from articles.analysis import characters, folding, sentences, terms

RULES: Final = 2  # raised whenever the code gives other terms, sentences or leads for some text


def _fingerprint() -> str:
    """Sixteen hex digits. The case folding is the interpreter's, so its outcome is hashed, not its version."""
    planes = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x20000)]))
    rules = [
        RULES,
        unicodedata2.unidata_version,
        hashlib.sha256(planes.casefold().encode()).hexdigest(),
        sorted(characters.IGNORABLE),
        sorted(characters.APOSTROPHES),
        sorted(characters.TERMINALS | characters.TERMINALS_AT_ONCE),
        characters.SIMPLE_CLUSTERS + characters.CLUSTER_SCRIPTS,
        sorted(folding.LETTERS.items()),
        sorted(folding.BARE_SCRIPTS),
        sorted(folding.CYRILLIC_VOWELS),
        sorted(sentences.ABBREVIATIONS),
        (terms.LONGEST_TERM, terms.LEAD_WORDS, terms.LEAD_CLUSTERS),
    ]
    return hashlib.sha256(repr(rules).encode()).hexdigest()[:16]


FINGERPRINT: Final = _fingerprint()

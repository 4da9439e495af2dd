"""What tells one text from another: its word shingles in order, its numbers, its headline; before `likeness`."""

from array import array
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from rensa import RMinHash

from articles.analysis import Analysed, is_cluster
from articles.store.versions import Stored

WORDS: Final = 4  # in a shingle
CLUSTERS: Final = 8  # in a shingle of a script written without spaces, where two to four make a word


@dataclass(frozen=True)
class Traits:
    """Of one version: what likeness is judged by. `site` is its host; `seen` in seconds since 1970, UTC.

    `shingles` are hashes of `width` terms that follow one another in the body, in their order; `numbers` the terms
    that are written in digits, `title` the headline's terms. `reread`: only our reading of the page changed.
    """

    version: int
    article_id: int
    site: str
    seen: float
    width: int
    shingles: "array[int]"
    numbers: frozenset[str]
    title: frozenset[str]
    reread: bool = False

    @cached_property
    def distinct(self) -> frozenset[int]:
        """The shingles without their order; they are counted once however often they stand."""
        return frozenset(self.shingles)


def traits(stored: Stored) -> Traits:
    """The traits of a version as the store gives it. The headline is left out of the shingles: each desk writes its own."""
    version = stored.version
    width, written = shingles(stored.analysed)
    (hashed,) = RMinHash.hash_token_sets([written]) if written else ([],)
    return Traits(
        version.change,
        version.article_id,
        version.site,
        version.seen.timestamp(),
        width,
        array("Q", hashed),
        frozenset(term for term in stored.analysed.fields["body"].terms if term.isdecimal()),
        frozenset(stored.analysed.fields["title"].terms),
        version.reason == "re-extracted",
    )


def shingles(analysed: Analysed) -> tuple[int, list[str]]:
    """How many terms a shingle of this text has, and its shingles; paragraphs do not part them, desks move breaks."""
    terms = analysed.fields["body"].terms
    width = CLUSTERS if 2 * sum(map(is_cluster, terms)) > len(terms) else WORDS
    if len(terms) < width:
        return width, [" ".join(terms)] if terms else []
    parts = [terms[start:] for start in range(width)]
    return width, [" ".join(some) for some in zip(*parts, strict=False)]

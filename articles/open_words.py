"""Refuses words whose beginning is so open that an archive's dictionary would be walked too long; beside `deciding`, before an engine is asked."""

from typing import Final

from articles.errors import QueryError
from articles.index.port import ArticleIndex
from articles.query.nodes import Node
from articles.query.rewriting import share_compared, wildcards

MOST_COMPARED: Final = (
    2_000_000  # words of a dictionary: a third of a second for each time that an answer asks
)


def too_open(tree: Node, index: ArticleIndex) -> str | None:
    """The most open word of `tree` (entities expanded), if the archive has too many words for its wildcards."""
    shares = {pattern: share_compared(pattern) for pattern in wildcards(tree)}
    if not any(shares.values()) or _comparisons(tree, index.dictionary()) <= MOST_COMPARED:
        return None
    return max(shares, key=shares.__getitem__)


def refuse_open_words(tree: Node, index: ArticleIndex) -> None:
    """Raise QueryError where the words of `tree` (entities expanded) begin so openly that too much would be compared.

    An engine's dictionary is sorted from the first letter on: `*gate` is compared with every word of it, `?gate` with
    a part. What counts is the sum, so that many such words are refused where one is answered.
    """
    found = too_open(tree, index)
    if found is None:
        return
    words = index.dictionary()
    several = sum(share_compared(pattern) > 0 for pattern in wildcards(tree))
    if several == 1:
        told = f"{found} would have to be compared with the archive’s {_rounded(words)} words; "
        told += f"up to {MOST_COMPARED:,} are compared"
    else:
        told = f"{several:,} words with wildcards near their beginning, such as {found}, would have to be compared "
        told += f"{_rounded(_comparisons(tree, words))} times with the archive’s {_rounded(words)} words; "
        told += f"up to {MOST_COMPARED:,} times are allowed"
    raise QueryError(
        told,
        found,
        0,
        len(found),
        "Begin with letters, three at best, as in detain*. In a watch it can stand: there an article’s own words are compared.",
    )


def _comparisons(tree: Node, words: int) -> float:
    """How many words of a dictionary of so many are compared."""
    return words * sum(map(share_compared, wildcards(tree)))


def _rounded(number: float) -> str:
    """A guess as one says it: "4.2 million"."""
    return f"{number / 1e6:,.1f} million" if number >= 1e5 else f"{number:,.0f}"

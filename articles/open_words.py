"""Refuses wildcards that an archive's dictionary would be compared with for too long; beside `deciding`, before an engine is asked."""

from typing import Final

from articles.errors import QueryError
from articles.index.port import ArticleIndex
from articles.query.nodes import Node
from articles.query.rewriting import share_compared, wildcards

MOST_COMPARED: Final = 2_000_000  # words of a dictionary: a third of a second each time that one asks
MOST_PATTERNS: Final = 800  # words that end in *; others count four times, as long as they take


def too_open(tree: Node, index: ArticleIndex) -> str | None:
    """The most open word of `tree` (entities expanded), if it has too many or the archive too many words for them."""
    shares = {pattern: share_compared(pattern) for pattern in wildcards(tree)}
    if too_many(tree):
        return max(shares, key=shares.__getitem__)
    if not any(shares.values()) or _comparisons(tree, index.dictionary()) <= MOST_COMPARED:
        return None
    return max(shares, key=shares.__getitem__)


def too_many(tree: Node) -> bool:
    """Whether `tree` (entities expanded) has more wildcards than an archive of any size is asked for at once."""
    return sum(1 if _ends_open(pattern) else 4 for pattern in wildcards(tree)) > MOST_PATTERNS


def refuse_open_words(tree: Node, index: ArticleIndex) -> None:
    """Raise QueryError where `tree` (entities expanded) has too many wildcards, or begin so openly that too much would be compared.

    An engine's dictionary is sorted from the first letter on: `*gate` is compared with every word of it, `?gate` with
    a part. What counts is the sum, so that many such words are refused where one is answered.
    """
    found = too_open(tree, index)
    if found is None:
        return
    words = index.dictionary()
    several = sum(share_compared(pattern) > 0 for pattern in wildcards(tree))
    if too_many(tree):
        told = f"{len(wildcards(tree)):,} words with wildcards are too many for one search: "
        told += f"{MOST_PATTERNS:,} that end in *, or {MOST_PATTERNS // 4:,} such as {found}, are the most"
    elif several == 1:
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
        "Ask in several searches. In a watch they can stand: there an article’s own words are compared."
        if several != 1
        else "Begin with letters, as in detain*. In a watch it can stand: there an article’s own words are compared.",
    )


def _ends_open(pattern: str) -> bool:
    """Whether it is letters and a * behind them."""
    return pattern.endswith("*") and not {"*", "?"} & set(pattern[:-1])


def _comparisons(tree: Node, words: int) -> float:
    """How many words of a dictionary of so many are compared."""
    return words * sum(map(share_compared, wildcards(tree)))


def _rounded(number: float) -> str:
    """A guess as one says it: "4.2 million"."""
    return f"{number / 1e6:,.1f} million" if number >= 1e5 else f"{number:,.0f}"

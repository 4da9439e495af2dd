"""The unique sort keys of a version, of time and number in one integer; between the index port and every engine."""

from articles.index.port import IndexDocument


def key_of(seconds: int, change: int) -> int:
    """A sort key of time and number: unique, ordered by time first; 64 bits without a sign.

    What lies before 1970 or has no time comes first.
    """
    return max(0, min(seconds, 2**32 - 1)) << 32 | change


def by_seen(document: IndexDocument) -> int:
    """The key of "newest" and "oldest"."""
    return key_of(document.seen, document.change)


def by_published(document: IndexDocument) -> int:
    """The key of "published": what has no date comes last."""
    published = document.published
    return key_of(max(1, published[0]) if published else 0, document.change)

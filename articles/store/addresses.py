"""Which article an address leads to, in any of its forms; between identity's keys and `versions`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa

from articles.identity import url_key
from articles.store.tables import article_links, article_urls

SAME_PAGE = "same page"
_MANY = 500  # values of one IN ()
_Value = TypeVar("_Value")

_OWNERS = sa.select(article_urls.c.url_key, article_urls.c.article_id).where(
    article_urls.c.url_key.in_(sa.bindparam("keys", expanding=True))
)
_ADD = sa.insert(article_urls)
_LINKED = sa.select(article_links.c.newer).where(
    article_links.c.older == sa.bindparam("article"), article_links.c.kind == SAME_PAGE
)
_LINK = sa.insert(article_links)


def find_article(conn: sa.Connection, url: str) -> int | None:
    """The article that an address leads to, in any of its forms. Raises NotAWebAddress."""
    return next(iter(owners(conn, [url_key(url)]).values()), None)


def known_urls(conn: sa.Connection, urls: Iterable[str]) -> dict[str, int]:
    """Those of `urls` that lead to an article kept, with its number. Raises NotAWebAddress."""
    keys = {url: url_key(url) for url in urls}
    found = owners(conn, list(keys.values()))
    return {url: found[key] for url, key in keys.items() if key in found}


def owners(conn: sa.Connection, keys: Sequence[str]) -> dict[str, int]:
    """The article of each key that is known."""
    found: dict[str, int] = {}
    for some in batches(keys):
        found.update((row[0], row[1]) for row in conn.execute(_OWNERS, {"keys": list(some)}))
    return found


def add(conn: sa.Connection, article_id: int, keys: Mapping[str, str]) -> None:
    """Let new keys (each with its address) lead to an article."""
    if keys:
        conn.execute(
            _ADD, [{"url_key": key, "article_id": article_id, "url": url} for key, url in keys.items()]
        )


def link(
    conn: sa.Connection, older: int, found: Mapping[str, int], keys: Mapping[str, str], at: datetime
) -> None:
    """Note that one page's addresses led to several articles; none of them is renumbered."""
    newer = {owner: keys[key] for key, owner in found.items() if owner != older}
    if not newer:
        return
    known = set(conn.scalars(_LINKED, {"article": older}))
    for article_id, url in newer.items():
        if article_id not in known:
            conn.execute(
                _LINK, {"older": older, "newer": article_id, "kind": SAME_PAGE, "url": url, "at": at}
            )


def batches(values: Sequence[_Value]) -> Iterator[Sequence[_Value]]:
    """`values` in pieces that one statement takes."""
    for start in range(0, len(values), _MANY):
        yield values[start : start + _MANY]

"""The article that a pasted address leads to, as an answer; beside `search`, under the doors."""

from dataclasses import dataclass

from articles.found import Found
from articles.index.port import Count
from articles.pasted import has_scheme, pasted_address
from articles.search import Answer, check_reached
from articles.store.addresses import find_article
from articles.store.changes import last_change
from articles.store.database import Database
from articles.store.versions import article_versions, load


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What came of an address. Without an `answer` it is to be searched for as words; `notes` say what was not there."""

    answer: Answer | None
    notes: tuple[str, ...] = ()


def look_up(db: Database, query: str, as_of: int | None = None) -> LookedUp | None:
    """The article of a query that is one address, as it stands or stood at change `as_of`; None for all other queries.

    What has no scheme and leads nowhere may be words. Raises QueryError for a change that is not there yet.
    """
    address = pasted_address(query)
    if address is None:
        return None
    if as_of is not None:
        check_reached(db, as_of)
    with db.read() as conn:
        article = find_article(conn, address)
        at = last_change(conn) if as_of is None else as_of
        kept = article_versions(conn, article) if article is not None else []
        then = [version.change for version in kept if version.change <= at]
        stored = load(conn, then[-1:])
    hits = tuple(Found(one.version, one.analysed, ()) for one in stored)
    answer = Answer(hits, Count(len(hits), len(hits)), None, None, at, 0, False)
    if hits:
        return LookedUp(answer)
    missing = (
        f"{address} was not kept yet at change {at:,}"
        if kept
        else f"{address} is not kept: no article was read at this address"
    )
    if has_scheme(address):
        return LookedUp(answer, (missing,))
    return LookedUp(None, (f"{missing}; it is looked for as words",))

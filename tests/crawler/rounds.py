"""Local sites, and rounds of the crawler over them, for the tests of whole crawls."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from articles.store.tables import versions
from crawler.sources import ArchivePolicy, CrawlPolicy, Source
from crawler.state import enqueue_due
from crawler.tables import frontier, lists
from tests.crawler.installation import Installation
from tests.crawler.running import Order, start
from tests.newsroom import Newsroom, RoomSite

BODY = (
    "The court in the capital heard a long case about a man who was held for many months.\n\n"
    "He was not charged with anything, his lawyer said on Monday, and his family was not told where he was."
)


def article(number: int, **values: Any) -> dict[str, Any]:
    return {
        "path": f"/news/{number}-the-case/",
        "title": f"The case of man number {number}",
        "body": f"{BODY}\n\nThis was case number {number} of the year.",
        "published": "-1h",
    } | values


def site(id: str = "one", count: int = 3, **values: Any) -> dict[str, Any]:
    return {"id": id, "name": id.title(), "articles": [article(n) for n in range(count)]} | values


def a_source(at: RoomSite, url: str | None = None, **values: Any) -> Source:
    return Source(id=at.id, name=at.name, url=url or at.feed, **values)


def order(installation: Installation, *, until_idle: bool = True, **policy: Any) -> Order:
    given: dict[str, Any] = {"delay": timedelta(0), "allow_networks": ("127.0.0.0/8",)}
    return Order(
        installation.db.path,
        installation.folder,
        CrawlPolicy(**(given | policy)),
        ArchivePolicy(),
        until_idle,
    )


def due(installation: Installation, now: datetime | None = None) -> None:
    with installation.db.write() as conn:
        enqueue_due(conn, now or datetime.now(UTC))


def crawl_all(installation: Installation, **policy: Any) -> str:
    """Crawl all that is due, to the end; the log."""
    due(installation)
    process = start(order(installation, **policy))
    log = process.communicate()[1].decode()
    assert process.returncode == 0, log
    return log


def again_now(installation: Installation, *, pages: bool = False) -> None:
    """As if the pauses were over."""
    past = datetime.now(UTC) - timedelta(seconds=1)
    with installation.db.write() as conn:
        conn.execute(sa.update(lists).values(next_due=past))
        if pages:
            conn.execute(sa.update(frontier).values(not_before=past))


def kept(installation: Installation) -> list[sa.Row[Any]]:
    return list(installation.rows(sa.select(versions).order_by(versions.c.change)))


def pages(room: Newsroom) -> Counter[str]:
    """How often each article's address was asked for."""
    return Counter(r.path for r in room.requests() if r.path.startswith("/news/"))

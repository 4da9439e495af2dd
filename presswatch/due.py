"""Makes every source due at once, for a round that shall not wait; between the commands and the crawler's lists."""

import sqlalchemy as sa

from articles.store.database import Database
from crawler.tables import lists


def make_due(db: Database) -> None:
    """Every list that is read may be read now. Pauses that sites asked for are kept: they stand in the frontier."""
    now = db.clock.now()
    with db.write() as conn:
        conn.execute(sa.update(lists).where(lists.c.next_due > now).values(next_due=now))

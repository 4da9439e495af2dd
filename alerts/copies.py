"""Copies: the kept texts of articles, for readers who cannot open the publisher's page; between letters and the store."""

from dataclasses import replace

from sqlalchemy import Connection, select

from alerts import tables
from alerts.contents import Contents
from alerts.ledger import IN_MESSAGE
from alerts.tokens import Links
from articles.article import Version
from articles.store.versions import load_versions


def with_copies(contents: Contents, links: Links) -> Contents:
    """The same digest with the address of the kept copy of each article, of the version that stands in it."""
    groups = tuple(
        replace(
            group,
            items=tuple(replace(item, kept=links.to("copy", item.changes[-1])) for item in group.items),
            listed=tuple(replace(one, kept=links.to("copy", one.changes[-1])) for one in group.listed),
        )
        for group in contents.groups
    )
    return replace(contents, groups=groups)


def kept_copy(conn: Connection, reader: int, change: int) -> Version | None:
    """The version as it was kept; None unless it stood in a letter to this reader, and once it was removed."""
    e = tables.ledger.c
    state = conn.execute(select(e.state).where(e.reader_key == reader, e.change == change)).scalar()
    found = load_versions(conn, [change]) if state == IN_MESSAGE else []
    return found[0] if found else None

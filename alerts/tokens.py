"""Tokens: what lets one reader end, read back or open one subscription, and nothing else; between letters and the readers' pages."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, select

from alerts import tables
from articles.store.installation import installation_key

Purpose = Literal["stop", "back", "copy", "feed"]
_LETTERS = 40  # 160 bits of the code, as hexadecimal digits
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses of one reader's pages under `public_url`; `key` is the installation's, `since` when they were added."""

    public_url: str
    key: bytes
    reader: int
    since: datetime

    def to(self, purpose: Purpose, change: int = 0) -> str:
        """The address of one page; of "copy" also the version's number."""
        token = f"{self.reader}-{change}-{_code(self.key, purpose, self.reader, change, self.since)}"
        return f"{self.public_url}/{purpose}/{token}"


@dataclass(frozen=True, slots=True)
class Opened:
    """What a token is for: a reader (row with `key`, `subscription_id`, `manner` and the rest), and a version's number."""

    reader: Row[Any]
    change: int


def links(conn: Connection, public_url: str, reader: int) -> Links:
    """The pages of a reader, by key."""
    r = tables.readers.c
    since = conn.execute(select(r.added_at).where(r.key == reader)).scalar_one()
    return Links(public_url, installation_key(conn), reader, since)


def opened(conn: Connection, purpose: Purpose, token: str) -> Opened | None:
    """What the token opens; None for one that was never given out for this, or whose reader was removed since.

    A token is an HMAC-SHA-256 under the installation's secret, compared in constant time: nothing is kept of it, and
    whoever is added again gets new ones.
    """
    number, _, rest = token[:_LONGEST].partition("-")
    change, _, code = rest.partition("-")
    if not (number.isascii() and number.isdigit() and change.isascii() and change.isdigit()):
        return None
    if len(number) > 15 or len(change) > 15:
        return None
    r, s = tables.readers.c, tables.subscriptions.c
    query = (
        select(
            tables.readers, s.id.label("subscription_id"), s.manner, s.timezone, s.retired_at.label("ended")
        )
        .join(tables.subscriptions, s.key == r.subscription_key)
        .where(r.key == int(number))
    )
    row = conn.execute(query).first()
    since = row.added_at if row is not None else datetime.min.replace(tzinfo=UTC)
    wanted = _code(installation_key(conn), purpose, int(number), int(change), since)
    right = hmac.compare_digest(wanted.encode(), code.encode())
    if (
        row is None
        or not right
        or row.ended is not None
        or (row.retired_at is not None and row.stopped_at is None)
    ):
        return None
    return Opened(row, int(change))


def _code(key: bytes, purpose: Purpose, reader: int, change: int, since: datetime) -> str:
    text = f"token\0{purpose}\0{reader}\0{change}\0{since.isoformat()}".encode()
    return hmac.new(key, text, hashlib.sha256).hexdigest()[:_LETTERS]

"""Pages that a person names by address, fetched through the one way out; between `presswatch extract` and net."""

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

from crawler.sources import CrawlPolicy
from net import AddressGuard, Client, Response
from net.errors import NetError
from presswatch import wiring
from presswatch.settings import Settings


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """What came of an address: a file with the page and the address it ended at, or an error in plain words."""

    link: str
    url: str
    file: Path | None
    error: str | None = None


def fetched_pages(links: Sequence[str], settings: Settings | None) -> Iterator[FetchedPage]:
    """Fetch one after the other, redirects followed, every hop guarded. A file lasts until the next is asked for."""
    policy = wiring.crawl_policy(settings) if settings else CrawlPolicy()
    with tempfile.TemporaryDirectory(prefix="presswatch-") as folder:
        file = Path(folder) / "page.html"
        for link in links:
            try:
                response = asyncio.run(_fetch(link, policy))
                body = response.content(policy.max_page_bytes)
            except NetError as error:
                yield FetchedPage(link, link, None, str(error))
                continue
            if response.status >= 400:
                yield FetchedPage(link, response.url, None, f"{link}: the site answered {response.status}")
                continue
            file.write_bytes(_in_utf8(body, response.header("content-type")))
            yield FetchedPage(link, response.url, file)


async def _fetch(link: str, policy: CrawlPolicy) -> Response:
    guard = AddressGuard(policy.allow_networks)
    async with Client(
        guard, user_agent=policy.agent, limit=policy.max_page_bytes, deadline=policy.deadline_seconds
    ) as client:
        return await client.fetch(link)


def _in_utf8(body: bytes, content_type: str | None) -> bytes:
    """The page with a byte order mark if its header names a charset that fits: a file has no headers to say so."""
    message = Message()
    message["content-type"] = content_type or ""
    charset = message.get_content_charset()
    try:
        return body.decode(charset).encode("utf-8-sig") if charset else body
    except (LookupError, UnicodeDecodeError):
        return body  # the page itself may know better

"""What runs in a parsing worker: bytes in, plain values out, without network and database.

Only workers import this: it brings in Trafilatura and the feed parsers, which the crawling process does without.
"""

import hashlib
import re
import resource
import signal
from html import unescape
from typing import Any, cast

from articles.analysis import analyse, pack
from articles.article import Content
from articles.errors import NotAWebAddress
from articles.identity import check_canonical, clean_link, url_key
from articles.names.article_keys import article_keys, pack_keys
from crawler.extract import EXTRACTOR, Hints, extract
from crawler.extract.memory import bound_memory
from crawler.frontier import Named
from crawler.hints import Said, from_json, to_json
from crawler.lists import ListedItem, ListKind, NotAList, guesses, read_list
from crawler.outcomes import Outcome, of_net_error
from crawler.parsed import NotParsed, ParsedList, ParsedPage, Unchanged
from net.address import host_of, request_url
from net.decode import decode
from net.errors import BadAddress, NetError

_FROM_FEED = "feed"
_TITLE = re.compile(rb"<title[^>]*>(.{1,2000}?)</title", re.IGNORECASE | re.DOTALL)
_MOST_ITEMS = 2000  # of one list at one reading
_MOST_DATED = 500  # the same where they are dated: the newest; a sitemap may name a whole archive


def prepare(memory_bytes: int) -> None:
    """Bound the memory (bytes) that this worker takes for its pages, once, when it starts."""
    bound_memory(memory_bytes)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)


def bound_time(seconds: float) -> None:
    """Let the kernel end this worker after so many more seconds of CPU: it has no other way out of a C loop."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


def free_time() -> None:
    """Lift the bound again: a worker that is ended while it hands over a result would leave a lock behind."""
    resource.setrlimit(resource.RLIMIT_CPU, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def parse_page(
    raw: bytes,
    encoding: tuple[str, ...],
    limit: int,
    url: str,
    content_type: str | None,
    hints: dict[str, Any] | None,
    language: str | None,
    zone: str | None,
    known_hash: str | None,
) -> ParsedPage | Unchanged | NotParsed:
    """Unpack a page (at most `limit` bytes), extract and analyse it. `url` is the final one."""
    try:
        data = decode(raw, encoding, limit, url)
    except NetError as error:
        return NotParsed(of_net_error(error))
    body_hash = hashlib.sha256(data).hexdigest()
    if known_hash == body_hash:
        return Unchanged(body_hash)
    said = from_json(hints)
    found = extract(
        data,
        url=url,
        content_type=content_type,
        hints=Hints(
            title=said.title or None,
            summary=said.summary or None,
            published=said.published,
            authors=said.authors,
            text=said.text or None,
            language=said.language or language,
        ),
        zone=zone,
    )
    twins = [check_canonical(found.amp_url, url)] if found.amp_url else []
    state, reason = found.state, found.reason or ""
    if state == "soft-404" and _has_title(data, said.title):
        # a short piece on something "not found", which its list calls so as well, is not to be lost
        state, reason = "empty", "it is short and reads like a missing page"
    return ParsedPage(
        state=state,
        reason=reason,
        content=found.content,
        pack=pack(analyse(found.content)),
        names=pack_keys(article_keys(found.content)),
        urls=(url, *(twin for twin in twins if twin is not None)),
        canonical=check_canonical(found.canonical, url),
        body_hash=body_hash,
        extractor=EXTRACTOR,
    )


def _has_title(data: bytes, title: str) -> bool:
    """Whether the page's own title holds the one by which a list named it."""
    found = _TITLE.search(data[:100_000])
    own = unescape(found[1].decode("utf-8", "replace")) if found else ""
    return bool(title) and " ".join(title.split()).casefold() in " ".join(own.split()).casefold()


def parse_feed_text(url: str, hints: dict[str, Any], language: str | None, reason: str) -> ParsedPage:
    """An article of what its feed says alone, for a page that cannot be read; `reason` is why."""
    said = from_json(hints)
    content = Content(
        title=said.title,
        text=said.text or said.summary,
        authors=said.authors,
        published=said.published,
        language=said.language or language,
        warnings=(f"from the feed alone: {reason}",),
    )
    return ParsedPage(
        state="article",
        reason="",
        content=content,
        pack=pack(analyse(content)),
        names=pack_keys(article_keys(content)),
        urls=(url,),
        canonical=None,
        body_hash=None,
        extractor=_FROM_FEED,
    )


def parse_list(
    raw: bytes,
    encoding: tuple[str, ...],
    limit: int,
    url: str,
    content_type: str | None,
    zone: str | None,
    expected: str | None,
    known_hash: str | None,
) -> ParsedList | Unchanged | NotParsed:
    """Unpack and read a list (at most `limit` bytes). `expected` is the kind that it was before."""
    try:
        data = decode(raw, encoding, limit, url)
        body_hash = hashlib.sha256(data).hexdigest()
        if known_hash == body_hash:
            return Unchanged(body_hash)
        reading = read_list(
            data, url=url, content_type=content_type, zone=zone, expected=cast(ListKind | None, expected)
        )
    except NetError as error:
        return NotParsed(of_net_error(error))
    except NotAList as error:
        return NotParsed(Outcome("not a list", error.reason))
    items = reading.items
    if len(items) > _MOST_DATED:
        dated = sorted((item for item in items if _age(item)), key=_age)
        items = tuple(dated[:_MOST_DATED]) if 2 * len(dated) > len(items) else items[:_MOST_ITEMS]
    places = guesses(url) if reading.kind == "home" and not reading.more_lists else ()
    named = {page.url_key: page for item in reversed(items) if (page := _named(item)) is not None}
    return ParsedList(
        kind=reading.kind,
        title=reading.title,
        named=tuple(reversed(named.values())),
        more=reading.more_lists,
        body_hash=body_hash,
        guesses=places,
        warnings=reading.warnings,
    )


def _age(item: ListedItem) -> float:
    """Negative Unix seconds, so that the newest comes first; 0 for undated."""
    when = item.published or item.modified
    return -when.start.timestamp() if when else 0.0


def _named(item: ListedItem) -> Named | None:
    """The page that an item leads to; None where that is no web address."""
    try:
        url = request_url(clean_link(item.url))
        return Named(url, url_key(item.url), host_of(url), to_json(_said(item)))
    except (NotAWebAddress, BadAddress):
        return None


def _said(item: ListedItem) -> Said:
    return Said(
        title=item.title,
        summary=item.summary,
        text=item.text or "",
        authors=item.authors,
        language=item.language,
        published=item.published,
    )

"""Lists to items: between the fetched bytes of a feed, sitemap or listing page and the frontier.

Runs in a worker without network: everything that is read is in the bytes.
"""

import json
import logging
from dataclasses import replace

from crawler.lists.discovery import guesses, is_comment_feed, looks_like_feed
from crawler.lists.fallback import bearable, read_with_feedparser
from crawler.lists.feeds import feed_kind, read_feed
from crawler.lists.json_feeds import read_json_feed
from crawler.lists.listings import parse_html, read_listing
from crawler.lists.reading import ListedItem, ListKind, ListReading, NotAList
from crawler.lists.recognition import Recognised, recognise
from crawler.lists.sitemaps import is_sitemap, read_sitemap, read_text_sitemap
from crawler.lists.walls import wall
from crawler.lists.xml import parse_xml

__all__ = ["ListKind", "ListReading", "ListedItem", "NotAList", "guesses", "read_list"]

log = logging.getLogger(__name__)

_PAGES: tuple[ListKind, ...] = ("listing", "home")


def read_list(
    data: bytes,
    *,
    url: str,
    content_type: str | None = None,
    zone: str | None = None,
    expected: ListKind | None = None,
) -> ListReading:
    """Read a list, whatever kind it is.

    `url` is where the bytes came from (after redirects); `content_type` the header as served. Dates without an
    offset are in `zone` (an IANA name), else UTC. `expected` is the kind that this address had before: a page where a
    feed or sitemap was is then an error. Raises NotAList, and nothing else, with a reason in plain words.
    """
    try:
        found = recognise(data, content_type)
        reading = _read(found, url, zone, expected)
    except NotAList:
        raise
    except MemoryError:
        raise
    # whatever a stranger's bytes can make a parser raise, the source gets a reason and the crawl goes on
    except Exception as error:
        log.exception("could not read the list at %s", url)
        raise NotAList(f"the list could not be read ({type(error).__name__})") from error
    if found.warning:
        reading = replace(reading, warnings=(*reading.warnings, found.warning))
    return reading


def _read(found: Recognised, url: str, zone: str | None, expected: ListKind | None) -> ListReading:
    if found.form == "json":
        try:
            return read_json_feed(json.loads(found.text), url=url, zone=zone)
        except (ValueError, RecursionError) as error:
            raise NotAList("broken JSON") from error
    if found.form == "xml":
        return _read_xml(found, url, zone)
    if found.form == "html":
        return _read_html(found, url, zone, expected)
    reading = read_text_sitemap(found.text)
    if reading is None:
        raise NotAList("plain text, neither a feed nor a sitemap nor a page")
    return reading


def _read_xml(found: Recognised, url: str, zone: str | None) -> ListReading:
    parsed = parse_xml(found.text)
    kind = feed_kind(parsed.root) if parsed else None
    if parsed is not None and is_sitemap(parsed.root):
        return read_sitemap(parsed.root, url=url, zone=zone, mended=parsed.mended)
    reading, comments = (
        read_feed(parsed, kind, url=url, zone=zone) if parsed is not None and kind else (None, 0)
    )
    if reading is None or parsed is None or parsed.mended:
        reading = _mended(found.text, reading, url, zone)
    if reading is None:
        if found.element == "opml":
            raise NotAList("an OPML list of feeds; import it instead")
        if parsed is None:
            raise NotAList("broken XML")
        raise NotAList(f"XML, but neither a feed nor a sitemap (<{found.element[:40]}>)")
    if is_comment_feed(url) or (comments and 2 * comments > len(reading.items)):
        raise NotAList("a feed of comments, not of articles")
    return reading


def _mended(text: str, reading: ListReading | None, url: str, zone: str | None) -> ListReading | None:
    """The better reading of a broken feed, without an entry that the text ends in the middle of."""
    lower = text.lower()
    opened = max(
        lower.count("<item>") + lower.count("<item "), lower.count("<entry>") + lower.count("<entry ")
    )
    closed = max(lower.count("</item>"), lower.count("</entry>"))
    if reading is not None and len(reading.items) >= closed:
        cut = opened > closed and len(reading.items) > closed
        return replace(reading, items=reading.items[:closed]) if cut else reading
    if not opened or not bearable(text):
        return reading
    other = read_with_feedparser(text, url=url, zone=zone)
    if other is None or (reading is not None and len(other.items) <= len(reading.items)):
        return reading
    return replace(other, items=other.items[:closed]) if opened > closed else other


def _read_html(found: Recognised, url: str, zone: str | None, expected: ListKind | None) -> ListReading:
    if expected is not None and expected not in _PAGES:
        raise NotAList(wall(found.text) or "an HTML page where a feed was")
    root = parse_html(found.text)
    if root is None:
        raise NotAList("an HTML page without content")
    reading = read_listing(root, url=url, zone=zone)
    few = not reading.items or (len(reading.items) < 3 and not reading.more_lists)
    if few and (reason := wall(found.text)):
        raise NotAList(reason)
    if expected is None and looks_like_feed(url) and len(reading.items) < 3:
        raise NotAList("an HTML page where a feed was expected")
    if not reading.items and not reading.more_lists:
        raise NotAList("a page without links to articles")
    return reading

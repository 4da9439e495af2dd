"""When an article was published, as the page, its address or the list that named it says; never when it was fetched."""

import logging
import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

import htmldate
from lxml.html import HtmlElement

from articles.article import Published
from crawler.extract.head import Head
from crawler.extract.linked_data import LinkedData, plain
from crawler.extract.moments import parse_moment, same_offset

log = logging.getLogger(__name__)

_META_NAMES = (
    ("opengraph", ("article:published_time", "og:article:published_time", "article:published", "og:published_time")),
    (
        "meta",
        (
            "datepublished", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime",
            "publisheddate", "published_at", "publish_date", "publish-date", "publication_date", "published", "pub_date",
            "pubdate", "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created", "dcterms.date", "dc.date",
            "date.created", "citation_publication_date", "citation_date", "datecreated", "date", "uploaddate",
        ),
    ),
)  # fmt: skip
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "lastmod", "date.modified")
_TIME_HINT = re.compile(
    r"publi|entry-date|post-date|posted|created|article|datum|fecha|data-?pub|byline|timestamp|дата",
    re.IGNORECASE,
)
_TIME_OTHER = re.compile(r"modif|updat|edit|expir|comment|relat|event|aktualis|actualis", re.IGNORECASE)
_DATE_CLASS = re.compile(
    r"publi(?:sh|c)|(?:^|[\s_-])date(?:$|[\s_-])|post-?date|date-?(?:time|line|publi)|pubdate|datum|fecha|timestamp",
    re.IGNORECASE,
)
_URL_DATES = (
    re.compile(
        r"[/_-](?P<year>(?:19|20)\d{2})[/_-](?P<month>\d{1,2}|[a-z]{3})[/_-](?P<day>\d{1,2})(?=[/_.-]|$)"
    ),
    re.compile(r"[/_-](?P<year>20\d{2})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?=[/_.-]|T|$)"),
    re.compile(r"/(?P<year>20\d{2})/(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?=/)"),
    re.compile(r"[/_-](?P<day>\d{2})[/_-](?P<month>\d{2})[/_-](?P<year>20\d{2})(?=[/_.-]|$)"),
)
_MONTH_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_HTMLDATE_LIMIT = 4000  # elements; above it the search costs more than the rest of extraction


def find_published(
    root: HtmlElement,
    head: Head,
    data: LinkedData,
    url: str,
    *,
    hint: Published | None,
    zone: str | None,
    now: datetime,
) -> Published | None:
    """The publication date, from the most to the least trustworthy place; None if nothing says it.

    Order: JSON-LD, OpenGraph, other meta tags and microdata, `<time>`, the feed, the address, the visible
    text (by htmldate). A modification date is never taken for it. A day is refined by a later place that gives a time
    within that very day.
    """
    best: Published | None = None
    for how, value in _stated(root, head, data):
        found = parse_moment(value, how, zone=zone, now=now)
        if found is None:
            continue
        if best is None or (best.precision == "day" and found.precision == "time" and _within(found, best)):
            best = found
        if best.precision == "time":
            break
    modified = plain(data.article.get("dateModified")) or head.first(*_MODIFIED)
    if best is not None:
        if best.precision == "day" and hint is not None and hint.precision == "time" and _within(hint, best):
            return hint
        return same_offset(best, modified, zone, now)
    if hint is not None:
        return hint
    day = date_in_url(url, zone=zone, now=now)
    shown = _shown(root, zone, now)
    if day is not None:
        return shown if shown is not None and shown.precision == "time" and _within(shown, day) else day
    return shown or _searched(root, url, modified or "", zone, now)


def date_in_url(url: str, *, zone: str | None, now: datetime) -> Published | None:
    """The day that an address names, as in `/2023/12/21/`, or None."""
    try:
        path = urlsplit(url).path.lower()
    except ValueError:  # for example a bad IPv6 literal
        return None
    for pattern in _URL_DATES:
        for match in pattern.finditer(path):
            month = match["month"]
            if month.isalpha():
                if month not in _MONTH_NAMES:
                    continue
                month = str(_MONTH_NAMES.index(month) + 1)
            day = f"{match['year']}-{month}-{match['day']}"
            if (found := parse_moment(day, "url", zone=zone, now=now)) is not None:
                return found
    return None


def _within(moment: Published, day: Published) -> bool:
    """A time lies in that day, wherever on Earth the day was meant."""
    start, end = (day.start, day.end)
    if day.zone is None:
        return abs((moment.start - start).total_seconds() - 43_200) <= 43_200 + 50_400
    return start <= moment.start < end


def _stated(root: HtmlElement, head: Head, data: LinkedData) -> Iterator[tuple[str, str]]:
    if value := plain(data.article.get("datePublished")):
        yield "json-ld", value
    for how, names in _META_NAMES:
        for name in names:
            for value in head.meta.get(name, ()):
                yield how, value
    if value := plain(data.article.get("dateCreated")) or plain(data.article.get("uploadDate")):
        yield "json-ld", value
    yield from _elements(root)


def _elements(root: HtmlElement) -> Iterator[tuple[str, str]]:
    """Microdata and <time>: those that say "published" first, then the first other one behind the headline."""
    other = ""
    behind_headline = root.find(".//h1") is None
    for element in root.iter("h1", "time", "relative-time", "span", "abbr", "div", "p"):
        prop = element.get("itemprop")
        if element.tag == "h1":
            behind_headline = True
        elif prop in ("datePublished", "dateCreated"):
            if (
                value := element.get("datetime")
                or element.get("content")
                or element.get("title")
                or element.text
            ):
                yield "meta", value
        elif element.tag in ("time", "relative-time"):
            stated = element.get("datetime") or element.get("data-datetime")
            value = stated or element.text_content()
            label = f"{element.get('class') or ''} {prop or ''} {_around(element)}"
            if not value or _TIME_OTHER.search(label):
                continue
            if element.get("pubdate") is not None or _TIME_HINT.search(label):
                yield "time-element", value
            elif stated and behind_headline and not other:
                other = stated
    if other:
        yield "time-element", other


def _around(element: HtmlElement) -> str:
    classes = [
        parent.get("class") or "" for parent, _ in zip(element.iterancestors(), range(3), strict=False)
    ]
    return " ".join(classes)


def _shown(root: HtmlElement, zone: str | None, now: datetime) -> Published | None:
    """A date shown in an element whose name says that it holds one: the first behind the headline, else the first."""
    before: Published | None = None
    behind_headline = False
    for element in root.iter("h1", "span", "div", "p", "li", "td", "dd"):
        if element.tag == "h1":
            behind_headline = True
            continue
        label = element.get("class") or element.get("id") or ""
        if not label or not _DATE_CLASS.search(label):
            continue
        text = " ".join(" ".join(element.itertext()).split())[:120]
        if not text or _TIME_OTHER.search(f"{label} {text}"):
            continue
        if (found := parse_moment(text, "text", zone=zone, now=now)) is not None:
            if behind_headline:
                return found
            before = before or found
    return before


def _searched(
    root: HtmlElement, url: str, modified: str, zone: str | None, now: datetime
) -> Published | None:
    if sum(1 for _ in root.iter()) > _HTMLDATE_LIMIT:
        return None
    try:
        found_day = htmldate.find_date(
            root, original_date=True, extensive_search=False, max_date=now, outputformat="%Y-%m-%d"
        )
    # htmldate runs many heuristics over pages that nobody wrote it for: no failure of it may lose an article
    except Exception as error:  # noqa: BLE001 - the reason stands above
        log.warning("htmldate failed on %s: %s", url, error)
        return None
    if not found_day or found_day == modified[:10]:
        return None
    return parse_moment(found_day, "text", zone=zone, now=now)

"""Where a site keeps its lists: those that a page names, and the usual places to try when it names none."""

import re
from urllib.parse import urljoin

from lxml.html import HtmlElement

from articles.errors import NotAWebAddress
from articles.identity import same_site
from articles.web_address import parse_address

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
_LOOSE_TYPES = ("text/xml", "application/xml", "application/json", "text/rss+xml", "text/rdf")
_FEED_PATH = re.compile(
    r"(?:/(?:rss|feed|feeds|atom|rdf)(?:[/.]|\Z)|\.(?:rss|rdf|atom)\Z|(?:rss|feed|atom)[\w-]*\.(?:xml|php|json|aspx?)\Z)",
    re.I,
)
_FEED_QUERY = re.compile(r"(?:^|[?&])(?:feed|format|type|output)=(?:rss|atom|rdf|feed)", re.I)
_COMMENTS = re.compile(
    r"comment|kommentar|comentario|commentaire|reply|replies|discussion|trackback|oembed", re.I
)
_ROBOTS_SITEMAP = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.I | re.M)
_USUAL = (
    "/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json", "/feeds/all.xml",
    "/sitemap-news.xml", "/news-sitemap.xml", "/sitemap_news.xml", "/googlenews.xml", "/sitemap.xml", "/sitemap_index.xml",
)  # fmt: skip
_MOST = 20


def feeds_named(root: HtmlElement, url: str) -> tuple[str, ...]:
    """Feeds that an HTML page names: `<link rel="alternate">` (HTML Standard 4.6.6.1, RSS Autodiscovery), then links.

    Feeds of comments are left out; links count only on the same site. Absolute addresses, best first, at most 20.
    """
    found: dict[str, None] = {}
    for link in root.iter("link"):
        rel = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").lower().partition(";")[0].strip()
        href = link.get("href") or ""
        if "alternate" not in rel and "feed" not in rel:
            continue
        if kind in _FEED_TYPES or ("feed" in rel and not kind) or (kind in _LOOSE_TYPES and _is_feed(href)):
            _add(found, href, url, link.get("title") or "")
    for anchor in root.iter("a"):
        href = anchor.get("href") or ""
        if len(href) < 500 and _is_feed(href) and same_site(_absolute(href, url), url):
            _add(found, href, url, "")
    return tuple(found)[:_MOST]


def guesses(url: str, robots: str | None = None) -> tuple[str, ...]:
    """Addresses at which the site of `url` may keep lists: sitemaps from its robots.txt (RFC 9309 2.2.4), then usual places.

    To be tried only when reading the site's home page named none; news sitemaps come first. No request is made here.
    """
    try:
        address = parse_address(url)
    except NotAWebAddress:
        return ()
    root = f"{address.scheme}://{address.netloc}"
    named = [_absolute(match, root + "/") for match in _ROBOTS_SITEMAP.findall(robots or "")]
    named = sorted({one: None for one in named if _is_http(one)}, key=lambda one: "news" not in one.lower())
    folder = address.path.rpartition("/")[0] if address.path.count("/") > 1 else ""
    below = [root + folder + place for place in ("/feed", "/rss", "/rss.xml")] if folder else []
    return tuple(dict.fromkeys([*named[:_MOST], *below, *(root + place for place in _USUAL)]))


def looks_like_feed(url: str) -> bool:
    """Whether the address is one that feeds and sitemaps usually have."""
    return _is_feed(url) or url.partition("?")[0].lower().endswith((".xml", ".xml.gz", ".json"))


def is_comment_feed(url: str) -> bool:
    """Whether the address is that of a feed of readers' comments."""
    return bool(
        re.search(
            r"/comments?/(?:feed|rss|atom|default)|/feeds?/comments|[?&]feed=comments|comments[-_.](?:rss|rss2|feed|atom)",
            url,
            re.I,
        )
    )


def _is_feed(href: str) -> bool:
    path, _, query = href.partition("?")
    return bool(_FEED_PATH.search(path) or (query and _FEED_QUERY.search(query)))


def _add(found: dict[str, None], href: str, url: str, title: str) -> None:
    absolute = _absolute(href, url)
    if _is_http(absolute) and not _COMMENTS.search(absolute) and not _COMMENTS.search(title):
        found.setdefault(absolute)


def _absolute(href: str, url: str) -> str:
    href = href.strip()
    if href.lower().startswith("feed:"):
        href = href[5:] if "://" in href[5:13] else "http:" + href[5:]
    try:
        return urljoin(url, href).partition("#")[0]
    except ValueError:
        return ""


def _is_http(url: str) -> bool:
    try:
        parse_address(url)
    except NotAWebAddress:
        return False
    return url.lower().startswith(("http://", "https://"))

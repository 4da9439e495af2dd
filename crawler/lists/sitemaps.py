"""Sitemaps, sitemap indices and news sitemaps to a reading.

After sitemaps.org's protocol 0.9 (XML and plain-text form) and Google's news sitemap extension. `lastmod` is when a page
changed and never becomes a publication date; only `news:publication_date` does.
"""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from lxml import etree

from articles.errors import NotAWebAddress
from articles.identity import clean_link, url_key
from articles.url_shapes import article_score, is_front_page
from articles.web_address import parse_address
from crawler.lists.dates import published
from crawler.lists.plain import plain_line
from crawler.lists.reading import ListedItem, ListReading

MOST_SITEMAPS = 50  # of one index: news sitemaps first, then the newest
_MOST_ITEMS = 50_000  # the protocol's limit for one sitemap
_NEWS = re.compile(r"news|noticias|nachrichten|novosti|haber|article|post|story|stories|content", re.I)
_NOT_NEWS = re.compile(r"image|video|tag|categor|author|product|topic|gallery|static|section", re.I)
_NUMBER = re.compile(r"\d+")


def is_sitemap(root: etree._Element) -> bool:
    """Whether the root element is that of a sitemap or an index of them."""
    return _local(root.tag) in ("urlset", "sitemapindex")


def read_sitemap(root: etree._Element, *, url: str, zone: str | None, mended: bool = False) -> ListReading:
    """The reading of a sitemap's tree; items newest first where the sitemap says when they changed."""
    warnings = ["the sitemap is not well-formed XML"] if mended else []
    if _local(root.tag) == "sitemapindex":
        return _index(root, url, warnings)
    items: dict[str, ListedItem] = {}
    left_out = 0
    for element in root.iterchildren(etree.Element):
        if _local(element.tag) != "url" or len(items) >= _MOST_ITEMS:
            continue
        item = _item(element, url, zone)
        if item is None or not (item.title or item.published or _may_be_article(item.url)):
            left_out += 1
        else:
            items.setdefault(url_key(item.url), item)
    if left_out:
        warnings.append(f"{left_out} addresses that are no articles were left out")
    if not items:
        warnings.append("empty sitemap")
    ordered = sorted(items.values(), key=_age, reverse=True)
    return ListReading("sitemap", tuple(ordered), warnings=tuple(warnings))


def read_text_sitemap(text: str) -> ListReading | None:
    """The reading of a plain-text sitemap (one address a line), or None if the text is something else."""
    lines = [line.strip() for line in text.splitlines()]
    addresses = [
        line for line in lines if line.lower().startswith(("http://", "https://")) and " " not in line
    ]
    if not addresses or len(addresses) < 0.9 * sum(bool(line) for line in lines):
        return None
    items: dict[str, ListedItem] = {}
    for address in addresses[:_MOST_ITEMS]:
        try:
            link = clean_link(address)
        except NotAWebAddress:
            continue
        if _may_be_article(link):
            items.setdefault(url_key(link), ListedItem(link))
    return ListReading("sitemap", tuple(items.values()), warnings=() if items else ("empty sitemap",))


def _index(root: etree._Element, url: str, warnings: list[str]) -> ListReading:
    found: dict[str, tuple[bool, str, tuple[int, ...], int]] = {}
    for at, element in enumerate(root.iterchildren(etree.Element)):
        if _local(element.tag) != "sitemap" or (loc := _loc(element, url)) is None:
            continue
        name = parse_address(loc).path
        newest = published(_child(element, "lastmod"))
        rank = (
            bool(_NEWS.search(name)) and not _NOT_NEWS.search(name),
            newest.start.isoformat() if newest else "",
            tuple(int(digits[:9]) for digits in _NUMBER.findall(name)),
            -at,
        )
        if not _NOT_NEWS.search(name) or _NEWS.search(name):
            found.setdefault(loc, rank)
    ordered = sorted(found, key=lambda loc: found[loc], reverse=True)
    if len(ordered) > MOST_SITEMAPS:
        warnings.append(f"{MOST_SITEMAPS} of {len(ordered)} sitemaps were taken")
    if not ordered:
        warnings.append("empty sitemap index")
    return ListReading("sitemap-index", more_lists=tuple(ordered[:MOST_SITEMAPS]), warnings=tuple(warnings))


def _item(element: etree._Element, url: str, zone: str | None) -> ListedItem | None:
    link = _loc(element, url)
    if link is None:
        return None
    news = next((child for child in element.iterchildren(etree.Element) if _local(child.tag) == "news"), None)
    modified = published(_child(element, "lastmod"), zone=zone, how="sitemap")
    if news is None:
        return ListedItem(link, modified=modified)
    language = next(
        (_text(child) for child in news.iter(etree.Element) if _local(child.tag) == "language"), ""
    )
    return ListedItem(
        link,
        title=plain_line(_child(news, "title")),
        published=published(_child(news, "publication_date"), zone=zone, how="sitemap"),
        language=language.strip().lower().partition("-")[0][:3] or None,
        modified=modified,
    )


def _loc(element: etree._Element, url: str) -> str | None:
    try:
        text = "".join(_child(element, "loc").split()).replace("&amp;", "&")
        return clean_link(urljoin(url, text)) if text else None
    except (NotAWebAddress, ValueError):
        return None


def _may_be_article(link: str) -> bool:
    """A sitemap without titles lists every page of a site: not the home page, its sections and service pages."""
    address = parse_address(link)
    score = article_score(address)
    if is_front_page(address) or score < 0:
        return False
    return score >= 0.5 or address.path.strip("/").count("/") >= 1


def _age(item: ListedItem) -> str:
    newest = item.published or item.modified
    return newest.start.isoformat() if newest else ""


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in element.iterchildren(etree.Element) if _local(child.tag) == name)


def _child(element: etree._Element, name: str) -> str:
    return next((_text(child) for child in _children(element, name)), "")


def _text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext())).strip()


def _local(tag: object) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""

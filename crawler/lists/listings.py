"""Home pages and section pages to a reading: which of a page's links lead to articles.

A link is judged by three things that publishers everywhere share: the shape of its address, how much its text says,
and where it stands (a headline in an article's card, or navigation and footer).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import etree, html
from lxml.html import HtmlElement

from articles.article import Published
from articles.errors import NotAWebAddress
from articles.identity import clean_link, registrable_domain, url_key
from articles.url_shapes import article_score, is_edition, is_front_page
from articles.web_address import Address, parse_address
from crawler.lists.dates import published
from crawler.lists.discovery import feeds_named
from crawler.lists.places import HEADINGS, Place, Places
from crawler.lists.plain import plain_line
from crawler.lists.reading import ListedItem, ListReading

_MOST_LINKS = 5_000
_MOST_ITEMS = 1_000
_SURE = 3.0
_LONGEST_HEADLINE = 300
_CARD_LEVELS = 5

_WORDS = re.compile(r"\w+")
_DENSE = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(slots=True)
class _Candidate:
    """All links to one address, summed up."""

    url: str
    shape: float
    text: str = ""
    text_score: float = -1.0
    place_score: float = -9.0
    anchor: HtmlElement | None = None

    @property
    def score(self) -> float:
        return self.shape + self.text_score + self.place_score


def parse_html(text: str) -> HtmlElement | None:
    """The tree of an HTML page, or None if there is none in it."""
    parser = html.HTMLParser(
        encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return root if isinstance(root, HtmlElement) else None


def read_listing(root: HtmlElement, *, url: str, zone: str | None) -> ListReading:
    """The articles that a page links to on its own site, in the page's order, and the feeds that it names.

    `published` comes from a `<time>` in the same card, if there is one. Kind "home" is a front page, of the site or of one edition.
    """
    page = parse_address(url)
    base = _base(root, url)
    language = (root.get("lang") or "").strip().lower().partition("-")[0][:3] or None
    candidates = _candidates(root, base, page)
    chosen = [one for one in candidates.values() if _is_article(one)][:_MOST_ITEMS]
    keys = {url_key(one.url) for one in chosen}
    items = tuple(
        ListedItem(
            one.url, title=one.text, published=_card_date(one, base, keys, zone, language), language=language
        )
        for one in chosen
    )
    titles = root.xpath("//head/title")
    title = plain_line(titles[0].text or "") if isinstance(titles, list) and titles else ""
    return ListReading(
        "home" if is_front_page(page) or is_edition(page) else "listing",
        items,
        more_lists=feeds_named(root, base),
        title=title,
    )


def _candidates(root: HtmlElement, base: str, page: Address) -> dict[str, _Candidate]:
    found: dict[str, _Candidate] = {}
    places = Places(sum(1 for _ in root.iter("a")))
    own_key, own_site = url_key(page.text()), None if page.is_ip else registrable_domain(page.host)
    sites: dict[str, bool] = {}
    for number, anchor in enumerate(root.iter("a")):
        if number >= _MOST_LINKS:
            break
        address = _target(anchor.get("href"), base)
        if address is None:
            continue
        near = sites.get(address.netloc)
        if near is None:
            near = address.netloc == page.netloc or (
                own_site is not None and not address.is_ip and registrable_domain(address.host) == own_site
            )
            sites[address.netloc] = near
        shape = article_score(address)
        if not near or shape <= -2.0 or is_front_page(address):
            continue
        key = url_key(address.text())
        if key == own_key or (address.path == page.path and address.path != "/"):
            continue  # the page itself, sorted or shared in another way
        one = found.setdefault(key, _Candidate(clean_link(address.text()), shape))
        _weigh(one, anchor, places.of(anchor))
    return found


def _weigh(one: _Candidate, anchor: HtmlElement, place: Place) -> None:
    inner = next((element for element in anchor.iter(*HEADINGS)), None)
    text = _said(inner) if inner is not None else ""
    heading = bool(text) or place.heading
    text = text or _said(anchor) or plain_line(anchor.get("title") or anchor.get("aria-label") or "")
    text_score = _text_score(text)
    place_score = (1.0 if heading else 0.0) + (0.5 if place.card else 0.0) + (0.25 if place.main else 0.0)
    if place.away:
        place_score -= 0.5 if heading else 2.0
    if (text_score, heading) > (one.text_score, False) or one.anchor is None:
        one.text = text if text_score > one.text_score or not one.text else one.text
        one.anchor = anchor
    one.text_score = max(one.text_score, text_score)
    one.place_score = max(one.place_score, place_score)


def _is_article(one: _Candidate) -> bool:
    if not one.text:  # a picture's link: the headline beside it has the same address, if it is an article
        return one.shape >= 3.5 and one.place_score >= 0
    if one.shape >= 2.0:
        return one.score >= 2.0
    return one.score >= _SURE and (one.shape >= 0.5 or one.place_score >= 1.0)


def _text_score(text: str) -> float:
    dense = len(_DENSE.findall(text))
    words = len(_WORDS.findall(text)) + dense // 3
    if words >= 4 and len(text) >= 12:
        return 1.5 if words >= 5 or len(text) >= 25 else 1.0
    return {0: -0.5, 1: -1.0, 2: -0.5}.get(words, 0.25)


def _said(element: HtmlElement) -> str:
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        pieces.append(str(piece))
        length += len(piece)
        if length > 4 * _LONGEST_HEADLINE:
            break
    return plain_line(" ".join(pieces), _LONGEST_HEADLINE)


def _card_date(
    one: _Candidate, base: str, keys: set[str], zone: str | None, language: str | None
) -> Published | None:
    """The `<time>` nearest to the link, in a box that holds no other article."""
    box = one.anchor
    own = url_key(one.url)
    for _ in range(_CARD_LEVELS):
        if box is None or box.tag in ("body", "main", "html"):
            return None
        if any(key != own for key in _linked(box, base, keys)):
            return None
        for element in box.iter("time"):
            if date := published(
                element.get("datetime") or "", zone=zone, language=language, how="time-element"
            ):
                return date
        box = box.getparent()
    return None


def _linked(box: HtmlElement, base: str, keys: set[str]) -> Iterator[str]:
    for anchor in box.iter("a"):
        address = _target(anchor.get("href"), base)
        if address is not None and (key := url_key(address.text())) in keys:
            yield key


def _target(href: str | None, base: str) -> Address | None:
    if not href or len(href) > 2_000 or href.startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
        return None
    try:
        return parse_address(urljoin(base, href.strip()))
    except (NotAWebAddress, ValueError):
        return None


def _base(root: HtmlElement, url: str) -> str:
    for element in root.iter("base"):
        href = element.get("href")
        if href:
            try:
                return str(urljoin(url, href.strip()))
            except ValueError:
                break
    return url

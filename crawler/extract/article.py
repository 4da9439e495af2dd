"""One page through all of extraction: parse, read the head, prune, find the body, judge the state, fill in from hints."""

import logging
import re
from datetime import UTC, datetime
from importlib.metadata import version

from lxml.html import HtmlElement

from articles.article import Content
from crawler.extract.authors import find_authors
from crawler.extract.body import find_body, joined
from crawler.extract.captions import gather_captions
from crawler.extract.dates import date_in_url, find_published
from crawler.extract.embedded import embedded_paragraphs
from crawler.extract.extraction import NO_HINTS, Extraction, Hints
from crawler.extract.head import Head, absolute, read_head
from crawler.extract.languages import find_language, primary_subtag
from crawler.extract.lines import one_line
from crawler.extract.linked_data import body_text, read_linked_data
from crawler.extract.page import Page, parse_page
from crawler.extract.paragraphs import clean_paragraphs
from crawler.extract.pruning import prune
from crawler.extract.states import judge
from crawler.extract.titles import clean_title, find_title

log = logging.getLogger(__name__)

# Kept with every version: what only another fingerprint changed is a re-extraction, not an edit
EXTRACTOR = f"presswatch-1 trafilatura-{version('trafilatura')} lxml-{version('lxml')}"
_NEEDS_HINTS = ("empty", "garbled", "wall")
_MAX_LINKS = 3000
_NUMBERED = re.compile(r"//[^/]+/[^?#]*\d{3}")


def extract(
    data: bytes,
    *,
    url: str,
    content_type: str | None = None,
    hints: Hints = NO_HINTS,
    zone: str | None = None,
    links: bool = False,
    now: datetime | None = None,
) -> Extraction:
    """Say what the page `data`, fetched from `url`, says. Never raises for what a page may hold.

    `content_type` is the HTTP header's value; `hints` is what the list said, used where the page is
    silent or can't be read; `zone` (IANA name) places dates that the page gives without an offset; `links` asks for the
    page's links too; `now` (aware) is the latest that a publication date may lie near, by default the present.
    """
    moment = now or datetime.now(UTC)
    page = parse_page(data, content_type)
    if page.root is None:
        return _without_page(page, url, hints, zone, moment)
    root = page.root
    head = read_head(root, url)
    linked = read_linked_data(head.scripts, url)
    site_name = _site_name(head, linked.site_name)
    title = find_title(root, head, linked, site_name=site_name, hint=hints.title)
    authors = find_authors(root, head, linked, site_name=site_name, hint=hints.authors)
    published = find_published(root, head, linked, url, hint=hints.published, zone=zone, now=moment)
    found_links = _links(root, head.base) if links else ()

    pruned = prune(root)
    body = find_body(root, body_text(linked.article), url, title=title)
    paragraphs = body.paragraphs or embedded_paragraphs(data)
    cleaned = clean_paragraphs(
        paragraphs, title=title, authors=authors, captions=(*pruned.captions, *pruned.alternatives)
    )
    text = joined(cleaned.paragraphs)
    captions = gather_captions((*pruned.captions, *cleaned.captions), pruned.alternatives, title=title)
    found = judge(
        data,
        url=url,
        text=text,
        # requests to subscribe and to consent are no text of an article, but they tell what stands in its place
        said="\n".join((*paragraphs, *pruned.cut)),
        title=title,
        head=head,
        linked=linked,
        # a brief at a numbered address is a piece, however many links stand around it
        link_share=0.0 if body.way == "brief" and _NUMBERED.search(url) else _link_share(root, len(text)),
        page_text=lambda: "\n".join((root.text_content(), *pruned.cut)),
    )
    warnings = list(page.warnings)
    if not found.is_text:
        text, captions = "", ()
    if found.state in _NEEDS_HINTS:
        text, title, noted = _from_hints(text, title, hints, found.state)
        warnings += noted
    content = Content(
        title=title,
        text=text,
        captions=captions,
        authors=authors,
        published=published,
        language=find_language(head, linked, text, hint=hints.language),
        site_name=site_name,
        warnings=tuple(warnings),
    )
    return Extraction(
        content,
        canonical=head.canonical or absolute(head.base, head.first("og:url")),
        amp_url=head.amp_url,
        links=found_links,
        state=found.state,
        reason=found.reason,
    )


def _without_page(page: Page, url: str, hints: Hints, zone: str | None, now: datetime) -> Extraction:
    text, title, noted = _from_hints("", "", hints, "empty")
    content = Content(
        title=title,
        text=text,
        authors=hints.authors,
        published=hints.published or date_in_url(url, zone=zone, now=now),
        language=primary_subtag(hints.language) if hints.language else None,
        warnings=(*page.warnings, *noted),
    )
    return Extraction(content, state="empty", reason="nothing that could be parsed as a page")


def _from_hints(text: str, title: str, hints: Hints, state: str) -> tuple[str, str, list[str]]:
    """The list's text and title where the page has none worth keeping."""
    noted: list[str] = []
    stated = hints.text or hints.summary or ""
    if stated and len(stated) > len(text):
        text = stated
        noted.append("the text is the feed's: the page was " + {"wall": "behind a wall"}.get(state, state))
    if hints.title and (state in ("garbled", "wall") or not title):
        if hints.title != title:
            noted.append("the title is the feed's")
        title = one_line(hints.title)
    return text, title, noted


def _site_name(head: Head, stated: str | None) -> str | None:
    name = (
        head.first("og:site_name", "application-name", "apple-mobile-web-app-title", "al:android:app_name")
        or stated
    )
    return clean_title(name, None)[:200] if name else None


def _links(root: HtmlElement, base: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for element in root.iter("a", "area"):
        if link := absolute(base, element.get("href")):
            found[link.partition("#")[0]] = None
            if len(found) >= _MAX_LINKS:
                break
    return tuple(found)


def _link_share(root: HtmlElement, length: int) -> float:
    """How much of the pruned page's text stands in links; only looked at for pages with little text."""
    if length > 3000:
        return 0.0
    total = len(" ".join(root.text_content().split()))
    linked = sum(len(" ".join(link.text_content().split())) for link in root.iter("a"))
    return linked / total if total else 0.0

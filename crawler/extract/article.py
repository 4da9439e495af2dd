"""One page through all of extraction: parse, read the head, find the body, judge the state, fill in from hints."""

from datetime import datetime

from trafilatura import bare_extraction

from articles.article import Content
from crawler.extract.extraction import NO_HINTS, Extraction, Hints
from crawler.extract.page import parse_page

EXTRACTOR = "0"


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
    page = parse_page(data, content_type)
    title = hints.title or ""
    text = ""
    if page.root is not None:
        title = " ".join((page.root.findtext(".//title") or title).split())
        document = bare_extraction(page.root, fast=True, include_comments=False)
        text = "\n\n".join((document.text or "").split("\n")) if document else ""
    content = Content(
        title=title,
        text=text or hints.text or "",
        authors=hints.authors,
        published=hints.published,
        language=hints.language,
        warnings=page.warnings,
    )
    return Extraction(content, state="article" if text else "empty", reason=None if text else "no text was found")

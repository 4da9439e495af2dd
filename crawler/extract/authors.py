"""Who wrote an article: persons' names from JSON-LD, meta tags and bylines, without "By", roles, sites and addresses."""

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml.html import HtmlElement

from crawler.extract.head import Head
from crawler.extract.lines import one_line
from crawler.extract.linked_data import LinkedData, as_list, node_types

MAX_AUTHORS = 20
_META_NAMES = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "cxenseparse:author",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "byl",
    "og:article:author",
    "content-creator",
    "twitter:data1",
)
_PREFIX = re.compile(
    r"^(?:(?:written|reported|posted|story|text|words|edited|publi(?:shed|é))\s+by|by|von|vom|de|par|por|di|da|door|av|af|autor(?:in|es|a)?|auteurs?|authors?|"
    r"autore|redaktion|text|texte|texto|testo|tekst|przez|автор[ы]?|текст|yazan|haber|muhabir|記者|记者|作者|기자|كتب|بقلم|نویسنده|от|od|написал[а]?)\s*[:：]?\s+(?=\S)",
    re.IGNORECASE,
)
_COLON_PREFIX = re.compile(
    r"^(?:by|autor(?:in|es|a)?|auteurs?|authors?|autore|text|texte|texto|testo|tekst|автор[ы]?|текст|yazan|haber|muhabir|記者|记者|作者|기자|كتب|بقلم|نویسنده|文|撰文)\s*[:：]\s*",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    r"\s*(?:[,;|/•·、،؛\n]|\s&\s|\s\+\s|\s(?:and|und|et|y|e|en|og|och|i|oraz|ja|ve|и|та|și|és|a|dhe|na|ne|dan|với|و)\s|\s[–—-]\s)\s*"
)
_AFTER_NAME = re.compile(
    r"\s*(?:\(.*|\bfor\s+the\b.*|\bin\s+[A-Z].*|\bStaff\b.*|@.*|https?:.*|기자$)", re.IGNORECASE
)
_NOT_A_NAME = re.compile(
    r"https?:|www\.|@|\d{3,}|^\W*$|\.(?:com|org|net|de|fr|uk|ru)\b|\b(?:staff|editors?|editorial|newsroom|admin|desk|team|redaktion|rédaction|redacción|redazione|redactie|redakcja|"
    r"redaksi|redação|редакция|editör|writer|reporter|correspondent|correspondant|korrespondent\w*|contributor|journalist\w*|producer|news|magazine|updated?|published|minutes?|min read|photograph\w*|"
    r"agenc\w+|agentur\w*|archiv|bureau|guest|associated press|chief|senior|director|freelance\w*|author|byline)\b",
    re.IGNORECASE,
)
_BYLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:author|authors|byline|autor|auteur|autore|redacteur|contributor)(?:s?(?:[\s_-]+names?)?)?(?:$|[\s_-])|authorname|author__name|byline__name",
    re.IGNORECASE,
)
_BYLINE_OTHER = re.compile(
    r"bio|about|image|img|avatar|photo|desc|social|comment|relat|list|box|card-footer|date|time|info|sub|title",
    re.IGNORECASE,
)


def find_authors(
    root: HtmlElement, head: Head, data: LinkedData, *, site_name: str | None, hint: Iterable[str]
) -> tuple[str, ...]:
    """The persons named as authors, in the page's order, no repeats; the list's (feed's) names if the page gives none."""
    for names in (_stated_in_data(data), _stated_in_meta(head), _bylines(root), hint):
        if found := _people(names, site_name):
            return found
    return ()


def _stated_in_data(data: LinkedData) -> Iterator[str]:
    for author in as_list(data.article.get("author")) or as_list(data.article.get("creator")):
        yield from _names(author)


def _names(author: Any) -> Iterator[str]:
    if isinstance(author, str):
        yield author
    elif isinstance(author, dict):
        if "organization" in " ".join(node_types(author)):
            return
        for name in as_list(author.get("name")):
            if isinstance(name, str):
                yield name
            elif isinstance(name, dict):
                yield from _names(name)
        if not author.get("name") and isinstance(author.get("givenName"), str):
            yield f"{author['givenName']} {author.get('familyName') or ''}"


def _stated_in_meta(head: Head) -> Iterator[str]:
    for name in _META_NAMES:
        values = head.meta.get(name, ())
        if any(_PLAUSIBLE.search(value) for value in values):
            yield from values
            return


_PLAUSIBLE = re.compile(r"^(?!https?:|//|/|\d+$).{2,200}$", re.DOTALL)


def _bylines(root: HtmlElement) -> Iterator[str]:
    found = False
    for element in root.iter("a", "span", "div", "p", "address", "strong", "li", "h3", "h4"):
        relation, prop = element.get("rel") or "", element.get("itemprop") or ""
        label = element.get("class") or ""
        sure = "author" in relation.split() or prop in ("author", "creator")
        if not sure and not (label and _BYLINE_CLASS.search(label) and not _BYLINE_OTHER.search(label)):
            continue
        inner = element.find(".//*[@itemprop='name']") if prop in ("author", "creator") else None
        text = one_line(" ".join((inner if inner is not None else element).itertext()))
        if 2 < len(text) <= 120:
            found = True
            yield text
        elif found:
            return


def _people(names: Iterable[str], site_name: str | None) -> tuple[str, ...]:
    site = re.sub(r"\W+", "", (site_name or "").casefold())
    people: list[str] = []
    seen: set[str] = set()
    for raw in names:
        for name in _split(raw):
            key = re.sub(r"\W+", "", name.casefold())
            if not key or key in seen or (site and (key == site or (len(key) > 4 and key in site))):
                continue
            seen.add(key)
            people.append(name)
            if len(people) >= MAX_AUTHORS:
                return tuple(people)
    return tuple(people)


def _split(raw: str) -> Iterator[str]:
    line = _COLON_PREFIX.sub(
        "", one_line(re.sub(r"<[^<>]+>", " ", html.unescape(html.unescape(raw)))).strip(" ,;:|")
    )
    line = _PREFIX.sub("", line)
    for part in _SEPARATOR.split(line):
        name = _AFTER_NAME.sub("", _PREFIX.sub("", part)).strip(" .,;:|-–—\"'“”")
        if 1 < len(name) <= 60 and len(name.split()) <= 6 and not _NOT_A_NAME.search(name):
            yield name

"""RSS 0.9x, 1.0 and 2.0, and Atom 0.3 and 1.0, read from their tree: the fast path, with feedparser behind it.

After the RSS 2.0 specification (RSS Advisory Board), RSS 1.0 with the Dublin Core and content modules, and RFC 4287;
names are matched without case, and by namespace where it matters, since feeds in the wild are careless about both.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import etree

from articles.article import Published
from articles.errors import NotAWebAddress
from articles.identity import clean_link
from crawler.lists.dates import published
from crawler.lists.feed_names import Fields, fields_of, local_name
from crawler.lists.plain import plain_line, plain_text
from crawler.lists.reading import ListedItem, ListKind, ListReading
from crawler.lists.xml import Parsed

log = logging.getLogger(__name__)

_XML = "{http://www.w3.org/XML/1998/namespace}"
_MOST_ITEMS = 10_000
_EMAIL = re.compile(r"\S+@\S+\.\S+")
_EMAIL_AND_NAME = re.compile(r"\s*\S+@\S+\s+\((.*)\)\s*\Z")

_PUBLISHED = ("pubdate", "published", "atom:published", "dcterms:issued", "issued", "atom:issued")
_CREATED = ("dc:date", "date", "created", "atom:created", "dcterms:created", "dcterms:date")
_MODIFIED = ("updated", "atom:updated", "modified", "atom:modified", "dcterms:modified", "lastbuilddate")
_FULL = ("content:encoded", "content", "atom:content", "yandex:full-text", "fulltext", "xhtml:body", "body")
_SHORT = ("description", "summary", "atom:summary", "dc:description", "itunes:summary", "tagline")


@dataclass(slots=True)
class _Context:
    """What holds for a whole feed while its entries are read."""

    base: str
    zone: str | None
    language: str | None
    without_link: int = 0
    bad_dates: int = 0
    comments: int = 0


def feed_kind(root: etree._Element) -> ListKind | None:
    """Which kind of feed the root element starts, or None."""
    name = local_name(root.tag)
    if name == "rss":
        return "rss"
    if name == "rdf":
        return "rdf"
    if name == "feed":
        return "atom"
    return "rss" if name == "channel" else None


def read_feed(parsed: Parsed, kind: ListKind, *, url: str, zone: str | None) -> tuple[ListReading, int]:
    """The reading of a feed's tree and how many entries are comments on articles.

    Dates without an offset are in `zone` (an IANA name) or UTC. Entries without a link are counted in a warning.
    """
    root = parsed.root
    channel = root if kind == "atom" else next(_children(root, "channel"), root)
    entries = list(_entries(root))
    context = _Context(base=_base(channel, _base(root, url)), zone=zone, language=None)
    head = fields_of(channel, skip=("item", "entry", "items"))
    context.language = _language(head, root)
    items = [item for entry in entries[:_MOST_ITEMS] if (item := _item(entry, kind, context))]
    warnings = []
    if not entries:
        warnings.append("empty feed")
    if context.without_link:
        warnings.append(f"{context.without_link} entries without a link")
    if context.bad_dates:
        warnings.append(f"{context.bad_dates} dates that could not be read")
    if parsed.mended:
        warnings.append("the feed is not well-formed XML")
    if len(entries) > _MOST_ITEMS:
        warnings.append(f"only the first {_MOST_ITEMS} of {len(entries)} entries were read")
    title = plain_line(_markup(_first(head, ("title", "atom:title", "dc:title"))))
    return ListReading(kind, tuple(items), title=title, warnings=tuple(warnings)), context.comments


def _entries(root: etree._Element) -> Iterator[etree._Element]:
    for element in root.iter(etree.Element):
        if local_name(element.tag) in ("item", "entry"):
            parent = element.getparent()
            if parent is not None and local_name(parent.tag) in ("rss", "channel", "rdf", "feed", "items"):
                yield element


def _item(entry: etree._Element, kind: ListKind, context: _Context) -> ListedItem | None:
    base = _base(entry, context.base)
    fields = fields_of(entry)
    link = _link(entry, fields, base)
    guid = (_text(_first(fields, ("guid", "id", "atom:id", "dc:identifier"))) or "").strip() or None
    if link is None:
        context.without_link += 1
        return None
    if "#comment" in link:
        context.comments += 1
    try:
        url = clean_link(link)
    except NotAWebAddress:
        context.without_link += 1
        return None
    language = _language(fields, entry) or context.language
    date = _date(fields, _PUBLISHED, context, language) or _date(fields, _CREATED, context, language)
    modified = _date(fields, _MODIFIED, context, language)
    full = max((_markup(element) for element in _all(fields, _FULL)), key=len, default="")
    summary = plain_text(_markup(_first(fields, _SHORT)), 20_000)
    return ListedItem(
        url=url,
        title=plain_line(_markup(_first(fields, ("title", "atom:title", "dc:title", "media:title")))),
        summary=summary,
        published=date or (modified if kind == "atom" else None),
        authors=_authors(fields),
        guid=guid,
        text=plain_text(full) or None if full else None,
        language=language,
        modified=modified,
    )


def _link(entry: etree._Element, fields: Fields, base: str) -> str | None:
    found: str | None = None
    for element in fields.get("feedburner:origlink", ()):
        found = found or _text(element)
    for element in (*fields.get("link", ()), *fields.get("atom:link", ())):
        href = element.get("href")
        if href is not None and element.get("rel", "alternate").lower() not in ("alternate", "canonical"):
            continue
        if href and "html" not in element.get("type", "html"):
            continue
        found = found or href or _text(element)
    guids = (*fields.get("guid", ()), *fields.get("id", ()), *fields.get("atom:id", ()))
    if not found:
        about = entry.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about")
        for element in guids:
            # RSS 2.0: a guid is a permanent link unless it says that it is not
            text = (_text(element) or "").strip()
            if (
                text.lower().startswith(("http://", "https://"))
                and element.get("isPermaLink", "true").lower() != "false"
            ):
                found = found or text
        found = found or about
    if not found:
        for element in fields.get("atom:link", ()) or fields.get("link", ()):
            if element.get("rel", "").lower() == "related":
                found = found or element.get("href")
    found = (found or "").strip().replace("&amp;", "&").replace("&#038;", "&").replace("&#38;", "&")
    if not found:
        return None
    try:
        return urljoin(base, "".join(found.split("\n")))
    except ValueError:
        return None


def _date(fields: Fields, names: Iterable[str], context: _Context, language: str | None) -> Published | None:
    for name in names:
        for element in fields.get(name, ()):
            text = _text(element)
            if text and text.strip():
                date = published(text, zone=context.zone, language=language)
                if date is not None:
                    return date
                context.bad_dates += 1
    return None


def _authors(fields: Fields) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for key in ("author", "atom:author", "dc:creator", "creator", "yandex:author"):
        for element in fields.get(key, ()):
            named = [
                child for child in element if isinstance(child.tag, str) and local_name(child.tag) == "name"
            ]
            for part in named or [element]:
                text = _text(part) or ""
                if match := _EMAIL_AND_NAME.match(text):
                    text = match[1]
                name = plain_line(text, 300)
                if name and not _EMAIL.fullmatch(name):
                    names.setdefault(name)
    return tuple(names)[:20]


def _language(fields: Fields, element: etree._Element) -> str | None:
    given = _text(_first(fields, ("dc:language", "language"))) or element.get(_XML + "lang") or ""
    match = re.match(r"\s*([A-Za-z]{2,3})(?:[-_\s]|\Z)", given)
    return match[1].lower() if match else None


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in element if local_name(child.tag) == name)


def _all(fields: Fields, names: Iterable[str]) -> Iterator[etree._Element]:
    for name in names:
        yield from fields.get(name, ())


def _first(fields: Fields, names: Iterable[str]) -> etree._Element | None:
    """The first that says something, else None."""
    return next(
        (element for element in _all(fields, names) if len(element) or (element.text or "").strip()), None
    )


def _text(element: etree._Element | None) -> str | None:
    if element is None:
        return None
    return "".join(map(str, element.itertext())) if len(element) else element.text


def _markup(element: etree._Element | None) -> str:
    """The markup in an element: escaped or CDATA text as it is, XHTML children as their text with block breaks."""
    if element is None:
        return ""
    if not len(element):
        return element.text or ""
    return _PREFIXED.sub(r"<\1", etree.tostring(element, encoding="unicode", with_tail=False))


_PREFIXED = re.compile(r"<(/?)[A-Za-z][\w-]*:(?=[A-Za-z])")


def _base(element: etree._Element, base: str) -> str:
    own = element.get(_XML + "base")
    if not own:
        return base
    try:
        return urljoin(base, own)
    except ValueError:
        return base

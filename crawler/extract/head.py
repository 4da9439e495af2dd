"""What a page says about itself in meta and link tags, read in one walk over the tree."""

from dataclasses import dataclass, field
from urllib.parse import urljoin

from lxml.html import HtmlElement

from crawler.extract.lines import one_line


@dataclass(slots=True)
class Head:
    """Meta values by lower-case property, name or itemprop (in document order), links by rel, title, JSON-LD scripts."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    canonical: str | None = None
    amp_url: str | None = None
    title: str = ""
    html_lang: str | None = None
    base: str = ""
    scripts: list[str] = field(default_factory=list)

    def first(self, *names: str) -> str | None:
        """The first value that is not empty among these names, in the order of the names."""
        for name in names:
            for value in self.meta.get(name, ()):
                if value:
                    return value
        return None


def read_head(root: HtmlElement, url: str) -> Head:
    """Read the head of a page found at `url`; malformed or hostile values are left out, never raised."""
    head = Head(base=url)
    html = root if root.tag == "html" else root.find(".//html")
    if html is not None:
        head.html_lang = (
            html.get("lang") or html.get("xml:lang") or html.get("{http://www.w3.org/XML/1998/namespace}lang")
        )
    for element in root.iter("meta", "link", "title", "script", "base"):
        tag = element.tag
        if tag == "meta":
            _read_meta(element, head)
        elif tag == "script":
            if element.text and "ld+json" in (element.get("type") or "").lower():
                head.scripts.append(element.text)
        elif tag == "link":
            _read_link(element, head)
        elif tag == "base":
            head.base = absolute(url, element.get("href")) or url
        elif not head.title and _of_page(element):
            head.title = one_line("".join(element.itertext()))
    return head


def absolute(base: str, href: str | None) -> str | None:
    """`href` as an absolute http(s) URL, or None."""
    if not href or len(href) > 4096:
        return None
    try:
        joined = urljoin(base, href.strip())
    except ValueError:  # for example a bad IPv6 literal
        return None
    return joined if joined.startswith(("http://", "https://")) else None


def _of_page(title: HtmlElement) -> bool:
    """An <svg> has titles too."""
    return not any(parent.tag == "svg" for parent in title.iterancestors())


def _read_meta(element: HtmlElement, head: Head) -> None:
    content = element.get("content")
    if content is None or not content.strip() or len(content) > 20_000:
        return
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        name = element.get(attribute)
        if name:
            for part in name.lower().split():
                head.meta.setdefault(part, []).append(content.strip())


def _read_link(element: HtmlElement, head: Head) -> None:
    relations = (element.get("rel") or "").lower().split()
    if "canonical" in relations and head.canonical is None:
        head.canonical = absolute(head.base, element.get("href"))
    elif "amphtml" in relations and head.amp_url is None:
        head.amp_url = absolute(head.base, element.get("href"))

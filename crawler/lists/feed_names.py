"""Names of feed elements: which child is which, whatever prefix, case or namespace a feed writes it with; for `feeds`."""

from functools import lru_cache

from lxml import etree

Fields = dict[str, list[etree._Element]]

_PREFIXES = {  # namespace (without scheme, "www." and trailing marks, lower case) -> the prefix that rules are written in
    "purl.org/dc/elements/1.1": "dc",
    "purl.org/dc/elements/1.0": "dc",
    "purl.org/dc/terms": "dcterms",
    "purl.org/rss/1.0/modules/content": "content",
    "w3.org/2005/atom": "atom",
    "purl.org/atom/ns": "atom",
    "rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "w3.org/1999/xhtml": "xhtml",
    "search.yahoo.com/mrss": "media",
    "w3.org/1999/02/22-rdf-syntax-ns": "rdf",
    "yandex.ru": "yandex",
    "news.yandex.ru": "yandex",
    "backend.userland.com/creativecommonsrssmodule": "cc",
}
_CORE = ("", "purl.org/rss/1.0", "my.netscape.com/rdf/simple/0.9", "channel.netscape.com/rdf/simple/0.9")


def fields_of(element: etree._Element, skip: tuple[str, ...] = ()) -> Fields:
    """Children by name: bare for the feed's own, "dc:creator" for a known module; lower case."""
    own = _namespace(element.tag)
    fields: Fields = {}
    for child in element.iterchildren(etree.Element):
        key = _key(child.tag, own)
        if key not in skip:
            fields.setdefault(key, []).append(child)
    return fields


def local_name(tag: object) -> str:
    """An element's name without its namespace, lower case; "" for comments and the like."""
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


@lru_cache(maxsize=2_000)
def _key(tag: str, own: str) -> str:
    # an undeclared prefix stays in the name that the mending parser gives: "dc:creator" is right as it is
    name, space = local_name(tag), _namespace(tag)
    if space == own or space in _CORE:
        return name
    return f"{_PREFIXES.get(space, space)}:{name}"


def _namespace(tag: str) -> str:
    if not tag.startswith("{"):
        return ""
    space = tag[1 : tag.index("}")].lower()
    return (space.partition("://")[2] or space).removeprefix("www.").rstrip("/#?")

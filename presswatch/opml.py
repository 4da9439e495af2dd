"""A list of feeds from another reader (OPML 2.0) becomes sources of the configuration."""

import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass

import tomlkit
from lxml import etree

from presswatch.codes import parse_language
from presswatch.config_errors import BadValue
from presswatch.config_values import id_of_url, parse_url
from presswatch.errors import BadInput

_LARGEST = 10_000_000  # bytes; a list of 20,000 feeds has about 4 MB


@dataclass(frozen=True, slots=True)
class OpmlSource:
    """An outline with an address: what `[[source]]` will hold. The folders it lay in are its tags."""

    id: str
    name: str
    url: str
    language: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpmlReading:
    """The sources found, and in a sentence each what was passed over or mended."""

    sources: tuple[OpmlSource, ...]
    warnings: tuple[str, ...]


def read_opml(data: bytes, known_ids: Collection[str] = (), known_urls: Collection[str] = ()) -> OpmlReading:
    """Read an OPML file. Sources whose address is known, or comes twice, are passed over and said.

    Nothing outside of the file is looked at, and a document type (where entities are declared) is refused.
    Raises BadInput for what is no OPML.
    """
    root, warnings = _outlines(data)
    ids, urls = set(known_ids), {_plain(url) for url in known_urls}
    sources = []
    for outline in root.iter("outline"):
        address = (outline.get("xmlUrl") or outline.get("xmlurl") or "").strip()
        if not address and outline.get("type", "").lower() in ("rss", "atom", "link"):
            address = (outline.get("htmlUrl") or outline.get("url") or "").strip()
        if not address:
            continue  # a folder
        name = _line(outline.get("title") or outline.get("text") or "")
        try:
            url = parse_url(address)
        except BadValue as error:
            warnings.append(f"line {outline.sourceline}: {name or 'an outline'} is left out: {error}")
            continue
        if _plain(url) in urls:
            warnings.append(f"line {outline.sourceline}: {url} is left out: it is a source already")
            continue
        urls.add(_plain(url))
        id = _free(id_of_url(url), ids)
        ids.add(id)
        tags = tuple(dict.fromkeys(tag for tag in _tags(outline) if tag))
        sources.append(OpmlSource(id, name or id, url, _language(outline.get("language")), tags))
    if not sources and not warnings:
        warnings.append("there is no feed in it")
    return OpmlReading(tuple(sources), tuple(warnings))


def to_toml(sources: Collection[OpmlSource]) -> str:
    """The sources as `[[source]]` tables, ready for a file of `sources.d`."""
    tables = tomlkit.aot()
    for source in sources:
        table = tomlkit.table()
        for key in ("id", "name", "url", "language"):
            if getattr(source, key):
                table.add(key, getattr(source, key))
        if source.tags:
            table.add("tags", list(source.tags))
        tables.append(table)
    document = tomlkit.document()
    document.add("source", tables)
    return tomlkit.dumps(document) if sources else ""


def _outlines(data: bytes) -> tuple[etree._Element, list[str]]:
    if len(data) > _LARGEST:
        raise BadInput(f"it has more than {_LARGEST // 1_000_000} MB: no list of feeds is that long")
    warnings = []
    root: etree._Element | None = None
    try:
        root = etree.fromstring(data, _parser(recover=False))
    except etree.XMLSyntaxError as error:
        with suppress(etree.XMLSyntaxError):  # a bare & in a title is common
            root = etree.fromstring(data, _parser(recover=True))
        if root is None:
            raise BadInput(f"it is not XML: {error.msg}") from None
        warnings.append(f"line {error.lineno}: the XML is broken and was read as far as it goes: {error.msg}")
    except ValueError as error:
        raise BadInput(f"it is not XML: {error}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise BadInput("it has a document type, which a list of feeds does not need")
    if not isinstance(root.tag, str) or root.tag.lower() != "opml":
        raise BadInput(f"it is not OPML: it begins with <{root.tag}>")
    return root, warnings


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        recover=recover, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )


def _tags(outline: etree._Element) -> Iterator[str]:
    for folder in reversed(list(outline.iterancestors("outline"))):
        yield _line(folder.get("title") or folder.get("text") or "").lower()
    for path in (outline.get("category") or "").split(","):
        for part in path.split("/"):
            yield _line(part).lower()


def _line(text: str) -> str:
    return " ".join(re.sub(r"[\x00-\x1f\x7f\u2028\u2029]", " ", text).split())[:200]


def _plain(url: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", url).rstrip("/")


def _language(text: str | None) -> str | None:
    try:
        return parse_language(re.split("[-_]", text.strip().lower())[0]) if text else None
    except BadValue:
        return None  # "unknown" is common


def _free(id: str, taken: Collection[str]) -> str:
    if id not in taken:
        return id
    number = 2
    while f"{id}-{number}" in taken:
        number += 1
    return f"{id}-{number}"

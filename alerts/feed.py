"""A subscription's private feed: each digest becomes entries of Atom (RFC 4287), kept in the outbox, and read back as one feed."""

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any

import nh3
from lxml import etree
from sqlalchemy import Connection, select

from alerts import tables
from alerts.channel import Outgoing, Receipt
from alerts.contents import Beside, Contents, Item, Listed, Piece
from alerts.render import stories, unread, wording
from alerts.render.clean import clean, clean_pieces
from articles.store.installation import installation_key

ATOM = "http://www.w3.org/2005/Atom"
_NAMES: Any = {None: ATOM}  # the stubs know no default namespace
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MOST_DIGESTS = 60
MOST_BYTES = 2_000_000  # of entries in one feed; the newest stand


class FeedChannel:
    """Takes every letter at once: what the outbox keeps as sent is the feed. Implements `alerts.channel.Channel`."""

    def send(self, message: Outgoing) -> Receipt:  # noqa: ARG002 (it is where it shall be)
        """The letter is in the feed."""
        return Receipt(200, "in the feed")

    def close(self) -> None:
        """Nothing is open."""


def entries(contents: Contents, id: str) -> bytes:
    """The Atom entries of one digest, UTF-8: one an article, and a last one for what could not be read."""
    made = [
        _entry(contents, id, one)
        for group in contents.groups
        for some in (group.items, group.listed)
        for one in some
    ]
    sent = [one for group in contents.groups for one in group.sent]
    if sent:
        made.append(_told(contents, id, "sent", stories.sent_before(contents), _beside(contents, sent)))
    told = unread.entries(contents)
    if told or contents.reading.unread_since is not None:
        well = unread.read_well(contents)
        lines = [*([well] if well else []), *(f"{name}: {what}" for name, what, _ in told)]
        made.append(_told(contents, id, "unread", unread.title(contents), _list(lines)))
    return b"\n".join(etree.tostring(entry, encoding="utf-8") for entry in made)


def feed(conn: Connection, reader: int, address: str) -> bytes:
    """The whole feed of a reader (its key) whose letters go into one; `address` is where it is read."""
    m, s = tables.messages.c, tables.subscriptions.c
    query = (
        select(m.body, m.finished_at, s.id, s.manner)
        .join(tables.subscriptions, s.key == m.subscription_key)
        .where(m.reader_key == reader, m.state == "sent")
        .order_by(m.key.desc())
        .limit(MOST_DIGESTS)
    )
    rows = list(conn.execute(query))
    discreet = bool(rows) and rows[0].manner.get("discreet", False)
    title = "" if discreet or not rows else f"presswatch: {rows[0].id}"
    number = hmac.new(installation_key(conn), f"feed\0{reader}".encode(), hashlib.sha256).hexdigest()[:40]
    updated = rows[0].finished_at if rows else datetime(1970, 1, 1, tzinfo=UTC)
    head = etree.Element(f"{{{ATOM}}}feed", nsmap=_NAMES)
    _add(head, "id", f"urn:x-feed:{number}")
    _add(head, "title", title or "…")
    _add(head, "updated", updated.astimezone(UTC).isoformat())
    etree.SubElement(head, f"{{{ATOM}}}link", rel="self", href=address)
    etree.SubElement(etree.SubElement(head, f"{{{ATOM}}}author"), f"{{{ATOM}}}name").text = title or "…"
    opened, closing = etree.tostring(head, encoding="utf-8").rsplit(b"</", 1)
    bodies: list[bytes] = []
    size = 0
    for row in rows:
        size += len(row.body)
        if size > MOST_BYTES and bodies:
            break
        bodies.append(row.body)
    return b"<?xml version='1.0' encoding='utf-8'?>\n" + b"\n".join([opened, *bodies, b"</" + closing])


def _entry(contents: Contents, id: str, one: Item | Listed) -> etree._Element:
    title = clean("".join(p.text for p in one.title)) if isinstance(one, Item) else clean(one.title)
    html = _content(contents, one) if isinstance(one, Item) else ""
    entry = _told(contents, id, str(one.changes[-1]), title, html)
    if link := wording.link(one.url) or one.kept:
        etree.SubElement(entry, f"{{{ATOM}}}link", rel="alternate", href=link)
    author = etree.SubElement(entry, f"{{{ATOM}}}author")
    etree.SubElement(author, f"{{{ATOM}}}name").text = clean(one.source, 80) or "…"
    if isinstance(one, Item) and one.published is not None and one.published.precision != "day":
        _add(entry, "published", one.published.start.astimezone(UTC).isoformat())
    if isinstance(one, Item) and one.language:
        entry.set(_XML_LANG, clean(one.language, 20))
    return entry


def _told(contents: Contents, id: str, what: str, title: str, html: str) -> etree._Element:
    entry = etree.Element(f"{{{ATOM}}}entry", nsmap=_NAMES)
    number = hashlib.sha256(f"{id}\0{what}".encode()).hexdigest()[:40]
    _add(entry, "id", f"urn:x-entry:{number}")
    _add(entry, "title", title or "…")
    _add(entry, "updated", contents.until.astimezone(UTC).isoformat())
    if html:
        # Article text is hostile: escaped when it was put in, and cleaned once more as HTML.
        content = etree.SubElement(entry, f"{{{ATOM}}}content", type="html")
        content.text = nh3.clean(html, tags={"p", "mark", "ul", "li"}, attributes={})
    return entry


def _content(contents: Contents, item: Item) -> str:
    place = wording.place(contents, item)
    parts = [_marked(item.excerpt, f"{place} " if place else "")] if item.excerpt else []
    parts += [_marked(paragraph) for paragraph in item.more]
    facts = " · ".join([clean(item.source, 80), *wording.times(contents, item)])
    told = (facts, wording.matched(contents, item), wording.also(contents, item))
    for line in (*told, stories.of_itself(contents, item)):
        if line:
            parts.append(f"<p>{escape(line)}</p>")
    if item.beside:
        parts.append(f"<p>{escape(stories.also_in(contents))}</p>{_beside(contents, item.beside)}")
    return "".join(parts)


def _beside(contents: Contents, some: Sequence[Beside]) -> str:
    # Articles told in a line: headline, what stands behind it, and the address as text, which readers of feeds make a link.
    lines = []
    for one in some:
        told = f"{clean(one.title, 300)} · {stories.line(contents, one)}"
        lines.append(f"{told} {link}" if (link := wording.link(one.url)) else told)
    return _list(lines)


def _marked(pieces: Sequence[Piece], before: str = "") -> str:
    return f"<p>{escape(before)}{''.join(_pieces(pieces))}</p>"


def _pieces(pieces: Sequence[Piece]) -> Iterator[str]:
    for piece in clean_pieces(pieces, 50_000):
        yield f"<mark>{escape(piece.text)}</mark>" if piece.marked else escape(piece.text)


def _list(lines: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"


def _add(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}{name}").text = text

"""The lists that a site offers, printed: RSS 2.0, Atom (RFC 4287), RDF (RSS 1.0), JSON Feed 1.1 and news sitemaps."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

MIME: dict[str, str] = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "rdf": "application/rdf+xml",
    "json-feed": "application/feed+json",
    "sitemap": "application/xml",
}


@dataclass(frozen=True, slots=True)
class Item:
    """An article in a list. `title_html` is what stands between the title's tags where it isn't plain text."""

    title: str
    url: str
    guid: str
    published: datetime | None
    summary: str
    html: str
    authors: tuple[str, ...]
    section: str
    title_html: str = ""
    day_only: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """What a list says of its site."""

    name: str
    url: str
    own_url: str
    language: str
    charset: str
    updated: datetime


def print_list(kind: str, channel: Channel, items: Sequence[Item]) -> str:
    """The list as text; it is the caller who encodes it."""
    return {"rss": _rss, "atom": _atom, "rdf": _rdf, "json-feed": _json, "sitemap": _sitemap}[kind](
        channel, items
    )


def _head(channel: Channel) -> str:
    return f'<?xml version="1.0" encoding="{channel.charset}"?>\n' if channel.charset else ""


def _title(item: Item) -> str:
    return f"<![CDATA[{item.title_html}]]>" if item.title_html else escape(item.title)


def _rss(channel: Channel, items: Sequence[Item]) -> str:
    parts = [
        _head(channel),
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">\n<channel>\n',
        f"<title>{escape(channel.name)}</title><link>{escape(channel.url)}</link><description/>",
        f"<language>{channel.language}</language>" if channel.language else "",
        f'<atom:link rel="self" type="application/rss+xml" href={quoteattr(channel.own_url)}/>\n',
    ]
    for item in items:
        permalink = "true" if item.guid == item.url else "false"
        parts += [
            f"<item><title>{_title(item)}</title><link>{escape(item.url)}</link>",
            f'<guid isPermaLink="{permalink}">{escape(item.guid)}</guid>',
            f"<pubDate>{format_datetime(item.published)}</pubDate>" if item.published else "",
            *(f"<dc:creator>{escape(a)}</dc:creator>" for a in item.authors),
            f"<category>{escape(item.section)}</category>" if item.section else "",
            f"<description>{escape(item.summary)}</description>" if item.summary else "",
            f"<content:encoded><![CDATA[{item.html}]]></content:encoded>" if item.html else "",
            "</item>\n",
        ]
    return "".join([*parts, "</channel></rss>\n"])


def _atom(channel: Channel, items: Sequence[Item]) -> str:
    parts = [
        _head(channel),
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{channel.language}">\n',
        f"<title>{escape(channel.name)}</title><id>{escape(channel.own_url)}</id>",
        f"<updated>{channel.updated.isoformat()}</updated>",
        f'<link rel="self" href={quoteattr(channel.own_url)}/><link href={quoteattr(channel.url)}/>\n',
    ]
    for item in items:
        title = (
            f'<title type="html">{escape(item.title_html)}</title>'
            if item.title_html
            else f"<title>{escape(item.title)}</title>"
        )
        stamp = (item.published or channel.updated).isoformat()
        parts += [
            f"<entry>{title}<id>{escape(item.guid)}</id><link href={quoteattr(item.url)}/>",
            f"<published>{stamp}</published>" if item.published else "",
            f"<updated>{stamp}</updated>",
            *(f"<author><name>{escape(a)}</name></author>" for a in item.authors),
            f"<summary>{escape(item.summary)}</summary>" if item.summary else "",
            f'<content type="html">{escape(item.html)}</content>' if item.html else "",
            "</entry>\n",
        ]
    return "".join([*parts, "</feed>\n"])


def _rdf(channel: Channel, items: Sequence[Item]) -> str:
    parts = [
        _head(channel),
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">\n',
        f"<channel rdf:about={quoteattr(channel.own_url)}><title>{escape(channel.name)}</title>",
        f"<link>{escape(channel.url)}</link><description/><items><rdf:Seq>",
        *(f"<rdf:li rdf:resource={quoteattr(i.url)}/>" for i in items),
        "</rdf:Seq></items></channel>\n",
    ]
    for item in items:
        parts += [
            f"<item rdf:about={quoteattr(item.url)}><title>{_title(item)}</title><link>{escape(item.url)}</link>",
            f"<dc:date>{item.published.isoformat()}</dc:date>" if item.published else "",
            *(f"<dc:creator>{escape(a)}</dc:creator>" for a in item.authors),
            f"<description>{escape(item.summary)}</description>" if item.summary else "",
            "</item>\n",
        ]
    return "".join([*parts, "</rdf:RDF>\n"])


def _json(channel: Channel, items: Sequence[Item]) -> str:
    entries = [
        {
            "id": item.guid,
            "url": item.url,
            "title": item.title,
            **({"date_published": item.published.isoformat()} if item.published else {}),
            **({"summary": item.summary} if item.summary else {}),
            **({"content_html": item.html} if item.html else {"content_text": item.summary or item.title}),
            **({"authors": [{"name": a} for a in item.authors]} if item.authors else {}),
        }
        for item in items
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.name,
        "home_page_url": channel.url,
        "feed_url": channel.own_url,
        "language": channel.language,
        "items": entries,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1)


def _sitemap(channel: Channel, items: Sequence[Item]) -> str:
    parts = [
        _head(channel),
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n',
    ]
    for item in items:
        stamp = item.published.isoformat() if item.published else ""
        stamp = stamp[:10] if item.day_only else stamp
        parts += [
            f"<url><loc>{escape(item.url)}</loc>",
            f"<lastmod>{stamp}</lastmod>" if stamp else "",
            f"<news:news><news:publication><news:name>{escape(channel.name)}</news:name>",
            f"<news:language>{channel.language}</news:language></news:publication>",
            f"<news:publication_date>{stamp}</news:publication_date>" if stamp else "",
            f"<news:title>{escape(item.title)}</news:title></news:news></url>\n",
        ]
    return "".join([*parts, "</urlset>\n"])

"""Rows of the versions table to frozen values and back; between the tables and `versions`."""

import hashlib
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa

from articles.article import Content, Origin, Precision, Published, Version
from articles.store.tables import articles, version_stories, versions

PARTS = (
    sa.select(
        versions,
        articles.c.first_seen,
        sa.func.coalesce(version_stories.c.story, versions.c.change).label("story"),
    )
    .join_from(versions, articles)
    .outerjoin(version_stories, version_stories.c.change == versions.c.change)
)


def content_hash(content: Content) -> bytes:
    """What a reader reads (title, text, captions), hashed without its white space; 32 bytes."""
    parts = (content.title, content.text, *content.captions)
    return hashlib.sha256("\x00".join("".join(part.split()) for part in parts).encode()).digest()


def from_row(row: Any) -> Version:
    """The version of a row of `PARTS`."""
    published = (
        Published(
            row.published_start,
            row.published_end,
            cast(Precision, row.published_precision),
            row.published_how,
            row.published_zone,
        )
        if row.published_start is not None
        else None
    )
    return Version(
        change=row.change,
        article_id=row.article_id,
        number=row.number,
        url=row.url,
        site=row.site,
        content=Content(
            title=row.title,
            text=row.text,
            captions=tuple(row.captions),
            authors=tuple(row.authors),
            published=published,
            language=row.language,
            site_name=row.site_name,
            warnings=tuple(row.warnings),
        ),
        origin=Origin(row.source_id, row.source_name, row.country, tuple(row.tags)),
        seen=row.seen,
        first_seen=row.first_seen,
        current=row.superseded_by is None,
        past=row.past,
        reason=row.reason,
        story=row.story,
    )


def content_values(content: Content) -> dict[str, Any]:
    """A content's columns."""
    published = content.published
    return {
        "published_start": published.start if published else None,
        "published_end": published.end if published else None,
        "published_precision": published.precision if published else None,
        "published_how": published.how if published else None,
        "published_zone": published.zone if published else None,
        "language": content.language,
        "site_name": content.site_name,
        "content_hash": content_hash(content),
        "title": content.title,
        "authors": list(content.authors),
        "captions": list(content.captions),
        "warnings": list(content.warnings),
        "text": content.text,
    }


def origin_values(origin: Origin, site: str, url: str, seen: datetime) -> dict[str, Any]:
    """The columns that say where and when a version was seen."""
    return {
        "source_id": origin.source_id,
        "source_name": origin.source_name,
        "country": origin.country,
        "tags": list(origin.tags),
        "site": site,
        "url": url,
        "seen": seen,
    }

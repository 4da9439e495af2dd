"""The crawler's tables, between the metadata and everything that decides what is read next."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from articles.store.metadata import UtcDateTime, metadata

RowId = BigInteger().with_variant(Integer, "sqlite")

sources = Table(
    "sources",
    metadata,
    Column("key", Integer, primary_key=True),  # what other tables refer to: the id may be renamed
    Column("id", String, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("country", String),
    Column("language", String),
    Column("tags", JSON, nullable=False),
    Column("read_every", Integer, nullable=False),  # seconds
    Column("timezone", String),
    Column("active", Boolean, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("last_read", UtcDateTime),
    Column("last_success", UtcDateTime),  # of a list that names articles
    Column("last_new", UtcDateTime),  # when a list last named an address that was not known
    Column("last_error", Text),
    Column("failing_since", UtcDateTime),
)

lists = Table(
    "source_lists",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("source", Integer, ForeignKey("sources.key"), nullable=False),
    Column("parent", RowId, ForeignKey("source_lists.id")),  # the list that it was found in
    Column("url", Text, nullable=False),
    Column("kind", String, nullable=False),  # as in ListReading.kind; "unknown" before the first reading
    Column("title", Text),
    Column("active", Boolean, nullable=False),
    # what it names at its next reading was there before we looked: kept, not mailed
    Column("past", Boolean, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_hash", String),
    Column("next_due", UtcDateTime, nullable=False),
    Column("last_read", UtcDateTime),
    Column("last_success", UtcDateTime),
    Column("last_error", Text),
    Column("failures", Integer, nullable=False),  # in a row
    Column("items", Integer, nullable=False),  # named at the last reading
    UniqueConstraint("source", "url"),
    Index(None, "next_due"),
)

frontier = Table(
    "frontier",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("kind", String, nullable=False),  # "list" or "page"
    Column("source", Integer, ForeignKey("sources.key"), nullable=False),
    Column("list", RowId, ForeignKey("source_lists.id")),  # the list itself, or the one that named the page
    Column("url", Text, nullable=False),
    Column("url_key", Text, nullable=False, unique=True),  # articles.identity.url_key; "list <id>" for a list
    Column("host", String, nullable=False),
    Column("priority", Integer, nullable=False),  # the smallest first
    Column("state", String, nullable=False),  # "queued", "in flight", "done", "gave up"
    Column("claim", String),  # which run has it in flight
    Column("attempts", Integer, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("fetched_at", UtcDateTime),
    Column("finished_at", UtcDateTime),
    Column("past", Boolean, nullable=False),
    Column("hints", JSON),  # what the list said of the page; gone once it is kept
    Column("outcome", String),  # one word or two, see crawler.outcomes
    Column("reason", Text),  # the same in plain words, with what differs
    Column("article_id", RowId),
    Column("rechecks", Integer, nullable=False),
    Column("recheck_at", UtcDateTime),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_hash", String),
    Index(None, "state", "priority"),
    Index(None, "recheck_at"),
    Index(None, "source", "outcome"),
)

robots = Table(
    "robots",
    metadata,
    Column("origin", Text, primary_key=True),  # scheme, host, port
    Column("fetched_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("status", Integer, nullable=False),
    Column("rules", Text, nullable=False),
)

archive_files = Table(
    "archive_files",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("kept", Boolean, nullable=False),  # holds records that stay for good
    Column("started_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("size", BigInteger, nullable=False),  # bytes up to the end of the last record that counts
)

archive_records = Table(
    "archive_records",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("file", RowId, ForeignKey("archive_files.id"), nullable=False, index=True),
    Column("offset", BigInteger, nullable=False),
    Column("length", BigInteger, nullable=False),
    Column("url", Text, nullable=False),
    Column("fetched_at", UtcDateTime, nullable=False),
    Column("frontier", RowId, ForeignKey("frontier.id"), nullable=False),
    Column("article_id", RowId, index=True),
)

crawl_progress = Table(
    "crawl_progress",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("running", Boolean, nullable=False),
    Column("lists_read", Integer, nullable=False),
    Column("pages_fetched", Integer, nullable=False),
    Column("articles_kept", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("error", Text),  # why it is paused
)

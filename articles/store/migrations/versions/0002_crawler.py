"""The crawler's tables: sources' state, the frontier of addresses, robots.txt, the archive, progress."""

import sqlalchemy as sa
from alembic import op

from articles.store.metadata import UtcDateTime

revision = "0002"
down_revision = "0001"

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "sources",
        sa.Column("key", sa.Integer, primary_key=True),
        sa.Column("id", sa.String, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("country", sa.String),
        sa.Column("language", sa.String),
        sa.Column("tags", sa.JSON, nullable=False),
        sa.Column("read_every", sa.Integer, nullable=False),
        sa.Column("timezone", sa.String),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("added_at", UtcDateTime, nullable=False),
        sa.Column("last_read", UtcDateTime),
        sa.Column("last_success", UtcDateTime),
        sa.Column("last_new", UtcDateTime),
        sa.Column("last_error", sa.Text),
        sa.Column("failing_since", UtcDateTime),
    )
    op.create_table(
        "source_lists",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column("source", sa.Integer, sa.ForeignKey("sources.key"), nullable=False),
        sa.Column("parent", ROW_ID, sa.ForeignKey("source_lists.id")),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("past", sa.Boolean, nullable=False),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("body_hash", sa.String),
        sa.Column("next_due", UtcDateTime, nullable=False),
        sa.Column("last_read", UtcDateTime),
        sa.Column("last_success", UtcDateTime),
        sa.Column("last_error", sa.Text),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("items", sa.Integer, nullable=False),
        sa.UniqueConstraint("source", "url"),
        sa.Index(None, "next_due"),
    )
    op.create_table(
        "frontier",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("source", sa.Integer, sa.ForeignKey("sources.key"), nullable=False),
        sa.Column("list", ROW_ID, sa.ForeignKey("source_lists.id")),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("url_key", sa.Text, nullable=False, unique=True),
        sa.Column("host", sa.String, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("claim", sa.String),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("not_before", UtcDateTime, nullable=False),
        sa.Column("added_at", UtcDateTime, nullable=False),
        sa.Column("fetched_at", UtcDateTime),
        sa.Column("finished_at", UtcDateTime),
        sa.Column("past", sa.Boolean, nullable=False),
        sa.Column("hints", sa.JSON),
        sa.Column("outcome", sa.String),
        sa.Column("reason", sa.Text),
        sa.Column("article_id", ROW_ID),
        sa.Column("rechecks", sa.Integer, nullable=False),
        sa.Column("recheck_at", UtcDateTime),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("body_hash", sa.String),
        sa.Index(None, "state", "priority"),
        sa.Index(None, "recheck_at"),
        sa.Index(None, "source", "outcome"),
    )
    op.create_table(
        "robots",
        sa.Column("origin", sa.Text, primary_key=True),
        sa.Column("fetched_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("rules", sa.Text, nullable=False),
    )
    op.create_table(
        "archive_files",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column("name", sa.String, nullable=False, unique=True),
        sa.Column("kept", sa.Boolean, nullable=False),
        sa.Column("started_at", UtcDateTime, nullable=False),
        sa.Column("last_at", UtcDateTime, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "archive_records",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column("file", ROW_ID, sa.ForeignKey("archive_files.id"), nullable=False, index=True),
        sa.Column("offset", sa.BigInteger, nullable=False),
        sa.Column("length", sa.BigInteger, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("fetched_at", UtcDateTime, nullable=False),
        sa.Column("frontier", ROW_ID, sa.ForeignKey("frontier.id"), nullable=False),
        sa.Column("article_id", ROW_ID, index=True),
    )
    op.create_table(
        "crawl_progress",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("started_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.Column("running", sa.Boolean, nullable=False),
        sa.Column("lists_read", sa.Integer, nullable=False),
        sa.Column("pages_fetched", sa.Integer, nullable=False),
        sa.Column("articles_kept", sa.Integer, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("error", sa.Text),
    )

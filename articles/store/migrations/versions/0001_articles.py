"""Articles, their versions and analysed terms, the change log, the installation."""

import sqlalchemy as sa
from alembic import op

from articles.store.metadata import UtcDateTime

revision = "0001"
down_revision = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("lineage", sa.String(32), nullable=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("made", UtcDateTime, nullable=False),
        sa.Column("place", sa.JSON),
        sa.Column("mail_held_since", UtcDateTime),
    )
    counter = op.create_table(
        "change_counter",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("value", sa.BigInteger, nullable=False),
    )
    op.bulk_insert(counter, [{"id": 1, "value": 0}])
    op.create_table(
        "articles",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column("first_seen", UtcDateTime, nullable=False),
        sa.Column("response_hash", sa.String),
        sa.Column("extractor", sa.String, nullable=False),
        sa.Column("removed", UtcDateTime),
        sa.Column("removed_reason", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "article_urls",
        sa.Column("url_key", sa.Text, primary_key=True),
        sa.Column("article_id", ROW_ID, sa.ForeignKey("articles.id"), nullable=False, index=True),
        sa.Column("url", sa.Text, nullable=False),
    )
    op.create_table(
        "article_links",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column("older", ROW_ID, sa.ForeignKey("articles.id"), nullable=False),
        sa.Column("newer", ROW_ID, sa.ForeignKey("articles.id"), nullable=False, index=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.UniqueConstraint("older", "newer", "kind"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "changes",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("article_id", ROW_ID, sa.ForeignKey("articles.id"), nullable=False, index=True),
        sa.Column("version", sa.BigInteger),
        sa.Column("at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "versions",
        sa.Column(
            "change", sa.BigInteger, sa.ForeignKey("changes.number"), primary_key=True, autoincrement=False
        ),
        sa.Column("article_id", ROW_ID, sa.ForeignKey("articles.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("superseded_by", sa.BigInteger),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("past", sa.Boolean, nullable=False),
        sa.Column("seen", UtcDateTime, nullable=False),
        sa.Column("source_id", sa.String, nullable=False),
        sa.Column("source_name", sa.Text, nullable=False),
        sa.Column("country", sa.String),
        sa.Column("tags", sa.JSON, nullable=False),
        sa.Column("site", sa.String, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("published_start", UtcDateTime),
        sa.Column("published_end", UtcDateTime),
        sa.Column("published_precision", sa.String),
        sa.Column("published_how", sa.String),
        sa.Column("published_zone", sa.String),
        sa.Column("language", sa.String),
        sa.Column("site_name", sa.Text),
        sa.Column("content_hash", sa.LargeBinary, nullable=False),
        sa.Column("extractor", sa.String, nullable=False),
        sa.Column("response_hash", sa.String),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("authors", sa.JSON, nullable=False),
        sa.Column("captions", sa.JSON, nullable=False),
        sa.Column("warnings", sa.JSON, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.UniqueConstraint("article_id", "number"),
        sa.Index(None, "superseded_by"),
        sa.Index(None, "source_id", "seen"),
    )
    op.create_table(
        "version_terms",
        sa.Column(
            "change", sa.BigInteger, sa.ForeignKey("versions.change"), primary_key=True, autoincrement=False
        ),
        sa.Column("fingerprint", sa.String, nullable=False, index=True),
        sa.Column("terms", sa.LargeBinary, nullable=False),
    )

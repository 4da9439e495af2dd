"""The alerts' tables: watches, matches, readers and their ledger, the outbox."""

import sqlalchemy as sa
from alembic import op

from articles.store.metadata import UtcDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "alert_entities",
        sa.Column("entity_id", sa.String, primary_key=True),
        sa.Column("revision", sa.String, primary_key=True),
        sa.Column("definition", sa.JSON, nullable=False),
        sa.Column("added_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "watches",
        sa.Column("key", sa.Integer, primary_key=True),
        sa.Column("id", sa.String, nullable=False, unique=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("added_at", UtcDateTime, nullable=False),
        sa.Column("retired_at", UtcDateTime),
    )
    op.create_table(
        "watch_revisions",
        sa.Column("key", sa.Integer, primary_key=True),
        sa.Column("watch_key", sa.Integer, sa.ForeignKey("watches.key"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("query", sa.Text, nullable=False),
        sa.Column("zone", sa.String, nullable=False),
        sa.Column("fingerprint", sa.String, nullable=False),
        sa.Column("entities", sa.JSON, nullable=False),
        sa.Column("from_change", sa.BigInteger, nullable=False),
        sa.Column("position", sa.BigInteger),
        sa.Column("error", sa.Text),
        sa.Column("added_at", UtcDateTime, nullable=False),
        sa.UniqueConstraint("watch_key", "number"),
    )
    op.create_table(
        "match_state",
        sa.Column("id", sa.Integer, sa.CheckConstraint("id = 1", name="one_row"), primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
    )
    op.create_table(
        "matches",
        sa.Column("key", sa.Integer, primary_key=True),
        sa.Column("watch_key", sa.Integer, sa.ForeignKey("watches.key"), nullable=False),
        sa.Column("change", sa.BigInteger, nullable=False),
        sa.Column("article_id", sa.BigInteger, nullable=False),
        sa.Column("revision_key", sa.Integer, sa.ForeignKey("watch_revisions.key"), nullable=False),
        sa.Column("entities", sa.JSON, nullable=False),
        sa.Column("spans", sa.JSON, nullable=False),
        sa.Column("parts", sa.JSON, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.UniqueConstraint("watch_key", "change"),
        sa.Index(None, "change"),
        sa.Index(None, "article_id"),
    )
    op.create_table(
        "set_aside",
        sa.Column("key", sa.Integer, primary_key=True),
        sa.Column("change", sa.BigInteger, nullable=False),
        sa.Column("watch_key", sa.Integer, sa.ForeignKey("watches.key"), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.UniqueConstraint("change", "watch_key"),
    )
    op.create_table(
        "subscriptions",
        sa.Column("key", sa.Integer, primary_key=True),
        sa.Column("id", sa.String, nullable=False, unique=True),
        sa.Column("send", sa.String, nullable=False),
        sa.Column("timezone", sa.String, nullable=False),
        sa.Column("added_at", UtcDateTime, nullable=False),
        sa.Column("retired_at", UtcDateTime),
    )
    op.create_table(
        "subscription_watches",
        sa.Column("subscription_key", sa.Integer, sa.ForeignKey("subscriptions.key"), primary_key=True),
        sa.Column("watch_key", sa.Integer, sa.ForeignKey("watches.key"), primary_key=True),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Index(None, "watch_key"),
    )
    op.create_table(
        "readers",
        sa.Column("key", sa.Integer, primary_key=True),
        sa.Column("subscription_key", sa.Integer, sa.ForeignKey("subscriptions.key"), nullable=False),
        sa.Column("address", sa.String, nullable=False),
        sa.Column("added_at", UtcDateTime, nullable=False),
        sa.Column("retired_at", UtcDateTime),
        sa.Column("last_number", sa.Integer, nullable=False),
        sa.Column("aside_upto", sa.Integer, nullable=False),
        sa.UniqueConstraint("subscription_key", "address"),
    )
    op.create_table(
        "messages",
        sa.Column("key", sa.Integer, primary_key=True),
        sa.Column("subscription_key", sa.Integer, sa.ForeignKey("subscriptions.key"), nullable=False),
        sa.Column("reader_key", sa.Integer, sa.ForeignKey("readers.key"), nullable=False),
        sa.Column("period", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("recipient", sa.String, nullable=False),
        sa.Column("message_id", sa.String, nullable=False, unique=True),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("articles", sa.Integer, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("frozen_at", UtcDateTime, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("next_try_at", UtcDateTime),
        sa.Column("sending_since", UtcDateTime),
        sa.Column("finished_at", UtcDateTime),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("subscription_key", "period", "reader_key"),
        sa.UniqueConstraint("reader_key", "number"),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'failed', 'dropped')",
            name="state",
        ),
        sa.Index(None, "state", "next_try_at"),
    )
    op.create_table(
        "attempts",
        sa.Column("key", sa.Integer, primary_key=True),
        sa.Column("message_key", sa.Integer, sa.ForeignKey("messages.key"), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("ambiguous", sa.Boolean, nullable=False),
        sa.Column("code", sa.Integer),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Index(None, "message_key"),
    )
    op.create_table(
        "ledger",
        sa.Column("reader_key", sa.Integer, sa.ForeignKey("readers.key"), primary_key=True),
        sa.Column("change", sa.BigInteger, primary_key=True),
        sa.Column("article_id", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("reason", sa.String),
        sa.Column("message_key", sa.Integer, sa.ForeignKey("messages.key")),
        sa.Column("since", UtcDateTime, nullable=False),
        sa.CheckConstraint(
            "state IN ('pending', 'in message', 'undelivered', 'suppressed')",
            name="state",
        ),
        sa.CheckConstraint("(state = 'suppressed') = (reason IS NOT NULL)", name="reason"),
        sa.Index(None, "reader_key", "state"),
        sa.Index(None, "reader_key", "article_id"),
        sa.Index(None, "message_key"),
    )

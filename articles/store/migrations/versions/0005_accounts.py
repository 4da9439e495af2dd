"""What a subscription limits, gathers and mutes; digests in parts; where an article stands in one; counts of an old ledger; backups."""

import sqlalchemy as sa
from alembic import op

from articles.store.metadata import UtcDateTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    for column in (
        sa.Column("gather", sa.Integer, nullable=False, server_default="30"),
        sa.Column("when_empty", sa.String, nullable=False, server_default="send"),
        sa.Column("most", sa.Integer, nullable=False, server_default="20"),
        sa.Column("on_change", sa.Boolean, nullable=False, server_default="0"),
    ):
        op.add_column("subscriptions", column)
    op.create_table(
        "mutes",
        sa.Column("subscription_key", sa.Integer, sa.ForeignKey("subscriptions.key"), primary_key=True),
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("value", sa.Text, primary_key=True),
    )
    op.add_column("watch_revisions", sa.Column("since", UtcDateTime))
    op.add_column("messages", sa.Column("remaining", sa.Integer, nullable=False, server_default="0"))
    op.add_column("ledger", sa.Column("place", sa.Integer))
    op.create_index("ix_ledger_state_reader_key_since", "ledger", ["state", "reader_key", "since"])
    op.create_table(
        "ledger_counts",
        sa.Column("reader_key", sa.Integer, sa.ForeignKey("readers.key"), primary_key=True),
        sa.Column("month", sa.String, primary_key=True),
        sa.Column("state", sa.String, primary_key=True),
        sa.Column("reason", sa.String, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
    )
    op.add_column("match_state", sa.Column("thinned", sa.BigInteger, nullable=False, server_default="0"))
    op.create_table(
        "backups",
        sa.Column("key", sa.Integer, primary_key=True),
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("made", UtcDateTime, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
    )

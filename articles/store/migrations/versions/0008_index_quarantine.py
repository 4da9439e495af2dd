"""Versions that the search engine refused for good."""

import sqlalchemy as sa
from alembic import op

from articles.store.metadata import UtcDateTime

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "index_quarantine",
        sa.Column(
            "version", sa.BigInteger, sa.ForeignKey("versions.change"), primary_key=True, autoincrement=False
        ),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
    )

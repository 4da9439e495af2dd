"""Where entities are mentioned, as the judge found it, and how far what was kept has been looked through for each."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "mentions",
        sa.Column("entity_id", sa.String, primary_key=True),
        sa.Column(
            "change", sa.BigInteger, sa.ForeignKey("versions.change"), primary_key=True, autoincrement=False
        ),
        sa.Column("field", sa.String, primary_key=True),
        sa.Column("start", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("revision", sa.String, nullable=False),
        sa.Column("surface", sa.Text, nullable=False),
        sa.Column("variant", sa.String, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
    )
    op.create_index("ix_mentions_change", "mentions", ["change"])
    op.create_table(
        "mention_searches",
        sa.Column("entity_id", sa.String, primary_key=True),
        sa.Column("revision", sa.String, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("upto", sa.BigInteger),
        sa.Column("after", sa.BigInteger),
    )

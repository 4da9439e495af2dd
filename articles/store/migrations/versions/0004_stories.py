"""The story of each version, and how far versions were grouped."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "version_stories",
        sa.Column(
            "change", sa.BigInteger, sa.ForeignKey("versions.change"), primary_key=True, autoincrement=False
        ),
        sa.Column("story", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_version_stories_story", "version_stories", ["story"])
    op.create_table(
        "stories_state",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("position", sa.BigInteger, nullable=False),
    )

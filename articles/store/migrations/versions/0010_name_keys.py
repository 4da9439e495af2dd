"""The keys under which a version can be found by name, kept so that no index has to read its text for them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "version_names",
        sa.Column(
            "change", sa.BigInteger, sa.ForeignKey("versions.change"), primary_key=True, autoincrement=False
        ),
        sa.Column("rules", sa.String, nullable=False),
        sa.Column("packed", sa.LargeBinary, nullable=False),
    )

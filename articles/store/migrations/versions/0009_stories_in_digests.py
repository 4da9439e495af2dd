"""What waits in the ledger without being a reason for a letter: copies of a story that was sent."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("ledger", sa.Column("quiet", sa.Boolean, nullable=False, server_default="0"))

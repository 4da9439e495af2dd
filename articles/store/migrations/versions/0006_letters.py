"""How a subscription's letters are written, by which way they leave, and who ended it or cannot be written to."""

import sqlalchemy as sa
from alembic import op

from articles.store.metadata import UtcDateTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("subscriptions", sa.Column("manner", sa.JSON, nullable=False, server_default="{}"))
    for column in (
        sa.Column("channel", sa.String, nullable=False, server_default="mail"),
        sa.Column("stopped_at", UtcDateTime),
        sa.Column("trouble", sa.Text),
    ):
        op.add_column("readers", column)

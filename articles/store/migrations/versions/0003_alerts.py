"""The alerts' tables: watches, matches, digests, the outbox."""

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    pass

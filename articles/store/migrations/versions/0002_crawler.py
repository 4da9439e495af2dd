"""The crawler's tables: sources' state, the frontier, robots.txt, the archive."""

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    pass

"""Alembic's entry: runs the migrations on the connection that `articles.store.database` opened and locked."""

from alembic import context

from articles.store.metadata import metadata


def run() -> None:
    """Migrate inside the caller's transaction, so that a failure leaves nothing half done."""
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=metadata)
    context.run_migrations()


run()

"""Alembic's entry: runs on the connection that `Database.migrate` hands over, which holds the lock."""

from __future__ import annotations

from alembic import context

from pipeline.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()

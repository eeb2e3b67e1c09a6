"""Runs the migrations on the database of the settings, SQLite and PostgreSQL alike."""

from typing import Any

from alembic import context
from flask import current_app

db = current_app.extensions["migrate"].db

SEARCH_TABLES = "search_index"
"""SQLite's full-text table and its shadows: made by hand in a migration, no model of ours."""


def include_object(_object: Any, name: str | None, *_others: Any) -> bool:
    """Keep Alembic off the full-text tables and the indexes on expressions."""
    return not (name or "").startswith((SEARCH_TABLES, "ix_search_documents_"))


engine = db.engine
if engine.dialect.name == "postgresql":
    engine = engine.execution_options(isolation_level="READ COMMITTED")  # All of a migration, or nothing.

with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        include_object=include_object,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()

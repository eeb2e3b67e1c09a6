"""What the database says of itself."""

from alembic.runtime.migration import MigrationContext

from app.extensions import db


def migrated_to() -> frozenset[str]:
    """The migrations at which the database stands; none where it was never migrated.

    Raises SQLAlchemy's DBAPIError where it does not answer.
    """
    return frozenset(MigrationContext.configure(db.session.connection()).get_current_heads())

"""What a statement finds, as the download of one's data takes it."""

from collections.abc import Sequence

from sqlalchemy import Executable, RowMapping

from app.extensions import db


def rows(statement: Executable) -> Sequence[RowMapping]:
    """Each row by the names of its columns, which are those of the document."""
    return db.session.execute(statement).mappings().all()

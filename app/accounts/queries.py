"""SQL about people."""

from sqlalchemy import select

from app import identifiers
from app.accounts.models import Organisation, User
from app.extensions import db


def free_handle(name: str) -> str:
    """A handle made of the name's Latin letters, or of chance where it has none, that nobody uses yet."""
    stem = identifiers.slug(name) or "person"
    taken = (
        select(User.handle)
        .where(User.handle == stem)
        .union_all(select(Organisation.handle).where(Organisation.handle == stem))
    )
    free = stem != "person" and db.session.execute(taken).first() is None
    return stem if free else f"{stem}-{identifiers.public_id()[:6]}"

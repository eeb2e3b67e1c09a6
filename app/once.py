"""Idempotency keys: a double click or a replay makes one thing.

A form carries a random key. The first request that brings it claims it, in the transaction that makes the thing; a
second one with the same words is answered with the same thing; one with other words is a conflict.
"""

import hashlib
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, String, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.columns import UtcDateTime
from app.extensions import Base, db
from app.rules.refusals import Conflict, Invalid

MAX_KEY = 64
"""Longer than any key that our forms make (22 signs)."""


class Submission(Base):
    """A key that a person's form brought, the digest of what came with it, and the thing that it made."""

    __tablename__ = "submissions"

    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(MAX_KEY), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    result: Mapped[str | None] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


def claim(person_id: int, key: str | None, *words: str | None) -> str | None:
    """Claim a key, inside the transaction: none where it is new, else what it made the first time.

    `words` are all that the form said, the verb first. No key, no promise: the act is then done each time. Raises
    Conflict where the key came before with other words.
    """
    if not key:
        return None
    if len(key) > MAX_KEY:
        raise Invalid(_("The form’s key is too long. Nothing was saved. Open the form again and send it from there."))
    digest = hashlib.sha256("\x00".join(word or "" for word in words).encode()).hexdigest()
    if _insert(person_id, key, digest):
        return None
    row = db.session.execute(
        select(Submission.digest, Submission.result).where(Submission.person_id == person_id, Submission.key == key)
    ).one()
    if row.digest != digest or row.result is None:
        raise Conflict(
            _("You sent this form once already, and that was kept. To post these words as well, send them again.")
        )
    return str(row.result)


def settle(person_id: int, key: str | None, result: str) -> None:
    """Say, in the same transaction, which thing the key made."""
    if key:
        db.session.execute(
            update(Submission).where(Submission.person_id == person_id, Submission.key == key).values(result=result)
        )


def _insert(person_id: int, key: str, digest: str) -> bool:
    """Insert the key; false where somebody was first. On PostgreSQL a twin that is under way is waited for."""
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"person_id": person_id, "key": key, "digest": digest, "at": clock.now()}
    statement = dialect.insert(Submission).values(row).on_conflict_do_nothing().returning(Submission.key)
    return db.session.execute(statement).first() is not None

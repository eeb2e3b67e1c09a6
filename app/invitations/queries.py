"""SQL about invitations of every sort: the links by which they are known, and taking them back."""

import hashlib
import hmac
import secrets
from datetime import datetime
from typing import TypeVar

from flask import current_app
from sqlalchemy import ColumnElement, func, select, update

from app.columns import InvitationColumns
from app.extensions import db

PURPOSE = b"invitations"
"""What the key is for: the same secret makes other keys elsewhere."""

TOKEN_BYTES = 24
"""192 bits: nobody guesses a link."""

SomeInvitation = TypeVar("SomeInvitation", bound=InvitationColumns)


def new_link() -> tuple[str, str]:
    """The secret of a new link, which is kept nowhere, and the digest by which it is known again."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    return token, digest(token)


def digest(token: str) -> str:
    """A digest of a link under a key of the site's own, from which nobody can make the link again."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(hmac.new(secret, PURPOSE, hashlib.sha256).digest(), token.encode(), hashlib.sha256).hexdigest()


def by_link(table: type[SomeInvitation], token: str, email: str, *, lock: bool = False) -> SomeInvitation | None:
    """The invitation of this link, for whoever has its address; locked where asked. Used ones keep no address."""
    which = table.digest == digest(token), func.lower(table.email) == email.lower(), table.email != ""
    statement = select(table).where(*which)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(statement).one_or_none()


def take_back(table: type[InvitationColumns], *which: ColumnElement[bool], now: datetime) -> bool:
    """Take invitations back, with their addresses; false where there is none that was not used or taken back."""
    waits = table.used_at.is_(None), table.withdrawn_at.is_(None)
    gone = update(table).where(*which, *waits).values(withdrawn_at=now, email="").returning(table.id)
    return bool(db.session.scalars(gone).all())

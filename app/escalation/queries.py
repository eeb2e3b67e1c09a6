"""SQL about words under lock: taken away from everywhere, kept, put back."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import aliased

from app.accounts.models import RoleRecord, User
from app.columns import moment
from app.contributions.models import Revision
from app.drafts.models import Draft
from app.escalation.models import EscalationContact, LockedText, LockOpening
from app.extensions import db
from app.moderation.models import Decision, Report
from app.moderation.reading import Target
from app.rounds.models import Round
from app.rules.actors import Role
from app.rules.drafts import edit_key, keys_of
from app.threads.models import Comment

_COMMENT = {"body": "", "body_html": ""}
_CONTRIBUTION = {
    "title": "", "body": "", "body_html": "", "summary": "", "cost_pounds": None, "outcomes": "", "who_would": "",
}  # fmt: skip
_VERSION = {"title": "", "body": "", "body_html": "", "cost_pounds": None, "outcomes": None, "who_would": None}
"""Columns that hold words, and what stands in them meanwhile."""

_PLAIN: dict[str, Any] = {"execution_options": {"synchronize_session": False}}


def contact_id(*, lock: bool = False) -> int | None:
    """Who the escalation contact is now; none where nobody is, or where the account is closed."""
    found = contact(lock=lock)
    return found.person_id if found else None


def contact(*, lock: bool = False) -> EscalationContact | None:
    """The same, with when and by whom."""
    statement = select(EscalationContact).join(User, User.id == EscalationContact.person_id)
    running = statement.where(EscalationContact.ended_at.is_(None), User.active.is_(True))
    if lock:
        running = running.with_for_update(of=EscalationContact).execution_options(populate_existing=True)
    return db.session.scalars(running).one_or_none()


def end_contact(now: datetime) -> None:
    """Whoever was the contact is so no longer."""
    running = update(EscalationContact).where(EscalationContact.ended_at.is_(None))
    db.session.execute(running.values(ended_at=now), **_PLAIN)


def lock_contacts() -> None:
    """Lock the naming of a contact until the transaction ends: whoever gives roles waits here as well."""
    db.session.execute(select(RoleRecord.id).where(RoleRecord.name == Role.ADMINISTRATOR).with_for_update())


def contact_name() -> str | None:
    """What the escalation contact is called; none where nobody is one."""
    found = contact_id()
    return db.session.scalar(select(User.display_name).where(User.id == found)) if found else None


def contacts() -> Sequence[Row[EscalationContact, str, str]]:
    """Everybody who ever was the contact, the latest first, with the names of both."""
    by = aliased(User)
    statement = (
        select(EscalationContact, User.display_name, by.display_name)
        .join(User, User.id == EscalationContact.person_id)
        .join(by, by.id == EscalationContact.named_by_id)
    )
    return db.session.execute(statement.order_by(EscalationContact.id.desc())).all()


# -- Words --------------------------------------------------------------------------------------------------------------


def take_away(target: Target) -> str:
    """Empty every place in which the words of a text stand; gives all of them, as JSON.

    Its versions, what reporters wrote about it, and new words for it that its author has begun. What is
    quoted is a reference and says nothing any more.
    """
    text = target.text
    empty = _COMMENT if target.comment else _CONTRIBUTION
    kept: dict[str, Any] = {
        "text": {name: getattr(text, name) for name in empty},
        "hidden": [text.hidden_at.isoformat() if text.hidden_at else None, text.hidden_rule],
        "versions": _taken(Revision, _of(Revision, target), _VERSION),
        "reports": _taken(Report, _of(Report, target), {"words": ""}),
    }
    for name, nothing in empty.items():
        setattr(text, name, nothing)
    mine = (Draft.person_id == text.author_id, Draft.key.in_(keys_of(edit_key(text.public_id))))
    kept["draft"] = [row.text for row in db.session.execute(select(Draft.text).where(*mine).order_by(Draft.key))]
    db.session.execute(update(Draft).where(*mine).values(text="", revision=Draft.revision + 1))
    return json.dumps(kept)


def _of(table: Any, target: Target) -> Any:
    if target.comment is not None:
        return table.comment_id == target.comment.id
    return table.contribution_id == target.contribution.id


def _taken(table: Any, which: Any, empty: dict[str, Any]) -> list[dict[str, Any]]:
    columns = [table.id, *(getattr(table, name) for name in empty)]
    rows = [dict(row) for row in db.session.execute(select(*columns).where(which).order_by(table.id)).mappings()]
    db.session.execute(update(table).where(which).values(empty), **_PLAIN)
    return rows


def put_back(locked: LockedText, target: Target) -> bool:
    """Put the words back where they stood; gives whether everybody can read them again, or a hiding of before goes on."""
    kept, text = json.loads(locked.words), target.text
    for name, said in kept["text"].items():
        setattr(text, name, said)
    for table, rows in ((Revision, kept["versions"]), (Report, kept["reports"])):
        if rows:
            db.session.execute(update(table), rows)
    at, text.hidden_rule = kept["hidden"]
    text.hidden_at, text.locked_at, locked.words = moment(at), None, ""
    return text.hidden_at is None


# -- What is under lock -------------------------------------------------------------------------------------------------


def locked_texts() -> Sequence[Row[LockedText, Decision, str, str]]:
    """All that was ever put under lock, the latest first: (it, the decision, the moderator's name, the round's title)."""
    statement = (
        select(LockedText, Decision, User.display_name, Round.title)
        .join(Decision, Decision.id == LockedText.decision_id)
        .join(User, User.id == Decision.by_id)
        .join(Round, Round.id == LockedText.round_id)
    )
    return db.session.execute(statement.order_by(LockedText.id.desc())).all()


def locked_text(public_id: str, *, lock: bool = False) -> LockedText | None:
    """One of them, locked where asked. What it is about is locked first."""
    statement = select(LockedText).where(LockedText.public_id == public_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(statement).one_or_none()


def openings(locked_id: int | None = None) -> Sequence[Row[LockOpening, str, str]]:
    """Each time that somebody opened something, the latest first: (it, the name, what was opened)."""
    statement = (
        select(LockOpening, User.display_name, LockedText.public_id)
        .join(User, User.id == LockOpening.by_id)
        .join(LockedText, LockedText.id == LockOpening.locked_id)
    )
    if locked_id is not None:
        statement = statement.where(LockOpening.locked_id == locked_id)
    return db.session.execute(statement.order_by(LockOpening.id.desc())).all()


def author_of(locked: LockedText) -> User:
    """Who wrote it."""
    return db.session.get_one(User, locked.author_id)


def was_read(target: Target) -> bool:
    """Whether it was among the comments that everybody could read, and that are counted."""
    one = target.comment
    return isinstance(one, Comment) and one.hidden_at is None and one.withdrawn_at is None

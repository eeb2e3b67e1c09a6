"""SQL about what everybody may know of a space: its name, what it is for, and the address made of the name.

Where moderators of the site hide it, the words are moved away, so that no page, list or notice can show them.
"""

from sqlalchemy import delete, exists, insert, select, update

from app.drafts.models import Draft
from app.extensions import db
from app.identifiers import public_id
from app.moderation.case_models import Appeal
from app.moderation.models import Decision
from app.notifications.models import Notice
from app.rules.contributions import Kind
from app.rules.drafts import new_key
from app.rules.notices import NoticeKind
from app.rules.spaces import SpaceRole, digests
from app.spaces.models import Space, SpaceMember, SpaceRefusal


def belongs(space_id: int, person_id: int | None) -> bool:
    """Whether a person belongs to a space."""
    return person_id is not None and db.session.get(SpaceMember, (space_id, person_id)) is not None


def refused(space: Space) -> frozenset[str]:
    """The digests of what moderators of the site hid of this space, but where an appeal was right."""
    right = exists().where(Appeal.decision_id == SpaceRefusal.decision_id, Appeal.upheld.is_(True))
    kept = select(SpaceRefusal.digest).where(SpaceRefusal.space_id == space.id, ~right)
    return digests(space.hidden_name or "", space.hidden_about).union(db.session.scalars(kept))


def hide(space: Space, decision: Decision) -> None:
    """Put signs that mean nothing in the place of the words and of the address, and keep these for an appeal."""
    hidden = digests(space.name, space.about)
    db.session.add_all(SpaceRefusal(decision_id=decision.id, digest=one, space_id=space.id) for one in hidden)
    space.hidden_name, space.hidden_about, space.hidden_slug = space.name, space.about, space.slug
    space.hidden_about_html = space.about_html
    space.about = space.about_html = ""
    code = public_id()
    space.name = f"#{code}"
    _move(space, code)


def bring_back(space: Space) -> None:
    """Put the words and the address back."""
    assert space.hidden_name is not None  # The decision was allowed.
    assert space.hidden_slug is not None
    again = digests(space.hidden_name, space.hidden_about)
    db.session.execute(delete(SpaceRefusal).where(SpaceRefusal.space_id == space.id, SpaceRefusal.digest.in_(again)))
    space.name, space.about, space.about_html = space.hidden_name, space.hidden_about, space.hidden_about_html
    _move(space, space.hidden_slug)
    forget_hidden(space)


def forget_hidden(space: Space) -> None:
    """Let go of what was hidden: a moderator of the space gave it other words."""
    space.hidden_name = space.hidden_slug = None
    space.hidden_about = space.hidden_about_html = ""


def _move(space: Space, slug: str) -> None:
    """Give it another address. What is being written for a new topic comes along."""
    before, after = (new_key(Kind.TOPIC, name) for name in (space.slug, slug))
    for ending in ("", ".title"):
        moved = update(Draft).where(Draft.key == before + ending).values(key=after + ending)
        db.session.execute(moved.execution_options(synchronize_session=False))
    space.slug = slug


def tell_others(space: Space, decision: Decision) -> None:
    """Tell the moderators of a space, but whoever is told as the author."""
    which = SpaceMember.space_id == space.id, SpaceMember.role == SpaceRole.MODERATOR
    people = db.session.scalars(select(SpaceMember.person_id).where(*which)).all()
    told = {"space_id": space.id, "decision_id": decision.id, "kind": NoticeKind.SPACE_NAME_HIDDEN, "at": decision.at}
    rows = [told | {"person_id": one} for one in people if one != decision.author_id]
    if rows:
        db.session.execute(insert(Notice), rows)

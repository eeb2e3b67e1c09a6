"""Under whose badge a text stands, and who speaks for an organisation, as parts of queries."""

from sqlalchemy import ColumnElement, Select, func, select

from app.accounts.models import User
from app.contributions.models import Contribution
from app.organisations.models import Membership
from app.threads.models import Comment


def body_of(text: type[Contribution] | type[Comment]) -> ColumnElement[int | None]:
    """The id of the organisation that the text speaks for or, where it speaks for none, its author's own.

    The statement must join the author as `User`.
    """
    return func.coalesce(text.organisation_id, User.organisation_id)


def speakers_of(organisation_id: int) -> Select[int]:
    """Who (their ids) speaks for an organisation: answers its messages, and is told what is decided about it."""
    own = select(User.id).where(User.organisation_id == organisation_id, User.active.is_(True))
    belong = select(Membership.person_id).where(Membership.organisation_id == organisation_id)
    return own.union(belong).subquery().select()

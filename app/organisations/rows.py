"""Under whose badge a text stands, as an expression of queries."""

from sqlalchemy import ColumnElement, func

from app.accounts.models import User
from app.contributions.models import Contribution
from app.threads.models import Comment


def body_of(text: type[Contribution] | type[Comment]) -> ColumnElement[int | None]:
    """The id of the organisation that the text speaks for or, where it speaks for none, its author's own.

    The statement must join the author as `User`.
    """
    return func.coalesce(text.organisation_id, User.organisation_id)

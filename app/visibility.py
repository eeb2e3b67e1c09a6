"""Who sees what, as a query: the same law as `rules.moderation.may_read`, for every page, feed, search and export.

The statements that use these must join the round of what they select.
"""

from sqlalchemy import ColumnElement, and_, false, or_, true

from app.contributions.models import Contribution
from app.rounds.models import Round
from app.rules.actors import Actor
from app.threads.models import Comment


def round_is_open_to(actor: Actor) -> ColumnElement[bool]:
    """Rounds that this reader may know of: those that were opened; a commissioner sees the drafts too."""
    return true() if actor.is_commissioner else Round.opened_at.is_not(None)


def contribution_may_be_read_by(actor: Actor) -> ColumnElement[bool]:
    """Contributions whose words this reader may see."""
    mine = _mine(Contribution.author_id, actor)
    whole = and_(Contribution.hidden_at.is_(None), Contribution.withdrawn_at.is_(None))
    published = and_(Contribution.published_at.is_not(None), round_is_open_to(actor))
    draft = and_(Contribution.published_at.is_(None), mine)
    return or_(draft, and_(published, or_(whole, mine, _moderator(actor))))


def discussion_may_be_read_by(actor: Actor) -> ColumnElement[bool]:
    """Contributions whose thread this reader may see: it stays when the author takes the words back, not when hidden."""
    published = and_(Contribution.published_at.is_not(None), round_is_open_to(actor))
    return or_(contribution_may_be_read_by(actor), and_(published, Contribution.hidden_at.is_(None)))


def contribution_is_listed() -> ColumnElement[bool]:
    """Contributions that stand in lists, searches, counts, rankings and exports, the same ones for every reader."""
    return and_(
        Contribution.published_at.is_not(None), Contribution.hidden_at.is_(None), Contribution.withdrawn_at.is_(None)
    )


def comment_may_be_read_by(actor: Actor) -> ColumnElement[bool]:
    """Comments whose words this reader may see, where the contribution that they stand under may be read."""
    whole = and_(Comment.hidden_at.is_(None), Comment.withdrawn_at.is_(None))
    return or_(whole, _mine(Comment.author_id, actor), _moderator(actor))


def _mine(author_id: ColumnElement[int] | object, actor: Actor) -> ColumnElement[bool]:
    return false() if actor.id is None else author_id == actor.id  # type: ignore[return-value]


def _moderator(actor: Actor) -> ColumnElement[bool]:
    return true() if actor.is_moderator else false()

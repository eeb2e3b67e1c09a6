"""Who sees what, as a query: the same law as `rules.moderation.may_read`, for every page, feed, search and export.

The statements that use these must join the round of what they select.
"""

from functools import lru_cache

from sqlalchemy import ColumnElement, and_, false, or_, select

from app.accounts.models import User
from app.contributions.models import Contribution
from app.rounds.models import Round
from app.rules.actors import Actor
from app.rules.contributions import IN_ROUNDS, Kind
from app.rules.spaces import SpaceKind, SpaceRole
from app.spaces.models import Space, SpaceMember
from app.threads.models import Comment

KEPT_READERS = 256
"""Readers for whom the longest of these laws are kept as they were put together, some thirteen kilobytes each; what they ask of the
database is asked each time."""

_OPEN_SPACES = select(Space.id).where(Space.kind == SpaceKind.OPEN).correlate(None)
"""Made once: nearly every page asks for it, and to make it anew each time took longer than to look it up."""


def round_is_open_to(actor: Actor) -> ColumnElement[bool]:
    """Rounds that this reader may know of: those that were opened; a commissioner sees the drafts too.

    What holds the threads of a space is no round, for nobody: lists, counts, feeds and searches of rounds pass it over.
    """
    return Round.space_id.is_(None) if actor.is_commissioner else Round.opened_at.is_not(None)


def space_is_read_by(actor: Actor) -> ColumnElement[bool]:
    """Spaces in which this reader may read: open ones, and those to which they belong. Their offices count for nothing."""
    return _is_read(Space.id, actor.id)


def space_is_known_to(actor: Actor) -> ColumnElement[bool]:
    """Spaces that this reader may know of: all but the secret ones to which they do not belong."""
    return or_(Space.kind != SpaceKind.SECRET, _belongs(Space.id, actor.id))


@lru_cache(KEPT_READERS)
def place_is_open_to(actor: Actor) -> ColumnElement[bool]:
    """Rounds that this reader may know of, and what holds the threads of the spaces in which they may read.

    A round that was opened is told by its own row; only of others is a space asked for at all.
    """
    return or_(round_is_open_to(actor), and_(Round.space_id.is_not(None), _is_read(Round.space_id, actor.id)))


def reads_place(person_id: ColumnElement[int] | object, round_id: int) -> ColumnElement[bool]:
    """Whether somebody whom something that all may read there concerns may read there: in a space, asked at this moment."""
    space_id = select(Round.space_id).where(Round.id == round_id).scalar_subquery()
    return or_(space_id.is_(None), _is_read(space_id, person_id))


def _is_read(space_id: ColumnElement[int] | object, person_id: ColumnElement[int] | object) -> ColumnElement[bool]:
    """The law of spaces as a query: whether somebody, the reader or whom a row names, may read in that space."""
    return or_(space_id.in_(_OPEN_SPACES), _belongs(space_id, person_id))  # type: ignore[union-attr]


def _belongs(
    space_id: ColumnElement[int] | object, person_id: ColumnElement[int] | object, *roles: SpaceRole
) -> ColumnElement[bool]:
    """Whether somebody belongs to a space: asked of the database each time, so that it ends at once; a stranger to none."""
    if person_id is None:
        return false()
    theirs = select(SpaceMember.space_id).where(SpaceMember.person_id == person_id)
    return space_id.in_(theirs.where(SpaceMember.role.in_(roles)) if roles else theirs)  # type: ignore[union-attr]


def in_no_space(round_id: ColumnElement[int] | object) -> ColumnElement[bool]:
    """Rows that do not belong to a space, by the column that names their round: what moderators of the site look through."""
    spaces = select(Round.id).where(Round.space_id.is_not(None))
    return or_(round_id.is_(None), round_id.not_in(spaces))  # type: ignore[union-attr]


def stands_in_round(text: type[Contribution | Comment]) -> ColumnElement[bool]:
    """Texts that stand in rounds, by their own columns: they alone count for or against a person on the site."""
    return Contribution.kind.in_(IN_ROUNDS) if text is Contribution else in_no_space(Comment.round_id)


@lru_cache(KEPT_READERS)
def contribution_may_be_read_by(actor: Actor) -> ColumnElement[bool]:
    """Contributions whose words this reader may see."""
    mine = _mine(Contribution.author_id, actor)
    whole = and_(Contribution.hidden_at.is_(None), Contribution.withdrawn_at.is_(None))
    published = and_(Contribution.published_at.is_not(None), place_is_open_to(actor))
    draft = and_(Contribution.published_at.is_(None), mine, or_(Round.space_id.is_(None), place_is_open_to(actor)))
    kept_apart = and_(Contribution.locked_at.is_(None), or_(mine, moderates(actor)))
    return or_(draft, and_(published, or_(whole, kept_apart)))


@lru_cache(KEPT_READERS)
def discussion_may_be_read_by(actor: Actor) -> ColumnElement[bool]:
    """Contributions whose thread this reader may see: it stays when the author takes the words back, not when hidden."""
    published = and_(Contribution.published_at.is_not(None), place_is_open_to(actor))
    return or_(contribution_may_be_read_by(actor), and_(published, Contribution.hidden_at.is_(None)))


def discussion_is_shared() -> ColumnElement[bool]:
    """Contributions whose thread everybody may see who may read there at all: in a round the public, in a space its readers."""
    published = and_(Contribution.published_at.is_not(None), Contribution.hidden_at.is_(None))
    return and_(published, or_(Round.opened_at.is_not(None), Round.space_id.is_not(None)))


def contribution_is_listed() -> ColumnElement[bool]:
    """Contributions that stand in lists, searches, counts, rankings and exports, the same ones for every reader."""
    return and_(
        Contribution.published_at.is_not(None), Contribution.hidden_at.is_(None), Contribution.withdrawn_at.is_(None)
    )


def contribution_is_found_by(actor: Actor) -> ColumnElement[bool]:
    """Contributions that a search may bring to this reader: those that are listed, of rounds that this reader knows of.

    What stands in a space is in no index at all, and is looked for on its own page.
    """
    return and_(contribution_is_listed(), round_is_open_to(actor))


def comment_is_found_by(actor: Actor) -> ColumnElement[bool]:
    """Comments that a search may bring: whole, behind no click, and in a discussion whose contribution is not taken down."""
    whole = and_(Comment.hidden_at.is_(None), Comment.withdrawn_at.is_(None), Comment.covered_at.is_(None))
    return and_(whole, contribution_is_found_by(actor))


def person_is_found() -> ColumnElement[bool]:
    """People whom a search may bring: whose address was confirmed, and whose account is open."""
    return and_(User.confirmed_at.is_not(None), User.active.is_(True), User.closed_at.is_(None))


def listed_in(round_id: int, kind: Kind) -> ColumnElement[bool]:
    """The listed contributions of one kind in one round."""
    return and_(Contribution.round_id == round_id, Contribution.kind == kind, contribution_is_listed())


def comment_may_be_read_by(actor: Actor) -> ColumnElement[bool]:
    """Comments whose words this reader may see, where the contribution that they stand under may be read.

    Hidden words in a space are shown to its moderators where they stand, by the rule, and by nothing that asks this.
    """
    whole = and_(Comment.hidden_at.is_(None), Comment.withdrawn_at.is_(None))
    moderates = in_no_space(Comment.round_id) if actor.is_moderator else false()
    return or_(whole, and_(Comment.locked_at.is_(None), or_(_mine(Comment.author_id, actor), moderates)))


def _mine(author_id: ColumnElement[int] | object, actor: Actor) -> ColumnElement[bool]:
    return false() if actor.id is None else author_id == actor.id  # type: ignore[return-value]


def moderates(actor: Actor) -> ColumnElement[bool]:
    """Where this reader is a moderator: in rounds by their office on the site, in a space by what they are there."""
    on_the_site = Round.space_id.is_(None) if actor.is_moderator else false()
    return or_(on_the_site, _belongs(Round.space_id, actor.id, SpaceRole.MODERATOR))

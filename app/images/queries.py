"""SQL about pictures: who may see one, what stands where, what is used nowhere. The only place that reads their bytes."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    SQLColumnExpression,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import aliased

from app.accounts.models import Organisation, User
from app.checks.models import HeldText
from app.columns import BigId
from app.contributions.models import Contribution, Revision
from app.drafts.models import Draft
from app.extensions import db
from app.images.models import Image, ImageUse
from app.markup import pictures_of
from app.moderation.case_models import Appeal
from app.moderation.models import Decision, Report
from app.moderation.rows import heard_by
from app.rounds.models import Round
from app.rules.actors import Actor
from app.rules.images import Name
from app.spaces.models import SpaceEvidence
from app.threads.models import Comment, Thread
from app.visibility import (
    comment_may_be_read_by,
    contribution_may_be_read_by,
    discussion_may_be_read_by,
    in_no_space,
    moderates,
)

NAMED = (User, Organisation)
"""What has a picture beside its name."""

BATCH = 200
"""Pictures that are cleared away in one transaction."""


# -- Keeping -------------------------------------------------------------------------------------------------------------


def lately(owner_id: int, since: datetime) -> int:
    """How many pictures of a person came in since then."""
    return db.session.scalar(select(func.count(Image.id)).where(Image.owner_id == owner_id, Image.at > since)) or 0


def kept_bytes(owner_id: int) -> int:
    """How much we keep of a person's pictures."""
    return int(db.session.scalar(select(func.sum(Image.size)).where(Image.owner_id == owner_id)) or 0)


def add(image: Image) -> None:
    """Keep a picture."""
    db.session.add(image)
    db.session.flush()


def lock_own(owner_id: int, names: Iterable[Name]) -> set[Name]:
    """Those of these pictures that are this person's, held so that none goes before the transaction ends."""
    ids = {name.public_id for name in names}
    mine = select(Image.public_id, Image.width, Image.height).where(
        Image.owner_id == owner_id, Image.public_id.in_(ids)
    )
    held = mine.order_by(Image.id).with_for_update(read=True, key_share=True)
    return {Name(*row) for row in db.session.execute(held)}


def attach(owner_id: int, html: str, revision_id: int) -> None:
    """Note which pictures of its author stand in a version of a text: that lets its readers see them."""
    names = {name.public_id for name, _alt in pictures_of(html)} if "<img " in html else set()
    if names:
        mine = select(Image.id, literal(revision_id, BigId)).where(
            Image.owner_id == owner_id, Image.public_id.in_(names)
        )
        db.session.execute(insert(ImageUse).from_select(["image_id", "revision_id"], mine.order_by(Image.id)))


# -- Reading -------------------------------------------------------------------------------------------------------------


_BESIDE_NAME = select(Image.id).where(
    Image.public_id == bindparam("named"), or_(*(exists().where(model.avatar == Image.public_id) for model in NAMED))
)


def beside_name(name: Name) -> int | None:
    """The picture of that name, where it stands beside one, for everybody: its id. A page of comments asks for fifty."""
    return db.session.scalar(_BESIDE_NAME, {"named": name.public_id}) if name.is_portrait else None


def gone(names: Collection[str]) -> list[str]:
    """Which of these pictures stand beside no name now, in the order in which they were asked for."""
    beside = union_all(*(select(model.avatar).where(model.avatar.in_(names)) for model in NAMED))
    there = set(db.session.scalars(beside))
    return [name for name in names if name not in there]


def seen_by(actor: Actor, name: Name) -> int | None:
    """The picture of that name, where this reader may see it now though it stands beside none: its id."""
    named = (Image.public_id == name.public_id, Image.width == name.width, Image.height == name.height)
    return db.session.scalar(select(Image.id).where(*named, _may_be_seen_by(actor)))


def _may_be_seen_by(actor: Actor) -> ColumnElement[bool]:
    """Pictures in words that this reader may read, and their own.

    For moderators, also what waits, what they hid, and what was reported out of a space or is contested before them.

    What is under lock is for nobody, its author included.
    """
    ways = [_in_words_for(actor)]
    if actor.is_signed_in:
        ways.append(and_(Image.owner_id == actor.id, ~_under_lock()))
    if actor.is_moderator:
        ways += [
            _held(),
            _reported_in_a_space(),
            _contested_in_a_space(actor),
            *(exists().where(model.hidden_avatar == Image.public_id) for model in NAMED),
        ]
    return or_(*ways)


def _in_words_for(actor: Actor) -> ColumnElement[bool]:
    """It stands in a version of a text that this reader may read."""
    version = or_(Revision.hidden_at.is_(None), Revision.by_id == actor.id, moderates(actor))
    in_contribution = (
        select(1)
        .select_from(ImageUse)
        .join(Revision, Revision.id == ImageUse.revision_id)
        .join(Contribution, Contribution.id == Revision.contribution_id)
        .join(Round, Round.id == Contribution.round_id)
        .where(ImageUse.image_id == Image.id, version, contribution_may_be_read_by(actor))
    )
    in_comment = (
        select(1)
        .select_from(ImageUse)
        .join(Revision, Revision.id == ImageUse.revision_id)
        .join(Comment, Comment.id == Revision.comment_id)
        .join(Thread, Thread.id == Comment.thread_id)
        .join(Contribution, Contribution.id == Thread.contribution_id)
        .join(Round, Round.id == Contribution.round_id)
        .where(ImageUse.image_id == Image.id, version)
        .where(comment_may_be_read_by(actor), discussion_may_be_read_by(actor))
    )
    return or_(in_contribution.correlate(Image).exists(), in_comment.correlate(Image).exists())


def _under_lock() -> ColumnElement[bool]:
    whole = aliased(Contribution)
    return (
        select(1)
        .select_from(ImageUse)
        .join(Revision, Revision.id == ImageUse.revision_id)
        .outerjoin(Comment, Comment.id == Revision.comment_id)
        .outerjoin(Thread, Thread.id == Comment.thread_id)
        .join(whole, or_(whole.id == Revision.contribution_id, whole.id == Thread.contribution_id))
        .where(ImageUse.image_id == Image.id, or_(Comment.locked_at.is_not(None), whole.locked_at.is_not(None)))
        .correlate(Image)
        .exists()
    )


def _held() -> ColumnElement[bool]:
    """It stands in a text of its owner that waits, or waited, for a moderator."""
    says = or_(_says(HeldText.body), and_(HeldText.body.is_(None), _says(Contribution.body)))
    waits = select(1).select_from(HeldText).join(Contribution, Contribution.id == HeldText.contribution_id)
    return waits.where(HeldText.author_id == Image.owner_id, says).correlate(Image).exists()


def _reported_in_a_space() -> ColumnElement[bool]:
    """It stands in a text of its owner that a report laid before moderators, as it stood then."""
    laid = select(1).select_from(SpaceEvidence).join(Report, Report.id == SpaceEvidence.report_id)
    theirs = (Report.person_id == Image.owner_id, _says(SpaceEvidence.body_html))
    return laid.where(*theirs).correlate(Image).exists()


def _contested_in_a_space(actor: Actor) -> ColumnElement[bool]:
    """It stands in the very version of a text about which an appeal out of a space waits for this moderator of the site."""
    later = aliased(Revision)
    of_it = or_(Revision.comment_id == Decision.comment_id, Revision.contribution_id == Decision.contribution_id)
    same = or_(later.comment_id == Revision.comment_id, later.contribution_id == Revision.contribution_id)
    overtaken = exists().where(same, later.number > Revision.number, later.at <= Decision.at)
    waits = (
        select(1)
        .select_from(ImageUse)
        .join(Revision, Revision.id == ImageUse.revision_id)
        .join(Decision, of_it)
        .join(Appeal, Appeal.decision_id == Decision.id)
        .where(ImageUse.image_id == Image.id, Revision.at <= Decision.at, ~overtaken)
        .where(Appeal.decided_at.is_(None), heard_by(actor), ~in_no_space(Decision.round_id))
    )
    return waits.correlate(Image).exists()


def _says(words: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    return words.contains(Image.public_id)


def data_of(image_id: int) -> bytes:
    """What a browser is sent."""
    return db.session.execute(select(Image.data).where(Image.id == image_id)).scalar_one()


# -- Letting go ----------------------------------------------------------------------------------------------------------


def clear(before: datetime) -> int:
    """Take away some pictures that came in before then and are used nowhere; gives how many.

    What a text claims at this moment is passed over, and looked at again once it is ours.
    """
    old = select(Image.id).where(Image.at < before, _is_unused()).order_by(Image.id).limit(BATCH)
    mine = list(db.session.scalars(old.with_for_update(skip_locked=True)))
    gone = delete(Image).where(Image.id.in_(mine), _is_unused()).returning(Image.id)
    return len(db.session.scalars(gone, execution_options={"synchronize_session": False}).all())


def _is_unused() -> ColumnElement[bool]:
    """No version, no text that is being written or waits, and no name has it."""
    begun = exists().where(Draft.person_id == Image.owner_id, _says(Draft.text))
    unposted = exists().where(
        Contribution.author_id == Image.owner_id, Contribution.published_at.is_(None), _says(Contribution.body)
    )
    held = exists().where(HeldText.author_id == Image.owner_id, _says(HeldText.body))
    return and_(~exists().where(ImageUse.image_id == Image.id), ~_is_beside_name(), ~begun, ~unposted, ~held)


def _is_beside_name() -> ColumnElement[bool]:
    columns = [column for model in NAMED for column in (model.avatar, model.hidden_avatar)]
    return or_(*(exists().where(column == Image.public_id) for column in columns))


def drop(public_id: str | None) -> None:
    """Take away a picture that stood beside a name, and stands nowhere any more."""
    if public_id:
        db.session.execute(delete(Image).where(Image.public_id == public_id, ~_is_beside_name()))


def erase(person_id: int) -> None:
    """Take away all pictures of a person but those in words that were posted: they stay as those do."""
    gone = {"avatar": None, "hidden_avatar": None}
    db.session.execute(update(User).where(User.id == person_id).values(gone))
    never = select(Revision.id).join(Contribution, Contribution.id == Revision.contribution_id)
    mine = never.where(Contribution.author_id == person_id, Contribution.published_at.is_(None))
    db.session.execute(delete(ImageUse).where(ImageUse.revision_id.in_(mine)))
    unused = ~exists().where(ImageUse.image_id == Image.id)
    db.session.execute(delete(Image).where(Image.owner_id == person_id, unused, ~_is_beside_name()))

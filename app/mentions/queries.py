"""SQL about whom texts call: noted and linked as they are posted, told as they leave, taken out when an account is closed."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute

from app import markup
from app.accounts.models import FORMER_MEMBER, User
from app.contributions.models import Contribution, Revision
from app.extensions import db
from app.following.models import Mute
from app.mentions.models import Mention
from app.messages.rows import blockers_of
from app.notifications.models import UnwantedTopic
from app.outbox.models import Outgoing
from app.rules.mentions import MOST, Called, is_told
from app.rules.notices import Topic
from app.spaces.models import SpaceEvidence
from app.threads.models import Comment
from app.transaction import wake_jobs
from app.visibility import person_is_found, reads_place

Text = Contribution | Comment


def call(text: Text, outbox_id: int) -> None:
    """Make links of the people whom a text calls that is posted now, and note that they are to be told."""
    people = _people(text.body, lock=True)
    if people:
        _note(text, people, outbox_id)
        _link(text, people)


def call_again(text: Text) -> None:
    """The same for words that were changed: nobody is told of that, nor any more who is called no longer."""
    people = _people(text.body, lock=True)
    known = set(db.session.scalars(select(Mention.person_id).where(_of(text))))
    gone = (Mention.outbox_id.is_not(None), Mention.person_id.not_in(people.values()))
    if known - set(people.values()):
        db.session.execute(update(Mention).where(_of(text), *gone).values(outbox_id=None))
    new = {handle: person_id for handle, person_id in people.items() if person_id not in known}
    if new:
        _note(text, new, None)
    if people:
        _link(text, people)


def preview(source: str) -> str:
    """The HTML of words that are not posted yet."""
    return markup.render(source, _people(source), pictures=True)


def _people(source: str, *, lock: bool = False) -> dict[str, int]:
    """Whom these words call, as handle and id. Locked, nobody among them closes the account before this is written."""
    handles = markup.called(source)[:MOST]
    if not handles:
        return {}
    statement = select(User.handle, User.id).where(User.handle.in_(handles), person_is_found()).order_by(User.id)
    return dict(db.session.execute(statement.with_for_update(read=True, key_share=True) if lock else statement).all())


def _link(text: Text, people: dict[str, int]) -> None:
    text.body_html = markup.render(text.body, people, pictures=True)


def _note(text: Text, people: dict[str, int], outbox_id: int | None) -> None:
    about = {_column(text).key: text.id, "outbox_id": outbox_id}
    rows = [{**about, "person_id": person_id, "handle": handle} for handle, person_id in people.items()]
    db.session.execute(insert(Mention), rows)


def _column(text: Text) -> InstrumentedAttribute[int | None]:
    return Mention.comment_id if isinstance(text, Comment) else Mention.contribution_id


def _of(text: Text) -> ColumnElement[bool]:
    return _column(text) == text.id


# -- Telling ------------------------------------------------------------------------------------------------------


def to_tell(out: Outgoing, now: datetime) -> list[int]:
    """Who is to be told that what left the outbox, which all may read at this moment who may read there, calls them."""
    unwanted = exists().where(UnwantedTopic.person_id == User.id, UnwantedTopic.topic == Topic.MENTIONS)
    muted = exists().where(Mute.person_id == User.id, Mute.contribution_id == out.contribution_id)
    writer_id = out.by_id or 0
    found = db.session.execute(
        select(
            User.id, (User.id == writer_id).label("is_writer"), person_is_found().label("is_open"),
            func.coalesce(User.suspended_until > now, False).label("is_suspended"),
            User.id.in_(blockers_of(writer_id)).label("blocks"), unwanted.label("unwanted"), muted.label("muted"),
            reads_place(User.id, out.round_id).label("reads"),
        )
        .join(Mention, Mention.person_id == User.id)
        .where(Mention.outbox_id == out.id)
        .order_by(User.id)
    ).all()  # fmt: skip
    return [
        row.id
        for row in found
        if is_told(
            Called(row.is_writer, row.is_open, row.is_suspended, row.blocks, row.reads),
            wants=not row.unwanted,
            muted=row.muted,
        )
    ]


def note_told(outbox_id: int) -> None:
    """Nobody is told of it again."""
    db.session.execute(update(Mention).where(Mention.outbox_id == outbox_id).values(outbox_id=None))


# -- Forgetting ---------------------------------------------------------------------------------------------------


def end(person_id: int) -> None:
    """The account is closed: its name is to be taken out of the texts that call it."""
    db.session.execute(update(Mention).where(Mention.person_id == person_id).values(is_over=True, outbox_id=None))
    wake_jobs()


def take_over() -> tuple[Mention, Text] | None:
    """A closed account that a text still calls, and the text, locked. Words under lock are left until they are back."""
    standing = (Contribution.locked_at.is_(None), Comment.locked_at.is_(None))
    found = db.session.scalars(
        select(Mention)
        .outerjoin(Contribution, Contribution.id == Mention.contribution_id)
        .outerjoin(Comment, Comment.id == Mention.comment_id)
        .where(Mention.is_over, *standing)
        .order_by(Mention.id)
        .limit(1)
        .with_for_update(of=Mention, skip_locked=True)
    ).first()
    if found is None:
        return None
    if found.comment_id is not None:
        return found, db.session.get_one(Comment, found.comment_id, with_for_update=True, populate_existing=True)
    return found, db.session.get_one(Contribution, found.contribution_id, with_for_update=True, populate_existing=True)


def unlink(mention: Mention, text: Text) -> None:
    """Take a closed account out of what is shown of a text, of its versions, and where it was reported out of a space.

    The source is its author's, and stays.
    """
    version_of = Revision.comment_id if isinstance(text, Comment) else Revision.contribution_id
    versions = db.session.scalars(select(Revision).where(version_of == text.id))
    reported = db.session.scalars(select(SpaceEvidence).where(SpaceEvidence.text_id == text.public_id))
    for one in (text, *versions, *reported):
        one.body_html = markup.without_link(one.body_html, mention.handle, FORMER_MEMBER)
    if isinstance(text, Contribution):
        text.summary = markup.plain(text.body_html)
    db.session.delete(mention)

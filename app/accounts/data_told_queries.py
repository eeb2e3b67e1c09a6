"""SQL about what a person follows, is told of and looks for, for that person's own download."""

from collections.abc import Sequence

from sqlalchemy import RowMapping, func, or_, select

from app.accounts.data_rows import rows
from app.contributions.models import Contribution
from app.following.models import Follow, Mute
from app.mailing.models import MailChoice, Mailing
from app.mentions.models import Mention
from app.notifications.models import Notice, UnwantedTopic
from app.push.models import PushDevice
from app.rounds.models import Round
from app.rules.actors import Actor
from app.search.saved_models import SavedSearch
from app.threads.models import Comment, Thread
from app.unread.models import LeftOff
from app.visibility import place_is_open_to


def notices(person_id: int) -> Sequence[RowMapping]:
    """What the person was told. What a notice refers to may be somebody else's words: only its kind and times."""
    return rows(select(Notice.kind, Notice.at, Notice.read_at).where(Notice.person_id == person_id).order_by(Notice.id))


def unwanted_topics(person_id: int) -> Sequence[RowMapping]:
    """What the person does not want to be told of."""
    own = UnwantedTopic.person_id == person_id
    return rows(select(UnwantedTopic.topic).where(own).order_by(UnwantedTopic.topic))


def mail_choices(person_id: int) -> Sequence[RowMapping]:
    """How often the person wants mail, and when not."""
    own = MailChoice.person_id == person_id
    return rows(select(MailChoice.rhythm, MailChoice.quiet_from, MailChoice.quiet_until).where(own))


def mailings(person_id: int) -> Sequence[RowMapping]:
    """The mails about news that were made for the person."""
    own = Mailing.person_id == person_id
    return rows(select(Mailing.period, Mailing.made_at, Mailing.outcome).where(own).order_by(Mailing.id))


def push_devices(person_id: int) -> Sequence[RowMapping]:
    """The devices on which the person is told. Their addresses are keys, and stay here."""
    device = PushDevice
    return rows(
        select(device.public_id, device.name, device.made_at, device.paused_at)
        .where(device.person_id == person_id)
        .order_by(device.id)
    )


def saved_searches(person_id: int) -> Sequence[RowMapping]:
    """The searches that the person keeps."""
    said = (
        SavedSearch.q,
        SavedSearch.what,
        SavedSearch.round,
        SavedSearch.area,
        SavedSearch.theme,
        SavedSearch.made_at,
    )
    return rows(select(*said).where(SavedSearch.person_id == person_id).order_by(SavedSearch.id))


def follows(person_id: int) -> Sequence[RowMapping]:
    """What the person follows, or stopped following. What it is called may be somebody else's words."""
    return rows(
        select(Follow.public_id, Follow.kind, Follow.why, Follow.since, Follow.stopped_at)
        .where(Follow.person_id == person_id)
        .order_by(Follow.id)
    )


def mutes(person_id: int) -> Sequence[RowMapping]:
    """The discussions that the person muted."""
    return rows(
        select(Contribution.public_id.label("contribution"), Mute.at)
        .join(Contribution, Contribution.id == Mute.contribution_id)
        .where(Mute.person_id == person_id)
        .order_by(Mute.at)
    )


def left_off(person_id: int) -> Sequence[RowMapping]:
    """Up to where the person has read discussions, by the number of what happened in them, and when."""
    return rows(
        select(Contribution.public_id.label("contribution"), LeftOff.sequence.label("event"), LeftOff.at)
        .join(Thread, Thread.id == LeftOff.thread_id)
        .join(Contribution, Contribution.id == Thread.contribution_id)
        .where(LeftOff.person_id == person_id)
        .order_by(LeftOff.at, LeftOff.thread_id)
    )


def mentions(person_id: int) -> Sequence[RowMapping]:
    """Texts that call the person by the handle; of those in a space, the ones that the person may read now."""
    return rows(
        select(Contribution.public_id.label("contribution"), Comment.public_id.label("comment"))
        .select_from(Mention)
        .outerjoin(Contribution, Contribution.id == Mention.contribution_id)
        .outerjoin(Comment, Comment.id == Mention.comment_id)
        .join(Round, Round.id == func.coalesce(Contribution.round_id, Comment.round_id))
        .where(Mention.person_id == person_id, or_(Round.space_id.is_(None), place_is_open_to(Actor(person_id))))
        .order_by(Mention.id)
    )

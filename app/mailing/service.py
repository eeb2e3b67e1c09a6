"""The verbs of mail: choose, make what is due, send what was made, stop."""

from datetime import datetime

from flask import current_app
from itsdangerous import BadSignature

from app.extensions import mail
from app.mailing import queries, reading
from app.mailing.models import Mailing
from app.notifications.queries import notices_of
from app.rules.actors import Actor
from app.rules.mailing import Choice, Ended, Rhythm, due
from app.rules.refusals import Missing, Refused
from app.transaction import transaction

DIGESTS = frozenset({Rhythm.DAILY, Rhythm.WEEKLY})
AT_ONCE = frozenset({Rhythm.AT_ONCE})


def choose(actor: Actor, choice: Choice) -> None:
    """Get mail in this way from now on."""
    assert actor.id is not None
    with transaction():
        queries.set_choice(actor.id, choice)


def make_due(rhythms: frozenset[Rhythm], now: datetime) -> None:
    """Make the mails that are due at this hour. May run twice, or two at once, without harm."""
    after = 0
    while people := queries.people_with_news(rhythms, after, now):
        mails = queries.recent_mails([person.id for person in people], now)
        for person in people:
            choice = Choice(person.rhythm, person.quiet_from, person.quiet_until) if person.rhythm else Choice()
            period = due(choice, person.joined_at, mails[person.id], now)
            if period is not None:
                with transaction():
                    queries.make(person.id, period, now)
        after = people[-1].id


def send_made(now: datetime) -> int:
    """Send the mails that wait; how many left. What the mail server does not take is tried again later."""
    sent = 0
    while True:
        with transaction():
            mailing = queries.claim(now)
            todo = None if mailing is None else (mailing.id, mailing.ended_at is not None)
        if mailing is None or todo is None:
            return sent
        if not todo[1]:
            sent += _send(mailing, now)


def _send(mailing: Mailing, now: datetime) -> bool:
    """Send one mail that this process has claimed, unless nothing is left to say."""
    mailing_id, public_id = mailing.id, mailing.public_id
    person = queries.reader(mailing.person_id)
    wants = person is not None and queries.choice_of(person.id).rhythm is not Rhythm.NONE
    message = None
    if person is not None and wants:
        message = reading.compose(person, notices_of(person.actor, mailing_id=mailing_id), public_id)
    if message is not None:
        try:
            with mail.get_connection() as connection:
                connection.send_messages([message])
        except OSError:  # smtplib's errors are among them.
            current_app.logger.warning("A mail was not taken. It is tried again.", exc_info=True)
            return False
    with transaction():
        queries.end(mailing_id, Ended.EMPTY if message is None else Ended.SENT, now)
    return message is not None


def holder(token: str) -> int:
    """Whom a mail's link to stop belongs to.

    Raises Refused for a link that we did not make, Missing where the account is gone.
    """
    try:
        person_id = queries.person_of(reading.signer().loads(token))
    except BadSignature as error:
        raise Refused(reading.broken_link()) from error
    if person_id is None:
        raise Missing
    return person_id


def stop(token: str) -> None:
    """Send no more mail to whoever got the mail with this link. Twice changes nothing."""
    person_id = holder(token)
    with transaction():
        before = queries.choice_of(person_id)
        queries.set_choice(person_id, Choice(Rhythm.NONE, before.quiet_from, before.quiet_until))

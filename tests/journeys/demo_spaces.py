"""Spaces beside the demo round."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app import clock
from app.accounts.models import User
from app.extensions import db
from app.invitations import queries as links
from app.moderation.case_models import Case
from app.rules.actors import Actor
from app.rules.moderation import ReportReason
from app.rules.spaces import SpaceKind
from app.spaces import invitation_service, service, text_service, topic_service
from app.spaces.models import Space, SpaceInvitation
from app.spaces.service import Words
from app.threads import comment_service
from app.threads.comment_service import Draft
from tests import factories

LONG = "Neighbours of Mill Lane, Chapel Row and the Old Brindle Brickworks Cottages"
ABOUT = "Who waters what, who lends a ladder, and what to do about the **hedge**."


def spaces_of(app: Flask, me: User) -> dict[str, str]:
    """A space that the resident looks after, with people who ask to join and who are invited; one that invites them, one
    that is open to all, and what was reported in one."""
    friend, asks = (factories.user(app, name=name) for name in ("Rosa Delgado", "Tomasz Wójcik"))
    mine, hers, theirs = Actor(me.id), Actor(friend.id), Actor(asks.id)
    link = "a-link-that-only-the-tests-know-too"
    with app.test_request_context():
        own = service.make(mine, Words(LONG, ABOUT, SpaceKind.REQUEST))
        open_ = service.make(hers, Words("Allotments", "All about allotments.", SpaceKind.OPEN))
        secret = service.make(hers, Words("Surprise party", "", SpaceKind.SECRET))
        service.ask(theirs, own, "I live at number 9, with the dog.")
        invitation_service.invite_address(mine, own, "somebody.new@example.org")
        invitation_service.invite_person(hers, secret, me.handle)
        invitation_service.invite_person(mine, own, friend.handle)
        waits = select(SpaceInvitation.public_id).filter_by(person_id=friend.id)
        invitation_service.accept(hers, db.session.scalars(waits).one())
        topic = topic_service.begin(mine, own, "Who waters the plants in August?", "I am away for two weeks.")
        theirs_topic = topic_service.begin(hers, own, "The hedge", "It has grown over the path again.")
        said = comment_service.post(hers, topic, Draft("I can, on Mondays.")).public_id
        service.join(mine, open_)
        case = _reported(mine, hers, open_)
        digest = links.digest(link)
        space_id = db.session.scalars(select(Space).filter_by(slug=secret)).one().id
        db.session.remove()
    made = {"by_id": friend.id, "at": clock.now(), "expires_at": clock.now() + timedelta(days=7)}
    factories.keep(app, SpaceInvitation(space_id=space_id, email=me.email, digest=digest, **made))
    return {
        "space": own, "open_space": open_, "space_link": link, "topic": topic, "their_topic": theirs_topic,
        "space_comment": said, "space_friend": friend.handle, "space_case": case,
    }  # fmt: skip


def _reported(by: Actor, person: Actor, slug: str) -> str:
    """The case of what one member reported of another."""
    topic = topic_service.begin(person, slug, "Slugs", "You are all fools.")
    text_service.report(by, "topics", topic, ReportReason.INSULT, "")
    return db.session.scalars(select(Case).filter_by(person_id=person.id)).one().public_id

"""Spaces beside the demo round."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app import clock
from app.accounts.models import User
from app.extensions import db
from app.invitations import queries as links
from app.moderation import appeal_service
from app.moderation.acts import Order
from app.moderation.case_models import Case
from app.moderation.models import Decision
from app.rules.actors import Actor
from app.rules.moderation import ReportReason, Verb
from app.rules.spaces import SpaceKind, SpaceRole
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
    that is open to all, what was reported in one, and what was appealed against."""
    names = ("Rosa Delgado", "Tomasz Wójcik", "Blessing Adeyemi-Holloway")
    friend, asks, other = (factories.user(app, name=name) for name in names)
    mine, hers, theirs = Actor(me.id), Actor(friend.id), Actor(asks.id)
    link = "a-link-that-only-the-tests-know-too"
    with app.test_request_context():
        own = service.make(mine, Words(LONG, ABOUT, SpaceKind.REQUEST))
        open_ = service.make(hers, Words("Allotments", "All about allotments.", SpaceKind.OPEN))
        secret = service.make(hers, Words("Surprise party", "", SpaceKind.SECRET))
        service.ask(theirs, own, "I live at number 9, with the dog.")
        invitation_service.invite_address(mine, own, "somebody.new@example.org")
        invitation_service.invite_person(hers, secret, me.handle)
        _enrol(mine, own, friend, other)
        topic = topic_service.begin(mine, own, "Who waters the plants in August?", "I am away for two weeks.")
        theirs_topic = topic_service.begin(hers, own, "The hedge", "It has grown over the path again.")
        said = comment_service.post(hers, topic, Draft("I can, on Mondays.")).public_id
        service.join(mine, open_)
        case = _reported(mine, hers, open_)
        service.set_role(mine, own, friend.handle, SpaceRole.MODERATOR)
        contested = _appealed((mine, hers, Actor(other.id)), own, theirs_topic, open_)
        put_out = _put_out(hers, open_, other)
        made = _link_to(secret, link, friend, me.email)
        db.session.remove()
    factories.keep(app, made)
    return {
        "space": own, "open_space": open_, "space_link": link, "topic": topic, "their_topic": theirs_topic,
        "space_comment": said, "space_friend": friend.handle, "space_case": case, "space_out_appeal": put_out,
    } | contested  # fmt: skip


def _link_to(slug: str, link: str, by: User, email: str) -> SpaceInvitation:
    """An invitation by mail whose link the tests know."""
    space_id = db.session.scalars(select(Space).filter_by(slug=slug)).one().id
    until, digest = clock.now() + timedelta(days=7), links.digest(link)
    return SpaceInvitation(space_id=space_id, email=email, digest=digest, by_id=by.id, at=clock.now(), expires_at=until)


def _enrol(by: Actor, slug: str, *people: User) -> None:
    """Invite people into a space; they join."""
    for one in people:
        invitation_service.invite_person(by, slug, one.handle)
        waits = select(SpaceInvitation.public_id).filter_by(person_id=one.id)
        invitation_service.accept(Actor(one.id), db.session.scalars(waits).one())


def _put_out(by: Actor, slug: str, person: User) -> str:
    """The name of the appeal of somebody who was put out."""
    service.put_out(by, slug, person.handle, Order(Verb.PUT_OUT, 1, "You sold the ladder."))
    return appeal_service.appeal(Actor(person.id), _latest(), "It was my own ladder.").public_id


def _reported(by: Actor, person: Actor, slug: str) -> str:
    """The case of what one member reported of another."""
    topic = topic_service.begin(person, slug, "Slugs", "You are all fools.")
    text_service.report(by, "topics", topic, ReportReason.INSULT, "")
    return db.session.scalars(select(Case).filter_by(person_id=person.id)).one().public_id


def _hidden(by: Actor, person: Actor, topic: str, words: str) -> str:
    """The name of a decision to hide what somebody said in a topic."""
    said = comment_service.post(person, topic, Draft(words)).public_id
    text_service.decide(by, "comments", said, Order(Verb.HIDE, 1, "Not in this tone."))
    return _latest()


def _appealed(people: tuple[Actor, Actor, Actor], own: str, topic: str, open_: str) -> dict[str, str]:
    """What a friend hid: of another, before the resident; of the resident, before the site; and what may be contested yet."""
    mine, hers, others = people
    service.join(others, open_)
    compost = topic_service.begin(mine, open_, "Compost", "Whose is it?")
    _decision, here = _contested(hers, others, topic, "You could cut it yourself, for once.")
    decision, to_site = _contested(hers, mine, compost, "It is mine, all of it.")
    ladder = topic_service.begin(mine, own, "The ladder", "Who has it?")
    return {
        "space_appeal": here, "space_contested": decision, "space_site_appeal": to_site,
        "space_decision": _hidden(hers, mine, ladder, "Rosa has it."),
    }  # fmt: skip


def _contested(by: Actor, person: Actor, topic: str, words: str) -> tuple[str, str]:
    """The same, and of the appeal against it."""
    decision = _hidden(by, person, topic, words)
    return decision, appeal_service.appeal(person, decision, "I said no more than what is so.").public_id


def _latest() -> str:
    """The name of the latest decision."""
    return db.session.scalars(select(Decision.public_id).order_by(Decision.id.desc()).limit(1)).one()

"""One law, said twice: the query and the rule agree on who reads what, in every kind of space, whatever one is there."""

import itertools

from sqlalchemy import select

from app import clock
from app.contributions import page_queries
from app.contributions.models import Contribution
from app.extensions import db
from app.rounds.models import Round
from app.rules.actors import VISITOR, Actor, Role
from app.rules.contributions import Kind
from app.rules.moderation import may_read, may_read_discussion
from app.rules.spaces import SpaceKind, SpaceRole
from app.spaces import queries
from app.spaces.models import Space
from app.visibility import contribution_may_be_read_by, discussion_may_be_read_by
from tests import factories

STATES = {
    "whole": {},
    "hidden": {"hidden_at": True, "hidden_rule": 1},
    "withdrawn": {"withdrawn_at": True},
    "draft": {"published_at": None},
}

LAW = ((may_read, contribution_may_be_read_by), (may_read_discussion, discussion_may_be_read_by))


def test_the_query_and_the_rule_agree(app):
    people = {role: factories.user(app) for role in (SpaceRole.MODERATOR, SpaceRole.MEMBER, None)}
    author = factories.user(app)
    with app.app_context():
        now = clock.now()
        for kind in SpaceKind:
            space = Space(slug=f"s-{kind}", name=kind, kind=kind, created_by_id=author.id, created_at=now)
            queries.add(space, now)
            for role, person in people.items():
                if role is not None:
                    queries.join(space.id, person.id, role, now)
        db.session.commit()
        rounds = db.session.scalars(select(Round)).all()
        for round_, (_name, state) in itertools.product(rounds, STATES.items()):
            fields = {key: now if value is True else value for key, value in state.items()}
            factories.contribution(app, round_, author, Kind.TOPIC, **fields)
    offices = (frozenset(), frozenset({Role.MODERATOR}), frozenset({Role.COMMISSIONER, Role.ADMINISTRATOR}))
    ids = [None, *(person.id for person in people.values()), author.id]
    with app.app_context():
        names = db.session.scalars(select(Contribution.public_id)).all()
        assert len(names) == len(SpaceKind) * len(STATES)
        for who in ids:
            pages = {name: page_queries.page(name, Kind.TOPIC, who, None) for name in names}
            for roles in offices:
                actor = VISITOR if who is None else Actor(who, roles | {Role.RESIDENT})
                for rule, query in LAW:
                    by_rule = {name for name, shown in pages.items() if rule(shown.reader(actor), shown.state)}
                    found = select(Contribution.public_id).join(Contribution.round).where(query(actor))
                    assert set(db.session.scalars(found)) == by_rule, (who, roles, rule.__name__)

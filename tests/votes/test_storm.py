"""Many at once, and any history: one vote a person, and the counters are always the recount."""

from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import clock
from app.contributions.models import Contribution
from app.extensions import db
from app.rounds.models import Participation
from app.rules.actors import Actor, Role
from app.rules.refusals import Gone, Refused
from app.rules.voting import Choice
from app.transaction import transaction
from app.votes import service
from app.votes.models import Vote, VoteEvent
from tests import factories
from tests.together import at_once

CHOICES = ["agree", "disagree", "unsure"]


@pytest.fixture
def idea(app):
    return factories.contribution(app, factories.round_(app), factories.user(app))


def counters(app, of):
    row = factories.reload(app, of)
    return {choice: getattr(row, f"{choice}_count") for choice in CHOICES}


def recount(app, of):
    with app.app_context():
        rows = [vote.choice.value for vote in db.session.query(Vote).filter_by(contribution_id=of.id)]
    return {choice: rows.count(choice) for choice in CHOICES}


def replayed(app, of):
    """What the log alone says that the votes are."""
    with app.app_context():
        events = db.session.query(VoteEvent).filter_by(contribution_id=of.id).order_by(VoteEvent.id)
        last = {event.person_id: event.choice for event in events}
    said = [choice.value for choice in last.values() if choice]
    return {choice: said.count(choice) for choice in CHOICES}


def request(client, of, token, choice):
    """A vote, or taking it back, over HTTP."""
    tail = "vote" if choice else "vote/withdraw"
    data = {"csrf_token": token} | ({"choice": choice} if choice else {})
    return client.post(f"/contributions/{of.public_id}/{tail}", data=data).status_code


def clients_of(app, as_user, person, number):
    made = [as_user(person) for _ in range(number)]
    return [(client, client.token("/account/")) for client in made]


def test_twenty_at_once_by_one_person_are_one_vote(app, as_user, idea):
    person = factories.user(app)
    acts = [
        lambda client=client, token=token: request(client, idea, token, "agree")
        for client, token in clients_of(app, as_user, person, 20)
    ]
    assert set(at_once(acts)) == {303}
    assert counters(app, idea) == recount(app, idea) == {"agree": 1, "disagree": 0, "unsure": 0}
    with app.app_context():
        assert db.session.query(VoteEvent).count() == 1


def test_a_storm_of_changes_by_one_person_ends_in_one_vote(app, as_user, idea):
    person = factories.user(app)
    wishes = [*CHOICES, None] * 5
    acts = [
        lambda client=client, token=token, wish=wish: request(client, idea, token, wish)
        for (client, token), wish in zip(clients_of(app, as_user, person, 20), wishes, strict=True)
    ]
    assert set(at_once(acts)) == {303}
    assert counters(app, idea) == recount(app, idea) == replayed(app, idea)
    assert sum(recount(app, idea).values()) <= 1


def test_twenty_people_at_once_are_twenty_votes(app, as_user, idea):
    people = [clients_of(app, as_user, factories.user(app), 1)[0] for _ in range(20)]
    acts = [
        lambda client=client, token=token, n=n: request(client, idea, token, CHOICES[n % 3])
        for n, (client, token) in enumerate(people)
    ]
    assert set(at_once(acts)) == {303}
    assert counters(app, idea) == recount(app, idea) == {"agree": 7, "disagree": 7, "unsure": 6}


def test_a_vote_that_waits_while_the_idea_is_withdrawn_is_refused(app, idea):
    person = Actor(factories.user(app).id, frozenset({Role.RESIDENT}))

    def vote():
        with app.app_context(), pytest.raises(Gone):
            service.cast_vote(person, idea.public_id, Choice.AGREE)

    with ThreadPoolExecutor(1) as pool, app.app_context():
        with transaction():
            db.session.execute(
                db.update(Contribution).where(Contribution.id == idea.id).values(withdrawn_at=clock.now())
            )
            waiting = pool.submit(vote)
            sleep(0.3)  # Long enough for the vote to have read the idea as it was.
        waiting.result()
    assert counters(app, idea) == recount(app, idea) == {"agree": 0, "disagree": 0, "unsure": 0}


def test_a_first_vote_notes_that_the_person_takes_part(app, idea):
    person = Actor(factories.user(app).id, frozenset({Role.RESIDENT}))
    with app.app_context():
        for choice in (Choice.AGREE, Choice.UNSURE, None, Choice.AGREE):
            service.cast_vote(person, idea.public_id, choice) if choice else service.withdraw_vote(
                person, idea.public_id
            )
        rows = db.session.query(Participation).filter_by(person_id=person.id)
        assert [row.round_id for row in rows] == [idea.round_id]


PEOPLE = 4
ACTS = st.lists(st.tuples(st.integers(0, PEOPLE), st.sampled_from([*Choice, None])), max_size=12)


@given(acts=ACTS)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_history_the_counters_are_the_recount(app, idea_and_people, acts):
    idea, people = idea_and_people
    expected = {}
    for who, choice in acts:
        actor = Actor(people[who], frozenset({Role.RESIDENT}))
        with app.app_context():
            try:
                if choice:
                    service.cast_vote(actor, idea.public_id, choice)
                else:
                    service.withdraw_vote(actor, idea.public_id)
            except Refused:
                assert people[who] == idea.author_id
                continue
        expected[people[who]] = choice
    with app.app_context():
        said = {vote.person_id: vote.choice for vote in db.session.query(Vote).filter_by(contribution_id=idea.id)}
    # Earlier examples leave their votes: only the people of this one are known.
    assert {person: said.get(person) for person in expected} == expected
    assert counters(app, idea) == recount(app, idea) == replayed(app, idea)
    assert idea.author_id not in said


@pytest.fixture
def idea_and_people(app, idea):
    return idea, [factories.user(app).id for _ in range(PEOPLE)] + [idea.author_id]


def test_the_database_itself_refuses_a_second_vote_and_a_count_below_none(app, idea):
    from sqlalchemy.exc import IntegrityError

    person = factories.user(app)
    row = {"contribution_id": idea.id, "person_id": person.id, "round_id": idea.round_id}
    vote = row | {"choice": Choice.AGREE, "at": clock.now(), "source": "web"}
    factories.keep(app, Vote(**vote))
    with app.app_context(), pytest.raises(IntegrityError):
        db.session.execute(db.insert(Vote).values(**vote))
    with app.app_context(), pytest.raises(IntegrityError):
        db.session.execute(db.update(Contribution).where(Contribution.id == idea.id).values(agree_count=-1))

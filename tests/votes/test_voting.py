"""Agree, disagree or unsure: given, changed, taken back; refused where it must be; counted always."""

from datetime import timedelta

import pytest
import time_machine
from blinker import ANY

from app import clock
from app.contributions.models import Contribution
from app.extensions import db
from app.live import EventKind, ThreadEvent, announced
from app.rounds.models import Participation
from app.rules.actors import Role
from app.rules.contributions import IN_ROUNDS
from app.rules.phases import PhaseKind
from app.rules.voting import Choice
from app.votes.models import Vote, VoteEvent
from tests import factories


@pytest.fixture
def round_(app):
    return factories.round_(app)


@pytest.fixture
def author(app):
    return factories.user(app)


@pytest.fixture
def idea(app, round_, author):
    return factories.contribution(app, round_, author, title="Handyperson hour")


@pytest.fixture
def person(app):
    return factories.user(app)


@pytest.fixture
def me(as_user, person):
    return as_user(person)


def place(of):
    return f"/{of.kind.plural}/{of.public_id}"


def vote(client, of, choice):
    token = client.token("/account/")
    return client.post(f"/contributions/{of.public_id}/vote", data={"csrf_token": token, "choice": choice})


def take_back(client, of):
    token = client.token("/account/")
    return client.post(f"/contributions/{of.public_id}/vote/withdraw", data={"csrf_token": token})


def counts(app, of):
    row = factories.reload(app, of)
    return row.agree_count, row.unsure_count, row.disagree_count


def log(app, of):
    with app.app_context():
        events = db.session.query(VoteEvent).filter_by(contribution_id=of.id).order_by(VoteEvent.id)
        return [event.choice and event.choice.value for event in events]


def votes(app, of):
    with app.app_context():
        return [row.choice.value for row in db.session.query(Vote).filter_by(contribution_id=of.id)]


def change(app, of, **fields):
    with app.app_context():
        db.session.query(type(of)).filter_by(id=of.id).update(fields)
        db.session.commit()


def test_a_vote_is_given_on_the_page(app, me, person, idea):
    answer = me.submit(place(idea), f"/contributions/{idea.public_id}/vote", choice="agree")
    assert answer.status_code == 303
    assert answer.location == f"{place(idea)}#vote"
    assert counts(app, idea) == (1, 0, 0)
    assert votes(app, idea) == log(app, idea) == ["agree"]
    with app.app_context():
        assert db.session.query(Participation.person_id).scalar() == person.id


@pytest.mark.parametrize("kind", IN_ROUNDS)
def test_every_kind_is_voted_on(app, me, round_, author, kind):
    of = factories.contribution(app, round_, author, kind)
    for choice in Choice:
        assert vote(me, of, choice).status_code == 303
    assert votes(app, of) == ["unsure"]


def test_a_vote_is_changed_and_taken_back(app, me, idea):
    for choice in ("agree", "disagree", "disagree"):
        vote(me, idea, choice)
    assert counts(app, idea) == (0, 0, 1)
    assert take_back(me, idea).status_code == 303
    assert take_back(me, idea).status_code == 303
    assert counts(app, idea) == (0, 0, 0)
    assert votes(app, idea) == []
    assert log(app, idea) == ["agree", "disagree", None]


def test_taking_back_is_a_button_beside_the_change(me, idea):
    vote(me, idea, "agree")
    assert f'formaction="/contributions/{idea.public_id}/vote/withdraw"' in me.get(place(idea)).text


@pytest.mark.parametrize("choice", ["", "maybe", "AGREE", "agree\x00", None])
def test_what_is_no_answer_is_refused(app, me, idea, choice):
    assert vote(me, idea, choice or "").status_code == 422
    assert counts(app, idea) == (0, 0, 0)


def test_votes_of_many_are_counted(app, as_user, idea):
    for choice in ("agree", "agree", "unsure", "disagree", "agree"):
        vote(as_user(factories.user(app)), idea, choice)
    assert counts(app, idea) == (3, 1, 1)


@pytest.mark.parametrize("role", [None, *Role])
def test_who_may_vote(app, as_user, client, idea, role):
    if role is None:
        answer = client.post(
            f"/contributions/{idea.public_id}/vote", data={"csrf_token": client.token(), "choice": "agree"}
        )
        assert answer.location.startswith("/login")
    else:
        answer = vote(as_user(factories.user(app, role)), idea, "agree")
        assert answer.status_code == (403 if role == Role.ORGANISATION else 303)
    allowed = role not in {None, Role.ORGANISATION}
    assert sum(counts(app, idea)) == len(votes(app, idea)) == len(log(app, idea)) == allowed


def test_nobody_votes_on_their_own(app, as_user, author, idea):
    answer = vote(as_user(author), idea, "agree")
    assert answer.status_code == 403
    assert "your own" in answer.text
    assert counts(app, idea) == (0, 0, 0)


def test_without_a_token_nothing_is_counted(app, me, idea):
    assert me.post(f"/contributions/{idea.public_id}/vote", data={"choice": "agree"}).status_code == 400
    assert me.get(f"/contributions/{idea.public_id}/vote").status_code == 405
    assert counts(app, idea) == (0, 0, 0)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"hidden_at": factories.days_ago(0), "hidden_rule": 1}, 410),
        ({"withdrawn_at": factories.days_ago(0)}, 410),
        ({"published_at": None}, 404),
    ],
)
def test_no_vote_on_what_is_not_there(app, me, as_user, idea, fields, status):
    vote(me, idea, "agree")
    change(app, idea, **fields)
    for act in (lambda: vote(me, idea, "disagree"), lambda: take_back(me, idea)):
        answer = act()
        assert answer.status_code == status
        assert "Handyperson" not in answer.text
    moderator = as_user(factories.user(app, Role.MODERATOR))
    assert vote(moderator, idea, "agree").status_code in {403, 404}
    assert counts(app, idea) == (1, 0, 0)
    assert log(app, idea) == ["agree"]


def test_no_vote_on_what_never_was(app, me):
    token = me.token("/account/")
    for unknown in ("nothing", "234567abcdef", "1"):
        answer = me.post(f"/contributions/{unknown}/vote", data={"csrf_token": token, "choice": "agree"})
        assert answer.status_code == 404


@pytest.mark.parametrize(
    "phases",
    [
        {"over": (PhaseKind.IDEAS,)},
        {"over": (PhaseKind.IDEAS,), "ahead": (PhaseKind.VOTE,)},
        {"ahead": (PhaseKind.IDEAS,)},
        {"ahead": (PhaseKind.VOTE,)},
        {"over": (PhaseKind.NEEDS,), "ahead": (PhaseKind.IDEAS,)},
    ],
)
def test_only_while_the_phase_is_open(app, me, author, phases):
    idea = factories.contribution(app, factories.round_(app, **phases), author)
    assert vote(me, idea, "agree").status_code == 403
    assert counts(app, idea) == (0, 0, 0)


def test_not_in_a_round_that_was_called_off(app, me, author):
    off = factories.round_(app, cancelled_at=factories.days_ago(1), cancel_reason="No money")
    idea = factories.contribution(app, off, author)
    assert vote(me, idea, "agree").status_code == 403


def test_not_in_a_round_that_is_a_draft(app, me, author):
    idea = factories.contribution(app, factories.round_(app, opened_at=None), author)
    assert vote(me, idea, "agree").status_code == 404


def test_the_server_s_clock_decides(app, me, idea):
    """The last instant counts; the deadline itself does not, whatever the form says."""
    with app.app_context():
        phase = next(p for p in db.session.get(Contribution, idea.id).round.phases if p.kind == PhaseKind.IDEAS)
        closes = phase.closes_at
    token = me.token("/account/")
    form = {"csrf_token": token, "choice": "agree", "at": "2020-01-01", "now": "2020-01-01"}
    address = f"/contributions/{idea.public_id}/vote"
    with time_machine.travel(closes, tick=False):
        assert me.post(address, data=form).status_code == 403
    with time_machine.travel(closes - timedelta(milliseconds=1), tick=False):
        assert me.post(address, data=form).status_code == 303


def test_an_old_request_again_counts_once(app, me, idea):
    form = me.form(place(idea), f"/contributions/{idea.public_id}/vote")
    for choice in ("agree", "agree", "disagree"):
        me.post(form.action, data=form.fields | {"choice": choice})
    assert counts(app, idea) == (0, 0, 1)


def test_a_closed_account_s_votes_stay(app, me, person, idea):
    vote(me, idea, "agree")
    change(app, person, active=False, closed_at=clock.now())
    assert counts(app, idea) == (1, 0, 0)
    assert me.get("/account/").status_code == 303
    assert votes(app, idea) == ["agree"]


def test_a_change_is_announced_after_the_commit_without_a_figure(app, me, idea):
    heard = []

    def hear(room, event):
        heard.append((event, counts(app, idea)))

    announced.connect(hear, ANY)
    try:
        vote(me, idea, "agree")
        vote(me, idea, "agree")  # Says nothing new.
        vote(me, idea, "nothing")
    finally:
        announced.disconnect(hear, ANY)
    thread = factories.thread_of(app, idea)
    event = ThreadEvent(thread.public_id, None, EventKind.VOTES_CHANGED, idea.public_id, idea.round_id)
    assert heard == [(event, (1, 0, 0))]


# -- Who sees the counts ---------------------------------------------------------------------------------------------


@pytest.fixture
def voted(app, as_user, idea):
    for choice in ["agree"] * 4 + ["disagree"] * 2:
        vote(as_user(factories.user(app)), idea, choice)
    return idea


SEEN = "4 agree, 0 unsure, 2 disagree, of 6"


def test_before_voting_nobody_sees_how_others_voted(app, as_user, client, author, voted):
    readers = [client, as_user(author), *(as_user(factories.user(app, role)) for role in Role)]
    for reader in readers:
        text = reader.get(place(voted)).text
        assert "fm-bar" not in text
        assert "fm-legend" not in text


def test_who_voted_sees_it(app, me, voted):
    vote(me, voted, "unsure")
    text = me.get(place(voted)).text
    assert "4 agree, 1 unsure, 2 disagree, of 7" in text
    assert "You are unsure" in text
    assert "7 people voted so far" in text
    take_back(me, voted)
    assert "fm-bar" not in me.get(place(voted)).text


def test_after_close_everybody_sees_it(app, as_user, client, voted):
    with time_machine.travel(clock.now() + timedelta(days=10)):
        for reader in (client, as_user(factories.user(app))):
            assert SEEN in reader.get(place(voted)).text


def test_no_figures_where_the_words_are_gone(app, as_user, client, voted):
    change(app, voted, hidden_at=factories.days_ago(0), hidden_rule=1)
    with time_machine.travel(clock.now() + timedelta(days=10)):
        assert "fm-bar" not in client.get(place(voted)).text


@pytest.mark.parametrize(
    ("who", "words"),
    [("stranger", "Sign in to vote"), ("author", "This is yours"), ("organisation", "An organisation does not vote")],
)
def test_the_panel_says_why_not(app, as_user, client, author, idea, who, words):
    readers = {"stranger": lambda: client, "author": lambda: as_user(author)}
    readers["organisation"] = lambda: as_user(factories.user(app, Role.ORGANISATION))
    text = readers[who]().get(place(idea)).text
    assert words in text
    assert f'action="/contributions/{idea.public_id}/vote"' not in text


def test_the_panel_says_when_voting_opens(app, me, author):
    round_ = factories.round_(app, PhaseKind.NEEDS, ahead=(PhaseKind.IDEAS,))
    assert "Voting opens on" in me.get(place(factories.contribution(app, round_, author))).text

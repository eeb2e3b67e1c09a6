"""A supporter's one click: asked once, moved whole or not at all, one person counted once; also when many click at once."""

import pytest

from app import clock
from app.audit import AuditEntry
from app.contributions.models import Contribution
from app.dealing.models import Deal
from app.duplicates import move_service
from app.duplicates.models import MoveAnswer
from app.extensions import db
from app.notifications.models import Notice
from app.rounds.models import Phase
from app.rules.actors import Actor
from app.rules.duplicates import Way
from app.rules.notices import NoticeKind
from app.rules.voting import Choice
from app.votes.models import Vote, VoteEvent
from tests import factories
from tests.duplicates.conftest import FOLLOWER, LEAD
from tests.together import at_once


def click(client, pairing, answer, page="/notices"):
    return client.submit(page, f"/same/{pairing}/vote", answer=answer)


def counters(app, *of):
    rows = [factories.reload(app, one) for one in of]
    return [(row.agree_count, row.disagree_count, row.unsure_count) for row in rows]


def recounted(app, *of):
    with app.app_context():
        return [
            tuple(
                db.session.query(Vote).filter_by(contribution_id=one.id, choice=choice).count()
                for choice in ("agree", "disagree", "unsure")
            )
            for one in of
        ]


def log(app, person):
    """What the log of votes says, oldest first."""
    with app.app_context():
        rows = db.session.query(VoteEvent).filter_by(person_id=person.id).order_by(VoteEvent.id)
        return [(row.contribution_id, row.choice.value if row.choice else None) for row in rows]


@pytest.mark.parametrize("way", list(Way))
@pytest.mark.parametrize("where", ["notice", "page"])
def test_one_click_moves_a_vote(app, two, as_user, way, where):
    person = two.supporter()
    pairing = two.join(way)
    client = as_user(person)
    here = f"/ideas/{two.follower.public_id}"
    shown = client.get("/notices" if where == "notice" else here).text
    assert "Move my vote" in shown
    assert LEAD in shown
    token = client.token("/account/")
    answer = client.post(f"/same/{pairing}/vote", data={"csrf_token": token, "answer": "move"})
    assert answer.location == f"/ideas/{two.lead.public_id}"
    assert "Your vote has moved here" in client.get(answer.location).text
    assert two.says(person) == {LEAD: "agree"}
    assert log(app, person) == [(two.follower.id, "agree"), (two.follower.id, None), (two.lead.id, "agree")]
    assert counters(app, two.lead, two.follower) == recounted(app, two.lead, two.follower) == [(1, 0, 0), (0, 0, 0)]
    assert "Move my vote" not in client.get("/notices").text + client.get(here).text
    with app.app_context():
        entry = db.session.query(AuditEntry).filter_by(act="vote.moved").one()
        assert entry.actor_id == person.id


@pytest.mark.parametrize("choice", list(Choice))
def test_who_voted_there_before_keeps_that_one_vote(app, two, as_user, choice):
    person = two.supporter()
    two.vote(person, two.lead, choice)
    pairing = two.join()
    client = as_user(person)
    assert "that vote stays as it is and only this one is taken back" in client.get("/notices").text
    answer = click(client, pairing, "move")
    assert "that vote stays as it is. Your vote on the other one was taken back" in client.get(answer.location).text
    assert two.says(person) == {LEAD: choice.value}
    assert counters(app, two.lead, two.follower) == recounted(app, two.lead, two.follower)


def test_leaving_it_is_one_click_and_nobody_is_asked_again(app, two, as_user):
    person = two.supporter()
    pairing = two.join()
    client = as_user(person)
    answer = click(client, pairing, "stay", f"/ideas/{two.follower.public_id}")
    assert answer.location == f"/ideas/{two.follower.public_id}"
    shown = client.get(answer.location).text
    assert "We will not ask you again" in shown
    assert "Move my vote" not in shown
    assert two.says(person) == {FOLLOWER: "agree"}
    two.end(pairing)
    two.join(Way.MERGE)
    assert "Move my vote" not in client.get("/notices").text + client.get(answer.location).text
    with app.app_context():
        assert db.session.query(Notice).filter_by(kind=NoticeKind.MOVE_ASKED, person_id=person.id).count() == 1


def test_only_those_who_agree_are_asked_and_not_the_author_of_the_lead(app, two):
    supporters = {two.supporter().id for _ in range(3)}
    two.vote(two.anne, two.follower)
    for choice in (Choice.DISAGREE, Choice.UNSURE):
        two.vote(factories.user(app), two.follower, choice)
    two.supporter(two.lead)
    two.join()
    with app.app_context():
        asked = [person for (person,) in db.session.query(Notice.person_id).filter_by(kind=NoticeKind.MOVE_ASKED)]
    assert sorted(asked) == sorted(supporters)


@pytest.mark.parametrize(
    "how", ["late", "parted", "own", "disagrees", "nobody", "lead hidden", "follower hidden", "lead withdrawn"]
)
def test_what_cannot_move_stays(app, two, as_user, client, how):
    person = two.anne if how == "own" else factories.user(app)
    if how != "nobody":
        two.vote(person, two.follower, Choice.DISAGREE if how == "disagrees" else Choice.AGREE)
    pairing = two.join()
    with app.app_context():
        if how == "late":
            db.session.query(Phase).filter_by(round_id=two.asked.id).update({"closes_at": factories.days_ago(1)})
        of = two.lead if how.startswith("lead") else two.follower
        gone = {"withdrawn_at": clock.now()} if "withdrawn" in how else {"hidden_at": clock.now(), "hidden_rule": 1}
        if " " in how:
            db.session.query(Contribution).filter_by(id=of.id).update(gone)
        db.session.commit()
    if how == "parted":
        two.end(pairing)
    before, sent = two.says(person), as_user(person)
    notices = sent.get("/notices").text
    if how not in {"late", "own", "disagrees", "nobody"}:
        assert "Move my vote" not in notices
    answer = sent.post(f"/same/{pairing}/vote", data={"csrf_token": sent.token("/account/"), "answer": "move"})
    assert answer.status_code in {403, 404}
    assert two.says(person) == before
    assert counters(app, two.lead, two.follower) == recounted(app, two.lead, two.follower)


def test_a_form_that_says_neither_changes_nothing(two, as_user):
    person = two.supporter()
    pairing = two.join()
    assert click(as_user(person), pairing, "perhaps").status_code == 422
    assert two.says(person) == {FOLLOWER: "agree"}


def deal(app, two, person, of, answered):
    card = Deal(
        round_id=two.asked.id, kind=of.kind, person_id=person.id, contribution_id=of.id, place=1, at=clock.now(),
        answered_at=None,
    )  # fmt: skip
    factories.keep(app, card)
    if answered:
        two.vote(person, of)
    return card


def test_a_moved_vote_is_a_found_vote_whatever_cards_there_are(app, two, as_user):
    """It gains no weight: neither the card of the one nor an open card of the other makes it an answer to a card."""
    person, other = factories.user(app, verified=True), factories.user(app, verified=True)
    deal(app, two, person, two.follower, answered=True)
    two.vote(other, two.follower)
    open_card = deal(app, two, other, two.lead, answered=False)
    pairing = two.join()
    for one in (person, other):
        click(as_user(one), pairing, "move")
    with app.app_context():
        votes = db.session.query(Vote).filter_by(contribution_id=two.lead.id).all()
        assert [vote.deal_id for vote in votes] == [None, None]
        assert db.session.get(Deal, open_card.id).answered_at is None


def test_people_are_counted_once_and_only_for_those_who_may_see_counts(app, client, two, as_user):
    both = two.supporter()
    two.vote(both, two.lead)
    one, other = two.supporter(), two.supporter(two.lead)
    two.vote(factories.user(app), two.lead, Choice.DISAGREE)
    pairing = two.join()
    here = f"/ideas/{two.lead.public_id}"
    assert "3 people agree with at least one of them" in as_user(other).get(here).text
    assert "agree with at least one of them" not in client.get(here).text
    assert "agree with at least one of them" not in as_user(one).get(here).text
    click(as_user(one), pairing, "move")
    click(as_user(both), pairing, "move")
    assert "3 people agree with at least one of them" in as_user(other).get(here).text


# -- Many at once ---------------------------------------------------------------------------------------------------------


def clients_of(as_user, person, number):
    made = [as_user(person) for _ in range(number)]
    return [(client, client.token("/account/")) for client in made]


def test_twenty_clicks_at_once_move_one_vote_once(app, two, as_user):
    person = two.supporter()
    pairing = two.join()
    acts = [
        lambda client=client, token=token: (
            client.post(f"/same/{pairing}/vote", data={"csrf_token": token, "answer": "move"}).status_code
        )
        for client, token in clients_of(as_user, person, 20)
    ]
    assert set(at_once(acts)) == {303}
    assert two.says(person) == {LEAD: "agree"}
    assert len(log(app, person)) == 3
    assert counters(app, two.lead, two.follower) == [(1, 0, 0), (0, 0, 0)]
    with app.app_context():
        assert db.session.query(MoveAnswer).count() == 1


def test_moves_and_votes_of_many_at_once_end_in_counts_that_are_the_recount(app, two, as_user):
    people = [two.supporter() for _ in range(8)]
    pairing = two.join()
    acts = []
    for place, person in enumerate(people):
        choice = ["agree", "disagree", "unsure"][place % 3]
        of = two.lead if place % 2 else two.follower
        (first, token), (second, other) = clients_of(as_user, person, 2)
        acts.append(
            lambda client=first, token=token: (
                client.post(f"/same/{pairing}/vote", data={"csrf_token": token, "answer": "move"}).status_code
            )
        )
        acts.append(
            lambda client=second, token=other, choice=choice, of=of: (
                client.post(
                    f"/contributions/{of.public_id}/vote", data={"csrf_token": token, "choice": choice}
                ).status_code
            )
        )
    assert set(at_once(acts)) <= {303, 403}
    assert counters(app, two.lead, two.follower) == recounted(app, two.lead, two.follower)
    for person in people:
        replayed = dict(log(app, person))
        with app.app_context():
            rows = db.session.query(Vote).filter_by(person_id=person.id)
            assert {row.contribution_id: row.choice.value for row in rows} == {
                of: said for of, said in replayed.items() if said
            }


def test_two_pairs_that_cross_are_locked_in_one_order(app, two, as_user):
    """One person moves from the first to the second while others vote on both: nobody waits in a ring."""
    people = [two.supporter() for _ in range(4)]
    pairing = two.join()

    def move(person):
        with app.app_context():
            return move_service.answer_move(Actor(person.id), pairing, move=True)[0].value

    def vote(person):
        two.vote(person, two.lead)
        return "voted"

    others = [factories.user(app) for _ in range(4)]
    acts = [*(lambda one=one: move(one) for one in people), *(lambda one=one: vote(one) for one in others)]
    assert sorted(at_once(acts)) == ["moved"] * 4 + ["voted"] * 4
    assert counters(app, two.lead, two.follower) == recounted(app, two.lead, two.follower) == [(8, 0, 0), (0, 0, 0)]


def test_undone_while_people_move_nothing_is_half_done(app, two, as_user):
    people = [two.supporter() for _ in range(6)]
    pairing = two.join(Way.MERGE)
    (ben, token) = clients_of(as_user, two.ben, 1)[0]
    acts = [lambda: ben.post(f"/same/{pairing}/end", data={"csrf_token": token}).status_code]
    for person in people:
        ((client, own),) = clients_of(as_user, person, 1)
        acts.append(
            lambda client=client, own=own: (
                client.post(f"/same/{pairing}/vote", data={"csrf_token": own, "answer": "move"}).status_code
            )
        )
    assert set(at_once(acts)) <= {303, 403}
    assert counters(app, two.lead, two.follower) == recounted(app, two.lead, two.follower)
    assert all(list(two.says(person).values()) == ["agree"] for person in people)

"""A branch that was moved or split off, a contribution of another kind: where everything stands then, and for whom."""

import re

import pytest

from app.contributions.models import Contribution
from app.drafts.models import Draft
from app.extensions import db
from app.moderation import move_service
from app.moderation.acts import Order
from app.moderation.case_models import Case
from app.moderation.models import Decision
from app.notifications.models import Notice
from app.rules.actors import Actor, Role
from app.rules.contributions import Kind
from app.rules.moderation import Verb
from app.rules.phases import PhaseKind
from app.rules.refusals import Refusal
from app.threads import comment_service
from app.threads.comment_service import Draft as Words
from app.threads.models import Comment, UsefulMark
from app.votes.models import Vote, VoteEvent
from tests import factories
from tests.threads.conftest import at_once

NEVER = "234567abcdef"
"""A name that nothing ever had."""

WHY = {"rule": 4, "reason": "It belongs to the other idea."}


def say(town, who, body, parent="", under=None):
    answer = who.post(f"/contributions/{(under or town.idea).public_id}/comments", body=body, parent=parent)
    assert answer.status_code == 303, answer.text
    return answer.location.rsplit("comment-", 1)[1]


@pytest.fixture
def other(app, town):
    """Another idea of the same round."""
    return factories.contribution(app, town.round, factories.user(app), title="Buses at night", body="More of them.")


@pytest.fixture
def talk(town):
    """A branch of three, and a comment that stays."""
    stays = say(town, town.author, "About the lamp.")
    root = say(town, town.reader, "About *buses*.")
    answer = say(town, town.minder, "Buses, yes.", root)
    last = say(town, town.reader, "At night.", answer)
    return stays, root, answer, last


def move(who, root, to, **more):
    return who.post(
        f"/comments/{root}/move", to=f"https://localhost/ideas/{to.public_id}?order=useful#x", **WHY, **more
    )


def names(app, of):
    return [(one.public_id, one.depth) for one in factories.comments_of(app, of)]


def seen(answer, name):
    """What an answer tells whoever knows that name, but for the name itself and what is new in every answer."""
    return answer.status_code, re.sub(r' nonce="[^"]*"', "", answer.text).replace(name, "")


def page(client, of):
    return client.get(f"/{of.kind.plural}/{of.public_id}").text


def test_a_branch_goes_with_all_that_hangs_on_it(app, town, other, talk, client):
    stays, root, answer, last = talk
    assert town.author.post(f"/comments/{answer}/useful").status_code == 303
    town.author.report(f"comments/{root}")
    with app.app_context():
        key = f"comment-{town.idea.public_id}-{answer}"
        db.session.add(Draft(person_id=town.author.user.id, key=key, text="I think", at=town.idea.created_at))
        db.session.commit()
    done = move(town.gwen, root, other)
    assert done.status_code == 303, done.text
    assert names(app, town.idea) == [(stays, 0)]
    assert names(app, other) == [(root, 0), (answer, 1), (last, 2)]
    assert factories.reload(app, town.idea).comment_count == 1
    assert factories.reload(app, other).comment_count == 3
    assert "About <em>buses</em>." in page(client, other)
    assert "About <em>buses</em>." not in page(client, town.idea)
    with app.app_context():
        assert db.session.query(UsefulMark).count() == 1
        assert db.session.query(Draft.key).filter(Draft.text != "").scalar() == f"comment-{other.public_id}-{answer}"
        assert db.session.query(Case.thread_id).scalar() == factories.thread_of(app, other).id
        about = db.session.query(Notice.contribution_id).filter(Notice.kind == "replied").distinct().all()
    assert about == [(other.id,)]
    case = town.case()
    assert town.samir.decide(case, "keep").status_code == 303


def test_old_links_lead_on(town, other, talk, client):
    _stays, root, answer, _last = talk
    move(town.gwen, root, other)
    new = client.get(f"/comments/{answer}")
    assert new.location == f"/ideas/{other.public_id}#comment-{answer}"
    left = page(client, town.idea)
    assert f'id="comment-{answer}"' in left
    assert "Moved from here by a moderator" in left
    assert "Buses at night" in left
    for asked in (f"branch={answer}", f"reply={root}"):
        led = client.get(f"/ideas/{town.idea.public_id}?{asked}")
        assert (led.status_code, led.location.partition("/comments/")[2]) == (303, asked.partition("=")[2])


def test_where_nobody_may_read_it_an_old_link_is_as_one_that_never_was(app, town, other, talk, client):
    _stays, root, _answer, _last = talk
    move(town.gwen, root, other)
    assert town.samir.post(f"/contributions/{other.public_id}/hide", rule=1, reason="Rude.").status_code == 303
    for address, status in (("/comments/", 404), (f"/ideas/{town.idea.public_id}?branch=", 200)):
        gone, never = (seen(client.get(address + name), name) for name in (root, NEVER))
        assert gone == never
        assert gone[0] == status
    left = page(client, town.idea)
    assert root not in left
    assert "Buses at night" not in left


def test_everybody_whose_words_went_along_is_told_once(town, other, talk):
    _stays, root, _answer, _last = talk
    move(town.gwen, root, other)
    for person in (town.reader, town.minder):
        told = person.get("/notices").text
        assert told.count("Words of yours were moved") == 1
        assert "It belongs to the other idea." in told
        assert "Buses at night" in told
    assert "Words of yours were moved" not in town.author.get("/notices").text


def test_the_first_comment_s_author_appeals_and_a_colleague_moves_it_back(app, town, other, talk, client):
    _stays, root, answer, _last = talk
    before = [(one.public_id, one.path) for one in factories.comments_of(app, town.idea)]
    move(town.gwen, root, other)
    later = say(town, town.author, "I came later.", answer, under=other)
    with app.app_context():
        decision = db.session.query(Decision).one().public_id
    assert town.minder.get(f"/decisions/{decision}").status_code == 404
    assert town.reader.post(f"/decisions/{decision}/appeal", words="It was about the lamp.").status_code == 303
    found = town.samir.get("/moderation/appeals").text
    appeal = found.split("/moderation/appeals/", 1)[1].split('"', 1)[0]
    assert town.samir.post(f"/moderation/appeals/{appeal}", upheld="yes", words="True.").status_code == 303
    after = [(one.public_id, one.path) for one in factories.comments_of(app, town.idea)]
    assert [one for one in after if one[0] != later] == before
    assert later in dict(after)
    assert names(app, other) == []
    assert "Moved from here" not in page(client, town.idea)
    assert factories.reload(app, town.idea).comment_count == 5


def test_a_colleague_moves_it_back_once(app, town, other, talk):
    _stays, root, _answer, _last = talk
    before = names(app, town.idea)
    move(town.gwen, root, other)
    assert "Move it back" in town.samir.get(f"/comments/{root}/move").text
    assert town.samir.post(f"/comments/{root}/move/return", **WHY).status_code == 303
    assert names(app, town.idea) == before
    assert town.samir.post(f"/comments/{root}/move/return", **WHY).status_code == 409
    with app.app_context():
        assert [one.verb for one in db.session.query(Decision).order_by(Decision.id)] == [Verb.MOVE, Verb.MOVE_BACK]


def test_it_is_not_for_those_who_took_part_here_or_there(app, town, other, talk, person):
    _stays, root, _answer, _last = talk
    say(town, town.gwen, "I was here.", under=other)
    assert move(town.gwen, root, other).status_code == 403
    owner = person(Role.MODERATOR)
    theirs = factories.contribution(app, town.round, owner.user)
    assert move(owner, root, theirs).status_code == 403
    assert move(town.reader, root, other).status_code == 403
    assert names(app, other)[1:] == []


@pytest.mark.parametrize("to", ["", "nothing", "/ideas/234567abcdef", "x" * 400, "/ideas/\x00"])
def test_a_place_that_is_not_there_is_refused_and_the_words_stay_in_the_form(app, town, talk, to):
    _stays, root, _answer, _last = talk
    refused = town.gwen.post(f"/comments/{root}/move", to=to, **WHY)
    assert refused.status_code == 422
    assert "It belongs to the other idea." in refused.text
    assert len(names(app, town.idea)) == 4


def test_a_branch_stays_in_its_round_and_comes_not_to_where_it_is(app, town, talk):
    _stays, root, _answer, _last = talk
    elsewhere = factories.contribution(app, factories.round_(app), factories.user(app))
    for to in (elsewhere, town.idea):
        assert move(town.gwen, root, to).status_code == 403
    assert len(names(app, town.idea)) == 4


def test_a_branch_is_split_off_into_a_page_of_its_first_author(app, town, talk, client):
    stays, root, answer, last = talk
    fields = {"kind": "need", "title": "Buses at night", **WHY}
    assert town.gwen.post(f"/comments/{root}/split", **fields).status_code == 303
    with app.app_context():
        made = db.session.query(Contribution).order_by(Contribution.id.desc()).first()
        db.session.expunge_all()
    assert (made.kind, made.author_id, made.title) == (Kind.NEED, town.reader.user.id, "Buses at night")
    assert names(app, made) == [(root, 0), (answer, 1), (last, 2)]
    shown = page(client, made)
    assert "A moderator made this page" in shown
    assert f"/ideas/{town.idea.public_id}" in shown
    assert town.reader.get(f"/needs/{made.public_id}/edit").status_code == 200
    assert town.samir.post(f"/comments/{root}/move/return", **WHY).status_code == 303
    assert [name for name, _depth in names(app, town.idea)] == [stays, root, answer, last]
    assert client.get(f"/needs/{made.public_id}").status_code == 410


def test_what_is_hidden_is_not_split_off_in_its_author_s_name(app, town, talk):
    _stays, root, _answer, _last = talk
    town.gwen.post(f"/comments/{root}/hide", rule=1, reason="Rude.")
    assert town.gwen.post(f"/comments/{root}/split", kind="need", title="Buses", **WHY).status_code == 403
    closed = factories.round_(app, PhaseKind.IDEAS)
    idea = factories.contribution(app, closed, town.author.user)
    other_root = say(town, town.reader, "A need.", under=idea)
    assert town.gwen.post(f"/comments/{other_root}/split", kind="need", title="Buses", **WHY).status_code == 403


def test_an_idea_becomes_a_need_and_keeps_its_votes(app, town, talk, client):
    idea, name = town.idea, town.idea.public_id
    need = factories.contribution(app, town.round, factories.user(app), Kind.NEED)
    factories.link(app, idea, need)
    assert town.minder.post(f"/contributions/{name}/vote", choice="agree").status_code == 303
    done = town.gwen.post(f"/contributions/{name}/move", kind="need", round=town.round.slug, **WHY)
    assert (done.status_code, done.location) == (303, f"/needs/{name}")
    for part in ("", "/history", "/sheet"):
        led = client.get(f"/ideas/{name}{part}")
        assert (led.status_code, led.location) == (303, f"/needs/{name}{part}")
    assert town.author.get(f"/ideas/{name}/edit").location == f"/needs/{name}/edit"
    assert client.get(f"/proposals/{name}").status_code == 404
    asked = "order=useful&_external=1&_scheme=x&public_id=other&kinds=ideas"
    assert client.get(f"/ideas/{name}?{asked}").location == f"/needs/{name}?{asked}"
    sent = town.author.post(f"/ideas/{name}/edit", title="A lamp", body="Its words.", version=1)
    assert (sent.status_code, sent.location) == (307, f"/needs/{name}/edit")
    with app.app_context():
        vote = db.session.query(Vote).one()
        assert (vote.choice, vote.deal_id) == ("agree", None)
        assert [one.choice for one in db.session.query(VoteEvent).order_by(VoteEvent.id)] == ["agree", "agree"]
    assert "moved to where it belongs" in town.author.get("/notices").text
    assert town.samir.post(f"/contributions/{name}/move/return", **WHY).status_code == 303
    assert client.get(f"/needs/{name}").location == f"/ideas/{name}"
    assert client.get(f"/ideas/{name}").status_code == 200


def test_the_old_address_of_what_was_hidden_since_never_was(town, client):
    name = town.idea.public_id
    town.gwen.post(f"/contributions/{name}/move", kind="need", round=town.round.slug, **WHY)
    town.gwen.post(f"/contributions/{name}/hide", rule=1, reason="Rude.")
    old, never = (seen(client.get(f"/ideas/{one}"), one) for one in (name, NEVER))
    assert old == never
    assert old[0] == 404


def test_an_idea_goes_to_another_round_with_all_that_belongs_to_it(app, town, talk, client):
    to = factories.round_(app, title="Buses")
    name = town.idea.public_id
    town.minder.post(f"/contributions/{name}/vote", choice="agree")
    done = town.gwen.post(f"/contributions/{name}/move", kind="idea", round=to.slug, **WHY)
    assert done.status_code == 303, done.text
    assert name in client.get(f"/rounds/{to.slug}/ideas").text
    assert name not in client.get(f"/rounds/{town.round.slug}/ideas").text
    with app.app_context():
        assert {one.round_id for one in db.session.query(Comment)} == {to.id}
        assert db.session.query(Vote.round_id).scalar() == to.id


def test_nothing_leaves_a_phase_that_is_over_or_enters_one_that_is_not_open(app, town):
    over = factories.round_(app, PhaseKind.NEEDS, over=(PhaseKind.IDEAS,))
    late = factories.contribution(app, over, town.author.user)
    assert (
        town.gwen.post(f"/contributions/{late.public_id}/move", kind="need", round=over.slug, **WHY).status_code == 403
    )
    refused = town.gwen.post(f"/contributions/{town.idea.public_id}/move", kind="idea", round=over.slug, **WHY)
    assert refused.status_code == 403
    assert "It belongs to the other idea." in refused.text


def decide(act):
    try:
        return act()
    except Refusal as refusal:
        return refusal


def test_a_reply_that_is_posted_during_the_move_ends_in_exactly_one_discussion(app, town, other, talk):
    _stays, root, _answer, _last = talk
    gwen, amina = Actor(town.gwen.user.id, frozenset({Role.MODERATOR})), Actor(town.minder.user.id)

    def carry():
        return move_service.move_branch(gwen, root, other.public_id, Order(Verb.MOVE, 4, "It belongs there."))

    def reply():
        return comment_service.post(amina, town.idea.public_id, Words("Just now.", root)).public_id

    _moved, *replies = at_once(app, carry, *(reply for _ in range(5)))
    there = {name for name, _depth in names(app, other)}
    assert set(replies) <= there
    assert not set(replies) & {name for name, _depth in names(app, town.idea)}
    with app.app_context():
        assert db.session.query(Comment).filter(Comment.body == "Just now.").count() == 5
    assert factories.reload(app, other).comment_count == len(there)


def test_two_moves_in_opposite_directions_wait_in_a_line(app, town, other, talk):
    _stays, root, _answer, _last = talk
    back = say(town, town.reader, "About the lamp.", under=other)
    gwen, samir = (Actor(one.user.id, frozenset({Role.MODERATOR})) for one in (town.gwen, town.samir))
    there = (gwen, root, other.public_id, Order(Verb.MOVE, 4, "There."))
    here = (samir, back, town.idea.public_id, Order(Verb.MOVE, 4, "Here."))
    again = (samir, root, other.public_id, Order(Verb.MOVE, 4, "There."))
    said = at_once(
        app, *(lambda one=one: decide(lambda: move_service.move_branch(*one)) for one in (there, here, again))
    )
    assert sum(isinstance(one, Refusal) for one in said) == 1
    assert root in dict(names(app, other))
    assert back in dict(names(app, town.idea))
    counts = [factories.reload(app, one).comment_count for one in (town.idea, other)]
    assert counts == [2, 3]

"""The rules: numbered, in versions that nobody alters, changed by what people propose, talk over and answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import audit, clock
from app.extensions import db
from app.moderation.models import CommunityRule, Decision
from app.openness.rule_models import RuleAnswer, RuleOutcome, RuleProposal, RuleVersion
from app.rules.actors import Role
from app.transaction import transaction
from tests import factories

SECRET = "kingfisher"
WORDS = {"title": "Be kind", "words": "Talk as you would to a neighbour.", "why": "It is shorter."}


@pytest.fixture
def site(make_app):
    """The site with a quorum of three."""
    return make_app(rules_quorum=3)


@pytest.fixture
def visit(site):
    """Sign a person in on that site."""
    from tests.web import sign_in_quickly

    def signed_in(person):
        client = site.test_client()
        sign_in_quickly(site, client, person)
        return client

    return signed_in


@pytest.fixture
def joan(app):
    return factories.user(app, name="Joan Whitlock", verified=True)


@pytest.fixture
def moderator(app):
    return factories.user(app, Role.MODERATOR, name="Gwen Parry")


def proposed(client, address="/rules/proposals/new?rule=1", **changes):
    """Propose a change through the page and give the proposal's address."""
    form = client.form(address, "/rules/proposals/new")
    answer = client.post(address, data=form.fields | WORDS | changes)
    assert answer.status_code == 303, answer.text
    return answer.location


def send(client, address, **data):
    return client.post(address, data={"csrf_token": client.token("/account/"), **data})


def answered(app, visit, address, *choices):
    """Let new residents answer."""
    for choice in choices:
        person = factories.user(app, verified=True)
        assert send(visit(person), f"{address}/answer", choice=choice).status_code == 303


def later():
    return time_machine.travel(clock.now() + timedelta(days=15), tick=True)


def count(app, model):
    with app.app_context():
        return db.session.query(model).count()


def test_people_change_a_rule_and_everybody_sees_how(app, visit, client, joan, moderator):
    address = proposed(visit(joan))
    assert send(visit(factories.user(app)), f"{address}/comments", body="Clear and short.").status_code == 303
    answered(app, visit, address, "agree", "agree", "disagree")
    page = client.get(address).text
    assert "Clear and short." in page
    assert "3 residents answered." in page
    assert "2</b> agree" not in page, "counts are for those who answered"
    keeper = visit(moderator)
    assert send(keeper, f"{address}/adoption", reason="You asked for it.").status_code == 403
    with later():
        assert "It carried." in client.get(address).text
        assert "2</b> agree" in client.get(address).text
        form = keeper.form(address, f"{address}/adoption")
        assert keeper.post(f"{address}/adoption", data=form.fields | {"reason": "You asked for it."}).status_code == 303
    rules = client.get("/rules").text
    assert "1. <bdi>Be kind</bdi>" in rules
    assert "Version 2, since" in rules
    assert "You asked for it." in rules
    assert "Gwen Parry" in rules
    versions = client.get("/rules/1").text
    assert "Talk about the question, not the person" in versions
    assert "Talk as you would to a neighbour." in versions
    assert "It became a rule." in client.get(address).text
    with app.app_context():
        assert audit.verify()[1] is None


def test_a_decision_names_the_words_that_stood_then(app, visit, client, joan, moderator):
    round_ = factories.round_(app)
    first, second = (factories.contribution(app, round_, joan) for _ in range(2))
    keeper = visit(moderator)
    assert send(keeper, f"/contributions/{first.public_id}/hide", rule=1, reason="Unkind.").status_code == 303
    address = proposed(visit(joan))
    answered(app, visit, address, "agree", "agree", "agree")
    with later():
        assert send(keeper, f"{address}/adoption", reason="It carried.").status_code == 303
        assert send(keeper, f"/contributions/{second.public_id}/hide", rule=1, reason="Unkind.").status_code == 303
    log = client.get("/moderation/log").text
    assert log.index("rule 1, Be kind") < log.index("rule 1, Talk about the question, not the person")
    assert 'href="/rules/1#version-2"' in log
    assert 'href="/rules/1#version-1"' in log


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        (("agree", "agree"), "Too few people answered"),
        (("agree", "unsure", "disagree"), "did not find enough agreement"),
    ],
)
def test_what_did_not_carry_cannot_become_a_rule(app, visit, client, joan, moderator, choices, words):
    address = proposed(visit(joan))
    answered(app, visit, address, *choices)
    keeper = visit(moderator)
    with later():
        assert words in client.get(address).text
        refused = send(keeper, f"{address}/adoption", reason="I like it.")
        assert refused.status_code == 403
        assert "did not find enough agreement" in refused.text
        assert send(keeper, f"{address}/refusal", reason="Not enough of you.").status_code == 303
    assert "Not enough of you." in client.get(address).text
    assert "Be kind" not in client.get("/rules/1").text


def test_what_carried_can_be_declined_only_with_a_reason(app, visit, client, joan, moderator):
    address = proposed(visit(joan))
    answered(app, visit, address, "agree", "agree", "agree")
    keeper = visit(moderator)
    with later():
        empty = send(keeper, f"{address}/refusal", reason=" ")
        assert empty.status_code == 422
        assert "Write a reason." in empty.text
        assert send(keeper, f"{address}/refusal", reason="The law says otherwise.").status_code == 303
    assert "The law says otherwise." in client.get(address).text


def test_a_new_rule_gets_the_next_number_and_a_dropped_one_keeps_its_own(app, visit, client, joan, moderator):
    keeper, author = visit(moderator), visit(joan)
    new, drop = proposed(author, "/rules/proposals/new"), proposed(author, "/rules/proposals/new?rule=5", retires="y")
    for address in (new, drop):
        answered(app, visit, address, "agree", "agree", "agree")
    with later():
        for address in (drop, new):
            assert send(keeper, f"{address}/adoption", reason="Carried.").status_code == 303
    rules = client.get("/rules").text
    assert "8. <bdi>Be kind</bdi>" in rules
    assert "5. <bdi>No adverts</bdi>" in rules.split("Rules that hold no longer")[1]
    assert "No adverts" not in rules.split("Proposals to change the rules")[0]
    assert "holds no longer" in client.get("/rules/5").text
    keeper, author = visit(moderator), visit(joan)
    assert keeper.get("/rules/proposals/new?rule=5").status_code == 403
    assert author.get("/rules/proposals/new?rule=5").status_code == 404
    idea = factories.contribution(app, factories.round_(app), joan)
    gone = send(keeper, f"/contributions/{idea.public_id}/hide", rule=5, reason="An advert.")
    assert gone.status_code == 422
    assert send(keeper, f"/contributions/{idea.public_id}/hide", rule=8, reason="Unkind.").status_code == 303


def test_a_round_has_rules_of_its_own_that_hold_nowhere_else(app, visit, client, joan, moderator):
    here, there = factories.round_(app, title="Paths and ice"), factories.round_(app)
    draft = factories.round_(app, opened_at=None)
    author, keeper = visit(joan), visit(moderator)
    assert author.get(f"/rules/proposals/new?round={draft.slug}").status_code == 404
    address = proposed(author, f"/rules/proposals/new?round={here.slug}")
    answered(app, visit, address, "agree", "agree", "agree")
    with later():
        assert send(keeper, f"{address}/adoption", reason="Carried.").status_code == 303
    assert "Only in “Paths and ice”" in client.get("/rules").text
    keeper = visit(moderator)
    inside, outside = factories.contribution(app, here, joan), factories.contribution(app, there, joan)
    assert "8. Be kind" in keeper.get(f"/contributions/{inside.public_id}/case").text
    assert "8. Be kind" not in keeper.get(f"/contributions/{outside.public_id}/case").text
    assert send(keeper, f"/contributions/{outside.public_id}/hide", rule=8, reason="x").status_code == 422
    assert send(keeper, f"/contributions/{inside.public_id}/hide", rule=8, reason="x").status_code == 303


def test_who_may_propose_and_answer(app, visit, client, joan):
    address = proposed(visit(joan))
    assert client.get("/rules/proposals/new").status_code == 303
    organisation = factories.user(app, Role.ORGANISATION, verified=True)
    for person in (factories.user(app), organisation):
        guest = visit(person)
        assert guest.get("/rules/proposals/new").status_code == 403
        assert send(guest, "/rules/proposals/new", **WORDS).status_code == 403
        assert send(guest, f"{address}/answer", choice="agree").status_code == 403
    own = send(visit(joan), f"{address}/answer", choice="agree")
    assert own.status_code == 403
    neighbour = visit(factories.user(app, verified=True))
    assert send(neighbour, f"{address}/answer", choice="burn").status_code == 404
    with later():
        late = send(neighbour, f"{address}/answer", choice="agree")
        assert late.status_code == 403
        assert "This has closed." in late.text
        assert send(neighbour, f"{address}/comments", body="Too late?").status_code == 403
    assert count(app, RuleAnswer) == 0


def test_one_person_has_one_answer_that_can_be_changed_even_at_once(app, visit, client, joan):
    address = proposed(visit(joan))
    neighbour = factories.user(app, verified=True)
    clients = [visit(neighbour) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        sent = pool.map(lambda one: send(one, f"{address}/answer", choice="disagree").status_code, clients)
    assert set(sent) == {303}
    assert send(clients[0], f"{address}/answer", choice="unsure").status_code == 303
    page = clients[0].get(address).text
    assert "You are unsure" in page
    assert "1 resident answered." in page
    assert count(app, RuleAnswer) == 1


def test_two_keepers_at_once_make_one_outcome(app, visit, joan, moderator):
    address = proposed(visit(joan))
    answered(app, visit, address, "agree", "agree", "agree")
    keepers = [visit(moderator), visit(factories.user(app, Role.ADMINISTRATOR))]
    tokens = [keeper.token("/account/") for keeper in keepers]

    def settle(number):
        data = {"csrf_token": tokens[number], "reason": "Carried."}
        return keepers[number].post(f"{address}/{'adoption' if number else 'refusal'}", data=data).status_code

    with later(), ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(settle, range(2))) == [303, 409]
    assert count(app, RuleOutcome) == 1


def test_of_two_changes_of_one_rule_at_once_one_is_written_in(app, visit, joan, moderator):
    addresses = [proposed(visit(joan)), proposed(visit(joan), title="Be very kind")]
    for address in addresses:
        answered(app, visit, address, "agree", "agree", "agree")
    with later():
        keepers = [visit(moderator), visit(factories.user(app, Role.ADMINISTRATOR))]
        tokens = [keeper.token("/account/") for keeper in keepers]

        def adopt(number):
            data = {"csrf_token": tokens[number], "reason": "Carried."}
            return keepers[number].post(f"{addresses[number]}/adoption", data=data).status_code

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(adopt, range(2))) == [303, 403]
    with app.app_context():
        assert db.session.query(RuleVersion).filter_by(rule=1).count() == 2


def test_what_was_overtaken_by_another_change_is_not_written_in(app, visit, client, joan, moderator):
    one, two = proposed(visit(joan)), proposed(visit(joan), title="Be very kind")
    for address in (one, two):
        answered(app, visit, address, "agree", "agree", "agree")
    keeper = visit(moderator)
    with later():
        assert send(keeper, f"{one}/adoption", reason="Carried.").status_code == 303
        refused = send(keeper, f"{two}/adoption", reason="Carried.")
        assert refused.status_code == 403
        assert "answered about other words" in refused.text
        assert "was changed since" in keeper.get(two).text


def test_a_proposal_says_something_new_and_why(app, visit, joan):
    author = visit(joan)
    form = author.form("/rules/proposals/new?rule=2", "/rules/proposals/new")
    assert form.fields["title"] == "No hate"
    nothing = author.post("/rules/proposals/new?rule=2", data=form.fields | {"why": "Because."})
    assert nothing.status_code == 422
    empty = author.post("/rules/proposals/new", data=form.fields | {"title": " ", "words": "", "why": ""})
    assert empty.status_code == 422
    for words in ("Give the rule in a few words.", "Write the rule in full.", "Say why."):
        assert words in empty.text
    first = author.post("/rules/proposals/new?rule=1", data=form.fields | {"why": "x", "retires": "y"})
    assert first.status_code == 403
    assert "The first rule always stands." in first.text
    for number in ("99", "9" * 30):
        assert author.get(f"/rules/proposals/new?rule={number}").status_code == 404
    twice = author.form("/rules/proposals/new").fields | WORDS
    assert {author.post("/rules/proposals/new", data=twice).location for _ in range(2)} == {
        author.post("/rules/proposals/new", data=twice).location
    }
    assert count(app, RuleProposal) == 1


def test_one_person_has_three_proposals_at_a_time(app, visit, joan):
    author = visit(joan)
    form = author.form("/rules/proposals/new").fields
    for number in range(3):
        proposed(author, "/rules/proposals/new", title=f"Rule {number}")
    assert author.get("/rules/proposals/new").status_code == 403
    refused = author.post("/rules/proposals/new", data=form | WORDS)
    assert refused.status_code == 403
    assert "three proposals of yours" in refused.text
    with later():
        assert visit(joan).get("/rules/proposals/new").status_code == 200


def test_hidden_words_about_the_rules_leave_by_no_channel_and_the_author_is_told(app, visit, client, joan, moderator):
    address = proposed(visit(joan))
    speaker = factories.user(app, name="Derek Ramsbottom")
    location = send(visit(speaker), f"{address}/comments", body=f"The {SECRET} is an idiot.").location
    comment = location.rsplit("comment-", 1)[1]
    keeper = visit(moderator)
    assert keeper.submit(f"/rules/comments/{comment}/hide", rule=1, reason="It insults.").status_code == 303
    for reader in (client, visit(joan), visit(factories.user(app, Role.ADMINISTRATOR))):
        for page in (address, "/rules", "/moderation/log", "/moderation/log.csv"):
            assert SECRET not in reader.get(page).text
    assert "under rule 1" in client.get(address).text
    own = visit(speaker)
    assert SECRET in own.get(address).text
    assert "It insults." in own.get(address).text
    assert "It insults." in own.get("/notices").text
    assert "a text about the rules" in client.get("/moderation/log").text
    assert send(keeper, f"/rules/comments/{comment}/hide", rule=1, reason="Again.").status_code == 409
    assert send(keeper, f"/rules/comments/{comment}/restore", rule=1, reason="").status_code == 422
    assert keeper.submit(f"/rules/comments/{comment}/restore", rule=1, reason="We were wrong.").status_code == 303
    assert SECRET in client.get(address).text


def test_a_hidden_proposal_is_gone_for_all_but_its_author_and_moderators(app, visit, client, joan, moderator):
    address = proposed(visit(joan), title=f"No {SECRET}s")
    public_id = address.rsplit("/", 1)[1]
    keeper = visit(moderator)
    assert SECRET in client.get("/rules").text
    assert keeper.submit(f"/rules/proposals/{public_id}/hide", rule=3, reason="It names somebody.").status_code == 303
    neighbour = visit(factories.user(app, verified=True))
    for reader in (client, neighbour):
        assert reader.get(address).status_code == 410
        assert SECRET not in reader.get(address).text
        assert SECRET not in reader.get("/rules").text
    assert send(neighbour, f"{address}/answer", choice="agree").status_code == 410
    assert send(neighbour, f"{address}/comments", body="Hello?").status_code == 410
    assert "It names somebody." in visit(joan).get(address).text
    assert keeper.submit(f"/rules/proposals/{public_id}/restore", rule=3, reason="It names nobody.").status_code == 303
    assert client.get(address).status_code == 200


def test_who_may_hide_words_about_the_rules(app, visit, joan, moderator):
    address = proposed(visit(joan))
    comment = send(visit(joan), f"{address}/comments", body="Hear, hear.").location.rsplit("comment-", 1)[1]
    for person in (joan, factories.user(app, Role.ADMINISTRATOR), factories.user(app, Role.COMMISSIONER)):
        guest = visit(person)
        assert guest.get(f"/rules/comments/{comment}/hide").status_code == 403
        assert send(guest, f"/rules/comments/{comment}/hide", rule=1, reason="x").status_code == 403
    own = send(visit(moderator), f"{address}/comments", body="As a neighbour I say no.").location
    refused = send(visit(moderator), f"/rules/comments/{own.rsplit('comment-', 1)[1]}/hide", rule=1, reason="x")
    assert refused.status_code == 403
    assert count(app, Decision) == 0
    for missing in ("comments/nothing", "proposals/nothing"):
        assert visit(moderator).get(f"/rules/{missing}/hide").status_code == 404
        assert send(visit(moderator), f"/rules/{missing}/hide", rule=1, reason="x").status_code == 404


def test_words_can_be_taken_back_by_whoever_said_them(app, visit, client, joan):
    address = proposed(visit(joan))
    speaker = factories.user(app)
    comment = send(visit(speaker), f"{address}/comments", body=f"The {SECRET}.").location.rsplit("comment-", 1)[1]
    assert send(visit(joan), f"/rules/comments/{comment}/withdrawal").status_code == 403
    assert send(visit(speaker), f"/rules/comments/{comment}/withdrawal").status_code == 303
    assert send(visit(speaker), f"/rules/comments/{comment}/withdrawal").status_code == 303
    assert SECRET not in client.get(address).text
    assert "withdrew this comment" in client.get(address).text
    assert send(visit(speaker), "/rules/comments/nothing/withdrawal").status_code == 404


def test_typed_markup_stays_words(app, visit, client, joan):
    address = proposed(visit(joan), title="<b>x</b>", words="<script>alert(1)</script>", why="<img src=x>")
    send(visit(joan), f"{address}/comments", body="<script>alert(2)</script>")
    page = client.get(address).text
    for raw in ("<b>x</b>", "<script>alert", "<img src=x>"):
        assert raw not in page


def test_what_one_said_about_the_rules_is_in_one_s_own_data(app, visit, joan):
    author = visit(joan)
    address = proposed(author)
    send(author, f"{address}/comments", body="My own words.")
    neighbour = factories.user(app, verified=True)
    send(visit(neighbour), f"{address}/answer", choice="agree")
    mine = author.get("/account/data.json").json
    assert [row["title"] for row in mine["rule_proposals"]] == ["Be kind"]
    assert [row["body"] for row in mine["rule_comments"]] == ["My own words."]
    assert [row["choice"] for row in visit(neighbour).get("/account/data.json").json["rule_answers"]] == ["agree"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE rule_versions SET words = 'x' WHERE rule = 1",
        "DELETE FROM rule_versions WHERE rule = 1",
        "UPDATE rule_proposals SET words = 'x'",
        "UPDATE rule_proposals SET closes_at = at",
        "DELETE FROM rule_proposals",
        "UPDATE rule_outcomes SET adopted = NOT adopted",
        "DELETE FROM rule_outcomes",
    ],
)
def test_the_database_refuses_to_alter_what_the_rules_said(app, visit, joan, moderator, statement):
    address = proposed(visit(joan))
    with later():
        assert send(visit(moderator), f"{address}/refusal", reason="Too few.").status_code == 303
    with app.app_context(), pytest.raises(DBAPIError, match="never altered"), transaction():
        db.session.execute(text(statement))


def test_every_rule_has_a_first_version_and_the_page_repeats_the_latest(app, client):
    with app.app_context():
        rules = db.session.query(CommunityRule).all()
        versions = {row.rule: row for row in db.session.query(RuleVersion).all()}
        assert rules
        assert all(
            (versions[rule.number].title, versions[rule.number].words) == (rule.title, rule.words) for rule in rules
        )
    page = client.get("/rules").text
    assert "Not yet. These are the first rules." in page
    for number in ("99", "9" * 30):
        assert client.get(f"/rules/{number}").status_code == 404
    assert client.get("/rules/proposals/nothing").status_code == 404

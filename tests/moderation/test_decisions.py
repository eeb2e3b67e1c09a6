"""Every decision: what follows from it, what its author reads, how it is contested, and how it ends."""

from datetime import timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from app import clock
from app.accounts.models import User
from app.contributions.models import Contribution
from app.extensions import db
from app.moderation.case_models import Appeal, Restraint
from app.moderation.models import Decision
from app.rules.actors import Role
from app.votes.models import Vote
from tests import factories
from tests.moderation.conftest import SECRET, Person
from tests.moderation.test_cases import at_once, change, count

DAY = timedelta(days=1)


def on_person(moderator, person, verb, **more):
    fields = {"verb": verb, "rule": 1, "reason": "Again and again.", "ground": "rules", **more}
    return moderator.post(f"/moderation/people/{person.user.handle}/decisions", **fields)


def last_decision(app):
    with app.app_context():
        found = db.session.query(Decision).order_by(Decision.id.desc()).first()
        db.session.expunge_all()
    return found


def statement(app):
    return f"/decisions/{last_decision(app).public_id}"


def vote(person, town, choice="agree"):
    return person.post(f"/contributions/{town.idea.public_id}/vote", choice=choice)


def test_a_removed_text_is_nowhere_and_only_a_colleague_brings_it_back(app, town, client):
    assert town.gwen.decide(town.reported(), "remove", 3).status_code == 303
    for reader in (client, town.reader.browser):
        for page in (
            town.page,
            f"/rounds/{town.round.slug}/ideas",
            f"/rounds/{town.round.slug}/ideas?order=newest",
            "/",
        ):
            assert SECRET not in reader.get(page).text
    assert SECRET in town.author.get(town.page).text
    assert "was removed" in town.author.get("/notices").text
    refused = town.gwen.post(f"/{town.thing}/restore", rule=1, reason="A slip.")
    assert refused.status_code == 403
    assert "a colleague, or an appeal" in refused.text
    assert town.samir.post(f"/{town.thing}/restore", rule=1, reason="It was fine.").status_code == 303
    assert SECRET in client.get(town.page).text


def test_a_hidden_comment_can_be_removed_and_is_counted_once(app, town):
    comment = town.say(town.author, "Rude words.")
    before = factories.reload(app, town.idea).comment_count
    town.reader.report(f"comments/{comment}")
    assert town.gwen.post(f"/comments/{comment}/hide", rule=1, reason="Rude.").status_code == 303
    town.gwen.report(f"comments/{comment}")
    assert town.samir.decide(town.case(), "remove").status_code == 303
    assert factories.reload(app, town.idea).comment_count == before - 1
    assert town.gwen.post(f"/comments/{comment}/restore", rule=1, reason="Fine.").status_code == 303
    assert factories.reload(app, town.idea).comment_count == before


def test_to_keep_needs_no_rule_and_tells_the_reporter_why_and_the_author_nothing(town):
    sent = town.reader.report(town.thing)
    assert town.gwen.decide(town.case(), "keep", rule="", reason="").status_code == 303
    assert "left it as it is" in town.reader.get(sent.location).text
    assert "left it as it is" in town.reader.get("/notices").text
    assert "Nothing yet" in town.author.get("/notices").text


def test_an_author_who_is_asked_to_edit_reads_why_and_the_text_stays(town, client):
    assert town.gwen.decide(town.reported(), "ask_edit", 3, "Please take the number out.").status_code == 303
    assert SECRET in client.get(town.page).text
    told = town.author.get("/notices").text
    assert "We ask you to change what you wrote" in told
    assert "Please take the number out." in told


def test_a_slowed_discussion_takes_one_comment_of_a_person_and_then_waits(app, town):
    assert town.gwen.decide(town.reported(), "slow", days=2).status_code == 303
    town.say(town.reader, "One.")
    refused = town.reader.post(f"/contributions/{town.idea.public_id}/comments", body="Two.")
    assert refused.status_code == 403
    assert "ten minutes" in refused.text
    assert "Two." in refused.text
    assert town.say(town.minder, "Mine.")
    thread = factories.thread_of(app, town.idea)
    assert town.samir.post(f"/threads/{thread.public_id}/unlock", rule=1, reason="Calm again.").status_code == 303
    assert town.say(town.reader, "Two.")


def test_a_discussion_closed_to_new_accounts_takes_the_others(app, town, person):
    old = person(created_at=factories.days_ago(30))
    assert town.gwen.decide(town.reported(), "close_to_new").status_code == 303
    assert town.reader.post(f"/contributions/{town.idea.public_id}/comments", body="New here.").status_code == 403
    assert town.say(old, "Long here.")


def test_what_is_decided_about_the_text_and_its_author_is_one_act(app, town):
    case = town.reported()
    assert town.gwen.decide(case, "hide", also="silence", also_days=5).status_code == 303
    with app.app_context():
        assert [one.verb for one in db.session.query(Decision).order_by(Decision.id)] == ["hide", "silence"]
    assert factories.reload(app, town.idea).hidden_at
    refused = town.author.post(f"/contributions/{town.idea.public_id}/comments", body="But why?")
    assert refused.status_code in {403, 410}


def test_where_one_half_cannot_be_done_nothing_is(app, town):
    case = town.reported()
    assert town.gwen.decide(case, "hide", also="silence", also_days=999).status_code == 422
    assert count(app, Decision) == 0
    assert factories.reload(app, town.idea).hidden_at is None


def test_a_silenced_person_reads_and_has_no_voice_until_the_hour(app, town):
    other = factories.contribution(app, town.round, town.reader.user)
    assert on_person(town.gwen, town.minder, "silence", days=3).status_code == 303
    assert town.minder.get(f"/ideas/{other.public_id}").status_code == 200
    assert "you only read for a time" in town.minder.get(f"/ideas/{other.public_id}").text
    for answer in (
        town.minder.post(f"/contributions/{other.public_id}/comments", body="May I?"),
        town.minder.post(f"/contributions/{other.public_id}/vote", choice="agree"),
    ):
        assert answer.status_code == 403
        assert "only read for a time" in answer.text
    assert town.minder.report(town.thing).status_code == 303
    change(app, update(User).where(User.id == town.minder.user.id).values(silenced_until=clock.now()))
    answer = town.minder.post(f"/contributions/{other.public_id}/comments", body="May I?")
    assert answer.status_code == 303


def test_a_suspended_person_can_sign_in_only_to_appeal_and_to_download(app, town):
    assert vote(town.minder, town).status_code in {302, 303}
    assert on_person(town.gwen, town.minder, "suspend", days=30).status_code == 303
    for page in ("/", town.page, f"/rounds/{town.round.slug}", "/account/"):
        assert town.minder.get(page).location == "/account/standing"
    assert town.minder.post(f"/contributions/{town.idea.public_id}/comments", body="Me.").status_code == 403
    assert "Your account is suspended" in town.minder.get("/account/standing").text
    assert town.minder.get("/account/data.json").status_code == 200
    address = statement(app)
    assert town.minder.browser.submit(address, f"{address}/appeal", words="It was my brother.").status_code == 303
    assert count(app, Vote, person_id=town.minder.user.id) == 1
    with app.app_context():
        assert db.session.query(Contribution.agree_count).filter_by(id=town.idea.id).scalar() == 1


def test_everything_that_holds_a_person_is_ended_by_one_decision(app, town):
    for verb in ("hold", "silence", "suspend"):
        assert on_person(town.gwen, town.minder, verb).status_code == 303
    assert on_person(town.samir, town.minder, "end", reason="A mistake of identity.").status_code == 303
    assert town.minder.get("/").status_code == 200
    assert town.say(town.minder, "Thank you.")
    assert on_person(town.samir, town.minder, "end").status_code == 409
    with app.app_context():
        assert all(one.lifted_by_id for one in db.session.query(Restraint))


def test_nobody_restrains_themselves_or_for_longer_than_a_year(town):
    assert on_person(town.gwen, town.gwen, "silence").status_code == 403
    assert on_person(town.gwen, town.minder, "silence", days=366).status_code == 422


def test_moderators_cannot_put_out_those_who_run_the_site(town, person):
    for role in (Role.MODERATOR, Role.ADMINISTRATOR):
        refused = on_person(town.gwen, person(role), "suspend")
        assert refused.status_code == 403
        assert "an administrator takes the role" in refused.text


def test_a_report_on_an_account_that_was_closed_since_can_be_ended(app, town):
    town.reader.report(f"people/{town.minder.user.handle}", "impostor")
    change(app, update(User).where(User.id == town.minder.user.id).values(active=False, closed_at=clock.now()))
    assert town.gwen.get(f"/moderation/cases/{town.case()}").status_code == 200
    assert town.gwen.decide(town.case(), "keep").status_code == 303


def test_a_statement_says_what_rule_facts_ground_time_and_how_to_appeal_and_is_its_persons_alone(app, town):
    town.gwen.decide(town.reported(), "hide", 3, "Leave out the street.", facts="The street is named.", ground="law")
    page = town.author.get(statement(app)).text
    for words in (
        "What you wrote was hidden", "No private details", "The street is named.", "Leave out the street.",
        "The law of the land", "by a person", "You can appeal until", SECRET,
    ):  # fmt: skip
        assert words in page
    assert "Gwen Parry" not in page
    assert statement(app) in town.author.get("/notices").text
    assert town.reader.get(statement(app)).status_code == 404
    assert town.samir.get(statement(app)).status_code == 200


def test_an_upheld_appeal_restores_everything_and_the_history_stays(app, town, client):
    town.gwen.decide(town.reported(), "remove", 3, "It names a street.")
    address = statement(app)
    assert town.author.browser.submit(address, f"{address}/appeal", words="It is my own street.").status_code == 303
    assert "You get an answer by" in town.author.get(address).text
    with app.app_context():
        name = db.session.query(Appeal.public_id).scalar()
    listed = town.samir.get("/moderation/appeals").text
    assert "Joan Whitlock" in listed
    side = town.samir.get(f"/moderation/appeals/{name}").text
    for words in ("It is my own street.", "It names a street.", SECRET, "To be answered by"):
        assert words in side
    own = town.gwen.post(f"/moderation/appeals/{name}", upheld="no", words="I was right.")
    assert own.status_code == 403
    assert "a colleague answers" in own.text
    fields = {"upheld": "yes", "words": "You are right, and we are sorry."}
    assert town.samir.post(f"/moderation/appeals/{name}", **fields).status_code == 303
    assert SECRET in client.get(town.page).text
    assert "You are right, and we are sorry." in town.author.get(address).text
    assert "your appeal is answered" in town.author.get("/notices").text
    with app.app_context():
        assert [one.verb for one in db.session.query(Decision).order_by(Decision.id)] == ["remove", "restore"]
    assert town.samir.post(f"/moderation/appeals/{name}", **fields).status_code == 409


def test_an_appeal_that_is_turned_down_changes_nothing_and_is_made_once(app, town, client):
    town.gwen.decide(town.reported(), "hide")
    address = statement(app)
    town.author.browser.submit(address, f"{address}/appeal", words="No.")
    with app.app_context():
        name = db.session.query(Appeal.public_id).scalar()
    assert town.samir.post(f"/moderation/appeals/{name}", upheld="no", words="It mocks.").status_code == 303
    assert SECRET not in client.get(town.page).text
    again = town.author.post(f"{address}/appeal", words="Once more.")
    assert again.status_code == 409
    assert "appealed already" in again.text


def test_an_upheld_appeal_ends_its_own_suspension_and_leaves_another(app, town):
    on_person(town.gwen, town.minder, "suspend", days=30)
    first = statement(app)
    on_person(town.gwen, town.minder, "suspend", days=5)
    town.minder.post(f"{first}/appeal", words="It was not me.")
    with app.app_context():
        name = db.session.query(Appeal.public_id).scalar()
    town.samir.post(f"/moderation/appeals/{name}", upheld="yes", words="Right.")
    left = factories.reload(app, town.minder.user).suspended_until
    assert clock.now() + 4 * DAY < left < clock.now() + 6 * DAY


def test_appeals_at_once_are_one_and_so_are_answers(app, town, person, as_user):
    town.gwen.decide(town.reported(), "hide")
    address = statement(app)
    windows = [Person(town.author.user, as_user(town.author.user)) for _ in range(3)]
    assert at_once([lambda one=one: one.post(f"{address}/appeal", words="No.") for one in windows]) == [303, 409, 409]
    with app.app_context():
        name = db.session.query(Appeal.public_id).scalar()
    others = [town.samir, person(Role.MODERATOR)]
    acts = [lambda who=who: who.post(f"/moderation/appeals/{name}", upheld="yes", words="Yes.") for who in others]
    assert at_once(acts) == [303, 409]
    assert count(app, Decision) == 2


def test_nobody_else_appeals_and_what_took_nothing_away_is_not_contested(app, town):
    town.gwen.decide(town.reported(), "hide")
    address = statement(app)
    assert town.reader.post(f"{address}/appeal", words="For her.").status_code == 404
    assert town.author.post(f"{address}/appeal", words=" ").status_code == 422
    town.samir.post(f"/{town.thing}/restore", rule=1, reason="Fine.")
    assert town.author.post(f"{statement(app)}/appeal", words="Why?").status_code == 403


def test_the_database_keeps_decisions_as_they_were_and_appeals_from_their_deciders(app, town):
    town.gwen.decide(town.reported(), "hide")
    made = last_decision(app)
    for statement_ in ("UPDATE decisions SET reason = 'another'", "DELETE FROM decisions"):
        with app.app_context(), pytest.raises(DBAPIError):
            db.session.execute(text(statement_))
    now = clock.now()
    own = Appeal(
        decision_id=made.id, decider_id=made.by_id, person_id=made.author_id, words="No.", at=now, answer_by=now,
        upheld=False, decided_by_id=made.by_id, decided_at=now,
    )  # fmt: skip
    with app.app_context():
        db.session.add(own)
        with pytest.raises(IntegrityError):
            db.session.commit()
        db.session.rollback()


def test_everything_of_a_spammer_goes_at_once_each_with_its_record_and_the_counts_stay_right(app, town, client):
    said = [town.say(town.minder, f"Buy the {SECRET} {n}.") for n in range(3)]
    mine = factories.contribution(app, town.round, town.minder.user, title="A shop")
    assert town.author.post(f"/comments/{said[0]}/hide", rule=5, reason="Advert.").status_code == 403
    town.reader.report(f"comments/{said[0]}", "advert")
    before = factories.reload(app, town.idea).comment_count
    address = f"/moderation/people/{town.minder.user.handle}/removal"
    assert "4 texts would go." in town.gwen.get(address).text
    assert town.gwen.browser.submit(address, rule="5", reason="The same advert.").status_code == 303
    assert factories.reload(app, town.idea).comment_count == before - 3
    assert factories.reload(app, mine).hidden_rule == 5
    assert "Buy the" not in client.get(town.page).text
    assert count(app, Decision, verb="remove") == 4
    assert all(case.closed_at for case in town.cases())
    assert "Everything that you posted was removed" in town.minder.get("/notices").text
    assert "decided" in town.reader.get("/notices").text or "removed it" in town.reader.get("/notices").text
    events = client.get(f"/threads/{factories.thread_of(app, town.idea).public_id}/events?after=0").json["events"]
    assert [one["kind"] for one in events][-3:] == ["comment.hidden"] * 3
    with app.app_context():
        from app import audit

        assert audit.verify()[1] is None


def test_what_stands_in_a_moderators_own_discussion_is_left_to_a_colleague(app, town):
    town.say(town.gwen, "I think so too.")
    town.say(town.minder, "Buy.")
    factories.contribution(app, town.round, town.minder.user, title="A shop")
    address = f"/moderation/people/{town.minder.user.handle}/removal"
    done = town.gwen.browser.submit(address, rule="5", reason="Adverts.")
    assert "One is left to a colleague." in town.gwen.browser.get(done.location).text
    assert count(app, Decision) == 1


def test_a_ready_made_reason_is_chosen_changed_and_kept_for_others(app, town):
    case = town.reported()
    filled = town.gwen.decide(case, "hide", reason="", ready="first3", fill="1")
    assert filled.status_code == 200
    assert "tell strangers where somebody lives" in filled.text
    assert count(app, Decision) == 0
    fields = {"title": "Names a nurse", "rule": "3", "words": "Please leave the nurse out."}
    assert town.gwen.browser.submit("/moderation/reasons/", **fields).status_code == 303
    assert "Names a nurse" in town.samir.get(f"/moderation/cases/{case}").text
    changed = {"title": "Names an address", "rule": 3, "words": "Please leave the street out."}
    assert town.samir.post("/moderation/reasons/?change=first3", **changed).status_code == 303
    listed = town.gwen.get("/moderation/reasons/").text
    assert "Please leave the street out." in listed
    assert "tell strangers where somebody lives" not in listed
    assert town.samir.post("/moderation/reasons/first5/retirement").status_code == 303
    assert "sells something" not in town.gwen.get("/moderation/reasons/").text
    assert town.samir.post("/moderation/reasons/first5/retirement").status_code == 404
    assert town.samir.get("/moderation/reasons/?change=nothing").status_code == 404


@pytest.mark.parametrize("verb", ["hide", "remove"])
def test_taken_away_words_leave_by_no_page_of_moderation(app, town, client, verb):
    comment = town.say(town.author, f"The {SECRET} at number nine.")
    sent = town.reader.report(f"comments/{comment}", "private_details", text="She is my neighbour.")
    case = town.case()
    town.gwen.post(f"/moderation/cases/{case}/questions", words="Is it yours?")
    assert town.gwen.decide(case, verb, 3, "Leave the number out.").status_code == 303
    address = statement(app)
    town.author.post(f"{address}/appeal", words="It is my own house.")
    pages = (
        sent.location, address, f"/comments/{comment}", f"/comments/{comment}/history", f"/comments/{comment}/reports",
        f"/moderation/cases/{case}", f"/moderation/questions/{case}", "/moderation/queue?tab=done", "/moderation/appeals",
        f"/people/{town.author.user.handle}", "/notices", "/account/standing", "/account/data.json", "/moderation/",
    )  # fmt: skip
    words = f"{SECRET} at number nine"
    for who in (client, town.reader.browser, town.minder.browser):
        for page in pages:
            assert words not in who.get(page, follow_redirects=True).text, page
    for who in (town.author, town.samir):
        assert words in who.get(address).text
    for page in ("/notices", address, "/account/data.json"):
        told = town.author.get(page).text
        assert town.reader.user.display_name not in told
        assert "She is my neighbour." not in told

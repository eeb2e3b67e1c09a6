"""Reports gather in cases; a case is taken, passed on, asked about and decided by one moderator at a time."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app import clock
from app.audit import AuditEntry
from app.extensions import db
from app.moderation.case_models import Case
from app.moderation.models import Decision, Report
from app.rules.actors import Role
from tests import factories
from tests.moderation.conftest import SECRET


def at_once(acts):
    """Do all of these in the same moment; gives their statuses in order."""
    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(answer.status_code for answer in pool.map(lambda act: act(), acts))


def change(app, statement):
    with app.app_context():
        db.session.execute(statement)
        db.session.commit()


def count(app, model, **by):
    with app.app_context():
        return db.session.query(model).filter_by(**by).count()


def test_all_reports_on_one_thing_are_one_case(town):
    for who in (town.reader, town.minder):
        assert who.report(town.thing).status_code == 303
    (case,) = town.cases()
    assert case.report_count == 2
    page = town.gwen.get("/moderation/queue").text
    assert "2 reports" in page
    for who in (town.reader, town.minder):
        assert who.user.display_name not in page


def test_reports_at_once_open_one_case(town, person):
    people = [person() for _ in range(4)]
    assert at_once([lambda who=who: who.report(town.thing) for who in people]) == [303] * 4
    (case,) = town.cases()
    assert case.report_count == 4


def test_the_database_refuses_a_second_open_case_on_one_thing(app, town):
    town.reported()
    (case,) = town.cases()
    twin = Case(
        contribution_id=case.contribution_id,
        reason="insult",
        urgency=1,
        opened_at=clock.now(),
        author_id=case.author_id,
    )
    with app.app_context():
        db.session.add(twin)
        with pytest.raises(IntegrityError):
            db.session.commit()
        db.session.rollback()


@pytest.mark.parametrize("thing", ["person", "organisation"])
def test_people_and_organisations_are_reported_too(app, town, thing):
    handle = town.author.user.handle if thing == "person" else factories.organisation(app, about="We sell lamps").handle
    address = f"{'people' if thing == 'person' else 'organisations'}/{handle}"
    sent = town.reader.browser.submit(f"/{address}/reports", reason="impostor", text="It is not her.")
    assert sent.status_code == 303
    page = town.gwen.get(f"/moderation/cases/{town.case()}").text
    assert "It is not her." in page
    assert town.reader.user.display_name not in page
    assert town.gwen.decide(town.case(), "keep", reason="She showed us her letter.").status_code == 303
    told = town.reader.get(sent.location).text
    assert "left it as it is" in told
    assert "She showed us her letter." in told


def test_nobody_reports_themselves(town):
    assert town.author.report(f"people/{town.author.user.handle}").status_code == 403


def test_a_report_by_the_number_of_a_rule_is_understood(app, town):
    assert town.reader.post(f"/{town.thing}/reports", rule=3).status_code == 303
    with app.app_context():
        assert db.session.query(Report).one().reason == "private_details"


def test_a_report_has_a_page_for_its_sender_alone_with_reference_time_and_outcome(town):
    sent = town.reader.report(town.thing)
    page = town.reader.get(sent.location).text
    assert sent.location.rsplit("/", 1)[1] in page
    assert "We aim to look by" in page
    for other in (town.minder, town.author, town.gwen):
        assert other.get(sent.location).status_code == 404
    town.gwen.decide(town.case(), "hide", 3, "A neighbour is named.")
    told = town.reader.get(sent.location).text
    assert "agreed with you" in told
    assert "A neighbour is named." in told


def test_the_most_urgent_comes_first_and_then_the_oldest(app, town):
    titles = {"advert": "Cheap scooters", "insult": "You fools", "private_details": "Number nine"}
    for reason, title in titles.items():
        made = factories.contribution(app, town.round, town.author.user, title=title)
        town.reader.report(f"contributions/{made.public_id}", reason)
    late = factories.contribution(app, town.round, town.author.user, title="Late advert")
    town.reader.report(f"contributions/{late.public_id}", "advert")
    page = town.gwen.get("/moderation/queue").text
    places = [page.index(title) for title in ("Number nine", "You fools", "Cheap scooters", "Late advert")]
    assert places == sorted(places)


def test_pages_of_the_queue_follow_one_another_without_a_gap(app, town):
    titles = [f"Number {n:02}" for n in range(45)]
    for title in titles:
        made = factories.contribution(app, town.round, town.author.user, title=title)
        town.reader.report(f"contributions/{made.public_id}", "advert")
    seen, address = [], "/moderation/queue"
    while address:
        page = town.gwen.get(address).text
        seen += [title for title in titles if f"“<bdi>{title}</bdi>”" in page]
        link = page.partition('href="/moderation/queue?tab=open&amp;after=')[2].partition('"')[0]
        address = f"/moderation/queue?tab=open&after={link}" if link else None
    assert seen == titles
    assert town.gwen.get("/moderation/queue?after=nonsense&tab=nothing").status_code == 200


def test_the_evidence_stays_though_it_is_edited_and_withdrawn(town):
    comment = town.say(town.author, f"The {SECRET} lives at number nine.")
    town.reader.report(f"comments/{comment}", "private_details")
    assert town.author.browser.submit(f"/comments/{comment}/edit", body="I said nothing.").status_code == 303
    assert town.author.post(f"/comments/{comment}/withdrawal").status_code == 303
    page = town.gwen.get(f"/moderation/cases/{town.case()}").text
    assert f"The {SECRET} lives at number nine." in page
    assert "It was edited since." in page
    assert "taken it back" in page


def test_a_case_shows_what_stands_around_it_and_what_was_decided_like_it(app, town):
    town.say(town.reader, "What about the lights?")
    comment = town.say(town.author, "Ask the fools next door.")
    town.say(town.minder, "Please stay kind.")
    other = factories.contribution(app, town.round, town.author.user, title="Another one")
    town.reader.report(f"contributions/{other.public_id}")
    town.gwen.decide(town.case(), "hide", 1, "It mocked a nurse.")
    town.reader.report(f"comments/{comment}")
    page = town.samir.get(f"/moderation/cases/{town.case()}").text
    for words in ("What about the lights?", "Please stay kind.", "Ask the fools next door.", "It mocked a nurse."):
        assert words in page
    assert "Talk about the question, not the person" in page


def test_taking_a_case_locks_it_and_giving_it_back_opens_it(town):
    case = town.reported()
    assert town.gwen.post(f"/moderation/cases/{case}/claim").status_code == 303
    assert "This case is yours until" in town.gwen.get(f"/moderation/cases/{case}").text
    assert "Gwen Parry" in town.samir.get("/moderation/queue").text
    late = town.samir.post(f"/moderation/cases/{case}/claim")
    assert late.status_code == 409
    assert "A colleague has taken this case" in late.text
    assert town.samir.decide(case, "hide").status_code == 409
    assert town.gwen.post(f"/moderation/cases/{case}/release").status_code == 303
    assert town.samir.post(f"/moderation/cases/{case}/claim").status_code == 303


def test_a_direct_decision_does_not_pass_by_a_colleague_who_has_the_case(app, town):
    case = town.reported()
    town.gwen.post(f"/moderation/cases/{case}/claim")
    assert town.samir.post(f"/{town.thing}/hide", rule=1, reason="Rude.").status_code == 409
    assert town.gwen.post(f"/{town.thing}/hide", rule=1, reason="Rude.").status_code == 303
    assert town.cases()[0].closed_by_id == town.gwen.user.id


def test_a_lease_ends_by_itself(app, town):
    case = town.reported()
    town.gwen.post(f"/moderation/cases/{case}/claim")
    change(app, update(Case).values(claimed_until=clock.now()))
    assert town.samir.decide(case, "keep").status_code == 303


def test_of_moderators_who_take_one_case_at_once_one_has_it(town, person):
    case = town.reported()
    people = [town.gwen, town.samir, person(Role.MODERATOR), person(Role.MODERATOR)]
    statuses = at_once([lambda who=who: who.post(f"/moderation/cases/{case}/claim") for who in people])
    assert statuses == [303, 409, 409, 409]


def test_of_moderators_who_decide_at_once_one_decides_and_the_others_are_told(app, town, person):
    case = town.reported()
    people = [town.gwen, town.samir, person(Role.MODERATOR)]
    verbs = ("hide", "keep", "remove")
    acts = [lambda who=who, verb=verb: who.decide(case, verb) for who, verb in zip(people, verbs, strict=True)]
    assert at_once(acts) == [303, 409, 409]
    assert count(app, Decision) == 1


def test_the_next_one_is_one_that_this_moderator_may_decide(app, town):
    mine = factories.contribution(app, town.round, town.gwen.user, title="Mine")
    town.reader.report(f"contributions/{mine.public_id}", "private_details")
    town.reader.report(town.thing, "advert")
    taken = town.gwen.post("/moderation/next")
    assert SECRET in town.gwen.get(taken.location).text
    nothing = town.gwen.browser.get(town.gwen.post("/moderation/next").location)
    assert "Nothing is waiting for you" in nothing.text or "yours until" in nothing.text


def test_the_next_one_is_found_behind_many_that_are_not_this_moderators(app, town):
    for _ in range(25):
        mine = factories.contribution(app, town.round, town.gwen.user)
        town.reader.report(f"contributions/{mine.public_id}", "private_details")
    town.reader.report(town.thing, "advert")
    assert SECRET in town.gwen.get(town.gwen.post("/moderation/next").location).text


@pytest.mark.parametrize("near", ["author", "took part", "panel member", "commissioner"])
def test_whoever_stands_too_near_is_refused_in_words_and_the_case_goes_on_to_others(app, town, person, near):
    roles = {"panel member": Role.PANEL_MEMBER, "commissioner": Role.COMMISSIONER}
    moderator = person(Role.MODERATOR, *([roles[near]] if near in roles else []))
    if near == "author":
        made = factories.contribution(app, town.round, moderator.user, title="Mine")
        town.reader.report(f"contributions/{made.public_id}")
    else:
        if near == "took part":
            town.say(moderator, "I think so too.")
        town.reader.report(town.thing)
    case = town.case()
    for answer in (moderator.post(f"/moderation/cases/{case}/claim"), moderator.decide(case, "hide")):
        assert answer.status_code == 403
        assert "colleague" in answer.text
    assert count(app, Decision) == 0
    page = town.samir.get(f"/moderation/cases/{case}").text
    assert "Left to a colleague" in page
    assert town.samir.decide(case, "keep").status_code == 303


def test_notes_are_moderators_alone_and_passing_on_names_a_colleague(town):
    case = town.reported()
    assert town.gwen.post(f"/moderation/cases/{case}/notes", words="I know this family.").status_code == 303
    assert "I know this family." in town.samir.get(f"/moderation/cases/{case}").text
    to = {"to": town.samir.user.handle, "urgent": "y"}
    assert town.gwen.post(f"/moderation/cases/{case}/passing", words="You know the law.", **to).status_code == 303
    assert "A colleague passed a case on to you." in town.samir.get("/notices").text
    mine = town.samir.get("/moderation/queue?tab=mine").text
    assert SECRET in mine
    assert "Urgent" in mine
    assert town.gwen.post(f"/moderation/cases/{case}/passing", words="You.", to="nobody").status_code == 422
    for person in (town.author, town.reader):
        assert person.get(f"/moderation/cases/{case}").status_code == 403


def test_the_author_is_asked_and_answers_within_the_case(town):
    case = town.reported()
    assert town.author.get(f"/moderation/questions/{case}").status_code == 404
    assert town.gwen.post(f"/moderation/cases/{case}/questions", words="Is it your own address?").status_code == 303
    assert f"/moderation/questions/{case}" in town.author.get("/notices").text
    asked = town.author.get(f"/moderation/questions/{case}").text
    assert "Is it your own address?" in asked
    assert "Gwen Parry" not in asked
    assert town.author.browser.submit(f"/moderation/questions/{case}", words="Yes, mine.").status_code == 303
    assert "Yes, mine." in town.samir.get(f"/moderation/cases/{case}").text
    assert "An author answered your question." in town.gwen.get("/notices").text
    assert town.reader.get(f"/moderation/questions/{case}").status_code == 404


def test_spam_is_decided_together_and_each_has_its_own_record(app, town):
    things = [factories.contribution(app, town.round, town.author.user) for _ in range(3)]
    for made in things:
        town.reader.report(f"contributions/{made.public_id}", "advert")
    names = [case.public_id for case in town.cases()]
    fields = {"case": names, "verb": "remove", "rule": 5, "reason": "The same advert three times."}
    assert town.gwen.post("/moderation/several", **fields).status_code == 303
    assert count(app, Decision, verb="remove") == 3
    assert all(case.closed_at for case in town.cases())
    assert all(factories.reload(app, made).hidden_at for made in things)
    assert town.gwen.post("/moderation/several", **fields).status_code == 409
    assert count(app, Decision) == 3


def test_of_several_that_cannot_all_be_decided_none_is(app, town):
    mine = factories.contribution(app, town.round, town.gwen.user)
    town.reader.report(f"contributions/{mine.public_id}", "advert")
    town.reader.report(town.thing, "advert")
    names = [case.public_id for case in town.cases()]
    fields = {"case": names, "verb": "hide", "rule": 5, "reason": "Adverts."}
    assert town.gwen.post("/moderation/several", **fields).status_code == 403
    assert count(app, Decision) == 0


def test_reports_without_ground_make_later_ones_weigh_less_and_never_take_the_right(app, town):
    for _ in range(6):
        made = factories.contribution(app, town.round, town.author.user)
        assert town.minder.report(f"contributions/{made.public_id}", "private_details").status_code == 303
        assert town.gwen.decide(town.case(), "keep", unfounded="y").status_code == 303
    assert town.minder.report(town.thing, "private_details").status_code == 303
    page = town.gwen.get(f"/moderation/cases/{town.case()}").text
    assert "rarely upheld" in page
    assert "Soon" in town.gwen.get("/moderation/queue").text


def test_the_log_of_cases_holds_no_words(app, town):
    case = town.reported()
    town.gwen.post(f"/moderation/cases/{case}/notes", words=f"A note on the {SECRET}.")
    town.gwen.decide(case, "hide", reason=f"The {SECRET} again.", facts=f"The {SECRET}.")
    with app.app_context():
        assert not [entry for entry in db.session.query(AuditEntry) if SECRET in entry.details]

"""Before a text is posted: personal data is warned of, new people have limits, and nothing that was written is lost."""

import pytest

from app.extensions import db
from app.moderation.models import Report
from app.rules.moderation import ReportReason
from tests import factories
from tests.checks.conftest import JSON
from tests.threads.conftest import forms_of, name_in

NUMBER = "07700 900123"
WORDS = f"You can ring me on {NUMBER} after six."


@pytest.fixture
def reports(app):
    """Every report that the checks made: (reason, words)."""

    def read():
        with app.app_context():
            made = db.session.query(Report.reason, Report.words).filter(Report.reporter_id.is_(None))
            return [tuple(row) for row in made.order_by(Report.id)]

    return read


def test_a_phone_number_comes_back_with_the_words_and_two_ways_on(talk, amina):
    answer = amina.browser.submit(talk.page, talk.door, body=WORDS)
    assert answer.status_code == 422
    assert talk.comments() == []
    assert "a phone number" in answer.text
    assert f"<mark>{NUMBER}</mark>" in answer.text
    assert 'href="#say">Change it</a>' in answer.text
    form = next(form for form in forms_of(answer) if form.action == talk.door)
    assert form.fields["body"].strip() == WORDS
    changed = amina.browser.post(talk.door, data=form.fields | {"body": "You can ask me."})
    assert name_in(changed)
    assert [one.body for one in talk.comments()] == ["You can ask me."]


def test_it_can_be_posted_as_it_is_and_the_moderators_are_told_without_the_number(talk, amina, moderator, reports):
    warned = amina.browser.submit(talk.page, talk.door, body=WORDS)
    form = next(form for form in forms_of(warned) if form.action == talk.door)
    posted = amina.browser.post(talk.door, data=form.fields | {"anyway": "phone"})
    assert posted.status_code == 303
    assert [one.body for one in talk.comments()] == [WORDS]
    assert reports() == [(ReportReason.PRIVATE_DETAILS, "a phone number")]
    queue = moderator.browser.get("/moderation/").text
    assert "By the automatic checks" in queue
    case = moderator.browser.get(f"/comments/{name_in(posted)}/case", follow_redirects=True).text
    assert "Found by the automatic checks" in case


def test_who_was_warned_of_one_thing_is_warned_of_another(talk, amina):
    answer = amina.browser.submit(talk.page, talk.door, body=f"{WORDS} Or amina@example.org", anyway="phone")
    assert answer.status_code == 422
    assert "an e-mail address" in answer.text
    assert 'value="email phone"' in answer.text


def test_programs_are_told_what_was_found_and_what_to_say(talk, amina):
    fields = {"csrf_token": amina.browser.token("/account/"), "body": WORDS}
    answer = amina.browser.post(talk.door, data=fields, headers=JSON)
    assert answer.status_code == 422
    assert answer.json["found"] == [{"what": "a phone number", "words": NUMBER}]
    assert "Nothing was posted" in answer.json["error"]
    again = amina.browser.post(talk.door, data=fields | {"anyway": answer.json["anyway"]}, headers=JSON)
    assert again.status_code == 201


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("My NHS number is 943 476 5919.", "an NHS number"),
        ("NHS 9434765919", "an NHS number"),
        ("I pay from GB82 WEST 1234 5698 7654 32 each month", "bank details"),
        ("Sort code 12-34-56, account 12345678", "bank details"),
        ("Card 4111 1111 1111 1111", "a card number"),
        ("AB 12 34 56 C is mine", "a National Insurance number"),
        ("My UTR is 1955839661", "a tax reference"),
        ("I live at M14 5RX", "a whole postcode"),
        ("Call +33 6 12 34 56 78 in France", "a phone number"),
        ("Or +1 650 253 0000 in America", "a phone number"),
    ],
)
def test_each_kind_of_personal_data_is_warned_of(talk, amina, words, what):
    answer = amina.browser.submit(talk.page, talk.door, body=words)
    assert answer.status_code == 422, words
    assert what in answer.text


@pytest.mark.parametrize(
    "words",
    [
        "The helpline is 0300 123 4567, or 0800 111 999.",
        "943 476 5918 is not an NHS number, and 1234567890 is nothing.",
        "Between 2010 and 2015 it rose from 1,234,567 to 2,345,678.",
    ],
)
def test_what_is_nobodys_is_posted_at_once(talk, amina, words):
    assert talk.say(amina, words)


def test_a_need_comes_back_too_and_a_draft_of_it_does_not(app, talk, amina):
    page = f"/rounds/{talk.round.slug}/needs/new"
    words = {"title": "I fall at night", "body": WORDS}
    answer = amina.browser.submit(page, **words)
    assert answer.status_code == 422
    assert f"<mark>{NUMBER}</mark>" in answer.text
    form = next(form for form in forms_of(answer) if form.action == page)
    assert WORDS in form.fields["body"]
    assert amina.browser.post(page, data=form.fields | {"anyway": "phone"}).status_code == 303
    assert amina.browser.submit(page, draft="1", **words).status_code == 303


def test_a_changed_comment_is_warned_of_as_well(talk, amina):
    name = talk.say(amina, "Ask me.")
    answer = amina.browser.submit(f"/comments/{name}/edit", body=WORDS)
    assert answer.status_code == 422
    assert "Save it as it is" in answer.text
    assert talk.comment(name).body == "Ask me."
    assert amina.browser.submit(f"/comments/{name}/edit", body=WORDS, anyway="phone").status_code == 303
    assert talk.comment(name).body == WORDS


def test_a_new_person_may_not_flood_links_and_keeps_the_words(talk, amina):
    words = "https://a.example https://b.example https://c.example"
    answer = amina.browser.submit(talk.page, talk.door, body=words)
    assert answer.status_code == 403
    assert "This has 3 links, and for now you can post 2 at once." in answer.text
    assert words in answer.text
    assert talk.comments() == []


def test_a_new_person_posts_so_many_an_hour_and_then_waits(app, talk, amina, monkeypatch):
    monkeypatch.setitem(app.config, "RATELIMIT_ENABLED", value=True)
    for number in range(20):
        talk.say(amina, f"Thought {number}.")
    answer = amina.browser.submit(talk.page, talk.door, body="One more thought.")
    assert answer.status_code == 403
    assert "21 texts in an hour, and for now you can post 20" in answer.text
    assert "One more thought." in answer.text


def test_conduct_widens_the_limits(app, talk, amina):
    with app.app_context():
        db.session.get(type(amina.user), amina.user.id).created_at = factories.days_ago(30)
        db.session.commit()
    for number in range(3):
        factories.contribution(app, talk.round, amina.user, title=f"Old {number}", published_at=factories.days_ago(5))
    page = amina.browser.get("/account/waiting").text
    assert "Known here" in page
    assert "You have 3." in page
    assert talk.say(amina, "https://a.example https://b.example https://c.example")


def test_the_same_words_again_are_told_and_then_wait(talk, amina, reports):
    words = "Everybody should come to the meeting on Friday evening at seven"
    talk.say(amina, words)
    talk.say(amina, words + "!")
    assert reports() == [(ReportReason.ADVERT, "the same words as before")]
    answer = amina.browser.submit(talk.page, talk.door, body=words + "!!")
    assert "/held/" in answer.headers["Location"]
    assert len(talk.comments()) == 2


def test_short_courtesies_may_be_repeated(talk, amina, reports):
    for _ in range(4):
        talk.say(amina, "Thank you!")
    assert reports() == []


def test_one_text_gets_one_report_from_the_checks(talk, amina, reports):
    name = talk.say(amina, "They are vermin, all of them.")
    for words in ("They are vermin, each of them.", "They are vermin, most of them."):
        assert amina.browser.submit(f"/comments/{name}/edit", body=words).status_code == 303
    assert reports() == [(ReportReason.INSULT, "a watched word")]


def test_harsh_words_against_a_policy_are_posted_at_once(talk, amina, reports):
    talk.say(
        amina, "I am just some peasant at the bottom of the rung to this council. It is a disgrace and you know it!"
    )
    assert reports() == []


def test_towers_of_marks_and_turned_words_are_posted_in_a_form_that_can_be_read(talk, amina):
    talk.say(amina, "Z" + "\u0351" * 200 + "algo \u202ewords")
    (made,) = talk.comments()
    assert "\u202e" not in made.body
    assert made.body.count("\u0351") <= 4


@pytest.mark.parametrize("attack", ["[" * 5_000, "1 " * 2_500, "07700 900123 " * 380, "you have been " * 350])
def test_a_text_made_to_stall_the_checks_is_answered(talk, amina, attack):
    assert amina.browser.submit(talk.page, talk.door, body=attack).status_code in {303, 422}


def test_ten_megabytes_are_refused(talk, amina):
    assert amina.browser.submit(talk.page, talk.door, body="x" * 10_000_000).status_code == 413


def test_the_number_stands_in_no_table_but_where_it_was_written(app, talk, amina):
    amina.browser.submit(talk.page, talk.door, body=WORDS)
    with app.app_context():
        found = [
            table.name
            for table in db.metadata.sorted_tables
            for row in db.session.execute(table.select())
            if NUMBER in str(row)
        ]
    assert found == []


def test_what_the_checks_report_opens_a_case_that_a_moderator_decides(talk, amina, moderator):
    name = talk.say(amina, WORDS, anyway="phone")
    assert "One case waits for a decision." in moderator.browser.get("/moderation/queue").text
    case = moderator.browser.get(f"/comments/{name}/case").location
    page = moderator.browser.get(case).text
    assert "Found by the automatic checks" in page
    assert "rarely upheld" not in page
    hidden = {"verb": "hide", "rule": 3, "reason": "Your number stood there.", "ground": "rules"}
    assert moderator.post(f"{case}/decisions", **hidden).status_code == 303
    assert talk.comment(name).hidden_rule == 3
    assert "This case is decided." in moderator.browser.get(case).text

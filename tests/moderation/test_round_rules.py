"""Rules that hold in one round alone, offered where they hold; and the words of a rule as they stood at a decision."""

import re

import pytest

from app import clock
from app.extensions import db
from app.moderation.models import CommunityRule, Decision
from app.openness.rule_models import RuleVersion
from tests import factories

ROUND_RULE = 41


@pytest.fixture
def tidy_paths(app, town):
    """A rule of the town's round."""
    words = {"title": "No brand names", "words": "Name no firm."}
    factories.keep(app, CommunityRule(number=ROUND_RULE, round_id=town.round.id, **words))
    version = {"rule": ROUND_RULE, "number": 1, "retired": False, "why": "Fair.", "at": clock.now(), **words}
    factories.keep(app, RuleVersion(**version))


def offered(page):
    """The numbers of the rules that a page's form offers."""
    found = re.search(r'<select[^>]*name="rule"[^>]*>(.*?)</select>', page.text, re.DOTALL)
    assert found, page.text
    return {int(number) for number in re.findall(r'value="(\d+)"', found[1])}


def reported(town, *things):
    for thing in things:
        assert town.reader.report(f"contributions/{thing.public_id}", "advert").status_code == 303
    return [case.public_id for case in town.cases()]


def test_several_cases_of_one_round_are_decided_under_its_rule(app, town, tidy_paths):
    cases = reported(town, town.idea, factories.contribution(app, town.round, town.author.user))
    page = town.gwen.get("/moderation/queue")
    assert ROUND_RULE in offered(page)
    assert f"{ROUND_RULE}. No brand names ({town.round.title})" in page.text
    fields = {"case": cases, "verb": "hide", "rule": ROUND_RULE, "reason": "It names a firm."}
    assert town.gwen.post("/moderation/several", **fields).status_code == 303
    with app.app_context():
        assert {one.rule for one in db.session.query(Decision)} == {ROUND_RULE}


def test_the_rule_of_a_round_decides_nothing_elsewhere_and_the_form_keeps_what_was_written(app, town, tidy_paths):
    elsewhere = factories.contribution(app, factories.round_(app), town.author.user)
    cases = reported(town, town.idea, elsewhere)
    fields = {"case": cases, "verb": "hide", "rule": ROUND_RULE, "reason": "It names a firm."}
    answer = town.gwen.post("/moderation/several", **fields)
    assert answer.status_code == 422
    assert "This rule does not hold for all that you decide on." in answer.text
    assert "It names a firm." in answer.text
    assert len(re.findall(r'name="case"[^>]* checked', answer.text)) == 2
    with app.app_context():
        assert not db.session.query(Decision).count()


def test_everything_of_a_person_goes_under_the_rule_of_the_only_round(app, town, tidy_paths):
    address = f"/moderation/people/{town.author.user.handle}/removal"
    assert ROUND_RULE in offered(town.gwen.get(address))
    factories.contribution(app, factories.round_(app), town.author.user)
    assert ROUND_RULE not in offered(town.gwen.get(address))
    assert town.gwen.post(address, rule=ROUND_RULE, reason="It names a firm.").status_code == 422


def test_a_ready_made_reason_of_a_round_is_offered_in_its_cases_alone(app, town, tidy_paths):
    words = {"title": "Brand", "rule": ROUND_RULE, "words": "Please name no firm."}
    assert town.gwen.post("/moderation/reasons/", **words).status_code == 303
    elsewhere = factories.contribution(app, factories.round_(app), town.author.user)
    here, there = reported(town, town.idea, elsewhere)
    assert "41. Brand" in town.gwen.get(f"/moderation/cases/{here}").text
    assert "41. Brand" not in town.gwen.get(f"/moderation/cases/{there}").text


def test_the_statement_shows_the_rule_in_the_words_of_that_day(app, town, tidy_paths):
    case = town.reported()
    assert town.gwen.decide(case, "hide", rule=ROUND_RULE).status_code == 303
    with app.app_context():
        address = f"/decisions/{db.session.query(Decision.public_id).scalar()}"
    assert "The rule was changed since." not in town.author.get(address).text
    with app.app_context():
        rule = db.session.get(CommunityRule, ROUND_RULE)
        rule.title, rule.words = "Be brief", "Forty words."
        db.session.commit()
    words = {"title": "Be brief", "words": "Forty words.", "retired": False, "why": "Shorter.", "at": clock.now()}
    factories.keep(app, RuleVersion(rule=ROUND_RULE, number=2, **words))
    for reader in (town.author, town.samir):
        page = reader.get(address).text
        assert "Name no firm." in page
        assert "Forty words." not in page
        assert "The rule was changed since." in page
        assert f'href="/rules/{ROUND_RULE}#version-1"' in page

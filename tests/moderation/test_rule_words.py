"""Proposals to change the rules, and what is said about them: reported, decided on, contested like every other text."""

import itertools
from datetime import timedelta

import pytest

from app import audit, clock
from app.moderation.models import Decision, Report
from app.openness.rule_models import RuleComment, RuleProposal
from app.rules.reports import Outcome
from tests import factories

WORD = "thistledown"
_number = itertools.count()


def proposal_of(town, person):
    """A proposal that people answer now."""
    row = RuleProposal(
        rule=1, on_version=1, retires=False, title=f"Be {WORD}", words=f"Talk {WORD}.", why=f"Because {WORD}.",
        by_id=person.user.id, at=clock.now(), closes_at=clock.now() + timedelta(days=7), quorum=3, majority=60,
        public_id=f"proposal{next(_number)}",
    )  # fmt: skip
    factories.keep(town.app, row)
    return row


def comment_of(town, proposal, person):
    """Words in its discussion."""
    answer = person.post(f"/rules/proposals/{proposal.public_id}/comments", body=f"Words of {WORD}.")
    assert answer.status_code == 303, answer.text
    with town.app.app_context():
        return factories.db.session.query(RuleComment.public_id).order_by(RuleComment.id.desc()).limit(1).scalar()


@pytest.fixture
def proposal(town):
    return proposal_of(town, town.reader)


@pytest.fixture(params=["proposals", "comments"])
def said(request, town, proposal):
    """(address of what Joan said, whose page it is on): her proposal, or her comment on Derek's."""
    if request.param == "comments":
        return f"rules/comments/{comment_of(town, proposal, town.author)}", proposal.public_id
    own = proposal_of(town, town.author).public_id
    return f"rules/proposals/{own}", own


def page(who, public_id):
    return who.get(f"/rules/proposals/{public_id}")


def readable(who, public_id, thing):
    """Whether the page shows this reader those words."""
    answer = page(who, public_id)
    words = f"Words of {WORD}" if "comments" in thing else f"Talk {WORD}"
    return answer.status_code == 200 and words in answer.text


def test_everybody_but_the_author_finds_report_beside_them(town, said):
    thing, public_id = said
    assert f"/{thing}/reports" in page(town.minder, public_id).text
    assert f"/{thing}/reports" not in page(town.author, public_id).text
    assert town.author.report(thing).status_code == 403
    assert WORD in town.minder.get(f"/{thing}/reports").text


def test_a_report_becomes_a_case_with_the_words_and_is_answered(town, said):
    thing, public_id = said
    assert town.minder.report(thing).status_code == 303
    case = town.case()
    queue = town.gwen.get("/moderation/queue").text
    assert ("Comment on the rule" if "comments" in thing else "Proposal to change the rules") in queue
    file = town.gwen.get(f"/moderation/cases/{case}").text
    assert WORD in file
    assert "Ask the author to edit" not in file
    assert "Lock the discussion" not in file
    assert town.gwen.decide(case, "hide").status_code == 303
    assert not readable(town.minder, public_id, thing)
    assert readable(town.author, public_id, thing)
    with town.app.app_context():
        assert factories.db.session.query(Report.outcome).scalar() is Outcome.UPHELD
        assert audit.verify()[1] is None


def test_one_person_reports_once_and_all_reports_are_one_case(town, said):
    thing, _ = said
    for who in (town.minder, town.minder, town.samir):
        assert who.report(thing).status_code == 303
    (case,) = town.cases()
    assert case.report_count == 2


@pytest.mark.parametrize("by", ["the link", "the case"])
def test_what_was_hidden_is_contested_and_comes_back(town, said, by):
    thing, public_id = said
    if by == "the link":
        assert town.gwen.post(f"/{thing}/hide", rule=1, reason="Unkind.").status_code == 303
    else:
        town.minder.report(thing)
        assert town.gwen.decide(town.case(), "remove", reason="Unkind.").status_code == 303
    assert not readable(town.minder, public_id, thing)
    with town.app.app_context():
        decision = factories.db.session.query(Decision.public_id).scalar()
    statement = town.author.get(f"/decisions/{decision}").text
    assert WORD in statement
    assert town.author.post(f"/decisions/{decision}/appeal", words="It was kind.").status_code == 303
    appeals = town.samir.get("/moderation/appeals").text
    appeal = appeals.split('href="/moderation/appeals/', 1)[1].split('"', 1)[0]
    assert WORD in town.samir.get(f"/moderation/appeals/{appeal}").text
    assert town.gwen.post(f"/moderation/appeals/{appeal}", upheld="yes", words="No.").status_code == 403
    assert town.samir.post(f"/moderation/appeals/{appeal}", upheld="yes", words="You are right.").status_code == 303
    assert readable(town.minder, public_id, thing)


def test_nobody_decides_below_an_own_proposal_or_where_they_joined_in(town, proposal):
    theirs = proposal_of(town, town.gwen)
    below = comment_of(town, theirs, town.author)
    talked = comment_of(town, proposal, town.author)
    comment_of(town, proposal, town.gwen)
    for thing, why in (
        (f"rules/comments/{below}", "stands below your own"), (f"rules/comments/{talked}", "wrote in this discussion"),
        (f"rules/proposals/{theirs.public_id}", "stands below your own"),
    ):  # fmt: skip
        assert town.minder.report(thing).status_code == 303
        case = town.case()
        assert town.gwen.decide(case, "hide").status_code == 403
        assert town.gwen.post(f"/{thing}/hide", rule=1, reason="Unkind.").status_code == 403
        assert "a colleague decides" in town.gwen.get("/moderation/queue").text, why
        assert town.gwen.post("/moderation/next").location.endswith("/moderation/queue"), why
        assert town.samir.decide(case, "keep").status_code == 303


def test_words_that_are_hidden_are_reported_by_nobody(town, said):
    thing, _ = said
    assert town.gwen.post(f"/{thing}/hide", rule=1, reason="Unkind.").status_code == 303
    assert town.minder.report(thing).status_code in {404, 410}


def test_rule_words_are_decided_together_with_other_spam(town, said):
    thing, public_id = said
    town.minder.report(thing)
    town.minder.report(town.thing)
    cases = [case.public_id for case in town.cases()]
    answer = town.gwen.post("/moderation/several", case=cases, verb="remove", rule=5, reason="The same advert.")
    assert answer.status_code == 303
    assert all(case.closed_at for case in town.cases())
    assert not readable(town.minder, public_id, thing)

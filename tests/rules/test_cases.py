"""Reports and cases: weight, urgency, the lease, and whom a case must pass by."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import cases
from app.rules.actors import Actor, Role
from app.rules.cases import LEASE, Lease, Parties, Urgency, urgency
from app.rules.moderation import ReportReason
from app.rules.permissions import No
from app.rules.reporting import LEAST_WEIGHT, report_weight

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
MODERATOR = Actor(1, frozenset({Role.RESIDENT, Role.MODERATOR}))
counts = st.integers(0, 10_000)
reports = st.lists(st.tuples(st.sampled_from(ReportReason), st.floats(LEAST_WEIGHT, 1)))


@given(upheld=counts, unfounded=counts)
def test_a_report_never_weighs_nothing_nor_more_than_a_newcomers(upheld, unfounded):
    assert LEAST_WEIGHT <= report_weight(upheld, unfounded) <= 1 == report_weight(0, 0)


@given(upheld=counts, unfounded=counts)
def test_a_report_without_ground_never_adds_weight_and_a_good_one_never_takes_any(upheld, unfounded):
    assert report_weight(upheld, unfounded + 1) <= report_weight(upheld, unfounded)
    assert report_weight(upheld + 1, unfounded) >= report_weight(upheld, unfounded)


def test_one_mistake_costs_nothing_and_many_cost_most():
    assert report_weight(0, 1) == 1
    assert report_weight(0, 5) == pytest.approx(0.5)
    assert report_weight(0, 1_000) == LEAST_WEIGHT


@given(reports=reports)
def test_numbers_alone_never_make_a_case_urgent(reports):
    mild = [one for one in reports if cases.URGENCY[one[0]] is not Urgency.URGENT]
    assert urgency(mild) >= Urgency.SOON


@given(reports=reports, more=st.tuples(st.sampled_from(ReportReason), st.floats(LEAST_WEIGHT, 1)))
def test_one_more_report_never_makes_a_case_wait_longer(reports, more):
    assert urgency([*reports, more]) <= urgency(reports)


def test_private_details_come_first_unless_only_somebody_who_cries_wolf_says_so():
    assert urgency([(ReportReason.PRIVATE_DETAILS, 1.0)]) is Urgency.URGENT
    assert urgency([(ReportReason.PRIVATE_DETAILS, LEAST_WEIGHT)]) is Urgency.SOON
    assert urgency([(ReportReason.ADVERT, 1.0)]) is Urgency.CAN_WAIT
    assert urgency([(ReportReason.ADVERT, 1.0)] * 3) is Urgency.SOON
    assert urgency([]) is Urgency.CAN_WAIT


def test_every_reason_has_an_urgency_and_the_gravest_names_the_case():
    assert set(cases.URGENCY) == set(ReportReason)
    assert set(cases.RULE_OF.values()) == set(range(1, 8))
    assert cases.gravest([ReportReason.OTHER, ReportReason.INSULT, ReportReason.ADVERT]) is ReportReason.INSULT


@given(minutes=st.integers(0, 60))
def test_a_lease_ends_by_itself(minutes):
    lease, at = Lease(2, NOW + LEASE), NOW + timedelta(minutes=minutes)
    held = minutes < 15
    assert (lease.held_at(at) == 2) == held
    assert (cases.may_hold(MODERATOR, lease, at, closed=False) is No.CASE_HELD) == held


def test_a_decided_case_is_nobodys_to_take_and_ones_own_stays_ones_own():
    assert cases.may_hold(MODERATOR, Lease(), NOW, closed=True) is No.CASE_CLOSED
    assert cases.may_hold(MODERATOR, Lease(1, NOW + LEASE), NOW, closed=False) is None
    assert cases.may_hold(MODERATOR, Lease(), NOW, closed=False) is None


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.MODERATOR])
def test_only_moderators_decide(role):
    assert cases.may_decide(Actor(1, frozenset({role})), Parties(2)) is No.NOT_MODERATOR


@pytest.mark.parametrize(
    ("parties", "no"),
    [
        (Parties(2, 3, round_id=1), None),
        (Parties(1, 3), No.OWN_DECISION),
        (Parties(2, 1), No.OWN_DECISION),
        (Parties(None, speaks_for=True), No.OWN_DECISION),
        (Parties(2, 3, took_part=True), No.SPOKE_HERE),
        (Parties(2, wrote_with=True), No.WROTE_WITH_THEM),
    ],
)
def test_a_case_passes_by_whoever_stands_too_near(parties, no):
    assert cases.may_decide(MODERATOR, parties) is no


@pytest.mark.parametrize("role", [Role.PANEL_MEMBER, Role.COMMISSIONER])
def test_whoever_scores_or_decides_in_rounds_judges_no_text_of_them(role):
    near = Actor(1, frozenset({Role.MODERATOR, role}))
    assert cases.may_decide(near, Parties(2, round_id=7)) is No.SCORES
    assert cases.may_decide(near, Parties(2)) is None

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from app.demo import reading, text_rows
from app.demo.tables import DemoRound, Judgement, Report, Tendency
from app.rules import uktime
from app.rules.actors import Role
from app.rules.contributions import IN_ROUNDS, Kind
from app.rules.moderation import ReportReason
from app.rules.phases import PhaseKind

BUDGET = 640_000


@pytest.fixture
def demo() -> DemoRound:
    return reading.load()


def texts_of(demo: DemoRound, kind: str) -> list:
    return [text for text in demo.contributions if text.kind == kind]


def test_the_round_has_enough_to_look_at(demo):
    assert len(texts_of(demo, "need")) == 12
    assert len([idea for idea in texts_of(demo, "idea") if idea.hidden is None]) == 15
    assert len(texts_of(demo, "proposal")) == 6
    assert len(demo.people) == 40
    assert len(demo.organisations) == 3
    assert 8 <= len(demo.areas) <= 10
    assert sum(len(thread.comments) for thread in demo.threads) >= 110


def test_every_kind_role_and_phase_is_one_of_ours(demo):
    assert {text.kind for text in demo.contributions} == set(IN_ROUNDS)
    assert {role for person in demo.people for role in person.roles} <= set(Role)
    assert {phase.kind for phase in demo.phases} <= set(PhaseKind)


def test_somebody_stands_for_each_role(demo):
    roles = Counter(role for person in demo.people for role in person.roles)
    assert roles["moderator"] >= 2
    assert {"commissioner", "administrator", "facilitator", "researcher", "panel_member"} <= set(roles)
    signs_in = {person.demo_sign_in for person in demo.people if person.demo_sign_in}
    assert signs_in == {"resident", "moderator", "commissioner", "administrator"}


def test_needs_ideas_and_proposals_are_open_and_ideas_close_first(demo):
    days = {phase.kind: (phase.opens_in, phase.closes_in) for phase in demo.phases}
    assert days["needs"][0] < 0 < days["ideas"][1] < days["needs"][1]
    assert days["ideas"][1] == 12
    assert days["proposals"][0] < 0 < days["proposals"][1]
    assert 0 < days["vote"][0] < days["decision"][0]
    assert all(opens < closes for opens, closes in days.values())


@pytest.mark.parametrize("hour", ["2026-11-22T05:00", "2026-11-22T18:59", "2026-11-22T19:00", "2027-03-28T12:00"])
def test_everything_is_posted_while_it_is_open_and_by_day(demo, hour):
    now = datetime.fromisoformat(hour).replace(tzinfo=UTC)
    evening = text_rows.last_evening(now)
    dates = {phase.kind: text_rows.hours(phase, now) for phase in demo.phases}
    posted = {text.key: evening - timedelta(days=text.days_ago) for text in demo.contributions}
    for text in demo.contributions:
        opens, closes = dates[Kind(text.kind).phase]
        assert opens <= posted[text.key] < min(closes, now), text.key
    said = [posted[one.contribution] + timedelta(hours=c.after) for one in demo.threads for c in one.comments]
    assert max(said) < now
    assert len([at for at in said if uktime.on_the_clock(at)[1] < time(6)]) < 5  # carers are awake at night


def test_threads_are_nested_and_converse(demo):
    depths = [depth for thread in demo.threads for depth in depths_of(thread).values()]
    assert 4 <= max(depths) <= 5
    assert len([thread for thread in demo.threads if len(thread.comments) >= 12]) >= 3
    answers = [comment for thread in demo.threads for comment in thread.comments if comment.parent]
    assert len(answers) > len(depths) / 3


def depths_of(thread) -> dict[str, int]:
    depths: dict[str, int] = {}
    for comment in thread.comments:
        depths[comment.key] = depths[comment.parent] + 1 if comment.parent else 1
    return depths


def test_moderation_has_been_at_work(demo):
    comments = [comment for thread in demo.threads for comment in thread.comments]
    assert len([comment for comment in comments if comment.withdrawn_hours]) == 2
    assert len([comment for comment in comments if comment.hidden]) == 2
    assert len([text for text in demo.contributions if text.hidden]) == 1
    assert len([thread for thread in demo.threads if thread.lock]) == 1


def test_reports_wait_for_a_moderator(demo):
    texts = [*demo.contributions, *(comment for thread in demo.threads for comment in thread.comments)]
    assert {report.reason for text in texts for report in text.reports} <= set(ReportReason)
    assert len([text for text in texts if text.reports and text.hidden is None]) == 3


def test_the_money_makes_people_choose(demo):
    costs = [text.cost_pounds for text in texts_of(demo, "proposal")]
    assert demo.budget_pounds == BUDGET
    assert all(cost and cost < BUDGET for cost in costs)
    assert sum(costs) > BUDGET
    for text in texts_of(demo, "proposal"):
        assert text.outcomes, text.key
        assert text.who_would, text.key
        assert text.links, text.key


def test_bodies_are_neither_notes_nor_essays(demo):
    for text in demo.contributions:
        assert 40 <= len(text.body.split()) <= 180, text.key
        assert "!" not in text.title, text.key


def test_any_telephone_number_is_of_the_range_kept_for_fiction():
    for file in Path(reading.__file__).with_name("content").glob("*.toml"):
        joined = file.read_text("utf-8").replace("\\\n", "")
        assert joined.count("01632") == joined.count("01632 960 "), file.name


def test_useful_marks_do_not_outnumber_the_people(demo):
    most = max(comment.useful for thread in demo.threads for comment in thread.comments)
    assert most < len(demo.people) - 1


def with_text(demo, key, **changes):
    return replace(demo, contributions=tuple(replace(t, **changes) if t.key == key else t for t in demo.contributions))


def with_comment(demo, contribution, key, **changes):
    threads = [
        replace(thread, comments=tuple(replace(c, **changes) if c.key == key else c for c in thread.comments))
        if thread.contribution == contribution
        else thread
        for thread in demo.threads
    ]
    return replace(demo, threads=tuple(threads))


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda d: replace(d, areas=(*d.areas, d.areas[0])), "the area northgate stands there twice"),
        (lambda d: replace(d, people=(*d.people, d.people[0])), "amina stands there twice"),
        (lambda d: replace(d, opened_by="nobody"), "the person nobody is not known"),
        (lambda d: replace(d, round_areas=("moon",)), "support-at-home: the area moon is not known"),
        (lambda d: replace(d, threads=(*d.threads, d.threads[0])), "the thread handyperson stands there twice"),
        (lambda d: with_text(d, "chair-bulb", author="nobody"), "chair-bulb: the author nobody is not known"),
        (lambda d: with_text(d, "chair-bulb", area="moon"), "chair-bulb: the area moon is not known"),
        (lambda d: with_text(d, "chair-bulb", title="Chair yoga"), "the title Chair yoga stands there twice"),
        (lambda d: with_text(d, "handyperson", links=("two-hours",)), "handyperson: the link two-hours is not known"),
        (lambda d: with_text(d, "chair-yoga", votes=Tendency(agree=0.9, unsure=0.2, turnout=1)), "more than one"),
        (lambda d: with_comment(d, "handyperson", "handrail", author="nobody"), "handrail: the author nobody"),
        (lambda d: with_comment(d, "handyperson", "handrail", quote="against"), "handrail: the quote against"),
        (lambda d: with_comment(d, "handyperson", "handrail", after=10_000), "handrail: written .* hours from now"),
        (
            lambda d: with_text(d, "chair-yoga", hidden=Judgement(by="amina", rule=1, hours=1, reason="")),
            "chair-yoga: the moderator amina is not known",
        ),
        (
            lambda d: with_comment(
                d, "sixth-form", "scams", hidden=Judgement(by="seun", rule=1, hours=1, reason="one's own")
            ),
            "scams: the moderator seun is not known",
        ),
        (
            lambda d: with_text(d, "chair-yoga", hidden=Judgement(by="sian", rule=1, hours=900, reason="")),
            "chair-yoga: decided .* hours from now",
        ),
        (
            lambda d: with_text(d, "chair-yoga", reports=(Report(by="iryna", hours=1, reason="advert"),)),
            "chair-yoga: the reporter iryna is not known",
        ),
        (
            lambda d: with_comment(d, "handyperson", "number-14", reports=(Report(by="alf", hours=5, reason="other"),)),
            "number-14: reported by alf when it could not be",
        ),
    ],
)
def test_what_does_not_hold_together_is_refused_by_name(demo, spoil, reason):
    with pytest.raises(ValueError, match=reason):
        reading.check(spoil(demo))


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ({"key": "moon", "name": "Moon", "people": 3}, "moon: people is not known here"),
        ({"key": "moon", "name": "Moon"}, "moon: .*population"),
    ],
)
def test_an_entry_of_a_wrong_shape_is_refused_by_name(monkeypatch, table, reason):
    read = reading._read
    monkeypatch.setattr(reading, "_read", lambda name: {"areas": [table]} if name == "areas" else read(name))
    with pytest.raises(ValueError, match=reason):
        reading.load.__wrapped__()


def test_an_answer_to_nothing_is_refused_by_name(monkeypatch):
    read = reading._read
    comment = {"key": "lost", "author": "alf", "hours": 1.0, "body": "Hello?", "parent": "gone"}
    thread = {"contribution": "handyperson", "comments": [comment]}
    monkeypatch.setattr(reading, "_read", lambda name: {"threads": [thread]} if name == "threads" else read(name))
    with pytest.raises(ValueError, match="handyperson: comment lost answers gone, not known yet"):
        reading.load.__wrapped__()

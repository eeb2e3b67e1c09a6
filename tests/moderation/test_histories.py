"""Histories of decisions, made up by hypothesis: whatever moderators try in whatever order, what follows is legal.

A small model says what stands after each decision. It knows nothing of the database, and the site must agree with it.
"""

from dataclasses import dataclass, field

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from app import audit, clock
from app.audit import AuditHead
from app.extensions import db
from app.moderation import service
from app.moderation.acts import Order
from app.moderation.models import Decision
from app.moderation.service import Place
from app.rules.actors import Actor, Role
from app.rules.decisions import UPHOLDS_A_REPORT
from app.rules.moderation import ReportReason, Verb
from app.rules.refusals import Refusal
from tests import factories

MODERATORS = 3

TEXT_VERBS = (Verb.KEEP, Verb.ASK_EDIT, Verb.HIDE, Verb.REMOVE, Verb.RESTORE)
THREAD_VERBS = (Verb.LOCK, Verb.SLOW, Verb.CLOSE_TO_NEW, Verb.UNLOCK)


@dataclass
class Model:
    """What should stand: whether the text is seen, who removed it, whether the thread is locked or slowed."""

    seen: bool = True
    removed_by: int | None = None
    locked: bool = False
    slowed: bool = False
    waiting: set[int] = field(default_factory=set)
    settled: list[bool] = field(default_factory=list)

    def may(self, verb: Verb, who: int) -> bool:
        """Whether this decision changes something, so that it is allowed."""
        return {
            Verb.KEEP: True,
            Verb.ASK_EDIT: self.seen,
            Verb.HIDE: self.seen,
            Verb.REMOVE: self.removed_by is None,
            Verb.RESTORE: not self.seen and self.removed_by != who,
            Verb.LOCK: not self.locked,
            Verb.SLOW: True,
            Verb.CLOSE_TO_NEW: True,
            Verb.UNLOCK: self.locked or self.slowed,
        }[verb]

    def take(self, verb: Verb, who: int) -> None:
        """What stands after it."""
        if verb in TEXT_VERBS:
            self.settled += [verb in UPHOLDS_A_REPORT] * len(self.waiting)
            self.waiting.clear()
        if verb is Verb.HIDE:
            self.seen = False
        elif verb is Verb.REMOVE:
            self.seen, self.removed_by = False, who
        elif verb is Verb.RESTORE:
            self.seen, self.removed_by = True, None
        elif verb is Verb.LOCK:
            self.locked = True
        elif verb in {Verb.SLOW, Verb.CLOSE_TO_NEW}:
            self.slowed = True
        elif verb is Verb.UNLOCK:
            self.locked = self.slowed = False


class Histories(RuleBasedStateMachine):
    """Three moderators and three readers at one idea."""

    def __init__(self, app, town):
        super().__init__()
        self.app, self.model, self.decisions = app, Model(), 0
        self.idea = factories.contribution(app, town.round, town.author.user)
        self.thread = factories.thread_of(app, self.idea).public_id
        roles = frozenset({Role.RESIDENT, Role.MODERATOR})
        self.moderators = [Actor(one.user.id, roles) for one in (town.gwen, town.samir, town.third)]
        self.readers = [Actor(one.user.id) for one in (town.reader, town.minder, town.third)]

    def written(self):
        return db.session.query(AuditHead.sequence).scalar()

    def tries(self, place, verb, who):
        """Try it as a moderator; the site and the model must agree whether it is allowed."""
        allowed = self.model.may(verb, who)
        with self.app.test_request_context():
            before = self.written()
            try:
                service.decide(self.moderators[who], place, Order(verb, 1, "So."))
            except Refusal:
                assert not allowed, f"{verb} was refused"
                assert self.written() == before, "a refusal leaves no trace"
                return
        assert allowed, f"{verb} was allowed"
        self.decisions += 1
        self.model.take(verb, who)

    @rule(verb=st.sampled_from(TEXT_VERBS), who=st.integers(0, MODERATORS - 1))
    def decides_on_the_text(self, verb, who):
        self.tries(Place("contribution", self.idea.public_id), verb, who)

    @rule(verb=st.sampled_from(THREAD_VERBS), who=st.integers(0, MODERATORS - 1))
    def decides_on_the_discussion(self, verb, who):
        self.tries(Place("thread", self.thread), verb, who)

    @rule(who=st.integers(0, MODERATORS - 1), reason=st.sampled_from(ReportReason))
    def reports(self, who, reason):
        reader = self.readers[who]
        moderates = who == MODERATORS - 1  # Who may read what is hidden.
        with self.app.test_request_context():
            try:
                service.report(self.moderators[who] if moderates else reader, self.place, reason, "")
            except Refusal:
                assert not self.model.seen
                assert not moderates
                return
        assert self.model.seen or moderates
        self.model.waiting.add(who)

    @property
    def place(self):
        return Place("contribution", self.idea.public_id)

    @invariant()
    def what_stands_is_what_was_decided(self):
        text, thread = factories.reload(self.app, self.idea), factories.thread_of(self.app, self.idea)
        assert (text.hidden_at is None) == self.model.seen
        assert (text.hidden_at is None) == (text.hidden_rule is None)
        assert (thread.locked_at is not None) == self.model.locked
        ends = [end for end in (thread.slow_until, thread.closed_to_new_until) if end is not None]
        assert any(end > clock.now() for end in ends) == self.model.slowed

    @invariant()
    def reports_wait_or_are_answered_and_one_case_is_open_while_they_wait(self):
        with self.app.app_context():
            reports = db.session.execute(db.text(
                "SELECT settled_at, outcome FROM reports WHERE contribution_id = :id ORDER BY id"
            ), {"id": self.idea.id}).all()  # fmt: skip
            opened = db.session.execute(db.text(
                "SELECT count(*) FROM cases WHERE contribution_id = :id AND closed_at IS NULL"
            ), {"id": self.idea.id}).scalar()  # fmt: skip
        assert sum(row.settled_at is None for row in reports) == len(self.model.waiting)
        assert opened == bool(self.model.waiting)
        assert sorted(row.outcome == "upheld" for row in reports if row.settled_at) == sorted(self.model.settled)

    def teardown(self):
        """Every decision has its record, and the chain is whole."""
        with self.app.app_context():
            mine = db.session.query(Decision).filter_by(contribution_id=self.idea.id)
            assert mine.count() == self.decisions
            assert all(one.by_id and one.reason and one.rule for one in mine)
            assert audit.verify()[1] is None


def test_whatever_moderators_try_in_whatever_order_what_stands_is_legal(app, town, person):
    town.third = person(Role.MODERATOR, name="Third Moderator")
    quick = settings(
        max_examples=15,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    run_state_machine_as_test(lambda: Histories(app, town), settings=quick)

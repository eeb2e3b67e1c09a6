"""Every role at every address of moderation, the checks and openness. The addresses are read from the app.

An address of which the law below says nothing is for moderators alone, and judging is for those who took no part: so a new
one is closed until somebody says here for whom it is open.
"""

import itertools
from dataclasses import dataclass
from datetime import timedelta

import pytest

from app import clock
from app.audit import AuditHead
from app.checks.models import HeldText
from app.extensions import db
from app.moderation.case_models import Appeal
from app.moderation.mass_models import Removal
from app.moderation.models import Decision, ReadyReason, Report
from app.openness.rule_models import RuleComment, RuleProposal
from app.rules.actors import Role
from app.rules.checks import Held
from app.rules.spaces import SpaceKind
from app.spaces.models import Space
from tests import factories
from tests.moderation.conftest import SECRET

PACKAGES = ("app.moderation", "app.checks", "app.openness")

SIGNED_IN = {
    "appeals.standing", "checks.own", "moderation.report", "moderation.report_profile", "moderation.report_rule_words",
    "moderation.report_space", "rulemaking.answer", "rulemaking.new", "rulemaking.say",
}  # fmt: skip
"""For everybody with an account."""

OWN = {
    "appeals.appeal", "appeals.ask_site", "cases.answer", "checks.take_back", "moderation.own_report", "rulemaking.take_back",
}  # fmt: skip
"""For the one whom it concerns, and for nobody else, moderators included."""

OWN_AND_MODERATORS = {"appeals.statement", "checks.held"}

RULE_KEEPERS = {"rulemaking.settle"}
"""For moderators and administrators."""

JUDGES_NOTHING = {
    "cases.note", "cases.release", "cases.take_next", "openness_log.show", "openness_log.take_back", "reasons.index",
    "reasons.retire", "checks.watched", "checks.unwatch",
}  # fmt: skip
"""What a moderator may send who took part in the discussion: it judges nothing there."""

ELSEWHERE = {
    "appeals.case", "people.decide", "people.remove_everything", "cases.ask", "cases.pass_on", "rulemaking.settle",
    "moderation.decide_version", "moves.back", "moves.branch", "moves.contribution", "moves.split",
}  # fmt: skip
"""Asked in other tests, because the person or the decision is none of the discussion in which the moderator took part;
asking and passing on judge nothing; a version has a text to itself; to move needs a place to go to."""

SUSPENDED_STILL_MAY = {"appeals.standing", "moderation.rules"}
"""Where no word of others can be sent or read."""

ROLES = ("stranger", "member", "took part", "suspended", *(role.value for role in Role))


@dataclass
class World:
    """One of everything that an address of these packages can name."""

    town: object
    names: dict[str, str]

    def name(self, endpoint: str, things: str | None) -> str:
        """What stands in the address of this endpoint, for this kind of thing. Raises KeyError for an unknown one."""
        if things is not None:
            return self.names[
                f"rule {things}" if endpoint.endswith("_rule_words") or "rulemaking" in endpoint else things
            ]
        return self.names[endpoint] if endpoint in self.names else self.names[endpoint.split(".", maxsplit=1)[0]]


@pytest.fixture
def world(app, town):
    """An idea with a comment and an open case in which its author was asked; a decision that is contested; and so on."""
    town.say(town.author, "A first word.")
    comment = town.say(town.reader, f"The {SECRET} again.")
    gone = factories.contribution(app, town.round, town.author.user, title=f"No {SECRET}", body=f"No {SECRET}.")
    report = town.reader.report(f"contributions/{gone.public_id}", text=f"The {SECRET}!").location.rsplit("/", 1)[1]
    assert town.gwen.decide(town.case(), "hide").status_code == 303
    with app.app_context():
        decision = db.session.query(Decision).one()
        name, number = decision.public_id, decision.id
    assert town.author.post(f"/decisions/{name}/appeal", words=f"Why the {SECRET}?").status_code == 303
    case = town.reported()
    assert town.gwen.post(f"/moderation/cases/{case}/questions", words=f"Which {SECRET}?").status_code == 303
    words = {"round_id": town.round.id, "contribution_id": town.idea.id, "author_id": town.minder.user.id}
    held = HeldText(**words, body=f"Win a {SECRET}.", why=Held.CHECKS, at=clock.now())
    body = factories.organisation(app)
    terms = {"closes_at": clock.now() + timedelta(days=7), "quorum": 3, "majority": 60, "at": clock.now()}
    proposal = RuleProposal(
        rule=1, on_version=1, retires=False, title="Be kind", words="Be kind.", why="So.",
        by_id=town.minder.user.id, **terms,
    )  # fmt: skip
    removal = Removal(
        person_id=town.minder.user.id, by_id=town.gwen.user.id, rule=5, reason=f"The {SECRET}.", at=clock.now(),
        total=1, finished_at=clock.now(),
    )  # fmt: skip
    factories.keep(
        app,
        held,
        proposal,
        removal,
        Space(slug="a-space", name="A", kind=SpaceKind.OPEN, created_by_id=town.minder.user.id, created_at=clock.now()),
    )
    said = RuleComment(
        proposal_id=proposal.id, author_id=town.minder.user.id, body="Yes.", body_html="<p>Yes.</p>", at=clock.now()
    )
    factories.keep(app, said)
    with app.app_context():
        appeal = db.session.query(Appeal.public_id).filter_by(decision_id=number).scalar()
        ready = db.session.query(ReadyReason.public_id).order_by(ReadyReason.id).first()[0]
        assert db.session.query(Report).filter_by(public_id=report).count() == 1
    return World(town, {
        "appeals": name, "appeals.case": appeal, "cases": case, "checks": held.public_id,
        "contributions": town.idea.public_id, "comments": comment,
        "moderation.thread": factories.thread_of(app, town.idea).public_id,
        "moderation.decide_thread": factories.thread_of(app, town.idea).public_id,
        "moves.branch": comment, "moves.split": comment, "moves.contribution": town.idea.public_id,
        "people": town.minder.user.handle, "organisations": body.handle, "moderation.own_report": report,
        "openness_log": name, "reasons": ready, "rulemaking": proposal.public_id, "rulemaking.take_back": said.public_id,
        "rule proposals": proposal.public_id, "rule comments": said.public_id, "people.removal": removal.public_id,
        "spaces": "a-space",
    })  # fmt: skip


@pytest.fixture
def visitor(app, client, world, person):
    """Give somebody in this role a browser."""

    def come(role):
        town = world.town
        if role == "stranger":
            return client
        if role == "organisation":
            return person(Role.ORGANISATION, organisation_id=factories.organisation(app, "Brindle Roofs").id).browser
        if role == "member":
            member = person(verified=True)
            town.say(member, "I live here too.")
            return member.browser
        if role == "took part":
            moderator = person(Role.MODERATOR)
            town.say(moderator, "I have seen it too.")
            proposal = f"/rules/proposals/{world.names['rulemaking']}/comments"
            assert moderator.post(proposal, body="I think so too.").status_code == 303
            return moderator.browser
        if role == "suspended":
            put_out = person()
            address = f"/moderation/people/{put_out.user.handle}/decisions"
            fields = {"verb": "suspend", "rule": 1, "reason": "So.", "ground": "rules"}
            assert town.samir.post(address, **fields).status_code == 303
            return put_out.browser
        return person(*([Role(role)] if role in set(Role) else [])).browser

    return come


def addresses(app, world, method):
    """(endpoint, address) of every address of these packages that takes this method, in all its kinds."""
    for rule in app.url_map.iter_rules():
        if not app.view_functions[rule.endpoint].__module__.startswith(PACKAGES) or method not in rule.methods:
            continue
        choices = {name: sorted(made.items) for name, made in rule._converters.items() if hasattr(made, "items")}
        for chosen in itertools.product(*choices.values()):
            values = dict(zip(choices, chosen, strict=True)) | {"number": 1}
            if "public_id" in rule.arguments:
                values["public_id"] = world.name(rule.endpoint, values.get("things"))
            if "handle" in rule.arguments:
                values["handle"] = world.names["people"]
            if "slug" in rule.arguments:
                values["slug"] = world.names["spaces"]
            with app.test_request_context():
                adapter = app.url_map.bind("localhost")
                kept = {name: value for name, value in values.items() if name in rule.arguments}
                yield rule.endpoint, adapter.build(rule.endpoint, kept, method=method)


def may_open(app, endpoint, role):
    """Whether the law lets somebody in this role, who has nothing to do with any of it, look at this address."""
    if role == "suspended":
        return endpoint in SUSPENDED_STILL_MAY
    if getattr(app.view_functions[endpoint], "is_public", False):
        return True
    if endpoint in SIGNED_IN:
        # An organisation and a person without an address here propose no rules; they are told why.
        return role == "member" if endpoint == "rulemaking.new" else role != "stranger"
    if endpoint in OWN:
        return False
    return role in {"moderator", "took part"}


def is_refused(answer):
    if answer.status_code in {302, 303}:
        return answer.location.split("?")[0].endswith(("/login", "/account/standing"))
    return answer.status_code in {403, 404, 410}


@pytest.mark.parametrize("role", ROLES)
def test_every_page_opens_for_those_for_whom_the_law_opens_it_and_tells_nobody_else_a_word(app, world, visitor, role):
    browser = visitor(role)
    wrong = []
    for endpoint, address in addresses(app, world, "GET"):
        answer = browser.get(address)
        opens = may_open(app, endpoint, role)
        if opens == is_refused(answer) or answer.status_code >= 500:
            wrong.append(f"{address} ({endpoint}) answered {answer.status_code}")
        elif not opens and SECRET in answer.text:
            wrong.append(f"{address} ({endpoint}) tells the words while it refuses")
    assert not wrong, "\n".join(wrong)


SENT = {
    "verb": "hide", "rule": 1, "reason": "Because.", "words": "Some words.", "upheld": "yes", "ground": "rules",
    "choice": "agree", "body": "Some words.", "title": "A title", "why": "Because.", "text": "Because.", "seen": "",
}  # fmt: skip


def may_send(endpoint, role):
    """Whether the law may let somebody in this role send this; `elsewhere` tests ask with what comes of it."""
    if role == "suspended":
        return False
    if endpoint in SIGNED_IN:
        return role != "stranger"
    if endpoint in OWN:
        return False
    if endpoint in RULE_KEEPERS:
        return role in {"moderator", "took part", "administrator"}
    if role == "took part":
        return endpoint in JUDGES_NOTHING | ELSEWHERE
    return role == "moderator"


@pytest.mark.parametrize("role", ROLES)
def test_nothing_can_be_sent_by_those_whom_the_law_does_not_let_and_nothing_comes_of_it(app, world, visitor, role):
    browser = visitor(role)
    token = browser.token(
        "/login" if role == "stranger" else "/account/standing" if role == "suspended" else "/account/"
    )
    wrong = []

    def written():
        with app.app_context():
            return db.session.query(AuditHead.sequence).scalar()

    before = written()
    for endpoint, address in addresses(app, world, "POST"):
        if may_send(endpoint, role):
            continue
        answer = browser.post(address, data=SENT | {"csrf_token": token, "case": world.names["cases"]})
        # Whoever took part is refused in a form that keeps what they wrote.
        if not is_refused(answer) or (SECRET in answer.text and role not in {"took part", "moderator"}):
            wrong.append(f"{address} ({endpoint}) answered {answer.status_code}")
        if written() != before and role != "took part":
            wrong.append(f"{address} ({endpoint}) wrote something")
    assert not wrong, "\n".join(wrong)
    with app.app_context():
        assert db.session.query(Decision).count() == 1 + (role == "suspended")

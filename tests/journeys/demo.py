"""The demo round behind the real server, and where in it each page of the site is found."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask_security.recoverable import generate_reset_password_token
from sqlalchemy import insert, inspect, select, update

from app import clock, markup
from app.accounts.models import Organisation, User
from app.accounts.tag_models import PersonTag
from app.bookmarks.models import Bookmark
from app.checks.models import HeldText
from app.contributions.models import Contribution
from app.demo import service as demo
from app.duplicates.models import Pairing
from app.escalation.models import EscalationContact, LockedText, LockOpening
from app.extensions import db
from app.invitations import queries as links
from app.mailing.models import Mailing
from app.mailing.reading import signer
from app.messages import report_service as letter_reports
from app.messages import service as letters
from app.moderation.case_models import Appeal, Case, CaseEvent
from app.moderation.mass_models import Removal
from app.moderation.models import Decision, Report
from app.notifications.models import Notice
from app.openness import audit_service
from app.openness.rule_models import RuleAnswer, RuleComment, RuleProposal
from app.organisations.models import Invitation, Membership, OrganisationClaim
from app.questions.models import Question
from app.rounds.models import Area
from app.rules.actors import Actor, Role
from app.rules.appeals import ANSWER_WITHIN, APPEAL_WITHIN
from app.rules.cases import CaseEventKind
from app.rules.checks import Held
from app.rules.contributions import Kind
from app.rules.decisions import Scope
from app.rules.duplicates import Way
from app.rules.invitations import INVITED_FOR
from app.rules.moderation import ReportReason, Verb
from app.rules.notices import NoticeKind
from app.rules.organisations import MemberRole
from app.rules.phases import PhaseKind
from app.rules.tags import Tag
from app.rules.voting import Choice, VoteSource
from app.search.saved_models import SavedSearch
from app.themes.models import Theme, contribution_themes
from app.threads.models import Comment, Thread
from app.trouble.models import Quarantine
from app.votes.models import Vote
from app.webhooks.models import Webhook
from config import ROOT, Settings
from tests import factories
from tests.journeys.demo_spaces import spaces_of
from tests.servers import free_port, wait_for

PATIENCE = 120
"""Seconds: a crowded machine is slow, not wrong."""

PEOPLE = ("resident", "moderator", "commissioner", "administrator")


@dataclass(frozen=True)
class Stage:
    """The demo round, served: its address, its four people, and what stands for each part of an address."""

    app: Flask
    address: str
    people: dict[str, User]
    places: dict[str, str]


@contextmanager
def served(settings: Settings, folder: Path, port: int = 0) -> Iterator[str]:
    """The site as it is served for real: gunicorn with WhiteNoise and compression, on the database of these settings."""
    port = port or free_port()
    known = {
        "APP_ENV": "test",
        "SECRET_KEY": settings.secret_key,
        "SECURITY_PASSWORD_SALT": settings.password_salt,
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url or "",
        "INSTANCE_PATH": str(folder),
        "MAIL_BACKEND": "locmem",
        "RATE_LIMITS": "0",
    }
    gunicorn = ["-m", "gunicorn", "--worker-class", "gthread", "--threads", "32", "--no-control-socket"]
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *gunicorn, "--bind", f"127.0.0.1:{port}", "wsgi:app"],
            cwd=ROOT, env=os.environ | known, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        wait_for(lambda: b"Booting worker" in log.read_bytes(), process, log, PATIENCE)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


def load(app: Flask) -> tuple[dict[str, User], dict[str, str]]:
    """Load the demo round, a round that has closed and one that is a draft. Gives the four people and all places."""
    with app.app_context():
        assert demo.load_round(clock.now())
        people = {role: db.session.scalars(select(User).filter_by(email=demo.SIGN_INS[role])).one() for role in PEOPLE}
        db.session.expunge_all()
    places = _other_rounds(app, people["resident"])
    places |= _said_the_same(app, people["resident"])
    _last_months(app, people["moderator"])
    places |= _letters(app, people["resident"]) | _tagged(app) | _bodies(app, people["resident"])
    places |= _under_lock(app, people)
    places |= spaces_of(app, people["resident"])
    places |= _about_the_rules(app)
    with app.app_context():
        _saved(people["resident"])
        places |= _of_the_demo(people["resident"])
        places |= _sorted_and_kept(people["resident"])
        places |= _moderated(people["resident"], people["moderator"], people["administrator"])
        person = _first(User, User.handle == places["person"])
        places["question"] = _first(Comment, Comment.id == _first(Question).comment_id).public_id
    places["removal"] = _being_removed(app, person, people["administrator"])
    return people, places


def _other_rounds(app: Flask, author: User) -> dict[str, str]:
    closed = factories.round_(app, over=(PhaseKind.NEEDS, PhaseKind.IDEAS), title="Keeping paths clear of ice")
    over = factories.contribution(app, closed, author, title="Grit bins at the corners that nobody salts")
    draft = factories.round_(app, PhaseKind.NEEDS, opened_at=None, title="A draft", question="")
    empty = factories.round_(app, title="A round in which nobody has written")
    mine = factories.contribution(app, empty, author, Kind.NEED, published_at=None, title="Half a thought")
    quarantine = Quarantine(
        round_id=closed.id,
        contribution_id=over.id,
        person_id=factories.user(app).id,
        proposed_by_id=factories.user(app, Role.MODERATOR).id,
        reason="Forty votes within a minute.",
        proposed_at=clock.now(),
    )
    own = Quarantine(
        round_id=closed.id,
        person_id=author.id,
        proposed_by_id=factories.user(app, Role.MODERATOR).id,
        reason="Forty votes within a minute.",
        proposed_at=clock.now(),
        confirmed_by_id=factories.user(app, Role.COMMISSIONER).id,
        confirmed_at=clock.now(),
    )
    factories.keep(app, quarantine, own)
    aside = {"quarantine": quarantine.public_id, "set_aside": own.public_id}
    slugs = _held_texts(app, over, author) | aside | {"closed": closed.slug, "draft": draft.slug, "empty": empty.slug}
    slugs["quiet_area"] = factories.area(app, "Llanfair-on-the-Hill with Upper and Nether Brindle").slug
    return slugs | {"over": over.public_id, "my_draft": mine.public_id}


def _said_the_same(app: Flask, me: User) -> dict[str, str]:
    """Ideas that say the same: two are joined, I agree with the second; whether mine is a third, I am asked."""
    asked, now = factories.round_(app, title="Getting about in Maple Court"), clock.now()
    anne, ben = factories.user(app, name="Anne Okafor"), factories.user(app, name="Ben Whitlock-Featherstonehaugh")
    lead = factories.contribution(app, asked, anne, title="Mend the lift in Maple Court, or build a second one")
    joined = factories.contribution(app, asked, ben, title="The Maple Court lift never works", agree_count=1)
    mine = factories.contribution(app, asked, me, title="A lift that goes up and down")
    about = {"round_id": asked.id, "lead_id": lead.id, "by_id": anne.id, "at": now, "lead_said": True}
    link = Pairing(**about, follower_id=joined.id, way=Way.LINK, follower_said=True, joined_at=now)
    waits = Pairing(**about, follower_id=mine.id, way=Way.MERGE)
    vote = {"person_id": me.id, "contribution_id": joined.id, "round_id": asked.id, "choice": Choice.AGREE}
    factories.keep(app, link, waits, Vote(**vote, at=now, source=VoteSource.WEB))
    told = {"person_id": me.id, "round_id": asked.id, "at": now}
    factories.keep(
        app,
        Notice(**told, kind=NoticeKind.SAME_ASKED, contribution_id=mine.id, pairing_id=waits.id),
        Notice(**told, kind=NoticeKind.MOVE_ASKED, contribution_id=joined.id, pairing_id=link.id),
    )
    return {"same": joined.public_id, "same_mine": mine.public_id, "pairing": waits.public_id, "joined": link.public_id}


def _held_texts(app: Flask, under: Contribution, author: User) -> dict[str, str]:
    """A comment of the resident that waits, and one that a moderator refused."""
    words, now = "CONGRATULATIONS! Win a free phone, you vermin. Text PRIZE to 80123 now.", clock.now()
    about = {"round_id": under.round_id, "contribution_id": under.id, "author_id": author.id, "body": words, "at": now}
    waits = HeldText(**about, why=Held.CHECKS, signs="advert watched")
    by = factories.user(app, Role.MODERATOR).id
    settled = {"settled_at": now, "settled_by_id": by, "released": False, "reason": "This sells something."}
    refused = HeldText(**about, why=Held.FIRST_POSTS, **settled)
    factories.keep(app, waits, refused)
    return {"my_held": waits.public_id, "my_refused": refused.public_id}


def _last_months(app: Flask, moderator: User) -> None:
    """What makes the public report of moderation and the page of the audit log more than empty."""
    with app.app_context():
        audit_service.publish_head(clock.now())
        about = _first(Contribution, *IDEAS)
        place = {"round_id": about.round_id, "contribution_id": about.id}
        reporters = list(db.session.scalars(select(User.id).where(User.id != moderator.id).limit(7)))
    for days in (40, 40, 45, 75):
        at, told = factories.days_ago(days), {"reason": "It shows where somebody lives.", "by_id": moderator.id}
        factories.keep(app, Decision(**place, **told, verb=Verb.HIDE, rule=3 if days < 45 else 1, at=at))
    for person in reporters:
        at, settled = factories.days_ago(41), {"settled_at": factories.days_ago(40), "settled_by_id": moderator.id}
        factories.keep(app, Report(**place, **settled, reporter_id=person, reason=ReportReason.INSULT, at=at))


def _about_the_rules(app: Flask) -> dict[str, str]:
    """Two proposals to change the rules: one on which people answer, and one that carried and waits to be settled."""
    author, speaker = factories.user(app, verified=True), factories.user(app, name="Derek Ramsbottom")
    made = []
    for closes in (-9, 1):
        words = {"title": "Be kind", "words": "Talk as you would to a neighbour.", "why": "It is shorter."}
        terms = {"at": factories.days_ago(10), "closes_at": factories.days_ago(closes), "quorum": 3, "majority": 50}
        made.append(RuleProposal(rule=1, on_version=1, retires=False, by_id=author.id, **words, **terms))
    factories.keep(app, *made)
    comments = []
    for proposal in made:
        said = {"body": "Clear and short.", "body_html": "<p>Clear and short.</p>", "at": factories.days_ago(9)}
        comments.append(RuleComment(proposal_id=proposal.id, author_id=speaker.id, **said))
        factories.keep(app, comments[-1])
        for choice in (Choice.AGREE, Choice.AGREE, Choice.UNSURE, Choice.DISAGREE):
            person = factories.user(app, verified=True)
            answer = {"person_id": person.id, "choice": choice, "at": factories.days_ago(9)}
            factories.keep(app, RuleAnswer(proposal_id=proposal.id, **answer))
    about = {"rule_comment_id": comments[0].id, "author_id": speaker.id, "reason": ReportReason.OFF_TOPIC}
    case = Case(**about, urgency=2, report_count=1, opened_at=factories.days_ago(1))
    factories.keep(app, case)
    told = {"rule_comment_id": comments[0].id, "reason": case.reason, "at": case.opened_at}
    factories.keep(app, Report(case_id=case.id, reporter_id=author.id, words="It is about the rules only.", **told))
    return {
        "rule_proposal": made[0].public_id, "rule_proposal_over": made[1].public_id,
        "rule_comment": comments[0].public_id, "rule_case": case.public_id,
    }  # fmt: skip


def _being_removed(app: Flask, person: User, by: User) -> str:
    """A removal that a colleague has begun."""
    row = Removal(person_id=person.id, by_id=by.id, rule=5, reason="Adverts.", at=clock.now(), total=4_200, done=3_000)
    factories.keep(app, row)
    return row.public_id


def _tagged(app: Flask) -> dict[str, str]:
    """Somebody of whom staff said something, and who said a little about themselves."""
    about = "I visit people at home in **Klinfield**, four days a week."
    worker = factories.user(app, name="Samir Osei", about=about, about_html=markup.render(about))
    by = factories.user(app, Role.FACILITATOR).id
    factories.keep(app, *(PersonTag(person_id=worker.id, tag=tag, by_id=by, at=clock.now()) for tag in Tag))
    return {"tagged": worker.handle}


def _bodies(app: Flask, me: User) -> dict[str, str]:
    """An organisation that the resident owns, one that the resident claims, and one to which the resident is invited."""
    long = "Klinfield and Upper Brindle Neighbourhood Lunch Club and Befriending Association"
    owned, claimed, open_ = (
        factories.organisation(app, name) for name in (long, "Eastholme Lifts", "St Oswald’s Hall")
    )
    now, token, colleague = clock.now(), "a-link-that-only-the-tests-know--", factories.user(app, name="Femi Oyelaran")
    belong = {"organisation_id": owned.id, "by_id": me.id, "since": now}
    ends = {"by_id": me.id, "at": now, "expires_at": now + INVITED_FOR, "role": MemberRole.MEMBER}
    with app.app_context():
        digests = [links.digest(token), links.digest("another")]
    factories.keep(
        app,
        Membership(person_id=me.id, role=MemberRole.OWNER, **belong),
        Membership(person_id=colleague.id, role=MemberRole.MEMBER, **belong),
        Invitation(organisation_id=open_.id, email=me.email, digest=digests[0], **ends),
        Invitation(organisation_id=owned.id, email="grace.okonkwo@example.org", digest=digests[1], **ends),
        OrganisationClaim(
            organisation_id=claimed.id, person_id=me.id, words="I run the desk there. Call 01632 960 100.", at=now
        ),
    )
    return {"owned": owned.handle, "claimable": claimed.handle, "invitation": token}


def _letters(app: Flask, me: User) -> dict[str, str]:
    """The resident's conversation with somebody of a long name, of which a message is reported, and one that is asked for."""
    names = "Margaret Anneliese Pemberton-Featherstonehaugh of St Oswald’s", "Ірина Коваленко"
    margaret, iryna = (factories.user(app, name=name) for name in names)
    words = (
        "Could you send me the list? https://example.org/a-very-long-address-that-nobody-would-ever-type-by-hand-2026"
    )
    with app.test_request_context():
        resident, person = Actor(me.id), Actor(margaret.id)
        talk = letters.start(
            resident, "people", margaret.handle, "I read what you wrote about the **handrail**. May I ask?"
        )
        letters.write(person, talk, words)
        letters.write(resident, talk, "Gladly, tomorrow.")
        letter_reports.report(resident, talk, 2, ReportReason.ADVERT, "It is the third time.")
        asking = letters.start(Actor(iryna.id), "people", me.handle, "Hello, I am your neighbour.")
        case = db.session.scalars(select(Case).where(Case.person_id == margaret.id)).one().public_id
        db.session.remove()
    return {"talk": talk, "asking": asking, "letter_case": case}


def _saved(me: User) -> None:
    """What the resident saved: an idea, a comment, and something that a moderator hid since."""
    idea, hidden = (
        (_first(Contribution, *IDEAS, Contribution.hidden_at.is_(None))),
        _first(Contribution, Contribution.hidden_at.is_not(None)),
    )
    comment = _first(Comment, *SAID)
    for what in ({"contribution_id": idea.id}, {"contribution_id": hidden.id}, {"comment_id": comment.id}):
        db.session.add(Bookmark(person_id=me.id, at=clock.now(), **what))
    db.session.commit()


def _of_the_demo(me: User) -> dict[str, str]:
    told = Contribution.published_at.is_not(None), Contribution.withdrawn_at.is_(None)
    shown = *told, Contribution.hidden_at.is_(None)
    theirs = *shown, Contribution.author_id != me.id
    busy = _first(Contribution, Contribution.comment_count > 0, order=Contribution.comment_count.desc())
    mine, changed = _first(Contribution, *shown, Contribution.author_id == me.id), _first(Contribution, *shown, CHANGED)
    voted = _first(
        Vote, Vote.person_id == me.id, Vote.contribution_id.in_(select(Contribution.id).where(*IDEAS, *theirs))
    )
    return {
        "slug": "support-at-home",
        "me": me.handle,
        "person": _first(User, User.id != me.id, User.organisation_id.is_(None)).handle,
        "organisation": _first(Organisation).handle,
        "area": _first(Area, Area.id.in_(select(Contribution.area_id))).slug,
        "mail_token": _mailed(me),
        "webhook": _webhook(me),
        "token": generate_reset_password_token(db.session.merge(me)),
        "busy": busy.public_id,
        "busy_kinds": busy.kind.plural,
        "mine": mine.public_id,
        "my_kinds": mine.kind.plural,
        "changed": changed.public_id,
        "changed_kinds": changed.kind.plural,
        "need": _first(Contribution, *theirs, Contribution.kind == Kind.NEED).public_id,
        "idea": _first(Contribution, *theirs, *IDEAS).public_id,
        "proposal": _first(Contribution, *theirs, Contribution.kind == Kind.PROPOSAL).public_id,
        "hidden": _first(Contribution, Contribution.hidden_at.is_not(None), *IDEAS).public_id,
        "voted": str(db.session.get_one(Contribution, voted.contribution_id).public_id),
        "decision": _first(Decision).public_id,
        "thread": _first(Thread, Thread.contribution_id == busy.id).public_id,
        "comment": _first(
            Comment, *SAID, Comment.author_id != me.id, Comment.id.in_(select(Report.comment_id))
        ).public_id,
        "my_comment": _first(Comment, *SAID, Comment.author_id == me.id).public_id,
        "edited": _first(Comment, *SAID, Comment.edited_at.is_not(None)).public_id,
    }


def _sorted_and_kept(me: User) -> dict[str, str]:
    """Themes with something under them, a larger area round the resident's own, and two searches that the resident keeps."""
    now = clock.now()
    theme = Theme(
        slug="at-home", name="Safe and warm at home", made_at=now, keywords="fall, night, rail, heating",
        description="Moving about indoors, warmth, repairs, and help when something goes wrong.",
    )  # fmt: skip
    other = Theme(slug="company", name="Company", keywords="lonely, café, visit", description="", made_at=now)
    whole = Area(slug="aldermere", name="Aldermere and the villages round it", population=90_000)
    db.session.add_all([theme, other, whole])
    db.session.flush()
    db.session.execute(update(Area).where(Area.id != whole.id).values(parent_id=whole.id))
    shown = select(Contribution.id).where(Contribution.published_at.is_not(None)).order_by(Contribution.id).limit(9)
    ties = [
        {"contribution_id": each, "theme_id": one.id} for each in db.session.scalars(shown) for one in (theme, other)
    ]
    db.session.execute(insert(contribution_themes), ties)
    kept = [
        SavedSearch(person_id=me.id, q="falls at night", made_at=now, looked_at=now, seen_comment_id=0),
        SavedSearch(
            person_id=me.id, q="handrail", what="comment", round="support-at-home", area="kilnfield", theme="at-home",
            made_at=now, looked_at=now, seen_comment_id=0,
        ),
    ]  # fmt: skip
    db.session.add_all(kept)
    db.session.commit()
    return {"theme": theme.slug, "search": kept[0].public_id}


def _under_lock(app: Flask, people: dict[str, User]) -> dict[str, str]:
    """A text under lock, which the commissioner may open as the escalation contact."""
    round_, now = factories.round_(app, title="A round with something under lock"), clock.now()
    gone = {"title": "", "body": "", "body_html": "", "locked_at": now, "hidden_at": now, "hidden_rule": 7}
    text = factories.contribution(app, round_, factories.user(app), **gone)
    about = {"contribution_id": text.id, "round_id": round_.id}
    decision = Decision(
        **about, verb=Verb.PUT_UNDER_LOCK, scope=Scope.UNDER_LOCK, rule=7, reason="It threatens a child.",
        by_id=people["moderator"].id, at=now,
    )  # fmt: skip
    factories.keep(app, decision)
    contact = {"person_id": people["commissioner"].id, "named_by_id": people["administrator"].id}
    kept = '{"text": {"body": "Words."}, "versions": [], "reports": [], "draft": [], "hidden": [null, null]}'
    locked = LockedText(
        **about, decision_id=decision.id, author_id=text.author_id, words=kept, untold="The police come first.", at=now
    )
    factories.keep(app, EscalationContact(**contact, at=now), locked)
    opening = LockOpening(locked_id=locked.id, by_id=people["commissioner"].id, reason="To tell the police.", at=now)
    factories.keep(app, opening)
    return {"locked": locked.public_id}


def _moderated(me: User, moderator: User, decider: User) -> dict[str, str]:
    """What moderators have on their desk: a case, one in which I was asked, two decisions about me, an appeal."""
    now = clock.now()
    mine = _first(Contribution, Contribution.author_id == me.id, Contribution.published_at.is_not(None))
    about = {"contribution_id": mine.id, "round_id": mine.round_id, "author_id": me.id}
    said = {"rule": 1, "reason": "It mocks the people next door. Say it without them.", "by_id": decider.id, "at": now}
    ends = {"appeal_by": now + APPEAL_WITHIN}
    decisions = [Decision(verb=verb, scope=Scope.TEXT, **about, **said, **ends) for verb in (Verb.WARN, Verb.ASK_EDIT)]
    thread = _first(Thread, Thread.contribution_id == mine.id)
    asked = Case(**about, thread_id=thread.id, reason=ReportReason.INSULT, urgency=1, report_count=1, opened_at=now)
    db.session.add_all([*decisions, asked])
    db.session.flush()
    report = Report(
        case_id=asked.id, contribution_id=mine.id, round_id=mine.round_id, reporter_id=me.id,
        reason=ReportReason.INSULT, words="It is about us.", at=now,
    )  # fmt: skip
    appeal = Appeal(
        decision_id=decisions[1].id, decider_id=decider.id, person_id=me.id, words="They are my neighbours too.", at=now,
        answer_by=now + ANSWER_WITHIN,
    )  # fmt: skip
    question = CaseEvent(
        case_id=asked.id, kind=CaseEventKind.ASKED, by_id=moderator.id, words="Do you know them?", at=now
    )
    db.session.add_all([report, appeal, question])
    db.session.commit()
    return {
        "decision": decisions[0].public_id, "contested": decisions[1].public_id, "appeal": appeal.public_id,
        "asked": asked.public_id, "report": report.public_id,
        "case": _first(Case, Case.closed_at.is_(None), Case.comment_id.is_not(None)).public_id,
    }  # fmt: skip


IDEAS = (Contribution.kind == Kind.IDEA,)
CHANGED = Contribution.edited_at.is_not(None)
SAID = Comment.hidden_at.is_(None), Comment.withdrawn_at.is_(None)


def _webhook(by: User) -> str:
    """An address that is told, at present paused."""
    address = "https://records.aldermere.example/a-long-path/that-goes-on/and-on/hooks/folkmoot"
    webhook = Webhook(address=address, made_by_id=by.id, made_at=clock.now(), paused_at=clock.now())
    db.session.add(webhook)
    db.session.commit()
    return webhook.public_id


def _mailed(me: User) -> str:
    """The link that stops mail, of a mail that the resident got."""
    mailing = Mailing(person_id=me.id, period="day/2026-01-05", made_at=clock.now())
    db.session.add(mailing)
    db.session.commit()
    return str(signer().dumps(mailing.public_id))


def _first(model: Any, *where: Any, order: Any = None) -> Any:
    """The first in this order, or the oldest: PostgreSQL alone would give whichever lies first on its disk."""
    orders = *([] if order is None else [order]), *inspect(model).primary_key
    found = db.session.scalars(select(model).where(*where).order_by(*orders)).first()
    assert found is not None, f"the demo has no {model.__name__} of that kind"
    return found

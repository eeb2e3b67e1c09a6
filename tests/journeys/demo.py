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
from sqlalchemy import select

from app import clock
from app.accounts.models import Organisation, User
from app.contributions.models import Contribution
from app.demo import service as demo
from app.extensions import db
from app.moderation.models import Report
from app.rules.actors import Role
from app.rules.contributions import Kind
from app.rules.phases import PhaseKind
from app.threads.models import Comment, Thread
from app.trouble.models import Quarantine
from app.votes.models import Vote
from config import ROOT, Settings
from tests import factories
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
def served(settings: Settings, folder: Path) -> Iterator[str]:
    """The site as it is served for real: gunicorn with WhiteNoise and compression, on the database of these settings."""
    port = free_port()
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
    gunicorn = ["-m", "gunicorn", "--worker-class", "gthread", "--threads", "8", "--no-control-socket"]
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
    with app.app_context():
        return people, places | _of_the_demo(people["resident"])


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
    factories.keep(app, quarantine)
    slugs = {"quarantine": quarantine.public_id, "closed": closed.slug, "draft": draft.slug, "empty": empty.slug}
    return slugs | {"over": over.public_id, "my_draft": mine.public_id}


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
        "thread": _first(Thread, Thread.contribution_id == busy.id).public_id,
        "comment": _first(
            Comment, *SAID, Comment.author_id != me.id, Comment.id.in_(select(Report.comment_id))
        ).public_id,
        "my_comment": _first(Comment, *SAID, Comment.author_id == me.id).public_id,
        "edited": _first(Comment, *SAID, Comment.edited_at.is_not(None)).public_id,
    }


IDEAS = (Contribution.kind == Kind.IDEA,)
CHANGED = Contribution.edited_at.is_not(None)
SAID = Comment.hidden_at.is_(None), Comment.withdrawn_at.is_(None)


def _first(model: Any, *where: Any, order: Any = None) -> Any:
    found = db.session.scalars(select(model).where(*where).order_by(order)).first()
    assert found is not None, f"the demo has no {model.__name__} of that kind"
    return found

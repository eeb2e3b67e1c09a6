"""People, rounds and texts for tests: real rows, really committed. Each takes the app and gives back a plain object.

Sessions end with the call, so what comes back is detached: read its columns, not its relationships.
"""

import itertools
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from flask_security.utils import hash_password

from app import clock, identifiers, markup
from app.accounts.models import Organisation, RoleRecord, User, Verification
from app.contributions.models import Contribution, Link, Revision
from app.extensions import db
from app.rounds.models import Area, Phase, Round
from app.rules.actors import Role
from app.rules.contributions import Kind
from app.rules.phases import PhaseKind
from app.rules.verification import VerificationMethod
from app.themes.models import Theme
from app.threads.models import Comment, Thread
from app.transaction import transaction
from tests.web import PASSWORD

DAY = timedelta(days=1)
_number = itertools.count(1)
_hashes: dict[str, str] = {}


def keep(app: Flask, *rows: Any) -> None:
    """Commit rows and let go of them, columns loaded."""
    with app.app_context():
        db.session.expire_on_commit = False
        db.session.add_all(rows)
        db.session.commit()
        for row in rows:
            db.session.refresh(row)
            db.session.expunge(row)


def _hashed(app: Flask, password: str) -> str:
    """Hashing is slow by design; each password is hashed once a test process."""
    if password not in _hashes:
        with app.app_context():
            _hashes[password] = hash_password(password)
    return _hashes[password]


def user(
    app: Flask, *roles: Role, name: str = "", password: str = PASSWORD, verified: bool = False, **fields: Any
) -> User:
    """A confirmed person with these roles."""
    n = next(_number)
    with app.app_context():
        with transaction():  # A write from its first question on, as the app's own are: a browser may be writing too.
            held = db.session.query(RoleRecord).filter(RoleRecord.name.in_([role.value for role in roles])).all()
            person = User(
                **{
                    "handle": f"person-{n}",
                    "email": f"person{n}@example.org",
                    "password": _hashed(app, password),
                    "active": True,
                    "fs_uniquifier": identifiers.public_id() + str(n),
                    "confirmed_at": clock.now(),
                    "display_name": name or f"Person {n}",
                    "created_at": clock.now(),
                    **fields,
                }
            )
            person.roles = held
            db.session.add(person)
            db.session.flush()
            if verified:
                db.session.add(
                    Verification(person_id=person.id, method=VerificationMethod.COMMAND_LINE, at=clock.now())
                )
        db.session.refresh(person)
        db.session.expunge(person)
    return person


def organisation(app: Flask, name: str = "Brindle Repairs", **fields: Any) -> Organisation:
    """A body with a badge."""
    row = Organisation(**{"handle": f"organisation-{next(_number)}", "name": name, "created_at": clock.now(), **fields})
    keep(app, row)
    return row


def area(app: Flask, name: str = "", population: int = 1_000, **fields: Any) -> Area:
    """A part of the place."""
    n = next(_number)
    row = Area(slug=f"area-{n}", name=name or f"Area {n}", population=population, **fields)
    keep(app, row)
    return row


def theme(app: Flask, name: str = "", **fields: Any) -> Theme:
    """A theme in use."""
    n = next(_number)
    row = Theme(slug=f"theme-{n}", name=name or f"Theme {n}", made_at=clock.now(), **fields)
    keep(app, row)
    return row


def round_(
    app: Flask, *open_now: PhaseKind, over: tuple[PhaseKind, ...] = (), ahead: tuple[PhaseKind, ...] = (), **fields: Any
) -> Round:
    """An opened round. `open_now` phases close in nine days; needs, ideas and proposals unless said otherwise."""
    n, now = next(_number), clock.now()
    if not (open_now or over or ahead):
        open_now = (PhaseKind.NEEDS, PhaseKind.IDEAS, PhaseKind.PROPOSALS)
    dated = [(kind, now - 9 * DAY, now + 9 * DAY) for kind in open_now]
    dated += [(kind, now - 20 * DAY, now - 10 * DAY) for kind in over]
    dated += [(kind, now + 10 * DAY, now + 20 * DAY) for kind in ahead]
    row = Round(
        **{
            "slug": f"round-{n}",
            "title": f"Round {n}",
            "question": "What would help?",
            "aims": "Fewer falls",
            "aims_html": "<p>Fewer falls</p>",
            "decider": "Ruth Adeyemi-Clarke",
            "created_at": now - 30 * DAY,
            "opened_at": now - 29 * DAY,
            **fields,
        }
    )
    row.phases = [Phase(kind=kind, opens_at=opens, closes_at=closes) for kind, opens, closes in dated]
    keep(app, row)
    return row


def contribution(app: Flask, in_round: Round, author: User, kind: Kind = Kind.IDEA, **fields: Any) -> Contribution:
    """A published contribution with its thread, its first revision and its place in the index."""
    from app.search.queries import index_contribution

    n, now = next(_number), clock.now()
    body = fields.pop("body", f"The words of number {n}.")
    title = fields.pop("title", f"Contribution {n}")
    given = {"created_at": now, "published_at": now, "body_html": markup.render(body), "summary": body[:200], **fields}
    row = Contribution(round_id=in_round.id, author_id=author.id, kind=kind, title=title, body=body, **given)
    with app.app_context():
        db.session.add(row)
        db.session.flush()
        db.session.add(Thread(contribution_id=row.id, round_id=in_round.id))
        first = {"number": 1, "title": title, "body": body, "body_html": row.body_html, "digest_key": b"k" * 16}
        db.session.add(Revision(contribution_id=row.id, by_id=author.id, at=now, **first))
        index_contribution(row.id, title, body)
        db.session.commit()
        db.session.refresh(row)
        db.session.expunge(row)
    return row


def thread_of(app: Flask, of: Contribution) -> Thread:
    """The contribution's thread as it is now."""
    with app.app_context():
        row = db.session.query(Thread).filter_by(contribution_id=of.id).one()
        db.session.expunge(row)
    return row


def link(app: Flask, from_: Contribution, to: Contribution) -> None:
    """An idea answers a need; a proposal builds on an idea."""
    keep(app, Link(from_id=from_.id, to_id=to.id, by_id=from_.author_id, at=clock.now()))


def reload(app: Flask, row: Any) -> Any:
    """The same row as it is now."""
    with app.app_context():
        fresh = db.session.get(type(row), row.id)
        db.session.expunge(fresh)
    return fresh


def comments_of(app: Flask, of: Contribution) -> list[Comment]:
    """All comments under it, in the order of reading."""
    with app.app_context():
        thread = db.session.query(Thread.id).filter_by(contribution_id=of.id).scalar()
        rows = db.session.query(Comment).filter_by(thread_id=thread).order_by(Comment.path).all()
        db.session.expunge_all()
    return rows


def days_ago(days: float) -> datetime:
    """A moment in the past."""
    return clock.now() - days * DAY

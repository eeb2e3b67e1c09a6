"""Letters for tests: printed as staff prints them, read as residents read them."""

import re
from datetime import timedelta

from app.accounts import letter_service
from app.accounts.letter_service import NewRun
from app.accounts.models import Verification
from app.audit import AuditEntry
from app.extensions import db
from app.rules.actors import Actor, Role

STAFF_PAGE = "/staff/verification"
PRINTER = f"{STAFF_PAGE}/letters"
OWN_PAGE = "/account/verify"

WRITTEN = re.compile(r">([2-9A-Z]{4}-[2-9A-Z]{4})<")


def printed(app, how_many=1, *, by=None, area=None, works_for=timedelta(days=60)):
    """The codes of a new run, as letters show them."""
    new = NewRun(how_many=how_many, works_for=works_for, area_id=area.id if area else None)
    with app.app_context():
        if by is None:
            return letter_service.print_run(new).codes
        return letter_service.print_letters(Actor(by.id, frozenset({Role.FACILITATOR})), new, None).codes


def verification_of(app, person):
    """The person's verification, or none."""
    with app.app_context():
        found = db.session.get(Verification, person.id)
        if found:
            db.session.expunge(found)
    return found


def audited(app, act):
    """The entries of the audit log with this verb."""
    with app.app_context():
        rows = db.session.query(AuditEntry).filter_by(act=act).order_by(AuditEntry.sequence).all()
        db.session.expunge_all()
    return rows

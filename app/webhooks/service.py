"""The verbs of webhooks: administrators add, resume and remove them."""

from flask import current_app
from flask_babel import lazy_gettext as _l

from app import audit, clock, once, outside
from app.extensions import db
from app.rules.actors import Actor
from app.rules.permissions import No
from app.rules.refusals import Invalid, Missing
from app.rules.webhooks import Fault, fault_of, may_go_to, secret_of, shown
from app.sentences import allow
from app.transaction import transaction, wake_jobs
from app.webhooks import queries
from app.webhooks.models import Webhook
from config import Settings

FAULTS = {
    Fault.SHAPE: _l("This is not an address that we can post to. Write it like https://example.org/hook."),
    Fault.NOT_SECRET: _l("The address must begin with https, so that nobody can read along."),
    Fault.INNER: _l("This address leads into an inner network, where nothing of ours may go."),
    Fault.UNKNOWN: _l("Nobody knows this host. Look for a slip of the pen."),
}


def add(actor: Actor, address: str, key: str | None) -> tuple[str, str]:
    """Tell an address of public facts from now on; gives its public id, and its secret to be shown once.

    Raises Refused for others than administrators, and Invalid for an address that cannot be used.
    """
    person_id = _administrator(actor)
    fault = _fault(address)
    if fault is not None:
        raise Invalid(str(FAULTS[fault]))
    with transaction():
        made = once.claim(person_id, key, "webhook.add", address)
        if made is None:
            row = Webhook(address=address, made_by_id=person_id, made_at=clock.now())
            db.session.add(row)
            db.session.flush()
            made = row.public_id
            once.settle(person_id, key, made)
            audit.record(person_id, "webhook.added", "webhook", made)
    return made, shown(secret_of(current_app.config["SECRET_KEY"], made))


def resume(actor: Actor, public_id: str) -> None:
    """Go on with one that was paused; what waits is sent first."""
    person_id = _administrator(actor)
    with transaction():
        row = _locked(public_id)
        row.paused_at, row.failures = None, 0
        audit.record(person_id, "webhook.resumed", "webhook", public_id)
        wake_jobs()


def remove(actor: Actor, public_id: str) -> None:
    """Tell an address nothing more."""
    person_id = _administrator(actor)
    with transaction():
        _locked(public_id).removed_at = clock.now()
        audit.record(person_id, "webhook.removed", "webhook", public_id)


def _fault(address: str) -> Fault | None:
    settings: Settings = current_app.config["SETTINGS"]
    fault = fault_of(address, https_only=settings.is_production)
    if fault is not None:
        return fault
    try:
        outside.addresses_of(address, lambda ip: may_go_to(ip, settings.inner_networks))
    except outside.NotAllowed:
        return Fault.INNER
    except outside.Unreachable:
        return Fault.UNKNOWN
    return None


def _administrator(actor: Actor) -> int:
    allow(None if actor.is_administrator else No.NOT_ADMINISTRATOR)
    assert actor.id is not None
    return actor.id


def _locked(public_id: str) -> Webhook:
    row = queries.webhook(public_id, lock=True)
    if row is None:
        raise Missing
    return row

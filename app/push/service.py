"""The verbs of devices: a person adds and removes them."""

from collections.abc import Mapping

from flask import current_app
from flask_babel import gettext as _

from app import audit, clock, outside, webpush
from app.push import queries
from app.rules.actors import Actor
from app.rules.permissions import No
from app.rules.pushing import MAX_ENDPOINT, MOST_DEVICES, device_name
from app.rules.refusals import Conflict, Invalid, Missing
from app.rules.webhooks import fault_of, may_go_to
from app.sentences import allow
from app.transaction import transaction


def add(actor: Actor, said: Mapping[str, str], agent: str) -> None:
    """Tell a person on this browser from now on. `said` is its endpoint, point and secret; `agent` what it calls itself.

    Raises SignInFirst, Missing where the site cannot tell browsers, Invalid for what is no browser's or leads where nothing
    of ours may go, Conflict where there are as many devices as may be.
    """
    person_id = _person(actor)
    if current_app.config["SETTINGS"].push_key is None:
        raise Missing
    if not webpush.is_browser(said["point"], said["secret"]) or not _is_outside(said["endpoint"]):
        raise Invalid(
            _(
                "Your browser did not say where it can be told. Nothing was changed. Try again, or use another browser; "
                "the page of notices and e-mail work in any case."
            )
        )
    with transaction():
        queries.lock_owner(person_id)
        if queries.others_of(person_id, said["endpoint"]) >= MOST_DEVICES:
            raise Conflict(
                _(
                    "You are told on %(most)s devices, which is the most. Nothing was changed. Remove one first.",
                    most=MOST_DEVICES,
                )
            )
        made = queries.add(person_id, {**said, "name": device_name(agent)}, clock.now())
        audit.record(person_id, "device.added", "device", made)


def remove(actor: Actor, public_id: str) -> None:
    """Tell the person nothing more on one of their devices. Raises SignInFirst and Missing."""
    person_id = _person(actor)
    with transaction():
        if not queries.drop(person_id, public_id):
            raise Missing
        audit.record(person_id, "device.removed", "device", public_id)


def _is_outside(endpoint: str) -> bool:
    """Whether it is an address on the public internet, over https. It is asked again each time that something is sent."""
    if fault_of(endpoint, https_only=True, longest=MAX_ENDPOINT):
        return False
    try:
        outside.addresses_of(endpoint, may_go_to)
    except (outside.NotAllowed, outside.Unreachable):
        return False
    return True


def _person(actor: Actor) -> int:
    allow(None if actor.is_signed_in else No.STRANGER)
    assert actor.id is not None  # A stranger was refused above.
    return actor.id

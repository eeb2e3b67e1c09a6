"""Certificates of snapshots: for everybody, and for auditors."""

import json
from datetime import datetime

from flask_babel import gettext as _

from app import audit
from app.results import snapshot_queries
from app.results.snapshot_queries import Frozen
from app.rounds.queries import round_by_slug
from app.rules.actors import Actor
from app.rules.certificates import UNREADABLE, auditors_certificate, public_certificate
from app.rules.contributions import Kind
from app.rules.frozen import canonical, digest, statement
from app.rules.permissions import may_run_rounds, may_see_order
from app.rules.phases import phase_is_over
from app.rules.refusals import Conflict, Missing, Refused
from app.sentences import allow
from app.transaction import transaction


def for_everybody(actor: Actor, slug: str, public_id: str, now: datetime) -> bytes:
    """The public certificate. Raises Missing, and Refused for who may not see the order yet."""
    frozen = snapshot_queries.by_public_id(public_id)
    round_ = round_by_slug(slug, actor)
    if round_.id != frozen.round_id:
        raise Missing
    over = phase_is_over(round_.timetable, Kind(frozen.facts.kind).phase, now)
    if not may_see_order(actor, phase_over=over):
        raise Refused(
            _("The certificate is not shown before the close. Nothing is wrong with your link: come back then.")
        )
    return _made(frozen, auditor=False)


def for_auditors(actor: Actor, slug: str, public_id: str) -> bytes:
    """The auditors' certificate; that it was taken out is logged.

    Raises Refused for anybody but a commissioner, and Missing.
    """
    allow(may_run_rounds(actor))
    frozen = snapshot_queries.by_public_id(public_id)
    if round_by_slug(slug, actor).id != frozen.round_id:
        raise Missing
    return _logged(actor.id, frozen)


def for_operator(public_id: str, *, auditor: bool) -> bytes:
    """Either certificate for whoever runs the site's commands. Raises Missing."""
    frozen = snapshot_queries.by_public_id(public_id)
    return _logged(None, frozen) if auditor else _made(frozen, auditor=False)


def _logged(actor_id: int | None, frozen: Frozen) -> bytes:
    made = _made(frozen, auditor=True)
    with transaction():
        about = ("snapshot.auditors_certificate", "snapshot", frozen.facts.snapshot)
        audit.record(actor_id, *about, round_id=frozen.round_id)
    return made


def _made(frozen: Frozen, *, auditor: bool) -> bytes:
    """The file. Raises Conflict where the log does not give the published result any more."""
    held = snapshot_queries.contents(frozen.id)
    broken = Conflict(_("The snapshot does not match its own record, so it gets no certificate. Tell your auditors."))
    try:
        log = json.loads(held.log)
        found, table = statement(log, frozen.facts)
    except UNREADABLE as error:
        raise broken from error
    if canonical(found) != held.results or digest(held.results) != frozen.digest:
        raise broken
    return auditors_certificate(found, log) if auditor else public_certificate(found, table)

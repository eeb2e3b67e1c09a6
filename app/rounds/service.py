"""The verbs of rounds: create, edit, open, extend, take back, cancel. Each is a commissioner's."""

import hashlib
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app import audit, clock, display, markup, once, sentences
from app.drafts.queries import arrived
from app.live import AccessChanged
from app.outbox.queries import leave
from app.rounds import queries
from app.rounds.forms import RoundTexts
from app.rounds.models import Phase, Round
from app.rounds.sentences import PHASE_WORDS
from app.rules import permissions
from app.rules.actors import Actor
from app.rules.dealing import may_allow
from app.rules.drafts import round_key
from app.rules.outbox import Happened
from app.rules.permissions import No
from app.rules.phases import Lacking, PhaseKind, RoundState, extendable, lacking, may_extend, state_at
from app.rules.refusals import Conflict, Invalid, Refused
from app.transaction import announce, transaction

PLAIN_FIELDS = (
    "title",
    "question",
    "in_short",
    "aims",
    "decider",
    "decider_post",
    "budget_pounds",
    "budget_note",
    "allowance",
    "counts_for_all",
    "hold_first_posts",
)

IN_THE_LOG = frozenset({"title", "question", "in_short", "aims"})
"""Texts of the office, not of a person: the log keeps a digest of each, so that a change can be shown later."""


def create_round(actor: Actor, texts: RoundTexts, key: str | None) -> str:
    """Make a draft and give its slug. The same form sent twice makes one round."""
    person_id = _commissioner(actor)
    now = clock.now()
    with transaction():
        made = once.claim(person_id, key, "round.create", repr(texts))
        if made:
            return made
        round_ = queries.insert_round(texts.title, person_id, now)
        changed = _write(round_, texts)
        audit.record(person_id, "round.created", "round", round_.slug, round_id=round_.id, **changed)
        once.settle(person_id, key, round_.slug)
        arrived(person_id, [round_key()], now)
        return round_.slug


def edit_round(actor: Actor, slug: str, texts: RoundTexts) -> tuple[Lacking, ...]:
    """Write what the round says of itself; the dates too while it is a draft.

    Gives what would be missing, and changes nothing, where an open round would become incomplete.
    """
    person_id = _commissioner(actor)
    now = clock.now()
    with transaction():
        round_ = queries.lock_round(slug, actor)
        _refuse_ended(round_, now)
        if round_.opened_at:
            missing = _missing(round_, texts, now)
            if missing:
                return missing
        _refuse_less(round_, texts)
        arrived(person_id, [round_key(slug)], now)
        changed = _write(round_, texts)
        if changed:
            audit.record(person_id, "round.edited", "round", slug, round_id=round_.id, **changed)
        return ()


def open_round(actor: Actor, slug: str) -> tuple[Lacking, ...]:
    """Open the round to everybody, or give what it lacks. An open round stays as it is."""
    person_id = _commissioner(actor)
    now = clock.now()
    with transaction():
        round_ = queries.lock_round(slug, actor)
        _refuse_ended(round_, now)
        missing = () if round_.opened_at else round_.lacking(now)
        if not missing and not round_.opened_at:
            round_.opened_at = now
            leave(Happened.ROUND_OPENED, person_id, round_.id, now)
            audit.record(person_id, "round.opened", "round", slug, round_id=round_.id, phases=_dates(round_))
        return missing


def extend_round(actor: Actor, slug: str, kind: PhaseKind, closes_at: datetime, reason: str, key: str | None) -> None:
    """Give a phase more time.

    Raises Refused where it has closed, and Invalid where the new time is not later.
    """
    person_id = _commissioner(actor)
    now = clock.now()
    with transaction():
        round_ = queries.lock_round(slug, actor)
        if once.claim(person_id, key, "round.extend", slug, kind, closes_at.isoformat(), reason):
            return
        phase = _extendable(round_, kind, now)
        if not may_extend(round_.timetable, kind, closes_at, now):
            raise Invalid(_("It closes %(when)s. A deadline can only move to a later time.", when=_moment(phase, now)))
        details = {"phase": kind, "was": phase.closes_at.isoformat(), "became": closes_at.isoformat()}
        queries.insert_extension(phase, closes_at, reason, person_id, now)
        leave(Happened.ROUND_EXTENDED, person_id, round_.id, now)
        audit.record(person_id, "round.extended", "round", slug, round_id=round_.id, **details)
        once.settle(person_id, key, slug)


def cancel_round(actor: Actor, slug: str, reason: str) -> None:
    """Call the round off, for a reason that everybody reads. Twice does no harm: the first reason stands."""
    person_id = _commissioner(actor)
    now = clock.now()
    with transaction():
        round_ = queries.lock_round(slug, actor)
        if round_.cancelled_at:
            return
        _refuse_ended(round_, now)
        round_.cancelled_at, round_.cancelled_by_id, round_.cancel_reason = now, person_id, reason
        leave(Happened.ROUND_CANCELLED, person_id, round_.id, now)
        audit.record(person_id, "round.cancelled", "round", slug, round_id=round_.id)


def return_to_draft(actor: Actor, slug: str, reason: str) -> None:
    """Take an open round back to draft, so that only commissioners see it. A draft stays as it is.

    Raises Refused where somebody has voted in it already, or where it has ended.
    """
    person_id = _commissioner(actor)
    now = clock.now()
    with transaction():
        queries.lock_votes(slug)
        round_ = queries.lock_round(slug, actor)
        if round_.opened_at is None:
            return
        voted_in = queries.voted_in(round_.id)
        sentences.allow(permissions.may_return_to_draft(actor, round_.timetable, now, voted_in=voted_in))
        round_.opened_at = None
        queries.insert_return(round_.id, reason, person_id, now)
        audit.record(person_id, "round.returned", "round", slug, round_id=round_.id)
        announce(AccessChanged(round_id=round_.id))


def _commissioner(actor: Actor) -> int:
    sentences.allow(permissions.may_run_rounds(actor))
    assert actor.id is not None  # A visitor has no roles.
    return actor.id


def _refuse_ended(round_: Round, now: datetime) -> None:
    ended = {RoundState.CLOSED: No.ROUND_CLOSED, RoundState.CANCELLED: No.ROUND_CANCELLED}
    sentences.allow(ended.get(state_at(round_.timetable, now)))


def _refuse_less(round_: Round, texts: RoundTexts) -> None:
    """Raise Conflict where an open round's allowance of cards would shrink: somebody raised it meanwhile."""
    if not may_allow(round_.allowance, texts.allowance, opened=round_.opened_at is not None):
        raise Conflict(
            _("People play by %(was)s cards already. Nothing was changed. Open the page again.", was=round_.allowance)
        )


def _missing(round_: Round, texts: RoundTexts, now: datetime) -> tuple[Lacking, ...]:
    """What an open round would lack with these texts. Raises Conflict where its dates were to change as well."""
    if texts.phases is not None:
        raise Conflict(
            _(
                "This round was opened while you were writing, so its dates are fixed. Nothing was changed. Open the page again."
            )
        )
    written = {
        Lacking.TITLE: texts.title,
        Lacking.QUESTION: texts.question,
        Lacking.AIMS: texts.aims,
        Lacking.DECIDER: texts.decider,
    }
    return tuple(name for name in lacking(written, round_.timetable.phases, now) if name in written)


def _extendable(round_: Round, kind: PhaseKind, now: datetime) -> Phase:
    """The phase, if its deadline may still move. Raises Refused, with the reason, where it may not."""
    _refuse_ended(round_, now)
    phase = next((phase for phase in round_.phases if phase.kind == kind), None)
    if phase is None:
        raise Refused(str(sentences.SENTENCES[No.NO_SUCH_PHASE]))
    if round_.opened_at is None:
        raise Refused(_("This round has not opened yet. Nothing was changed. Change its dates on its form."))
    if kind not in {each.kind for each in extendable(round_.timetable, now)}:
        words = {"phase": PHASE_WORDS[kind], "when": _moment(phase, now)}
        raise Refused(
            _("%(phase)s closed on %(when)s. What has closed cannot have more time. Nothing was changed.", **words)
        )
    return phase


def _moment(phase: Phase, now: datetime) -> str:
    return display.moment(phase.closes_at, now)


def _write(round_: Round, texts: RoundTexts) -> dict[str, Any]:
    """Write the texts into the round; give what changed, as the log may know it."""
    before = _state(round_)
    for name in PLAIN_FIELDS:
        setattr(round_, name, getattr(texts, name))
    round_.aims_html = markup.render(texts.aims)
    queries.set_areas(round_, texts.areas)
    if texts.phases is not None:
        queries.set_phases(round_, texts.phases)
    after = _state(round_)
    changed = {name for name in after if after[name] != before[name]}
    return {name: _loggable(name, after[name]) for name in sorted(changed)}


def _state(round_: Round) -> dict[str, Any]:
    plain = {name: getattr(round_, name) for name in PLAIN_FIELDS}
    return plain | {"areas": sorted(area.slug for area in round_.areas), "phases": _dates(round_)}


def _dates(round_: Round) -> dict[str, list[str]]:
    return {phase.kind: [phase.opens_at.isoformat(), phase.closes_at.isoformat()] for phase in round_.phases}


def _loggable(name: str, value: Any) -> Any:
    """Digests of the office's own texts, numbers, dates and areas; of a person's name only that it changed."""
    if name in IN_THE_LOG:
        return hashlib.sha256(str(value).encode()).hexdigest()
    return (
        value
        if name in {"areas", "phases", "budget_pounds", "allowance", "counts_for_all", "hold_first_posts"}
        else True
    )

"""Judging notes, and quarantine: propose, confirm, lift; what the person says to it, and the answer to that."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app import audit, clock
from app.extensions import db
from app.markup import clean_text
from app.notifications.queries import notify
from app.rules import quarantine as law
from app.rules.actors import Actor
from app.rules.notices import NoticeKind
from app.rules.refusals import Conflict, Invalid, Missing
from app.sentences import allow
from app.transaction import transaction
from app.trouble import note_queries, queries
from app.trouble.models import Objection, Quarantine
from app.trouble.reading import Case


@dataclass(frozen=True, slots=True)
class About:
    """On what: one contribution, or (`contribution` none) a whole round."""

    round_id: int
    round_slug: str
    title: str
    contribution: Any | None = None

    @property
    def contribution_id(self) -> int | None:
        """The contribution's id."""
        return self.contribution.id if self.contribution else None

    @property
    def author_id(self) -> int | None:
        """Who wrote the contribution."""
        return self.contribution.author_id if self.contribution else None


def about_contribution(actor: Actor, public_id: str) -> About:
    """A contribution on which votes may be set aside by this person. Raises Missing and Refused."""
    allow(law.may_watch(actor))
    found = queries.contribution_of(public_id)
    if found is None:
        raise Missing
    allow(law.may_judge_note(actor, found.author_id))
    return About(found.round_id, found.slug, found.title, found)


def about_round(actor: Actor, slug: str) -> About:
    """A whole round. Raises Missing and Refused."""
    allow(law.may_watch(actor))
    found = queries.round_of(slug)
    if found is None:
        raise Missing
    return About(found.id, found.slug, found.title)


def settle_note(actor: Actor, public_id: str, words: str) -> None:
    """Mark a note as looked at, with what came of it. Raises Refused, Missing, Invalid, and Conflict for a second time."""
    allow(law.may_watch(actor))
    words = _words(words)
    with transaction():
        found = note_queries.lock_note(public_id)
        if found is None:
            raise Missing
        note = found.TroubleNote
        allow(law.may_judge_note(actor, found.author_id))
        if note.looked_at is not None:
            raise Conflict(_("A colleague has looked at this already. What they wrote was kept; yours was not."))
        note.looked_at, note.looked_by_id, note.looked_words = clock.now(), actor.id, words
        audit.record(actor.id, "trouble.looked", "trouble_note", public_id, round_id=found.round_id)


def propose(actor: Actor, about: About, handles: list[str], reason: str) -> list[str]:
    """Propose to set aside the votes of these accounts; nothing happens until a second person confirms. Gives the names.

    Raises Refused, Invalid where an account is not there or has no such vote, and Conflict where there is one already;
    then none of them is proposed.
    """
    reason = _words(reason)
    with transaction():
        return [_propose(actor, about, handle, reason) for handle in dict.fromkeys(handles)]


def _propose(actor: Actor, about: About, handle: str, reason: str) -> str:
    person_id = queries.person_of(handle)
    votes = (person_id, about.round_id, about.contribution_id)
    if person_id is None or not queries.has_voted(person_id, about.round_id, about.contribution_id):
        raise Invalid(_("“%(handle)s” has no vote here. Nothing was proposed. Look at the name again.", handle=handle))
    allow(law.may_propose(actor, law.Quarantine(person_id, about.author_id)))
    twice = Conflict(
        _("The votes of “%(handle)s” are proposed or set aside already. Nothing was proposed.", handle=handle)
    )
    if queries.active(person_id, about.round_id, about.contribution_id):
        raise twice
    assert actor.id is not None  # Only people watch.
    row = Quarantine(
        person_id=votes[0], round_id=votes[1], contribution_id=votes[2],
        proposed_by_id=actor.id, reason=reason, proposed_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    try:
        db.session.flush()
    except IntegrityError as error:  # A colleague proposed the same at the same moment.
        raise twice from error
    _record(actor, "quarantine.proposed", row)
    return row.public_id


def confirm(actor: Actor, public_id: str) -> None:
    """Let it take effect: the second person's word. Raises Refused, Missing, Conflict."""
    allow(law.may_watch(actor))
    with transaction():
        row, facts = _locked(public_id)
        allow(law.may_confirm(actor, facts))
        row.confirmed_by_id, row.confirmed_at = actor.id, clock.now()
        _tell(row, NoticeKind.VOTES_ASIDE, row.confirmed_at)
        _record(actor, "quarantine.confirmed", row)


def lift(actor: Actor, public_id: str, reason: str) -> None:
    """End it, or turn the proposal down. Raises Refused, Missing, Conflict, Invalid."""
    allow(law.may_watch(actor))
    reason = _words(reason)
    with transaction():
        row, facts = _locked(public_id)
        allow(law.may_lift(actor, facts))
        row.lifted_by_id, row.lifted_at, row.lift_reason = actor.id, clock.now(), reason
        if facts.confirmed:
            _tell(row, NoticeKind.VOTES_BACK, row.lifted_at)
        _record(actor, "quarantine.lifted", row)


def case(actor: Actor, public_id: str) -> Case:
    """One quarantine, for whoever may read it. Raises Refused and Missing."""
    allow(law.may_watch(actor))
    found = queries.case_of(public_id)
    if found is None:
        raise Missing
    return found


def own_case(actor: Actor, public_id: str) -> Case:
    """One quarantine for the person whose votes they are. Raises Missing for everybody else, and while it is a proposal."""
    found = queries.own_case(actor, public_id)
    if found is None or not law.may_be_told(actor, found.facts):
        raise Missing
    return found


def object_to(actor: Actor, public_id: str, words: str) -> None:
    """Ask for another look, in one's own words. Raises Missing as `own_case` does, Invalid, and Conflict for a second time."""
    words = _words(words)
    with transaction():
        row, facts = _locked(public_id)
        if not law.may_be_told(actor, facts):
            raise Missing
        allow(law.may_object(facts))
        db.session.add(Objection(quarantine_id=row.id, words=words, at=clock.now()))
        _record(actor, "quarantine.objected", row)


def answer(actor: Actor, public_id: str, words: str) -> None:
    """Say why the votes stay set aside all the same: a third person's word. Raises Refused, Missing, Conflict, Invalid."""
    allow(law.may_watch(actor))
    words = _words(words)
    with transaction():
        row, facts = _locked(public_id)
        allow(law.may_answer(actor, facts))
        said, now = queries.objection(row.id), clock.now()
        assert said is not None  # The law has seen it.
        said.answer, said.answered_by_id, said.answered_at = words, actor.id, now
        _tell(row, NoticeKind.VOTES_STAY_ASIDE, now)
        _record(actor, "quarantine.answered", row)


def _tell(row: Quarantine, kind: NoticeKind, now: datetime) -> None:
    """Tell the person whose votes they are."""
    votes = (row.round_id, row.contribution_id)
    notify(row.person_id, kind, now=now, round_id=votes[0], contribution_id=votes[1], quarantine_id=row.id)


def _locked(public_id: str) -> tuple[Quarantine, law.Quarantine]:
    found = queries.lock(public_id)
    if found is None:
        raise Missing
    return found


def _words(words: str) -> str:
    kept = clean_text(words).strip()
    if not kept:
        raise Invalid(_("This needs a reason. Nothing was changed. Write one."))
    return kept


def _record(actor: Actor, act: str, row: Quarantine) -> None:
    about = {"person": row.person_id, "contribution": row.contribution_id}
    audit.record(actor.id, act, "quarantine", row.public_id, round_id=row.round_id, **about)

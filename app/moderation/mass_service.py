"""Take away everything that an account posted: a spammer's whole work by one decision, each text with a record of its own.

It is done in batches, each a transaction with all that follows from its decisions. Whatever ends a visit in between, the
next one goes on where the last batch ended.
"""

from datetime import datetime

from app import audit, clock
from app.extensions import db
from app.identifiers import public_id
from app.moderation import acts, mass_queries, queries
from app.moderation.acts import Order
from app.moderation.mass_models import Removal
from app.moderation.mass_queries import Piece, Values
from app.notifications.queries import notify, notify_all
from app.rules.actors import Actor
from app.rules.appeals import APPEAL_WITHIN
from app.rules.cases import Parties, may_decide
from app.rules.decisions import Ground, Scope
from app.rules.moderation import Verb
from app.rules.notices import NoticeKind
from app.rules.permissions import No
from app.rules.refusals import Missing
from app.sentences import allow
from app.transaction import announce, transaction

BATCHES_A_VISIT = 3
"""So many batches before the moderator hears how far it is: about a second."""


def begin(actor: Actor, handle: str, rule: int | None, reason: str) -> str:
    """Decide that all goes that a person posted and that everybody can read; gives the removal's public id.

    Nothing is removed yet: `go_on` does. One that this moderator began and that is not finished is given again. Raises
    Missing, Refused and Invalid.
    """
    with transaction():
        found = queries.person_target(handle, lock=True)
        if found is None or found.person is None:
            raise Missing
        allow(may_decide(actor, Parties(found.person.id, round_id=0)))
        assert actor.id is not None  # Only people moderate.
        earlier = mass_queries.unfinished(found.person.id, actor.id)
        if earlier is not None:
            return earlier.public_id
        here = next(iter(mass_queries.only_round(found.person.id)), None)
        order = acts.tidy(Order(Verb.REMOVE, rule, reason), Scope.TEXT, here)
        made = Removal(
            person_id=found.person.id, by_id=actor.id, rule=order.rule, reason=order.reason, at=clock.now(),
            total=mass_queries.how_many(found.person.id),
        )  # fmt: skip
        db.session.add(made)
        db.session.flush()
        audit.record(actor.id, "removal.begun", *found.name, removal=made.public_id, rule=order.rule)
        return made.public_id


def find(actor: Actor, name: str) -> Removal:
    """A removal, for moderators. Raises Refused and Missing."""
    allow(None if actor.is_moderator else No.NOT_MODERATOR)
    found = mass_queries.removal(name)
    if found is None:
        raise Missing
    return found


def go_on(actor: Actor, name: str) -> Removal:
    """Go on with what one decided, for about a second; gives how far it is. Once it is finished nothing happens.

    What this moderator may not judge is left to a colleague. Raises Refused for whoever may not decide any more.
    """
    found = find(actor, name)
    if found.by_id != actor.id:
        return found
    for _turn in range(BATCHES_A_VISIT):
        with transaction():
            found = mass_queries.removal(name, lock=True) or found
            if found.finished_at is not None:
                break
            allow(may_decide(actor, Parties(found.person_id, round_id=0)))
            _take_a_batch(found, clock.now())
    return found


def _take_a_batch(of: Removal, now: datetime) -> None:
    batch = mass_queries.next_batch(of)
    pieces = [one for one in batch or [] if not one.near]
    if pieces:
        _remove(of, pieces, now)
    of.done, of.left = of.done + len(pieces), of.left + len(batch or []) - len(pieces)
    if of.done + of.left >= of.total or batch is None:
        of.finished_at = now
        audit.record(of.by_id, "removal.finished", "person", str(of.person_id), removal=of.public_id, done=of.done)


def _remove(of: Removal, pieces: list[Piece], now: datetime) -> None:
    same, cases = _same(of, now), mass_queries.open_cases(pieces)
    rows = [
        same | one.about | {"public_id": public_id(), "round_id": one.round_id, "case_id": case}
        for one, case in zip(pieces, cases, strict=True)
    ]
    of_case = {case: row["public_id"] for case, row in zip(cases, rows, strict=True) if case is not None}
    last = rows[-1]["public_id"]
    ids = mass_queries.record(rows, {*of_case.values(), last})
    mass_queries.hide(pieces, of.rule, now)
    for event in mass_queries.append_events(pieces, now):
        announce(event)
    _settle(of.by_id, {case: ids[name] for case, name in of_case.items()}, now)
    for one, row in zip(pieces, rows, strict=True):
        kind = "comment" if one.comment_id else "contribution"
        audit.record(
            of.by_id, "decision.remove", kind, one.public_id,
            round_id=one.round_id, decision=row["public_id"], rule=of.rule, removal=of.public_id,
        )  # fmt: skip
    if not of.done:  # Once: the person is not told again for each batch.
        notify(of.person_id, NoticeKind.ALL_REMOVED, decision_id=ids[last], now=now)


def _settle(moderator_id: int, decisions: dict[int, int], now: datetime) -> None:
    """Close the cases, and tell whoever reported; `decisions` by case."""
    if not decisions:
        return
    settled = mass_queries.settle(list(decisions), moderator_id, now)
    notify_all(
        NoticeKind.REPORT_SETTLED,
        [
            {"person_id": reporter, "report_id": report, "decision_id": decisions[case]}
            for case, report, reporter in settled
        ],
        now=now,
    )


def _same(of: Removal, now: datetime) -> Values:
    """What all these decisions have in common; the version of the rule is asked for once."""
    return {
        "verb": Verb.REMOVE, "scope": Scope.TEXT, "author_id": of.person_id, "rule": of.rule,
        "rule_version_id": queries.version_in_force(of.rule), "ground": Ground.RULES, "facts": "",
        "reason": of.reason, "automated": False, "appeal_by": now + APPEAL_WITHIN, "by_id": of.by_id, "at": now,
    }  # fmt: skip

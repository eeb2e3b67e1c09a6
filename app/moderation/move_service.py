"""Moderators move a branch to another discussion, split it off as one of its own, move a contribution, and take it back."""

from dataclasses import dataclass, replace
from typing import NoReturn

from flask_babel import gettext as _

from app import clock
from app.contributions import acts as contribution_acts
from app.contributions.models import MAX_TITLE, Contribution
from app.contributions.queries import add_draft
from app.extensions import db
from app.identifiers import PUBLIC_ID_LENGTH
from app.markup import clean_text, plain, render
from app.moderation import acts, move_acts, move_queries, queries
from app.moderation.acts import Order
from app.moderation.models import Decision
from app.moderation.move_acts import Place
from app.moderation.move_models import Move
from app.moderation.reading import Target
from app.rules import moderation as law
from app.rules import moving
from app.rules.actors import Actor
from app.rules.contributions import Kind
from app.rules.decisions import Scope
from app.rules.moderation import Verb
from app.rules.permissions import No, may_post
from app.rules.refusals import Conflict, Invalid, Missing
from app.sentences import SENTENCES, allow
from app.threads.models import Comment
from app.transaction import transaction


@dataclass(frozen=True)
class Moving:
    """What a page about moving shows: what it is about, how many comments hang on it, and the move that can be undone."""

    target: Target
    comments: int
    last: Move | None
    rule: int | None


def find(actor: Actor, things: str, public_id: str) -> Moving:
    """A comment with its branch, or a contribution, as something that may be moved. Raises Refused and Missing."""
    allow(None if actor.is_moderator else No.NOT_MODERATOR)
    find_one = queries.comment_target if things == "comments" else queries.contribution_target
    target = find_one(public_id)
    if target is None or not law.may_read(actor, target.state(round_opened=queries.opened(target.round_id))):
        raise Missing
    comment = target.comment
    if comment is None:
        last = move_queries.last_move(contribution_id=target.contribution.id)
    else:
        last = move_queries.last_move(comment_id=comment.id)
    there = last is not None and (comment is None or last.to_thread_id == comment.thread_id)
    decision = db.session.get_one(Decision, last.decision_id) if last and there else None
    number = len(move_queries.branch(comment)) if comment else target.contribution.comment_count
    return Moving(
        replace(target, aspect=Scope.PLACE), number, last if there else None, decision.rule if decision else None
    )


def move_branch(actor: Actor, public_id: str, to: str, order: Order) -> str:
    """Move a comment and all that answers it to the discussion of another contribution of the round; gives that.

    `to` is the contribution's address or public id. Raises Missing, Refused, Conflict and Invalid as decisions do.
    """
    found = find(actor, "comments", public_id)
    order = acts.tidy(order, Scope.PLACE, found.target.round_id)
    goal = _goal(to)
    with transaction():
        from_, place, root = _locked(actor, found.target, goal.id)
        decision = _decide(actor, (from_, place), root, order)
        move_acts.move_branch(root, from_, place, decision)
        return place.contribution.public_id


def _goal(to: str) -> Contribution:
    name = to.strip().partition("#")[0].partition("?")[0].rstrip("/").rpartition("/")[2]
    found = move_queries.target_contribution(name) if name.isalnum() and len(name) <= PUBLIC_ID_LENGTH else None
    if found is None:
        raise Invalid(
            _("There is no need, idea or proposal at this address. Nothing was moved. Copy the address of its page.")
        )
    return found


def _locked(actor: Actor, target: Target, goal_id: int) -> tuple[Place, Place, Comment]:
    """Both places and the first comment of the branch, locked, where this moderator stands near to neither."""
    assert target.comment is not None
    places = move_queries.lock_places([target.contribution.id, goal_id])
    from_, to = Place(*places[target.contribution.id]), Place(*places[goal_id])
    root = move_queries.comment_now(target.comment.id)
    if root.thread_id != from_.thread.id:
        raise Conflict(str(SENTENCES[No.MOVED_ALREADY]))
    acts.allow_to_decide(actor, Target(from_.contribution, from_.thread, root))
    acts.allow_to_decide(actor, Target(to.contribution, to.thread))
    return from_, to, root


def _decide(actor: Actor, places: tuple[Place, Place], root: Comment, order: Order) -> Decision:
    from_, to = places
    number = len(move_queries.branch(root))
    allow(moving.may_move_branch(_standing(from_), _standing(to), number))
    about = Target(from_.contribution, from_.thread, root, aspect=Scope.PLACE)
    return acts.record(actor, about, order, clock.now(), None)


def _standing(place: Place) -> moving.Standing:
    one = place.contribution
    whole = one.published_at is not None and one.hidden_at is None and one.withdrawn_at is None
    return moving.Standing(one.id, one.round_id, whole)


def split(actor: Actor, public_id: str, kind: Kind, title: str, order: Order) -> str:
    """Make a branch the discussion of a new contribution, which belongs to whoever wrote its first comment; gives that.

    The moderator gives its title, and its words say no more than that; so nobody's words are put into other mouths, or
    kept twice. Its author may put better ones in their place. Raises as `move_branch` does.
    """
    found = find(actor, "comments", public_id)
    order = acts.tidy(order, Scope.PLACE, found.target.round_id)
    title = plain(clean_text(title)).strip()
    if not title or len(title) > MAX_TITLE:
        raise Invalid(_("Give it a title, and at most 150 characters. Nothing was moved."))
    with transaction():
        from_, _same, root = _locked(actor, found.target, found.target.contribution.id)
        made = _new_place(from_, root, kind, title)
        decision = _decide(actor, (from_, made), root, order)
        move_acts.move_branch(root, from_, made, decision)
        return made.contribution.public_id


def _new_place(from_: Place, root: Comment, kind: Kind, title: str) -> Place:
    """A new contribution for a branch that is split off, as if the first comment's author had posted it now."""
    if root.hidden_at is not None or root.withdrawn_at is not None:
        allow(No.UNAVAILABLE)
    now, round_ = clock.now(), move_queries.round_of(from_.contribution.round_id)
    allow(may_post(Actor(root.author_id), kind, round_.timetable, now))
    made = add_draft(round_.id, kind, root.author_id, now)
    where = f"/{from_.contribution.kind.plural}/{from_.contribution.public_id}"
    made.title, made.area_id = title, from_.contribution.area_id
    made.body = _(
        "A moderator made this page and gave it its title, because the discussion below had a subject of its own. "
        "What it is about stands in the first comment. [Where it began](%(where)s)",
        where=where,
    )
    made.body_html = render(made.body)
    made.summary = plain(made.body_html)
    contribution_acts.publish(made, now)
    db.session.flush()
    return Place(made, made.thread)


def move_contribution(actor: Actor, public_id: str, kind: Kind, slug: str, order: Order) -> tuple[Kind, str]:
    """Make a contribution another kind, or move it to another round; gives its kind and public id.

    Raises Missing, Refused (the phases do not allow it), Conflict and Invalid.
    """
    found = find(actor, "contributions", public_id)
    order = acts.tidy(order, Scope.PLACE, found.target.round_id)
    goal = next((one for one in move_queries.rounds_open() if one.slug == slug), None) or _no_round()
    with transaction():
        place = Place(*move_queries.lock_places([found.target.contribution.id])[found.target.contribution.id])
        about = Target(place.contribution, place.thread, aspect=Scope.PLACE)
        acts.allow_to_decide(actor, about)
        allow(None if _standing(place).whole else No.UNAVAILABLE)
        _allow_spell(place.contribution, kind, goal.id)
        decision = acts.record(actor, about, order, clock.now(), None)
        move_acts.move_contribution(place, kind, goal.id, decision)
    return kind, public_id


def _no_round() -> NoReturn:
    raise Invalid(_("There is no such round. Nothing was moved. Choose one of the list."))


def _allow_spell(contribution: Contribution, kind: Kind, round_id: int) -> None:
    from_, to = (
        moving.Spell(one, number, move_queries.round_of(number).timetable)
        for one, number in ((contribution.kind, contribution.round_id), (kind, round_id))
    )
    allow(moving.may_move_contribution(contribution.author_id, from_, to, clock.now()))


def move_back(actor: Actor, things: str, public_id: str, order: Order) -> tuple[str, str]:
    """Take the last move back: a new decision puts everything where it was. Gives what to go to: (things, public id).

    A page that a split made and that nobody else used is hidden with it. Raises as a move does.
    """
    found = find(actor, things, public_id)
    order = acts.tidy(order, Scope.PLACE, found.target.round_id)
    if found.last is None:
        raise Conflict(str(SENTENCES[No.NOT_MOVED]))
    with transaction():
        way = move_acts.way_back(found.last.decision_id)
        for place in way.places:
            acts.allow_to_decide(actor, Target(place.contribution, place.thread, way.root))
        if way.root is None:
            assert way.move.from_kind is not None
            assert way.move.from_round_id is not None
            _allow_spell(way.places[0].contribution, way.move.from_kind, way.move.from_round_id)
        decision = acts.record(actor, way.about, order, clock.now(), None)
        left = move_acts.go_back(way, decision)
        if left is not None:
            acts.carry_out(actor, left, replace(order, verb=Verb.HIDE), decision.at, None)
    return things, public_id

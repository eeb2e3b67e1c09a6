"""The page on which moderators move a branch of a discussion, split it off, move a contribution, or take that back."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from app.moderation import acts, move_queries, move_service, queries
from app.moderation.acts import Order
from app.moderation.forms import DecisionForm, MoveForm, RehomeForm, SplitForm
from app.moderation.move_service import Moving
from app.rules.actors import Actor
from app.rules.cases import RULE_OF, may_decide
from app.rules.contributions import Kind
from app.rules.moderation import ReportReason, Verb
from app.rules.refusals import Refusal
from app.sentences import SENTENCES

bp = Blueprint("moves", __name__)

Page = str | Response | tuple[str, int]
Form = TypeVar("Form", bound=DecisionForm)
THINGS = "/<any(comments, contributions):things>/<public_id>/move"


@bp.get(THINGS)
def page(things: str, public_id: str) -> str:
    """Where it stands, and the forms that move it."""
    return _page(things, public_id)


@bp.post("/comments/<public_id>/move")
def branch(public_id: str) -> Page:
    """Move a branch to the discussion of another contribution."""
    form = _filled(MoveForm(), "comments", public_id)

    def move() -> Response:
        move_service.move_branch(_actor(), public_id, form.to.data, _order(Verb.MOVE, form))
        return _to_comment(public_id, _("Moved. Everybody whose words went along is told where they stand now."))

    return _done("comments", public_id, form, move)


@bp.post("/comments/<public_id>/split")
def split(public_id: str) -> Page:
    """Make a branch the discussion of a new contribution."""
    form = _filled(SplitForm(), "comments", public_id)

    def move() -> Response:
        kind = Kind(form.kind.data)
        move_service.split(_actor(), public_id, kind, form.title.data, _order(Verb.SPLIT, form))
        return _to_comment(public_id, _("Split off. Everybody whose words went along is told where they stand now."))

    return _done("comments", public_id, form, move)


@bp.post("/contributions/<public_id>/move")
def contribution(public_id: str) -> Page:
    """Make a contribution another kind, or move it to another round."""
    form = _filled(RehomeForm(), "contributions", public_id)

    def move() -> Response:
        to = (Kind(form.kind.data), form.round.data)
        kind, name = move_service.move_contribution(_actor(), public_id, *to, _order(Verb.MOVE, form))
        flash(_("Moved. Its author is told. The old address leads here."), "good")
        return _to_contribution(kind, name)

    return _done("contributions", public_id, form, move)


@bp.post(f"{THINGS}/return")
def back(things: str, public_id: str) -> Page:
    """Take the last move back."""
    form = _filled(DecisionForm(), things, public_id)

    def move() -> Response:
        move_service.move_back(_actor(), things, public_id, _order(Verb.MOVE_BACK, form))
        words = _("Moved back. Everybody whose words it concerns is told.")
        if things == "comments":
            return _to_comment(public_id, words)
        flash(words, "good")
        return _to_contribution(move_service.find(_actor(), things, public_id).target.contribution.kind, public_id)

    return _done(things, public_id, form, move)


def _actor() -> Actor:
    actor: Actor = current_user.actor
    return actor


def _order(verb: Verb, form: DecisionForm) -> Order:
    return Order(verb, form.rule.data, form.reason.data)


def _filled(form: Form, things: str, public_id: str) -> Form:
    """A form with the rules that hold where the thing stands. Raises Refused and Missing."""
    found = move_service.find(_actor(), things, public_id)
    form.rule.choices = [
        SelectChoice(value=one.number, label=f"{one.number}. {one.title}")
        for one in queries.rules(found.target.round_id)
    ]
    if isinstance(form, RehomeForm):
        form.round.choices = [SelectChoice(value=one.slug, label=one.title) for one in move_queries.rounds_open()]
    return form


def _done(things: str, public_id: str, form: DecisionForm, move: Callable[[], Response]) -> Page:
    """Do it; what is refused comes back with every word kept."""
    if not form.validate():
        return _page(things, public_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        return move()
    except Refusal as refusal:
        form.form_errors = [refusal.sentence]
        return _page(things, public_id, form), refusal.status


def _page(things: str, public_id: str, sent: DecisionForm | None = None) -> str:
    found = move_service.find(_actor(), things, public_id)
    no = may_decide(_actor(), acts.parties(_actor(), found.target))
    return render_template(
        "moderation/move.html",
        things=things, public_id=public_id, found=found, sent=sent, no=SENTENCES[no] if no else None,
        forms=_forms(found, things, public_id, sent),
    )  # fmt: skip


def _forms(found: Moving, things: str, public_id: str, sent: DecisionForm | None) -> dict[str, DecisionForm]:
    """The forms of the page, the one that was sent with what was in it."""
    kinds: dict[str, type[DecisionForm]] = (
        {"branch": MoveForm, "split": SplitForm} if things == "comments" else {"contribution": RehomeForm}
    )
    if found.last is not None:
        kinds = {"back": DecisionForm, **kinds}
    made = {}
    for name, kind in kinds.items():
        fresh = kind(formdata=None)
        made[name] = sent if type(sent) is kind else _filled(fresh, things, public_id)
        if type(sent) is not kind:
            made[name].rule.data = RULE_OF[ReportReason.OFF_TOPIC]
        for field in made[name]:  # Each form of the page has labels of its own.
            field.id = field.label.field_id = f"{name}-{field.short_name}"
    if sent is None and "contribution" in made:
        place = found.target.contribution
        made["contribution"].kind.data = place.kind.value
        made["contribution"].round.data = move_queries.round_of(place.round_id).slug
    return made


def _to_comment(public_id: str, words: str) -> Response:
    flash(words, "good")
    return redirect(url_for("threads.comment", public_id=public_id), HTTPStatus.SEE_OTHER)


def _to_contribution(kind: Kind, public_id: str) -> Response:
    return redirect(url_for("contributions.show", kinds=kind.plural, public_id=public_id), HTTPStatus.SEE_OTHER)

"""Two that say the same: propose it, answer for one's own, end it; and the one click that moves a vote, or leaves it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app import identifiers
from app.duplicates import move_service, page_service, service
from app.duplicates.forms import OTHER, PairingForm
from app.duplicates.move_service import Outcome
from app.duplicates.page_service import Desk
from app.rules.actors import Actor
from app.rules.contributions import PLURALS
from app.rules.duplicates import Step, Way
from app.rules.refusals import Invalid, Missing, Refused, SignInFirst
from app.search import service as search

bp = Blueprint("duplicates", __name__)

KINDS = "<any(needs, ideas, proposals):kinds>"


@bp.route(f"/{KINDS}/<public_id>/same", methods=["GET", "POST"])
def propose(kinds: str, public_id: str) -> Any:
    """Propose that another one says the same."""
    desk = page_service.desk(_actor(), public_id, PLURALS[kinds])
    form = _form(desk)
    if request.method == "GET" or not form.validate():
        return _page(desk, form), 422 if form.errors else 200
    try:
        return _proposed(
            service.propose(_actor(), *_pair(form, public_id), Way(form.way.data), key=request.form.get("once"))
        )
    except SignInFirst:
        raise
    except (Refused, Missing) as refusal:
        return _page(desk, form, refusal.sentence), refusal.status


@bp.get("/same/<public_id>")
def show(public_id: str) -> str:
    """A pairing, for those who have a part in it."""
    return render_template("duplicates/pairing.html", page=page_service.pairing_page(_actor(), public_id))


@bp.post("/same/<public_id>/answer")
def answer(public_id: str) -> Response:
    """Say yes or no for what one wrote."""
    yes = _choice("say", {"yes": True, "no": False})
    step = service.answer(_actor(), public_id, yes=yes)
    said = {Step.JOINED: _("Thank you. The two are joined."), Step.ENDED: _("You said no. Both stay as they are.")}
    flash(said.get(step, _("Thank you. Now the other author is asked.")), "good")
    return redirect(url_for(".show", public_id=public_id), 303)


@bp.post("/same/<public_id>/end")
def end(public_id: str) -> Response:
    """Undo it, or take a proposal back."""
    service.end(_actor(), public_id)
    flash(_("It is undone. Both stand by themselves, and every vote stays where its person put it."), "good")
    return redirect(url_for(".show", public_id=public_id), 303)


@bp.post("/same/<public_id>/vote")
def move(public_id: str) -> Response:
    """Move one's vote to the one that leads, or leave it where it is."""
    outcome, of = move_service.answer_move(_actor(), public_id, move=_choice("answer", {"move": True, "stay": False}))
    flash(_SAID[outcome](), "good")
    return redirect(url_for("contributions.show", kinds=of.kind.plural, public_id=of.public_id), 303)


_SAID = {
    Outcome.MOVED: lambda: _("Your vote has moved here. You agree with this one now, and you count once."),
    Outcome.KEPT_THE_OTHER: lambda: _(
        "You had voted here before, and that vote stays as it is. Your vote on the other one was taken back, so you count once."
    ),
    Outcome.STAYED: lambda: _("Your vote stays where it is. We will not ask you again."),
    Outcome.ANSWERED_BEFORE: lambda: _("You had answered already. Nothing was changed."),
}


def _form(desk: Desk) -> PairingForm:
    of = desk.contribution
    similar = search.similar(_actor(), of.round.slug, of.kind, of.title, of.body, but=of.public_id)
    offered = [(one.public_id, one.title) for one in similar if one.kind == of.kind]
    return PairingForm(offered, may_merge=desk.is_author, data={"other": request.args.get("other", "")})


def _pair(form: PairingForm, public_id: str) -> tuple[str, str]:
    """The one that leads, and the one that follows it."""
    return (form.named, public_id) if form.leads.data == OTHER else (public_id, form.named)


def _page(desk: Desk, form: PairingForm, refused: str = "") -> str:
    once = request.form.get("once") or identifiers.public_id()
    return render_template("duplicates/propose.html", desk=desk, form=form, refused=refused, once=once)


def _proposed(public_id: str) -> Response:
    flash(_("It is proposed. Whoever has not said yes yet is asked now."), "good")
    return redirect(url_for(".show", public_id=public_id), 303)


def _choice(name: str, choices: dict[str, bool]) -> bool:
    said = choices.get(request.form.get(name, ""))
    if said is None:
        raise Invalid(_("Press one of the two buttons. Nothing was changed."))
    return said


def _actor() -> Actor:
    actor: Actor = current_user.actor
    return actor

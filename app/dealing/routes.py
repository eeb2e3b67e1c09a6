"""Have your say: the page with the open card, and the forms that deal, answer, skip and undo.

An act that is refused answers with the page where the person is, the reason above it: the game goes on from there.
"""

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.dealing import page_service, service
from app.dealing.sentences import PASSED
from app.dealing.service import Outcome
from app.guard import public
from app.rounds.sentences import ADD, PHASE_WORDS
from app.rules.contributions import IN_ROUNDS, Kind
from app.rules.refusals import Invalid, Refusal, SignInFirst
from app.rules.voting import Choice

bp = Blueprint("dealing", __name__)

KINDS = {kind.value: kind for kind in IN_ROUNDS} | {kind.plural: kind for kind in IN_ROUNDS}
CHOICES = {choice.value: choice for choice in Choice}

Answer = Response | str | tuple[str, int]


@bp.get("/have-your-say")
@public
def choose() -> Answer:
    """Go to the round in which something is voted on; where there are several, choose."""
    rounds = page_service.open_rounds(current_user.actor)
    if len(rounds) == 1:
        return redirect(url_for(".show", slug=rounds[0].slug), HTTPStatus.SEE_OTHER)
    return render_template("dealing/choose.html", rounds=rounds)


@bp.get("/rounds/<slug>/have-your-say")
@public
def show(slug: str) -> str:
    """The open card, or what there is to say where none is open."""
    return _page(slug, request.args.get("card", ""))


@bp.post("/rounds/<slug>/have-your-say/deal")
def deal(slug: str) -> Answer:
    """Deal the next card."""

    def act() -> Response:
        kind = KINDS.get(request.form.get("kind", ""))
        if kind is None:
            raise Invalid(_("Say whether you want needs, ideas or proposals. Nothing was dealt."))
        service.deal(current_user.actor, slug, kind)
        return _to_card(slug, kind)

    return _or_refuse(slug, act)


@bp.post("/rounds/<slug>/have-your-say/answer")
def answer(slug: str) -> Answer:
    """Answer a card, and go on to the next."""

    def act() -> Response:
        choice = CHOICES.get(request.form.get("choice", ""))
        if choice is None:
            raise Invalid(_("Choose agree, unsure or disagree. Nothing was changed."))
        kind, outcome = service.answer(current_user.actor, slug, _card(), choice)
        return _to_card(slug, kind, PASSED[kind] if outcome == Outcome.PASSED else None)

    return _or_refuse(slug, act)


@bp.post("/rounds/<slug>/have-your-say/skip")
def skip(slug: str) -> Answer:
    """Put a card aside, and go on to the next."""
    return _or_refuse(slug, lambda: _to_card(slug, service.skip(current_user.actor, slug, _card())))


@bp.post("/rounds/<slug>/have-your-say/undo")
def undo(slug: str) -> Answer:
    """Go back to the card before."""

    def act() -> Response:
        kind, outcome = service.undo(current_user.actor, slug, _card("last"))
        if outcome == Outcome.PASSED:
            flash(_("That one was taken down since, so your answer cannot be undone. Nothing was changed."), "now")
        return _to_card(slug, kind, card=_card("last"))

    return _or_refuse(slug, act)


@bp.post("/rounds/<slug>/have-your-say/skipped")
def skipped(slug: str) -> Answer:
    """Go through the skipped cards again."""

    def act() -> Response:
        kind = KINDS.get(request.form.get("kind", ""))
        if kind is None:
            raise Invalid(_("Say whether you want needs, ideas or proposals. Nothing was changed."))
        service.take_up_skipped(current_user.actor, slug, kind)
        return _to_card(slug, kind)

    return _or_refuse(slug, act)


def _or_refuse(slug: str, act: Callable[[], Response]) -> Answer:
    """Do it, or show where the person is with the reason why not."""
    try:
        return act()
    except SignInFirst:
        raise
    except Refusal as no:
        return _page(slug, sentence=no.sentence), no.status


def _card(field: str = "card") -> str:
    return request.form.get(field, "")


def _to_card(slug: str, kind: Kind, sentence: str | None = None, card: str | None = None) -> Response:
    if sentence:
        flash(sentence, "now")
    return redirect(url_for(".show", slug=slug, kind=kind.value, card=card), HTTPStatus.SEE_OTHER)


def _page(slug: str, card: str = "", sentence: str = "") -> str:
    asked = KINDS.get(request.values.get("kind", ""))
    page = page_service.play_page(current_user.actor, slug, asked, card)
    return render_template("dealing/show.html", page=page, sentence=sentence, phase_words=PHASE_WORDS, add=ADD)

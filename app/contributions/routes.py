"""The pages of needs, ideas and proposals."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app import identifiers, markup
from app.contributions import form_service, list_service, page_service, reading, service
from app.contributions.form_service import Desk
from app.contributions.forms import ContributionForm
from app.contributions.list_service import Ask
from app.contributions.queries import OFFERED
from app.contributions.sentences import MY_VOTE, ORDERS, WORDS
from app.contributions.service import Saved
from app.guard import public
from app.rounds.sentences import ADD, PHASE_WORDS
from app.rules.contributions import PLURALS, Kind
from app.rules.refusals import Conflict, Refused, SignInFirst
from app.threads import reading as threads_reading
from app.threads import service as threads
from app.threads.service import Asked
from app.votes import service as votes

bp = Blueprint("contributions", __name__)

KINDS = "<any(needs, ideas, proposals):kinds>"
"""The part of an address that says the kind."""

Answer = Response | str | tuple[str, int]


@bp.context_processor
def words() -> dict[str, Any]:
    """The words of each kind, for every page here."""
    said = {"words": WORDS, "phase_words": PHASE_WORDS, "add": ADD, "order_words": ORDERS, "my_vote": MY_VOTE}
    return said | {"rendered": reading.rendered, "most_offered": OFFERED}


@bp.get(f"/rounds/<slug>/{KINDS}")
@public
def index(slug: str, kinds: str) -> str:
    """The contributions of one kind in a round."""
    ask = Ask(**{name: request.args.get(name, "") for name in Ask.__dataclass_fields__})
    listing = list_service.listing(current_user.actor, slug, PLURALS[kinds], ask, current_app.config["SECRET_KEY"])
    return render_template("contributions/index.html", listing=listing)


@bp.get(f"/{KINDS}/<public_id>")
@public
def show(kinds: str, public_id: str) -> Answer:
    """One contribution with its vote and its thread; or the place that it left, without a word of it."""
    actor = current_user.actor
    page = page_service.page(actor, public_id, PLURALS[kinds])
    panel = votes.panel(actor, page.shown, page.now)
    thread = threads.thread_page(actor, page.shown, Asked.of(request.args), page.now) if page.talks else None
    sheet = reading.sheet(page, panel)
    talk = threads_reading.talk(thread, signed_in=actor.is_signed_in) if thread else ""
    html = render_template("contributions/show.html", page=page, shown=page.shown, panel=panel, sheet=sheet, talk=talk)
    return html if page.readable else (html, 410)


@bp.get(f"/{KINDS}/<public_id>/history")
@public
def history(kinds: str, public_id: str) -> Answer:
    """Every version of its words."""
    page, versions = page_service.history(current_user.actor, public_id, PLURALS[kinds])
    html = render_template("contributions/history.html", page=page, shown=page.shown, versions=versions)
    return html if page.readable else (html, 410)


@bp.route(f"/rounds/<slug>/{KINDS}/new", methods=["GET", "POST"])
def new(slug: str, kinds: str) -> Answer:
    """Write a need, an idea or a proposal: preview it, keep a draft, post it."""
    kind, actor = PLURALS[kinds], current_user.actor
    desk = form_service.new_desk(actor, slug, kind, request.args.getlist("to"), sent=request.method == "POST")
    sheet = _Sheet(desk, keep=f"new-{kind}-{slug}", action=url_for(".new", slug=slug, kinds=kinds))
    form = _form(desk)
    key = request.form.get("once")
    return _answer(
        sheet, form, lambda: service.save_new(actor, slug, kind, form.wording(), publish=form.publishing, key=key)
    )


@bp.route(f"/{KINDS}/<public_id>/edit", methods=["GET", "POST"])
def edit(kinds: str, public_id: str) -> Answer:
    """Go on with a draft, or put new words in the place of what everybody reads."""
    kind, actor = PLURALS[kinds], current_user.actor
    desk = form_service.desk_of(actor, public_id, kind)
    sheet = _Sheet(desk, keep=f"edit-{public_id}", action=url_for(".edit", kinds=kinds, public_id=public_id))
    form = _form(desk)

    def save() -> Saved:
        version = int(form.version.data or 0) if (form.version.data or "0").isdecimal() else 0
        return service.save(actor, public_id, form.wording(), publish=form.publishing, version=version)

    return _answer(sheet, form, save)


@bp.post("/contributions/<public_id>/withdrawal")
def withdraw(public_id: str) -> Response:
    """Take one's words back; a draft is thrown away."""
    saved = service.withdraw(current_user.actor, public_id)
    if saved.published:
        flash(_("You took your words back. The discussion stays."), "good")
        return _to(saved)
    flash(_("Your draft is thrown away."), "good")
    return redirect(url_for(".index", slug=saved.slug, kinds=saved.kind.plural), 303)


@dataclass(frozen=True)
class _Sheet:
    """A form's page: what it is about, where it posts to, under which name the browser keeps what is typed."""

    desk: Desk
    keep: str
    action: str
    refused: str = ""
    preview: str = ""


def _form(desk: Desk) -> ContributionForm:
    form = ContributionForm(desk.kind, desk.areas, publishing="draft" not in request.form, data=desk.start)
    form.offer_links(form_service.offers(desk, form.chosen, form.find.data or "" if form.find else ""))
    return form


def _answer(sheet: _Sheet, form: ContributionForm, save: Callable[[], Saved]) -> Answer:
    """Show the form, or save what it says; whatever is refused comes back with every word kept."""
    if request.method == "GET" or "search" in request.form:
        return _render(sheet, form), 200
    if "preview" in request.form:
        return _render(replace(sheet, preview=markup.render(form.body.data)), form), 200
    if not form.validate():
        return _render(sheet, form), 422
    try:
        saved = save()
    except SignInFirst:
        raise
    except (Refused, Conflict) as refusal:
        return _render(replace(sheet, refused=refusal.sentence), form, fresh=True), refusal.status
    flash(sheet.keep, "kept")
    if saved.refused:
        action = url_for(".edit", kinds=saved.kind.plural, public_id=saved.public_id)
        return _render(replace(sheet, refused=saved.refused, action=action), form, fresh=True), Refused.status
    flash(_said(sheet.desk, saved), "good")
    return _to(saved)


def _render(sheet: _Sheet, form: ContributionForm, *, fresh: bool = False) -> str:
    """The form's page. Its key stays the same until something was made of it."""
    key = "" if fresh else request.form.get("once", "")
    return render_template(
        "contributions/form.html", desk=sheet.desk, form=form, sheet=sheet, once=key or identifiers.public_id()
    )


def _said(desk: Desk, saved: Saved) -> str:
    if not saved.published:
        return str(_("Your draft is kept. You can go on with it at any time."))
    if desk.published:
        return str(_("Your changes are saved. Earlier versions can still be read."))
    return str(_POSTED[saved.kind]())


_POSTED: dict[Kind, Callable[[], str]] = {
    Kind.NEED: lambda: _("Your need is posted. Everybody can read it, vote on it and answer."),
    Kind.IDEA: lambda: _("Your idea is posted. Everybody can read it, vote on it and answer."),
    Kind.PROPOSAL: lambda: _("Your proposal is posted. Everybody can read it, vote on it and answer."),
}


def _to(saved: Saved) -> Response:
    return redirect(url_for(".show", kinds=saved.kind.plural, public_id=saved.public_id), 303)

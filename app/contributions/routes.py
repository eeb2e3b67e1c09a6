"""The pages of needs, ideas and proposals."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app import assets, identifiers
from app.contributions import form_service, list_service, page_service, reading, service
from app.contributions.form_service import Desk
from app.contributions.forms import ContributionForm
from app.contributions.list_service import Ask
from app.contributions.models import Contribution
from app.contributions.page_service import Page
from app.contributions.queries import OFFERED
from app.contributions.sentences import MY_VOTE, ORDERS, WORDS
from app.contributions.service import Saved
from app.guard import public
from app.images import service as images
from app.looks import reading as looks
from app.mentions import queries as calls
from app.rounds.sentences import ADD, PHASE_WORDS
from app.rules.contributions import PLURALS, Kind
from app.rules.drafts import edit_key, keys_of, new_key
from app.rules.looks import Look
from app.rules.refusals import Conflict, Elsewhere, Invalid, Overtaken, Refused, SignInFirst, Warned
from app.rules.unread import News, told
from app.themes import service as themes
from app.threads import reading as threads_reading
from app.threads import service as threads
from app.threads.service import Asked, ThreadPage
from app.unread import service as unread
from app.votes import service as votes
from app.votes.service import VotePanel

bp = Blueprint("contributions", __name__)

KINDS = "<any(needs, ideas, proposals):kinds>"
"""The part of an address that says the kind."""

ALL_KINDS = "<any(needs, ideas, proposals, topics):kinds>"
"""The same, of what stands in spaces too."""

KEPT_PAGES = 128
"""Whole pages as strangers read them, at some 70 kilobytes each: 9 MB."""

NONCE = "\x02nonce\x02"
"""Stands in a kept page for the answer's own nonce; `markup.clean_text` lets nobody write these signs."""

Answer = Response | str | tuple[str, int]

_NEVER = 2**31
"""No version: of a form that does not say from which it began, so that it overwrites nothing."""


@bp.context_processor
def words() -> dict[str, Any]:
    """The words of each kind, for every page here."""
    said = {"words": WORDS, "phase_words": PHASE_WORDS, "add": ADD, "order_words": ORDERS, "my_vote": MY_VOTE}
    return said | {"rendered": reading.rendered, "most_offered": OFFERED}


@bp.errorhandler(Elsewhere)
def elsewhere(found: Elsewhere) -> Response:
    """Lead on from the address of what it was before. For now, not for ever: it may be moved back.

    A form that was open meanwhile is sent on with all its words.
    """
    assert request.endpoint is not None
    to = url_for(request.endpoint, **(request.view_args or {}) | {"kinds": f"{found.kind}s"})
    asked = f"?{request.query_string.decode()}" if request.query_string else ""
    return redirect(to + asked, 303 if request.method == "GET" else 307)


@bp.get(f"/rounds/<slug>/{KINDS}")
@public
def index(slug: str, kinds: str) -> str:
    """The contributions of one kind in a round."""
    ask = Ask(**{name: request.args.get(name, "") for name in Ask.__dataclass_fields__})
    listing = list_service.listing(
        current_user.actor, slug, PLURALS[kinds], ask, current_app.config["SECRET_KEY"], current_user.area_id
    )
    return render_template("contributions/index.html", listing=listing, told=told)


@bp.get(f"/{ALL_KINDS}/<public_id>")
@public
def show(kinds: str, public_id: str) -> Answer:
    """One contribution with its vote and its thread; or the place that it left, without a word of it."""
    asked = Asked.of(request.args)
    page = page_service.page(current_user.actor, public_id, PLURALS[kinds], asked.plainly_after)
    actor = page.reader
    moved = threads.stands_elsewhere(actor, page.shown, asked) if page.talks else None
    if moved:
        return redirect(url_for("threads.comment", public_id=moved), 303)
    panel = votes.panel(actor, page.shown, page.now)
    thread = threads.thread_page(actor, page.shown, asked, page.now) if page.talks else None
    keepable = not actor.is_signed_in and current_app.config["SESSION_COOKIE_NAME"] not in request.cookies
    news = unread.news(actor, page.shown) if thread else None
    html = _for_strangers(page, panel, thread) if keepable else _whole(page, panel, thread, news)
    return html if page.readable else (html, 410)


def _for_strangers(page: Page, panel: VotePanel, thread: ThreadPage | None) -> str:
    """The page for whoever has no session: no name, no form and no message waiting, so all with one look get the same."""
    return _kept(page, panel, thread, looks.chosen(), *threads_reading.variant()).replace(NONCE, assets.csp_nonce())


@lru_cache(KEPT_PAGES)
def _kept(page: Page, panel: VotePanel, thread: ThreadPage | None, _look: Look, _locale: str, _root: str) -> str:
    return _whole(page, panel, thread, csp_nonce=lambda: NONCE)


def _whole(page: Page, panel: VotePanel, thread: ThreadPage | None, news: News | None = None, **more: Any) -> str:
    sheet = reading.sheet(page, panel)
    talk = threads_reading.talk(thread, news, moderator=page.moderates, badges=page.shown.badges) if thread else ""
    facts = {"page": page, "shown": page.shown, "panel": panel, "sheet": sheet, "talk": talk}
    return render_template("contributions/show.html", **facts, **more)


@bp.get(f"/{ALL_KINDS}/<public_id>/sheet")
@public
def sheet(kinds: str, public_id: str) -> Answer:
    """The words, the votes and the links of one contribution as they are now: a part of a page, for the open one."""
    page = page_service.page(current_user.actor, public_id, PLURALS[kinds])
    return reading.sheet(page, votes.panel(page.reader, page.shown, page.now)), 200


@bp.get(f"/{ALL_KINDS}/<public_id>/history")
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
    sheet = _Sheet(desk, keep=new_key(kind, slug), action=url_for(".new", slug=slug, kinds=kinds))
    form = _form(desk)
    key = request.form.get("once")
    return _answer(sheet, form, lambda: service.save_new(actor, slug, kind, form.wording(), key=key, **_sent(form)))


@bp.route(f"/{ALL_KINDS}/<public_id>/edit", methods=["GET", "POST"])
def edit(kinds: str, public_id: str) -> Answer:
    """Go on with a draft, or put new words in the place of what everybody reads."""
    kind, actor = PLURALS[kinds], current_user.actor
    desk = form_service.desk_of(actor, public_id, kind)
    form = _form(desk)
    began = _NEVER if form.version.number is None else form.version.number
    action = url_for(".edit", kinds=kinds, public_id=public_id)
    sheet = _Sheet(desk, edit_key(public_id), action, version=began)
    try:
        return _answer(
            sheet, form, lambda: service.save(actor, public_id, form.wording(), version=began, **_sent(form))
        )
    except Overtaken as refusal:
        now = form_service.desk_of(actor, public_id, kind)
        fresh = _Sheet(now, sheet.keep, action, refusal.sentence, version=now.start["version"], theirs=now.contribution)
        return _render(fresh, form, fresh=True), refusal.status


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
    """A form's page: what it is about, where it posts to, under which name the browser keeps what is typed.

    `version`: of the text from which the form began, where there is one. `theirs`: the text as it is now, where it was
    changed elsewhere meanwhile.
    """

    desk: Desk
    keep: str
    action: str
    refused: str = ""
    preview: str = ""
    picture_fault: str = ""
    warned: Warned | None = None
    version: int | None = None
    theirs: Contribution | None = None


def _form(desk: Desk) -> ContributionForm:
    form = ContributionForm(desk.kind, desk.areas, desk.themes, publishing="draft" not in request.form, data=desk.start)
    form.offer_badges(desk.badges)
    form.offer_links(form_service.offers(desk, form.chosen, form.find.data or "" if form.find else ""))
    return form


def _answer(sheet: _Sheet, form: ContributionForm, save: Callable[[], Saved]) -> Answer:
    """Show the form, or save what it says; whatever is refused comes back with every word kept."""
    if request.method == "GET" or "search" in request.form:
        return _render(sheet, form), 200
    if form.brings_picture or "preview" in request.form:
        return _on_the_way(sheet, form)
    if not form.validate():
        return _render(sheet, form), 422
    try:
        return _saved(sheet, form, save())
    except (SignInFirst, Overtaken):
        raise
    except Warned as warned:
        return _render(replace(sheet, warned=warned), form), warned.status
    except (Refused, Conflict, Invalid) as refusal:
        return _render(replace(sheet, refused=refusal.sentence), form, fresh=True), refusal.status


def _on_the_way(sheet: _Sheet, form: ContributionForm) -> Answer:
    """The form again with what it will look like, or with a picture in its words, or with why not."""
    if form.brings_picture:
        try:
            form.body.data = images.add_to(current_user.actor, form.body.data or "", form.file, form.alt.data or "")
        except (Refused, Invalid) as refusal:
            return _render(replace(sheet, picture_fault=refusal.sentence), form), refusal.status
        form.alt.data = ""
    return _render(replace(sheet, preview=calls.preview(form.body.data)), form), 200


def _saved(sheet: _Sheet, form: ContributionForm, saved: Saved) -> Answer:
    """Go where the text is now: its page, the page on which it waits, or its form where it could only be kept."""
    for key in keys_of(sheet.keep):
        flash(key, "kept")
    if saved.refused:
        return _render(_go_on(sheet, saved), form, fresh=True), Refused.status
    if saved.waits:
        return redirect(url_for("checks.held", public_id=saved.waits), 303)
    flash(_said(sheet.desk, saved), "good")
    return _to(saved)


def _sent(form: ContributionForm) -> dict[str, Any]:
    """Whether it is to be posted, and the kinds of personal data of which its author was warned and that may stand."""
    return {"publish": form.publishing, "anyway": request.form.get("anyway", "")}


def _go_on(sheet: _Sheet, saved: Saved) -> _Sheet:
    """The form of what could only be kept as a draft: from now on it changes that."""
    action = url_for(".edit", kinds=saved.kind.plural, public_id=saved.public_id)
    return replace(sheet, keep=edit_key(saved.public_id), action=action, refused=saved.refused, version=saved.version)


def _render(sheet: _Sheet, form: ContributionForm, *, fresh: bool = False) -> str:
    """The form's page. Its key stays the same until something was made of it."""
    key = "" if fresh else request.form.get("once", "")
    fits = themes.suggestions(form.title.data or "") if form.themes else []
    facts = {"desk": sheet.desk, "form": form, "sheet": sheet, "fits": fits}
    return render_template("contributions/form.html", **facts, once=key or identifiers.public_id())


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

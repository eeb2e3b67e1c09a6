"""The moderators' queue and the pages of its cases."""

from collections.abc import Callable, Collection
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from app import clock, markup
from app.checks.queries import count_waiting
from app.moderation import case_page_service, case_queries, case_service, queries, queue_queries
from app.moderation.acts import Order
from app.moderation.forms import DO, OF_A_NAME, REASONS, NoteForm, PassForm, SeveralForm, VerdictForm, rule_choices
from app.moderation.queue_queries import CASES_A_PAGE, After, Tab
from app.moderation.reading import SpaceFace, Subject, Target
from app.rules.actors import Actor
from app.rules.cases import RULE_OF, CaseEventKind, may_decide
from app.rules.decisions import VERBS, Ground, Scope
from app.rules.moderation import Verb
from app.rules.permissions import No
from app.rules.refusals import Refusal
from app.sentences import SENTENCES, allow

bp = Blueprint("cases", __name__, url_prefix="/moderation")

Page = str | Response | tuple[str, int]

ALSO = (Verb.WARN, Verb.HOLD, Verb.SILENCE, Verb.SUSPEND)
"""What can be decided about the author together with the text."""


@bp.get("/")
@bp.get("/queue")
def queue() -> str:
    """What waits for a moderator, the most urgent and then the oldest first."""
    return _queue_page(None)


@bp.post("/next")
def take_next() -> Response:
    """Take the first case that one may decide."""
    taken = case_service.take_next(_actor())
    if taken is None:
        flash(_("Nothing is waiting for you. Thank you for keeping it fair."), "good")
        return redirect(url_for(".queue"), HTTPStatus.SEE_OTHER)
    return _to_case(taken)


@bp.post("/several")
def decide_several() -> Page:
    """One decision on all the cases that were ticked."""
    allow(None if _actor().is_moderator else No.NOT_MODERATOR)
    ticked = request.form.getlist("case")
    form = _several_form(case_queries.rounds_of(ticked))
    if not form.validate():
        return _queue_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        order = Order(Verb(form.verb.data), form.rule.data, form.reason.data)
        done = case_service.decide_several(_actor(), ticked, order)
    except Refusal as refusal:
        form.form_errors = [refusal.sentence]
        return _queue_page(form), refusal.status
    flash(ngettext("One case is decided.", "%(num)s cases are decided, each with its own record.", done), "good")
    return redirect(url_for(".queue"), HTTPStatus.SEE_OTHER)


@bp.get("/cases/<public_id>")
def case(public_id: str) -> str:
    """One case: what was reported, what stands around it, who wrote it, what was decided before."""
    return _case_page(public_id, None)


@bp.post("/cases/<public_id>/claim")
def claim(public_id: str) -> Response:
    """Take a case."""
    case_service.take(_actor(), public_id)
    return _to_case(public_id)


@bp.post("/cases/<public_id>/release")
def release(public_id: str) -> Response:
    """Give a case back."""
    case_service.give_back(_actor(), public_id)
    flash(_("You gave the case back. A colleague can take it now."), "good")
    return redirect(url_for(".queue"), HTTPStatus.SEE_OTHER)


@bp.post("/cases/<public_id>/notes")
def note(public_id: str) -> Page:
    """Leave a note for moderators."""
    return _said(public_id, case_service.write_note, _("Your note is kept. Only moderators read it."))


@bp.post("/cases/<public_id>/questions")
def ask(public_id: str) -> Page:
    """Ask the author."""
    return _said(public_id, case_service.ask, _("Your question is sent. The answer will stand here."))


@bp.post("/cases/<public_id>/passing")
def pass_on(public_id: str) -> Page:
    """Pass a case on to a colleague, or to whoever comes next."""
    form = _pass_form()
    if not form.validate():
        return _case_page(public_id, None, form), HTTPStatus.UNPROCESSABLE_ENTITY
    case_service.pass_on(_actor(), public_id, form.words.data, form.to.data or None, urgent=form.urgent.data)
    flash(_("The case is passed on."), "good")
    return redirect(url_for(".queue"), HTTPStatus.SEE_OTHER)


@bp.post("/cases/<public_id>/decisions")
def decide(public_id: str) -> Page:
    """Decide a case."""
    _found, subject = case_service.find(_actor(), public_id)
    form = _verdict_form(subject)
    if form.fill.data:
        return _case_page(public_id, _filled(form))
    if not form.validate():
        return _case_page(public_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        case_service.decide(_actor(), public_id, _order(form), _also(form))
    except Refusal as refusal:
        form.form_errors = [refusal.sentence]
        return _case_page(public_id, form), refusal.status
    flash(_("Decided. The author and those who reported it are told."), "good")
    return redirect(url_for(".queue"), HTTPStatus.SEE_OTHER)


@bp.route("/questions/<public_id>", methods=["GET", "POST"])
def answer(public_id: str) -> Page:
    """What moderators asked the reader about the reader's own words, and the form to answer."""
    found, form = case_service.questions(_actor(), public_id), NoteForm()
    if form.validate_on_submit():
        case_service.answer(_actor(), public_id, form.words.data)
        flash(_("Your answer is sent. Only moderators read it."), "good")
        return redirect(url_for(".answer", public_id=public_id), HTTPStatus.SEE_OTHER)
    said = case_queries.events_of(found.id, CaseEventKind.ASKED, CaseEventKind.ANSWERED)
    page = render_template("moderation/questions.html", case=found, form=form, said=said, now=clock.now())
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _actor() -> Actor:
    actor: Actor = current_user.actor
    return actor


def _to_case(public_id: str) -> Response:
    return redirect(url_for(".case", public_id=public_id), HTTPStatus.SEE_OTHER)


def _said(public_id: str, act: Callable[[Actor, str, str], None], words: str) -> Page:
    form = NoteForm()
    if not form.validate():
        flash(str(form.words.errors[0]), "error")
        return _to_case(public_id)
    act(_actor(), public_id, form.words.data)
    flash(words, "good")
    return _to_case(public_id)


def _queue_page(form: SeveralForm | None) -> str:
    allow(None if _actor().is_moderator else No.NOT_MODERATOR)
    now, tab = clock.now(), _tab()
    found = queue_queries.page(tab, _actor(), now, After.read(request.args.get("after")))
    page, more = found[:CASES_A_PAGE], len(found) > CASES_A_PAGE
    form = form or _several_form({row.Case.round_id for row in page})
    last = page[-1].Case if page else None
    after = (
        After(last.urgency, last.closed_at if tab is Tab.DONE else last.opened_at, last.id) if more and last else None
    )
    return render_template(
        "moderation/queue.html",
        tab=tab, rows=page, after=after, waiting=queue_queries.waiting(_actor(), now), form=form, reasons=REASONS, ticked=request.form.getlist("case"),
        now=now, plain=markup.plain, held=count_waiting(), lease=case_service.lease_of,
        near=lambda row: may_decide(_actor(), queue_queries.parties(row)),
    )  # fmt: skip


def _tab() -> Tab:
    wanted = request.args.get("tab", Tab.OPEN)
    return Tab(wanted) if wanted in set(Tab) else Tab.OPEN


def _case_page(public_id: str, form: VerdictForm | None, passing: PassForm | None = None) -> str:
    found, subject = case_service.find(_actor(), public_id)
    facts = case_page_service.page(_actor(), found, subject, clock.now())
    if form is None:
        form = _verdict_form(subject)
        form.rule.data = RULE_OF.get(found.reason)  # What was reported; the moderator may know better.
    return render_template(
        "moderation/case_file.html",
        case=found, subject=subject, page=facts, form=form, passing=passing or _pass_form(),
        words=NoteForm(), reasons=REASONS, now=clock.now(), plain=markup.plain,
        do=DO | OF_A_NAME if isinstance(subject, SpaceFace) else DO, no=SENTENCES[facts.near] if facts.near else None,
    )  # fmt: skip


def _verdict_form(subject: Subject) -> VerdictForm:
    form = VerdictForm()
    rules = queries.rules_to_choose([subject.round_id])
    form.rule.choices = rule_choices(rules)
    scopes = (Scope.TEXT, Scope.THREAD) if isinstance(subject, Target) else (subject.scope,)
    verbs = [verb for scope in scopes for verb in VERBS[scope]]
    form.verb.choices = [SelectChoice(value=verb.value, label=DO[verb][0]) for verb in verbs]
    none = SelectChoice(value="", label=_("None"))
    ready = queries.ready_reasons([one.number for one in rules])
    form.ready.choices = [none, *(SelectChoice(value=one.public_id, label=f"{one.rule}. {one.title}") for one in ready)]
    nothing = SelectChoice(value="", label=_("Nothing else"))
    form.also.choices = [nothing, *(SelectChoice(value=verb.value, label=DO[verb][0]) for verb in ALSO)]
    return form


def _filled(form: VerdictForm) -> VerdictForm:
    """The same form with the words of the ready-made reason that was chosen, to be changed to fit."""
    chosen = queries.ready_reason(form.ready.data or "")
    if chosen is not None:
        form.reason.data, form.rule.data = chosen.words, chosen.rule
    return form


def _several_form(round_ids: Collection[int | None]) -> SeveralForm:
    form = SeveralForm()
    form.rule.choices = rule_choices(queries.rules_to_choose(round_ids))
    return form


def _pass_form() -> PassForm:
    form = PassForm()
    anybody = SelectChoice(value="", label=_("Whoever comes next"))
    colleagues = case_queries.moderators(_actor().id)
    form.to.choices = [anybody, *(SelectChoice(value=handle, label=name) for _id, handle, name in colleagues)]
    return form


def _order(form: VerdictForm) -> Order:
    return Order(
        Verb(form.verb.data), form.rule.data, form.reason.data or "",
        Ground(form.ground.data), form.facts.data or "", form.days.data, form.unfounded.data,
    )  # fmt: skip


def _also(form: VerdictForm) -> Order | None:
    if not form.also.data:
        return None
    return Order(
        Verb(form.also.data), form.rule.data, form.reason.data or "",
        Ground(form.ground.data), form.facts.data or "", form.also_days.data,
    )  # fmt: skip

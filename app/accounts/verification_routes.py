"""The pages on which it is shown that somebody lives here: the resident's own, and those of staff."""

from datetime import timedelta
from http import HTTPStatus

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app import clock, identifiers
from app.accounts import letter_queries, letter_service, queries, verification_service
from app.accounts.letter_service import Letters, NewRun
from app.accounts.models import User
from app.accounts.verification_forms import PROOFS, AreaForm, CodeForm, InPersonForm, LettersForm, WithdrawalForm
from app.accounts.verification_service import Answer
from app.display import UK, moment
from app.results.tables import as_csv
from app.rounds.queries import area_choices
from app.rules.refusals import Missing
from app.rules.verification import Proof, may_use_code, may_verify, may_verify_person, tidy_code
from app.sentences import SENTENCES, allow

bp = Blueprint("verification", __name__)

Page = str | AnyResponse | tuple[str, int]

SHORTEST_SEARCH = 3
"""Signs: staff finds somebody who stands before them, and does not leaf through everybody's addresses."""

PEOPLE_SHOWN = 20


@bp.route("/account/verify", methods=["GET", "POST"])
def own() -> Page:
    """Where one stands, and the field for the code of a letter."""
    actor = current_user.actor
    form, status = CodeForm(), HTTPStatus.OK
    if form.validate_on_submit():
        answer = verification_service.use_code(actor, tidy_code(form.code.data))
        if answer.no is None:
            flash(_accepted(answer), "good")
            return redirect(url_for("verification.own"), HTTPStatus.SEE_OTHER)
        form.code.errors = [_refused(answer)]
        status = HTTPStatus.TOO_MANY_REQUESTS if answer.paused_until else HTTPStatus.UNPROCESSABLE_ENTITY
    elif form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    may, paused = may_use_code(actor) is None, verification_service.paused_until(actor)
    page = "accounts/verify.html"
    return render_template(page, form=form, may=may, paused=paused, now=clock.now(), proofs=PROOFS), status


@bp.get("/staff/verification")
def staff() -> str:
    """Everything that staff does to verify people: find somebody, print letters, see the letters printed so far."""
    allow(may_verify(current_user.actor))
    return _staff_page(_letters_form())


@bp.post("/staff/verification/letters")
def print_letters() -> Page:
    """Print letters. The answer is the only place where their codes ever are."""
    allow(may_verify(current_user.actor))
    form = _letters_form()
    if not form.validate_on_submit():
        return _staff_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    new = NewRun(
        how_many=form.how_many.data,
        works_for=timedelta(days=form.days.data),
        area_id=int(form.area.data) if form.area.data else None,
        note=form.note.data,
    )
    letters = letter_service.print_letters(current_user.actor, new, form.once.data)
    answer = _as_file(letters) if form.look.data == "csv" else _as_pages(letters)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.post("/staff/verification/letters/<public_id>/withdrawal")
def withdraw(public_id: str) -> AnyResponse:
    """Take letters back."""
    void = letter_service.withdraw_run(current_user.actor, public_id)
    words = ngettext("One code is void now.", "%(num)s codes are void now.", void)
    flash(_("The letters are taken back. %(words)s Who was verified by one stays so.", words=words), "good")
    return redirect(url_for("verification.staff"), HTTPStatus.SEE_OTHER)


@bp.route("/staff/verification/people/<handle>", methods=["GET", "POST"])
def person(handle: str) -> Page:
    """Somebody who stands before staff: say how they showed that they live here."""
    allow(may_verify(current_user.actor))
    held = _person(handle)
    form = InPersonForm(area=str(held.area_id or ""))
    form.area.choices = [("", _("Not shown: as they said themselves")), *area_choices()[1:]]
    if form.validate_on_submit():
        area_id = int(form.area.data) if form.area.data else None
        verification_service.verify_in_person(current_user.actor, held.id, Proof(form.proof.data), area_id)
        flash(_("%(name)s is verified. Their answers count from now on.", name=held.display_name), "good")
        return redirect(url_for("verification.staff"), HTTPStatus.SEE_OTHER)
    return _person_page(held, form, _area_form(held))


@bp.post("/staff/verification/people/<handle>/area")
def area(handle: str) -> Page:
    """Somebody who is verified has moved."""
    allow(may_verify(current_user.actor))
    held = _person(handle)
    form = _area_form(held)
    if form.validate_on_submit():
        verification_service.change_area(current_user.actor, held.id, int(form.area.data))
        flash(_("The area of %(name)s is changed.", name=held.display_name), "good")
        return redirect(url_for("verification.person", handle=handle), HTTPStatus.SEE_OTHER)
    if held.verification is None:
        raise Missing  # Its page has no such form.
    return _person_page(held, None, form)


def _accepted(answer: Answer) -> str:
    thanks = _("Thank you. You are verified, and your answers count.")
    if answer.area is None:
        return str(thanks)
    if answer.area_before is None:
        return f"{thanks} {_('Your area is %(area)s: your letter went there.', area=answer.area)}"
    areas = {"area": answer.area, "before": answer.area_before}
    return (
        f"{thanks} {_('Your area is %(area)s now, not %(before)s: the place where the letter went counts.', **areas)}"
    )


def _refused(answer: Answer) -> str:
    assert answer.no is not None  # Asked only of a code that was refused.
    if answer.paused_until:
        when = moment(answer.paused_until, clock.now())
        words = _(
            "There were too many wrong codes, so this one was not looked at. Try again after %(when)s.", when=when
        )
        return str(words)
    more = ngettext("You can try once more today.", "You can try %(num)s more times today.", answer.left)
    return f"{SENTENCES[answer.no]} {more if answer.left else _('You can try again in a day.')}"


def _letters_form() -> LettersForm:
    form = LettersForm()
    form.area.choices = [("", _("Anywhere: each says their own area")), *area_choices()[1:]]
    return form


def _area_form(held: User) -> AreaForm:
    form = AreaForm(area=str(held.area_id or ""), prefix="moved")
    form.area.choices = area_choices()
    return form


def _staff_page(form: LettersForm) -> str:
    words = request.args.get("q", "").strip()[:100]
    found = queries.people(words, None)[:PEOPLE_SHOWN] if len(words) >= SHORTEST_SEARCH else []
    runs = letter_queries.runs(request.args.get("before", type=int))
    more, shown = len(runs) > letter_queries.RUNS_A_PAGE, runs[: letter_queries.RUNS_A_PAGE]
    return render_template(
        "accounts/verification.html",
        form=form,
        withdrawal=WithdrawalForm(),
        once=form.once.data or identifiers.public_id(),
        words=words,
        people=[one for one in found if one.confirmed_at],
        runs=shown,
        more=more,
        now=clock.now(),
    )


def _person(handle: str) -> User:
    held = queries.person_by_handle(handle)
    if held is None:
        raise Missing
    return held


def _person_page(held: User, form: InPersonForm | None, area_form: AreaForm) -> Page:
    no = may_verify_person(current_user.actor, held.actor)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if (form and form.errors) or area_form.errors else HTTPStatus.OK
    page = "accounts/verify_person.html"
    sentence = SENTENCES[no] if no else None
    return render_template(page, person=held, form=form, area_form=area_form, no=sentence, proofs=PROOFS), status


def _as_pages(letters: Letters) -> Response:
    own_page = url_for("verification.own", _external=True)
    return make_response(render_template("accounts/letters.html", letters=letters, address=own_page))


def _as_file(letters: Letters) -> Response:
    use_by = letters.expires_at.astimezone(UK).date().isoformat()
    rows = [(code, letters.area, use_by) for code in letters.codes]
    answer = Response(as_csv(("code", "area", "use_by"), rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=folkmoot-letters.csv"
    return answer

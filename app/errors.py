"""Turns whatever went wrong into an answer: a page in plain words, or JSON for programs."""

from http import HTTPStatus
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    current_app,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.sentences import RESTING
from app.extensions import db
from app.guard import from_program
from app.rules.refusals import NOTHING_HERE, Refusal, SignInFirst, StaffOnly, Warned

WRITTEN = (
    "title",
    "question",
    "words",
    "body",
    "text",
    "outcomes",
    "who_would",
    "reason",
    "why",
    "in_short",
    "aims",
    "about",
)
"""Fields in which people write sentences, in the order of the forms: what a refused page gives back to them."""


def register(app: Flask) -> None:
    """Answer every refusal and every failure."""
    app.register_error_handler(SignInFirst, sign_in_first)
    app.register_error_handler(Refusal, refusal)
    app.register_error_handler(CSRFError, stale_form)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(DataError, unreadable)
    app.register_error_handler(DBAPIError, database_error)
    app.register_error_handler(Exception, failure)


def answer(status: int, sentence: str, **more: object) -> Response:
    """The page, or the JSON, that says what happened; programs are told `more`."""
    said = {"error": sentence, "status": status, **more}
    response = jsonify(said) if from_program() else make_response(_page(status, sentence))
    response.status_code = status
    return response


def _page(status: int, sentence: str) -> str:
    """The page. After a failure of ours it is rendered without the reader: the database may be what failed."""
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
        written = [] if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else _written()
        return render_template("errors/error.html", status=status, sentence=sentence, written=written, back=_back())
    return current_app.jinja_env.get_template("errors/error.html").render(status=status, sentence=sentence)


def _written() -> list[str]:
    """The sentences that were sent and got nowhere, so that they can be copied where no script has kept them.

    Only what comes from a page of ours: else anybody could have our page show words of theirs.
    """
    if request.method != "POST" or urlsplit(request.origin or "").netloc != request.host:
        return []
    return [words for name in WRITTEN if (words := request.form.get(name, "")).strip()]


def refusal(error: Refusal) -> AnyResponse:
    """A rule said no, or there is nothing here."""
    if isinstance(error, StaffOnly) and current_user.actor.resting:
        return second_code_first(error)
    if isinstance(error, Warned):
        found = [{"what": what, "words": words} for what, _before, words, _after in error.passages]
        return answer(error.status, error.sentence, found=found, anyway=error.anyway, post=_("Post it as it is"))
    return answer(error.status, error.sentence if error.sentence != NOTHING_HERE else _sentences()[404])


def second_code_first(error: StaffOnly) -> AnyResponse:
    """Lead staff whose role rests to the page that wakes it, and say why."""
    if from_program():
        return answer(error.status, str(RESTING))
    flash(str(RESTING), "now")
    return redirect(url_for("security.two_factor_setup"), HTTPStatus.SEE_OTHER)


def sign_in_first(error: SignInFirst) -> AnyResponse:
    """Send a stranger to sign in, and back afterwards to the page where the act was begun."""
    if from_program():
        return answer(error.status, error.sentence)
    if _written():
        return answer(error.status, _("You are signed out. What you wrote is kept. Sign in again to post it."))
    return redirect(url_for("security.login", next=_back()), HTTPStatus.SEE_OTHER)


def _back() -> str:
    """The page where the act was begun."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    return "/" + urlsplit(request.referrer or "/").path.lstrip("/")


def stale_form(_error: CSRFError) -> Response:
    """The form's token is missing or too old."""
    sentence = _(
        "This form was open for too long, or came from another site. Nothing was changed. "
        "Go back, copy what you wrote, open the page again and send it once more."
    )
    if _written():
        sentence = _(
            "This form was open for too long. Nothing was changed, and your words stand here. "
            "Copy them, open the page again and send them once more."
        )
    return answer(HTTPStatus.BAD_REQUEST, sentence)


def http_error(error: HTTPException) -> AnyResponse:
    """What Flask and its libraries refuse by themselves."""
    if error.response is not None or isinstance(error, SecurityError):
        return error.get_response()  # A page of ours has links, and a host that is not ours has no addresses.
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    response = answer(status, _sentences().get(status) or error.description or "")
    if error.code in {HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.TOO_MANY_REQUESTS}:
        response.headers.extend({k: v for k, v in error.get_headers() if k in {"Allow", "Retry-After"}})
    return response


def unreadable(error: DataError) -> Response:
    """Something was sent that no column can hold, such as a NUL."""
    current_app.logger.warning("unreadable data", exc_info=error)
    db.session.rollback()
    return answer(HTTPStatus.BAD_REQUEST, _sentences()[HTTPStatus.BAD_REQUEST])


def database_error(error: DBAPIError) -> Response:
    """The database went away or could not keep up: nothing was half-done."""
    current_app.logger.error("database error", exc_info=error)
    db.session.rollback()
    sentence = _(
        "We cannot reach our records at the moment. Nothing was changed. "
        "Wait a minute and try again; what you wrote is still in the form if you go back."
    )
    return answer(HTTPStatus.SERVICE_UNAVAILABLE, sentence)


def failure(error: Exception) -> Response:
    """A mistake of ours. It is logged; the person gets a page."""
    if current_app.testing or current_app.config["PROPAGATE_EXCEPTIONS"]:
        raise error
    current_app.logger.error("unexpected failure", exc_info=error)
    db.session.rollback()
    return answer(HTTPStatus.INTERNAL_SERVER_ERROR, _sentences()[HTTPStatus.INTERNAL_SERVER_ERROR])


def _sentences() -> dict[int, str]:
    return {
        400: _("We could not read what was sent. Nothing was changed. Go back and try once more."),
        403: _("This page is not for you. If you think that it should be, write to the people who run this site."),
        404: _("There is nothing at this address, or it is not for you to see."),
        405: _("This address cannot be used in that way. Nothing was changed. Go back and use the button on the page."),
        413: _("That is too much for one message. Nothing was changed. Make it shorter and send it again."),
        429: _("That was a lot at once, so we paused. Nothing was lost. Wait a minute and try again."),
        500: _("Something went wrong on our side. Nothing was half-done. Try again; if it happens twice, call us."),
    }

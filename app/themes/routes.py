"""The page of a theme, and the one on which administrators keep the list."""

from html import unescape
from http import HTTPStatus

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock
from app.contributions.models import MAX_TITLE
from app.guard import public
from app.rules.permissions import No
from app.rules.theming import MOST_THEMES
from app.sentences import allow
from app.themes import queries, service
from app.themes.forms import ThemeForm

bp = Blueprint("themes", __name__)


@bp.get("/themes/<slug>")
@public
def show(slug: str) -> str:
    """What stands under a theme, in every round."""
    shelf = service.shelf(current_user.actor, slug, request.args.get("after", ""))
    return render_template("themes/show.html", shelf=shelf, now=clock.now(), is_first="after" not in request.args)


@bp.get("/themes/fits")
def fits() -> Response:
    """Which themes a title speaks of that somebody is writing: plain words, for the form."""
    said = render_template("themes/_fits.html", fits=service.suggestions(request.args.get("title", "")[:MAX_TITLE]))
    answer = make_response(unescape(said))
    answer.headers["Content-Type"] = "text/plain; charset=utf-8"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.route("/administration/themes", methods=["GET", "POST"])
def index() -> str | Response | tuple[str, int]:
    """All themes, and the form that adds one, or with `?change=` changes one."""
    allow(None if current_user.actor.is_administrator else No.NOT_ADMINISTRATOR)
    changed = request.args.get("change")
    form = ThemeForm(obj=service.find(current_user.actor, changed) if changed else None)
    if form.validate_on_submit():
        said = (form.name.data, form.description.data, form.keywords.data)
        service.write(current_user.actor, *said, slug=changed)
        flash(_("The theme is kept. It is offered to everybody who writes."), "good")
        return redirect(url_for(".index"), HTTPStatus.SEE_OTHER)
    page = render_template(
        "themes/index.html", themes=queries.all_themes(), form=form, changed=changed, most=MOST_THEMES
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@bp.post("/administration/themes/<slug>/retirement")
def retire(slug: str) -> Response:
    """Take a theme out of use, or put it to use again."""
    service.retire(current_user.actor, slug)
    flash(_("Done. Contributions keep their themes; one that is out of use is not shown."), "good")
    return redirect(url_for(".index"), HTTPStatus.SEE_OTHER)

"""The addresses of pictures, and the pages on which one chooses the picture beside a name."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.guard import public
from app.images import queries, service
from app.images.fields import PictureForm
from app.organisations import service as organisations
from app.rules.images import PORTRAIT_FRESH_FOR
from app.rules.organisations import may_manage
from app.rules.refusals import Invalid, Refused
from app.sentences import allow

bp = Blueprint("images", __name__)

CONTENT_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""Whatever a browser takes a picture for, it can do nothing."""

MOST_ASKED = 200
"""Pictures that are looked up in one go: more than stand on any page that was just opened. A page with more asks twice."""

_KEPT = f"max-age={PORTRAIT_FRESH_FOR.seconds}"

Page = AnyResponse | str | tuple[str, int]


@bp.get("/images/<name>.webp")
@public
def show(name: str) -> AnyResponse:
    """A picture, for whoever may see it at this moment: a browser keeps it, and asks whether it still may.

    Each time, but for the small ones beside names.
    """
    found = service.see(current_user.actor, f"/images/{name}.webp")
    fresh = request.if_none_match.contains(found.name.public_id)
    response = Response(status=HTTPStatus.NOT_MODIFIED) if fresh else Response(queries.data_of(found.id))
    response.set_etag(found.name.public_id)
    response.headers["Content-Type"] = "image/webp"
    response.headers["Content-Disposition"] = "inline"
    response.headers["Content-Security-Policy"] = CONTENT_POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = f"private, {_KEPT if found.beside_name else 'no-cache'}"
    response.vary.add("Cookie")
    return response


@bp.get("/images/gone")
@public
def gone() -> Any:
    """Which of the pictures beside names that an open page shows stand there no longer: `of`, their public ids."""
    asked = dict.fromkeys(request.args.get("of", "").split(",")[:MOST_ASKED])
    return jsonify(gone=queries.gone([name for name in asked if name]))


@bp.post("/images")
def add() -> Any:
    """Keep a picture for words that are being written; a page's script puts it there."""
    made = service.add(current_user.actor, PictureForm().file)
    said = {"address": made.address, "width": made.width, "height": made.height}
    return make_response(jsonify(said), HTTPStatus.CREATED)


@bp.route("/account/picture", methods=["GET", "POST"])
def own() -> Page:
    """Choose the picture beside one's own name."""
    return _choose(current_user, url_for("accounts.settings"), url_for(".remove_own"))


@bp.post("/account/picture/removal")
def remove_own() -> AnyResponse:
    """Take it away."""
    service.remove_portrait(current_user.actor)
    return _removed(url_for(".own"))


@bp.route("/organisations/<handle>/picture", methods=["GET", "POST"])
def of_organisation(handle: str) -> Page:
    """Choose the picture beside the name of an organisation."""
    organisation, mine = organisations.for_member(current_user.actor, handle)
    allow(may_manage(mine))
    back = url_for("accounts.organisation", handle=handle)
    return _choose(organisation, back, url_for(".remove_of_organisation", handle=handle), handle)


@bp.post("/organisations/<handle>/picture/removal")
def remove_of_organisation(handle: str) -> AnyResponse:
    """Take it away."""
    service.remove_portrait(current_user.actor, handle)
    return _removed(url_for(".of_organisation", handle=handle))


def _choose(named: Any, back: str, removal: str, organisation: str = "") -> Page:
    form = PictureForm()
    fault = ""
    if form.validate_on_submit():
        try:
            service.choose_portrait(current_user.actor, form.file, organisation)
        except (Refused, Invalid) as refusal:
            fault = refusal.sentence
        else:
            flash(_("The picture stands beside the name now."), "good")
            return redirect(request.path, HTTPStatus.SEE_OTHER)
    page = render_template(
        "images/portrait.html", named=named, form=form, fault=fault, back=back, removal=removal,
        organisation=organisation,
    )  # fmt: skip
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK


def _removed(to: str) -> AnyResponse:
    flash(_("The picture is gone. The initials stand there again."), "good")
    return redirect(to, HTTPStatus.SEE_OTHER)

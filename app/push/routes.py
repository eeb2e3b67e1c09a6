"""The devices on which one is told: a part of the page of notices, and what it posts."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app import webpush
from app.push import queries, service
from app.push.forms import DeviceForm
from app.rules.refusals import Invalid

bp = Blueprint("push", __name__, url_prefix="/notices/devices")


@bp.app_context_processor
def for_the_page() -> dict[str, Any]:
    """`push_key()`, none where the site cannot tell browsers, and `push_devices()` of the reader."""
    return {"push_key": _public_key, "push_devices": lambda: queries.devices_of(current_user.id)}


@bp.post("/")
def add() -> Response:
    """Be told on the browser that the page's script asked."""
    form = DeviceForm()
    if not form.validate_on_submit():
        raise Invalid(
            _(
                "This needs a browser that shows such lines, with scripts switched on. Nothing was changed. "
                "The page of notices and e-mail work in any case."
            )
        )
    said = {"endpoint": form.endpoint.data, "point": form.point.data, "secret": form.secret.data}
    service.add(current_user.actor, said, request.user_agent.string)
    flash(_("You are told on this device from now on."), "good")
    return redirect(url_for("notifications.choices"), HTTPStatus.SEE_OTHER)


@bp.post("/<public_id>/removal")
def remove(public_id: str) -> Response:
    """Be told nothing more on one device."""
    service.remove(current_user.actor, public_id)
    flash(_("Nothing more is shown on that device."), "good")
    return redirect(url_for("notifications.choices"), HTTPStatus.SEE_OTHER)


def _public_key() -> str | None:
    key = current_app.config["SETTINGS"].push_key
    return webpush.public_key(key) if key else None

"""The pages of the site itself: the first one, what we promise, alive, ready, and what browsers ask for unasked."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app import languages
from app.accounts.forms import own_path
from app.guard import public
from app.rounds import page_service
from app.rules.drafts import KEPT_FOR
from app.site import service

bp = Blueprint("site", __name__)

ROBOTS = """User-agent: *
Disallow: /account/
Disallow: /administration/
Disallow: /moderation/
Allow: /moderation/how
Allow: /moderation/log
Allow: /moderation/report
Disallow: /notices
Disallow: /login
Disallow: /register
Disallow: /reset
"""
"""Pages about one person, and forms: nothing to find for anybody else."""


@bp.get("/")
@public
def home() -> str:
    """The first page: what is open, how it works, why it is fair."""
    return render_template("site/home.html", shelf=page_service.shelf(current_user.actor))


@bp.get("/language/<any(en, cy):code>")
@public
def language(code: str) -> AnyResponse:
    """Read the site in another language from now on, on this device; the page that one came from comes again."""
    came_from = urlsplit(request.referrer or "")
    back = came_from.path if came_from.netloc == request.host else ""
    answer = redirect(own_path(back) or url_for("site.home"), HTTPStatus.SEE_OTHER)
    languages.choose(answer, code, https=request.is_secure)
    return answer


@bp.get("/keys")
@public
def keys() -> str:
    """The list of keys that pages know: a part of a page, fetched when somebody asks for it."""
    return render_template("components/_keys_help.html")


@bp.get("/accessibility")
@public
def accessibility() -> str:
    """How far the site can be used by everybody, and what to do where it cannot."""
    return render_template("site/accessibility.html")


@bp.get("/privacy")
@public
def privacy() -> str:
    """What is kept about people, why and for how long."""
    return render_template("site/privacy.html", drafts_days=KEPT_FOR.days)


@bp.get("/healthz")
@public
def healthz() -> str:
    """Alive. Touches nothing."""
    return "ok"


@bp.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """Ready for visitors: the database answers and is migrated. Else 503, with the reason."""
    reason = service.unready()
    return jsonify(ready=reason is None, reason=reason), 503 if reason else 200


@bp.get("/robots.txt")
@public
def robots() -> Response:
    """What search engines should leave alone."""
    return Response(ROBOTS, mimetype="text/plain")


@bp.get("/favicon.ico")
@public
def favicon() -> AnyResponse:
    """Our mark, for browsers that ask for it at the old address."""
    asset: Any = current_app.jinja_env.globals["asset"]
    return redirect(asset("img/favicon.svg"), 302)

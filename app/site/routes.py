"""The pages of the site itself: alive, ready."""

from flask import Blueprint, render_template

from app.guard import public

bp = Blueprint("site", __name__)


@bp.get("/")
@public
def home() -> str:
    """The first page."""
    return render_template("site/home.html")


@bp.get("/accessibility")
@public
def accessibility() -> str:
    """How far the site can be used by everybody, and what to do where it cannot."""
    return render_template("site/accessibility.html")


@bp.get("/privacy")
@public
def privacy() -> str:
    """What is kept about people, why and for how long."""
    return render_template("site/privacy.html")


@bp.get("/healthz")
@public
def healthz() -> str:
    """Alive. Touches nothing."""
    return "ok"

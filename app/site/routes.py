"""The pages of the site itself: alive, ready."""

from flask import Blueprint

from app.guard import public

bp = Blueprint("site", __name__)


@bp.get("/healthz")
@public
def healthz() -> str:
    """Alive. Touches nothing."""
    return "ok"

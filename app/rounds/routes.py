"""The pages of rounds."""

from flask import Blueprint, render_template
from flask_login import current_user

from app import clock
from app.guard import public
from app.rounds import queries

bp = Blueprint("rounds", __name__)


@bp.get("/rounds")
@public
def index() -> str:
    """All rounds: open, ahead, past."""
    return render_template("rounds/index.html")


@bp.get("/rounds/<slug>")
@public
def show(slug: str) -> str:
    """One round."""
    round_ = queries.round_by_slug(slug, current_user.actor)
    return render_template("rounds/show.html", round=round_, now=clock.now())

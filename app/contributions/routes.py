"""The pages of needs, ideas and proposals."""

from flask import Blueprint, render_template
from flask_login import current_user

from app import clock
from app.contributions import queries
from app.guard import public
from app.rounds import queries as rounds
from app.rules.contributions import PLURALS

bp = Blueprint("contributions", __name__)

KINDS = "<any(needs, ideas, proposals):kinds>"
"""The part of an address that says the kind."""


@bp.get(f"/rounds/<slug>/{KINDS}")
@public
def index(slug: str, kinds: str) -> str:
    """The contributions of one kind in a round."""
    round_ = rounds.round_by_slug(slug, current_user.actor)
    return render_template("contributions/index.html", round=round_, kind=PLURALS[kinds])


@bp.get(f"/{KINDS}/<public_id>")
@public
def show(kinds: str, public_id: str) -> str:
    """One contribution with its thread."""
    found = queries.contribution_by_id(public_id, PLURALS[kinds], current_user.actor)
    return render_template("contributions/show.html", contribution=found, now=clock.now())

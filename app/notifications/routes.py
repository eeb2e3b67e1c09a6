"""The page of what one was told."""

from flask import Blueprint, render_template

bp = Blueprint("notifications", __name__)


@bp.get("/notices")
def index() -> str:
    """What the reader was told, newest first."""
    return render_template("notifications/index.html")

"""The pages of people: one's own account, what others see, and who may do what."""

from flask import Blueprint, render_template

bp = Blueprint("accounts", __name__)


@bp.get("/account/")
def settings() -> str:
    """One's own account."""
    return render_template("accounts/settings.html")


@bp.get("/administration/people")
def people() -> str:
    """Everybody, for administrators."""
    return render_template("accounts/people.html")

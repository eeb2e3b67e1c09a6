"""The pages of what one follows."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock
from app.following import queries, service
from app.following.queries import Followed
from app.rules.following import Followable

bp = Blueprint("following", __name__)

KIND = "<any(round, contribution, area, person, organisation, theme, search, space):kind>"
"""The part of an address that says what is followed."""

_PLACES: dict[Followable, Callable[[Any], str]] = {
    Followable.ROUND: lambda thing: url_for("rounds.show", slug=thing.name),
    Followable.CONTRIBUTION: lambda thing: url_for("contributions.show", kinds=thing.of.plural, public_id=thing.name),
    Followable.AREA: lambda thing: url_for("areas.show", slug=thing.name),
    Followable.PERSON: lambda thing: url_for("accounts.person", handle=thing.name),
    Followable.ORGANISATION: lambda thing: url_for("accounts.organisation", handle=thing.name),
    Followable.THEME: lambda thing: url_for("themes.show", slug=thing.name),
    Followable.SEARCH: lambda _thing: url_for("saved.index"),
    Followable.SPACE: lambda thing: url_for("spaces.show", slug=thing.name),
}


def place(thing: Any) -> str:
    """The page of what is followed."""
    return _PLACES[thing.kind](thing)


@bp.app_context_processor
def for_pages() -> dict[str, Any]:
    """What the pages of things that can be followed ask."""
    return {"follows": _follows, "followed_place": place}


def _follows(kind: str, object_id: int) -> bool:
    """Whether the reader follows something."""
    person_id = current_user.actor.id
    standing = queries.standing(person_id, Followable(kind), object_id) if person_id is not None else None
    return standing is not None and standing.stopped_at is None


@bp.get("/follows")
def index() -> str:
    """What the reader follows, and the discussions that they muted."""
    actor = current_user.actor
    found = queries.followed_by(actor, request.args.get("before", type=int))
    page, more = found[: queries.FOLLOWS_A_PAGE], len(found) > queries.FOLLOWS_A_PAGE
    muted = queries.muted_by(actor)
    return render_template("following/index.html", follows=page, more=more, muted=muted, now=clock.now())


@bp.get(f"/follows/{KIND}/<name>")
def show(kind: str, name: str) -> str:
    """One thing: whether the reader follows it, why, what they are told, and how to stop."""
    actor = current_user.actor
    thing = service.found(actor, Followable(kind), name)
    standing = queries.standing(actor.id, thing.kind, thing.id)
    muted = thing.kind is Followable.CONTRIBUTION and queries.is_muted(actor.id, thing.id)
    return render_template("following/show.html", thing=thing, standing=standing, muted=muted, now=clock.now())


@bp.post(f"/follows/{KIND}/<name>")
def follow(kind: str, name: str) -> Response:
    """Follow it."""
    thing = service.follow(current_user.actor, Followable(kind), name)
    flash(_("You follow this now. You can stop at any time under “What I follow”."), "good")
    return redirect(place(thing), 303)


@bp.post("/follows/<public_id>/stop")
def stop(public_id: str) -> Response:
    """Stop following one thing."""
    service.stop(current_user.actor, public_id)
    flash(_("You do not follow this any more. Nothing you wrote was changed."), "good")
    return redirect(url_for("following.index"), 303)


@bp.post("/mutes/<public_id>")
def mute(public_id: str) -> Response:
    """Hear nothing more of a discussion."""
    return _back(service.mute(current_user.actor, public_id), _("Muted. We tell you nothing more of this discussion."))


@bp.post("/mutes/<public_id>/end")
def unmute(public_id: str) -> Response:
    """Hear of it again."""
    return _back(service.unmute(current_user.actor, public_id), _("Not muted any more. We tell you of it again."))


def _back(thing: Followed, words: str) -> Response:
    flash(words, "good")
    return redirect(url_for("following.show", kind=thing.kind.value, name=thing.name), 303)

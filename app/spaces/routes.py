"""The pages of spaces: the list, one space, a new one, its words, its topics."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock, identifiers
from app.guard import public
from app.markup import clean_line
from app.mentions import queries as calls
from app.moderation import appeal_queries
from app.rules import spaces as law
from app.rules.actors import Actor
from app.rules.contributions import Kind
from app.rules.drafts import new_key
from app.rules.refusals import Conflict, Refused, SignInFirst, Warned
from app.rules.spaces import SpaceKind
from app.sentences import allow
from app.spaces import acts, queries, request_queries, service, topic_service
from app.spaces.forms import KINDS, ReasonForm, SpaceForm, TopicForm
from app.spaces.queries import Found
from app.spaces.service import Words

bp = Blueprint("spaces", __name__, url_prefix="/spaces")

Page = str | Response | tuple[str, int]

MOST_ASKED = 80
"""Characters of a question that are looked up: as long as a name."""


@bp.app_context_processor
def words() -> dict[str, Any]:
    """What each kind of space is called, for the pages that say who reads."""
    return {"space_kinds": KINDS}


@bp.get("")
@public
def index() -> str:
    """The spaces to which the reader belongs, those that invite them, and those that everybody may know of."""
    asked, now = clean_line(request.args.get("q", ""))[:MOST_ASKED], clock.now()
    found = queries.listed(_actor(), asked, request.args.get("after", type=int))
    page, more = found[: queries.SPACES_A_PAGE], len(found) > queries.SPACES_A_PAGE
    mine = queries.mine(_actor().id) if _actor().is_signed_in else []
    invited = request_queries.invitations_of(_actor().id, now) if _actor().is_signed_in else []
    return render_template(
        "spaces/index.html", spaces=page, more=more, mine=mine, invited=invited, asked=asked, now=now
    )


@bp.route("/new", methods=["GET", "POST"])
def new() -> Page:
    """Make a space."""
    form, actor = SpaceForm(), _actor()
    assert actor.id is not None  # The page is for people.
    allow(law.may_make(actor, queries.looks_after(actor.id)))
    if form.validate_on_submit():
        slug = service.make(actor, _said(form), key=request.form.get("once"))
        flash(_("Your space is made. Begin a topic, or bring people in."), "good")
        return redirect(url_for(".show", slug=slug), HTTPStatus.SEE_OTHER)
    once = request.form.get("once") or identifiers.public_id()
    page = render_template("spaces/form.html", form=form, once=once, found=None)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@bp.get("/<slug>")
@public
def show(slug: str) -> str:
    """One space: its topics for those who may read there, its name and what it is for otherwise."""
    found, now, actor = queries.find(slug, _actor()), clock.now(), _actor()
    asked = clean_line(request.args.get("q", ""))[:MOST_ASKED]
    rows = queries.topics(found, actor.id, asked, request.args.get("before", type=int)) if found.is_read else []
    page, more = rows[: queries.TOPICS_A_PAGE], len(rows) > queries.TOPICS_A_PAGE
    return render_template(
        "spaces/show.html",
        found=found, space=found.space, topics=page, more=more, asked=asked, now=now,
        members=queries.count_members(found.space.id),
        own_request=request_queries.own(found.space.id, actor.id) if actor.is_signed_in else None,
        waiting=request_queries.count_waiting(found.space.id) if found.looks_after else 0,
        appeals=appeal_queries.count_waiting_in(found.space.id) if found.looks_after else 0,
        put_out=queries.was_put_out(found.space.id, actor.id),
        put_out_by=queries.put_out_by(found.space.id, actor.id),
    )  # fmt: skip


@bp.route("/<slug>/edit", methods=["GET", "POST"])
def edit(slug: str) -> Page:
    """Change its name, what it is for, who may come in."""
    found = acts.looked_after(_actor(), slug)
    space = found.space
    form = SpaceForm(data={"name": space.name, "about": space.about, "kind": space.kind.value})
    if form.validate_on_submit():
        try:
            service.change(_actor(), slug, _said(form))
        except Refused as refusal:
            field = form.name if form.kind.data == space.kind else form.kind
            field.errors = [refusal.sentence]
        else:
            flash(_("Changed."), "good")
            return redirect(url_for(".show", slug=slug), HTTPStatus.SEE_OTHER)
    page = render_template("spaces/form.html", form=form, once="", found=found, ending=ReasonForm(formdata=None))
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@bp.post("/<slug>/closure")
def close(slug: str) -> Page:
    """Let it only be read from now on."""
    found, form = acts.looked_after(_actor(), slug), ReasonForm()
    if not form.validate():
        space = found.space
        kept = SpaceForm(formdata=None, data={"name": space.name, "about": space.about, "kind": space.kind.value})
        page = render_template("spaces/form.html", form=kept, once="", found=found, ending=form)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    service.close(_actor(), slug, form.words.data)
    flash(_("Closed. What was said can still be read by those who could read it."), "good")
    return redirect(url_for(".show", slug=slug), HTTPStatus.SEE_OTHER)


@bp.post("/<slug>/reopening")
def reopen(slug: str) -> Response:
    """Let its members write again."""
    service.reopen(_actor(), slug)
    flash(_("Open again. Its members can write."), "good")
    return redirect(url_for(".show", slug=slug), HTTPStatus.SEE_OTHER)


@bp.route("/<slug>/topics/new", methods=["GET", "POST"])
def begin(slug: str) -> Page:
    """Begin a topic. What is refused comes back with every word kept."""
    found, form = topic_service.desk(_actor(), slug), TopicForm()
    if request.method == "GET":
        return _topic(found, form)
    if "preview" in request.form:
        return _topic(found, form, preview=calls.preview(form.body.data or ""))
    if not form.validate():
        return _topic(found, form), HTTPStatus.UNPROCESSABLE_ENTITY
    key, anyway = request.form.get("once"), request.form.get("anyway", "")
    try:
        public_id = topic_service.begin(_actor(), slug, form.title.data, form.body.data, key=key, anyway=anyway)
    except SignInFirst:
        raise
    except Warned as warned:
        return _topic(found, form, warned=warned), warned.status
    except (Refused, Conflict) as refusal:
        return _topic(found, form, refused=refusal.sentence), refusal.status
    flash(new_key(Kind.TOPIC, slug), "kept")
    return redirect(url_for("contributions.show", kinds="topics", public_id=public_id), HTTPStatus.SEE_OTHER)


def _topic(found: Found, form: TopicForm, **more: Any) -> str:
    once = request.form.get("once") or identifiers.public_id()
    keep = new_key(Kind.TOPIC, found.space.slug)
    return render_template("spaces/topic.html", found=found, space=found.space, form=form, once=once, keep=keep, **more)


def _said(form: SpaceForm) -> Words:
    return Words(form.name.data, form.about.data or "", SpaceKind(form.kind.data))


def _actor() -> Actor:
    actor: Actor = current_user.actor
    return actor

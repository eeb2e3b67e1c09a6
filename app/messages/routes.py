"""The pages of messages: what lies in the letterbox, and one conversation."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app import clock, identifiers
from app.messages import list_queries, queries, service
from app.messages.forms import MessageForm, RequestForm
from app.messages.list_queries import CONVERSATIONS_A_PAGE, After
from app.messages.queries import MESSAGES_A_PAGE
from app.messages.sentences import DONE
from app.messages.service import Verb
from app.rules.actors import Actor
from app.rules.messages import MAX_REQUEST, is_delivered, longest
from app.rules.refusals import Missing, Refusal
from app.sentences import SENTENCES

bp = Blueprint("messages", __name__, url_prefix="/messages")

MOST = 2**31 - 1
"""The largest number that the database keeps for a message."""

Page = str | Response | tuple[str, int]


@bp.get("")
def index() -> str:
    """Conversations, newest first: one's own, or those of an organisation whose letterbox one has the key to."""
    boxes, wanted = list_queries.organisations(_actor()), request.args.get("for")
    box = next((one for one in boxes if one.handle == wanted), None)
    if wanted and box is None:
        raise Missing
    rows = list_queries.conversations(_actor(), box, After.read(request.args.get("after")))
    page, more = rows[:CONVERSATIONS_A_PAGE], len(rows) > CONVERSATIONS_A_PAGE
    return render_template(
        "messages/index.html",
        conversations=page, after=After(page[-1].last_at, page[-1].conversation_id) if more else None, boxes=boxes,
        box=box, unread=list_queries.unread(_actor()), put_away=list_queries.put_away(_actor(), box), now=clock.now(),
    )  # fmt: skip


@bp.route("/to/<any(people, organisations):things>/<handle>", methods=["GET", "POST"])
def new(things: str, handle: str) -> Page:
    """Ask somebody whether one may write to them."""
    to = service.receiver(_actor(), things, handle)
    form = RequestForm(data={"once": identifiers.public_id()})
    if form.validate_on_submit():
        try:
            made = service.start(_actor(), things, handle, form.body.data or "", key=form.once.data)
            return _to(made, _("Sent. You are told when there is an answer."))
        except Refusal as refusal:
            return _new_page(form, to, refusal)
    return _new_page(form, to)


@bp.route("/<public_id>", methods=["GET", "POST"])
def conversation(public_id: str) -> Page:
    """One conversation: what was written, the newest last, and the form to answer."""
    form = MessageForm(data={"once": identifiers.public_id()})
    if form.validate_on_submit():
        try:
            service.write(_actor(), public_id, form.body.data or "", key=form.once.data)
            return _to(public_id, _("Sent."))
        except Refusal as refusal:
            if isinstance(refusal, Missing):
                raise
            return _conversation_page(public_id, form, refusal)
    return _conversation_page(public_id, form)


@bp.post("/<public_id>/<any(accept, decline, block, unblock, leave):verb>")
def do(public_id: str, verb: str) -> Response:
    """Accept, decline, block, take the block back, or leave."""
    service.do(_actor(), public_id, Verb(verb))
    flash(str(DONE[Verb(verb)]), "good")
    if Verb(verb) in {Verb.ACCEPT, Verb.UNBLOCK}:
        return redirect(url_for(".conversation", public_id=public_id), HTTPStatus.SEE_OTHER)
    return redirect(url_for(".index"), HTTPStatus.SEE_OTHER)


def _actor() -> Actor:
    actor: Actor = current_user.actor
    return actor


def _to(public_id: str, words: str) -> Response:
    flash(words, "good")
    return redirect(url_for(".conversation", public_id=public_id), HTTPStatus.SEE_OTHER)


def _new_page(form: FlaskForm, to: object, refusal: Refusal | None = None) -> tuple[str, int]:
    status = _told(form, refusal)
    return render_template("messages/new.html", form=form, to=to, room=MAX_REQUEST), status


def _conversation_page(public_id: str, form: FlaskForm, refusal: Refusal | None = None) -> tuple[str, int]:
    status, found = _told(form, refusal), service.open_(_actor(), public_id)
    before, no = request.args.get("before", MOST, type=int), service.why_not(_actor(), found)
    rows, talk = queries.messages(found, min(before, MOST)), queries.talk(found)
    page = rows[-MESSAGES_A_PAGE:]
    return render_template(
        "messages/conversation.html",
        found=found, talk=talk, messages=page, earlier=page[0].Message.number if len(rows) > len(page) else None,
        form=form, no=SENTENCES[no] if no else None, room=longest(talk), is_delivered=is_delivered, now=clock.now(),
    ), status  # fmt: skip


def _told(form: FlaskForm, refusal: Refusal | None) -> int:
    """Say on the form why it was refused; its words are kept. Gives the status of the answer."""
    if refusal is not None:
        form.form_errors = [refusal.sentence]
        return refusal.status
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK

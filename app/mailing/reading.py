"""How a mail reads: subject, words as text and as HTML, and the headers that let people and programs stop it."""

from collections.abc import Sequence
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

from flask import current_app, render_template, request, url_for
from flask.ctx import RequestContext
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_mailman import EmailMultiAlternatives
from itsdangerous import URLSafeSerializer

from app.markup import plain
from app.rules.mailing import subject
from app.rules.notices import TOPICS, NoticeKind

if TYPE_CHECKING:
    from app.accounts.models import User
    from config import Settings

ROUNDS = frozenset({NoticeKind.ROUND_OPENED, NoticeKind.ROUND_EXTENDED, NoticeKind.ROUND_CANCELLED})


def signer() -> URLSafeSerializer:
    """Signs the links that stop mail, so that nobody can stop somebody else's by guessing."""
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="mail.stop")


def broken_link() -> str:
    """What is said of a link to stop that is not ours."""
    return str(
        _(
            "This link is not whole. Nothing was changed. Copy all of it from the message, or change it on your account’s page."
        )
    )


def may_be_said(notice: Any) -> bool:
    """Whether there is anything to say of a group of notices: of what was taken down since, nothing."""
    if notice.kind in ROUNDS:
        return notice.slug is not None
    return notice.kind not in TOPICS or notice.number > 0


def compose(person: "User", groups: Sequence[Any], public_id: str) -> EmailMultiAlternatives | None:
    """The mail that tells a person of these groups of notices; none where there is nothing to say."""
    said = [group for group in groups if may_be_said(group)]
    if not said:
        return None
    with on_our_host():
        return _message(person, said, public_id)


def on_our_host() -> RequestContext:
    """Inside, words are put as on a page, and addresses begin with the name by which people know the site."""
    settings: Settings = current_app.config["SETTINGS"]
    host = settings.server_name or f"{settings.host}:{settings.port}"
    return current_app.test_request_context(base_url=f"{current_app.config['PREFERRED_URL_SCHEME']}://{host}")


def _message(person: "User", said: Sequence[Any], public_id: str) -> EmailMultiAlternatives:
    stop = url_for("mailing.stop", token=signer().dumps(public_id), _external=True)
    facts = {"name": person.display_name, "items": [(group, address_of(group)) for group in said], "stop": stop}
    text = render_template("mailing/news.txt", plain=plain, **facts)
    headers = _threading(said, public_id, request.host) | {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
    sender = current_app.config["MAIL_DEFAULT_SENDER"]
    message = EmailMultiAlternatives(
        _subject(said), text, sender, [person.email], reply_to=[parseaddr(sender)[1]], headers=headers
    )
    message.attach_alternative(render_template("mailing/news.html", **facts), "text/html")
    return message


def _subject(said: Sequence[Any]) -> str:
    """Plain words: what it is about where it is one thing, else how much there is."""
    title = said[0].title or said[0].round
    if len(said) == 1 and title:
        return subject(_("New on Folkmoot: %(title)s", title=title))
    return subject(ngettext("%(num)s new thing on Folkmoot", "%(num)s new things on Folkmoot", len(said)))


def _threading(said: Sequence[Any], public_id: str, host: str) -> dict[str, str]:
    """A name of its own; mails about one contribution alone stand together in the reader's mailbox."""
    domain = host.partition(":")[0]
    about = {group.contribution for group in said}
    headers = {"Message-ID": f"<{public_id}@{domain}>"}
    if len(about) == 1 and None not in about:
        thread = f"<{about.pop()}.discussion@{domain}>"
        headers |= {"In-Reply-To": thread, "References": thread}
    return headers


def address_of(notice: Any, *, external: bool = True) -> str:
    """Where a group of notices can be read; without a group, where all of them can."""
    if notice is None:
        return url_for("notifications.index", _external=external)
    if notice.kind in ROUNDS or (notice.kind is NoticeKind.PUBLISHED and notice.number > 1 and notice.slug):
        return url_for("rounds.show", slug=notice.slug, _external=external)
    if notice.kind is NoticeKind.FOUND and notice.number > 1:
        return url_for("saved.index", _external=external)
    if notice.comment and notice.number <= 1:
        return url_for("threads.comment", public_id=notice.comment, _external=external)
    if notice.contribution and notice.kind in TOPICS:
        kinds = notice.about.plural
        return url_for("contributions.show", kinds=kinds, public_id=notice.contribution, _external=external)
    return url_for("notifications.index", _external=external)

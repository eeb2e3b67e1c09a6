"""How much one person may send. Far more than anybody writes by hand; too little to flood a round or its moderators.

The limits on an account's own forms stand in `accounts/guard.py`.
"""

from flask import Flask, request
from flask_limiter.util import get_remote_address
from flask_login import current_user

from app.extensions import limiter
from app.rules.images import MOST_BYTES

WRITES = "120 per minute; 2000 per hour"
"""Everything that is sent, votes and marks included: two a second, for as long as anybody keeps that up."""

TEXTS = "20 per minute; 200 per hour"
"""Whatever others must read: contributions, comments, reports, and previews, which cost the most to make."""

DRAFTS = "60 per minute; 1200 per hour"
"""Texts on their way: the page sends one each time the typing rests, which is no act of the person's and counts for
itself. One a second, or one every three seconds for a whole hour, is more than two hands can make of several fields."""

SUGGESTIONS = "60 per minute; 600 per hour"
"""What is looked up while somebody types: a page asks once each time the typing of a title or a name rests."""

SUGGESTION_ENDPOINTS = frozenset({"mentions.offer", "search.similar"})

DRAFT_ENDPOINTS = frozenset({"drafts.save"})

TEXT_ENDPOINTS = frozenset({
    "appeals.appeal", "cases.answer", "contributions.edit", "contributions.new", "duplicates.propose",
    "message_reports.report", "messages.conversation", "messages.new", "moderation.report", "moderation.report_profile",
    "moderation.report_rule_words", "moderation.report_space", "rulemaking.new", "rulemaking.say", "space_members.ask", "space_members.invitations",
    "space_texts.report", "spaces.begin", "spaces.new", "threads.edit", "threads.post", "threads.preview",
})  # fmt: skip

FILE_ENDPOINTS = frozenset({
    "contributions.edit", "contributions.new", "images.add", "images.of_organisation", "images.own", "threads.edit",
    "threads.post",
})  # fmt: skip
"""What may bring a picture."""

MOST_WITH_FILE = 2 * MOST_BYTES
"""Bytes of one request that may bring a picture: a file that is somewhat too large still gets a sentence of its own, with
the words beside it kept."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def person() -> str:
    """Who sends: the account, else the address of the network."""
    return str(current_user.get_id() or get_remote_address())


@limiter.limit(WRITES, key_func=person)
def write() -> None:
    """Count one thing sent."""


@limiter.limit(DRAFTS, key_func=person)
def draft() -> None:
    """Count one text that is still being written."""


@limiter.limit(SUGGESTIONS, key_func=person)
def suggestion() -> None:
    """Count one look for what is similar, or for somebody to call."""


@limiter.limit(TEXTS, key_func=person)
def text() -> None:
    """Count one text sent."""


def make_room(app: Flask) -> None:
    """Let people who are signed in send files where pictures are taken. Call it first: what comes next reads the request."""

    @app.before_request
    def allow_file() -> None:
        brings_files = request.endpoint in FILE_ENDPOINTS and request.mimetype == "multipart/form-data"
        if brings_files and current_user.is_authenticated:
            request.max_content_length = MOST_WITH_FILE


def register(app: Flask) -> None:
    """Count what is sent, before anything is done with it."""

    @app.before_request
    def count() -> None:
        if limiter.enabled and request.endpoint in SUGGESTION_ENDPOINTS:
            suggestion()
        if request.method in SAFE or not limiter.enabled:
            return
        if request.endpoint in DRAFT_ENDPOINTS:
            draft()
            return
        write()
        if request.endpoint in TEXT_ENDPOINTS:
            text()

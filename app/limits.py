"""How much one person may send. Far more than anybody writes by hand; too little to flood a round or its moderators.

The limits on an account's own forms stand in `accounts/guard.py`.
"""

from flask import Flask, request
from flask_limiter.util import get_remote_address
from flask_login import current_user

from app.extensions import limiter

WRITES = "120 per minute; 2000 per hour"
"""Everything that is sent, votes and marks included: two a second, for as long as anybody keeps that up."""

TEXTS = "20 per minute; 200 per hour"
"""Whatever others must read: contributions, comments, reports, and previews, which cost the most to make."""

TEXT_ENDPOINTS = frozenset({
    "contributions.edit", "contributions.new", "moderation.report", "threads.edit", "threads.post", "threads.preview",
})  # fmt: skip

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def person() -> str:
    """Who sends: the account, else the address of the network."""
    return str(current_user.get_id() or get_remote_address())


@limiter.limit(WRITES, key_func=person)
def write() -> None:
    """Count one thing sent."""


@limiter.limit(TEXTS, key_func=person)
def text() -> None:
    """Count one text sent."""


def register(app: Flask) -> None:
    """Count what is sent, before anything is done with it."""

    @app.before_request
    def count() -> None:
        if request.method in SAFE or not limiter.enabled:
            return
        write()
        if request.endpoint in TEXT_ENDPOINTS:
            text()

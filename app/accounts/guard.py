"""How often an account's forms may be sent. Whoever guesses or floods is paused; a busy library is not.

Each limit stands on a function of its own, because the limiter counts once for every app that decorates a view.
"""

from collections.abc import Callable
from hashlib import sha256

from flask import request, session
from flask_limiter.util import get_remote_address
from flask_login import current_user

from app.extensions import limiter

SIGN_INS_A_PLACE = "60 per 10 minutes"
"""From one address of the network: a library's readers share one."""

SIGN_INS_AN_ACCOUNT = "20 per 10 minutes"
"""For one account, from anywhere: 2,880 guesses a day, far too few for any password that is not on a list."""

REGISTRATIONS_A_PLACE = "30 per hour"
"""From one address of the network: a meeting where people sign up together."""

MAILS_A_PLACE = "30 per hour"
"""Requests that send mail, from one address of the network."""

MAILS_AN_ACCOUNT = "5 per hour"
"""Requests that send mail to one address: nobody's post is flooded through us."""

PASSWORDS_A_PERSON = "10 per hour"
"""Forms in which a signed-in person gives the password: what a borrowed telephone may try."""

CODES_A_PLACE = "60 per hour"
"""Codes of letters, from one address of the network: a meeting where people bring their letters. Beside it stands the
limit on each person's wrong codes, which no restart forgets."""


SECOND_CODES_AN_ACCOUNT = "10 per 15 minutes; 50 per day"
"""Second codes, and recovery codes for themselves, for one account, from anywhere. Three codes of a million are right at a time: whoever has
the password and guesses all day comes in once in eighteen years."""


def half_signed_in() -> str:
    """Whose second code is asked for, as a digest; for whoever sets one up, the person."""
    key = str(session.get("tf_user_id") or person())
    return sha256(key.encode()).hexdigest()[:32]


def account() -> str:
    """The account that the form names, as a digest: an address is no key to keep."""
    address = request.form.get("email", "").strip().casefold()
    return sha256(address.encode()).hexdigest()[:32]


def person() -> str:
    """The signed-in person, else the place."""
    return str(current_user.get_id() or get_remote_address())


@limiter.limit(SIGN_INS_A_PLACE, key_func=get_remote_address)
@limiter.limit(SIGN_INS_AN_ACCOUNT, key_func=account)
def sign_in() -> None:
    """Count a sign-in."""


@limiter.limit(REGISTRATIONS_A_PLACE, key_func=get_remote_address)
@limiter.limit(MAILS_AN_ACCOUNT, key_func=account)
def register() -> None:
    """Count a registration."""


@limiter.limit(MAILS_A_PLACE, key_func=get_remote_address)
@limiter.limit(MAILS_AN_ACCOUNT, key_func=account)
def mail() -> None:
    """Count a request for mail."""


@limiter.limit(MAILS_A_PLACE, key_func=get_remote_address)
def follow_link() -> None:
    """Count the use of a mailed link."""


@limiter.limit(PASSWORDS_A_PERSON, key_func=person)
def give_password() -> None:
    """Count a password given by somebody who is signed in."""


@limiter.limit(CODES_A_PLACE, key_func=get_remote_address)
def give_code() -> None:
    """Count the code of a letter."""


@limiter.limit(SIGN_INS_A_PLACE, key_func=get_remote_address)
@limiter.limit(SECOND_CODES_AN_ACCOUNT, key_func=half_signed_in)
def second_code() -> None:
    """Count a second code, or a recovery code."""


LIMITS: dict[str, Callable[[], None]] = {
    "security.login": sign_in,
    "security.register": register,
    "security.forgot_password": mail,
    "security.send_confirmation": mail,
    "security.reset_password": follow_link,
    "security.change_password": give_password,
    "security.verify": give_password,
    "security.two_factor_token_validation": second_code,
    "security.mf_recovery": second_code,
    "accounts.close": give_password,
    "verification.own": give_code,
    "organisations.invite": mail,
}


def pace() -> None:
    """Count the request, where its form is limited. Raises TooManyRequests."""
    limit = LIMITS.get(request.endpoint or "")
    if limit is not None and request.method == "POST":
        limit()

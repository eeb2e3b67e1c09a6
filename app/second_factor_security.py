"""Flask-Security's second factor, told about our codes, our words and our limits. Its flow is used as it is.

Called before `security.register`, which reads what is set here.
"""

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any

from flask import Flask, Response, current_app, flash, redirect, request, session, url_for
from flask_babel import lazy_gettext as _l
from flask_login import COOKIE_NAME, current_user, user_logged_in
from flask_security.signals import tf_disabled, tf_profile_changed
from flask_security.tf_plugin import tf_clean_session
from flask_security.totp import TokenError, Totp  # type: ignore[attr-defined]  # Passlib's, which is a library's library.
from flask_security.utils import login_user, send_mail

from app import clock
from app.accounts import second_factor_queries, second_factor_service
from app.accounts.models import User, itself
from app.accounts.sentences import RESTING_AFTER_SIGN_IN
from app.extensions import security
from app.guard import from_program
from app.rules.refusals import Missing
from app.rules.second_factor import RECOVERY_CODES
from config import Settings

FRESH_FOR = timedelta(minutes=10)
"""How long after giving the password somebody may change what guards the account: a borrowed telephone may not."""

CLOCKS_DIFFER = 30
"""Seconds by which a phone's clock may be wrong: the code before and the code after are taken too."""

UNUSED = frozenset({"security.two_factor_rescue", "security.two_factor_setup_validate", "security.tf_select"})
"""Doors of Flask-Security for what is not offered here: codes by mail, a key in an address, and several ways at once."""

SHOWS_SECRETS = frozenset({"security.two_factor_setup", "security.mf_recovery_codes"})


class OneTimeCodes(Totp):
    """Codes of authenticator apps, by our clock, each of which is taken once."""

    def __init__(self, secrets: dict[str, str], issuer: str) -> None:
        super().__init__(secrets, issuer)
        self._totp = self._totp.using(now=lambda: clock.now().timestamp())

    def get_last_counter(self, user: Any) -> int | None:
        """The half minute of the last code that was taken."""
        return second_factor_queries.last_step(user.id)

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        """Use the code up. Raises TokenError where it was taken a moment ago."""
        if not second_factor_service.take_step(user.id, tmatch.counter):
            raise TokenError


def register(app: Flask, settings: Settings) -> None:
    """Offer a second factor to everybody."""
    app.config.update(_options(settings.second_factor_secret or _from_secret_key(settings.secret_key)))
    security._totp_cls = OneTimeCodes  # noqa: SLF001 - Only its constructor takes the class, and that runs before this.
    app.before_request(_close_unused)
    app.before_request(_nothing_to_confirm)
    app.before_request(_set_up_signed_in)
    app.before_request(_show_codes_once)
    app.after_request(_keep_nowhere)
    user_logged_in.connect(_tell_of_resting_roles, app)
    tf_profile_changed.connect(_is_on, app)
    tf_disabled.connect(_is_off, app)


def _from_secret_key(key: str) -> str:
    """What serves where second factors have no secret of their own: none of the keys that are made of the same one."""
    return hmac.digest(key.encode(), b"second factor", "sha256").hex()


def _options(secret: str) -> dict[str, Any]:
    codes_key = hashlib.sha256(f"recovery codes: {secret}".encode()).digest()
    return {
        "SECURITY_FRESHNESS": FRESH_FOR,
        "SECURITY_FRESHNESS_GRACE_PERIOD": FRESH_FOR,
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": CLOCKS_DIFFER,
        # Whoever reads the mail chooses a new password with it, so a code by mail would be no second factor.
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TWO_FACTOR_SETUP_URL": "/account/second-code",
        "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/login/code",
        "SECURITY_TWO_FACTOR_RESCUE_URL": "/login/rescue",
        "SECURITY_TWO_FACTOR_SELECT_URL": "/login/ways",
        "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "security.two_factor_setup",
        "SECURITY_TWO_FACTOR_ERROR_VIEW": "security.login",
        "SECURITY_TOTP_SECRETS": {"1": secret},
        "SECURITY_TOTP_ISSUER": "Folkmoot",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": RECOVERY_CODES,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [base64.urlsafe_b64encode(codes_key)],
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/account/recovery-codes",
        "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/login/recovery-code",
    }


def _close_unused() -> None:
    if request.endpoint in UNUSED and current_user.is_authenticated:
        raise Missing


def _keep_nowhere(response: Response) -> Response:
    """A key or recovery codes that were shown once are not shown again by a browser that goes back."""
    if request.endpoint in SHOWS_SECRETS and request.method == "POST":
        response.headers["Cache-Control"] = "private, no-store"
    return response


def _nothing_to_confirm() -> Any:
    """Lead back whoever is signed in and opens the page for a code again, when it was given: Flask-Security would sign them out."""
    waits = session.get("tf_state") == "validating_profile"
    if request.endpoint == "security.two_factor_token_validation" and current_user.is_authenticated and not waits:
        return redirect(url_for("security.two_factor_setup"))
    return None


def _set_up_signed_in() -> None:
    """Forget what was begun to be set up once its session has ended.

    Flask-Security would take the code of that app for the one of whoever gave a password in the same browser before.
    """
    if session.get("tf_state") == "validating_profile" and not current_user.is_authenticated:
        tf_clean_session()  # type: ignore[no-untyped-call]


def _show_codes_once() -> None:
    """Recovery codes are told to a page when they are made; to programs, Flask-Security would tell them again at any time."""
    if request.endpoint == "security.mf_recovery_codes" and request.method != "POST" and from_program():
        raise Missing


def _is_on(_app: Flask, user: Any, **_more: Any) -> None:
    """Every session has ended; whoever set it up stays signed in here."""
    person = itself(user)
    login_user(person, remember=COOKIE_NAME in request.cookies)
    send_mail(_l("Folkmoot: you sign in with a second code now"), person.email, "security/email/second_factor_on")


def _is_off(_app: Flask, user: Any, **_more: Any) -> None:
    send_mail(_l("Folkmoot: your second code was switched off"), user.email, "security/email/second_factor_off")


def _tell_of_resting_roles(_app: Flask, user: User, **_more: Any) -> None:
    if current_app.config["STAFF_SECOND_FACTOR"] and user.actor.resting:
        flash(str(RESTING_AFTER_SIGN_IN), "now")

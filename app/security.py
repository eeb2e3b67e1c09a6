"""Flask-Security, told about our people, our clock and our transaction. Its flows are used as they are."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http import HTTPStatus
from typing import Any, cast

from email_validator import SPECIAL_USE_DOMAIN_NAMES
from flask import Flask, abort, current_app, flash, make_response, redirect, render_template, request, session, url_for
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import user_loaded_from_cookie, user_logged_in, user_logged_out
from flask_mailman import EmailMessage
from flask_security.datastore import SQLAlchemyUserDatastore
from flask_security.forms import Form
from flask_security.mail_util import MailUtil
from sqlalchemy import inspect
from werkzeug.exceptions import UnsupportedMediaType

from app import audit, clock, identifiers, live, transaction
from app.accounts import (
    forms,
    guard,
    queries,
    second_factor_forms,
    second_factor_service,
    service,
)
from app.accounts.models import RoleRecord, Stranger, User, itself
from app.accounts.sentences import MESSAGES
from app.extensions import db, security
from app.push import queries as push
from app.rounds.queries import area_choices
from app.rules.refusals import Conflict, Refusal
from config import Settings

SPECIAL_USE_DOMAIN_NAMES.clear()
"""No domain is looked up, and none is refused for its name: the mail that confirms an address proves it."""

MIN_PASSWORD = 8
"""Characters, with no other rule: three plain words are better than one odd one."""

LINKS_WORK_FOR = timedelta(hours=2)
"""A link to choose a new password is as good as the password while it works."""

ACTS = {
    "fs_uniquifier": "account.password_changed",
    "confirmed_at": "account.confirmed",
    "mf_recovery_codes": "account.recovery_codes_made",
}
"""What a change that Flask-Security makes to an account is called in the audit log."""

ENDS_SESSIONS = "fs_uniquifier"
"""A new uniquifier ends every session, and so every socket that was opened in one."""

SECOND_FACTOR = "tf_totp_secret"
"""With another one, roles may rest or wake, which open pages must hear of."""

SIGN_IN = "sign_in"
"""The name of one signing-in, in its session: signing out ends the sockets that were opened with it, and no others."""

_postman = ThreadPoolExecutor(max_workers=2, thread_name_prefix="post")


class People(SQLAlchemyUserDatastore):
    """Flask-Security's door to the accounts."""

    def commit(self) -> None:
        """Commit what is left; all that Flask-Security writes was committed by `put` already."""
        transaction.commit_security()

    def find_user(self, case_insensitive: bool = False, **by: Any) -> User | None:  # noqa: FBT001, FBT002 - Its shape.
        """Find an account; the one of a session comes with all that a page needs."""
        if by.keys() == {"fs_uniquifier"}:
            return queries.person_of_session(by["fs_uniquifier"])
        return cast(User | None, super().find_user(case_insensitive=case_insensitive, **by))

    def put(self, model: User) -> User:
        """Write an account in a transaction of its own, so that on SQLite it begins as a write.

        The account is let go and taken in again, because what came before in the session is ended.
        """
        model = itself(model)
        history = inspect(model).attrs
        changed = {name for name in {*ACTS, SECOND_FACTOR} if history[name].history.has_changes()}
        db.session.expunge(model)
        with transaction.transaction():
            db.session.add(model)
            if SECOND_FACTOR in changed and model.has_second_factor:
                # Every session ends: those from before were opened with a password alone.
                model.fs_uniquifier = uuid.uuid4().hex
                changed.add(ENDS_SESSIONS)
            for act in _acts(changed, model):
                audit.record(model.id, act, "person", str(model.id))
            if ENDS_SESSIONS in changed:
                push.erase(model.id)
            if changed & {ENDS_SESSIONS, SECOND_FACTOR}:
                transaction.announce(live.AccessChanged(person=model.id))
        return model

    def tf_set(self, user: Any, primary_method: str, totp_secret: str | None = None, phone: str | None = None) -> None:
        """Keep what an app was set up with. Recovery codes from before there was one go: whoever had the password made them.

        All that is compared is read first: a read between two changes would write the first one out of `put`'s transaction,
        which begins by undoing that.
        """
        person = itself(user)
        db.session.refresh(person, ["tf_primary_method", "tf_totp_secret", "mf_recovery_codes"])
        if not person.has_second_factor:
            person.mf_recovery_codes = None
        super().tf_set(user, primary_method, totp_secret, phone)

    def tf_reset(self, user: Any) -> None:
        """Switch the second factor off, and the recovery codes with it."""
        user.mf_recovery_codes = None
        super().tf_reset(user)

    def mf_delete_recovery_code(self, user: Any, idx: int) -> bool:
        """Use a recovery code up, which of two who give it at once one alone can. Raises Conflict for the other."""
        # Of the list that was compared: in one read anew, another code may have that place by now.
        left = second_factor_service.use_recovery_code(user.id, self.mf_get_recovery_codes(user)[idx])
        flash(
            ngettext(
                "You have %(num)s recovery code left. Make new ones on your account’s page.",
                "You have %(num)s recovery codes left. You can make new ones on your account’s page.",
                left,
            ),
            "now",
        )
        return True

    def create_user(self, **fields: Any) -> User:
        """Make an account; called when somebody registers. Of the form, only what is named here is taken."""
        area = fields.get("area")
        new = service.NewPerson(
            email=fields["email"],
            name=fields["display_name"],
            password=fields["password"],
            area_id=int(area) if area else None,
        )
        try:
            return service.create_person(new)
        except Conflict:
            # The same address a moment ago, most likely a double click: the same answer, which tells nothing.
            abort(redirect(url_for("accounts.sent")))


EXISTING = "security/email/welcome_existing"
"""The message to whoever makes an account where there is one. Flask-Security gives it the subject of a welcome."""


class Post(MailUtil):
    """Sends mail. Over SMTP from a thread of its own: how long it takes must not tell whether an address is known."""

    def send_mail(
        self, template: str, subject: str, recipient: Any, sender: Any, body: str | None, *_html: Any, **_more: Any
    ) -> None:
        """Send one message, in plain text."""
        if template == EXISTING:
            subject = str(_l("Folkmoot: you have an account already"))
        message = EmailMessage(subject, body or "", from_email=str(sender), to=[recipient])
        if current_app.config["MAIL_BACKEND"] == "smtp":
            _postman.submit(_deliver, current_app._get_current_object(), message, template)  # type: ignore[attr-defined]  # noqa: SLF001 - A thread needs the app itself.
        else:
            message.send()


def _deliver(app: Flask, message: EmailMessage, template: str) -> None:
    with app.app_context():
        try:
            message.send()
        except OSError:
            app.logger.exception("mail was not sent: %s", template)


def register(app: Flask, settings: Settings) -> None:
    """Set up sign-in, registration, confirmation, reset and change of password."""
    app.config.update(_options(settings))
    app.config.update({f"SECURITY_MSG_{name}": message for name, message in MESSAGES.items()})
    security._mail_util_cls = Post  # noqa: SLF001 - Only its constructor takes the class, and that runs before this.
    security.init_app(
        app,
        People(db, User, RoleRecord),
        register_form=forms.RegistrationForm,
        login_form=forms.SignInForm,
        forgot_password_form=forms.ForgottenForm,
        send_confirmation_form=forms.ConfirmationForm,
        reset_password_form=forms.ResetForm,
        change_password_form=forms.ChangeForm,
        verify_form=forms.AgainForm,
        two_factor_setup_form=second_factor_forms.SetUpForm,
        two_factor_rescue_form=second_factor_forms.RescueForm,
        two_factor_verify_code_form=second_factor_forms.SecondCodeForm,
        mf_recovery_form=second_factor_forms.RecoveryCodeForm,
        render_template=_render,
    )
    security.forms["register_form"].instantiator = _registration
    app.login_manager.anonymous_user = Stranger  # type: ignore[attr-defined]  # Flask-Security has no setting for it.
    # A session is the only way in. Flask-Security's tokens would never run out, and no signing out would end them.
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]
    app.before_request(_only_our_own)
    app.before_request(guard.pace)
    user_logged_in.connect(_renew_token, app)
    for begun in (user_logged_in, user_loaded_from_cookie):
        begun.connect(_name_sign_in, app)
    user_logged_out.connect(_end_sign_in, app)
    user_logged_out.connect(_clear_device, app)


def _options(settings: Settings) -> dict[str, Any]:
    return {
        "SECURITY_PASSWORD_SALT": settings.password_salt,
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        # What a mailed token carries of address and password hash is signed, and random already where it must be; a
        # slow hash here would tell by its time whether an address is known.
        "SECURITY_HASHING_SCHEMES": ["hex_sha256"],
        "SECURITY_PASSWORD_LENGTH_MIN": MIN_PASSWORD,
        "SECURITY_PASSWORD_CONFIRM_REQUIRED": False,
        "SECURITY_DATETIME_FACTORY": clock.now,
        "SECURITY_REGISTERABLE": True,
        "SECURITY_CONFIRMABLE": True,
        "SECURITY_RECOVERABLE": True,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_RESET_PASSWORD_WITHIN": LINKS_WORK_FOR,
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_CLI_USERS_NAME": False,
        "SECURITY_CLI_ROLES_NAME": False,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "globally_deliverable": False},
        "SECURITY_EMAIL_HTML": False,
        "SECURITY_EMAIL_SENDER": settings.mail_sender,
        "SECURITY_POST_LOGIN_VIEW": "/",
        "SECURITY_POST_LOGOUT_VIEW": "/",
        "SECURITY_POST_REGISTER_VIEW": "accounts.sent",
        "SECURITY_POST_CHANGE_VIEW": "accounts.settings",
        "SECURITY_POST_VERIFY_VIEW": "accounts.settings",
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_LOGOUT_CSRF": True,
        "SECURITY_EMAIL_SUBJECT_REGISTER": _l("Welcome to Folkmoot: confirm your address"),
        "SECURITY_EMAIL_SUBJECT_CONFIRM": _l("Folkmoot: confirm your address"),
        "SECURITY_EMAIL_SUBJECT_PASSWORD_RESET": _l("Folkmoot: choose a new password"),
        "SECURITY_EMAIL_SUBJECT_PASSWORD_NOTICE": _l("Folkmoot: your password was changed"),
        "SECURITY_EMAIL_SUBJECT_PASSWORD_CHANGE_NOTICE": _l("Folkmoot: your password was changed"),
    }


def _acts(changed: set[str], model: User) -> list[str]:
    """What the log says. With another second factor, new sessions and codes are part of it."""
    if SECOND_FACTOR in changed:
        return ["account.second_factor_on" if model.has_second_factor else "account.second_factor_off"]
    return [act for name, act in ACTS.items() if name in changed]


def _registration(_name: str, form: type[forms.RegistrationForm], **given: Any) -> forms.RegistrationForm:
    made = form(**given)
    made.area.choices, made.bodies = area_choices(), service.bodies_known()
    return made


def _render(template: str, **context: Any) -> Any:
    """Render a page or a mail of Flask-Security; a form that was refused answers 422 and says each thing once."""
    known = (value for name, value in context.items() if name.endswith("_form") and isinstance(value, Form))
    form = next((one for one in known if one.errors), None)
    if form is None or request.method != "POST":
        return render_template(template, **context)
    form.form_errors = list(dict.fromkeys(str(error) for error in form.form_errors))
    return make_response(render_template(template, **context), HTTPStatus.UNPROCESSABLE_ENTITY)


def _only_our_own() -> None:
    """Accounts are made and opened by forms, whose fields are text, and whose `next` is a path of this site.

    JSON could bring anything, and a foreign `next` would carry a person from our sign-in to somebody else's.
    """
    if request.blueprint != "security":
        return
    if request.is_json:
        raise UnsupportedMediaType
    if any(forms.own_path(target) != target for target in request.values.getlist("next")):
        raise Refusal(
            str(_l("This link leads away from Folkmoot. Nothing was changed. Start again from our home page."))
        )


def _renew_token(_app: Flask, **_more: Any) -> None:
    """A token that was known before the sign-in says nothing after it, whoever planted the session."""
    session.pop("csrf_token", None)


def _name_sign_in(_app: Flask, **_more: Any) -> None:
    session[SIGN_IN] = identifiers.public_id()


def _end_sign_in(_app: Flask, **_more: Any) -> None:
    service.sign_out(session.pop(SIGN_IN, ""))


def _clear_device(_app: Flask, **_more: Any) -> None:
    """Whoever signs out may leave the device to somebody else: the next page takes the texts away that it keeps."""
    flash("*", "kept")

"""Flask-Security, told about our people, our clock and our transaction. Its flows are used as they are."""

from typing import Any, cast

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_security.datastore import SQLAlchemyUserDatastore

from app import clock, transaction
from app.accounts import queries
from app.accounts.forms import RegistrationForm, SignInForm
from app.accounts.models import RoleRecord, Stranger, User
from app.extensions import db, security
from app.markup import clean_line
from config import Settings


class People(SQLAlchemyUserDatastore):
    """Flask-Security's door to the accounts."""

    def commit(self) -> None:
        """Commit through the one place that commits."""
        transaction.commit_security()

    def create_user(self, **fields: Any) -> User:
        """Make an account with a handle of its own; called by Flask-Security when somebody registers."""
        name = clean_line(fields.pop("display_name"))
        area = fields.pop("area", None)
        fields |= {
            "display_name": name,
            "handle": queries.free_handle(name),
            "area_id": int(area) if area else None,
            "created_at": clock.now(),
        }
        return cast(User, super().create_user(**fields))


def register(app: Flask, settings: Settings) -> None:
    """Set up sign-in, registration, confirmation, reset and change of password."""
    app.config.update(
        SECURITY_PASSWORD_SALT=settings.password_salt,
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - The name of a method.
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_LENGTH_MIN=10,
        SECURITY_PASSWORD_CONFIRM_REQUIRED=False,
        SECURITY_DATETIME_FACTORY=clock.now,
        SECURITY_REGISTERABLE=True,
        SECURITY_CONFIRMABLE=True,
        SECURITY_RECOVERABLE=True,
        SECURITY_CHANGEABLE=True,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False, "globally_deliverable": False},
        SECURITY_EMAIL_SENDER=settings.mail_sender,
        SECURITY_POST_LOGIN_VIEW="/",
        SECURITY_POST_LOGOUT_VIEW="/",
        SECURITY_STATIC_FOLDER=None,
        SECURITY_LOGOUT_CSRF=True,
        SECURITY_EMAIL_SUBJECT_REGISTER=_l("Welcome to Folkmoot: confirm your address"),
        SECURITY_EMAIL_SUBJECT_CONFIRM=_l("Confirm your address"),
        SECURITY_EMAIL_SUBJECT_PASSWORD_RESET=_l("Choose a new password"),
    )
    security.init_app(
        app,
        People(db, User, RoleRecord),
        register_form=RegistrationForm,
        login_form=SignInForm,
    )
    app.login_manager.anonymous_user = Stranger  # type: ignore[attr-defined]  # Flask-Security has no setting for it.

"""Flask-Security's messages in our own words: what happened, what is kept, what to do."""

from flask_babel import lazy_gettext as _l

from app.rules.actors import Role
from app.rules.tags import Tag

MESSAGES = {
    "GENERIC_AUTHN_FAILED": (_l("This address and this password do not belong together. Try again."), "error"),
    "CONFIRM_REGISTRATION": (_l("Look in your email: a message to %(email)s has a link for you to follow."), "now"),
    "CONFIRMATION_REQUEST": (_l("If %(email)s waits to be confirmed, a message with a new link is on its way."), "now"),
    "EMAIL_CONFIRMED": (_l("Thank you. Your address is confirmed. You can sign in now."), "good"),
    "ALREADY_CONFIRMED": (_l("Your address was confirmed before. You can sign in."), "good"),
    "INVALID_CONFIRMATION_TOKEN": (_l("This link does not work. Ask for a new one here."), "error"),
    "CONFIRMATION_EXPIRED": (_l("This link has run out: it worked for %(within)s. Ask for a new one here."), "error"),
    "PASSWORD_RESET_REQUEST": (_l("If %(email)s has an account, a message with a link is on its way."), "now"),
    "INVALID_RESET_PASSWORD_TOKEN": (_l("This link does not work any more. Ask for a new one here."), "error"),
    "PASSWORD_RESET_EXPIRED": (_l("This link has run out: it worked for %(within)s. Ask for a new one here."), "error"),
    "PASSWORD_RESET_NO_LOGIN": (_l("Your new password is saved. Sign in with it."), "good"),
    "PASSWORD_CHANGE": (_l("Your new password is saved. Other devices were signed out."), "good"),
    "PASSWORD_IS_THE_SAME": (_l("This is the password that you have. Choose another one."), "error"),
    "PASSWORD_NOT_PROVIDED": (_l("Enter a password."), "error"),
    "PASSWORD_INVALID_LENGTH": (_l("The password needs at least %(length)s characters."), "error"),
    "RETYPE_PASSWORD_MISMATCH": (_l("The two passwords differ. Enter the same one twice."), "error"),
    "INVALID_PASSWORD": (_l("This is not your password. Try again."), "error"),
    "EMAIL_NOT_PROVIDED": (_l("Enter your email address."), "error"),
    "INVALID_EMAIL_ADDRESS": (_l("This is not an email address. It looks like name@example.org."), "error"),
    "REAUTHENTICATION_SUCCESSFUL": (_l("Thank you. You can go on."), "good"),
    "UNAUTHENTICATED": (_l("Sign in first. What you were looking for opens after that."), "now"),
}

CONFIRM_FIRST = _l("Your address is not confirmed yet. Look in your email for our message, or ask for a new one below.")
"""Told only to somebody who gave the right password."""

ROLES = {
    Role.RESIDENT: _l("Resident"),
    Role.ORGANISATION: _l("Organisation"),
    Role.RESEARCHER: _l("Community researcher"),
    Role.PANEL_MEMBER: _l("Panel member"),
    Role.FACILITATOR: _l("Facilitator"),
    Role.MODERATOR: _l("Moderator"),
    Role.COMMISSIONER: _l("Commissioner"),
    Role.ADMINISTRATOR: _l("Administrator"),
}

TAGS = {
    Tag.FRONT_LINE: _l("Front-line worker"),
    Tag.RESEARCHER: _l("Community researcher"),
}
"""What stands beside a name."""

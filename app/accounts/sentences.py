"""Flask-Security's messages in our own words: what happened, what is kept, what to do."""

from flask_babel import lazy_gettext as _l

from app.rules.actors import Role
from app.rules.second_factor import Known
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
    "REAUTHENTICATION_REQUIRED": (
        _l("Give your password again first, so that nobody else can do this for you."),
        "now",
    ),
    "TWO_FACTOR_INVALID_TOKEN": (
        _l(
            "This code is wrong, too old, or was used before. Wait until your app shows a new one, and enter that. Does it "
            "happen again? Let your phone set its clock by itself."
        ),
        "error",
    ),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (_l("The code is right. You are signed in."), "good"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (
        _l("It works. From now on you sign in with your password and a code. Every other device was signed out."),
        "good",
    ),
    "TWO_FACTOR_PERMISSION_DENIED": (_l("That took too long. Nothing was changed. Sign in again."), "now"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (_l("This cannot be chosen. Nothing was changed."), "error"),
    "TWO_FACTOR_DISABLED": (_l("The second code is off. From now on your password is enough."), "good"),
    "INVALID_RECOVERY_CODE": (
        _l("This is none of your recovery codes, or it was used before: each works once. Try another one."),
        "error",
    ),
    "UNAUTHENTICATED": (_l("Sign in first. What you were looking for opens after that."), "now"),
}

CONFIRM_FIRST = _l("Your address is not confirmed yet. Look in your email for our message, or ask for a new one below.")
"""Told only to somebody who gave the right password."""

NO_SECOND_CODE = _l("You have no second code. Nothing was changed.")

RESTING = _l(
    "Your role needs a second code when you sign in. Set it up here, and the pages of your role open. Nothing was changed."
)
"""Told to staff at a door that their role would open."""

RESTING_AFTER_SIGN_IN = _l(
    "You can read and write. What your role opens stays shut until you have set up a second code: your account’s page leads "
    "there."
)

KNOWN = {
    Known.IN_PERSON: _l("They stand before me, and I know them or saw a paper with their photo"),
    Known.CALLED_BACK: _l("I called them back on a number that we had before"),
    Known.VOUCHED: _l("A colleague who knows them is with them"),
}

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

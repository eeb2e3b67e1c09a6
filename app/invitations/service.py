"""The mail that brings somebody the link of an invitation."""

from smtplib import SMTPException

from flask import current_app
from flask_babel import gettext as _
from flask_mailman import EmailMessage

from app.rules.invitations import INVITED_FOR
from app.rules.mailing import subject


def mail(email: str, title: str, invited: str, link: str) -> bool:
    """Mail the link; false where the mail server does not take it: the link is on the page as well.

    `invited`: the sentence that says to what.
    """
    how = _(
        "Make an account with this address, or sign in, and open:\n%(link)s\n\nThe link works once, for %(days)s days, and "
        "only with this address. If you did not expect it, do nothing.",
        link=link, days=INVITED_FOR.days,
    )  # fmt: skip
    try:
        EmailMessage(subject(title), f"{invited}\n\n{how}", to=[email]).send()
    except (OSError, SMTPException):
        current_app.logger.warning("The mail server did not take an invitation.")
        return False
    return True

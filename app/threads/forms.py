"""What may be submitted in a thread. How long a comment may be is asked by the service, so that every door asks."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField


class CommentForm(FlaskForm):
    """A comment, or new words for one."""

    body = TextAreaField(_l("Your comment"))
    parent = HiddenField()
    quote = HiddenField()
    once = HiddenField()
    preview = HiddenField()

"""What the pages of messages may submit."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.rules.messages import MAX_MESSAGE, MAX_REQUEST


def _body(most: int) -> TextAreaField:
    return TextAreaField(
        _l("Your message"),
        validators=[
            DataRequired(_l("Write your message first.")),
            Length(max=most, message=_l("Make this shorter: at most %(max)d characters.")),
        ],
    )


class MessageForm(FlaskForm):
    """A message to somebody with whom one writes."""

    body = _body(MAX_MESSAGE)
    once = HiddenField()


class RequestForm(MessageForm):
    """The first message, which asks."""

    body = _body(MAX_REQUEST)

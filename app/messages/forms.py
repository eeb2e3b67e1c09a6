"""What the pages of messages may submit."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.rules.messages import MAX_MESSAGE, MAX_REQUEST


class MessageForm(FlaskForm):
    """A message to somebody with whom one writes."""

    body = TextAreaField(
        _l("Your message"),
        validators=[
            DataRequired(_l("Write your message first.")),
            Length(max=MAX_MESSAGE, message=_l("Make this shorter: at most %(max)d characters.")),
        ],
    )
    once = HiddenField()


class RequestForm(FlaskForm):
    """The first message, which asks."""

    body = TextAreaField(
        _l("Your message"),
        validators=[
            DataRequired(_l("Write your message first.")),
            Length(max=MAX_REQUEST, message=_l("Make this shorter: at most %(max)d characters.")),
        ],
    )
    once = HiddenField()

"""What the page of notices may submit."""

from flask_wtf import FlaskForm
from wtforms import IntegerField
from wtforms.validators import NumberRange
from wtforms.widgets import HiddenInput


class ReadForm(FlaskForm):
    """Everything up to a notice was read."""

    until = IntegerField(widget=HiddenInput(), validators=[NumberRange(min=1, max=2**62)])

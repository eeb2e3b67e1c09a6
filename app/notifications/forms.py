"""What the page of notices may submit."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.rules.notices import Topic


class ReadForm(FlaskForm):
    """Everything up to a notice was read."""

    until = IntegerField(widget=HiddenInput(), validators=[NumberRange(min=1, max=2**62)])


class ChoicesForm(FlaskForm):
    """What the person wants to be told of."""

    topics = SelectMultipleField(
        _l("Tell me of"),
        choices=[
            SelectChoice(Topic.ANSWERS.value, _l("answers to what I said")),
            SelectChoice(Topic.MENTIONS.value, _l("whoever calls me with @ and my name")),
            SelectChoice(Topic.COMMENTS.value, _l("new comments where I follow")),
            SelectChoice(Topic.POSTS.value, _l("new needs, ideas and proposals where I follow")),
            SelectChoice(Topic.ROUNDS.value, _l("rounds that open, get more time or are called off")),
        ],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

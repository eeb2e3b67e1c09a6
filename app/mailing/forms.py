"""What the page of mail may submit."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from app.rules.mailing import Rhythm

HOURS = [SelectChoice(hour, f"{hour}:00") for hour in range(24)]


class ChoiceForm(FlaskForm):
    """How often, and when not."""

    rhythm = RadioField(
        _l("How often"),
        choices=[
            SelectChoice(Rhythm.AT_ONCE.value, _l("At once, at most every ten minutes")),
            SelectChoice(Rhythm.DAILY.value, _l("Once a day, in the morning, if there is news")),
            SelectChoice(Rhythm.WEEKLY.value, _l("Once a week, on Monday, if there is news")),
            SelectChoice(Rhythm.NONE.value, _l("Never")),
        ],
    )
    quiet_from = SelectField(_l("From"), coerce=int, choices=HOURS)
    quiet_until = SelectField(_l("Until"), coerce=int, choices=HOURS)

"""What the page of webhooks may submit."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from app.rules.webhooks import MAX_ADDRESS


class WebhookForm(FlaskForm):
    """A new address."""

    address = StringField(
        _l("Address"),
        filters=[lambda words: (words or "").strip()],
        validators=[DataRequired(_l("Write the address.")), Length(max=MAX_ADDRESS)],
    )

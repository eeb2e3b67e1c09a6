"""What a browser says of itself when its person wants to be told there."""

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from app.push.models import PushDevice


class DeviceForm(FlaskForm):
    """Filled by the page's script, from what the browser gave it."""

    endpoint = StringField(validators=[InputRequired(), Length(max=PushDevice.endpoint.type.length)])
    point = StringField(validators=[InputRequired(), Length(max=PushDevice.point.type.length)])
    secret = StringField(validators=[InputRequired(), Length(max=PushDevice.secret.type.length)])

"""What the page of themes may submit."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.markup import clean_line
from app.themes.models import MAX_DESCRIPTION, MAX_KEYWORDS, MAX_NAME

_TOO_LONG = _l("Make this shorter: at most %(max)d characters.")


def _line(value: Any) -> str:
    return clean_line(value or "")


class ThemeForm(FlaskForm):
    """A theme: its name, what it is about, the words by which it is suggested."""

    name = StringField(
        _l("Name"),
        [InputRequired(_l("Give the theme a name.")), Length(max=MAX_NAME, message=_TOO_LONG)],
        filters=[_line],
    )
    description = TextAreaField(
        _l("What it is about"), [Length(max=MAX_DESCRIPTION, message=_TOO_LONG)], filters=[_line]
    )
    keywords = TextAreaField(
        _l("Words that people use for it"), [Length(max=MAX_KEYWORDS, message=_TOO_LONG)], filters=[_line]
    )

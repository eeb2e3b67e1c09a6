"""What the page of reading settings may submit."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice

from app.rules.looks import Colours, Look, Spacing, TextSize

TEXT_WORDS = {
    TextSize.NORMAL: _l("Normal"),
    TextSize.LARGE: _l("Large"),
    TextSize.LARGER: _l("Larger"),
    TextSize.LARGEST: _l("Largest, half as large again"),
}
SPACING_WORDS = {
    Spacing.NORMAL: _l("Normal"),
    Spacing.WIDE: _l("Wide: more room between lines, words and letters"),
}
COLOUR_WORDS = {
    Colours.DEVICE: _l("As my device says"),
    Colours.LIGHT: _l("Light"),
    Colours.DARK: _l("Dark"),
}


def offered(words: Mapping[Any, Any]) -> list[SelectChoice]:
    """The choices of a field, in their order."""
    return [SelectChoice(value=choice.value, label=label) for choice, label in words.items()]


class LookForm(FlaskForm):
    """How pages should look."""

    text = RadioField(_l("Size of the text"), choices=offered(TEXT_WORDS))
    spacing = RadioField(_l("Spacing"), choices=offered(SPACING_WORDS))
    colours = RadioField(_l("Colours"), choices=offered(COLOUR_WORDS))
    back = HiddenField()

    def look(self) -> Look:
        """What was chosen, once it has been found sound."""
        return Look(TextSize(self.text.data), Spacing(self.spacing.data), Colours(self.colours.data))

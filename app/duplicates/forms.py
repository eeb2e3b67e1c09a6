"""What a page may submit about two that say the same."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from app.identifiers import PUBLIC_ID_LENGTH
from app.rules.duplicates import Way

ELSE = ""
"""The choice of none of those that are offered."""

THIS, OTHER = "this", "other"

LONGEST_ADDRESS = 300


class PairingForm(FlaskForm):
    """Which other one says the same, which of the two leads, and how they are joined."""

    other = RadioField(_l("Which one says the same?"), default=ELSE)
    address = StringField(
        _l("The address of its page"),
        [Length(max=LONGEST_ADDRESS, message=_l("This is longer than any address here."))],
    )
    leads = RadioField(
        _l("Which of the two should people support?"),
        [InputRequired(_l("Choose which of the two people should support."))],
    )
    way = RadioField(_l("How should they be joined?"), default=Way.LINK.value)

    def __init__(self, offered: Iterable[tuple[str, str]], *, may_merge: bool, **given: Any) -> None:
        super().__init__(**given)
        self.other.choices = [*offered, (ELSE, _("Another one: I have its address"))]
        self.leads.choices = [(THIS, _("This one")), (OTHER, _("The other one"))]
        self.way.choices = [(Way.LINK.value, _("Link them: both stay as they are"))]
        if may_merge:
            self.way.choices.append((Way.MERGE.value, _("Merge them: one stays, and names both of you")))

    def validate_address(self, _field: StringField) -> None:
        if not self.other.data and not self.named:
            raise ValidationError(_("Choose one, or paste the address of its page."))

    @property
    def named(self) -> str:
        """The public id of the other one; empty where the address names none."""
        last = (self.address.data or "").split("?")[0].split("#")[0].rstrip("/").rpartition("/")[2]
        return self.other.data or (last if len(last) == PUBLIC_ID_LENGTH else "")

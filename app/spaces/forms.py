"""What the pages of spaces may submit."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, Length, ValidationError

from app.contributions.models import MAX_BODY, MAX_TITLE
from app.markup import clean_line, clean_text
from app.rules.spaces import SpaceKind
from app.spaces.models import MAX_ABOUT, MAX_NAME, MAX_WORDS

_TOO_LONG = _l("Make this shorter: at most %(max)d characters.")

KINDS = {
    SpaceKind.OPEN: (_l("Open"), _l("Everybody can read. Whoever signs in can join and write.")),
    SpaceKind.REQUEST: (
        _l("By request"),
        _l("The name is listed. People ask, and a moderator of the space lets them in."),
    ),
    SpaceKind.INVITATION: (_l("By invitation"), _l("The name is listed. Only those whom you invite come in.")),
    SpaceKind.SECRET: (_l("Secret"), _l("Not listed and not found. Only those whom you invite know that it is there.")),
}
"""What each kind is called, and what it means."""


def _line(value: str | None) -> str:
    return clean_line(value or "")


def _lines(value: str | None) -> str:
    return clean_text(value or "").strip()


class SpaceForm(FlaskForm):
    """A space: its name, what it is for, and who may come in."""

    name = StringField(
        _l("What is it called?"),
        filters=[_line],
        validators=[DataRequired(_l("Give it a name.")), Length(max=MAX_NAME, message=_TOO_LONG)],
    )
    about = TextAreaField(
        _l("What is it for?"), filters=[_lines], validators=[Length(max=MAX_ABOUT, message=_TOO_LONG)]
    )
    kind = RadioField(
        _l("Who can come in?"),
        validators=[DataRequired(_l("Choose who can come in."))],
    )

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.kind.choices = [
            SelectChoice(value=kind.value, label=f"{words}: {hint}") for kind, (words, hint) in KINDS.items()
        ]


class AskForm(FlaskForm):
    """What somebody says who asks to join."""

    words = TextAreaField(
        _l("Who are you, and why would you like to join?"),
        filters=[_lines],
        validators=[Length(max=MAX_WORDS, message=_TOO_LONG)],
    )


class ReasonForm(FlaskForm):
    """A sentence for whoever is concerned."""

    words = TextAreaField(
        _l("What they are told"),
        filters=[_lines],
        validators=[DataRequired(_l("Give a sentence; they are told it.")), Length(max=MAX_WORDS, message=_TOO_LONG)],
    )


class PutOutForm(ReasonForm):
    """Why somebody is put out, and under which rule; which there are, is put in where the form is made."""

    rule = SelectField(_l("Which rule?"), coerce=int, validators=[DataRequired(_l("Choose a rule."))])


class InviteForm(FlaskForm):
    """Whom to invite: a person by the name in their address, or an email address."""

    whom = StringField(
        _l("Their email address, or their name here"),
        filters=[_line],
        validators=[DataRequired(_l("Say whom you invite.")), Length(max=255, message=_TOO_LONG)],
    )

    def validate_whom(self, field: StringField) -> None:
        if "@" in (field.data or "").lstrip("@"):
            Email(_l("This is not an email address."))(self, field)

    @property
    def email(self) -> str:
        """The address, where it is one."""
        said: str = self.whom.data
        return said if "@" in said.lstrip("@") else ""

    @property
    def handle(self) -> str:
        """The name in addresses, where it is one."""
        said: str = self.whom.data
        return said.lstrip("@").rstrip("/").rpartition("/")[2].lower()


class TopicForm(FlaskForm):
    """A topic: what the conversation is about."""

    title = StringField(_l("Title"), filters=[_line], validators=[Length(max=MAX_TITLE, message=_TOO_LONG)])
    body = TextAreaField(_l("Words"), filters=[_lines], validators=[Length(max=MAX_BODY, message=_TOO_LONG)])

    def validate_title(self, field: StringField) -> None:
        if not field.data:
            raise ValidationError(_("Say in one sentence what it is about."))

    def validate_body(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_("Begin the conversation. A sentence is enough."))

"""Forms with which it is shown that somebody lives here."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from app.accounts.letter_models import MAX_NOTE
from app.identifiers import ALPHABET
from app.markup import clean_line
from app.rules.verification import CODE_LENGTH, MOST_DAYS, MOST_LETTERS, CodeFault, Proof, code_fault, tidy_code

PROOFS = {
    Proof.BILL: _l("A bill or an official letter with name and address"),
    Proof.IDENTITY: _l("An identity card or driving licence with the address"),
    Proof.TENANCY: _l("A tenancy agreement, or an entry on our own tenancy list"),
    Proof.HOME: _l("We met at their home"),
}

LOOKS = {"pages": _l("Letters to print, one on each page"), "csv": _l("A file for a printing firm (CSV)")}


def possible_code(_form: FlaskForm, field: StringField) -> None:
    """Refuse what cannot be a code, and say why; that is not counted as a wrong one."""
    code = tidy_code(field.data or "")
    fault = code_fault(code, ALPHABET)
    if fault is CodeFault.EMPTY:
        raise ValidationError(_("Type the code that stands in the letter."))
    if fault is CodeFault.LENGTH:
        have = ngettext("You gave one.", "You gave %(num)s.", len(code))
        raise ValidationError(_("The code has %(signs)s signs.", signs=CODE_LENGTH) + " " + have)
    if fault is CodeFault.SIGNS:
        strange = next(sign for sign in code if sign not in ALPHABET).upper()
        raise ValidationError(
            _("No code has “%(sign)s” in it: we leave out signs that look alike. Look at the letter.", sign=strange)
        )


def _whole(words: Any, least: int, most: int, **more: Any) -> IntegerField:
    between = _l("Give a whole number from %(least)s to %(most)s.", least=least, most=most)
    return IntegerField(
        words,
        validators=[InputRequired(message=between), NumberRange(least, most, message=between)],
        render_kw={"inputmode": "numeric"},
        **more,
    )


class CodeForm(FlaskForm):
    """Type the code of a letter."""

    code = StringField(
        _l("The code in your letter"),
        validators=[possible_code],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class LettersForm(FlaskForm):
    """Print a run of letters. The choices of areas are set by whoever builds it."""

    how_many = _whole(_l("How many letters"), 1, MOST_LETTERS)
    area = SelectField(_l("Where they go"), validators=[Optional()])
    days = _whole(_l("For how many days the codes work"), 1, MOST_DAYS, default=60)
    note = StringField(
        _l("A note for your colleagues"),
        filters=[lambda value: clean_line(value or "")],
        validators=[Length(max=MAX_NOTE, message=_l("That is too long. 200 characters are the most."))],
    )
    look = RadioField(
        _l("What you get"),
        choices=[SelectChoice(value=value, label=words) for value, words in LOOKS.items()],
        default="pages",
    )
    once = HiddenField()


class WithdrawalForm(FlaskForm):
    """Take a run of letters back: nothing but the token."""


class InPersonForm(FlaskForm):
    """Say how somebody showed that they live here. The choices of areas are set by whoever builds it."""

    proof = RadioField(
        _l("What did they show?"),
        choices=[SelectChoice(value=proof.value, label=words) for proof, words in PROOFS.items()],
        validators=[InputRequired(message=_l("Choose what was shown."))],
    )
    area = SelectField(_l("Where they live"), validators=[Optional()])


class AreaForm(FlaskForm):
    """Say where a verified person lives now. The choices of areas are set by whoever builds it."""

    area = SelectField(_l("Where they live now"), validators=[InputRequired(message=_l("Choose an area."))])

"""Form fields of our own, for every feature's forms."""

import re

from flask_babel import gettext as _
from wtforms import DateField, HiddenField, IntegerField, StringField, TimeField

MAX_POUNDS = 10**12
"""More than any round can spend; keeps a slip of the finger out of the records."""


class PoundsField(StringField):
    """A sum in whole pounds, as people write it: “£640,000”. Empty is none: not known yet."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:,}"

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the sum. Raises ValueError, with a sentence, where it is none."""
        written = re.sub(r"[£,\s]", "", valuelist[0]) if valuelist else ""
        self.data = None
        if not written:
            return
        if not re.fullmatch(r"[0-9]{1,13}(\.00)?", written) or int(written.split(".")[0]) > MAX_POUNDS:
            raise ValueError(_("Give the money in whole pounds, such as 640,000, or leave it empty."))
        self.data = int(written.split(".")[0])


class CountField(IntegerField):
    """A whole number of things."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number. Raises ValueError, with a sentence, where it is none."""
        try:
            super().process_formdata(valuelist)
        except ValueError as problem:
            raise ValueError(_("This is not a whole number. Write it like 40.")) from problem


class HiddenNumber(HiddenField):
    """A number that a page carries and nobody types."""

    @property
    def number(self) -> int | None:
        """The number that came with the form, else the one that it begins with; none where it is none.

        A form that was sent without it says none: it must not pass for one that has seen what is there now.
        """
        given = [self.data] if self.raw_data is None else self.raw_data
        said = str(given[0]) if given else ""
        return int(said) if re.fullmatch(r"-?[0-9]{1,9}", said) else None


class DayField(DateField):
    """A day."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day. Raises ValueError, with a sentence, where it is none."""
        try:
            super().process_formdata(valuelist)
        except ValueError as problem:
            raise ValueError(_("This is not a day. Write it like 2026-12-04.")) from problem


class HourField(TimeField):
    """A time of the day, to the minute."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the time. Raises ValueError, with a sentence, where it is none."""
        try:
            super().process_formdata(valuelist)
        except ValueError as problem:
            raise ValueError(_("This is not a time. Write it like 17:00.")) from problem

"""How it can be shown that a person lives here."""

from enum import StrEnum


class VerificationMethod(StrEnum):
    """The ways; each verification names one."""

    LETTER = "letter"
    IN_PERSON = "in_person"
    COMMAND_LINE = "command_line"
    IMPORT = "import"

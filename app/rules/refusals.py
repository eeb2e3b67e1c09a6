"""The ways in which an act can be turned down. Every layer may raise them; `app/errors.py` turns them into answers."""

from enum import StrEnum

NOTHING_HERE = "There is nothing at this address, or it is not for you to see."


class Refusal(Exception):
    """An act that was turned down, with a sentence for the person: what happened, what is kept, what to do."""

    status = 400

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Refused(Refusal):
    """A rule forbids the act."""

    status = 403


class StaffOnly(Refused):
    """The act needs a role that the person does not have, or that rests."""


class SignInFirst(Refused):
    """The act needs a person; a stranger is sent to sign in."""

    status = 401


class Missing(Refusal):
    """There is no such thing, or not for this reader: the two are not told apart."""

    status = 404

    def __init__(self, sentence: str = NOTHING_HERE) -> None:
        super().__init__(sentence)


class Elsewhere(Missing):
    """A contribution is another kind now, for a reader who may know: the old address leads to the new one."""

    def __init__(self, kind: StrEnum) -> None:
        super().__init__()
        self.kind = kind


class Gone(Missing):
    """It was here, and a person took it away; its place says who and why, never the text."""

    status = 410


class Conflict(Refusal):
    """Somebody else was first, or the same key came with other words."""

    status = 409


class Overtaken(Conflict):
    """The text was changed since its author opened the form: nothing was saved, so that nothing is overwritten."""


class Invalid(Refusal):
    """What was sent cannot be read as what was asked for."""

    status = 422


class Warned(Invalid):
    """What was sent would show personal data, and the person was not warned of it yet.

    `passages` are the places, for the person's own page alone: (what it is, the words before, it, the words after).
    `anyway` is what a second request says, to be let through; `members_of` the space whose members alone could read it,
    empty where everybody could.
    """

    def __init__(
        self, sentence: str, passages: tuple[tuple[str, str, str, str], ...], anyway: str, members_of: str = ""
    ) -> None:
        super().__init__(sentence)
        self.passages = passages
        self.anyway = anyway
        self.members_of = members_of

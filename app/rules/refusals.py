"""The ways in which an act can be turned down. Every layer may raise them; `app/errors.py` turns them into answers."""

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


class SignInFirst(Refused):
    """The act needs a person; a stranger is sent to sign in."""

    status = 401


class Missing(Refusal):
    """There is no such thing, or not for this reader: the two are not told apart."""

    status = 404

    def __init__(self, sentence: str = NOTHING_HERE) -> None:
        super().__init__(sentence)


class Gone(Missing):
    """It was here, and a person took it away; its place says who and why, never the text."""

    status = 410


class Conflict(Refusal):
    """Somebody else was first, or the same key came with other words."""

    status = 409


class Invalid(Refusal):
    """What was sent cannot be read as what was asked for."""

    status = 422

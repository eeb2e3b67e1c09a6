"""Why a picture was not taken, in words: what happened, what is kept, what to do."""

from flask_babel import lazy_gettext as _l

from app.rules.images import Fault
from app.rules.refusals import Invalid

SENTENCES = {
    Fault.NO_FILE: _l("Choose a picture first. Nothing was added, and what you wrote is kept."),
    Fault.TOO_LARGE: _l(
        "This file is too large: 15 megabytes are the most. Nothing was added, and what you wrote is kept. "
        "Choose a smaller one, or send the photo in a smaller size."
    ),
    Fault.TOO_MANY_PIXELS: _l(
        "This picture is too large to open. Nothing was added, and what you wrote is kept. Make it smaller and try again."
    ),
    Fault.NOT_A_PICTURE: _l(
        "This is not a picture that we can show. Nothing was added, and what you wrote is kept. "
        "Photos work, and files that end in jpg, png, webp or gif."
    ),
    Fault.BROKEN: _l(
        "This picture is damaged, so we could not open it. Nothing was added, and what you wrote is kept. "
        "Try another, or take the photo again."
    ),
    Fault.TOO_OFTEN: _l(
        "You have sent many pictures within an hour. This one was not added, and what you wrote is kept. Try again later."
    ),
    Fault.NO_ROOM: _l(
        "We keep 30 megabytes of pictures for each person, and yours are full. This one was not added, and what you wrote "
        "is kept."
    ),
    Fault.NO_WORDS: _l(
        "Say what each picture shows, for people who cannot see it: between the square brackets, as in "
        "![A step in front of the door](…). Nothing was posted, and what you wrote is kept."
    ),
    Fault.NO_WORDS_HERE: _l(
        "Say in a few words what the picture shows, for people who cannot see it. Choose the picture again too. "
        "What you wrote is kept."
    ),
    Fault.NOT_HERE: _l(
        "A picture in this text is not yours, or is no longer here. Nothing was posted, and what you wrote is kept. "
        "Take the picture out, or add it again."
    ),
}


def refuse(fault: Fault | None) -> None:
    """Raise Invalid with the sentence of a fault, where there is one."""
    if fault is not None:
        raise Invalid(str(SENTENCES[fault]))

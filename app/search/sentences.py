"""What a search says of the kinds of things that it finds."""

from flask_babel import lazy_gettext as _l

from app.rules.finding import What

WHAT_WORDS = {
    What.CONTRIBUTION: _l("Needs, ideas and proposals"),
    What.COMMENT: _l("Comments"),
    What.ROUND: _l("Rounds"),
    What.PERSON: _l("People"),
    What.ORGANISATION: _l("Organisations"),
}

SINCE_WORDS = {
    "day": _l("The last day"),
    "week": _l("The last week"),
    "month": _l("The last month"),
    "year": _l("The last year"),
}

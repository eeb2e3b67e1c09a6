"""Words of Have your say that depend on the kind of card."""

from flask_babel import lazy_gettext as _l

from app.rules.contributions import Kind

PASSED = {
    Kind.NEED: _l(
        "That need was taken down while you were reading, so no answer was recorded. Here is what comes next."
    ),
    Kind.IDEA: _l(
        "That idea was taken down while you were reading, so no answer was recorded. Here is what comes next."
    ),
    Kind.PROPOSAL: _l(
        "That proposal was taken down while you were reading, so no answer was recorded. Here is what comes next."
    ),
}

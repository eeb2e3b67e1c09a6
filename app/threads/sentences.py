"""What is said to pages that watch: why not, and what goes on instead."""

from flask_babel import lazy_gettext as _l

from app.rooms import Why

SAY = {
    Why.BAD: _l("We could not read what the page sent. Open the page again."),
    Why.MISSING: _l("This discussion is not there, or it is not for you to see."),
    Why.BUSY: _l("That was a lot at once. New comments come when you open the page again."),
    Why.OFF: _l("Live updates are off for the moment. Open the page again to see new comments."),
    Why.FULL: _l("So many people are here that live updates are full. The page looks for new comments now and then."),
    Why.CLOSING: _l("The site is being started anew. The page comes back by itself."),
    Why.SIGNED_OUT: _l("You were signed out. Open the page again to go on reading."),
}

ON = _l("Live updates are on.")

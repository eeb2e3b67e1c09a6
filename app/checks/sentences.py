"""What the checks say, in words: what was found, why a text waits, what is too much."""

from flask_babel import lazy_gettext as _l

from app.rules.checks import Held, Kind
from app.rules.trust import Counted, Step, Thing

FOUND = {
    Kind.PHONE: _l("a phone number"),
    Kind.EMAIL: _l("an e-mail address"),
    Kind.POSTCODE: _l("a whole postcode"),
    Kind.NHS_NUMBER: _l("an NHS number"),
    Kind.NI_NUMBER: _l("a National Insurance number"),
    Kind.TAX_NUMBER: _l("a tax reference"),
    Kind.BANK: _l("bank details"),
    Kind.CARD: _l("a card number"),
    Kind.WATCHED: _l("a watched word"),
    Kind.ADVERT: _l("signs of an advert"),
    Kind.REPEAT: _l("the same words as before"),
    Kind.FLOOD: _l("many texts in a short time"),
    Kind.UNREADABLE: _l("writing that is hard to read"),
}

SIGNS = {
    "pays_by_text": _l("asks for a text to a short number"),
    "price_of_a_message": _l("a price for each message"),
    "dear_number": _l("a number that costs extra"),
    "call_a_number": _l("asks to call a number"),
    "prize": _l("offers a prize"),
    "claim": _l("asks to claim something"),
    "charges": _l("talks of charges"),
    "pence": _l("a price in pence"),
    "congratulations": _l("congratulates"),
    "hurry": _l("presses for time"),
    "free_goods": _l("offers something for free"),
    "way_out": _l("tells how to stop messages"),
    "small_print": _l("small print"),
    "for_adults": _l("sexual offers"),
    "phone_goods": _l("things for phones"),
    "dear_customer": _l("speaks to customers"),
    "your_account": _l("speaks of your account or phone"),
    "quick_money": _l("promises quick money"),
    "cures": _l("sells cures"),
    "sells": _l("sells something"),
    "search_tricks": _l("sells links, likes or essays"),
    "address": _l("a web address"),
    "hidden_address": _l("a web address that hides where it leads"),
    "stretched": _l("many signs in a row"),
    "capitals": _l("many capital letters"),
    "figures": _l("many figures"),
    "code_word": _l("asks for a code word"),
    "loud_free": _l("FREE in capital letters"),
    "codes": _l("codes of letters and figures"),
    "towers": _l("letters that climb over each other"),
    "turned": _l("signs that turn the words round"),
}
"""Every name that a check may give as its reason."""

WHY_HELD = {
    Held.FIRST_POSTS: _l("The first posts of new people are read by a moderator before others see them."),
    Held.HOLD_FIRST: _l("A moderator decided that your posts are read first for a time."),
    Held.CHECKS: _l("An automatic check was not sure about it, and it may well be wrong. A person decides."),
}

TOO_MUCH = {
    Thing.POSTS: _l(
        "That would be %(given)s texts in an hour, and for now you can post %(most)s. "
        "Nothing was posted, and what you wrote is kept. Send it a little later."
    ),
    Thing.LINKS: _l(
        "This has %(given)s links, and for now you can post %(most)s at once. "
        "Nothing was posted, and what you wrote is kept. Take some out and send it again."
    ),
    Thing.PICTURES: _l(
        "This has %(given)s pictures, and for now you can post %(most)s at once. "
        "Nothing was posted, and what you wrote is kept. Take some out and send it again."
    ),
    Thing.MENTIONS: _l(
        "This calls %(given)s people by name, and for now you can call %(most)s at once. "
        "Nothing was posted, and what you wrote is kept. Take some out and send it again."
    ),
}

STEPS = {Step.NEW: _l("New here"), Step.FAMILIAR: _l("Known here"), Step.TRUSTED: _l("Trusted")}

COUNTED = {
    Counted.DAYS: _l("Days since you signed up (at least)"),
    Counted.STANDING: _l("Texts of yours that stood for a day (at least)"),
    Counted.HIDDEN: _l("Texts that a moderator hid in the last 90 days (at most)"),
}

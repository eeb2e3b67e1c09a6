"""What a refusal says, and with which status."""

import pytest

from app.rules.refusals import Conflict, Gone, Invalid, Missing, Refusal, Refused, SignInFirst

STATUS = {Refusal: 400, SignInFirst: 401, Refused: 403, Missing: 404, Conflict: 409, Gone: 410, Invalid: 422}


@pytest.mark.parametrize(("kind", "status"), STATUS.items())
def test_a_refusal_carries_its_sentence_and_its_status(kind, status):
    refusal = kind("Your words are kept.")
    assert (refusal.sentence, str(refusal), refusal.status) == ("Your words are kept.", "Your words are kept.", status)


def test_what_is_missing_does_not_say_whether_it_is_there():
    assert Missing().sentence == Gone().sentence == "There is nothing at this address, or it is not for you to see."

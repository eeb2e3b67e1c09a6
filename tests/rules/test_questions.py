"""Who says which reply answers a question, and which can."""

import pytest

from app.rules.actors import Actor, Role
from app.rules.permissions import No
from app.rules.questions import Reply, can_answer, may_answer_questions

QUESTION = Reply("00001", 1, whole=True)


@pytest.mark.parametrize("role", Role)
def test_commissioners_alone(role):
    may = may_answer_questions(Actor(1, frozenset({role}))) is None
    assert may == (role is Role.COMMISSIONER)


@pytest.mark.parametrize(
    ("reply", "no"),
    [
        (Reply("0000100002", 1, whole=True), None),
        (Reply("000010000200003", 1, whole=True), None),
        (Reply("00002", 1, whole=True), No.NO_ANSWER_TO_IT),
        (QUESTION, No.NO_ANSWER_TO_IT),
        (Reply("0000100002", 2, whole=True), No.NO_ANSWER_TO_IT),
        (Reply("0000100002", 1, whole=False), No.UNAVAILABLE),
    ],
)
def test_a_whole_reply_below_it(reply, no):
    assert can_answer(QUESTION, reply) == no


def test_a_question_that_was_taken_down_has_no_answer():
    assert can_answer(Reply("00001", 1, whole=False), Reply("0000100002", 1, whole=True)) == No.UNAVAILABLE

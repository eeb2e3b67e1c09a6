"""Questions to those who decide, and which reply counts as the answer."""

from dataclasses import dataclass
from enum import StrEnum

from app.rules.actors import Actor
from app.rules.permissions import No

PAGE_SIZE = 20
"""Questions on one page of a round's list."""


class State(StrEnum):
    """How a question stands."""

    ASKED = "asked"
    ANSWERED = "answered"


@dataclass(frozen=True)
class Reply:
    """A comment that might answer a question. Paths are those of `rules.threads`."""

    path: str
    thread_id: int
    whole: bool


def may_answer_questions(actor: Actor) -> No | None:
    """May this person say which reply is the answer? Those who must answer: commissioners."""
    return None if actor.is_commissioner else No.NOT_ANSWERABLE


def can_answer(question: Reply, reply: Reply) -> No | None:
    """Can this reply be the answer? One below the question in its thread, while neither was taken down."""
    if not question.whole or not reply.whole:
        return No.UNAVAILABLE
    below = reply.path.startswith(question.path) and reply.path != question.path
    return None if below and reply.thread_id == question.thread_id else No.NO_ANSWER_TO_IT

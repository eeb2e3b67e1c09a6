"""Messages between people: who may ask, who may write, how much, and what a moderator may read."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from app.rules.actors import Actor
from app.rules.permissions import No, may_speak
from app.rules.trust import Step

MAX_REQUEST = 500
"""Signs of the first message: enough to say who one is and what one wants, too few to hurt much."""

MAX_MESSAGE = 4_000
"""Signs of any later one."""

NEAR = 2
"""Messages before and after a reported one that moderators read with it: enough to see what was answered."""

DAY = timedelta(days=1)

REQUESTS_A_DAY = {Step.NEW: 3, Step.FAMILIAR: 10, Step.TRUSTED: 20}
"""A newcomer who looks for help writes to one or two people; whoever advertises writes to everybody."""

MESSAGES_A_DAY = {Step.NEW: 50, Step.FAMILIAR: 200, Step.TRUSTED: 400}
"""A lively evening of talk stays below the first of them."""


class TalkState(StrEnum):
    """How the receiver answered the request with which a conversation begins."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True)
class Talk:
    """A conversation as one of its two sides finds it.

    `opened`: this side asked. `said`: this side has written in it. `blocked`: this side blocked the other. `left`: the
    other side has left, as far as this side may know. `closed`: the other account is closed.
    """

    state: TalkState
    opened: bool
    said: bool = False
    blocked: bool = False
    left: bool = False
    closed: bool = False


@dataclass(frozen=True)
class Sent:
    """How well the site knows the sender, and how many requests and messages the sender sent within a day."""

    step: Step
    requests: int = 0
    messages: int = 0


def may_ask(actor: Actor, sent: Sent) -> No | None:
    """May this person ask somebody new? Nobody may whose words are to be read by a moderator first: none reads these."""
    no = may_speak(actor)
    if no is not None:
        return no
    if actor.is_held:
        return No.HELD_ASKS_NOBODY
    return No.REQUESTS_TODAY if sent.requests >= REQUESTS_A_DAY[sent.step] else _within(sent)


def may_write(actor: Actor, talk: Talk, sent: Sent) -> No | None:
    """May this person write in the conversation? One message until the other accepts; the other's answer accepts."""
    no = may_speak(actor)
    if no is not None:
        return no
    if talk.closed:
        return No.ACCOUNT_CLOSED
    if talk.blocked:
        return No.BLOCKED_BY_YOU
    if talk.state is not TalkState.ACCEPTED and talk.opened:
        return No.REQUEST_WAITS if talk.said else may_ask(actor, sent)
    return No.LEFT_TALK if talk.left else _within(sent)


def may_settle(talk: Talk) -> No | None:
    """May this side accept or decline? Whoever was asked; a refusal may be taken back, an acceptance not."""
    if talk.opened:
        return No.NOT_ASKED
    if talk.blocked:
        return No.BLOCKED_BY_YOU
    return No.REQUEST_SETTLED if talk.state is TalkState.ACCEPTED else None


def is_delivered(state: TalkState, *, withheld: bool) -> bool:
    """Whether the sender is told that a message has arrived. A refusal and a block look like one who has not looked yet."""
    return state is TalkState.ACCEPTED and not withheld


def longest(talk: Talk) -> int:
    """How many signs a message may have: the first of a conversation is short."""
    begins = talk.opened and talk.state is not TalkState.ACCEPTED
    return MAX_REQUEST if begins else MAX_MESSAGE


def _within(sent: Sent) -> No | None:
    return No.MESSAGES_TODAY if sent.messages >= MESSAGES_A_DAY[sent.step] else None

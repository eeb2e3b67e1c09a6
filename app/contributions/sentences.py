"""What the pages of needs, ideas and proposals say, kind by kind."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.rules.browsing import Order
from app.rules.contributions import Kind
from app.rules.voting import Choice


@dataclass(frozen=True)
class KindWords:
    """The words of one kind."""

    lead: Any
    ask_title: Any
    title_hint: Any
    ask_body: Any
    body_missing: Any
    title_missing: Any
    ask_links: Any
    good: Any
    tips: tuple[Any, ...]
    find: Any
    builds_on: Any
    built_on_by: Any
    closed: Any
    closing: Any
    opening: Any
    next: Any


WORDS = {
    Kind.NEED: KindWords(
        lead=_l("Tell it as it happened to you or to somebody you look after. You do not need to know the answer."),
        ask_title=_l("In one sentence"),
        title_hint=_l("For example, “I am afraid of falling at night”"),
        ask_body=_l("What happens, and how often?"),
        body_missing=_l("Tell us what happens. A sentence is enough."),
        title_missing=_l("Say in one sentence what you need."),
        ask_links="",
        good=_l("A good need"),
        tips=(_l("says what happened, and to whom"), _l("says how often"), _l("leaves the answer open")),
        find=_l("Find a need"),
        builds_on="",
        built_on_by=_l("Ideas that answer it"),
        closed=_l("Needs closed on %(when)s."),
        closing=_l("Needs: %(left)s"),
        opening=_l("Needs open on %(when)s."),
        next=_l("Suggest an idea that answers it"),
    ),
    Kind.IDEA: KindWords(
        lead=_l("How could needs be met? A short suggestion is enough. Others will help to work it up."),
        ask_title=_l("Your idea in one sentence"),
        title_hint=_l("For example, “Handyperson hour: small jobs done in the same week”"),
        ask_body=_l("How would it work?"),
        body_missing=_l("Tell us how it would work. A sentence is enough."),
        title_missing=_l("Say your idea in one sentence."),
        ask_links=_l("Which needs does it answer?"),
        good=_l("A good idea"),
        tips=(_l("says whom it helps"), _l("says what would be different"), _l("answers a need that people told us of")),
        find=_l("Find an idea"),
        builds_on=_l("Needs that it answers"),
        built_on_by=_l("Proposals that build on it"),
        closed=_l("Ideas closed on %(when)s."),
        closing=_l("Ideas: %(left)s"),
        opening=_l("Ideas open on %(when)s."),
        next=_l("Work it up into a proposal"),
    ),
    Kind.PROPOSAL: KindWords(
        lead=_l("Work an idea up until somebody could do it: what it costs, what comes of it, who would do it."),
        ask_title=_l("Your proposal in one sentence"),
        title_hint=_l("For example, “A night team of four who come within two hours”"),
        ask_body=_l("What would be done, and how?"),
        body_missing=_l("Tell us what would be done."),
        title_missing=_l("Say your proposal in one sentence."),
        ask_links=_l("Which ideas does it build on?"),
        good=_l("A good proposal"),
        tips=(_l("says what it costs, even roughly"), _l("says how we would know that it works"), _l("names who would do it")),
        find=_l("Find a proposal"),
        builds_on=_l("Ideas that it builds on"),
        built_on_by="",
        closed=_l("Proposals closed on %(when)s."),
        closing=_l("Proposals: %(left)s"),
        opening=_l("Proposals open on %(when)s."),
        next="",
    ),
    Kind.TOPIC: KindWords(
        lead=_l("Say what you would like to talk about."),
        ask_title=_l("What is it about?"),
        title_hint=_l("For example, “Who waters the plants in August?”"),
        ask_body=_l("Begin the conversation"),
        body_missing=_l("Begin the conversation. A sentence is enough."),
        title_missing=_l("Say in one sentence what it is about."),
        ask_links="",
        good=_l("A good topic"),
        tips=(_l("asks one thing"), _l("says what you know already"), _l("is kind to those who are not there")),
        find="",
        builds_on="",
        built_on_by="",
        closed="",
        closing="",
        opening="",
        next="",
    ),
}  # fmt: skip

ORDERS = {
    Order.BEST: _l("Best match"),
    Order.RANDOM: _l("Random"),
    Order.NEWEST: _l("Newest"),
    Order.DISCUSSED: _l("Most discussed"),
    Order.TOP: _l("Most agreed"),
    Order.NEAR: _l("Near me"),
}

MY_VOTE = {
    Choice.AGREE: (_l("You agreed"), "green", "agree"),
    Choice.DISAGREE: (_l("You disagreed"), "", "disagree"),
    Choice.UNSURE: (_l("You are unsure"), "", "unsure"),
}
"""One's own vote on a card: the words, the tag's colour, the icon."""

"""A round in which somebody organised votes."""

from datetime import timedelta

import pytest

from app import clock
from app.rules.actors import Role
from app.rules.phases import PhaseKind
from app.rules.voting import Choice, VoteSource
from app.votes.models import Vote
from tests import factories
from tests.results.made import a_dealt_round, chance


@pytest.fixture
def office(app):
    """Two moderators and a commissioner."""
    return [factories.user(app, role) for role in (Role.MODERATOR, Role.MODERATOR, Role.COMMISSIONER)]


@pytest.fixture
def dealt(app):
    """Make a round in which cards were dealt."""
    return lambda **about: a_dealt_round(app, **about)


@pytest.fixture
def plotted(app):
    """Make a round of ten ideas, all voted on by forty people over days; the last has twenty accounts of its own."""

    def make(**phases):
        in_round = factories.round_(app, **phases)
        author, now = factories.user(app), clock.now()
        ideas = [factories.contribution(app, in_round, author, title=f"Idea {n}") for n in range(10)]
        old = [factories.user(app, created_at=now - timedelta(days=60)) for _each in range(40)]
        rows = [
            vote(in_round, idea, person, now - timedelta(hours=1 + 150 * chance(n, m)))
            for n, idea in enumerate(ideas)
            for m, person in enumerate(old)
            if chance("votes", n, m) < 0.6
        ]
        burst = now - timedelta(hours=2)
        plotters = [factories.user(app, created_at=burst - timedelta(hours=1)) for _each in range(20)]
        rows += [vote(in_round, ideas[-1], person, burst) for person in plotters]
        factories.keep(app, *rows)
        return in_round, ideas, plotters

    return make


def vote(in_round, idea, person, at, choice=Choice.AGREE):
    """A vote without a card."""
    about = {"contribution_id": idea.id, "person_id": person.id, "round_id": in_round.id}
    return Vote(**about, choice=choice, at=at, source=VoteSource.WEB)


IDEAS = PhaseKind.IDEAS

"""A round with three ideas, five voters and one thing that must not be seen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import insert

from app import clock
from app.extensions import db
from app.rounds.models import Area, Round, round_areas
from app.rules.phases import PhaseKind
from app.rules.voting import Choice, VoteSource
from app.votes.models import Vote
from tests import factories

VOTES = {
    "Mend the lift": "aaaad",
    "=Open the garden": "aau",
    "Paint the hall": "dd",
    "Buy my pills": "aaaaa",
}
"""The votes of the five people, from the first: a agrees, d disagrees, u is unsure."""

CHOICES = {"a": Choice.AGREE, "d": Choice.DISAGREE, "u": Choice.UNSURE}


@dataclass
class Scene:
    """What was made."""

    round: Round
    north: Area
    south: Area
    ideas: dict[str, Any]

    @property
    def address(self) -> str:
        return f"/rounds/{self.round.slug}/results"


@pytest.fixture
def scene(app) -> Callable[..., Scene]:
    """Make the round; ideas are over, or open, as the caller says. The advert is hidden, whatever its votes."""

    def make(*, over: bool) -> Scene:
        north, south = factories.area(app, "North", 1000), factories.area(app, "South", 1000)
        phases = {"over": (PhaseKind.IDEAS,)} if over else {}
        in_round = factories.round_(app, *(() if over else (PhaseKind.IDEAS,)), **phases)
        _join(app, in_round, north, south)
        people = [factories.user(app, area_id=(north if n < 4 else south).id) for n in range(5)]
        author = factories.user(app)
        ideas = {title: factories.contribution(app, in_round, author, title=title) for title in VOTES}
        _hide(app, ideas["Buy my pills"])
        for title, choices in VOTES.items():
            for person, choice in zip(people, choices, strict=False):
                factories.keep(app, _vote(in_round, ideas[title], person, CHOICES[choice]))
        return Scene(in_round, north, south, ideas)

    return make


def _join(app, in_round: Round, *areas: Area) -> None:
    with app.app_context():
        db.session.execute(insert(round_areas), [{"round_id": in_round.id, "area_id": area.id} for area in areas])
        db.session.commit()


def _hide(app, idea) -> None:
    idea.hidden_at, idea.hidden_rule = clock.now(), 5
    factories.keep(app, idea)


def _vote(in_round, idea, person, choice) -> Vote:
    return Vote(
        contribution_id=idea.id,
        person_id=person.id,
        round_id=in_round.id,
        choice=choice,
        at=clock.now(),
        source=VoteSource.WEB,
    )

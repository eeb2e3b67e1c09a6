"""Two ideas that say the same, their authors, and people who support them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from app.contributions.models import Contribution
from app.duplicates import service
from app.duplicates.models import Pairing
from app.extensions import db
from app.rules.actors import Actor, Role
from app.rules.duplicates import Way
from app.rules.voting import Choice
from app.votes import service as votes
from app.votes.models import Vote
from tests import factories


@dataclass
class Two:
    """Anne's idea leads, Ben's follows it."""

    app: Any
    asked: Any
    anne: Any
    ben: Any
    lead: Any
    follower: Any
    moderator: Any

    def propose(self, by: Any, way: Way = Way.LINK) -> str:
        """Propose to join the two; gives the pairing's public id."""
        roles = {Role.MODERATOR} if by is self.moderator else set()
        with self.app.app_context():
            return service.propose(Actor(by.id, frozenset(roles)), self.lead.public_id, self.follower.public_id, way)

    def join(self, way: Way = Way.LINK) -> str:
        """Join them with the consent of both."""
        pairing = self.propose(self.anne, way)
        with self.app.app_context():
            service.answer(Actor(self.ben.id), pairing, yes=True)
        return pairing

    def end(self, pairing: str) -> None:
        """Ben undoes it."""
        with self.app.app_context():
            service.end(Actor(self.ben.id), pairing)

    def vote(self, person: Any, of: Any, choice: Choice = Choice.AGREE) -> None:
        """Let somebody vote."""
        with self.app.app_context():
            votes.cast_vote(Actor(person.id), of.public_id, choice)

    def supporter(self, of: Any = None) -> Any:
        """A new person who agrees with the follower, or with another one."""
        person = factories.user(self.app)
        self.vote(person, of or self.follower)
        return person

    def says(self, person: Any) -> dict[str, str]:
        """What the person says of the two, by title."""
        with self.app.app_context():
            rows = db.session.query(Contribution.title, Vote.choice).join(Vote, Vote.contribution_id == Contribution.id)
            return {title: choice.value for title, choice in rows.filter(Vote.person_id == person.id)}

    def row(self, pairing: str) -> Pairing:
        """The pairing as it is now."""
        with self.app.app_context():
            found = db.session.query(Pairing).filter_by(public_id=pairing).one()
            db.session.expunge(found)
        return found


LEAD, FOLLOWER = "Mend the lift in Maple Court", "The Maple Court lift never works"


@pytest.fixture
def two(app: Any) -> Two:
    """The two, in a round in which people vote."""
    asked = factories.round_(app)
    anne, ben = factories.user(app, name="Anne Okafor"), factories.user(app, name="Ben Whitlock")
    lead = factories.contribution(app, asked, anne, title=LEAD)
    follower = factories.contribution(app, asked, ben, title=FOLLOWER)
    return Two(app, asked, anne, ben, lead, follower, factories.user(app, Role.MODERATOR, name="Mo"))


@pytest.fixture
def opened(as_user: Callable[[Any], Any]) -> Callable[..., str]:
    """A page as this person reads it (nobody by default); any answer but the one expected fails."""

    def text(client: Any, address: str, status: int = 200) -> str:
        answer = client.get(address)
        assert answer.status_code == status, answer.status_code
        return answer.text

    return text

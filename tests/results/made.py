"""A round in which cards were dealt: many people, few items, votes that are known."""

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from app import clock
from app.accounts.models import User, Verification
from app.dealing.models import Deal
from app.extensions import db
from app.identifiers import public_id
from app.rounds.models import round_areas
from app.rules.contributions import Kind
from app.rules.phases import PhaseKind
from app.rules.verification import VerificationMethod
from app.rules.voting import Choice, VoteSource
from app.votes.models import Vote, VoteEvent
from tests import factories

TITLES = ("Mend the lift", "=Open the garden", "Paint the hall", "Night bus", "Seldom seen")
CHOICES = (Choice.AGREE, Choice.DISAGREE, Choice.UNSURE)


@dataclass
class Dealt:
    """What was made. `cast` are (person, item, choice, dealt), by number."""

    round: Any
    areas: list[Any]
    people: list[Any]
    ideas: list[Any]
    verified: set[int]
    cast: list[tuple[int, int, Choice, bool]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"/rounds/{self.round.slug}/results"


def chance(*words: Any) -> float:
    """The same number from 0 to 1 on every machine."""
    return int.from_bytes(hashlib.sha256(repr(words).encode()).digest()[:4], "big") / 2**32


def a_dealt_round(app: Any, *, over: bool = True, people: int = 60, agreeing: Any = None, areas: bool = True) -> Dealt:
    """Everybody is dealt the first four ideas; one in nine is not verified; some vote without a card; the last idea is new.

    `agreeing(person, item)` is the chance to agree; by default it falls from idea to idea, and people from the second area
    want the night bus, which others do not.
    """
    north, south = factories.area(app, population=3000), factories.area(app, population=1000)
    phases = {"over": (PhaseKind.IDEAS,)} if over else {}
    in_round = factories.round_(app, *(() if over else (PhaseKind.IDEAS,)), **phases)
    ids = _people(app, people, [north.id, south.id])
    author = factories.user(app)
    ideas = [factories.contribution(app, in_round, author, title=title) for title in TITLES]
    made = Dealt(in_round, [north, south] if areas else [], ids, ideas, {n for n in range(people) if n % 9})
    wish = agreeing or (lambda person, item: (0.9, 0.6, 0.35, 0.85 if person % 3 == 2 else 0.25, 0.5)[item])
    for person in range(people):
        for item in range(5):
            choice = _choice(chance("answer", person, item), wish(person, item))
            if item < 4 and chance("answers", person, item) < 0.9:
                made.cast.append((person, item, choice, True))
            elif chance("found", person, item) < 0.05:
                made.cast.append((person, item, choice, False))
    _insert(app, made)
    return made


def _choice(drawn: float, agree: float) -> Choice:
    if drawn < agree:
        return Choice.AGREE
    return Choice.DISAGREE if drawn < agree + 0.7 * (1 - agree) else Choice.UNSURE


def _people(app: Any, many: int, homes: list[int]) -> list[int]:
    now = clock.now()
    rows = [
        {
            "handle": public_id(),
            "email": f"{public_id()}@example.org",
            "password": None,
            "active": True,
            "fs_uniquifier": public_id(),
            "confirmed_at": now,
            "display_name": "Somebody",
            "created_at": now,
            "about": "",
            "about_html": "",
            "area_id": homes[number % 3 == 2],
        }
        for number in range(many)
    ]
    with app.app_context():
        found = list(db.session.scalars(insert(User).returning(User.id, sort_by_parameter_order=True), rows))
        db.session.execute(
            insert(Verification),
            [
                {"person_id": one, "method": VerificationMethod.COMMAND_LINE, "at": now - timedelta(days=30)}
                for number, one in enumerate(found)
                if number % 9
            ],
        )
        db.session.commit()
    return found


def _insert(app: Any, made: Dealt) -> None:
    then = made.round.opened_at + timedelta(days=10)
    with app.app_context():
        if made.areas:
            rows = [{"round_id": made.round.id, "area_id": area.id} for area in made.areas]
            db.session.execute(insert(round_areas), rows)
        cards = {}
        for person, account in enumerate(made.people):
            for item in range(4):
                deal = Deal(
                    round_id=made.round.id,
                    kind=Kind.IDEA,
                    person_id=account,
                    contribution_id=made.ideas[item].id,
                    place=item + 1,
                    at=then + timedelta(seconds=person * 10 + item),
                )
                db.session.add(deal)
                cards[person, item] = deal
        db.session.flush()
        for person, item, choice, dealt in made.cast:
            about = {
                "contribution_id": made.ideas[item].id,
                "person_id": made.people[person],
                "round_id": made.round.id,
                "choice": choice,
                "at": then,
                "source": VoteSource.WEB,
                "deal_id": cards[person, item].id if dealt else None,
            }
            db.session.add_all([Vote(**about), VoteEvent(**about)])
        db.session.commit()

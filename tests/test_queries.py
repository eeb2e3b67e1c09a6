"""How many questions a page asks of the database: few, and no more of them when there is ten times as much to show."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from app import clock
from app.duplicates.models import Pairing
from app.extensions import db
from app.identifiers import public_id
from app.messages import service as letters
from app.organisations.models import Membership
from app.rounds.models import Phase
from app.rules.actors import Actor, Role
from app.rules.contributions import Kind
from app.rules.duplicates import Way
from app.rules.organisations import MemberRole
from app.rules.phases import PhaseKind
from app.rules.spaces import SpaceRole
from app.rules.voting import Choice
from app.spaces.models import Space, SpaceMember
from app.threads import comment_service
from app.threads.comment_service import Draft
from app.votes import service as votes
from tests import factories

READERS = ("stranger", "resident", "moderator")


@pytest.fixture
def asked(app: Any) -> Callable[[Any, str], int]:
    """Open a page once to warm it up and once more; gives how many statements the second time sent."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        sent: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            sent.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        yield sent
        event.remove(engine, "before_cursor_execute", note)

    def count(client: Any, address: str) -> int:
        assert client.get(address).status_code == 200
        with counting() as sent:
            assert client.get(address).status_code == 200
        return len(sent)

    return count


@pytest.fixture
def reader(app: Any, client: Any, as_user: Any) -> Callable[[str], Any]:
    """A client of such a reader."""

    def of(name: str) -> Any:
        if name == "stranger":
            return client
        roles = (Role.MODERATOR,) if name == "moderator" else ()
        return as_user(factories.user(app, *roles, verified=True))

    return of


def talk(app: Any, idea: Any, speaker: Any, comments: int) -> None:
    """Let somebody say so much, in answers to one another."""
    with app.test_request_context():
        last = None
        for number in range(comments):
            last = comment_service.post(Actor(speaker.id), idea.public_id, Draft(f"Number {number}.", last)).public_id
            last = last if number % 3 else None


@pytest.mark.parametrize("name", READERS)
def test_a_contribution_with_its_thread_takes_six_queries_however_many_speak(app, reader, asked, name):
    speaker, in_round = factories.user(app), factories.round_(app)
    need = factories.contribution(app, in_round, speaker, Kind.NEED)
    idea = factories.contribution(app, in_round, speaker)
    factories.link(app, idea, need)
    who = reader(name)
    talk(app, idea, speaker, 6)
    few = asked(who, f"/ideas/{idea.public_id}")
    talk(app, idea, speaker, 60)
    many = asked(who, f"/ideas/{idea.public_id}")
    assert many == few <= 6
    assert asked(who, f"/ideas/{idea.public_id}?order=useful") <= 6


@pytest.mark.parametrize("name", READERS)
def test_a_contribution_that_others_say_too_takes_two_queries_more_however_many_say_it(app, reader, asked, name):
    author, in_round = factories.user(app), factories.round_(app)
    lead, alone = (factories.contribution(app, in_round, author) for _ in range(2))
    who = reader(name)

    def join(number: int) -> None:
        for _ in range(number):
            other, now = factories.contribution(app, in_round, author), clock.now()
            said = {"lead_said": True, "follower_said": True, "joined_at": now, "by_id": author.id, "at": now}
            about = {"round_id": in_round.id, "lead_id": lead.id, "follower_id": other.id, "way": Way.LINK}
            factories.keep(app, Pairing(**about, **said))

    join(1)
    few = asked(who, f"/ideas/{lead.public_id}")
    join(9)
    assert asked(who, f"/ideas/{lead.public_id}") == few == asked(who, f"/ideas/{alone.public_id}") + 2 <= 6


@pytest.mark.parametrize("name", READERS)
def test_a_list_takes_as_many_queries_for_thirty_as_for_three(app, reader, asked, name):
    author, in_round = factories.user(app), factories.round_(app)
    address, who = f"/rounds/{in_round.slug}/ideas", reader(name)
    for _ in range(3):
        factories.contribution(app, in_round, author)
    few = asked(who, address)
    for _ in range(27):
        factories.contribution(app, in_round, author)
    assert asked(who, address) == few <= 7


@pytest.mark.parametrize("name", READERS)
def test_a_round_takes_as_many_queries_for_thirty_as_for_three(app, reader, asked, name):
    author, in_round = factories.user(app), factories.round_(app)
    address, who = f"/rounds/{in_round.slug}", reader(name)
    for _ in range(3):
        factories.contribution(app, in_round, author)
    few = asked(who, address)
    for _ in range(27):
        factories.contribution(app, in_round, author)
    assert asked(who, address) == few <= 8


def voted_on(app: Any, ideas: int) -> str:
    """A round that is over, in which two people agreed with so many ideas; gives the address of its results."""
    author, in_round = factories.user(app), factories.round_(app, PhaseKind.IDEAS)
    voters = [factories.user(app, verified=True) for _ in range(2)]
    for idea in [factories.contribution(app, in_round, author) for _ in range(ideas)]:
        for voter in voters:
            with app.app_context():
                votes.cast_vote(Actor(voter.id, verified=True), idea.public_id, Choice.AGREE)
    with app.app_context():
        db.session.query(Phase).filter_by(round_id=in_round.id).update({"closes_at": clock.now()})
        db.session.commit()
    return f"/rounds/{in_round.slug}/results?rule=net"


@pytest.mark.parametrize("name", READERS)
def test_results_take_as_many_queries_for_twenty_as_for_two(app, reader, asked, name):
    who = reader(name)
    assert asked(who, voted_on(app, 20)) == asked(who, voted_on(app, 2)) <= 8


def test_letterbox_and_conversation(app, asked, reader, as_user):
    me = factories.user(app)
    client, actor = as_user(me), Actor(me.id)

    def fill(people, messages):
        others = [factories.user(app) for _each in range(people)]
        with app.test_request_context():
            names = [letters.start(Actor(one.id), "people", me.handle, "Hello") for one in others]
            for _each in range(messages):
                letters.write(actor, names[0], "Hello")
            letters.open_(actor, names[0])
            db.session.remove()
        return names[0]

    few = fill(2, 2)
    before = asked(client, "/messages"), asked(client, f"/messages/{few}")
    many = fill(20, 20)
    assert (asked(client, "/messages"), asked(client, f"/messages/{many}")) == before


def test_whom_one_may_call(app, asked, as_user):
    author, caller = factories.user(app), factories.user(app)
    idea = factories.contribution(app, factories.round_(app), author)
    address = f"/mentions?q=person&thread={factories.thread_of(app, idea).public_id}"
    few = asked(as_user(caller), address)
    for _ in range(20):
        factories.user(app)
    assert asked(as_user(caller), address) == few <= 3


def test_lists_of_people_with_pictures(app, asked, as_user):
    me, area, here = factories.user(app), factories.area(app), factories.round_(app)
    body = factories.organisation(app)
    client = as_user(me)
    made = client.submit("/spaces/new", name="Mill Lane", about="For neighbours.", kind="open").location
    pages = (f"{made}/members", f"/organisations/{body.handle}/members", f"/areas/{area.slug}", f"/rounds/{here.slug}")

    with app.app_context():
        space_id = db.session.query(Space.id).scalar()

    def joined(person):
        since = {"person_id": person.id, "since": clock.now()}
        return (
            Membership(organisation_id=body.id, role=MemberRole.MEMBER, by_id=me.id, **since),
            SpaceMember(space_id=space_id, role=SpaceRole.MEMBER, **since),
        )

    factories.keep(app, joined(me)[0])

    def fill(people):
        for _ in range(people):
            one = factories.user(app, avatar=public_id())
            factories.keep(app, *joined(one))
            factories.contribution(app, here, one, area_id=area.id)

    fill(2)
    before = [asked(client, page) for page in pages]
    fill(5)
    assert [asked(client, page) for page in pages] == before

"""The order of cards: everybody's own, from nothing but a secret and two numbers."""

import hmac
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.rules import dealing
from app.rules.actors import Actor, Role
from app.rules.contributions import Kind
from app.rules.permissions import No
from app.rules.phases import Phase, PhaseKind, Timetable

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)

secrets = st.binary(min_size=1, max_size=100)
people = st.integers(1, 2**40)
sets = st.sets(st.integers(1, 2**40), max_size=30)


def whole_order(secret, person, contributions):
    left, order = set(contributions), []
    while (card := dealing.next_card(secret, person, left)) is not None:
        order.append(card)
        left.remove(card)
    return order


def by_the_book(secret, person, contributions):
    def mark(contribution):
        return hmac.digest(secret, person.to_bytes(8, "big") + contribution.to_bytes(8, "big"), "sha256")

    return sorted(contributions, key=mark)


@given(secrets, people, sets)
def test_the_order_is_hmac_s(secret, person, contributions):
    assert whole_order(secret, person, contributions) == by_the_book(secret, person, contributions)


@given(secrets, people, st.sets(st.integers(1, 2**40), max_size=dealing.AHEAD + 5))
def test_the_first_few_are_the_first_of_the_order(secret, person, contributions):
    first = dealing.first_cards(secret, person, ",".join(map(str, contributions)))
    assert list(first) == by_the_book(secret, person, contributions)[: dealing.AHEAD]


@given(secrets, people, sets, st.integers(1, 2**40))
def test_what_comes_in_or_goes_leaves_the_rest_in_order(secret, person, contributions, other):
    before = whole_order(secret, person, contributions - {other})
    after = whole_order(secret, person, contributions | {other})
    assert [card for card in after if card != other] == before


@given(secrets, people, st.lists(st.integers(1, 99), min_size=1, max_size=20, unique=True), st.randoms())
def test_the_order_in_which_they_are_named_does_not_matter(secret, person, contributions, chance):
    shuffled = list(contributions)
    chance.shuffle(shuffled)
    assert dealing.next_card(secret, person, shuffled) == dealing.next_card(secret, person, contributions)


def test_people_and_rounds_have_orders_of_their_own():
    firsts = {dealing.next_card(b"secret", person, range(1, 50)) for person in range(1, 200)}
    assert len(firsts) > 30
    assert whole_order(b"one", 7, range(1, 50)) != whole_order(b"another", 7, range(1, 50))


def test_nothing_left_is_no_card():
    assert dealing.next_card(b"secret", 1, ()) is None


@given(st.integers(1, 2000), st.integers(1, 2000))
def test_a_card_counts_within_the_allowance_and_stays_counted_when_it_grows(place, allowance):
    assert dealing.is_counted(place, allowance) == (place <= allowance)
    assert not dealing.is_counted(place, allowance) or dealing.is_counted(place, allowance + 1)


def test_never_one_s_own_nor_what_nobody_sees():
    assert dealing.may_be_dealt(1, 2, listed=True)
    assert not dealing.may_be_dealt(1, 1, listed=True)
    assert not dealing.may_be_dealt(1, 2, listed=False)


@given(st.integers(1, 2000), st.integers(-5, 2000))
def test_an_allowance_is_never_lowered_in_the_open(was, becomes):
    if dealing.may_allow(was, becomes, opened=True):
        assert becomes >= was
    if 1 <= becomes <= dealing.MOST_CARDS:
        assert dealing.may_allow(was, becomes, opened=False)
    assert dealing.may_allow(was, was, opened=True)
    assert becomes == was or not dealing.may_allow(was, -abs(becomes), opened=False)


def table(*phases):
    return Timetable(opened=True, cancelled=False, phases=phases)


def test_whoever_may_vote_may_play():
    round_ = table(Phase(PhaseKind.IDEAS, NOW - DAY, NOW + DAY))
    assert dealing.may_play(Actor(1), Kind.IDEA, round_, NOW) is None
    assert dealing.may_play(Actor(), Kind.IDEA, round_, NOW) == No.STRANGER
    assert dealing.may_play(Actor(1, frozenset({Role.ORGANISATION})), Kind.IDEA, round_, NOW) == No.ORGANISATION
    assert dealing.may_play(Actor(1), Kind.NEED, round_, NOW) == No.NO_SUCH_PHASE
    assert dealing.may_play(Actor(1), Kind.IDEA, round_, NOW + 2 * DAY) == No.ROUND_CLOSED


def test_the_current_phase_s_kind_comes_first():
    needs = Phase(PhaseKind.NEEDS, NOW - 2 * DAY, NOW + 3 * DAY)
    ideas = Phase(PhaseKind.IDEAS, NOW - DAY, NOW + DAY)
    assert dealing.kinds_to_play(table(needs, ideas), NOW) == (Kind.IDEA, Kind.NEED)
    assert dealing.kinds_to_play(table(needs, ideas), NOW + 2 * DAY) == (Kind.NEED,)
    assert dealing.kinds_to_play(table(needs, ideas), NOW + 4 * DAY) == ()

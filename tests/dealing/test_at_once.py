"""Two tabs, a double click, a crowd: nothing is dealt or counted twice, and nobody waits in a ring."""

import pytest

from app.rules.phases import PhaseKind
from app.rules.voting import Choice
from tests import factories, together
from tests.dealing.conftest import Deal, Player, Vote, VoteEvent

TABS = 6


def at_once(*acts):
    """Do all of it at the same moment; gives what each came to."""
    found = together.at_once(acts)
    assert None not in found
    return found


@pytest.fixture
def tabs(as_user, person, ideas):
    """One person's tabs."""
    return [Player(as_user(person)) for _ in range(TABS)]


def sender(tab, act, **fields):
    """Read the page now; give what sends its form later."""
    form = next(form for form in tab.browser.forms(tab.at) if form.action.startswith(tab.at))
    data = form.fields | fields
    return lambda: tab.browser.post(f"{tab.at}/{act}", data=data).status_code


def test_many_tabs_deal_one_card(tabs, rows):
    assert set(at_once(*(sender(tab, "deal") for tab in tabs))) == {303}
    (deal,) = rows(Deal)
    assert deal.place == 1


def test_a_double_click_answers_once_and_deals_once(tabs, rows, app, ideas):
    tabs[0].deal()
    answers = at_once(*(sender(tab, "answer", choice="agree") for tab in tabs))
    assert sorted(answers) == [303] + [409] * (TABS - 1)
    (vote,) = rows(Vote)
    assert len(rows(VoteEvent)) == 1
    assert [deal.place for deal in rows(Deal)] == [1, 2]
    assert vote.deal_id == rows(Deal)[0].id
    assert sum(factories.reload(app, idea).agree_count for idea in ideas) == 1


def test_tabs_that_answer_skip_undo_and_deal_at_once_leave_a_sound_hand(tabs, rows, app, ideas):
    tabs[0].deal()
    tabs[0].answer("agree")
    acts = [
        sender(tabs[0], "answer", choice="disagree"), sender(tabs[1], "skip"), sender(tabs[2], "undo"),
        sender(tabs[3], "deal"), sender(tabs[4], "answer", choice="unsure"), sender(tabs[5], "skip"),
    ]  # fmt: skip
    assert set(at_once(*acts)) <= {303, 409}
    deals, votes = rows(Deal), rows(Vote)
    assert sorted(deal.place for deal in deals) == list(range(1, len(deals) + 1))
    by_id = {deal.id: deal for deal in deals}
    assert all(by_id[vote.deal_id].contribution_id == vote.contribution_id for vote in votes)
    assert all(by_id[vote.deal_id].answered_at for vote in votes)
    for choice in Choice:
        counted = sum(getattr(factories.reload(app, idea), f"{choice}_count") for idea in ideas)
        assert counted == sum(vote.choice == choice for vote in votes)


def test_a_crowd_that_answers_each_other_s_next_cards_waits_for_nobody_twice(app, as_user, author, rows):
    """Everybody's next card is one that somebody else is answering at this moment."""
    crowded = factories.round_(app, PhaseKind.IDEAS, slug="crowded")
    for _ in range(2):
        factories.contribution(app, crowded, author)
    crowd = [Player(as_user(factories.user(app)), "crowded") for _ in range(TABS)]
    for player in crowd:
        player.deal()
    for _ in range(2):
        assert set(at_once(*(sender(player, "answer", choice="agree") for player in crowd))) == {303}
    assert len(rows(Vote)) == 2 * TABS
    assert len(rows(Deal)) == 2 * TABS

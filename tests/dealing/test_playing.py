"""Have your say, card by card: dealing, answering, skipping, undoing, to the end and beyond the allowance."""

import hmac

import pytest

from app.rules.phases import PhaseKind
from app.rules.voting import Choice
from tests import factories
from tests.dealing.conftest import Deal, Player, Vote, VoteEvent


def test_a_card_is_dealt_when_one_asks_and_stays_until_it_is_answered(player, rows):
    assert "Deal the first card" in player.page()
    assert rows(Deal) == []
    response = player.deal()
    assert response.status_code == 303
    card = player.card()
    player.browser.post(f"{player.at}/deal", data={"csrf_token": player.browser.token(player.at), "kind": "idea"})
    assert player.card() == card
    assert [(deal.public_id, deal.place) for deal in rows(Deal)] == [(card, 1)]


def test_an_answer_is_a_vote_that_answers_the_card_and_the_next_is_dealt(player, rows, person, app):
    player.deal()
    card, title = player.card(), player.title()
    assert player.answer("disagree").status_code == 303
    page = player.page()
    assert f"you disagreed with “{title}”" in page
    assert player.card() != card
    (vote,) = rows(Vote)
    first, second = rows(Deal)
    assert (vote.deal_id, vote.choice, vote.person_id) == (first.id, Choice.DISAGREE, person.id)
    assert first.answered_at == vote.at
    assert (second.place, second.answered_at) == (2, None)
    assert [event.deal_id for event in rows(VoteEvent)] == [first.id]
    assert "of 5, 1 answered" in page


def test_to_the_end_nothing_comes_twice_and_new_ones_are_told(player, rows, app, round_, author):
    player.deal()
    for number in range(5):
        assert player.send("skip").status_code == 303 if number == 2 else player.answer().status_code == 303
    page = player.page()
    assert "That is all of them" in page
    assert "You answered 4 ideas and skipped 1." in page
    assert len({deal.contribution_id for deal in rows(Deal)}) == 5
    factories.contribution(app, round_, author, title="Late")
    assert "You have seen them all; 1 new since" in player.page()
    player.deal()
    assert player.title() == "Late"


def test_old_ones_that_are_left_are_not_told_as_seen(app, as_user, person, author, rows):
    """The allowance ends the counting, not the cards: what nobody has shown this person is not behind them."""
    small = factories.round_(app, PhaseKind.IDEAS, slug="small", allowance=1)
    ideas = [factories.contribution(app, small, author) for _ in range(3)]
    player = Player(as_user(person), "small")
    player.deal()
    (idea,) = [idea for idea in ideas if idea.id == rows(Deal)[0].contribution_id]
    page, vote_at = f"/ideas/{idea.public_id}", f"/contributions/{idea.public_id}/vote"
    player.browser.submit(page, vote_at, choice="agree")  # Answers the card where no next one is dealt.
    factories.contribution(app, small, author, title="Late")
    page = player.page()
    assert "There is more to answer" in page
    assert "Go on where you stopped. 1 is new since." in page
    assert "seen them all" not in page


def test_skipped_cards_can_be_gone_through_again(player, rows):
    player.deal()
    for _ in range(2):
        player.send("skip")
    for _ in range(3):
        player.answer()
    assert "See the 2 that you skipped" in player.page()
    assert player.send("skipped").status_code == 303
    for _ in range(2):
        assert player.card()
        player.answer("unsure")
    assert "You answered 5 ideas." in player.page()
    assert all(deal.answered_at and not deal.skipped_at for deal in rows(Deal))


def test_undo_takes_the_vote_back_and_opens_the_card_again(player, rows, app, ideas):
    player.deal()
    card, title = player.card(), player.title()
    player.answer()
    response = player.send("undo")
    assert response.status_code == 303
    assert player.card() == card
    assert player.title() == title
    assert rows(Vote) == []
    assert [event.choice for event in rows(VoteEvent)] == [Choice.AGREE, None]
    assert len({event.deal_id for event in rows(VoteEvent)}) == 1
    assert sum(factories.reload(app, idea).agree_count for idea in ideas) == 0
    player.answer("unsure")
    assert len(rows(Deal)) == 2, "the card that was dealt meanwhile is still the next"


def test_undo_twice_by_a_double_click_undoes_one(player, rows):
    player.deal()
    player.answer()
    player.answer()
    form = next(form for form in player.browser.forms(player.at) if form.action.startswith(player.at))
    for _ in range(2):
        assert player.browser.post(f"{player.at}/undo", data=form.fields).status_code == 303
    assert len(rows(Vote)) == 1
    player.send("undo")
    assert rows(Vote) == []


def test_undo_of_a_skip_opens_the_card(player, rows):
    player.deal()
    card = player.card()
    player.send("skip")
    assert "Skipped: “" in player.page()
    player.send("undo")
    assert player.card() == card
    assert rows(VoteEvent) == []


def test_only_the_last_card_can_be_undone(player, rows):
    player.deal()
    first = player.card()
    player.answer()
    player.answer()
    response = player.send("undo", last=first)
    assert response.status_code == 409
    assert "You have used another card since" in response.text
    assert len(rows(Vote)) == 2


def test_a_vote_from_before_is_found_until_the_card_confirms_it(player, rows, ideas):
    for idea in ideas:
        player.browser.submit(f"/ideas/{idea.public_id}", f"/contributions/{idea.public_id}/vote", choice="agree")
    assert {vote.deal_id for vote in rows(Vote)} == {None}
    player.deal()
    page = player.page()
    assert "You agreed with this before it was on your card." in page
    assert 'value="agree" aria-pressed="true"' in page
    player.answer("agree")
    (confirmed,) = [vote for vote in rows(Vote) if vote.deal_id]
    first = rows(Deal)[0]
    assert (confirmed.deal_id, confirmed.choice) == (first.id, Choice.AGREE)
    player.send("undo")
    votes = rows(Vote)
    assert {vote.deal_id for vote in votes} == {None}
    assert [vote.choice for vote in votes] == [Choice.AGREE] * 5
    assert rows(VoteEvent)[-1].deal_id is None
    player.answer("disagree")
    player.send("undo")
    assert {(vote.choice, vote.deal_id) for vote in rows(Vote)} == {(Choice.AGREE, None)}


def test_a_vote_on_the_contribution_s_page_answers_its_card(player, rows, ideas):
    player.deal()
    (deal,) = rows(Deal)
    (idea,) = [idea for idea in ideas if idea.id == deal.contribution_id]
    page, vote_at = f"/ideas/{idea.public_id}", f"/contributions/{idea.public_id}/vote"
    player.browser.submit(page, vote_at, choice="unsure")
    (vote,) = rows(Vote)
    assert vote.deal_id == deal.id
    assert rows(Deal)[0].answered_at == vote.at
    assert "There is more to answer" in player.page()
    player.browser.post(f"{vote_at}/withdraw", data=player.browser.form(page, vote_at).fields)
    assert rows(Vote) == []
    assert rows(Deal)[0].answered_at, "the card stays used"
    player.browser.submit(page, vote_at, choice="agree")
    assert rows(Vote)[0].deal_id == deal.id


def test_beyond_the_allowance_one_goes_on_and_is_told(app, as_user, person, author, rows):
    small = factories.round_(app, PhaseKind.IDEAS, slug="small", allowance=2)
    for _ in range(3):
        factories.contribution(app, small, author)
    player = Player(as_user(person), "small")
    player.deal()
    player.answer()
    assert "of 2, 1 answered" in player.page()
    player.answer()
    page = player.page()
    assert "Your 2 cards that count are done. This is card 3." in page
    assert "they do not move the order" in page
    player.answer()
    assert [(deal.place, deal.answered_at is not None) for deal in rows(Deal)] == [(1, True), (2, True), (3, True)]
    assert len(rows(Vote)) == 3


def test_one_s_own_is_never_dealt(app, as_user, author, ideas):
    own = Player(as_user(author))
    assert "Nothing to answer yet" in own.page()
    assert own.browser.post(f"{own.at}/deal", data={"csrf_token": own.browser.token("/account/"), "kind": "idea"})
    assert own.card() is None


@pytest.mark.parametrize("gone", ["hidden_at", "withdrawn_at", "published_at"])
def test_what_is_not_listed_is_never_dealt(app, as_user, person, author, round_, gone):
    from app import clock

    value = {gone: None} if gone == "published_at" else {gone: clock.now()}
    fields = value | ({"hidden_rule": 1} if gone == "hidden_at" else {})
    factories.contribution(app, round_, author, **fields)
    player = Player(as_user(person))
    assert "Nothing to answer yet" in player.page()


def test_beyond_the_first_few_that_are_kept_the_order_goes_on(player, monkeypatch, rows, round_, app, author):
    """Everybody has one order, however little of it is kept, and what comes in or goes takes its place in it."""
    from app.rules import dealing

    monkeypatch.setattr(dealing, "AHEAD", 2)
    dealing.first_cards.cache_clear()
    player.deal()
    for _ in range(2):
        player.answer()
    late = factories.contribution(app, round_, author, title="Late")
    for _ in range(4):
        player.answer()
    deals = rows(Deal)
    dealing.first_cards.cache_clear()
    secret, person = factories.reload(app, round_).deal_secret, deals[0].person_id
    before, after = (
        {deal.contribution_id for deal in deals} - {late.id},
        {deal.contribution_id for deal in deals[3:]},
    )
    dealt = [deal.contribution_id for deal in deals]
    assert len(dealt) == 6
    assert dealt[:3] == _by_the_book(secret, person, before)[:3]
    assert dealt[3:] == _by_the_book(secret, person, after)


def _by_the_book(secret, person, contributions):
    def mark(contribution):
        return hmac.digest(secret, person.to_bytes(8, "big") + contribution.to_bytes(8, "big"), "sha256")

    return sorted(contributions, key=mark)


def test_the_unverified_are_told_on_each_card_that_they_do_not_count_yet(app, as_user, ideas, person, player):
    new = Player(as_user(factories.user(app, name="Cy")))
    new.deal()
    for _card in range(3):
        page = new.page()
        assert page.count("they do not count yet") == 1
        assert 'href="/account/verify"' in page
        new.answer("agree")
    player.deal()
    assert "they do not count yet" not in player.page()

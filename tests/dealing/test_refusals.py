"""What is refused, passed over or said plainly: forged, foreign and used cards, strangers, organisations, closed doors."""

import pytest

from app import clock
from app.contributions.models import Contribution
from app.extensions import db
from app.rules.actors import Role
from app.rules.phases import PhaseKind
from tests import factories
from tests.dealing.conftest import Deal, Player, Vote, VoteEvent


def hide(app, contribution_id):
    with app.app_context():
        row = db.session.get_one(Contribution, contribution_id)
        row.hidden_at, row.hidden_rule = clock.now(), 1
        db.session.commit()


@pytest.mark.parametrize("act", ["answer", "skip"])
def test_a_forged_or_foreign_card_is_refused_with_a_sentence(player, as_user, app, rows, act):
    player.deal()
    theirs = Player(as_user(factories.user(app)))
    theirs.deal()
    for card in ("234567abcdef", "", "' or 1=1", theirs.card()):
        response = player.send(act, card=card, choice="agree")
        assert response.status_code == 404
        assert "That is not one of your cards. Nothing was changed." in response.text
        assert player.card() in response.text, "the game goes on from the open card"
    assert rows(Vote) == []
    assert not any(deal.answered_at or deal.skipped_at for deal in rows(Deal))


def test_a_used_card_is_refused_and_its_answer_is_kept(player, rows):
    player.deal()
    used = player.card()
    player.answer("agree")
    for choice in ("disagree", "agree"):
        response = player.answer(choice, card=used)
        assert response.status_code == 409
        assert "You have answered that card already, and your answer is kept." in response.text
    player.send("skip")
    assert player.send("skip", card=used).status_code == 409
    assert len(rows(Vote)) == 1
    assert len(rows(VoteEvent)) == 1


def test_a_skipped_card_is_used_too(player, rows):
    player.deal()
    card = player.card()
    player.send("skip")
    response = player.answer("agree", card=card)
    assert response.status_code == 409
    assert "You have skipped that card already." in response.text
    assert rows(Vote) == []


def test_a_card_of_another_round_is_no_card_here(player, app, as_user, person, author):
    other = factories.round_(app, PhaseKind.IDEAS, slug="other")
    factories.contribution(app, other, author)
    player.deal()
    there = Player(player.browser, "other")
    there.deal()
    assert there.answer(card=player.card()).status_code == 404


@pytest.mark.parametrize("choice", ["", "yes", "AGREE"])
def test_an_answer_must_be_one_of_the_three(player, rows, choice):
    player.deal()
    response = player.answer(choice)
    assert response.status_code == 422
    assert "Choose agree, unsure or disagree." in response.text
    assert rows(Vote) == []


def test_a_kind_that_is_none_deals_nothing(player, rows):
    for kind in ("", "comment"):
        assert player.send("deal", kind=kind).status_code == 422
    assert player.send("deal", kind="need").status_code == 403, "this round does without needs"
    assert rows(Deal) == []


def test_a_card_that_was_hidden_meanwhile_is_passed_over_with_a_sentence(player, app, rows):
    player.deal()
    first = player.card()
    hide(app, rows(Deal)[0].contribution_id)
    response = player.browser.post(
        f"{player.at}/answer",
        data={"csrf_token": player.browser.token(player.at), "card": first, "choice": "agree"},
        follow_redirects=True,
    )
    assert "That idea was taken down while you were reading, so no answer was recorded." in response.text
    assert rows(Vote) == []
    assert player.card() not in {None, first}


def test_the_page_says_that_the_open_card_went(player, app, rows):
    player.deal()
    hide(app, rows(Deal)[0].contribution_id)
    assert "has been taken down, so it was passed over" in player.page()
    player.deal()
    assert rows(Deal)[-1].place == 2


def test_an_answer_to_what_was_hidden_since_cannot_be_undone_and_its_words_are_gone(player, app, rows):
    player.deal()
    title = player.title()
    player.answer()
    hide(app, rows(Deal)[0].contribution_id)
    assert title not in player.page()
    response = player.send("undo")
    assert response.status_code == 303
    assert "That one was taken down since" in player.page()
    assert len(rows(Vote)) == 1


def test_strangers_read_what_it_is_and_get_no_cookie(app, client, ideas):
    response = client.get("/rounds/lunch/have-your-say")
    assert response.status_code == 200
    assert "Sign in" in response.text
    assert "first 40 cards" in response.text
    assert "Set-Cookie" not in response.headers
    for act in ("deal", "answer", "skip", "undo", "skipped"):
        response = client.post(f"/rounds/lunch/have-your-say/{act}", data={"csrf_token": client.token()})
        assert response.status_code in {302, 303}
        assert "/login" in response.location


def test_an_organisation_is_told_that_it_does_not_vote(app, as_user, ideas, rows):
    badge = Player(as_user(factories.user(app, Role.ORGANISATION, organisation_id=factories.organisation(app).id)))
    assert "An organisation does not vote" in badge.page()
    token = badge.browser.token("/account/")
    response = badge.browser.post(f"{badge.at}/deal", data={"csrf_token": token, "kind": "idea"})
    assert response.status_code == 403
    assert rows(Deal) == []


def test_the_unverified_play_and_are_told_that_it_does_not_count_yet(app, as_user, ideas, rows):
    newcomer = Player(as_user(factories.user(app)))
    assert "they do not count yet" in newcomer.page()
    newcomer.deal()
    newcomer.answer()
    page = newcomer.page()
    assert "they do not count yet" in page
    assert 'href="/account/verify"' in page
    assert len(rows(Vote)) == 1


def test_the_verified_are_not_bothered(player):
    player.deal()
    player.answer()
    assert "do not count yet" not in player.page()


@pytest.mark.parametrize(
    ("phases", "words"),
    [
        ({"ahead": (PhaseKind.IDEAS,)}, "Not open yet"),
        ({"over": (PhaseKind.IDEAS,)}, "Voting has closed"),
        ({"over": (PhaseKind.IDEAS,), "cancelled_at": clock.now(), "cancel_reason": "Flood."}, "Voting has closed"),
    ],
)
def test_closed_doors_say_so(app, as_user, person, phases, words, rows):
    factories.round_(app, slug="shut", **phases)
    player = Player(as_user(person), "shut")
    assert words in player.page()
    token = player.browser.token("/account/")
    for act in ("deal", "skipped"):
        response = player.browser.post(f"{player.at}/{act}", data={"csrf_token": token, "kind": "idea"})
        assert response.status_code == 403
    assert rows(Deal) == []


def test_an_answer_after_the_close_is_refused(player, app, round_, rows):
    from app.rounds.models import Phase

    player.deal()
    fields = next(form for form in player.browser.forms(player.at) if form.action.startswith(player.at)).fields
    with app.app_context():
        db.session.query(Phase).filter_by(round_id=round_.id).update({"closes_at": clock.now()})
        db.session.commit()
    for act in ("answer", "skip"):
        response = player.browser.post(f"{player.at}/{act}", data=fields | {"choice": "agree"})
        assert response.status_code == 403
        assert "Voting has closed" in response.text
    assert rows(Vote) == []


def test_there_is_no_such_round(client):
    assert client.get("/rounds/nowhere/have-your-say").status_code == 404


def test_a_draft_is_nobody_s(app, client, as_user):
    factories.round_(app, PhaseKind.IDEAS, slug="draft", opened_at=None)
    assert client.get("/rounds/draft/have-your-say").status_code == 404
    assert as_user(factories.user(app)).get("/rounds/draft/have-your-say").status_code == 404
    assert as_user(factories.user(app, Role.COMMISSIONER)).get("/rounds/draft/have-your-say").status_code == 200


def test_the_main_link_leads_to_the_only_round_or_lets_one_choose(app, client, ideas):
    response = client.get("/have-your-say")
    assert response.location == "/rounds/lunch/have-your-say"
    factories.round_(app, PhaseKind.NEEDS, slug="bus", title="Evening buses")
    page = client.get("/have-your-say").text
    assert 'href="/rounds/lunch/have-your-say"' in page
    assert "Evening buses" in page


def test_where_nothing_is_open_the_main_link_says_so(client):
    assert "Nothing is open at the moment" in client.get("/have-your-say").text


def test_several_kinds_are_played_apart(app, as_user, person, author, rows):
    from app.rules.contributions import Kind

    both = factories.round_(app, PhaseKind.NEEDS, PhaseKind.IDEAS, slug="both")
    for kind in (Kind.NEED, Kind.IDEA):
        factories.contribution(app, both, author, kind)
    player = Player(as_user(person), "both")
    for kind in ("need", "idea"):
        player.browser.submit(f"{player.at}?kind={kind}", f"{player.at}/deal")
    assert {(deal.kind, deal.place) for deal in rows(Deal)} == {("need", 1), ("idea", 1)}


def test_the_download_of_one_s_data_has_the_cards(player, rows):
    player.deal()
    player.answer()
    from app.accounts.data_service import own_data

    app = player.browser.application
    with app.app_context():
        from app.accounts.models import User

        document = own_data(db.session.get_one(User, rows(Deal)[0].person_id), clock.now())
    assert [card["place"] for card in document["cards"]] == [1, 2]
    assert document["cards"][0]["answered_at"]

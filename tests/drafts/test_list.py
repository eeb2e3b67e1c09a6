"""The list of one's drafts: where each belongs, and the way back to it."""

import pytest

from app import clock
from app.rules.contributions import Kind
from app.rules.drafts import comment_key, edit_key
from tests import factories


@pytest.fixture
def listed(device):
    """The list as it stands on the account's page."""

    def read() -> str:
        page = device().browser.get("/account/").text
        return page.split('id="drafts"')[1].split("</section>")[0]

    return read


def test_nothing_begun_says_what_would_stand_there(listed):
    assert "for 30 days" in listed()


def test_each_says_where_it_belongs_and_leads_there(app, device, me, asked, idea, listed):
    here, door = device(), f"/contributions/{idea.public_id}/comments"
    femi = device(factories.user(app, name="Joan Whitlock"))
    femi.browser.submit(f"/ideas/{idea.public_id}", door, body="Who pays?")
    here.browser.submit(f"/ideas/{idea.public_id}", door, body="My comment.")
    theirs, mine = factories.comments_of(app, idea)
    posted = factories.contribution(app, asked, me, Kind.NEED, title="Falls at night")
    places = {
        comment_key(idea.public_id): (f"/ideas/{idea.public_id}#say", "A comment", "Handyperson hour"),
        comment_key(idea.public_id, theirs.public_id): (
            f"/comments/{theirs.public_id}?reply=1", "A reply to Joan Whitlock", "Handyperson hour",
        ),
        edit_key(mine.public_id): (f"/comments/{mine.public_id}/edit", "for a comment of yours", "Handyperson hour"),
        edit_key(posted.public_id): (f"/needs/{posted.public_id}/edit", "for what you posted", "Falls at night"),
        f"new-proposal-{asked.slug}": (f"/rounds/{asked.slug}/proposals/new", "A new proposal", "Support at home"),
    }  # fmt: skip
    for key, (link, *_words) in places.items():
        here.write(key, f"Words for {link}", seen=9)
    page = listed()
    for link, *words in places.values():
        assert f'href="{link}"' in page
        assert f"Words for {link}" in page
        assert all(said in page for said in words)
        assert here.browser.get(link, follow_redirects=True).status_code == 200


def test_the_fields_of_one_form_are_one_draft(device, idea_key, listed):
    here = device()
    here.write(f"{idea_key}.who", "The council")
    here.write(idea_key, "Two hours a month.")
    here.write(f"{idea_key}.title", "Handyperson hours")
    page = listed()
    assert page.count("Go on writing") == 1
    assert page.index("Two hours") < page.index("Handyperson hours") < page.index("The council")


def test_contributions_kept_as_drafts_stand_there_too_each_once(app, device, me, asked, listed):
    draft = factories.contribution(app, asked, me, title="Half a thought", published_at=None)
    assert "An idea, kept as a draft" in listed()
    device().write(edit_key(draft.public_id), "A whole thought.")
    page = listed()
    assert page.count(f'href="/ideas/{draft.public_id}/edit"') == 1
    assert "A whole thought." in page


@pytest.mark.parametrize("gone", ["hidden", "withdrawn", "never there"])
def test_what_lost_its_place_can_still_be_read_and_thrown_away(app, device, asked, listed, gone):
    states = {"hidden": {"hidden_at": clock.now(), "hidden_rule": 1}, "withdrawn": {"withdrawn_at": clock.now()}}
    idea = factories.contribution(app, asked, factories.user(app), title="Secret title", **states.get(gone, {}))
    name = comment_key(idea.public_id if gone in states else "nowhere")
    device().write(name, "What I wanted to say.")
    page = listed()
    assert "What I wanted to say." in page
    assert "not there any more" in page
    assert "Secret title" not in page
    assert "Go on writing" not in page


def test_a_draft_is_thrown_away_without_a_script(device, key, listed):
    here = device()
    here.write(key, "What I wanted to say.")
    answer = here.browser.submit("/account/", "/account/drafts/discards")
    assert answer.status_code == 303
    page = here.browser.get(answer.location).text
    assert f'data-kept-clear="{key}"' in page
    assert "What I wanted to say." not in page


def test_the_list_takes_as_many_queries_for_thirty_as_for_three(app, device, asked, idea, listed):
    from sqlalchemy import event

    from app.extensions import db

    def count() -> int:
        sent = []

        def note(*told) -> None:
            sent.append(told)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        listed()
        event.remove(engine, "before_cursor_execute", note)
        return len(sent)

    here = device()
    for number in range(3):
        here.write(comment_key(idea.public_id, f"c{number}"), "Words.")
    few = count()
    for number in range(27):
        here.write(edit_key(f"e{number}"), "Words.")
    assert count() == few

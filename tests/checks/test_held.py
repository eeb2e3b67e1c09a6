"""A text that waits is for its author and moderators; everybody else finds not even its place."""

import pytest

from app.checks.models import HeldText
from app.extensions import db
from app.notifications.models import Notice
from app.rounds.models import Round
from app.rules.actors import Role
from app.rules.notices import NoticeKind
from app.threads.models import Comment
from tests import factories
from tests.checks.conftest import ADVERT, JSON, held_id
from tests.threads.conftest import at_once, shown


def channels(talk):
    """Every address at which others could come upon words of the discussion."""
    rounds = f"/rounds/{talk.round.slug}"
    return (
        talk.page, f"{talk.page}?order=useful", f"/threads/{talk.thread.public_id}/events?after=0", rounds,
        f"{rounds}/ideas", f"{rounds}/ideas?q=prize", f"{rounds}/needs", f"{rounds}/needs?q=prize", "/", "/rounds",
        "/notices", "/account/data",
    )  # fmt: skip


def test_its_author_is_told_kindly_and_when(talk, amina, waits):
    name = waits(amina)
    page = amina.browser.get(f"/held/{name}").text
    assert "A moderator reads this first" in page
    assert "usually within 24 hours" in page
    assert "Zanzibar" in page
    assert "Zanzibar" in amina.browser.get("/account/waiting").text
    assert talk.comments() == []


@pytest.mark.parametrize("reader", ["stranger", "member", "commissioner", "administrator", "thread's author"])
def test_nobody_else_finds_it_by_any_channel(talk, amina, author, person, client, waits, reader):
    name = waits(amina)
    readers = {
        "stranger": lambda: client,
        "member": lambda: person().browser,
        "commissioner": lambda: person(Role.COMMISSIONER).browser,
        "administrator": lambda: person(Role.ADMINISTRATOR).browser,
        "thread's author": lambda: author.browser,
    }
    browser = readers[reader]()
    for address in channels(talk):
        assert "Zanzibar" not in browser.get(address, follow_redirects=True).text, address
    assert browser.get(f"/held/{name}").status_code in {303, 404}
    assert browser.get(f"/comments/{name}").status_code == 404
    refused = browser.get("/moderation/held")
    assert refused.status_code in {303, 403}


def test_nothing_counts_it_and_nobody_is_told(app, talk, amina, author, client, waits, announced_events):
    waits(amina)
    assert announced_events == []
    assert factories.reload(app, talk.idea).comment_count == 0
    assert (talk.thread.sequence, talk.thread.last_number) == (0, 0)
    assert shown(client.get(talk.page).text) == []
    with app.app_context():
        assert db.session.query(Notice).count() == 0


@pytest.fixture
def announced_events():
    """What open pages hear."""
    from app import live

    heard = []

    def listen(_room, event):
        heard.append(event)

    live.announced.connect(listen)
    yield heard
    live.announced.disconnect(listen)


def test_a_released_comment_stands_where_it_belongs_with_all_that_follows(
    app, talk, amina, author, femi, waits, release, client, announced_events
):
    first = talk.say(femi, "First.")
    name = waits(amina, parent=first, quote=first)
    talk.say(femi, "Second.")
    assert release(name).status_code == 303
    made = next(one for one in talk.comments() if "Zanzibar" in one.body)
    assert made.author_id == amina.user.id
    assert made.parent_id == talk.comment(first).id == made.quote_id
    assert factories.reload(app, talk.idea).comment_count == 3
    assert announced_events[-1].id == made.public_id
    assert "Zanzibar" in client.get(talk.page).text
    with app.app_context():
        told = {(one.person_id, one.kind) for one in db.session.query(Notice)}
        row = db.session.query(HeldText).filter_by(public_id=name).one()
        assert (row.body, row.released, row.comment_id) == ("", True, made.id)
    assert (amina.user.id, NoticeKind.HELD_RELEASED) in told
    assert (femi.user.id, NoticeKind.REPLIED) in told
    assert "It is posted." in amina.browser.get("/notices").text
    assert f"/comments/{made.public_id}" in amina.browser.get(f"/held/{name}").text


def test_a_refused_text_stays_unposted_and_its_author_reads_why(talk, amina, moderator, waits, client):
    name = waits(amina)
    empty = moderator.browser.submit(f"/held/{name}", f"/held/{name}/refusal", reason=" ")
    assert empty.status_code == 422
    answer = moderator.browser.submit(f"/held/{name}", f"/held/{name}/refusal", reason="This sells something.")
    assert answer.status_code == 303
    assert talk.comments() == []
    assert "This sells something." in amina.browser.get("/notices").text
    page = amina.browser.get(f"/held/{name}").text
    assert "This sells something." in page
    assert "Zanzibar" in page
    assert name not in moderator.browser.get("/moderation/held").text


def test_two_moderators_at_once_one_decides_and_the_other_is_told(app, talk, amina, person, waits):
    from app.checks import service
    from app.rules.actors import Actor
    from app.rules.refusals import Conflict

    name = waits(amina)
    moderators = [Actor(person(Role.MODERATOR).user.id, frozenset({Role.MODERATOR})) for _ in range(4)]

    def decide(actor):
        def act():
            try:
                service.release(actor, name, service.held(actor, name).seen)
            except Conflict:
                return "late"
            return "done"

        return act

    assert sorted(at_once(app, *map(decide, moderators))) == ["done", "late", "late", "late"]
    assert len(talk.comments()) == 1


def test_nobody_reads_their_own_text_first_or_one_below_their_own(app, talk, amina, person, waits, as_user):
    both = person(Role.MODERATOR, name="Morag")
    own = waits(both)
    token = {"csrf_token": both.browser.token("/account/")}
    seen = {"seen": "whatever"}
    assert both.browser.post(f"/held/{own}/release", data=token | seen).status_code == 403
    assert both.browser.post(f"/held/{own}/refusal", data=token | {"reason": "No."}).status_code == 403
    idea = factories.contribution(app, talk.round, both.user)
    below = held_id(
        amina.browser.submit(f"/ideas/{idea.public_id}", f"/contributions/{idea.public_id}/comments", body=ADVERT)
    )
    assert "leave it to a colleague" in both.browser.get(f"/held/{below}").text
    assert both.browser.post(f"/held/{below}/release", data=token | seen).status_code == 403
    with app.app_context():
        assert db.session.query(Comment).count() == 0


def test_it_can_be_taken_back(talk, amina, femi, moderator, waits):
    name = waits(amina)
    token = {"csrf_token": femi.browser.token("/account/")}
    assert femi.browser.post(f"/held/{name}/taking-back", data=token).status_code == 404
    page = moderator.browser.form(f"/held/{name}", f"/held/{name}/release")
    assert amina.browser.submit(f"/held/{name}", f"/held/{name}/taking-back").status_code == 303
    assert moderator.browser.post(page.action, data=page.fields).status_code == 404
    assert talk.comments() == []


def test_what_was_hidden_meanwhile_cannot_be_answered_by_a_release(talk, amina, femi, moderator, waits, release):
    first = talk.say(femi, "First.")
    name = waits(amina, parent=first)
    assert moderator.post(f"/comments/{first}/hide", rule=1, reason="No.").status_code == 303
    assert release(name).status_code == 403
    assert len(talk.comments()) == 1
    assert amina.browser.get(f"/held/{name}").status_code == 200


def test_a_double_click_waits_once(app, talk, amina):
    form = amina.browser.form(talk.page, talk.door)
    fields = form.fields | {"body": ADVERT}
    first, second = (held_id(amina.browser.post(talk.door, data=fields)) for _ in range(2))
    assert first == second
    with app.app_context():
        assert db.session.query(HeldText).count() == 1


def test_programs_are_told_that_it_waits(talk, amina):
    fields = {"csrf_token": amina.browser.token("/account/"), "body": ADVERT}
    answer = amina.browser.post(talk.door, data=fields, headers=JSON)
    assert answer.status_code == 202
    assert answer.json["hours"] == 24
    assert amina.browser.get(answer.json["url"]).status_code == 200


def test_first_posts_wait_where_the_site_says_so(app, talk, amina, waits, release, monkeypatch):
    talk.say(amina, "Here nobody waits.")
    monkeypatch.setitem(app.config, "HOLD_FIRST_POSTS", 2)
    name = waits(amina, "A quiet second thought.")
    assert "first posts of new people" in amina.browser.get(f"/held/{name}").text
    release(name)
    assert talk.say(amina, "The third needs nobody.")


@pytest.mark.parametrize(
    ("site", "here", "waits_here"), [(0, 1, True), (3, 0, False), (1, None, True), (0, None, False)]
)
def test_a_round_may_say_otherwise_than_the_site(app, talk, amina, monkeypatch, site, here, waits_here):
    monkeypatch.setitem(app.config, "HOLD_FIRST_POSTS", site)
    with app.app_context():
        db.session.get(Round, talk.round.id).hold_first_posts = here
        db.session.commit()
    answer = amina.browser.submit(talk.page, talk.door, body="A quiet first thought.")
    assert ("/held/" in answer.location) is waits_here
    need = amina.browser.submit(f"/rounds/{talk.round.slug}/needs/new", title="A lamp", body="By the steps.")
    assert ("/held/" in need.location) is waits_here


def test_whoever_a_moderator_holds_first_waits_and_cannot_edit(talk, amina, moderator):
    before = talk.say(amina, "Good morning.")
    held = {"verb": "hold", "rule": 1, "reason": "Calm down first.", "ground": "rules", "days": 3}
    at = f"/moderation/people/{amina.user.handle}/decisions"
    assert moderator.post(at, **held).status_code == 303
    name = held_id(amina.browser.submit(talk.page, talk.door, body="A lamp by the steps would do."))
    assert "your posts are read first for a time" in amina.browser.get(f"/held/{name}").text
    need = {"title": "A lamp", "body": "By the steps."}
    held_id(amina.browser.submit(f"/rounds/{talk.round.slug}/needs/new", **need))
    assert amina.browser.submit(f"/comments/{before}/edit", body="Good evening.").status_code == 403
    assert "2 texts wait to be read" in moderator.browser.get("/moderation/queue").text
    assert moderator.post(at, verb="end", rule=1, reason="Thank you.", ground="rules").status_code == 303
    assert talk.say(amina, "Nothing waits any more.")


def test_whoever_wrote_in_the_discussion_leaves_it_to_a_colleague(talk, amina, moderator, person, waits, release):
    name = waits(amina)
    talk.say(moderator, "I write here myself.")
    page = moderator.browser.get(f"/held/{name}").text
    assert "a colleague decides" in page
    assert f"/held/{name}/re" not in page
    for act, said in (("release", {"seen": "whatever"}), ("refusal", {"reason": "No."})):
        assert moderator.post(f"/held/{name}/{act}", **said).status_code == 403
    assert release(name, person(Role.MODERATOR)).status_code == 303


def test_its_author_sees_it_in_its_place_and_nobody_else_does(talk, amina, femi, moderator, client, waits, release):
    parent = talk.say(femi, "A question.")
    talk.say(femi, "Another one.")
    reply, top = waits(amina, parent=parent), waits(amina, body=f"{ADVERT} At the top.")
    page = amina.browser.get(talk.page).text
    assert page.count("Waits for a moderator, usually within 24 hours. Only you see it.") == 2
    below = page.index(f"/held/{reply}")
    assert page.index("A question.") < below < page.index("Another one.") < page.index(f"/held/{top}")
    for other in (femi.browser, moderator.browser, client):
        assert "Zanzibar" not in other.get(talk.page).text
    events = f"/threads/{talk.thread.public_id}/events?after=0"
    for reader in (amina.browser, client):
        assert "Zanzibar" not in reader.get(events).text
        assert "Zanzibar" not in reader.get(f"{talk.page}/sheet").text
    assert "Zanzibar" in amina.browser.get(f"{talk.page}?order=useful").text
    assert f"/held/{reply}" in amina.browser.get(f"{talk.page}?branch={parent}").text
    assert f"/held/{top}" not in amina.browser.get(f"{talk.page}?branch={parent}").text
    release(reply)
    page = amina.browser.get(talk.page).text
    assert f"/held/{reply}" not in page
    assert f"/held/{top}" in page


def test_what_waits_goes_with_its_branch(app, talk, amina, femi, moderator, waits, release):
    root = talk.say(femi, "A branch.")
    name = waits(amina, parent=root)
    other = factories.contribution(app, talk.round, femi.user)
    moved = moderator.post(f"/comments/{root}/move", to=other.public_id, rule=4, reason="It belongs there.")
    assert moved.status_code == 303
    assert f"/held/{name}" in amina.browser.get(f"/ideas/{other.public_id}").text
    assert release(name).status_code == 303
    assert [one.depth for one in factories.comments_of(app, other)] == [0, 1]


def test_an_edit_cannot_bring_in_what_would_have_waited(talk, amina):
    name = talk.say(amina, "A harmless beginning.")
    answer = amina.browser.submit(f"/comments/{name}/edit", body=ADVERT)
    assert answer.status_code == 403
    assert "so it was not saved" in answer.text
    assert "Zanzibar" in answer.text
    assert talk.comment(name).body == "A harmless beginning."


# -- Needs, ideas and proposals -------------------------------------------------------------------------------------


@pytest.fixture
def need(talk, amina):
    """A need of Amina's that waits."""
    page = f"/rounds/{talk.round.slug}/needs/new"
    return held_id(amina.browser.submit(page, title="A chance", body=ADVERT))


def test_a_need_waits_as_its_authors_draft(talk, amina, need, client, person):
    assert "Zanzibar" in amina.browser.get(f"/held/{need}").text
    for browser in (client, person().browser):
        for address in channels(talk):
            assert "A chance" not in browser.get(address, follow_redirects=True).text, address
        assert browser.get(f"/held/{need}").status_code in {303, 404}


def test_a_released_need_is_published(talk, amina, need, release, client):
    assert release(need).status_code == 303
    assert "A chance" in client.get(f"/rounds/{talk.round.slug}/needs").text
    assert "It is posted." in amina.browser.get("/notices").text


def test_words_that_changed_meanwhile_are_not_released_unread(app, talk, amina, moderator, need):
    form = moderator.browser.form(f"/held/{need}", f"/held/{need}/release")
    with app.app_context():
        of = db.session.query(HeldText).filter_by(public_id=need).one().contribution_id
    from app.contributions.models import Contribution

    with app.app_context():
        public_id = db.session.get(Contribution, of).public_id
    saved = amina.browser.submit(f"/needs/{public_id}/edit", title="Another", body=ADVERT + " And more", draft="1")
    assert saved.status_code == 303
    late = moderator.browser.post(form.action, data=form.fields)
    assert late.status_code == 409
    assert "changed the words meanwhile" in late.text


def test_a_need_that_is_sent_again_without_the_advert_is_posted_and_waits_no_longer(app, talk, amina, moderator, need):
    from app.contributions.models import Contribution

    with app.app_context():
        (public_id,) = db.session.query(Contribution.public_id).join(HeldText).one()
    saved = amina.browser.submit(f"/needs/{public_id}/edit", title="Light", body="The lift is dark at night.")
    assert saved.headers["Location"].endswith(f"/needs/{public_id}")
    assert need not in moderator.browser.get("/moderation/held").text


def test_a_waiting_need_can_be_thrown_away_even_after_a_refusal(app, talk, amina, moderator, need):
    from app.contributions.models import Contribution

    moderator.browser.submit(f"/held/{need}", f"/held/{need}/refusal", reason="An advert.")
    with app.app_context():
        (public_id,) = db.session.query(Contribution.public_id).join(HeldText).one()
    assert amina.post(f"/contributions/{public_id}/withdrawal").status_code == 303
    with app.app_context():
        assert db.session.query(HeldText).count() == 0


def test_a_closed_account_leaves_nothing_waiting(app, amina, waits):
    from tests.web import PASSWORD

    waits(amina)
    assert amina.browser.submit("/account/close", password=PASSWORD).status_code == 303
    with app.app_context():
        assert db.session.query(HeldText).count() == 0

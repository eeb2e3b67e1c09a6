"""Report, hide, restore, lock: who may, what follows, and that hidden words leave by no channel."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app import audit
from app.audit import AuditEntry
from app.extensions import db
from app.moderation.models import Decision, Report
from app.rules.actors import Role
from app.rules.contributions import Kind
from tests import factories

SECRET = "kingfisher"
"""A word that stands nowhere but in the text that is hidden."""


@pytest.fixture
def scene(app):
    """A round with an idea and a need, an author, a reader, a moderator."""
    round_ = factories.round_(app)
    author, reader = factories.user(app, name="Joan Whitlock"), factories.user(app, name="Derek Ramsbottom")
    moderator = factories.user(app, Role.MODERATOR, name="Gwen Parry")
    need = factories.contribution(app, round_, author, Kind.NEED, title="Falls at night")
    idea = factories.contribution(
        app, round_, author, Kind.IDEA, title=f"A {SECRET} lamp", body=f"Words of the {SECRET}."
    )
    factories.link(app, idea, need)
    return {"round": round_, "author": author, "reader": reader, "moderator": moderator, "need": need, "idea": idea}


def comment(as_user, person, on, body, **more):
    """Post a comment and give its public id."""
    client = as_user(person)
    data = {"body": body, "csrf_token": client.token(f"/{on.kind.plural}/{on.public_id}"), **more}
    response = client.post(f"/contributions/{on.public_id}/comments", data=data)
    assert response.status_code == 303, response.text
    return response.location.rsplit("comment-", 1)[1]


def decide(client, thing, verb, rule=1, reason="It shows where she lives."):
    """A moderator's decision, sent as the page sends it."""
    data = {"csrf_token": client.token("/account/"), "rule": rule, "reason": reason}
    return client.post(f"/{thing}/{verb}", data=data)


def report(client, thing, reason="insult", text=""):
    return client.post(
        f"/{thing}/reports", data={"csrf_token": client.token("/account/"), "reason": reason, "text": text}
    )


def everywhere(scene, comment_id=None):
    """Every address at which a contribution's or a comment's words could leave."""
    slug, idea, need = scene["round"].slug, scene["idea"].public_id, scene["need"].public_id
    pages = [
        "/", "/rounds", f"/rounds/{slug}", f"/rounds/{slug}/results", f"/rounds/{slug}/results.csv", f"/rounds/{slug}/results.json",
        f"/needs/{need}", f"/ideas/{idea}", f"/ideas/{idea}/history", f"/people/{scene['author'].handle}", "/notices", "/moderation/",
        f"/contributions/{idea}/reports",
    ]  # fmt: skip
    for kinds in ("needs", "ideas", "proposals"):
        pages += [
            f"/rounds/{slug}/{kinds}",
            f"/rounds/{slug}/{kinds}?q={SECRET}",
            f"/rounds/{slug}/{kinds}?order=newest",
        ]
    if comment_id:
        pages += [f"/comments/{comment_id}", f"/comments/{comment_id}/history", f"/comments/{comment_id}/reports"]
    return pages


def leaks(client, pages):
    """The addresses whose answer says the secret word (a search box repeats what was searched for: that is taken out)."""
    found = []
    for page in pages:
        answer = client.get(page, follow_redirects=True)
        text = answer.text.replace(f'value="{SECRET}"', "").replace(f"q={SECRET}", "").replace(f"“{SECRET}”", "")
        if SECRET in text:
            found.append(page)
    return found


def thread_events(app, scene):
    return f"/threads/{factories.thread_of(app, scene['idea']).public_id}/events?after=0"


def test_a_hidden_contribution_leaves_by_no_channel_and_comes_back_whole(app, as_user, client, scene):
    idea, moderator = scene["idea"], as_user(scene["moderator"])
    pages = [*everywhere(scene), thread_events(app, scene)]
    assert leaks(client, pages)
    assert decide(moderator, f"contributions/{idea.public_id}", "hide", 3).status_code == 303
    for person in (
        client,
        as_user(scene["reader"]),
        as_user(factories.user(app, Role.COMMISSIONER)),
        as_user(factories.user(app, Role.ADMINISTRATOR)),
    ):
        assert leaks(person, pages) == []
    gone = client.get(f"/ideas/{idea.public_id}")
    assert gone.status_code == 410
    assert "rule 3" in gone.text
    for person in (as_user(scene["author"]), moderator):
        assert SECRET in person.get(f"/ideas/{idea.public_id}").text
    assert decide(moderator, f"contributions/{idea.public_id}", "restore").status_code == 303
    assert SECRET in client.get(f"/ideas/{idea.public_id}").text


def test_a_hidden_comment_leaves_by_no_channel_and_comes_back_whole(app, as_user, client, scene):
    need = scene["need"]
    assert decide(as_user(scene["moderator"]), f"contributions/{scene['idea'].public_id}", "hide").status_code == 303
    hidden = comment(as_user, scene["author"], need, f"The {SECRET} says no.")
    comment(as_user, scene["reader"], need, "I see what you mean.", parent=hidden, quote=hidden)
    pages = [
        f"/needs/{need.public_id}",
        f"/comments/{hidden}",
        f"/comments/{hidden}/history",
        f"/comments/{hidden}/reports",
    ]
    pages += [
        f"/needs/{need.public_id}?reply={hidden}",
        f"/threads/{factories.thread_of(app, need).public_id}/events?after=0",
    ]
    assert f"/needs/{need.public_id}" in leaks(client, pages)
    before = factories.reload(app, need).comment_count
    moderator = as_user(scene["moderator"])
    assert decide(moderator, f"comments/{hidden}", "hide", 1).status_code == 303
    for person in (client, as_user(scene["reader"]), as_user(factories.user(app, Role.COMMISSIONER))):
        assert leaks(person, pages) == []
    page = client.get(f"/needs/{need.public_id}").text
    assert f'id="comment-{hidden}"' in page
    assert "I see what you mean." in page
    assert factories.reload(app, need).comment_count == before - 1
    assert SECRET in as_user(scene["author"]).get(f"/needs/{need.public_id}").text
    assert decide(moderator, f"comments/{hidden}", "restore").status_code == 303
    assert SECRET in client.get(f"/needs/{need.public_id}").text
    assert factories.reload(app, need).comment_count == before


def test_the_author_is_told_the_rule_and_the_reason(as_user, scene):
    decide(as_user(scene["moderator"]), f"contributions/{scene['idea'].public_id}", "hide", 3, "It names a neighbour.")
    told = as_user(scene["author"]).get("/notices").text
    assert "It names a neighbour." in told
    assert "rule 3" in told.lower()
    assert "It names a neighbour." not in as_user(scene["reader"]).get("/notices").text


@pytest.mark.parametrize("role", [None, *(role for role in Role if role is not Role.MODERATOR)])
def test_only_moderators_decide_and_see_the_reports(app, as_user, client, scene, role):
    person = client if role is None else as_user(factories.user(app, role))
    thing = f"contributions/{scene['idea'].public_id}"
    expected = 303 if role is None else 403
    for page in ("/moderation/", f"/{thing}/case"):
        assert person.get(page).status_code == expected
    data = {"csrf_token": person.token("/login" if role is None else "/account/"), "rule": 1, "reason": "Because."}
    thread = factories.thread_of(app, scene["idea"]).public_id
    for address in (
        f"/{thing}/hide",
        f"/{thing}/restore",
        f"/{thing}/keep",
        f"/{thing}/revisions/1/hide",
        f"/threads/{thread}/lock",
    ):
        assert person.post(address, data=data).status_code == expected, address
    with app.app_context():
        assert db.session.query(Decision).count() == 0


def test_nobody_judges_their_own_words(app, as_user, scene):
    own = factories.contribution(app, scene["round"], scene["moderator"])
    client = as_user(scene["moderator"])
    refused = decide(client, f"contributions/{own.public_id}", "hide")
    assert refused.status_code == 403
    assert "never judges their own words" in refused.text
    assert factories.reload(app, own).hidden_at is None


def test_a_decision_without_rule_or_reason_is_not_made_and_what_was_written_stays(app, as_user, scene):
    client, thing = as_user(scene["moderator"]), f"contributions/{scene['idea'].public_id}"
    refused = decide(client, thing, "hide", rule=99, reason="My long reason.")
    assert refused.status_code == 422
    assert "My long reason." in refused.text
    assert decide(client, thing, "hide", rule=1, reason="  ").status_code == 422
    assert factories.reload(app, scene["idea"]).hidden_at is None


def test_two_moderators_at_once_make_one_decision_and_the_other_is_told(app, as_user, scene):
    thing = f"contributions/{scene['idea'].public_id}"
    clients = [as_user(scene["moderator"])] + [as_user(factories.user(app, Role.MODERATOR)) for _ in range(3)]
    with ThreadPoolExecutor(4) as pool:
        answers = sorted(
            answer.status_code for answer in pool.map(lambda client: decide(client, thing, "hide"), clients)
        )
    assert answers == [303, 409, 409, 409]
    with app.app_context():
        assert db.session.query(Decision).count() == 1


def test_a_report_gives_a_reference_and_the_reporter_stays_unknown(app, as_user, scene):
    thing = f"contributions/{scene['idea'].public_id}"
    reader = as_user(scene["reader"])
    sent = reader.submit(f"/{thing}/reports", reason="private_details", text="She names her doctor.")
    assert sent.status_code == 303
    with app.app_context():
        made = db.session.query(Report).one()
        reference = made.public_id
    assert reference in reader.get(sent.location, follow_redirects=True).text
    author = as_user(scene["author"])
    for page in (f"/ideas/{scene['idea'].public_id}", "/notices"):
        assert scene["reader"].display_name not in author.get(page).text
    queue = as_user(scene["moderator"]).get("/moderation/").text
    assert scene["idea"].title in queue
    assert scene["reader"].display_name not in queue


def test_a_second_report_while_the_first_waits_is_the_first(app, as_user, scene):
    reader, thing = as_user(scene["reader"]), f"contributions/{scene['idea'].public_id}"
    assert report(reader, thing).status_code == 303
    assert report(reader, thing, "advert").status_code == 303
    with app.app_context():
        assert db.session.query(Report).count() == 1


def test_a_replayed_report_stays_the_first_one_even_when_it_was_settled(app, as_user, scene):
    reader, moderator = as_user(scene["reader"]), as_user(scene["moderator"])
    thing = f"contributions/{scene['idea'].public_id}"
    form = {"csrf_token": reader.token("/account/"), "reason": "insult", "once": "a-key"}
    assert reader.post(f"/{thing}/reports", data=form).status_code == 303
    assert decide(moderator, thing, "keep").status_code == 303
    assert reader.post(f"/{thing}/reports", data=form).status_code == 303
    with app.app_context():
        assert db.session.query(Report).count() == 1


def test_a_reason_in_a_persons_own_words_is_a_reason(app, as_user, scene):
    assert (
        report(as_user(scene["reader"]), f"contributions/{scene['idea'].public_id}", "spam", "Third time.").status_code
        == 303
    )
    with app.app_context():
        made = db.session.query(Report).one()
    assert (made.reason, made.words) == ("other", "spam\nThird time.")


def test_one_does_not_report_oneself_or_what_one_may_not_read(app, as_user, client, scene):
    thing = f"contributions/{scene['idea'].public_id}"
    assert report(as_user(scene["author"]), thing).status_code == 403
    decide(as_user(scene["moderator"]), thing, "hide")
    assert report(as_user(scene["reader"]), thing).status_code == 404
    assert client.get(f"/{thing}/reports").status_code == 303


@pytest.mark.parametrize("verb", ["hide", "keep"])
def test_reporters_are_told_what_came_of_it(as_user, scene, verb):
    thing = f"contributions/{scene['idea'].public_id}"
    reader, moderator = as_user(scene["reader"]), as_user(scene["moderator"])
    report(reader, thing)
    assert decide(moderator, thing, verb).status_code == 303
    assert "you reported" in reader.get("/notices").text.lower()
    assert scene["idea"].title not in moderator.get("/moderation/").text.split("h-done")[0]


def test_a_locked_discussion_takes_no_comments_until_it_is_opened_again(app, as_user, scene):
    idea, moderator = scene["idea"], as_user(scene["moderator"])
    thread = factories.thread_of(app, idea).public_id
    assert decide(moderator, f"threads/{thread}", "lock").status_code == 303
    reader = as_user(scene["reader"])
    data = {"body": "May I?", "csrf_token": reader.token("/account/")}
    refused = reader.post(f"/contributions/{idea.public_id}/comments", data=data)
    assert refused.status_code == 403
    assert "locked" in refused.text
    assert "May I?" in refused.text
    assert decide(moderator, f"threads/{thread}", "unlock").status_code == 303
    assert comment(as_user, scene["reader"], idea, "May I now?")


def test_one_version_alone_is_hidden_and_the_latest_is_not(app, as_user, client, scene):
    idea, author, moderator = scene["idea"], as_user(scene["author"]), as_user(scene["moderator"])
    page = f"/ideas/{idea.public_id}"
    edited = author.submit(f"{page}/edit", title="A lamp", body="A lamp by the bed.")
    assert edited.status_code == 303
    thing = f"contributions/{idea.public_id}/revisions"
    assert SECRET in client.get(f"{page}/history").text
    assert decide(moderator, f"{thing}/2", "hide").status_code == 403
    assert decide(moderator, f"{thing}/1", "hide", 3).status_code == 303
    history = client.get(f"{page}/history").text
    assert SECRET not in history
    assert "A lamp by the bed." in client.get(page).text
    assert SECRET in author.get(f"{page}/history").text
    assert decide(moderator, f"{thing}/1", "restore").status_code == 303
    assert SECRET in client.get(f"{page}/history").text


def test_each_decision_is_in_the_audit_log_without_words(app, as_user, scene):
    decide(as_user(scene["moderator"]), f"contributions/{scene['idea'].public_id}", "hide", 3, "A long reason.")
    with app.app_context():
        entries = db.session.query(AuditEntry).order_by(AuditEntry.sequence).all()
        assert audit.verify() == (len(entries), None)
    made = next(entry for entry in entries if entry.act == "decision.hide")
    assert made.actor_id == scene["moderator"].id
    assert made.object_id == scene["idea"].public_id
    assert "A long reason." not in made.details
    assert SECRET not in made.details


def test_the_rules_are_everybodys_and_the_first_always_exists(client):
    page = client.get("/rules")
    assert page.status_code == 200
    assert 'id="rule-1"' in page.text

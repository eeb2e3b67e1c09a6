"""Who comes into a space, who leaves it, and who looks after it."""

import re
from datetime import timedelta
from functools import partial

import pytest

from app import clock
from app.extensions import db
from app.rules.actors import Actor
from app.rules.refusals import Missing, Refused
from app.rules.spaces import MOST_SPACES, SpaceKind, SpaceRole
from app.spaces import invitation_service, service
from app.spaces.models import SpaceInvitation, SpaceMember, SpaceRequest
from app.spaces.service import Words
from tests.messages.conftest import at_once

LINK = re.compile(r"/space-invitations/([\w-]{32})")


def test_everybody_reads_an_open_space_and_only_members_write(village, olive, max_, client):
    slug = village.space(olive, "open", "Allotments")
    topic = village.topic(slug, olive)
    assert "Who waters the plants?" in client.get(f"/spaces/{slug}").text
    page = client.get(f"/topics/{topic}").text
    assert "In August." in page
    assert "Everybody can read this." in page
    assert max_.post(f"/contributions/{topic}/comments", body="Me!").status_code == 403
    assert max_.post(f"/spaces/{slug}/topics/new", title="Hello", body="Hello").status_code == 403
    assert max_.post(f"/spaces/{slug}/members").status_code == 303
    village.say(topic, max_, "Me!")
    assert "Me!" in client.get(f"/topics/{topic}").text


def test_one_asks_and_is_let_in_or_declined_with_a_sentence(village, olive, max_, outsider):
    slug = village.space(olive, "request", "Choir")
    topic = village.topic(slug, olive)
    for one in (max_, outsider):
        assert one.get(f"/topics/{topic}").status_code == 404
        assert one.post(f"/spaces/{slug}/members").status_code == 403
        assert one.post(f"/spaces/{slug}/request", words="I sing.").status_code == 303
    assert max_.post(f"/spaces/{slug}/request", words="I sing, really.").status_code == 403
    assert "Somebody asks to join" in olive.get("/notices").text
    page = olive.get(f"/spaces/{slug}/requests").text
    yes, no = (address for address in re.findall(r'action="([^"]+/acceptance)"', page))
    assert olive.post(yes).status_code == 303
    assert olive.post(no.replace("acceptance", "refusal"), words="").status_code == 422
    assert olive.post(no.replace("acceptance", "refusal"), words="We are full.").status_code == 303
    assert "let you in" in max_.get("/notices").text
    assert max_.get(f"/topics/{topic}").status_code == 200
    assert "We are full." in outsider.get("/notices").text
    assert outsider.get(f"/topics/{topic}").status_code == 404
    assert max_.get(f"/spaces/{slug}/requests").status_code == 403


def test_an_invitation_by_mail_is_for_one_address_works_once_and_ends(village, olive, max_, outsider, outbox):
    slug = village.space(olive, "invitation", "Committee")
    answer = olive.post(f"/spaces/{slug}/invitations", whom=max_.user.email)
    token = LINK.search(answer.text)[1]
    assert LINK.search(outbox[-1].body)[1] == token
    assert outsider.get(f"/space-invitations/{token}").status_code == 404
    assert outsider.post(f"/space-invitations/{token}").status_code == 404
    assert max_.get(f"/space-invitations/{token}").status_code == 200
    assert max_.post(f"/space-invitations/{token}").status_code == 303
    assert max_.post(f"/space-invitations/{token}").status_code == 404
    assert village.roles(slug)[max_.user.id] is SpaceRole.MEMBER
    late = LINK.search(olive.post(f"/spaces/{slug}/invitations", whom=outsider.user.email).text)[1]
    with village.app.app_context():
        db.session.query(SpaceInvitation).update({SpaceInvitation.expires_at: clock.now() - timedelta(seconds=1)})
        db.session.commit()
    assert outsider.post(f"/space-invitations/{late}").status_code == 403


def test_an_invitation_that_was_taken_back_works_no_more(village, olive, max_):
    slug = village.space(olive)
    assert olive.post(f"/spaces/{slug}/invitations", whom=max_.user.handle).status_code == 303
    assert "You are invited" in max_.get("/spaces").text
    with village.app.app_context():
        name = db.session.query(SpaceInvitation.public_id).scalar()
    assert olive.post(f"/spaces/{slug}/invitations/{name}/withdrawal").status_code == 303
    assert max_.post(f"/space-invitations/{name}/acceptance").status_code == 404
    assert "Mill Lane" not in max_.get("/spaces").text + max_.get("/notices").text


def test_the_last_moderator_stays(village, olive, max_):
    slug = village.space(olive)
    village.enrol(slug, olive, max_)
    handle = olive.user.handle
    assert olive.post(f"/spaces/{slug}/departure").status_code == 403
    assert olive.post(f"/spaces/{slug}/members/{handle}/member").status_code == 403
    assert max_.post(f"/spaces/{slug}/members/{max_.user.handle}/moderator").status_code == 403
    assert olive.post(f"/spaces/{slug}/members/{max_.user.handle}/moderator").status_code == 303
    assert olive.post(f"/spaces/{slug}/departure").status_code == 303
    assert village.roles(slug) == {max_.user.id: SpaceRole.MODERATOR}
    assert olive.get(f"/spaces/{slug}").status_code == 404


def test_whoever_was_put_out_is_told_why_and_comes_back_only_when_invited(village, olive, max_):
    slug = village.space(olive, "open", "Allotments")
    assert max_.post(f"/spaces/{slug}/members").status_code == 303
    assert (
        olive.post(f"/spaces/{slug}/members/{max_.user.handle}/removal", rule="1", words="You shout.").status_code
        == 303
    )
    assert "You shout." in max_.get("/notices").text
    assert max_.post(f"/spaces/{slug}/members").status_code == 403
    village.enrol(slug, olive, max_)
    assert village.roles(slug)[max_.user.id] is SpaceRole.MEMBER


def test_a_closed_space_is_only_read(village, olive, max_):
    slug = village.space(olive)
    topic = village.topic(slug, olive)
    village.enrol(slug, olive, max_)
    assert olive.post(f"/spaces/{slug}/closure", words="").status_code == 422
    assert olive.post(f"/spaces/{slug}/closure", words="Summer is over.").status_code == 303
    assert "Summer is over." in max_.get(f"/spaces/{slug}").text
    page = max_.get(f"/topics/{topic}")
    assert page.status_code == 200
    assert "This space is closed" in page.text
    assert max_.post(f"/contributions/{topic}/comments", body="Still here").status_code == 403
    assert olive.post(f"/spaces/{slug}/topics/new", title="A", body="B").status_code == 403
    assert olive.post(f"/spaces/{slug}/reopening").status_code == 303
    village.say(topic, max_, "Here again")


def test_a_space_that_is_closed_to_strangers_is_closed_at_once(village, olive, client):
    slug = village.space(olive, "open", "Allotments")
    topic = village.topic(slug, olive)
    assert client.get(f"/topics/{topic}").status_code == 200
    assert olive.post(f"/spaces/{slug}/edit", name="Allotments", about="", kind="secret").status_code == 303
    assert client.get(f"/topics/{topic}").status_code == 404
    assert client.get(f"/spaces/{slug}").status_code == 404


def test_a_name_that_is_taken_by_a_secret_space_shows_nowhere(village, olive, max_):
    village.space(olive, "secret", "Mill Lane")
    assert village.space(max_, "open", "Mill Lane").startswith("mill-lane-")


def test_one_person_looks_after_a_few_spaces(village, olive):
    for number in range(MOST_SPACES):
        village.space(olive, "open", f"Space {number}")
    assert olive.post("/spaces/new", name="One more", about="", kind="open").status_code == 403


@pytest.fixture
def somebody():
    """A person as the rules see one."""
    return lambda person: Actor(id=person.user.id)


def test_many_forms_at_once_make_few_spaces(village, olive, somebody):
    def make():
        try:
            service.make(somebody(olive), Words("Street", "", SpaceKind.OPEN))
        except Refused:
            return "refused"
        return "made"

    done = at_once(village.app, *[make] * (MOST_SPACES + 3))
    assert done.count("made") == MOST_SPACES


def test_an_invitation_is_used_once_by_many_at_once(village, olive, max_, somebody):
    slug = village.space(olive)
    answer = olive.post(f"/spaces/{slug}/invitations", whom=max_.user.email)
    token = LINK.search(answer.text)[1]

    def take_up():
        try:
            invitation_service.take_up(somebody(max_), token, max_.user.email)
        except Missing:
            return "missing"
        return "in"

    assert at_once(village.app, *[take_up] * 6).count("in") == 1
    with village.app.app_context():
        assert db.session.query(SpaceMember).filter_by(person_id=max_.user.id).count() == 1


def test_one_request_of_a_person_waits(village, olive, max_, somebody):
    slug = village.space(olive, "request", "Choir")

    def ask():
        try:
            service.ask(somebody(max_), slug, "I sing.")
        except Refused:
            return "refused"
        return "asked"

    assert at_once(village.app, *[ask] * 6).count("asked") == 1
    with village.app.app_context():
        assert db.session.query(SpaceRequest).count() == 1


def test_two_moderators_who_leave_at_once_leave_one(village, olive, max_, somebody):
    slug = village.space(olive)
    village.enrol(slug, olive, max_)
    olive.post(f"/spaces/{slug}/members/{max_.user.handle}/moderator")

    def leave(person):
        try:
            service.leave(somebody(person), slug)
        except Refused:
            return "refused"
        return "left"

    done = at_once(village.app, partial(leave, olive), partial(leave, max_))
    assert sorted(done) == ["left", "refused"]


def test_a_topic_is_begun_once_with_one_key(village, olive):
    slug = village.space(olive)
    first, second = (
        olive.post(f"/spaces/{slug}/topics/new", title="A", body="B", once="k" * 12).location for _try in range(2)
    )
    assert first == second


def test_what_was_written_for_members_is_never_opened_to_everybody(village, olive, client):
    slug = village.space(olive)
    change = {"name": "Mill Lane", "about": "All about us", "kind": "open"}
    assert olive.post(f"/spaces/{slug}/edit", **change).status_code == 303
    assert olive.post(f"/spaces/{slug}/edit", **change | {"kind": "secret"}).status_code == 303
    topic = village.topic(slug, olive)
    refused = olive.post(f"/spaces/{slug}/edit", **change | {"about": "Now for everybody"})
    assert refused.status_code == 422
    assert "cannot be opened to everybody" in refused.text
    assert "Now for everybody" in refused.text
    assert client.get(f"/topics/{topic}").status_code == 404
    assert olive.post(f"/spaces/{slug}/edit", **change | {"kind": "request"}).status_code == 303

"""A space is no way to write to whoever does not want to hear, nor to send mail to the world."""

import pytest

from app import clock
from app.extensions import db
from app.notifications.models import Notice
from app.rules import spaces as law
from app.rules.notices import NoticeKind
from app.spaces import request_queries
from app.spaces.models import SpaceInvitation


@pytest.fixture
def told(village):
    """How often a person was told something."""

    def count(person, kind):
        with village.app.app_context():
            return db.session.query(Notice).filter_by(person_id=person.user.id, kind=kind).count()

    return count


def withdraw(village, slug, by):
    with village.app.app_context():
        name = db.session.query(SpaceInvitation.public_id).order_by(SpaceInvitation.id.desc()).limit(1).scalar()
    assert by.post(f"/spaces/{slug}/invitations/{name}/withdrawal").status_code == 303


def test_an_invitation_that_comes_again_and_again_is_told_once(village, olive, max_, told):
    slug = village.space(olive)
    for _ in range(3):
        assert olive.post(f"/spaces/{slug}/invitations", whom=max_.user.handle).status_code == 303
        withdraw(village, slug, olive)
    assert told(max_, NoticeKind.SPACE_INVITED) == 1
    village.enrol(slug, olive, max_)
    assert max_.post(f"/spaces/{slug}/departure").status_code == 303
    assert olive.post(f"/spaces/{slug}/invitations", whom=max_.user.handle).status_code == 303
    assert "Mill Lane" in max_.get("/spaces").text


def test_whoever_blocked_a_person_hears_of_no_space_of_theirs(village, olive, max_, told):
    asked = olive.post(f"/messages/to/people/{max_.user.handle}", body="May I ask?")
    assert max_.post(f"{asked.location.split('#')[0]}/block").status_code == 303
    slug = village.space(olive, name="Max is a fool")
    answer = olive.post(f"/spaces/{slug}/invitations", whom=max_.user.handle)
    assert answer.status_code == 303
    assert "/withdrawal" in olive.get(f"/spaces/{slug}/invitations").text
    assert told(max_, NoticeKind.SPACE_INVITED) == 0
    assert "Max is a fool" not in max_.get("/spaces").text + max_.get("/notices").text


def test_so_many_a_day_whatever_becomes_of_them(village, olive, outbox, monkeypatch):
    monkeypatch.setattr(law, "INVITATIONS_A_DAY", 2)
    slug, other = village.space(olive), village.space(olive)
    for at in (slug, other):
        assert olive.post(f"/spaces/{at}/invitations", whom="bea@example.org").status_code == 200
        withdraw(village, at, olive)
    refused = olive.post(f"/spaces/{slug}/invitations", whom="bea@example.org")
    assert refused.status_code == 403
    assert "as many as one person may in a day" in refused.text
    assert len(outbox) == 2
    with village.app.app_context():
        assert request_queries.sent_by(olive.user.id, clock.now()) == 0


def test_whoever_asks_again_and_again_is_told_of_once_until_that_is_read(village, olive, outsider, told):
    slug = village.space(olive, "request")
    for _ in range(3):
        assert outsider.post(f"/spaces/{slug}/request", words="Me!").status_code == 303
        assert outsider.post(f"/spaces/{slug}/request/withdrawal").status_code == 303
    assert told(olive, NoticeKind.SPACE_ASKED) == 1
    assert olive.browser.submit("/notices", "/notices/reading").status_code == 303
    assert outsider.post(f"/spaces/{slug}/request", words="Me!").status_code == 303
    assert told(olive, NoticeKind.SPACE_ASKED) == 2

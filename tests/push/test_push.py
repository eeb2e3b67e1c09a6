"""Lines on devices, to a push service of our own, read with the browser's keys."""

import json
from datetime import timedelta

import pytest

from app import clock, outside
from app.extensions import db
from app.mailing import queries as mailing
from app.notifications.queries import notify
from app.push import delivery_service, reading, service
from app.push.models import PushDevice
from app.rules.actors import Actor
from app.rules.mailing import Choice, Rhythm
from app.rules.notices import TOPICS, NoticeKind
from app.rules.pushing import BACKOFF, GAP, MOST_DEVICES
from app.threads import comment_service
from app.threads.comment_service import Draft
from app.threads.models import Comment
from app.transaction import transaction
from tests import factories
from tests.push.browsers import Browser, PushService
from tests.web import PASSWORD, sign_in_quickly

CHOICES, DEVICES = "/notices/choices", "/notices/devices/"
AGENT = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"}


@pytest.fixture
def post_office(tmp_path, monkeypatch):
    """A push service on this machine, which stands for one on the internet."""
    made, trusting = PushService(tmp_path), outside.ssl.create_default_context
    monkeypatch.setattr(outside.ssl, "create_default_context", lambda: trusting(cafile=made.certificate))
    for module in (service, delivery_service):
        monkeypatch.setattr(module, "may_go_to", lambda _ip: True)
    yield made
    made.close()


@pytest.fixture
def reader(app):
    return factories.user(app, name="Joan Hale", confirmed_at=factories.days_ago(90))


@pytest.fixture
def never_quiet(app, reader):
    with app.app_context(), transaction():
        mailing.set_choice(reader.id, Choice(Rhythm.NONE, 0, 0))


@pytest.fixture
def idea(app):
    return factories.contribution(app, factories.round_(app), factories.user(app), title="Handyperson hour")


def subscribe(client, endpoint, browser=None):
    """What the page's script sends once the browser said yes."""
    browser = browser or Browser()
    form = client.form(CHOICES, DEVICES)
    said = {"endpoint": endpoint, "point": browser.point, "secret": browser.secret}
    return client.post(DEVICES, data=form.fields | said, headers=AGENT)


@pytest.fixture
def device(post_office, as_user, reader, never_quiet):
    """The reader's own, on which they are told."""
    made = Browser()
    assert subscribe(as_user(reader), f"{post_office.address}joan", made).location.endswith(CHOICES)
    return made


@pytest.fixture
def news(app):
    def tell(person, kind, **about):
        with app.app_context(), transaction():
            notify(person.id, kind, now=clock.now(), **about)

    return tell


@pytest.fixture
def comment(app, idea):
    """Somebody comments; gives the comment's id."""

    def say(words="Very private words."):
        with app.test_request_context():
            made = comment_service.post(Actor(factories.user(app).id), idea.public_id, Draft(words))
            return db.session.query(Comment.id).filter_by(public_id=made.public_id).scalar()

    return say


@pytest.fixture
def tell(app):
    def run(later=timedelta()):
        with app.app_context():
            return delivery_service.tell_all(clock.now() + later)

    return run


def devices(app):
    with app.app_context():
        return [(device.name, device.failures, device.paused_at is not None) for device in db.session.query(PushDevice)]


def test_a_device_is_told_sealed_what_it_is_about_and_how_much_is_new(
    device, post_office, news, idea, reader, comment, tell
):
    for _ in range(3):
        news(reader, NoticeKind.COMMENTED, contribution_id=idea.id, comment_id=comment())
    assert tell() == 1
    [(path, headers, sealed)] = post_office.got
    assert (path, headers["Content-Encoding"], headers["TTL"]) == ("/send/joan", "aes128gcm", "86400")
    assert headers["Authorization"].startswith("vapid t=")
    assert b"Handyperson" not in sealed
    assert json.loads(device.read(sealed)) == {
        "title": "Handyperson hour", "body": "3 new comments", "address": f"/ideas/{idea.public_id}",
    }  # fmt: skip


def test_it_is_told_once_however_often_the_job_runs(device, post_office, app, news, reader, tell, monkeypatch):
    news(reader, NoticeKind.MESSAGE)
    assert [tell(), tell(), tell(GAP * 2)] == [1, 0, 0]
    monkeypatch.setattr(app.extensions["queue"].huey, "immediate", True)
    app.extensions["queue"].wake()
    app.extensions["queue"].wake()
    assert len(post_office.got) == 1


def test_of_two_jobs_at_once_one_has_the_device(device, post_office, app, news, reader, tell, monkeypatch):
    news(reader, NoticeKind.MESSAGE)
    post, seen = outside.post, []

    def while_the_other_looks(*said):
        if not seen:
            seen.append(tell())
        return post(*said)

    monkeypatch.setattr(outside, "post", while_the_other_looks)
    assert tell() == 1
    assert seen == [0]
    assert len(post_office.got) == 1


def test_what_people_write_and_who_they_are_stays_on_the_page(device, post_office, news, reader, tell):
    news(reader, NoticeKind.MESSAGE)
    news(reader, NoticeKind.HELD_REFUSED)
    tell()
    [(_, _, sealed)] = post_office.got
    assert json.loads(device.read(sealed)) == {
        "title": "Folkmoot", "body": "2 new things on Folkmoot", "address": "/notices",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "title", "body"),
    [
        (NoticeKind.REPLIED, "Handyperson hour", "1 new reply"),
        (NoticeKind.MENTIONED, "Handyperson hour", "You are called by name 1 time"),
        (NoticeKind.QUESTION_ANSWERED, "Handyperson hour", "1 question of yours is answered"),
        (NoticeKind.FOUND, "Handyperson hour", "1 new for a search of yours"),
        (NoticeKind.PUBLISHED, "Handyperson hour", "1 new text"),
        (NoticeKind.ROUND_OPENED, "", "The round is open"),
        (NoticeKind.ROUND_EXTENDED, "", "The round has more time"),
        (NoticeKind.ROUND_CANCELLED, "", "The round was called off"),
        (NoticeKind.MESSAGE, "Folkmoot", "You have a message"),
        (NoticeKind.HELD_REFUSED, "Folkmoot", "There is a notice for you"),
    ],
)
def test_each_kind_has_its_words(device, post_office, news, reader, idea, tell, app, kind, title, body):
    about = {"round_id": idea.round_id} if not title else {"contribution_id": idea.id}
    news(reader, kind, **(about if title != "Folkmoot" else {}))
    assert tell() == 1
    line = json.loads(device.read(post_office.got[0][2]))
    assert line["body"] == body
    assert line["title"] == (title or line["title"]) != ""


def test_whatever_one_may_choose_to_be_told_has_words():
    assert set(reading._WORDS) == set(TOPICS)


def test_what_is_hidden_before_it_leaves_is_never_told(app, device, post_office, news, reader, idea, comment, tell):
    number = comment()
    news(reader, NoticeKind.REPLIED, contribution_id=idea.id, comment_id=number)
    with app.app_context():
        row = db.session.get(type(idea), idea.id)
        row.hidden_at, row.hidden_rule = clock.now(), 1
        db.session.commit()
    assert tell() == 0
    with app.app_context():
        row = db.session.get(type(idea), idea.id)
        row.hidden_at = row.hidden_rule = None
        db.session.commit()
    assert tell(GAP * 2) == 0
    assert post_office.got == []


def test_what_was_read_meanwhile_is_not_told(device, as_user, post_office, news, reader, tell):
    news(reader, NoticeKind.MESSAGE)
    as_user(reader).submit("/notices", "/notices/reading")
    assert tell() == 0


def test_quiet_hours_are_kept_and_it_is_told_when_they_are_over(app, device, post_office, news, reader, time_machine):
    with app.app_context(), transaction():
        mailing.set_choice(reader.id, Choice(Rhythm.NONE, 21, 8))
    night = clock.now().replace(month=1, hour=23, minute=0) + timedelta(days=365)
    time_machine.move_to(night)
    news(reader, NoticeKind.MESSAGE)
    with app.app_context():
        assert delivery_service.tell_all(night) == 0
        assert delivery_service.tell_all(night + timedelta(hours=10)) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_has_let_go_is_forgotten(app, device, post_office, news, reader, tell, status):
    post_office.status = status
    news(reader, NoticeKind.MESSAGE)
    assert tell() == 0
    assert devices(app) == []


def test_a_push_service_that_fails_is_tried_less_and_less_and_then_left_in_peace(
    app, device, as_user, post_office, news, reader, tell
):
    post_office.status = 503
    news(reader, NoticeKind.MESSAGE)
    later = timedelta()
    for wait in (*BACKOFF, timedelta()):
        assert tell(later) == 0
        tell(later)
        later += wait
    assert len(post_office.got) == len(BACKOFF) + 1
    assert devices(app) == [("Firefox · Linux", len(BACKOFF) + 1, True)]
    client = as_user(reader)
    assert "we stopped trying" in client.get(CHOICES).text
    post_office.status = 201
    subscribe(client, f"{post_office.address}joan", device)
    assert devices(app) == [("Firefox · Linux", 0, False)]
    news(reader, NoticeKind.MESSAGE)
    assert tell() == 1


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://127.0.0.1/x", "https://localhost/x", "https://10.1.2.3/x", "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/x", "https://[::ffff:10.0.0.1]/x", "https://192.168.0.1:8443/", "https://0.0.0.0/",
        "https://2130706433/", "http://93.184.215.14/x", "ftp://93.184.215.14/x", "https://u:p@93.184.215.14/x",
        "//93.184.215.14/x", "file:///etc/passwd", "https://no-such-host.invalid/x", "x", "https://93.184.215.14/\n\nX",
    ],
)  # fmt: skip
def test_no_device_leads_into_an_inner_network(app, as_user, reader, endpoint):
    answer = subscribe(as_user(reader), endpoint)
    assert answer.status_code == 422
    assert "Your browser did not say where it can be told" in answer.text
    assert devices(app) == []


def test_an_address_that_turns_inward_later_is_told_nothing_and_forgotten(
    app, device, post_office, news, reader, tell, monkeypatch
):
    monkeypatch.setattr(delivery_service, "may_go_to", lambda _ip: False)
    news(reader, NoticeKind.MESSAGE)
    assert tell() == 0
    assert post_office.got == []
    assert devices(app) == []


def test_keys_that_no_browser_has_are_refused(app, as_user, post_office, reader):
    browser = Browser()
    browser.point = "B" * 87
    assert subscribe(as_user(reader), post_office.address, browser).status_code == 422
    assert devices(app) == []


def test_a_form_without_a_script_says_what_it_needs(app, as_user, reader):
    answer = as_user(reader).submit(CHOICES, DEVICES)
    assert answer.status_code == 422
    assert "with scripts switched on" in answer.text
    assert devices(app) == []


def test_a_person_has_so_many_devices_and_no_more(app, as_user, post_office, reader):
    client = as_user(reader)
    for number in range(MOST_DEVICES):
        assert subscribe(client, f"{post_office.address}{number}").status_code == 303
    assert subscribe(client, f"{post_office.address}one-more").status_code == 409
    assert subscribe(client, f"{post_office.address}0").status_code == 303, "the same device again"
    assert len(devices(app)) == MOST_DEVICES


def test_only_its_owner_sees_and_removes_a_device(app, device, as_user, reader):
    mine, other = as_user(reader), as_user(factories.user(app))
    assert "Firefox · Linux" in mine.get(CHOICES).text
    assert "Firefox · Linux" not in other.get(CHOICES).text
    address = next(form.action for form in mine.forms(CHOICES) if form.action.endswith("/removal"))
    assert other.post(address, data={"csrf_token": other.token(CHOICES)}).status_code == 404
    assert len(devices(app)) == 1
    assert mine.submit(CHOICES, address).status_code == 303
    assert devices(app) == []


def test_a_browser_that_changes_hands_tells_the_new_person_alone(app, device, post_office, as_user, news, reader, tell):
    other = factories.user(app)
    with app.app_context(), transaction():
        mailing.set_choice(other.id, Choice(Rhythm.NONE, 0, 0))
    subscribe(as_user(other), f"{post_office.address}joan")
    news(reader, NoticeKind.MESSAGE)
    assert tell() == 0
    news(other, NoticeKind.MESSAGE)
    assert tell() == 1


def test_whoever_closes_the_account_has_no_device_and_the_download_lists_what_there_was(
    app, device, post_office, as_user, reader
):
    client = as_user(reader)
    data = client.get("/account/data.json").text
    assert [one["name"] for one in json.loads(data)["push_devices"]] == ["Firefox · Linux"]
    assert post_office.address not in data
    assert device.secret not in data
    client.submit("/account/close", password=PASSWORD)
    assert devices(app) == []


def test_a_site_without_a_key_offers_nothing(app, make_app):
    keyless = make_app(push_key=None)
    client = keyless.test_client()
    sign_in_quickly(keyless, client, factories.user(app))
    page = client.get(CHOICES)
    assert "On your devices" not in page.text
    said = {"csrf_token": client.token(CHOICES), "endpoint": "https://x.example/", "point": "x", "secret": "x"}
    assert client.post(DEVICES, data=said).status_code == 404


def test_the_command_prints_a_key_and_keeps_none(run):
    first, second = run("push-key").output.strip(), run("push-key").output.strip()
    assert first != second
    assert len(first) == 43


def test_a_new_password_ends_the_devices_as_it_ends_the_sessions(app, device, as_user, reader):
    changed = as_user(reader).submit("/change", password=PASSWORD, new_password="another long password")
    assert changed.status_code in {302, 303}
    assert devices(app) == []


def test_while_one_job_waits_for_a_push_service_another_does_not(device, post_office, app, news, reader, monkeypatch):
    monkeypatch.setattr(app.extensions["queue"].huey, "immediate", True)
    news(reader, NoticeKind.MESSAGE)
    post, runs, tell_all = outside.post, [], delivery_service.tell_all

    def slow(*said):
        app.extensions["queue"].wake()
        return post(*said)

    def counted(now):
        runs.append(now)
        return tell_all(now)

    monkeypatch.setattr(outside, "post", slow)
    monkeypatch.setattr(delivery_service, "tell_all", counted)
    app.extensions["queue"].wake()
    assert len(runs) == 1
    assert len(post_office.got) == 1

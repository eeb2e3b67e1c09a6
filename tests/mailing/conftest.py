"""A mail server, people with news, and the hour at which digests go."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from app import clock
from app.extensions import db
from app.mailing import queries, service
from app.mailing.models import Mailing
from app.notifications.queries import notify
from app.rules.mailing import Choice, Rhythm
from app.rules.notices import NoticeKind
from app.transaction import transaction
from tests import factories
from tests.servers import free_port

AT_ONCE = Choice(Rhythm.AT_ONCE, 0, 0)
DAILY = Choice(Rhythm.DAILY, 0, 0)


class Letterbox:
    """What a mail server took."""

    def __init__(self):
        self.messages = []
        self.refuses = False

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name.
        if self.refuses:
            return "451 Try later"
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def letterbox():
    """A real SMTP server; `port` is where."""
    box = Letterbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    box.port = controller.port
    yield box
    controller.stop()


@pytest.fixture
def post(make_app, letterbox):
    """The app with the real SMTP back end."""
    return make_app(mail_backend="smtp", mail_server="127.0.0.1", mail_port=letterbox.port, server_name="moot.example")


@pytest.fixture
def idea(app):
    return factories.contribution(app, factories.round_(app), factories.user(app), title="Handyperson hour")


@pytest.fixture
def reader(app):
    """Somebody who has been here for long, and gets mail at once, at any hour."""
    return factories.user(app, name="Joan Hale", confirmed_at=factories.days_ago(90))


@pytest.fixture
def chooses(app):
    def choose(person, choice):
        with app.app_context(), transaction():
            queries.set_choice(person.id, choice)

    return choose


@pytest.fixture
def news(app):
    def tell(person, kind=NoticeKind.PUBLISHED, **about):
        with app.app_context(), transaction():
            notify(person.id, kind, now=clock.now(), **about)

    return tell


@pytest.fixture
def run_mail(post):
    """Make and send what is due at this hour, as the jobs do."""

    def run(at=None, app=post):
        with app.app_context():
            hour = at or clock.now()
            service.make_due(service.AT_ONCE | service.DIGESTS, hour)
            return service.send_made(hour)

    return run


@pytest.fixture
def outcomes(app):
    def found(person):
        with app.app_context():
            rows = db.session.query(Mailing.outcome).filter_by(person_id=person.id).order_by(Mailing.id)
            return [row.outcome and row.outcome.value for row in rows]

    return found


def next_morning(weekday=None):
    """Nine o'clock in the UK of a day to come, within what counts as news."""
    day = datetime.now(UTC).replace(hour=9, minute=15) + timedelta(days=1)
    while weekday is not None and day.weekday() != weekday:
        day += timedelta(days=1)
    return day

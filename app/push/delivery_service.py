"""Telling devices: sealed for the one browser, asked at the last moment what may be said, tried again, left in peace."""

from datetime import datetime
from email.utils import parseaddr
from typing import NamedTuple

from flask import current_app

from app import outside, webpush
from app.mailing.queries import reader
from app.mailing.reading import address_of, may_be_said, on_our_host
from app.notifications.queries import notices_of
from app.push import queries
from app.push.reading import line
from app.rules.mailing import Choice, is_quiet
from app.rules.pushing import GAP, KEPT_SECONDS, Answer, answer, next_try
from app.rules.webhooks import may_go_to
from app.transaction import transaction
from config import Settings


class Device(NamedTuple):
    """A device that this process has for one try."""

    id: int
    person_id: int
    endpoint: str
    point: str
    secret: str
    told_until: int
    failures: int


def tell_all(now: datetime) -> int:
    """Tell every device what is new for its person, unless their hours are quiet; how many were told.

    May run twice, or two at once, without harm.
    """
    settings: Settings = current_app.config["SETTINGS"]
    told = after = 0
    while settings.push_key and (some := queries.due(after, now)):
        for row in some:
            choice = (
                Choice() if row.quiet_from is None else Choice(quiet_from=row.quiet_from, quiet_until=row.quiet_until)
            )
            told += not is_quiet(choice, now) and _tell(row.id, settings, now)
        after = some[-1].id
    return told


def _tell(device_id: int, settings: Settings, now: datetime) -> bool:
    with transaction():
        row = queries.claim(device_id, now)
        device = Device(*(getattr(row, name) for name in Device._fields)) if row else None
    person = reader(device.person_id) if device else None
    if device is None or person is None:
        return False
    groups = notices_of(person.actor, news_after=device.told_until)
    newest = max((group.id for group in groups), default=device.told_until)
    said = [group for group in groups if may_be_said(group)]
    said_line = b""
    if said:
        with on_our_host():
            said_line = line(said, address_of(said[0] if len(said) == 1 else None, external=False))
    came = _post(device, said_line, settings, now) if said else Answer.TAKEN
    with transaction():
        _note(device, came, newest, now)
    return came is Answer.TAKEN and bool(said)


def _note(device: Device, came: Answer, newest: int, now: datetime) -> None:
    failures = device.failures + 1
    if came is Answer.TAKEN:
        queries.note_told(device.id, newest, now + GAP)
    elif came is Answer.GONE:
        queries.remove(device.id)
    else:
        queries.note_failure(device.id, failures, next_try(failures, now), now)


def _post(device: Device, words: bytes, settings: Settings, now: datetime) -> Answer:
    """What the push service made of it. Its address is judged anew each time."""
    assert settings.push_key is not None
    contact = (
        f"https://{settings.server_name}" if settings.server_name else f"mailto:{parseaddr(settings.mail_sender)[1]}"
    )
    headers = {
        "Authorization": webpush.authorization(settings.push_key, device.endpoint, contact, now),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_SECONDS),
        "Urgency": "normal",
    }
    try:
        ips = outside.addresses_of(device.endpoint, may_go_to)
        return answer(outside.post(device.endpoint, ips[0], webpush.seal(words, device.point, device.secret), headers))
    except outside.NotAllowed:
        return Answer.GONE
    except outside.Unreachable:
        return Answer.FAILED
